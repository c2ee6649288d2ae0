import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { OxbowError } from '../error.ts'
import { Decimal } from '../prolly/decimal.ts'
import type { Freshness } from '../replication/freshness.ts'
import type { ReportingHost } from '../replication/read-report.ts'
import type { QueryResult, ResultColumn } from '../sql/result.ts'
import type { Session } from '../sql/session-state.ts'
import { JsonDocument } from '../sql/types/json.ts'
import type { SqlType } from '../sql/types/sql-type.ts'
import type { Value } from '../sql/value.ts'
import type { Platform } from '../store/platform.ts'
import { OPEN_GATE } from './gate.ts'
import { createHttpApi } from './http-api.ts'
import { createLogger } from './log.ts'
import { Metrics } from './metrics.ts'
import { SessionTokens } from './session-token.ts'
import { ResultCache } from './result-cache.ts'
import { SqlResponder } from './sql-responder.ts'

const COMMIT = 'c0mm1tc0mm1tc0mm1tc0mm1tc0mm1t00'

const platform: Platform = {
  sha512: (data) => createHash('sha512').update(data).digest(),
  zstdDecompress: () => {
    throw new Error('not needed here')
  },
  randomBytes: (length) => randomBytes(length),
  now: () => 1000,
}

function column(name: string, type: SqlType, nullable = false): ResultColumn {
  return { name, type, nullable }
}

function rowsOf(columns: ResultColumn[], rows: Value[][]): QueryResult {
  return { columns, rows, affectedRows: -1, insertId: 0, info: '' }
}

const DONE: QueryResult = { columns: [], rows: [], affectedRows: 1, insertId: 7, info: '' }

/** An engine that answers what a test taught it, and remembers how it was asked. */
function doorWith(query: (session: Session, sql: string, params: readonly Value[]) => QueryResult, limits = { maxRows: 100, maxBytes: 10_000 }) {
  const freshness: Freshness[] = []
  const host: ReportingHost = {
    begin: () => Promise.reject(new Error('the fake engine begins nothing')),
    setGlobal: () => Promise.resolve(),
    globalVariable: (name) => (name === 'read_only' ? 1 : undefined),
    variableNames: () => ['read_only'],
    setFreshness: (_session, wanted) => void freshness.push(wanted),
    report: () => ({ commit: COMMIT, branch: 'main', bookmark: 'l'.repeat(32), ageMs: 0, servedFrom: 'cache' }),
  }
  const lines: string[] = []
  const log = createLogger((line) => lines.push(line), platform.now, 'debug')
  const tokens = new SessionTokens('key', platform.now)
  const metrics = new Metrics()
  const responder = new SqlResponder({
    engine: { identify: async () => undefined, run: async (session, _statement, sql, params) => query(session, sql, params) },
    results: new ResultCache({ maxBytes: 0 }),
    host, platform, tokens, limits, log,
  })
  const api = createHttpApi({ answer: (request, signal) => responder.respond(request, signal), gate: OPEN_GATE, tokens, metrics, log, now: platform.now, maxBodyBytes: 2000 })
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    api.request('/v1/sql', { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers })
  return { api, post, freshness, lines, tokens }
}

