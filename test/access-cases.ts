import { beforeAll, expect, it } from 'vitest'
import { AccessTokens, type Grant, makeTokenKey } from '../src/server/access-token.ts'
import type { BranchesRemote } from './support/branches-remote.ts'

/** The key that the door under test has: the second of two. */
export const TOKEN_KEY = makeTokenKey()

/** A replica's door that asks for tokens. */
export interface GuardedDoor {
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Puts an object into the bucket; its key begins with the database's name. */
  put(key: string, body: Uint8Array): Promise<void>
}

interface Answer {
  readonly status: number
  readonly rows: unknown[][]
  readonly session?: string
  readonly error?: { readonly code: string; readonly errno: number; readonly message: string }
}

const READER: Grant = { subject: 'reader', right: 'read', databases: ['db'], refs: ['main'], expires: null }

/** What every door that asks for tokens must do, in workerd and in Node alike. It serves databases `db` and `other`, which are the same. */
export function accessCases(remote: BranchesRemote, door: GuardedDoor): void {
  const tokens = new AccessTokens(TOKEN_KEY, Date.now)
  const bearer = (grant: Partial<Grant> = {}): Record<string, string> => ({ authorization: `Bearer ${tokens.seal({ ...READER, ...grant })}` })

  async function query(sql: string, headers: Record<string, string>, more: object = {}): Promise<Answer> {
    const response = await door.fetch('/v1/sql', { method: 'POST', headers, body: JSON.stringify({ sql, database: 'db', ...more }) })
    return { status: response.status, ...(await response.json() as Omit<Answer, 'status'>) }
  }

  beforeAll(async () => {
    for (const database of ['db', 'other']) {
      for (const [name, base64] of Object.entries(remote.objects)) await door.put(`${database}/${name}`, Buffer.from(base64, 'base64'))
    }
  })

  it('no token, no answer: one error for all that is wrong with it', async () => {
    const good = tokens.seal(READER)
    const bad: (string | undefined)[] = [
      undefined, 'Bearer', 'Bearer nonsense', good, `Basic ${good}`, `Bearer ${good}x`, `Bearer ${new AccessTokens(makeTokenKey(), Date.now).seal(READER)}`,
    ]
    for (const authorization of bad) {
      const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
      for (const [path, init] of [['/v1/sql', { method: 'POST', body: '{"sql": "select 1", "database": "db"}' }], ['/v1/db/main?q=select%201', {}], ['/v1/db', {}], ['/metrics', {}], ['/v1/replication', {}]] as const) {
        const response = await door.fetch(path, { ...init, headers })
        expect(response.status).toBe(401)
        expect(response.headers.get('www-authenticate')).toBe('Bearer')
        expect(response.headers.get('cache-control')).toBe('no-store')
        expect(await response.json()).toEqual({
          error: { code: 'UNAUTHORIZED', errno: 1045, sqlState: '28000', message: 'this needs a valid access token, sent as `Authorization: Bearer …`' },
        })
      }
    }
    expect((await door.fetch('/health')).status).toBe(200)
  })

  it('a token that has expired says so', async () => {
    expect(await query('select 1', bearer({ expires: 1000 }))).toMatchObject({ status: 401, error: { code: 'TOKEN_EXPIRED', errno: 1045 } })
    expect((await query('select 1', bearer({ expires: Math.floor(Date.now() / 1000) + 100 }))).status).toBe(200)
  })

  it('reads what the token’s refs lead to', async () => {
    expect(await query('select a from t', bearer())).toMatchObject({ status: 200, rows: [[1]] })
    expect(await query('select user()', bearer())).toMatchObject({ rows: [['reader@%']] })
    expect(await query('select a from t', bearer(), { ref: remote.main })).toMatchObject({ rows: [[1]] })
    expect(await query('select a from t', bearer({ refs: ['hid*'] }))).toMatchObject({ rows: [[1], [2]] })
    expect(await query('select a from t', bearer({ refs: ['secret'] }), { ref: remote.hidden })).toMatchObject({ rows: [[1], [2]] })
    expect(await query('select a from t', bearer({ refs: ['*'] }), { ref: 'hidden' })).toMatchObject({ rows: [[1], [2]] })
  })

  it('knows nothing else, by whatever name', async () => {
    const absent = 'v'.repeat(32)
    for (const [hidden, nothing] of [['hidden', 'absent'], ['secret', 'nosuch'], [remote.hidden, absent]]) {
      const told = await query('select a from t', bearer(), { ref: hidden })
      const expected = await query('select a from t', bearer(), { ref: nothing })
      expect({ ...told, error: { ...told.error, message: told.error?.message.replaceAll(hidden, nothing) } }).toEqual(expected)
      expect(told.status).not.toBe(200)
      for (const sql of [`select a from t as of '${hidden}'`, `select hashof('${hidden}')`, `select * from \`db/${hidden}\`.t`, `use \`db/${hidden}\``]) {
        const { error } = await query(sql, bearer())
        const { error: other } = await query(sql.replaceAll(hidden, nothing), bearer())
        expect({ ...error, message: error?.message.replaceAll(hidden, nothing) }).toEqual(other)
        expect(error).toBeDefined()
      }
    }
    expect(JSON.stringify(await query('select * from dolt_branches', bearer()))).not.toContain('hidden')
    expect(JSON.stringify(await query('select * from dolt_log', bearer()))).not.toContain('confidential')
    expect((await query('select a from t', bearer(), { freshness: `pinned=${remote.hidden}` })).rows).not.toEqual([[1], [2]])
  })

  it('shows databases to whom they are granted', async () => {
    expect(await query('select a from t', bearer(), { database: 'other' })).toMatchObject({ status: 404, error: { errno: 1049, message: 'database not found: other' } })
    expect(await query('select a from t', bearer({ databases: ['other'] }), { database: 'other' })).toMatchObject({ status: 200 })
    expect(await query('select a from t', bearer({ databases: ['*'] }), { database: 'other' })).toMatchObject({ status: 200 })
    expect(await query('show databases', bearer())).toMatchObject({ rows: [['db'], ['information_schema']] })
  })

  it('lends nobody a session', async () => {
    const strong = bearer({ subject: 'boss', refs: ['*'] })
    const { session } = await query("set @a = 'from hidden'", strong, { ref: 'hidden' })
    expect(session).toBeDefined()
    expect(await query('select @a', bearer(), { session })).toMatchObject({ status: 400, error: { code: 'BAD_SESSION' } })
    expect(await query('select @a', strong, { session })).toMatchObject({ rows: [['from hidden']] })
    // The same rights for the same subject, in a token that was made later.
    expect(await query('select @a', bearer({ subject: 'boss', refs: ['*'], expires: Math.floor(Date.now() / 1000) + 60 }), { session })).toMatchObject({ rows: [['from hidden']] })
  })

  it('keeps one’s answers from another', async () => {
    const path = `/v1/db/hidden?q=${encodeURIComponent('select a from t')}`
    const first = await door.fetch(path, { headers: bearer({ refs: ['*'] }) })
    expect(first.headers.get('cache-control')).toMatch(/private/)
    expect(first.headers.get('vary')?.toLowerCase()).toContain('authorization')
    const etag = first.headers.get('etag') ?? ''
    const again = await door.fetch(path, { headers: { ...bearer(), 'if-none-match': etag } })
    expect(again.status).toBe(404)
  })

  it('refuses what the right does not go for', async () => {
    for (const right of ['push', 'monitor'] as const) {
      expect(await query('select 1', bearer({ right, refs: ['*'] }))).toMatchObject({ status: 403, error: { code: 'FORBIDDEN', errno: 1227 } })
    }
    expect(await query('insert into t values (9)', bearer())).toMatchObject({ status: 403, error: { errno: 1044, message: "Access denied for user 'reader'@'%' to database 'db'" } })
    expect(await query("call dolt_branch('x')", bearer())).toMatchObject({ status: 403, error: { errno: 1370 } })
    expect(await query('set global sql_mode = 1', bearer({ right: 'write' }))).toMatchObject({ status: 403, error: { errno: 1227 } })
    expect((await door.fetch('/metrics', { headers: bearer() })).status).toBe(403)
    expect((await door.fetch('/v1/replication?database=db', { headers: bearer() })).status).toBe(403)
    for (const right of ['monitor', 'admin'] as const) {
      const headers = bearer({ right, refs: ['*'] })
      expect(await (await door.fetch('/v1/replication?database=db', { headers })).json()).toMatchObject({ databases: [{ database: 'db', role: 'replica' }] })
      expect(await (await door.fetch('/v1/replication?database=other', { headers })).json()).toMatchObject({ error: { errno: 1049, message: 'database not found: other' } })
      expect(await (await door.fetch('/metrics', { headers: bearer({ right, refs: ['*'] }) })).text()).toContain('oxbow_http_requests_total')
    }
  })

  it('holds a token to limits below the server’s', async () => {
    expect(await query('select a from t', bearer({ refs: ['*'], limits: { rows: 1 } }), { ref: 'hidden' })).toMatchObject({ status: 413, error: { code: 'RESULT_TOO_LARGE' } })
    expect(await query("select repeat('x', 1000)", bearer({ limits: { bytes: 999 } }))).toMatchObject({ status: 413, error: { code: 'RESULT_TOO_LARGE' } })
    expect((await query('select a from t', bearer({ limits: { rows: 1, bytes: 999, milliseconds: 60_000 } }))).status).toBe(200)
  })

  it('takes the token’s freshness where nobody says another', async () => {
    const headers = bearer({ freshness: 'max-staleness=600000' })
    await query('select a from t', headers)
    expect(await query('select a from t', headers)).toMatchObject({ meta: { objectTrips: 0 } })
    expect(await query('select a from t', headers, { freshness: 'strong' })).toMatchObject({ meta: { objectTrips: 1 } })
  })

  it('never repeats a token', async () => {
    const { authorization } = bearer()
    for (const init of [{}, { method: 'POST', body: 'nonsense' }]) {
      for (const path of ['/v1/db/main?q=select%20nope', '/v1/sql', '/nope']) {
        const response = await door.fetch(path, { ...init, headers: { authorization } })
        expect(await response.text() + JSON.stringify([...response.headers])).not.toContain(authorization.slice(-30))
      }
    }
  })
}
