import { env, runInDurableObject } from 'cloudflare:test'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import type { SqlRequest } from '../server/sql-request.ts'
import type { Env } from './env.ts'
import { type OpenReplica, openReplica } from './open-replica.ts'

let made = 0

/** Runs a test with a replica of its own, opened under changed variables. */
async function withReplica(changes: Partial<Env>, test: (replica: OpenReplica, ask: (sql: string) => Promise<unknown>) => Promise<void>): Promise<void> {
  const { REPLICA } = env
  await runInDurableObject(REPLICA.get(REPLICA.idFromName(`open-${++made}`)), async (_object, state) => {
    const replica = openReplica('branches', { ...env, ...changes }, state.storage, () => undefined)
    await test(replica, async (sql) => {
      const request: SqlRequest = { sql, params: [], database: 'branches', readOnly: false, ndjson: false }
      return await (await replica.responder.respond(request)).json()
    })
  })
}

beforeAll(async () => {
  for (const [name, base64] of Object.entries(inject('branchesRemote').objects)) await env.REMOTE.put(`branches/${name}`, Buffer.from(base64, 'base64'))
})

describe('a replica’s variables', () => {
  it('FRESHNESS is how new reads are that don’t say it', async () => {
    await withReplica({ FRESHNESS: '' }, async ({ stats }, ask) => {
      await ask('select * from t')
      const { trips } = stats()
      await ask('select * from t')
      expect(stats().trips).toBe(trips + 1)
    })
    await withReplica({ FRESHNESS: 'max-staleness=60000' }, async ({ stats }, ask) => {
      await ask('select * from t')
      const { trips } = stats()
      expect(await ask('select * from t')).toMatchObject({ rows: [[1]], meta: { servedFrom: 'memory', objectTrips: 0 } })
      expect(stats().trips).toBe(trips)
      expect(await ask('select @@dolt_replication_freshness')).toMatchObject({ rows: [['max-staleness=60000']] })
    })
  })

  it('HEADS are the branches that there are', async () => {
    await withReplica({ HEADS: 'main' }, async (_replica, ask) => {
      expect(await ask('select name from dolt_branches')).toMatchObject({ rows: [['main']] })
    })
    await withReplica({}, async (_replica, ask) => {
      expect(await ask('select name from dolt_branches order by name')).toMatchObject({ rows: [['hidden'], ['main']] })
    })
  })

  it('QUERY_MEMORY bounds what statements hold; those that can do with less go on', async () => {
    await withReplica({ QUERY_MEMORY: '100000' }, async (_replica, ask) => {
      const rows = "with recursive n (i, s) as (select 1, repeat('x', 100) union all select i + 1, s from n where i < 900) select"
      await expect(ask(`${rows} count(*) from n, lateral (select repeat('y', 10000)) z`)).resolves.toMatchObject({ rows: [['900']] })
      await expect(ask(`${rows} i, sum(i) over (order by s) from n`)).resolves.toMatchObject({ error: { code: 'QUERY_TOO_LARGE', message: expect.stringContaining('100000 bytes') as string } })
      await expect(ask('select count(*) from t')).resolves.toMatchObject({ rows: [['1']] })
    })
  })

  it('say when they make no sense', async () => {
    await expect(withReplica({ QUERY_MEMORY: '64 MB' }, () => Promise.resolve())).rejects.toThrow('QUERY_MEMORY must be')
    for (const FRESHNESS of ['fresh', 'max-staleness=soon', `pinned=${'c'.repeat(32)}`]) {
      await expect(withReplica({ FRESHNESS }, () => Promise.resolve())).rejects.toThrow('the variable FRESHNESS')
    }
  })
})