describe('POST /v1/sql', () => {
  it('answers columns with types, rows, and meta', async () => {
    const { post } = doorWith(() => rowsOf(
      [
        column('i', { name: 'INT' }), column('b', { name: 'BIGINT', unsigned: true }), column('d', { name: 'DECIMAL', precision: 10, scale: 2 }),
        column('s', { name: 'VARCHAR', length: 9 }, true), column('x', { name: 'BLOB' }), column('j', { name: 'JSON' }),
      ],
      [
        [1, 18446744073709551615n, new Decimal(150n, 2), 'é"', new Uint8Array([0, 255]), JsonDocument.stored('{"n": 9007199254740993}')],
        [2, 0, new Decimal(0n, 2), null, new Uint8Array(0), new JsonDocument([1, null])],
      ],
    ))
    const response = await post({ sql: 'select 1', database: 'db' })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const text = await response.text()
    expect(text).toContain('{"n": 9007199254740993}')
    expect(JSON.parse(text)).toEqual({
      columns: [
        { name: 'i', type: 'INT', nullable: false }, { name: 'b', type: 'BIGINT UNSIGNED', nullable: false },
        { name: 'd', type: 'DECIMAL', nullable: false }, { name: 's', type: 'VARCHAR', nullable: true },
        { name: 'x', type: 'BLOB', nullable: false }, { name: 'j', type: 'JSON', nullable: false },
      ],
      rows: [
        [1, '18446744073709551615', '1.50', 'é"', { base64: 'AP8=' }, { n: 9007199254740992 }],
        [2, '0', '0.00', null, { base64: '' }, [1, null]],
      ],
      meta: { commit: COMMIT, branch: 'main', bookmark: 'l'.repeat(32), ageMs: 0, servedFrom: 'cache', rowsRead: 0, ms: 0 },
    })
  })

  it('hands over database, ref, parameters and freshness', async () => {
    let seen: unknown
    const { post, freshness } = doorWith((session, sql, params) => {
      seen = { database: session.database, sql, params }
      return DONE
    })
    await post({ sql: 'select ?', params: [null, true, 1.5, 'x', { base64: 'AAE=' }], database: 'db', ref: 'feature/a', freshness: 'max-staleness=50' })
    expect(seen).toEqual({ database: 'db/feature/a', sql: 'select ?', params: [null, 1, 1.5, 'x', new Uint8Array([0, 1])] })
    expect(freshness).toEqual([{ mode: 'max-staleness', ms: 50 }])
    await post({ sql: 'select 1', database: 'db/main' })
    expect(seen).toMatchObject({ database: 'db/main' })
  })

  it('says what a statement without rows changed', async () => {
    const { post } = doorWith(() => DONE)
    expect(await (await post({ sql: 'insert into t values (1)', database: 'db' })).json()).toMatchObject({ columns: [], rows: [], affectedRows: 1, insertId: '7', info: '' })
  })

  it('streams lines to who accepts them', async () => {
    const { post } = doorWith(() => rowsOf([column('i', { name: 'INT' })], [[1], [2]]))
    const response = await post({ sql: 'select 1', database: 'db' }, { accept: 'application/x-ndjson' })
    expect(response.headers.get('content-type')).toBe('application/x-ndjson')
    const lines = (await response.text()).trimEnd().split('\n').map((line) => JSON.parse(line) as unknown)
    expect(lines).toEqual([
      { columns: [{ name: 'i', type: 'INT', nullable: false }] }, [1], [2], { meta: expect.objectContaining({ commit: COMMIT }) },
    ])
  })

  it.each([
    ['not json', 400, 'BAD_REQUEST'],
    ['[]', 400, 'BAD_REQUEST'],
    ['{"sql": 1}', 400, 'BAD_REQUEST'],
    ['{"sql": ""}', 400, 'BAD_REQUEST'],
    ['{"sql": "select 1", "database": 3}', 400, 'BAD_REQUEST'],
    ['{"sql": "select 1", "querry": 3}', 400, 'BAD_REQUEST'],
    ['{"sql": "select 1", "params": {}}', 400, 'BAD_REQUEST'],
    ['{"sql": "select 1", "params": [[1]]}', 400, 'BAD_REQUEST'],
    ['{"sql": "select 1", "params": [{"base64": "%"}]}', 400, 'BAD_REQUEST'],
    ['{"sql": "select 1", "database": "a/b", "ref": "c"}', 400, 'BAD_REQUEST'],
    ['{"sql": "select 1", "freshness": "lukewarm"}', 400, 'BAD_FRESHNESS'],
    ['{"sql": "select 1", "session": "forged.token"}', 400, 'BAD_SESSION'],
    [`{"sql": "${'x'.repeat(3000)}"}`, 413, 'BODY_TOO_LARGE'],
  ])('refuses %s', async (body, status, code) => {
    const { post } = doorWith(() => DONE)
    const response = await post(body)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { code, errno: 1105, sqlState: 'HY000' } })
  })

  it('tells errors as JSON with a status that fits', async () => {
    const cases: [error: unknown, status: number, error: object][] = [
      [new OxbowError('UNKNOWN_TABLE', "table not found: t", { errno: 1146, sqlState: '42S02' }), 400, { code: 'UNKNOWN_TABLE', errno: 1146, sqlState: '42S02', message: 'table not found: t' }],
      [new OxbowError('READ_ONLY', 'database server is set to read only mode', { errno: 1290 }), 403, { errno: 1290 }],
      [new OxbowError('UNKNOWN_DATABASE', 'database not found: x', { errno: 1049, sqlState: '42000' }), 404, { errno: 1049 }],
      [new OxbowError('REMOTE_UNREACHABLE', 'away'), 503, { code: 'REMOTE_UNREACHABLE' }],
      [new OxbowError('CHUNK_HASH_MISMATCH', 'wrong'), 502, { code: 'CHUNK_HASH_MISMATCH' }],
      [new TypeError('secret detail'), 500, { code: 'INTERNAL', message: 'internal error; the log has more' }],
    ]
    for (const [error, status, told] of cases) {
      const { post, lines } = doorWith(() => {
        throw error
      })
      const response = await post({ sql: 'select 1', database: 'db' })
      expect(response.status).toBe(status)
      expect(await response.json()).toMatchObject({ error: told })
      expect(lines.some((line) => line.includes('secret detail'))).toBe(status === 500)
    }
  })

  it('bounds rows and bytes of an answer', async () => {
    const many = doorWith(() => rowsOf([column('i', { name: 'INT' })], Array.from({ length: 101 }, (_, i) => [i])))
    expect(await (await many.post({ sql: 'select 1', database: 'db' })).json()).toMatchObject({ error: { code: 'RESULT_TOO_LARGE' } })
    const large = doorWith(() => rowsOf([column('s', { name: 'TEXT' })], [['x'.repeat(6000)], ['y'.repeat(6000)]]))
    const response = await large.post({ sql: 'select 1', database: 'db' })
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ error: { code: 'RESULT_TOO_LARGE' } })
  })
})

