import { beforeEach, describe, expect, it } from 'vitest'
import { CountingObjectStore } from '../../test/support/counting-object-store.ts'
import { WrittenRemote } from '../../test/support/replica-kinds.ts'
import { OxbowError } from '../error.ts'
import { nodePlatform } from '../master/platform.ts'
import { ReplicaHost } from '../replication/replica-host.ts'
import { Engine } from '../sql/engine.ts'
import { RemoteChunkStore } from '../store/remote/remote-chunk-store.ts'
import { OPEN_GATE } from './gate.ts'
import { createHttpApi } from './http-api.ts'
import { createLogger } from './log.ts'
import { Metrics } from './metrics.ts'
import { ResultCache } from './result-cache.ts'
import { SessionTokens } from './session-token.ts'
import type { SqlRequest } from './sql-request.ts'
import { SqlResponder } from './sql-responder.ts'

const SQL = 'select count(*) as n from t'
/** May be hours old. */
const LAX = 'max-staleness=9999999'

let remote: WrittenRemote
let objects: CountingObjectStore
/** What the client's token says. */
let granted: string | undefined
let api: ReturnType<typeof createHttpApi>

beforeEach(async () => {
  granted = undefined
  remote = await WrittenRemote.open()
  objects = new CountingObjectStore(remote.objects)
  const log = createLogger(() => undefined, nodePlatform.now)
  const tokens = new SessionTokens('key', nodePlatform.now)
  const store = new RemoteChunkStore(objects, nodePlatform)
  const host = new ReplicaHost({ name: 'db', store, platform: nodePlatform, skipErrors: true, version: '2.3.1' })
  const responder = new SqlResponder({
    engine: new Engine(host), results: new ResultCache({ maxBytes: 1 << 20 }), host, platform: nodePlatform, tokens, log, limits: { maxRows: 100, maxBytes: 10_000 },
  })
  api = createHttpApi({
    answer: (request: SqlRequest, signal) => responder.respond({ ...request, defaultFreshness: granted }, signal),
    gate: OPEN_GATE, tokens, metrics: new Metrics(), log, now: nodePlatform.now, maxBodyBytes: 10_000,
  })
})

interface Answer {
  readonly rows: readonly (readonly unknown[])[]
  readonly meta: Readonly<Record<string, unknown>>
  readonly warnings?: readonly { readonly message: string }[]
  readonly session?: string
  readonly error?: { readonly message: string }
}

async function post(body: object, headers: Record<string, string> = {}): Promise<Answer> {
  return await (await api.request('/v1/sql', { method: 'POST', body: JSON.stringify({ sql: SQL, database: 'db', ...body }), headers })).json() as Answer
}

async function get(query = '', headers: Record<string, string> = {}): Promise<Answer> {
  return await (await api.request(`/v1/db/main?q=${encodeURIComponent(SQL)}${query}`, { headers })).json() as Answer
}

const countOf = (answer: Answer): number => Number(answer.rows[0][0])

describe('freshness over HTTP', () => {
  it('2.6 comes from the body, a header or the query, in this order', async () => {
    expect(countOf(await post({}))).toBe(1)
    await remote.commit()
    for (const lax of [await post({ freshness: LAX }), await post({}, { 'oxbow-freshness': LAX }), await get(`&freshness=${LAX}`), await get('', { 'oxbow-freshness': LAX })]) {
      expect(countOf(lax)).toBe(1)
      expect(lax.meta.objectTrips).toBe(0)
    }
    expect(countOf(await post({ freshness: LAX }, { 'oxbow-freshness': 'strong' }))).toBe(1)
    expect(countOf(await get(`&freshness=${LAX}`, { 'oxbow-freshness': 'strong' }))).toBe(1)
    expect(countOf(await get())).toBe(2)
    expect((await post({}, { 'oxbow-freshness': 'weak' })).error?.message).toContain('freshness must be')
  })

  it('2.6 comes from the session variable before the token', async () => {
    expect(countOf(await post({}))).toBe(1)
    await remote.commit()
    granted = LAX
    expect(countOf(await post({}))).toBe(1)
    const { session } = await post({ sql: "set dolt_replication_freshness = 'strong'" })
    expect(session).toBeDefined()
    expect(countOf(await post({ session, freshness: LAX }))).toBe(1)
    expect(countOf(await post({ session }))).toBe(2)
    await remote.commit()
    expect(countOf(await post({}))).toBe(2)
  })

  it('2.6 what is stale says so, from memory too; a strong reader gets the error', async () => {
    await post({})
    objects.onGet = () => Promise.reject(new OxbowError('REMOTE_UNREACHABLE', 'the remote is away'))
    for (let n = 0; n < 2; n++) {
      const { rows, meta, warnings } = await post({})
      expect(rows.length).toBe(1)
      expect(meta).toMatchObject({ warning: expect.stringMatching(/^replication failure: the remote is away; this is what there was \d+ ms ago$/) })
      expect(meta.ageMs).toBeTypeOf('number')
      expect(warnings).toEqual([{ level: 'Warning', code: 1105, message: expect.stringContaining('the remote is away') }])
    }
    granted = 'strong'
    expect((await post({})).error).toBeUndefined()
    expect((await post({ freshness: 'strong' })).error).toMatchObject({ errno: 1105, message: 'replication error: the remote is away' })
  })

  it('2.6 a pinned commit is read without the remote, by a freshness or a transaction', async () => {
    const { meta } = await post({})
    await remote.commit()
    expect(countOf(await post({}))).toBe(2)
    objects.onGet = () => Promise.reject(new OxbowError('REMOTE_UNREACHABLE', 'the remote is away'))
    const pinned = await post({ freshness: `pinned=${String(meta.commit)}` })
    expect(countOf(pinned)).toBe(1)
    expect(pinned.meta).toMatchObject({ commit: meta.commit, objectTrips: 0 })
  })
})
