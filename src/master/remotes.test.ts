import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type InProcessServer, ReplicatedDirectories } from '../../test/support/replicated-directories.ts'

let at: ReplicatedDirectories
let db: InProcessServer
beforeEach(async () => {
  at = new ReplicatedDirectories()
  const data = at.openEmpty('data')
  await data.sql('create database db', 'use db', 'create table t (a int primary key)', "call dolt_commit('-Am', 'one')")
  db = data
})
afterEach(() => at.remove())

/** The error's text, or the rows, as JSON. */
async function answer(sql: string): Promise<unknown> {
  try {
    return await db.sql(sql)
  } catch (e) {
    return (e as Error).message
  }
}

const OK = [[0]]
const url = (name: string): string => `file://${at.base}/data/${name}`
const hints = "hint: Updates were rejected because the tip of your current branch is behind\nhint: its remote counterpart. Integrate the remote changes (e.g.\n" +
  "hint: 'dolt pull ...') before pushing again.\n"

describe('3 remotes', () => {
  it('3 dolt_remote adds, removes and refuses', async () => {
    expect(await answer("call dolt_remote('add', 'origin', 'file://../r1')")).toEqual(OK)
    for (const [call, message] of [
      ['', "error: invalid argument, use 'dolt_remotes' system table to list remotes"], ["'add'", 'error: invalid argument'],
      ["'add', 'o'", 'error: invalid argument'], ["'list'", 'error: invalid argument'], ["'remove'", 'error: invalid argument'],
      ["'rm', 'a', 'b'", 'error: invalid argument'], ["'rm', 'zz'", "error: unknown remote: 'zz'"],
      ["'add', 'origin', 'file://../r2'", 'remote already exists'], ["'add', 'a b', 'file://../r2'", 'remote name invalid'],
      ["'add', 'a/b', 'file://../r2'", 'remote name invalid'], ["'add', '', 'file://../r2'", 'remote name invalid'],
    ]) expect(await answer(`call dolt_remote(${call})`)).toBe(message)
    expect(await answer("call dolt_remote('add', 'same', 'file://../r1')")).toEqual(OK)
    expect(await answer("call dolt_remote('rm', 'same')")).toEqual(OK)
  })

  it('3 URLs: relative paths become absolute and their directory is made, parameters of s3 are checked', async () => {
    await db.sql("call dolt_remote('add', 'origin', 'file://../r1')")
    expect(await db.sql('select name, url from dolt_remotes')).toEqual([['origin', url('r1')]])
    expect(execFileSync('ls', [join(at.base, 'data', 'r1')], { encoding: 'utf8' })).toBe('')
    await db.sql("call dolt_remote('add', 's', 's3://bucket/prefix?endpoint=http://localhost:1&path-style=true&region=x')")
    for (const [parameters, message] of [
      ['?x=1', 'unknown s3 url parameter "x"; supported parameters are "endpoint", "region" and "path-style"'],
      ['?path-style=yes', 's3 url parameter "path-style" must be true or false, got "yes"'],
    ]) expect(await answer(`call dolt_remote('add', 'b', 's3://bucket/p${parameters}')`)).toContain(message)
    expect(await answer("call dolt_remote('add', 'b', 's3://u:p@bucket/p')")).toContain('s3 urls must not embed credentials')
    expect(await answer("call dolt_remote('add', 'b', 's3://bucket/p?region=a&region=b')")).toEqual(expect.stringContaining('region'))
  })

  it('3 dolt_remotes shows them and is read-only', async () => {
    await db.sql("call dolt_remote('add', 'origin', 'file://../r1')")
    const [[name, address, specs, params]] = await db.sql('select name, url, cast(fetch_specs as char), cast(params as char) from dolt_remotes')
    expect([name, address, specs, params]).toEqual(['origin', url('r1'), '["refs/heads/*:refs/remotes/origin/*"]', '{}'])
    for (const sql of ["insert into dolt_remotes values ('a', 'b', '[]', '{}')", 'delete from dolt_remotes', "update dolt_remotes set url = 'x'"]) {
      expect(await answer(sql)).toBe('the dolt_remotes table is read-only; use the dolt_remote stored procedure to edit remotes')
    }
  })

  it('3 repo_state.json is written to the letter; removing a remote keeps the branches\' entries', async () => {
    await db.sql("call dolt_remote('add', 'origin', 'file://../r1')", "call dolt_push('-u', 'origin', 'main')")
    const text = (): string => readFileSync(join(at.base, 'data', 'db', '.dolt', 'repo_state.json'), 'utf8')
    const state = (remotes: object, remote: string): string => JSON.stringify(
      { head: 'refs/heads/main', remotes, backups: {}, branches: { main: { head: 'refs/heads/main', remote } } }, undefined, 2,
    )
    expect(text()).toBe(state({ origin: { name: 'origin', url: url('r1'), fetch_specs: ['refs/heads/*:refs/remotes/origin/*'], params: {} } }, 'origin'))
    await db.sql("call dolt_remote('rm', 'origin')")
    expect(text()).toBe(state({}, ''))
    expect(await db.sql('select name from dolt_remote_branches')).toEqual([])
  })
})

