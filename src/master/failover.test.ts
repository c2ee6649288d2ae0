import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../test/support/fake-clock.ts'
import { OxbowError } from '../error.ts'
import { type Lease, readLease } from '../replication/lease.ts'
import { Engine } from '../sql/engine.ts'
import { Session } from '../sql/session-state.ts'
import type { Value } from '../sql/value.ts'
import { MemoryObjectStore } from '../store/remote/memory-object-store.ts'
import type { GetOptions, GetResult, PutOptions } from '../store/remote/object-store.ts'
import { cloneRemote } from '../versioning/procedures/clone.ts'
import { createDatabase } from './create-database.ts'
import { DataDirectory } from './data-directory.ts'
import { MasterHost } from './master-host.ts'
import { nodePlatform } from './platform.ts'

/** A bucket that may be out of reach, or take a write without an answer. */
class Bucket extends MemoryObjectStore {
  away = false
  /** Called before each write; what it throws, happens before the write, what it returns, after. */
  onPut: ((key: string) => Promise<(() => void) | void>) | undefined

  constructor() {
    super('memory://remote')
  }

  override async get(key: string, options?: GetOptions): Promise<GetResult | null> {
    if (this.away) throw new OxbowError('REMOTE_UNREACHABLE', 'the bucket is away')
    return await super.get(key, options)
  }

  override async put(key: string, body: Uint8Array, options?: PutOptions): Promise<{ etag: string } | null> {
    if (this.away) throw new OxbowError('REMOTE_UNREACHABLE', 'the bucket is away')
    const after = await this.onPut?.(key)
    const done = await super.put(key, body, options)
    after?.()
    return done
  }
}

let base = ''
let log: string[] = []
let clock = new FakeClock()
let remote = new Bucket()
const opened: { close(): Promise<void> }[] = []
const environment = process.env.DOLT_ROOT_PATH
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'oxbow-failover-'))
  process.env.DOLT_ROOT_PATH = base
  log = []
  clock = new FakeClock()
  remote = new Bucket()
})
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close()
  if (environment === undefined) delete process.env.DOLT_ROOT_PATH
  else process.env.DOLT_ROOT_PATH = environment
  rmSync(base, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
})

type Rows = readonly (readonly Value[])[]

interface Server {
  /** Runs statements in one session; the last one's rows. */
  sql(...statements: string[]): Promise<Rows>
  /** A session beside it. */
  session(): (sql: string) => Promise<Rows>
  close(): Promise<void>
}

/** A server, or a command, on a data directory. */
async function open(name: string, longLived = true): Promise<Server> {
  const data = new DataDirectory(join(base, name))
  const host = new MasterHost({ data, longLived, clock, openObjects: async () => remote, log: (_level, _event, fields) => log.push(`${name}: ${String(fields?.message)}`) })
  const engine = new Engine(host)
  const session = (): ((sql: string) => Promise<Rows>) => {
    const own = new Session(host, nodePlatform)
    own.database = data.databases.has(name) ? name : null
    return async (sql) => (await engine.query(own, sql)).rows
  }
  const first = session()
  const server: Server = {
    session,
    async sql(...statements) {
      let rows: Rows = []
      for (const statement of statements) rows = await first(statement)
      return rows
    },
    async close() {
      opened.splice(opened.indexOf(server), 1)
      await host.close()
      data.close()
    },
  }
  opened.push(server)
  if (longLived) await host.start()
  return server
}

const AUTOMATIC = "set persist dolt_replication_failover = 'automatic'"

