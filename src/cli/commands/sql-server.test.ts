import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase } from '../../master/create-database.ts'

let base = ''
let server: ChildProcess | undefined
beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'oxbow-server-'))
  for (const name of ['one', 'two']) {
    mkdirSync(join(base, name))
    await createDatabase(join(base, name), { branch: 'main', name: 'S', email: 's@x' })
  }
})
afterEach(() => {
  server?.kill('SIGKILL')
  rmSync(base, { recursive: true, force: true })
})

/** Starts a server; its log's events as they come. */
async function start(...argv: string[]): Promise<{ url: string; log: { event: string }[]; ended: Promise<number | null> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'main.ts'), 'sql-server', '--data-dir', base, '-P', '0', ...argv], {
    stdio: ['ignore', 'inherit', 'pipe'], env: { ...process.env, DOLT_ROOT_PATH: base },
  })
  server = child
  const log: { event: string }[] = []
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr! }).on('line', (line) => {
      const entry = JSON.parse(line) as { event: string; url?: string }
      log.push(entry)
      if (entry.url !== undefined) resolve(entry.url)
    })
    ended.then((code) => reject(new Error(`the server ended with ${code}`)), reject)
  })
  return { url, log, ended }
}

async function sql(url: string, database: string, statement: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/v1/sql`, { method: 'POST', body: JSON.stringify({ sql: statement, database }) })
  return await response.json() as Record<string, unknown>
}

describe('sql-server', () => {
  it('serves the databases of a directory, and ends when it is told to', async () => {
    const { url, log, ended } = await start()
    await sql(url, 'one', 'create table t (a int primary key, b text)')
    await sql(url, 'one', "insert into t values (1, 'x')")
    expect(await sql(url, 'one', "call dolt_commit('-Am', 'first')")).toMatchObject({ columns: [{ name: 'hash' }] })
    expect(await sql(url, 'one', 'select * from t')).toMatchObject({ rows: [[1, 'x']], meta: { servedFrom: 'master' } })
    // On the master a query across databases works.
    await sql(url, 'two', 'create table u (a int primary key)')
    expect(await sql(url, 'two', 'select count(*) from one.t join u')).toMatchObject({ rows: [['0']] })
    expect(await (await fetch(`${url}/v1/one/main?q=${encodeURIComponent('select b from t')}`)).json()).toMatchObject({ rows: [['x']] })
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'ok' })
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('oxbow_http_requests_total')
    expect(await sql(url, 'nope', 'select 1 from t')).toMatchObject({ error: { errno: 1049 } })
    server!.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(log.map((entry) => entry.event)).toEqual(expect.arrayContaining(['ready', 'request', 'stopping', 'stopped']))
  })

  it('refuses writes when it is told to', async () => {
    const { url, ended } = await start('--readonly', '-l', 'info')
    expect(await sql(url, 'one', 'create table t (a int primary key)')).toMatchObject({
      error: { errno: 1290, message: 'database server is set to read only mode' },
    })
    expect(await sql(url, 'one', 'select count(*) from dolt_log')).toMatchObject({ rows: [['1']] })
    server!.kill('SIGINT')
    expect(await ended).toBe(0)
  })
})
