import { createExecutionContext, env, waitOnExecutionContext } from 'cloudflare:test'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import type { ReplicationStatus } from '../versioning/environment.ts'
import type { Env } from './env.ts'
import worker from './worker.ts'

const remote = Object.entries(inject('branchesRemote').objects)
const PLACES = { auckland: { continent: 'OC', country: 'NZ' }, berlin: { continent: 'EU', country: 'DE' }, tokyo: { continent: 'AS', country: 'JP' } }

interface Answer {
  readonly rows: unknown[][]
  readonly meta: { readonly commit: string; readonly bookmark: string; readonly servedFrom: string; readonly objectTrips: number }
  readonly session?: string
  readonly error?: { readonly code: string; readonly message: string }
}

/** The Worker under a changed configuration; notes which objects it asks. */
function edgeWith(changes: Partial<Env>) {
  const asked: { name: string; hint: string | undefined }[] = []
  const names = new Map<string, string>()
  const { REPLICA } = env
  const changed: Env = {
    ...env,
    ...changes,
    REPLICA: {
      idFromName(name: string) {
        const id = REPLICA.idFromName(name)
        names.set(id.toString(), name)
        return id
      },
      get(id: DurableObjectId, options?: DurableObjectNamespaceGetDurableObjectOptions) {
        asked.push({ name: names.get(id.toString())!, hint: options?.locationHint })
        return REPLICA.get(id, options)
      },
    } as DurableObjectNamespace,
  }
  const send = async (path: string, init: RequestInit = {}, from: keyof typeof PLACES = 'berlin'): Promise<Response> => {
    const context = createExecutionContext()
    const request = new Request(`https://edge${path}`, { ...init, cf: PLACES[from] } as RequestInit) as Parameters<typeof worker.fetch>[0]
    const response = await worker.fetch(request, changed, context)
    await waitOnExecutionContext(context)
    return response
  }
  const query = async (sql: string, more: object = {}, from?: keyof typeof PLACES): Promise<Answer> =>
    await (await send('/v1/sql', { method: 'POST', body: JSON.stringify({ sql, database: 'branches', ...more }) }, from)).json()
  return { asked, send, query }
}

beforeAll(async () => {
  for (const [name, base64] of remote) await env.REMOTE.put(`branches/${name}`, Buffer.from(base64, 'base64'))
})