/** A master `a` with one table, and replicas that follow everything it pushes. */
async function cluster(replicas: readonly string[] = ['b'], ...settings: string[]): Promise<Server[]> {
  mkdirSync(join(base, 'a'))
  await createDatabase(join(base, 'a'), { branch: 'main', name: 'A', email: 'a@x' })
  const setUp = await open('a', false)
  await setUp.sql(
    `call dolt_remote('add', 'origin', 'file://../remote')`, "set persist dolt_replicate_to_remote = 'origin'", ...settings,
    'create table t (id int primary key auto_increment, b text)', "insert into t (b) values ('one')", "call dolt_commit('-Am', 'one')",
  )
  await setUp.close()
  const servers = [await open('a')]
  for (const name of replicas) {
    await clone(name)
    const replica = await open(name, false)
    await replica.sql("set persist dolt_read_replica_remote = 'origin'", 'set persist dolt_replicate_all_heads = 1', ...settings)
    await replica.close()
    servers.push(await open(name))
  }
  return servers
}

async function clone(name: string): Promise<void> {
  const data = new DataDirectory(base, { discover: false })
  const host = new MasterHost({ data, openObjects: async () => remote, log: () => undefined })
  const url = `file://${join(base, 'remote')}`
  await cloneRemote(host, await host.remotes.open(url), { name, url, remoteName: 'origin', branch: undefined, singleBranch: false })
  await host.close()
  data.close()
}

const PROMOTE = "call dolt_assume_role('master')"
const DEMOTE = "call dolt_assume_role('replica')"

async function lease(): Promise<Lease> {
  return (await readLease(remote)).lease!
}

function commit(text: string): string[] {
  return [`insert into t (b) values ('${text}')`, `call dolt_commit('-am', '${text}')`]
}

const texts = async (server: Server, where = 't'): Promise<Value[]> => (await server.sql(`select b from ${where} order by id`)).map(([b]) => b)
const readOnly = expect.objectContaining({ errno: 1290 })

