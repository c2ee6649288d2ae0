import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ReplicatedDirectories } from '../../test/support/replicated-directories.ts'
import { post } from '../../test/support/server-process.ts'
import { LOOPBACK_GATE } from '../server/gate.ts'
import { createLogger } from '../server/log.ts'
import { nodePlatform } from './platform.ts'
import { startServer } from './server.ts'

let at: ReplicatedDirectories
beforeEach(() => {
  at = new ReplicatedDirectories()
})
afterEach(() => at.remove())

const COUNT = 'select count(*) from t'
const more = ["insert into t values (2, 'y')", "call dolt_commit('-am', 'two')"]

describe('2.6 dolt_replication_freshness', () => {
  it('2.6 is a session\'s own, or the deployment\'s', async () => {
    const m = await at.master()
    const r = await at.replica('r', { dolt_replicate_heads: 'main' })
    await r.sql("set dolt_replication_freshness = 'max-staleness=600000'", COUNT)
    await m.sql(...more)
    expect(await r.sql(COUNT)).toEqual([[1]])
    // Another session of the same replica asks; what it pulled is there for all.
    const other = r.connect()
    expect(await other.sql(COUNT)).toEqual([[2]])
    expect(await r.sql(COUNT)).toEqual([[2]])
    await other.sql("set global dolt_replication_freshness = 'max-staleness=600000'")
    await m.sql('delete from t', "call dolt_commit('-am', 'none')")
    expect(await r.connect().sql(COUNT)).toEqual([[2]])
    expect(await other.sql("set dolt_replication_freshness = 'strong'", COUNT)).toEqual([[0]])
    expect(await other.sql('set dolt_replication_freshness = default', 'select @@dolt_replication_freshness')).toEqual([['max-staleness=600000']])
  })

  it('2.6 refuses what is no freshness, in both scopes', async () => {
    await at.master()
    const r = await at.replica('r', { dolt_replicate_heads: 'main' })
    for (const scope of ['session', 'global']) {
      await expect(r.sql(`set ${scope} dolt_replication_freshness = 'weak'`)).rejects.toMatchObject({
        errno: 1231, message: "Variable 'dolt_replication_freshness' can't be set to the value of 'weak'",
      })
    }
  })

  it('2.6 pinned reads one commit, without the remote', async () => {
    const m = await at.master()
    const r = await at.replica('r', { dolt_replicate_heads: 'main' })
    const [[commit]] = await r.sql("select hashof('HEAD')")
    await m.sql(...more)
    expect(await r.sql(COUNT)).toEqual([[2]])
    at.takeAway()
    expect(await r.sql(`set dolt_replication_freshness = 'pinned=${String(commit)}'`, COUNT)).toEqual([[1]])
    await expect(r.sql('set dolt_replication_freshness = default', COUNT)).rejects.toThrow(/^replication error: /)
  })

  it('2.6 a bookmark of a write on the master reads that write, and later costs nothing', async () => {
    const m = await at.master()
    const r = await at.replica('r', { dolt_replicate_heads: 'main' })
    await r.sql("set global dolt_replication_freshness = 'max-staleness=600000'", COUNT)
    await m.sql(...more)
    const { bookmark } = m.host.report(m.session)
    expect(bookmark).toMatch(/^[0-9a-v]{32}$/)
    expect(await r.sql(`set dolt_replication_freshness = 'bookmark=${String(bookmark)}'`, COUNT)).toEqual([[2]])
    at.takeAway()
    expect(await r.sql(COUNT)).toEqual([[2]])
    expect(r.host.report(r.session)).toMatchObject({ bookmark, branch: 'main' })
  })

  it('2.6 what is served stale says so: in the log, as a warning of the statement, and in the report', async () => {
    await at.master()
    const r = await at.replica('r', { dolt_replicate_heads: 'main', dolt_skip_replication_errors: 1 })
    await r.sql(COUNT)
    at.takeAway()
    expect(await r.sql(COUNT)).toEqual([[1]])
    const [[level, code, message]] = await r.sql('show warnings')
    expect([level, Number(code)]).toEqual(['Warning', 1105])
    expect(message).toMatch(/^replication failure: .*; this is what there was \d+ ms ago$/)
    expect(at.log.at(-1)).toMatch(/^replication failure: /)
    await r.sql(COUNT)
    expect(r.host.report(r.session)).toMatchObject({ warning: expect.stringMatching(/ms ago$/), ageMs: expect.any(Number), branch: 'main' })
    await expect(r.sql("set dolt_replication_freshness = 'strong'", COUNT)).rejects.toThrow(/^replication error: /)
    at.bringBack()
    await r.sql(COUNT)
    expect(await r.sql('show warnings')).toEqual([])
  })

  it('2.6 a replica whose remote is gone can be repaired by SQL (bug: every statement fails)', async () => {
    await at.master()
    const r = await at.replica('r', { dolt_replicate_heads: 'main' })
    await r.sql(COUNT)
    at.takeAway()
    await expect(r.sql(COUNT)).rejects.toMatchObject({ errno: 1105, message: expect.stringMatching(/^replication error: /) })
    expect(await r.sql('set global dolt_skip_replication_errors = 1', COUNT)).toEqual([[1]])
    await r.sql('set global dolt_skip_replication_errors = 0')
    await expect(r.sql('start transaction')).rejects.toThrow(/^replication error: /)
    at.bringBack()
    expect(await r.sql(COUNT)).toEqual([[1]])
  })

  it('2.6 skipped errors before the first pull: what is here is served, its age unknown', async () => {
    await at.master()
    const r = await at.replica('r', { dolt_replicate_heads: 'main,nope', dolt_skip_replication_errors: 1 })
    expect(await r.sql(COUNT)).toEqual([[1]])
    expect(await r.sql('show warnings')).toEqual([[
      'Warning', expect.anything(), 'replication failure: unable to find "nope" on "origin"; branch not found; how old this is, is not known',
    ]])
  })

  it('2.6 any number of replicas, each of its own age; the remote knows none of them', async () => {
    const m = await at.master()
    const replicas = [await at.replica('r1', { dolt_replicate_heads: 'main' }), await at.replica('r2', { dolt_replicate_all_heads: 1 })]
    await m.sql(...more)
    for (const r of replicas) expect(await r.sql(COUNT)).toEqual([[2]])
  })
})

describe('2.3 a read transaction over HTTP', () => {
  it('2.3 is a session that is pinned to the commit where it began', async () => {
    const m = await at.master()
    const r = await at.replica('r', { dolt_replicate_heads: 'main' })
    const log = createLogger(() => undefined, nodePlatform.now)
    const server = await startServer({ host: r.host, gate: LOOPBACK_GATE, log, httpAddress: '127.0.0.1', port: 0 })
    try {
      const begun = await post(server.url, { sql: 'start transaction', database: 'r' })
      await m.sql(...more)
      const inside = await post(server.url, { sql: COUNT, session: begun.session })
      expect(inside.rows).toEqual([['1']])
      const ended = await post(server.url, { sql: 'commit', session: inside.session })
      expect((await post(server.url, { sql: COUNT, session: ended.session })).rows).toEqual([['2']])
    } finally {
      await server.close()
    }
  })
})
