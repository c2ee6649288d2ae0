import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type InProcessServer, ReplicatedDirectories } from '../../test/support/replicated-directories.ts'

let at: ReplicatedDirectories
beforeEach(() => {
  at = new ReplicatedDirectories()
})
afterEach(() => at.remove())

/** Branches and tags with their commits, as the remote has them; every other ref by name alone. */
async function remoteRefs(server: InProcessServer): Promise<Record<string, string>> {
  const remote = await server.host.remotes.open(`file://${at.remote}`)
  return Object.fromEntries(await remote.run(remote.refs()))
}

async function head(server: InProcessServer, ref = 'HEAD'): Promise<string> {
  return String((await server.sql(`select hashof('${ref}')`))[0][0])
}

/** Writes, and tells whether the remote changed. */
async function pushes(server: InProcessServer, ...statements: string[]): Promise<boolean> {
  const before = JSON.stringify(await remoteRefs(server))
  await server.sql(...statements)
  return JSON.stringify(await remoteRefs(server)) !== before
}

/** main and f have a commit each that the other lacks. */
const PARTED = [
  "call dolt_checkout('-b', 'f')", "insert into t values (2, 'y')", "call dolt_commit('-am', 'two')",
  "call dolt_checkout('main')", "insert into t values (3, 'z')", "call dolt_commit('-am', 'three')",
]

