import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ServerProcess } from '../../test/support/server-process.ts'
import { AccessTokens, type Grant, makeTokenKey } from '../server/access-token.ts'
import { createDatabase } from './create-database.ts'

/** Everything that nobody may ever read. */
const SECRETS = {
  OXBOW_TOKEN_KEY: makeTokenKey(),
  OXBOW_SESSION_KEY: 'session-key-3d1c0f8a',
  OXBOW_REMOTE_TOKEN: 'remote-token-77f2a1b0',
  AWS_ACCESS_KEY_ID: 'AKIAFAKEFAKEFAKEFAKE',
  AWS_SECRET_ACCESS_KEY: 'aws-secret-5e8d2c41',
  AWS_SESSION_TOKEN: 'aws-session-0b9f6a33',
}
/** In a URL that dolt wrote for a scheme that isn't ours. */
const PASSWORD = 'hunter2-9c1e'

const ADMIN: Grant = { subject: 'ops', right: 'admin', databases: ['*'], refs: ['*'], expires: null }
const tokens = new AccessTokens(SECRETS.OXBOW_TOKEN_KEY, Date.now)
const admin = tokens.seal(ADMIN)

let base = ''
let server: ServerProcess
/** All that the server has answered. */
const answers: string[] = []
/** Credentials that it sent to its remote, which refuses everything. */
const sent: string[] = []
const remote = createServer((request, response) => {
  sent.push(String(request.headers.authorization))
  response.writeHead(403).end('no')
})

async function ask(path: string, init: RequestInit = {}, token = admin): Promise<{ status: number; text: string }> {
  const response = await fetch(server.url + path, { ...init, headers: { authorization: `Bearer ${token}` } })
  const text = await response.text()
  answers.push(JSON.stringify([...response.headers]) + text)
  return { status: response.status, text }
}

function sql(statement: string, token = admin): Promise<{ status: number; text: string }> {
  return ask('/v1/sql', { method: 'POST', body: JSON.stringify({ sql: statement, database: 'db' }) }, token)
}

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'oxbow-secrets-'))
  mkdirSync(join(base, 'db'))
  await createDatabase(join(base, 'db'), { branch: 'main', name: 'S', email: 's@x' })
  const file = join(base, 'db', '.dolt', 'repo_state.json')
  const state = JSON.parse(readFileSync(file, 'utf8')) as { remotes: object }
  state.remotes = { hub: { name: 'hub', url: `https://bob:${PASSWORD}@hub.invalid/org/db`, fetch_specs: ['refs/heads/*:refs/remotes/hub/*'], params: {} } }
  writeFileSync(file, JSON.stringify(state))
  await new Promise<void>((resolve) => remote.listen(0, '127.0.0.1', resolve))
  server = await ServerProcess.start(['sql-server', '-H', '127.0.0.1', '--data-dir', base, '-l', 'debug'], { env: { ...SECRETS, DOLT_ROOT_PATH: base, HOME: base } })
})
afterAll(async () => {
  await server?.stop()
  remote.close()
  rmSync(base, { recursive: true, force: true })
})

describe('a server with credentials', () => {
  it('uses them, and never shows one: in no answer, error, log line, status or table', async () => {
    const { port } = remote.address() as AddressInfo
    const statements = [
      'create table t (a int primary key)',
      `call dolt_remote('add', 'near', 'oxbow+http://127.0.0.1:${port}/remote/db')`,
      `call dolt_remote('add', 'bucket', 's3://bucket/db?endpoint=http://127.0.0.1:${port}&path-style=true&region=auto')`,
      `call dolt_remote('add', 'bad', 's3://key:${PASSWORD}@bucket/db')`, `call dolt_remote('add', 'bad', 'oxbow+https://bob:${PASSWORD}@h/x')`,
      `call dolt_remote('add', 'bad', 'https://bob:${PASSWORD}@h/x')`,
      "call dolt_push('near', 'main')", "call dolt_push('bucket', 'main')", "call dolt_push('hub', 'main')", "call dolt_fetch('near')", "call dolt_fetch('bucket')", "call dolt_pull('hub', 'main')",
      `call dolt_clone('https://bob:${PASSWORD}@h/x', 'c')`,
      `set persist dolt_replication_remote_url_template = 's3://key:${PASSWORD}@bucket/{database}'`,
      "set global dolt_replicate_to_remote = 'near'", "call dolt_commit('-Am', 'pushed on write')", "set @a = 1",
      'select * from dolt_remotes', 'select * from dolt_branches', 'select * from dolt_replication_status', 'show variables', 'show global variables', 'show processlist', 'show grants', 'select user(), current_user()',
      'select * from nope', 'nonsense',
    ]
    const statuses = new Map<string, number>()
    for (const statement of statements) statuses.set(statement, (await sql(statement)).status)
    await ask('/v1/db/main?q=select%20nope')
    for (const path of ['/metrics', '/health', '/v1/replication', '/nope']) await ask(path)
    await ask('/v1/sql', { method: 'POST', body: '{' })
    await sql('select 1', `${admin}x`)
    await sql('select 1', tokens.seal({ ...ADMIN, expires: 1 }))
    await server.stop()
    // They were there to be shown.
    expect(sent).toContain(`Bearer ${SECRETS.OXBOW_REMOTE_TOKEN}`)
    expect(sent.some((header) => header.startsWith('AWS4-HMAC-SHA256'))).toBe(true)
    expect(answers.join('\n')).toContain('https://hub.invalid/org/db')
    expect(statuses.get('select * from dolt_remotes')).toBe(200)
    expect(server.log.length).toBeGreaterThan(statements.length)
    const said = [...answers, ...server.log.map((entry) => JSON.stringify(entry))]
    // A statement that fails is told in the client's own words, but its URLs are not repeated.
    for (const secret of [...Object.values(SECRETS), PASSWORD, admin, admin.split('.')[3], 'AWS4-HMAC-SHA256', 'Bearer ey']) {
      expect(said.filter((text) => text.includes(secret))).toEqual([])
    }
  })
})