describe('sessions', () => {
  it('carry database, variables and user variables, and nothing when there is nothing to carry', async () => {
    const seen: unknown[] = []
    const { post } = doorWith((session, sql) => {
      if (sql === 'use other') session.database = 'db/other'
      if (sql === 'set @x = 1') {
        session.setVariable('sql_mode', 'ANSI')
        session.userVariables.set('a', 9007199254740993n)
        session.userVariables.set('b', new Decimal(-5n, 1))
        session.userVariables.set('c', new Uint8Array([1]))
        session.userVariables.set('d', 'text')
      }
      seen.push({ database: session.database, mode: session.sqlMode, user: [...session.userVariables] })
      return rowsOf([column('i', { name: 'INT' })], [])
    })
    const plain = await (await post({ sql: 'select 1', database: 'db' })).json() as { session?: string }
    expect(plain.session).toBeUndefined()
    const first = await (await post({ sql: 'set @x = 1', database: 'db' })).json() as { session: string }
    const second = await (await post({ sql: 'use other', session: first.session })).json() as { session: string }
    await post({ sql: 'select 1', session: second.session })
    expect(seen.at(-1)).toEqual({
      database: 'db/other',
      mode: 'ANSI',
      user: [['a', 9007199254740993n], ['b', new Decimal(-5n, 1)], ['c', new Uint8Array([1])], ['d', 'text']],
    })
  })

  it('pin the commit of a read transaction until it ends', async () => {
    const databases: (string | null)[] = []
    const { post, freshness } = doorWith((session, sql) => {
      databases.push(session.database)
      if (sql === 'start transaction') session.explicitTransaction = true
      if (sql === 'commit') session.explicitTransaction = false
      return rowsOf([column('i', { name: 'INT' })], [])
    })
    let session: string | undefined
    for (const sql of ['start transaction', 'select 1', 'select 1', 'commit', 'select 1']) {
      const answer = await (await post({ sql, session, ...(session === undefined ? { database: 'db/feature' } : undefined) })).json() as { session: string }
      session = answer.session
    }
    expect(databases).toEqual(['db/feature', `db/${COMMIT}`, `db/${COMMIT}`, `db/${COMMIT}`, 'db/feature'])
    expect(freshness).toEqual(new Array(3).fill({ mode: 'pinned', commit: COMMIT }))
  })

  it('cannot be changed or used for ever', () => {
    let now = 0
    const tokens = new SessionTokens('key', () => now)
    const token = tokens.seal({ database: 'db', variables: {}, userVariables: {} })
    expect(tokens.open(token)).toEqual({ database: 'db', variables: {}, userVariables: {} })
    const [payload, signature] = token.split('.')
    const forged = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), database: 'x' })).toString('base64url')
    expect(() => tokens.open(`${forged}.${signature}`)).toThrow(/was changed/)
    expect(() => tokens.open('')).toThrow(/was not made by this server/)
    expect(() => new SessionTokens('other', () => now).open(token)).toThrow(/was not made by this server/)
    now = 25 * 60 * 60 * 1000
    expect(() => tokens.open(token)).toThrow(/expired/)
  })
})