describe('who is the master', () => {
  it('the first master makes the lease at epoch 1 when it begins to push; stock dolt ignores it', async () => {
    const [a] = await cluster()
    expect(await lease()).toMatchObject({ epoch: 1, durationMs: null })
    expect(await a.sql('select role, epoch, lease_holder from dolt_replication_status')).toEqual([['master', 1, (await lease()).holder]])
  })

  it('4 a replica is promoted without a restart, and the old master, when it hears of it, turns into a replica of it', async () => {
    const [a, b] = await cluster()
    await expect(b.sql("insert into t (b) values ('x')")).rejects.toEqual(readOnly)
    expect(await b.sql(PROMOTE)).toEqual([[0, 2]])
    expect(await lease()).toMatchObject({ epoch: 2 })
    await b.sql(...commit('two'))
    expect(await b.sql('select role from dolt_replication_status')).toEqual([['master']])
    // The old one finds out by pushing: what it had accepted is not lost.
    await a.sql(...commit('of the old master'))
    await expect(a.sql("insert into t (b) values ('x')")).rejects.toMatchObject({
      errno: 1290, message: expect.stringContaining(`'${(await lease()).holder}' is the master since epoch 2`),
    })
    await a.close()
    const again = await open('a')
    expect(await texts(again)).toEqual(['one', 'two'])
    const [[rescued]] = await again.sql("select name from dolt_branches where name like 'rescue/%'")
    expect(rescued).toMatch(/^rescue\/main\/\d{8}T\d{6}-2$/)
    expect(await texts(again, `\`a/${String(rescued)}\`.t`)).toEqual(['one', 'of the old master'])
    expect(log.join('\n')).toContain(String(rescued))
    expect(await again.sql("select role, rescue_branches ->> '$[0]' from dolt_replication_status")).toEqual([['replica', rescued]])
  })

  it('4 the promoted server is the master after a restart as well, whatever is configured', async () => {
    const [, b] = await cluster()
    await b.sql(PROMOTE)
    await b.close()
    const again = await open('b')
    await again.sql(...commit('two'))
    expect(await again.sql('select role, epoch, queue from dolt_replication_status')).toMatchObject([['master', 2, { value: [] }]])
    expect(await (await open('b', false)).sql('select b from t')).toHaveLength(2)
  })

  it('4 of two promoters at once exactly one wins, and the other stays a replica', async () => {
    const [, b, c] = await cluster(['b', 'c'])
    const results = await Promise.allSettled([b.sql(PROMOTE), c.sql(PROMOTE)])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const lost = results.find((result) => result.status === 'rejected')!
    expect(lost.reason).toMatchObject({ code: 'LEASE_TAKEN', message: expect.stringContaining('at epoch 2 by now: this server was not promoted') })
    const [winner, loser] = results[0].status === 'fulfilled' ? [b, c] : [c, b]
    await winner.sql(...commit('two'))
    expect(await texts(loser)).toEqual(['one', 'two'])
    await expect(loser.sql("insert into t (b) values ('x')")).rejects.toEqual(readOnly)
  })

  it('4 epochs follow Dolt\'s rules', async () => {
    const [a, b] = await cluster()
    expect(await a.sql(PROMOTE)).toEqual([[0, 1]])
    expect(await a.sql("call dolt_assume_role('master', 1)")).toEqual([[0, 1]])
    expect(await b.sql(DEMOTE)).toEqual([[0, 1]])
    await expect(b.sql("call dolt_assume_role('master', 1)")).rejects.toMatchObject({
      message: "error assuming role 'master' at epoch 1; already at epoch 1 with different role, 'replica'",
    })
    await expect(a.sql("call dolt_assume_role('replica', 1)")).rejects.toMatchObject({
      message: "error assuming role 'replica' at epoch 1; already at epoch 1 with different role, 'master'",
    })
    expect(await b.sql("call dolt_assume_role('master', 7)")).toEqual([[0, 7]])
    await expect(b.sql("call dolt_assume_role('master', 6)")).rejects.toMatchObject({
      message: "error assuming role 'master' at epoch 6; already at epoch 7",
    })
    for (const wrong of ["'primary'", "'master', 0", "'master', 'x'", "'master', 1, 1"]) {
      await expect(b.sql(`call dolt_assume_role(${wrong})`)).rejects.toMatchObject({ errno: 1105 })
    }
  })

  it('4 the new master counts AUTO_INCREMENT on from the highest that any branch has used', async () => {
    const [a, b] = await cluster()
    await a.sql(
      "call dolt_checkout('-b', 'other')", "insert into t (id, b) values (40, 'forty')", "call dolt_commit('-am', 'forty')", "call dolt_checkout('main')",
    )
    await b.sql('select * from t', PROMOTE, "insert into t (b) values ('next')")
    expect(await b.sql("select id from t where b = 'next'")).toEqual([[41]])
  })

  it('4 a master turns into a replica gracefully: what is queued is pushed, what is not committed is kept, the lease is free', async () => {
    const [a, b] = await cluster()
    await a.sql('set global dolt_async_replication = 1', ...commit('two'), "insert into t (b) values ('dirty')")
    expect(await a.sql(DEMOTE)).toEqual([[0, 1]])
    expect(await lease()).toMatchObject({ epoch: 1, holder: null })
    expect(await texts(a)).toEqual(['one', 'two'])
    const [[rescued]] = await a.sql("select name from dolt_branches where name like 'rescue/%'")
    expect(await texts(a, `\`a/${String(rescued)}\`.t`)).toEqual(['one', 'two', 'dirty'])
    await expect(a.sql("insert into t (b) values ('x')")).rejects.toEqual(readOnly)
    expect(await b.sql(PROMOTE)).toEqual([[0, 2]])
    await b.sql(...commit('three'))
    expect(await texts(a)).toEqual(['one', 'two', 'three'])
    // And back again.
    await b.sql(DEMOTE)
    expect(await a.sql(PROMOTE, 'set global dolt_async_replication = 0', PROMOTE)).toEqual([[0, 3]])
    await a.sql(...commit('four'))
    expect(await texts(b)).toEqual(['one', 'two', 'three', 'four'])
    expect(await texts(a, `\`a/${String(rescued)}\`.t`)).toEqual(['one', 'two', 'dirty'])
  })

  it('4 a transaction that was open while the role changed is refused at its commit', async () => {
    const [a] = await cluster()
    const other = a.session()
    await other('start transaction')
    await other("insert into t (b) values ('late')")
    await a.sql(DEMOTE)
    await expect(other('commit')).rejects.toEqual(readOnly)
    expect(await texts(a)).toEqual(['one'])
  })
})