describe('scale-out', () => {
  it('makes a replica in each region that asks, with a hint, and all of them answer the same', async () => {
    const { asked, query } = edgeWith({})
    const answers = await Promise.all([query('show tables', {}, 'auckland'), query('show tables', {}, 'berlin')])
    expect(answers[0].rows).toEqual(answers[1].rows)
    expect(asked).toEqual([{ name: 'branches/oc/0', hint: 'oc' }, { name: 'branches/weur/0', hint: 'weur' }])
    const few = edgeWith({ REGIONS: 'weur,apac' })
    await few.query('show tables', {}, 'auckland')
    expect(few.asked).toEqual([{ name: 'branches/apac/0', hint: 'apac' }])
  })

  it('spreads questions over the replicas of a region; a session and a repeated question stay with one', async () => {
    const { asked, query } = edgeWith({ REPLICAS_PER_REGION: '3' })
    for (let i = 0; i < 12; i++) await query(`select count(*) from dolt_log limit ${i + 1}`)
    expect(new Set(asked.map(({ name }) => name))).toEqual(new Set(['branches/weur/0', 'branches/weur/1', 'branches/weur/2']))
    asked.length = 0
    for (let i = 0; i < 3; i++) await query('show tables')
    expect(new Set(asked.map(({ name }) => name)).size).toBe(1)
    let { session } = await query('set @a = 1')
    asked.length = 0
    for (let i = 0; i < 6; i++) {
      const answer = await query(`select @a, ${i}`, { session })
      session = answer.session
    }
    expect(new Set(asked.map(({ name }) => name)).size).toBe(1)
  })

  it('keeps bookmarks and commits good at every replica', async () => {
    const { asked, query } = edgeWith({ REPLICAS_PER_REGION: '3' })
    const { meta } = await query('show tables')
    for (const from of ['auckland', 'berlin', 'tokyo'] as const) {
      for (let i = 0; i < 4; i++) {
        const answer = await query(`select ${i}, name from dolt_branches`, { freshness: `bookmark=${meta.bookmark}` }, from)
        expect(answer.meta).toMatchObject({ bookmark: meta.bookmark, commit: meta.commit })
      }
    }
    expect(new Set(asked.map(({ name }) => name)).size).toBeGreaterThan(3)
  })

  it('answers a repeated question from memory, after one look at the manifest, or none within the allowed staleness', async () => {
    const { query } = edgeWith({})
    const sql = 'select count(*), 7 from t'
    const first = await query(sql)
    expect(await query(sql)).toMatchObject({ rows: first.rows, meta: { servedFrom: 'memory', objectTrips: 1 } })
    expect(await query(sql, { freshness: 'max-staleness=60000' })).toMatchObject({ rows: first.rows, meta: { servedFrom: 'memory', objectTrips: 0 } })
  })

  it('gives what is public and never changes from the data centre’s cache, without the replica', async () => {
    const { asked, query, send } = edgeWith({})
    const { meta } = await query('show tables')
    const path = `/v1/branches/${meta.commit}?q=${encodeURIComponent('select count(*) from t')}`
    const first = await send(path)
    expect(first.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    const body = await first.json() as Answer
    asked.length = 0
    expect(await (await send(path)).json()).toEqual(body)
    expect((await send(path, { headers: { 'if-none-match': first.headers.get('etag')! } })).status).toBe(304)
    expect(asked).toEqual([])
    await (await send(path, { headers: { accept: 'application/x-ndjson' } })).arrayBuffer()
    await (await send(path.replace(meta.commit, 'main'))).text()
    await (await send(path.replace(meta.commit, 'main'))).text()
    expect(asked.length).toBe(3)
  })

  it('shows in its metrics what the replicas fetched, and keeps that out of answers', async () => {
    const { query, send } = edgeWith({})
    await query('show tables')
    const response = await send('/v1/branches/main?q=show+tables')
    expect([...response.headers.keys()].filter((name) => name.startsWith('oxbow'))).toEqual([])
    const metrics = await (await send('/metrics')).text()
    expect(metrics).toMatch(/^oxbow_replica_statements_total\{replica="branches\/weur\/0"\} [1-9]/m)
    expect(metrics).toMatch(/^oxbow_replication_bytes_fetched_total\{database="branches",replica="branches\/weur\/0"\} [1-9]/m)
  })

  it('tells how all replicas of the nearest region stand, without a look at the bucket', async () => {
    const { asked, query, send } = edgeWith({ REPLICAS_PER_REGION: '3', DATABASES: 'branches,other' })
    await query('select count(*) from t')
    const woken = asked.splice(0)[0].name
    const { databases } = await (await send('/v1/replication?database=branches')).json() as { databases: ReplicationStatus[] }
    expect(databases.map(({ replica }) => replica)).toEqual([0, 1, 2].map((shard) => `branches/weur/${shard}`))
    expect(asked.map(({ name }) => name).toSorted()).toEqual(databases.map(({ replica }) => replica))
    expect(databases.find(({ replica }) => replica === woken)).toMatchObject({ role: 'replica', url: expect.stringMatching(/^r2:/) as unknown, lastError: null })
    const all = await (await send('/v1/replication')).json() as { databases: ReplicationStatus[] }
    expect(all.databases.map(({ database }) => database)).toEqual(['branches', 'branches', 'branches', 'other', 'other', 'other'])
    const metrics = await (await send('/metrics')).text()
    for (const { replica } of databases) expect(metrics).toContain(`oxbow_replication_failing{database="branches",replica="${replica}"} 0`)
  })

  it('asks for a database where the replicas of all are too many, or not known', async () => {
    const refused = async (changes: Partial<Env>, path: string) => (await edgeWith(changes).send(path)).status
    expect(await refused({ DATABASES: '' }, '/v1/replication')).toBe(400)
    expect(await refused({ DATABASES: 'branches,other', REPLICAS_PER_REGION: '200' }, '/v1/replication')).toBe(400)
    expect(await refused({ DATABASES: 'branches' }, '/v1/replication?database=other')).toBe(404)
    expect(await refused({ DATABASES: '' }, '/v1/replication?database=no%20name')).toBe(404)
  })

  it('says what is wrong with its configuration', async () => {
    const wrong = await edgeWith({ REGIONS: 'mars' }).query('select 1')
    expect(wrong).toMatchObject({ error: { code: 'NOT_CONFIGURED', message: expect.stringContaining('mars') as unknown } })
    expect(await edgeWith({ REPLICAS_PER_REGION: 'many' }).query('select 1')).toMatchObject({ error: { code: 'NOT_CONFIGURED' } })
  })
})