describe('GET /v1/{database}/{ref}', () => {
  it('reads, with an ETag that spares the same answer', async () => {
    let seen: unknown
    const { api } = doorWith((session, sql) => {
      seen = { database: session.database, sql }
      return rowsOf([column('i', { name: 'INT' })], [[1]])
    })
    const response = await api.request('/v1/db/feature/a?q=select%201')
    expect(seen).toEqual({ database: 'db/feature/a', sql: 'select 1' })
    expect(response.headers.get('cache-control')).toBe('no-cache')
    const etag = response.headers.get('etag') ?? ''
    expect(etag).toMatch(/^W\/"[\w-]{32}"$/)
    const again = await api.request('/v1/db/feature/a?q=select%201', { headers: { 'if-none-match': `"x", ${etag}` } })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
    await api.request('/v1/db?q=select%202')
    expect(seen).toMatchObject({ database: 'db', sql: 'select 2' })
  })

  it('changes nothing', async () => {
    const { api } = doorWith(() => DONE)
    const response = await api.request(`/v1/db/main?q=${encodeURIComponent('delete from t')}`)
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ error: { errno: 1792, sqlState: '25006' } })
  })

  it('needs a query', async () => {
    const { api } = doorWith(() => DONE)
    const response = await api.request('/v1/db/main')
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { code: 'BAD_REQUEST' } })
  })
})

describe('the rest of the door', () => {
  it('answers JSON for what is not there', async () => {
    const { api } = doorWith(() => DONE)
    for (const [path, init, status] of [['/', {}, 404], ['/nope', {}, 404], ['/v1/sql', { method: 'PUT' }, 405], ['/v1/sql', {}, 405]] as const) {
      const response = await api.request(path, init)
      expect(response.status).toBe(status)
      expect(await response.json()).toHaveProperty('error.code')
    }
  })

  it('is healthy, counts and logs', async () => {
    const { api, post, lines } = doorWith(() => DONE)
    expect(await (await api.request('/health')).json()).toMatchObject({ status: 'ok' })
    await post({ sql: 'select 1', database: 'db' })
    await post('nonsense')
    const text = await (await api.request('/metrics')).text()
    expect(text).toContain('oxbow_http_requests_total{method="POST",route="/v1/sql",status="200"} 1')
    expect(text).toContain('oxbow_http_requests_total{method="POST",route="/v1/sql",status="400"} 1')
    expect(text).toContain('oxbow_http_request_seconds_count{route="/v1/sql"} 2')
    expect(text).toContain('# TYPE oxbow_http_request_seconds histogram')
    expect(lines.map((line) => JSON.parse(line) as object)).toContainEqual(
      { time: '1970-01-01T00:00:01.000Z', level: 'debug', event: 'request', method: 'POST', path: '/v1/sql', status: 200, ms: 0 },
    )
  })
})
