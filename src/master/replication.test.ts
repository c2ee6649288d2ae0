import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Engine } from '../sql/engine.ts'
import { Session } from '../sql/session-state.ts'
import type { Value } from '../sql/value.ts'
import { cloneRemote } from '../versioning/procedures/clone.ts'
import { DataDirectory } from './data-directory.ts'
import { MasterHost } from './master-host.ts'
import { nodePlatform } from './platform.ts'
import { createDatabase } from './create-database.ts'

let base = ''
let log: string[] = []
const opened: { close(): Promise<void> }[] = []
const environment = process.env.DOLT_ROOT_PATH
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'oxbow-replication-'))
  process.env.DOLT_ROOT_PATH = base
  log = []
})
afterEach(async () => {
  for (const process of opened.splice(0)) await process.close()
  if (environment === undefined) delete process.env.DOLT_ROOT_PATH
  else process.env.DOLT_ROOT_PATH = environment
  // Dolt leaves helpers behind that still write for a moment.
  rmSync(base, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
})

interface Running {
  /** Runs statements in one session; the last one's rows. */
  sql(...statements: string[]): Promise<readonly (readonly Value[])[]>
  readonly host: MasterHost
  close(): Promise<void>
}

/** A process over a data directory, as a command or a server is. */
function open(name: string, longLived = false): Running {
  const data = new DataDirectory(join(base, name))
  const host = new MasterHost({ data, longLived, log: (_level, event, fields) => log.push(String(fields?.message ?? event)) })
  const engine = new Engine(host)
  const session = new Session(host, nodePlatform)
  session.database = data.databases.has(name) ? name : null
  const running = {
    host,
    async sql(...statements: string[]) {
      let rows: readonly (readonly Value[])[] = []
      for (const statement of statements) ({ rows } = await engine.query(session, statement))
      return rows
    },
    async close() {
      await host.close()
      data.close()
    },
  }
  opened.push(running)
  return running
}

const REMOTE = 'rem'

/** A master that pushes to the remote, with one table. */
async function master(): Promise<Running> {
  mkdirSync(join(base, 'm'))
  await createDatabase(join(base, 'm'), { branch: 'main', name: 'M', email: 'm@x' })
  const running = open('m')
  await running.sql(
    `call dolt_remote('add', 'origin', 'file://../${REMOTE}')`, "set persist @@GLOBAL.dolt_replicate_to_remote = 'origin'",
    'create table t (a int primary key, b text)', "insert into t values (1, 'x')", "call dolt_commit('-Am', 'one')",
  )
  return running
}

async function clone(name: string): Promise<void> {
  const data = new DataDirectory(base, { discover: false })
  const host = new MasterHost({ data, log: () => undefined })
  const url = `file://${join(base, REMOTE)}`
  await cloneRemote(host, await host.remotes.open(url), { name, url, remoteName: 'origin', branch: undefined, singleBranch: false })
  await host.close()
  data.close()
}

/** A replica of it, made by cloning. */
async function replica(name = 'r', heads = "set persist dolt_replicate_heads = 'main'"): Promise<Running> {
  await clone(name)
  const setUp = open(name)
  await setUp.sql("set persist dolt_read_replica_remote = 'origin'", heads)
  await setUp.close()
  opened.splice(opened.indexOf(setUp), 1)
  return open(name)
}

const ALL = 'set persist dolt_replicate_all_heads = 1'
const branches = 'select name from dolt_branches order by name'

describe('push on write, pull on read', () => {
  it('carries commits from the master to a replica, read by read', async () => {
    const m = await master()
    const r = await replica()
    expect(await r.sql('select * from t')).toEqual([[1, 'x']])
    await m.sql("insert into t values (2, 'y')")
    expect(await r.sql('select * from t')).toEqual([[1, 'x']])
    await m.sql("call dolt_commit('-am', 'two')")
    expect(await r.sql('select * from t')).toEqual([[1, 'x'], [2, 'y']])
    await expect(r.sql("insert into t values (3, 'z')")).rejects.toMatchObject({ errno: 1290, message: 'database server is set to read only mode' })
    expect(log).toEqual([])
    // One archive a push, and the manifest.
    expect(readdirSync(join(base, REMOTE)).filter((f) => f.endsWith('.darc')).length).toBe(2)
  })

  it('keeps one view inside a transaction', async () => {
    const m = await master()
    const r = await replica()
    await r.sql('start transaction', 'select * from t')
    await m.sql("insert into t values (2, 'y')", "call dolt_commit('-am', 'two')")
    expect(await r.sql('select count(*) from t')).toEqual([[1]])
    expect(await r.sql('commit', 'select count(*) from t')).toEqual([[2]])
  })

  it('carries branches and tags, and their end, with all heads', async () => {
    const m = await master()
    const r = await replica('r', ALL)
    await m.sql("call dolt_branch('f1')", "call dolt_tag('v1')", "call dolt_checkout('f1')", "insert into t values (7, 'f')", "call dolt_commit('-am', 'f')")
    expect(await r.sql(branches)).toEqual([['f1'], ['main']])
    expect(await r.sql('select * from `r/f1`.t where a = 7')).toEqual([[7, 'f']])
    expect(await r.sql('select tag_name from dolt_tags')).toEqual([['v1']])
    await m.sql("call dolt_branch('-m', 'f1', 'f2')", "call dolt_tag('-d', 'v1')", "call dolt_checkout('main')")
    expect(await r.sql(branches)).toEqual([['f2'], ['main']])
    expect(await r.sql('select tag_name from dolt_tags')).toEqual([])
    await m.sql("call dolt_branch('-D', 'f2')", "call dolt_tag('v1', 'main')")
    expect(await r.sql(branches)).toEqual([['main']])
    // A tag that moved is taken along, which Dolt's own replicas don't do.
    await m.sql("insert into t values (9, 'q')", "call dolt_commit('-am', 'three')", "call dolt_tag('-d', 'v1')", "call dolt_tag('v1', 'main')")
    expect(await r.sql("select count(*) from t as of 'v1' where a = 9")).toEqual([[1]])
  })

  it('follows resets and amends of the master itself', async () => {
    const m = await master()
    const r = await replica()
    await m.sql("insert into t values (2, 'y')", "call dolt_commit('-am', 'two')", "call dolt_commit('--amend', '-m', 'two again')")
    expect(await r.sql('select message from dolt_log limit 1')).toEqual([['two again']])
    await m.sql("call dolt_reset('--hard', 'HEAD~1')")
    expect(await r.sql('select count(*) from t')).toEqual([[1]])
    expect(log).toEqual([])
  })

  it('pulls the heads that are named, by name and pattern', async () => {
    const m = await master()
    await m.sql("call dolt_branch('feature1')", "call dolt_branch('release')")
    const r = await replica('r', "set persist dolt_replicate_heads = 'main,*feature*,zz*'")
    expect(await r.sql(branches)).toEqual([['feature1'], ['main']])
    expect(log).toEqual(['branch pattern \'zz*\' did not match any branches'])
    await r.sql("set global dolt_replicate_heads = 'main,nope'")
    await expect(r.sql('select 1 from t')).rejects.toThrow('replication error: unable to find "nope" on "origin"; branch not found')
    // Variables can be set although nothing can be read.
    await r.sql("set global dolt_replicate_heads = 'main'")
    expect(await r.sql('select count(*) from t')).toEqual([[1]])
  })

  it('says that replication is disabled when its settings contradict each other', async () => {
    const m = await master()
    const r = await replica('r', 'set @unused = 1')
    expect(await r.sql('select count(*) from t')).toEqual([[1]])
    expect(log.at(-1)).toBe('must set either @@dolt_replicate_heads or @@dolt_replicate_all_heads, replication disabled')
    await r.sql("set global dolt_replicate_heads = 'main'", 'set global dolt_replicate_all_heads = 1')
    await m.sql('delete from t', "call dolt_commit('-am', 'none')")
    expect(await r.sql('select count(*) from t')).toEqual([[1]])
    expect(log.at(-1)).toBe('cannot set both @@dolt_replicate_heads and @@dolt_replicate_all_heads, replication disabled')
    await m.sql("set persist dolt_replicate_to_remote = 'nope'")
    expect(log.at(-1)).toBe(`error loading replication for database at ${join(base, 'm')}, replication disabled: remote not found: 'nope'`)
    await m.sql("call dolt_branch('b')")
    expect(log.at(-1)).toBe('replication hook failed: remote not found: \'nope\'')
    await r.sql("set persist dolt_read_replica_remote = 'nope'")
    await open('r').sql('select 1')
    expect(log.at(-1)).toBe(
      'invalid replication configuration, replication disabled: failed to load replica database from remote \'nope\'; remote not found: \'nope\'')
  })
})

describe('dolt_replication_remote_url_template', () => {
  it('replicates new databases, and brings unknown ones to a replica', async () => {
    mkdirSync(join(base, 'masters'))
    const m = open('masters')
    await m.sql("set global dolt_replicate_to_remote = 'backup'", `set global dolt_replication_remote_url_template = 'file://${base}/remotes/{database}'`)
    await m.sql('create database Db1', 'use Db1')
    expect(readdirSync(join(base, 'remotes', 'Db1'))).toContain('manifest')
    await m.sql('create table t (a int primary key)', "call dolt_commit('-Am', 'one')", `call dolt_clone('file://${base}/remotes/Db1', 'copy')`)
    expect(readdirSync(join(base, 'remotes', 'copy'))).toContain('manifest')
    mkdirSync(join(base, 'replicas'))
    const r = open('replicas')
    await r.sql(
      "set global dolt_read_replica_remote = 'origin'", 'set global dolt_replicate_all_heads = 1',
      `set global dolt_replication_remote_url_template = 'file://${base}/remotes/{database}'`,
    )
    await expect(r.sql('use nope')).rejects.toMatchObject({ errno: 1049, message: 'database not found: nope' })
    expect(log.at(-1)).toMatch(/^couldn't clone database nope: /)
    expect(await r.sql('use Db1', 'select count(*) from t')).toEqual([[0]])
    await m.sql('insert into t values (1)', "call dolt_commit('-am', 'two')")
    expect(await r.sql('select count(*) from t')).toEqual([[1]])
    await expect(r.sql('insert into t values (2)')).rejects.toMatchObject({ errno: 1290 })
  })
})

describe('a remote that fails', () => {
  const away = (): void => renameSync(join(base, REMOTE), join(base, 'away'))
  const back = (): void => renameSync(join(base, 'away'), join(base, REMOTE))

  it('never fails a write, and gets all of it later', async () => {
    const m = await master()
    const r = await replica('r', ALL)
    await r.sql('select 1')
    away()
    await m.sql("insert into t values (2, 'y')", "call dolt_commit('-am', 'two')", "call dolt_branch('b1')")
    expect(log.at(-1)).toMatch(/^error pushing: .*(lost its manifest|no such file)/)
    // The master's process ends; the next one knows what is to be pushed.
    await m.close()
    opened.splice(opened.indexOf(m), 1)
    back()
    const again = open('m')
    await again.sql("call dolt_tag('v1')")
    expect(await r.sql(branches)).toEqual([['b1'], ['main']])
    expect(await r.sql('select count(*) from t')).toEqual([[2]])
    expect(await r.sql('select tag_name from dolt_tags')).toEqual([['v1']])
    const state = JSON.parse(readFileSync(join(base, 'm', '.dolt', 'oxbow', 'pushed.json'), 'utf8')) as { refs: Record<string, { failure?: unknown }> }
    expect(Object.values(state.refs).some((ref) => ref.failure !== undefined)).toBe(false)
  })

  it('is tried again by a server that starts with something left to push', async () => {
    const m = await master()
    away()
    await m.sql("insert into t values (2, 'y')", "call dolt_commit('-am', 'two')")
    await m.close()
    opened.splice(opened.indexOf(m), 1)
    back()
    const server = open('m', true)
    await server.sql('select 1')
    const r = await replica()
    await expect.poll(async () => (await r.sql('select count(*) from t'))[0][0], { timeout: 5000 }).toBe(2)
  })

  it('fails a replica\'s reads, or not, as dolt_skip_replication_errors says', async () => {
    await master()
    const r = await replica()
    expect(await r.sql('select count(*) from t')).toEqual([[1]])
    away()
    await expect(r.sql('select count(*) from t')).rejects.toThrow(/^replication error: /)
    await r.sql('set global dolt_skip_replication_errors = 1')
    expect(await r.sql('select count(*) from t')).toEqual([[1]])
    expect(log.at(-1)).toMatch(/^replication failure: /)
    back()
    await r.sql('set global dolt_skip_replication_errors = 0')
    expect(await r.sql('select count(*) from t')).toEqual([[1]])
  })
})

describe('a head that somebody else moved', () => {
  it('is not overwritten, and what resolves it is said', async () => {
    const m = await master()
    await clone('other')
    const other = open('other')
    await other.sql("insert into t values (5, 'theirs')", "call dolt_commit('-am', 'theirs')", "call dolt_push('origin', 'main')")
    await m.sql("insert into t values (2, 'ours')", "call dolt_commit('-am', 'ours')")
    expect(log.at(-1)).toMatch(/^refs\/heads\/main on 'origin' is at [0-9a-v]{32}, which was not pushed from here: fetch and merge it, or push with --force$/)
    // Other refs go through; and having fetched it is no leave to overwrite it.
    await m.sql("call dolt_branch('mine')", "call dolt_fetch('origin')", "call dolt_branch('mine2')")
    const r = await replica('r', ALL)
    expect(await r.sql(branches)).toEqual([['main'], ['mine'], ['mine2']])
    expect(await r.sql('select a from t')).toEqual([[1], [5]])
    await m.sql("call dolt_push('--force', 'origin', 'main')", "call dolt_branch('mine3')")
    expect(await r.sql('select a from t')).toEqual([[1], [2]])
    log.length = 0
    await m.sql("insert into t values (3, 'on')", "call dolt_commit('-am', 'on')")
    expect(log).toEqual([])
    expect(await r.sql('select a from t')).toEqual([[1], [2], [3]])
  })
})

describe('asynchronous push', () => {
  it('pushes what has gathered when the process ends', async () => {
    const m = await master()
    await m.sql('set global dolt_async_replication = 1', "insert into t values (2, 'y')", "call dolt_commit('-am', 'two')", "call dolt_branch('b1')")
    const r = await replica('r', ALL)
    expect(await r.sql(branches)).toEqual([['main']])
    await m.close()
    opened.splice(opened.indexOf(m), 1)
    expect(await r.sql(branches)).toEqual([['b1'], ['main']])
    expect(await r.sql('select count(*) from t')).toEqual([[2]])
  })
})

describe.skipIf(process.env.DOLT_BIN === undefined)('a remote that was pushed on write', () => {
  it('is one that real Dolt clones, checks and pushes to', async () => {
    const m = await master()
    await m.sql("call dolt_tag('v1')", "call dolt_branch('b1')")
    const dolt = (cwd: string, ...argv: string[]): string =>
      execFileSync(process.env.DOLT_BIN!, argv, { cwd: join(base, cwd), encoding: 'utf8', env: { ...process.env, HOME: base } })
    dolt('.', 'config', '--global', '--add', 'user.name', 'D')
    dolt('.', 'config', '--global', '--add', 'user.email', 'd@x')
    dolt('.', 'config', '--global', '--add', 'metrics.disabled', 'true')
    dolt('.', 'clone', `file://${join(base, REMOTE)}`, 'd')
    expect(dolt('d', 'fsck')).toContain('No problems found.')
    expect(dolt('d', 'sql', '-r', 'csv', '-q', 'select * from t')).toBe('a,b\n1,x\n')
    dolt('d', 'sql', '-q', "insert into t values (2, 'dolt'); call dolt_commit('-am', 'by dolt')")
    dolt('d', 'push', 'origin', 'main')
    const r = await replica('r', ALL)
    expect(await r.sql('select * from t')).toEqual([[1, 'x'], [2, 'dolt']])
    await m.sql("call dolt_pull('origin', 'main')", "insert into t values (3, 'on top')", "call dolt_commit('-am', 'on top')")
    expect(dolt('d', 'pull', 'origin', 'main')).toContain('Fast-forward')
    expect(dolt('d', 'sql', '-r', 'csv', '-q', 'select * from t')).toBe('a,b\n1,x\n2,dolt\n3,on top\n')
    expect(dolt('d', 'fsck')).toContain('No problems found.')
  }, 60_000)

  it('is served by a data directory that real Dolt opens, too', async () => {
    const m = await master()
    await m.close()
    opened.splice(opened.indexOf(m), 1)
    const dolt = (...argv: string[]): string =>
      execFileSync(process.env.DOLT_BIN!, argv, { cwd: join(base, 'm'), encoding: 'utf8', env: { ...process.env, HOME: base } })
    expect(dolt('sql', '-r', 'csv', '-q', 'select * from t')).toBe('a,b\n1,x\n')
    expect(dolt('fsck')).toContain('No problems found.')
    expect(dolt('status')).toContain('nothing to commit, working tree clean')
    dolt('sql', '-q', "insert into t values (2, 'dolt'); call dolt_commit('-am', 'by dolt')")
    expect(() => open('m')).toThrow(/dolt gc/)
    dolt('gc')
    expect(await open('m').sql('select * from t')).toEqual([[1, 'x'], [2, 'dolt']])
  }, 60_000)
})