describe('rescue branches', () => {
  it('keep commits of several branches and changes of working sets, apart from what was pushed', async () => {
    const [a, b] = await cluster()
    await a.sql("call dolt_branch('clean')", "call dolt_checkout('-b', 'side')", ...commit('side pushed'), "call dolt_checkout('main')")
    await b.sql('select * from t', PROMOTE)
    await a.sql(
      "insert into t (b) values ('staged')", "call dolt_add('t')", "insert into t (b) values ('working')",
      "call dolt_checkout('side')", "insert into t (b) values ('side unpushed')", "call dolt_commit('-am', 'side unpushed')",
    )
    await a.close()
    const again = await open('a')
    const names = (await again.sql("select name from dolt_branches where name like 'rescue/%' order by name")).map(([name]) => String(name))
    expect(names.map((name) => name.split('/')[1])).toEqual(['main', 'side'])
    expect(await texts(again, `\`a/${names[0]}\`.t`)).toEqual(['one', 'staged', 'working'])
    expect((await again.sql(`select message from dolt_log('${names[0]}') limit 2`)).map(([m]) => m))
      .toEqual(['Rescued working changes of main', 'Rescued staged changes of main'])
    expect(await texts(again, `\`a/${names[1]}\`.t`)).toEqual(['one', 'side pushed', 'side unpushed'])
    expect(await again.sql('select count(*) from dolt_status')).toEqual([[0]])
  })

  it('survive pulls of all heads, with and without force, and are never pushed', async () => {
    const [a, b] = await cluster()
    await b.sql(PROMOTE)
    await a.sql(...commit('lost'))
    await a.close()
    const again = await open('a')
    const count = "select count(*) from dolt_branches where name like 'rescue/%'"
    await b.sql(...commit('two'), "call dolt_branch('extra')")
    await again.sql('set global dolt_read_replica_force_pull = 0')
    expect(await texts(again)).toEqual(['one', 'two'])
    await b.sql("call dolt_branch('-D', 'extra')")
    expect(await again.sql(count)).toEqual([[1]])
    await again.sql(PROMOTE, ...commit('three'))
    expect(await again.sql('select queue from dolt_replication_status')).toMatchObject([[{ value: [] }]])
    await b.sql(DEMOTE)
    expect(await texts(b)).toEqual(['one', 'two', 'three'])
    expect(await b.sql(count)).toEqual([[0]])
    expect(await again.sql(count)).toEqual([[1]])
  })

  it('are made by a command, too, when its push finds another master', async () => {
    const [a, b] = await cluster()
    await a.close()
    await b.sql(PROMOTE)
    const command = await open('a', false)
    await command.sql(...commit('by hand'))
    await command.close()
    const next = await open('a', false)
    expect(await texts(next)).toEqual(['one'])
    expect(await next.sql("select count(*) from dolt_branches where name like 'rescue/main/%'")).toEqual([[1]])
  })
})

