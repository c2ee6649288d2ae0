import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ServerProcess } from '../../../test/support/server-process.ts'
import { createDatabase } from '../../master/create-database.ts'

let base = ''
let server: ServerProcess | undefined
beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'oxbow-server-'))
  for (const name of ['one', 'two']) {
    mkdirSync(join(base, name))
    await createDatabase(join(base, name), { branch: 'main', name: 'S', email: 's@x' })
  }
})
afterEach(async () => {
  await server?.kill()
  rmSync(base, { recursive: true, force: true })
})

async function start(...argv: string[]): Promise<ServerProcess> {
  return (server = await ServerProcess.start(['sql-server', '--data-dir', base, '-P', '0', ...argv], { env: { DOLT_ROOT_PATH: base } }))
}

describe('sql-server', () => {
  it('serves the databases of a directory, and ends when it is told to', async () => {
    const server = await start()
    const { url, log } = server
    await server.sql('one', 'create table t (a int primary key, b text)')
    await server.sql('one', "insert into t values (1, 'x')")
    expect(await server.sql('one', "call dolt_commit('-Am', 'first')")).toMatchObject({ columns: [{ name: 'hash' }] })
    expect(await server.sql('one', 'select * from t')).toMatchObject({ rows: [[1, 'x']], meta: { servedFrom: 'master' } })
    // On the master a query across databases works.
    await server.sql('two', 'create table u (a int primary key)')
    expect(await server.sql('two', 'select count(*) from one.t join u')).toMatchObject({ rows: [['0']] })
    expect(await (await fetch(`${url}/v1/one/main?q=${encodeURIComponent('select b from t')}`)).json()).toMatchObject({ rows: [['x']] })
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'ok' })
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('oxbow_http_requests_total')
    expect(await server.sql('nope', 'select 1 from t')).toMatchObject({ error: { errno: 1049 } })
    expect(await server.stop()).toBe(0)
    expect(log.map((entry) => entry.event)).toEqual(expect.arrayContaining(['ready', 'stopping', 'stopped']))
  })

  it('refuses writes when it is told to', async () => {
    const server = await start('--readonly', '-l', 'info')
    expect(await server.sql('one', 'create table t (a int primary key)')).toMatchObject({
      error: { errno: 1290, message: 'database server is set to read only mode' },
    })
    expect(await server.sql('one', 'select count(*) from dolt_log')).toMatchObject({ rows: [['1']] })
    expect(await server.stop('SIGINT')).toBe(0)
  })
})
