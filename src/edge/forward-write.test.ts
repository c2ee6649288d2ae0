import { afterEach, describe, expect, it } from 'vitest'
import { type NodeHttpServer, serveHttp } from '../server/node-http.ts'
import { SessionTokens } from '../server/session-token.ts'
import type { SqlRequest } from '../server/sql-request.ts'
import { forwardWrite, goesToMaster } from './forward-write.ts'

const tokens = new SessionTokens('key', Date.now)
const servers: NodeHttpServer[] = []

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

/** Something at MASTER_URL that notes what it is sent. */
async function masterThat(answer: () => Response): Promise<{ url: string; seen: Request[]; bodies: Record<string, unknown>[] }> {
  const seen: Request[] = []
  const bodies: Record<string, unknown>[] = []
  const server = await serveHttp(async (request) => {
    seen.push(request)
    bodies.push(await request.json() as Record<string, unknown>)
    return answer()
  }, { port: 0 })
  servers.push(server)
  return { url: server.url, seen, bodies }
}

const write: SqlRequest = { sql: 'insert into t values (?)', params: [1], database: 'db', ref: 'side', freshness: 'strong', readOnly: false, ndjson: false }

function forward(url: string, request: SqlRequest = write, headers: Record<string, string> = {}): Promise<Response> {
  return forwardWrite({ MASTER_URL: url }, request, new Request('https://edge/v1/sql', { method: 'POST', headers }), tokens)
}

describe('writes at the edge', () => {
  it('go to the master where there is one, by POST', () => {
    expect(goesToMaster({ MASTER_URL: 'https://master' }, write)).toBe(true)
    expect(goesToMaster({ MASTER_URL: '' }, write)).toBe(false)
    expect(goesToMaster({ MASTER_URL: 'https://master' }, { ...write, readOnly: true })).toBe(false)
    expect(goesToMaster({ MASTER_URL: 'https://master' }, { ...write, sql: 'select 1' })).toBe(false)
    const session = { database: 'db', variables: { sql_mode: 'ANSI_QUOTES' }, userVariables: {} }
    expect(goesToMaster({ MASTER_URL: 'https://master' }, { ...write, sql: 'delete from "t"', session })).toBe(true)
    expect(() => goesToMaster({ MASTER_URL: 'https://master' }, { ...write, sql: 'delete from "t"' })).toThrow(expect.objectContaining({ errno: 1064 }))
  })

  it('carry the client’s own token and session, and bring the answer back', async () => {
    const { url, seen, bodies } = await masterThat(() => Response.json({ rows: [], meta: { bookmark: 'b' } }))
    const session = { database: 'db', variables: {}, userVariables: { a: 1 }, shard: 2 }
    const response = await forward(`${url}/`, { ...write, session }, { authorization: 'Bearer secret', accept: 'application/json', origin: 'https://page.example', cookie: 'private=1' })
    expect(await response.json()).toEqual({ rows: [], meta: { bookmark: 'b' } })
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(seen[0].url).toBe(`${url}/v1/sql`)
    expect(seen[0].headers.get('authorization')).toBe('Bearer secret')
    expect(seen[0].headers.get('origin')).toBe('https://page.example')
    expect(seen[0].headers.get('cookie')).toBeNull()
    const { session: token, ...rest } = bodies[0]
    expect(rest).toEqual({ sql: write.sql, params: [1], database: 'db', ref: 'side' })
    expect(tokens.open(String(token), '')).toEqual(session)
  })

  it('bring back the master’s errors as they are', async () => {
    const error = { error: { code: 'DUPLICATE_KEY', errno: 1062, sqlState: '23000', message: 'Duplicate entry' } }
    const { url } = await masterThat(() => Response.json(error, { status: 400 }))
    const response = await forward(url)
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual(error)
  })

  it('are sent once, and say so when no answer came', async () => {
    const { url, seen } = await masterThat(() => new Response('bad gateway', { status: 502, headers: { 'content-type': 'text/html' } }))
    await expect(forward(url)).rejects.toMatchObject({ code: 'MASTER_UNREACHABLE' })
    expect(seen.length).toBe(1)
    await servers.splice(0)[0].close()
    await expect(forward(url)).rejects.toThrow('whether the write took place is not known')
  })

  it('refuse what can’t be right', async () => {
    const { url, seen } = await masterThat(() => new Response('<html>', { headers: { 'content-type': 'text/html' } }))
    await expect(forward(url)).rejects.toThrow('it answered 200')
    await expect(forward(url, write, { 'oxbow-forwarded': '1' })).rejects.toThrow('MASTER_URL leads to an edge')
    for (const wrong of ['master', 'ftp://master', 'https://']) await expect(forward(wrong)).rejects.toMatchObject({ code: 'NOT_CONFIGURED' })
    const pinned = { database: 'db', variables: {}, userVariables: {}, pinned: 'c'.repeat(32) }
    await expect(forward(url, { ...write, session: pinned })).rejects.toMatchObject({ errno: 1792 })
    expect(seen.length).toBe(1)
  })
})