describe('a server that never had the lease', () => {
  it('is told who has it, accepts nothing, and is left as it is until somebody decides', async () => {
    await cluster([])
    await clone('b')
    const b = await open('b')
    await b.sql("set persist dolt_replicate_to_remote = 'origin'")
    await expect(b.sql("insert into t (b) values ('x')")).rejects.toMatchObject({ errno: 1290, message: expect.stringContaining('dolt_assume_role') })
    expect(await texts(b)).toEqual(['one'])
    expect(await b.sql(PROMOTE)).toEqual([[0, 2]])
    await b.sql(...commit('two'))
    expect(await texts(b)).toEqual(['one', 'two'])
  })

  it('nor does a copy of the master\'s directory have it', async () => {
    const [a] = await cluster([])
    await a.close()
    cpSync(join(base, 'a'), join(base, 'b'), { recursive: true })
    const b = await open('b')
    await expect(b.sql("insert into t (b) values ('x')")).rejects.toEqual(readOnly)
    const again = await open('a')
    await again.sql(...commit('two'))
    expect(await again.sql('select queue from dolt_replication_status')).toMatchObject([[{ value: [] }]])
  })
})

describe('automatic failover', () => {
  it('4 a standby takes over when the lease has ended, and not before; the old master returns as its replica', async () => {
    const [a, b] = await cluster(['b'], AUTOMATIC)
    await clock.pass(60_000)
    expect(await lease()).toMatchObject({ epoch: 1, durationMs: 15_000 })
    await a.sql(...commit('two'))
    await a.close()
    await clock.pass(15_000)
    expect(await lease()).toMatchObject({ epoch: 1 })
    await clock.pass(10_000)
    expect(await lease()).toMatchObject({ epoch: 2 })
    await b.sql(...commit('three'))
    expect(await texts(b)).toEqual(['one', 'two', 'three'])
    const again = await open('a')
    await expect(again.sql("insert into t (b) values ('x')")).rejects.toMatchObject({ errno: 1290, message: expect.stringContaining('since epoch 2') })
    expect(await texts(again)).toEqual(['one', 'two', 'three'])
  })

  it('a master that can not renew stops before its lease ends, and goes on when it can', async () => {
    const [a] = await cluster([], AUTOMATIC)
    remote.away = true
    await clock.pass(5000)
    await a.sql("insert into t (b) values ('still')")
    await clock.pass(9000)
    await expect(a.sql("insert into t (b) values ('x')")).rejects.toMatchObject({ errno: 1290, message: expect.stringContaining('could not be renewed') })
    remote.away = false
    await clock.pass(5000)
    await a.sql("insert into t (b) values ('again')")
    expect(await texts(a)).toEqual(['one', 'still', 'again'])
  })

  it('of several standbys one takes over, and the rest follow it', async () => {
    const [a, b, c] = await cluster(['b', 'c'], AUTOMATIC)
    await a.close()
    await clock.pass(40_000)
    expect(await lease()).toMatchObject({ epoch: 2 })
    const roles = [await b.sql('select role from dolt_replication_status'), await c.sql('select role from dolt_replication_status')].map(([[role]]) => role)
    expect(roles.toSorted()).toEqual(['master', 'replica'])
    const [master, replica] = roles[0] === 'master' ? [b, c] : [c, b]
    await master.sql(...commit('two'))
    expect(await texts(replica)).toEqual(['one', 'two'])
  })

  it('a lease that was given up is taken at once by a standby, and not by who gave it up', async () => {
    const [a, b] = await cluster(['b'], AUTOMATIC)
    await clock.pass(5000)
    await a.sql(DEMOTE)
    await clock.pass(6000)
    expect(await b.sql('select role, epoch from dolt_replication_status')).toEqual([['master', 2]])
    expect(await a.sql('select role from dolt_replication_status')).toEqual([['replica']])
  })

  it('switching to automatic and back works without a restart', async () => {
    const [a] = await cluster([])
    expect(await lease()).toMatchObject({ durationMs: null })
    await a.sql("set global dolt_replication_failover = 'automatic'", 'set global dolt_replication_lease_seconds = 6')
    await clock.pass(5000)
    expect(await lease()).toMatchObject({ durationMs: 6000, epoch: 1 })
    await a.sql("set global dolt_replication_failover = 'manual'")
    await clock.pass(5000)
    expect(await lease()).toMatchObject({ durationMs: null, epoch: 1 })
    await a.sql(...commit('two'))
  })
})