describe('3 dolt_push', () => {
  beforeEach(() => db.sql("call dolt_remote('add', 'origin', 'file://../r1')"))

  it('3 says what it did, or that there was nothing to do', async () => {
    const pushed = (line: string): unknown => [[0, `To ${url('r1')}\n${line}`]]
    expect(await answer("call dolt_push('origin', 'main')")).toEqual(pushed(' * [new branch]          main -> main'))
    expect(await answer("call dolt_push('origin', 'main')")).toEqual([[0, 'Everything up-to-date']])
    expect(await answer("call dolt_push('-u', 'origin', 'main')")).toEqual([[0, '']])
    expect(await answer('call dolt_push()')).toEqual([[0, 'Everything up-to-date']])
    await db.sql("call dolt_branch('b')", "call dolt_tag('v1')")
    expect(await answer("call dolt_push('--set-upstream', 'origin', 'b')")).toEqual(pushed(
      " * [new branch]          b -> b\nbranch 'b' set up to track 'origin/b'."))
    expect(await answer("call dolt_push('origin', ':b')")).toEqual(pushed(' - [deleted]             b'))
    expect(await answer("call dolt_push('origin', 'v1')")).toEqual(pushed(' * [new branch]          v1 -> v1'))
    expect(await answer("call dolt_push('origin', 'refs/heads/main:refs/heads/x')")).toEqual(pushed(' * [new branch]          main -> x'))
  })

  it('3 refuses what it can not do, in Dolt\'s words', async () => {
    for (const [call, message] of [
      ["'nope', 'main'", "fatal: remote 'nope' not found.\nPlease make sure the remote exists."],
      ["'origin', 'nope'", "invalid ref spec; refspec not found: 'nope'; branch not found: nope"], ["'origin', ''", "invalid ref spec: ''"],
      ["'origin', 'a:b:c'", "invalid ref spec: 'a:b:c'"], ["'origin', 'main:'", 'unknown push error; invalid ref format: refs/heads/'],
      ["'origin', ':nob'", "failed to delete remote; 'refs/heads/nob' from remote 'origin'; branch not found"],
      ["'--all', 'origin', 'main'", "fatal: --all can't be combined with refspecs"],
    ]) expect(await answer(`call dolt_push(${call})`)).toBe(message)
    expect(await answer("call dolt_push('origin')")).toMatch(/^fatal: The current branch main has no upstream branch\.\n/)
  })

  it('3 is rejected where the remote is ahead or elsewhere, unless forced', async () => {
    await db.sql("call dolt_push('origin', 'main')", 'insert into t values (1)', "call dolt_commit('-am', 'two')", "call dolt_push('origin', 'main')")
    await db.sql("call dolt_reset('--hard', 'HEAD~1')", 'insert into t values (2)', "call dolt_commit('-am', 'other')")
    expect(await answer("call dolt_push('origin', 'main')")).toBe(
      `To ${url('r1')}\n ! [rejected]            main -> main (non-fast-forward)\nerror: failed to push some refs to '${url('r1')}'\n${hints}`)
    expect(await answer("call dolt_push('--force', 'origin', 'main')")).toEqual([[0, `To ${url('r1')}\n * [new branch]          main -> main`]])
  })
})