describe('2.1 what is pushed', () => {
  it.each([
    ['DDL', 'create table u (a int primary key)'],
    ['DML', "insert into t values (2, 'y')"],
    ['dolt_add', "insert into t values (2, 'y')", "call dolt_add('.')"],
    ['a reset that moves no branch', "insert into t values (2, 'y')", "call dolt_reset('--hard')"],
    ['dolt_remote', "call dolt_remote('add', 'other', 'file://../other')"],
    ['a stash', "insert into t values (2, 'y')", "call dolt_stash('push', 's')", "call dolt_stash('drop', 's', 'stash@{0}')"],
    ['a write to dolt_docs', "insert into dolt_docs values ('README.md', 'hello')"],
  ])('2.1 %s is not', async (_, ...statements) => {
    expect(await pushes(await at.master(), ...statements)).toBe(false)
  })

  it.each([
    ['dolt_commit', "insert into t values (2, 'y')", "call dolt_commit('-am', 'two')"],
    ['--amend', "call dolt_commit('--amend', '-m', 'again')"],
    ['--allow-empty', "call dolt_commit('--allow-empty', '-m', 'empty')"],
    ['a transaction of dolt_transaction_commit', 'set dolt_transaction_commit = 1', "insert into t values (2, 'y')"],
    ['a reset to another commit',
      "insert into t values (2, 'y')", "call dolt_commit('-am', 'two')", "call dolt_reset('--hard', 'HEAD~1')", "call dolt_commit('--amend', '-m', 'x')"],
    ['a fast-forward merge',
      "call dolt_checkout('-b', 'f')", "insert into t values (2, 'y')", "call dolt_commit('-am', 'two')", "call dolt_checkout('main')", "call dolt_merge('f')"],
    ['a merge of histories that parted', ...PARTED, "call dolt_merge('f')"],
    ['a merge --no-ff',
      "call dolt_checkout('-b', 'f')", "insert into t values (2, 'y')", "call dolt_commit('-am', 'two')", "call dolt_checkout('main')", "call dolt_merge('f', '--no-ff')"],
    ['dolt_cherry_pick', ...PARTED, "call dolt_cherry_pick('f')"],
    ['dolt_revert', "insert into t values (2, 'y')", "call dolt_commit('-am', 'two')", "call dolt_revert('HEAD')"],
    ['dolt_rebase', ...PARTED, "call dolt_rebase('f')"],
  ])('2.1 %s is: the branch stands there as it stands here', async (_, ...statements) => {
    const m = await at.master()
    expect(await pushes(m, ...statements)).toBe(true)
    expect((await remoteRefs(m))['refs/heads/main']).toBe(await head(m, 'main'))
    expect(at.log).toEqual([])
  })

  it('2.1 a reset moves the remote\'s branch back', async () => {
    const m = await at.master()
    const one = await head(m)
    await m.sql("insert into t values (2, 'y')", "call dolt_commit('-am', 'two')")
    expect((await remoteRefs(m))['refs/heads/main']).not.toBe(one)
    await m.sql("call dolt_reset('--hard', 'HEAD~1')")
    expect((await remoteRefs(m))['refs/heads/main']).toBe(one)
  })

  it('2.1 a dolt_pull that moves a branch is, also from another remote', async () => {
    const m = await at.master()
    await at.clone('other')
    const other = at.open('other')
    await other.sql("insert into t values (2, 'y')", "call dolt_commit('-am', 'two')", "call dolt_remote('add', 'second', 'file://../second')", "call dolt_push('second', 'main')")
    await m.sql("call dolt_remote('add', 'second', 'file://../second')")
    expect(await pushes(m, "call dolt_pull('second', 'main')")).toBe(true)
    expect((await remoteRefs(m))['refs/heads/main']).toBe(await head(other))
  })

  it('2.1 branches are: made, copied, checked out, moved, deleted', async () => {
    const m = await at.master()
    const branches = async (): Promise<string[]> => Object.keys(await remoteRefs(m)).filter((ref) => ref.startsWith('refs/heads/')).map((ref) => ref.slice(11))
    await m.sql("call dolt_branch('b')")
    expect(await branches()).toEqual(['b', 'main'])
    await m.sql("call dolt_branch('-c', 'b', 'c')", "call dolt_checkout('-b', 'd')", "call dolt_checkout('main')")
    expect(await branches()).toEqual(['b', 'c', 'd', 'main'])
    await m.sql("call dolt_branch('-m', 'b', 'e')")
    expect(await branches()).toEqual(['c', 'd', 'e', 'main'])
    await m.sql("call dolt_branch('-d', 'c')", "call dolt_branch('-D', 'd')", "call dolt_branch('-D', 'e')")
    expect(await branches()).toEqual(['main'])
  })

  it('2.1 tags are: made, and deleted', async () => {
    const m = await at.master()
    await m.sql("call dolt_tag('v1')")
    expect(Object.keys(await remoteRefs(m))).toContain('refs/tags/v1')
    await m.sql("call dolt_tag('-d', 'v1')")
    expect(Object.keys(await remoteRefs(m))).not.toContain('refs/tags/v1')
  })

  it('2.1 remote-tracking branches and working sets are not, which Dolt leaks', async () => {
    const m = await at.master()
    await m.sql(
      "call dolt_remote('add', 'second', 'file://../second')", "call dolt_push('second', 'main')", "call dolt_fetch('origin')", "call dolt_branch('b')",
    )
    expect(Object.keys(await remoteRefs(m))).toEqual(['refs/heads/b', 'refs/heads/main'])
  })

  it('2.1 new databases are, where a template names their remote; dropping one leaves its remote', async () => {
    const m = at.openEmpty('many')
    await m.sql(
      "set global dolt_replicate_to_remote = 'backup'", `set global dolt_replication_remote_url_template = 'file://${at.base}/remotes/{database}'`,
      'create database Db1', `call dolt_clone('file://${at.base}/remotes/Db1', 'copy')`, 'drop database Db1',
    )
    for (const name of ['Db1', 'copy']) expect(readdirSync(join(at.base, 'remotes', name))).toContain('manifest')
    await m.sql("set global dolt_replication_remote_url_template = ''", 'create database plain')
    expect(readdirSync(join(at.base, 'remotes')).toSorted()).toEqual(['Db1', 'copy'])
  })
})