describe('3 dolt_fetch, dolt_pull, dolt_clone', () => {
  beforeEach(async () => {
    await db.sql("call dolt_remote('add', 'origin', 'file://../r1')", "call dolt_branch('b')", "call dolt_tag('v1')", "call dolt_push('origin', 'main', 'b', 'v1')")
    await db.sql(`call dolt_clone('${url('r1')}', 'copy')`)
  })

  it('3 dolt_fetch refuses what it can not do, prunes, and takes specs', async () => {
    await db.sql('use copy')
    const unknown = (name: string): string => `unknown remote; '${name}' does not appear to be a dolt database. could not read from the remote database. ` +
      'please make sure you have the correct access rights and the database exists'
    for (const [call, expected] of [
      ['', OK], ["'zz'", unknown('zz')], ["'zz', 'main'", unknown('zz')], ["''", unknown('')], ["'origin', 'unknown'", "fetch failed: invalid ref spec: 'unknown'"],
      ["'origin', ''", "invalid fetch spec: ''"], ["'origin', 'main:foo'", "invalid fetch spec: 'main:foo'"],
      ["'--prune', 'origin', 'main'", '--prune option cannot be provided with a ref spec'], ["'origin', 'main:refs/remotes/origin/renamed'", OK],
    ] as const) expect(await answer(`call dolt_fetch(${call})`)).toEqual(expected)
    expect(await db.sql('select name from dolt_remote_branches order by name')).toEqual([['remotes/origin/b'], ['remotes/origin/main'], ['remotes/origin/renamed']])
    expect(await answer("call dolt_fetch('-p')")).toEqual(OK)
    expect(await db.sql('select name from dolt_remote_branches order by name')).toEqual([['remotes/origin/b'], ['remotes/origin/main']])
  })

  it('3 dolt_pull fast-forwards, and says why it does not', async () => {
    await db.sql('insert into t values (7)', "call dolt_commit('-am', 'seven')", "call dolt_push('origin', 'main')", 'use copy')
    for (const [call, message] of [
      ["'zz'", "fatal: remote 'zz' not found.\nPlease make sure the remote exists."], ["'origin', 'zz'", 'branch "zz" not found on remote'],
      ["'--ff-only', '--no-ff', 'origin'", "error: Flags '--ff-only' and '--no-ff' cannot be used together"],
      ["'a', 'b', 'c'", 'error: pull has too many positional arguments. Expected at most 2, found 3: a, b, c'],
    ]) expect(await answer(`call dolt_pull(${call})`)).toBe(message)
    await db.sql('create table dirty (a int primary key)')
    expect(await answer('call dolt_pull()')).toBe('cannot merge with uncommitted changes')
    await db.sql('drop table dirty')
    expect(await answer("call dolt_pull('origin')")).toEqual([[1, 0, 'merge successful']])
    expect(await answer('call dolt_pull()')).toEqual([[0, 0, 'Everything up-to-date']])
    // The branch that the upstream names counts on any remote.
    expect(await db.sql(`call dolt_remote('add', 'two', '${url('r1')}')`, "call dolt_pull('two')")).toEqual([[0, 0, 'Everything up-to-date']])
    // A name that is empty is none.
    expect(await answer("call dolt_pull('')")).toEqual([[0, 0, 'Everything up-to-date']])
    // It counts after its own remote is gone, too.
    expect(await db.sql("call dolt_remote('remove', 'origin')", 'call dolt_pull()')).toEqual([[0, 0, 'Everything up-to-date']])
    await db.sql(`call dolt_remote('add', 'origin', '${url('r1')}')`)
    await db.sql("call dolt_checkout('-b', 'new')")
    expect(await answer('call dolt_pull()')).toMatch(/^There is no tracking information for the current branch\./)
    expect(await answer("call dolt_pull('origin')")).toMatch(/^You asked to pull from the remote 'origin', but did not specify a branch\./)
  })

  it('3 dolt_pull says what to do where a branch follows a remote without saying which ref', async () => {
    const path = join(at.base, 'data', 'copy', '.dolt', 'repo_state.json')
    const state = JSON.parse(readFileSync(path, 'utf8')) as object
    writeFileSync(path, JSON.stringify({ ...state, branches: { main: { remote: 'origin' } } }))
    expect(await db.sql('use copy').then(() => answer("call dolt_pull('origin')"))).toBe(
      "there is no tracking information for the current branch 'main'.\nPlease specify which branch you want to merge with:\n\n"
      + '\tdolt pull origin <branch>\n\nIf you wish to set tracking information for this branch, run:\n\n\tdolt push --set-upstream origin main',
    )
  })

  it('3 dolt_clone: names, options, what arrives, and no trace of a failure', async () => {
    expect(await answer('call dolt_clone()')).toBe('error: invalid number of arguments: database URL must be specified and database name is optional')
    expect(await answer("call dolt_clone('a', 'b', 'c')")).toBe('error: clone has too many positional arguments. Expected at most 2, found 3: a, b, c')
    expect(await answer(`call dolt_clone('${url('r1')}', 'copy')`)).toBe("can't create database copy; database exists")
    expect(await answer(`call dolt_clone('-b', 'zz', '${url('r1')}', 'c6')`)).toBe('clone failed; branch not found: zz')
    execFileSync('mkdir', [join(at.base, 'data', 'empty')])
    expect(await answer(`call dolt_clone('${url('empty')}', 'c3')`)).toBe('clone failed; remote at that url contains no Dolt data')
    expect(await answer(`call dolt_clone('${url('r1')}')`)).toEqual(OK)
    expect(await db.sql('select count(*) from r1.t')).toEqual([[0]])
    await db.sql(`call dolt_clone('-b', 'b', '--remote', 'up', '${url('r1')}', 'c5')`, `call dolt_clone('--single-branch', '${url('r1')}', 'c7')`)
    expect((await db.sql('show databases')).map(([name]) => name)).not.toContain('c6')
    const arrived = async (name: string): Promise<unknown> => await Promise.all([
      db.sql(`select name, remote, branch from \`${name}\`.dolt_branches`), db.sql(`select name from \`${name}\`.dolt_remote_branches order by name`),
      db.sql(`select tag_name from \`${name}\`.dolt_tags`),
    ])
    expect(await arrived('c5')).toEqual([[['b', 'up', 'b']], [['remotes/up/b'], ['remotes/up/main']], [['v1']]])
    expect(await arrived('c7')).toEqual([[['main', 'origin', 'main']], [['remotes/origin/main']], [['v1']]])
  })
})