describe('1 dolt_transaction_commit', () => {
  it('1 makes a commit of each transaction that changed something, with its message', async () => {
    const m = await at.master()
    await m.sql('set dolt_transaction_commit = 1', "insert into t values (2, 'y')", 'select 1', 'start transaction', "insert into t values (3, 'z')",
      'create table u (a int primary key)', 'commit', "set dolt_transaction_commit_message = ' why '", 'delete from t where a = 2')
    expect(await m.sql('select message from dolt_log limit 3')).toEqual([['why'], ['Transaction commit'], ['Transaction commit']])
    expect(await m.sql('select count(*) from dolt_status')).toEqual([[0]])
  })

  it('1 joins what others committed meanwhile', async () => {
    const m = await at.master()
    const other = m.connect()
    await m.sql('set dolt_transaction_commit = 1', 'start transaction', "insert into t values (2, 'y')")
    await other.sql('set dolt_transaction_commit = 1', "insert into t values (3, 'z')")
    await m.sql('commit')
    expect(await m.sql('select a from t')).toEqual([[1], [2], [3]])
    expect(await m.sql('select count(*) from dolt_log')).toEqual([[4]])
    expect(await m.sql('select count(*) from dolt_status')).toEqual([[0]])
  })
})

describe('1 roles', () => {
  it('1 a configuration of both is a replica, and says so', async () => {
    const m = await at.master()
    const r = await at.replica('r', { dolt_replicate_heads: 'main' })
    await r.sql("set persist_only dolt_replicate_to_remote = 'origin'")
    await r.close()
    const again = at.open('r')
    expect(at.log.at(-1)).toBe('both dolt_replicate_to_remote and dolt_read_replica_remote are set: this is a replica, and pushes nothing')
    await expect(again.sql("insert into t values (7, 'no')")).rejects.toMatchObject({ errno: 1290, sqlState: 'HY000' })
    await m.sql("insert into t values (2, 'y')", "call dolt_commit('-am', 'two')")
    expect(await again.sql('select count(*) from t')).toEqual([[2]])
  })

  it('1 a second one is refused while the process runs, with what to do; one after the other both can be had without a restart', async () => {
    const m = await at.master()
    await expect(m.sql("set global dolt_read_replica_remote = 'origin'")).rejects.toMatchObject({
      code: 'SECOND_ROLE', message: expect.stringContaining("SET GLOBAL dolt_replicate_to_remote = '' first, or CALL dolt_assume_role('replica')"),
    })
    await m.sql("set global dolt_replicate_to_remote = ''", 'set global dolt_replicate_all_heads = 1', "set global dolt_read_replica_remote = 'origin'")
    await expect(m.sql("insert into t values (2, 'y')")).rejects.toMatchObject({ errno: 1290, message: 'database server is set to read only mode' })
    await expect(m.sql("set global dolt_replicate_to_remote = 'origin'")).rejects.toMatchObject({ code: 'SECOND_ROLE' })
    await m.sql("set global dolt_read_replica_remote = ''", "set global dolt_replicate_to_remote = 'origin'", "insert into t values (2, 'y')")
    expect(await pushes(m, "call dolt_commit('-am', 'two')")).toBe(true)
  })

  it('1 variables and remotes can be set in any order', async () => {
    await at.master()
    await at.clone('r')
    const r = at.open('r')
    await r.sql("call dolt_remote('remove', 'origin')", "set global dolt_read_replica_remote = 'late'", "set global dolt_replicate_heads = 'main'")
    expect(at.log.at(-1)).toContain("failed to load replica database from remote 'late'; remote not found: 'late'")
    const said = at.log.length
    await r.sql('select 1 from t', "call dolt_remote('add', 'late', 'file://../rem')")
    await expect(r.sql("insert into t values (7, 'no')")).rejects.toMatchObject({ errno: 1290 })
    expect(at.log.length).toBe(said)
  })

  it('1 another remote gets everything from then on, and the one before nothing', async () => {
    const m = await at.master()
    await m.sql("call dolt_remote('add', 'second', 'file://../second')", "set global dolt_replicate_to_remote = 'second'")
    expect(await pushes(m, "insert into t values (2, 'y')", "call dolt_commit('-am', 'two')")).toBe(false)
    const second = await m.host.remotes.open(`file://${at.base}/second`)
    expect((await second.run(second.refs())).get('refs/heads/main')).toBe(await head(m))
    await m.sql("set global dolt_replicate_to_remote = 'nowhere'")
    expect(await pushes(m, "call dolt_branch('b')")).toBe(false)
    await second.store.fetch([])
    const after = await m.host.remotes.open(`file://${at.base}/second`)
    expect([...(await after.run(after.refs())).keys()]).toEqual(['refs/heads/main'])
  })
})