describe('3 dolt_pull --rebase', () => {
  it('3 makes own commits anew on top of the remote\'s, drops those that become empty, and goes with nothing that merges', async () => {
    const m = await at.master()
    await at.clone('other')
    const other = at.open('other')
    expect(await other.sql("call dolt_pull('--rebase')")).toEqual([[0, 0, 'Everything up-to-date']])
    await m.sql("insert into t values (2, 'y')", "call dolt_commit('-am', 'theirs')")
    await other.sql("insert into t values (3, 'z')", "call dolt_commit('-am', 'ours')", "insert into t values (2, 'y')", "call dolt_commit('-am', 'the same')")
    expect(await other.sql("call dolt_pull('--rebase')")).toEqual([[0, 0, 'Successfully rebased and updated refs/heads/main']])
    expect((await other.sql('select message from dolt_log limit 2'))).toEqual([['ours'], ['theirs']])
    expect(await other.sql('select count(*) from dolt_branches')).toEqual([[1]])
    expect(await other.sql('select a from t order by a')).toEqual([[1], [2], [3]])
    for (const flag of ['--squash', '--no-ff', '--ff-only', '--no-commit']) {
      await expect(other.sql(`call dolt_pull('--rebase', '${flag}')`)).rejects.toThrow(/cannot be used together/)
    }
    await m.sql("insert into t values (4, 'w')", "call dolt_commit('-am', 'more')")
    await other.sql("insert into t values (5, 'v')")
    await expect(other.sql("call dolt_pull('--rebase')")).rejects.toThrow('cannot start a rebase with uncommitted changes')
    await other.sql("call dolt_commit('-am', 'mine')", "call dolt_pull('--rebase')")
    await other.sql("call dolt_push('origin', 'main')")
    await m.sql("call dolt_pull('origin', 'main')", "insert into t values (6, 'u')", "call dolt_commit('-am', 'last')")
    expect(await other.sql("call dolt_pull('--rebase')")).toEqual([[1, 0, 'merge successful']])
  })
})
