import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { createConnection } from 'mysql2/promise'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type HttpAnswer, MAIN, ServerProcess } from '../../../test/support/server-process.ts'
import { parseArguments } from '../arguments.ts'
import { listen, serverOptions } from '../server-options.ts'
import { sqlServer } from './sql-server.ts'
import { DataDirectory } from '../../master/data-directory.ts'
import { DatabaseLock } from '../../master/database-lock.ts'
import { MasterHost } from '../../master/master-host.ts'
import { createDatabase } from '../../master/create-database.ts'
import { AccessTokens, type Grant, makeTokenKey } from '../../server/access-token.ts'

let base = ''
let running: ServerProcess | undefined
beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'oxbow-server-'))
  for (const name of ['one', 'two']) {
    mkdirSync(join(base, name))
    await createDatabase(join(base, name), { branch: 'main', name: 'S', email: 's@x' })
  }
})
afterEach(async () => {
  await running?.kill()
  rmSync(base, { recursive: true, force: true })
})

async function start(...argv: string[]): Promise<ServerProcess> {
  return (running = await ServerProcess.start(['sql-server', '--data-dir', base, ...argv], { env: { DOLT_ROOT_PATH: base, OXBOW_TOKEN_KEY: '' } }))
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

  it('says who holds the lock of a database that another process writes to', async () => {
    const lock = DatabaseLock.take(join(base, 'two', '.dolt', 'noms'))!
    await expect(start()).rejects.toThrow(/database "two" is locked by another dolt process; either clone the database to run a second server, or stop the dolt process/)
    lock.release()
  })

  it('answers whoever has a token, as far as it goes', async () => {
    const key = makeTokenKey()
    const file = join(base, 'token-key')
    writeFileSync(file, key)
    const { url } = await start('--token-key-file', file, '-H', '0.0.0.0')
    const tokens = new AccessTokens(key, Date.now)
    const sql = async (statement: string, grant: Partial<Grant>, more: object = {}) => {
      const token = tokens.seal({ subject: 'tim', right: 'read', databases: ['one'], refs: ['*'], expires: null, ...grant })
      const response = await fetch(url.replace('0.0.0.0', '127.0.0.1') + '/v1/sql', {
        method: 'POST', headers: { authorization: `Bearer ${token}` }, body: JSON.stringify({ sql: statement, database: 'one', ...more }),
      })
      return { status: response.status, ...(await response.json() as HttpAnswer) }
    }
    const write: Partial<Grant> = { right: 'write', refs: ['main', 'tim/*'] }
    expect((await fetch(`${url.replace('0.0.0.0', '127.0.0.1')}/v1/sql`, { method: 'POST', body: '{"sql": "select 1"}' })).status).toBe(401)
    for (const statement of ['create table t (a int primary key)', 'insert into t values (1)', "call dolt_commit('-Am', 'one')", "call dolt_branch('tim/a')"]) {
      expect((await sql(statement, write)).status).toBe(200)
    }
    expect(await sql('insert into t values (2)', write, { ref: 'tim/a' })).toMatchObject({ status: 200 })
    expect(await sql("call dolt_branch('ann/a')", write)).toMatchObject({ status: 403, error: { errno: 1044 } })
    expect(await sql('select * from t', {}, { ref: 'tim/a' })).toMatchObject({ rows: [[1], [2]] })
    expect(await sql('insert into t values (3)', {})).toMatchObject({ status: 403, error: { errno: 1044 } })
    // What is kept of an answer is for those who may see as much.
    for (let i = 0; i < 2; i++) expect(await sql('select message from two.dolt_log', { databases: ['one', 'two'] })).toMatchObject({ status: 200 })
    expect(await sql('select message from two.dolt_log', {})).toMatchObject({ status: 404, error: { errno: 1049 } })
    expect(await sql('create database three', write)).toMatchObject({ status: 403, error: { errno: 1044 } })
    expect(await sql('set global read_only = 1', { right: 'admin' })).toMatchObject({ status: 403, error: { errno: 1227 } })
    expect(await sql('set global sql_mode = 1', { right: 'admin', databases: ['*'] })).not.toMatchObject({ error: { errno: 1227 } })
  })

  it('keeps to this machine without a token key, unless it is told to let in everyone', async () => {
    const { url: own } = await start('-H', '0.0.0.0')
    expect(own).toMatch(/^http:\/\/127\.0\.0\.1:/)
    await running?.kill()
    const { url } = await start('--public', '-H', '0.0.0.0')
    expect(url).toContain('0.0.0.0')
    expect((await fetch(`${url.replace('0.0.0.0', '127.0.0.1')}/metrics`)).status).toBe(200)
  })

  it('finds another port for HTTP where the usual one is taken, and says so', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.once('error', () => resolve()).listen(3307, '127.0.0.1', resolve))
    const options = await serverOptions(parseArguments(sqlServer, ['-P', '0']))
    expect(options).toMatchObject({ port: 3307, anyPort: true })
    const said: string[] = []
    const data = new DataDirectory(base)
    const host = new MasterHost({ data, log: () => undefined })
    const other = await listen({ ...options, host, log: (_level, event) => said.push(event) })
    expect(other.port).not.toBe(3307)
    expect(said).toContain('port taken')
    await other.close()
    await host.close()
    data.close()
    await new Promise((resolve) => taken.close(resolve))
    await expect(serverOptions(parseArguments(sqlServer, ['--http-port', '3308']))).resolves.toMatchObject({ port: 3308, anyPort: false })
  })

  it('ends statements that take too long, or too much', async () => {
    const server = await start('--timeout', '1', '--max-rows', '10', '--max-result', '1', '--max-body', '1')
    const many = 'with recursive n as (select 1 as i union all select i + 1 from n where i < 900) select '
    expect(await server.sql('one', `${many} count(*) from n a, n b, n c where a.i + b.i + c.i = 3`)).toMatchObject({
      error: { errno: 3024, message: 'Query execution was interrupted, maximum statement execution time exceeded' },
    })
    expect(await server.sql('one', `${many} i from n`)).toMatchObject({ error: { code: 'RESULT_TOO_LARGE' } })
    expect(await server.sql('one', "select repeat('x', 1100000)")).toMatchObject({ error: { code: 'RESULT_TOO_LARGE' } })
    expect(await server.sql('one', `select '${'x'.repeat(1100000)}'`)).toMatchObject({ error: { code: 'BODY_TOO_LARGE' } })
    expect(await server.sql('one', 'select 1')).toMatchObject({ rows: [[1]] })
  })

  it('1 takes its settings from a YAML file in Dolt\'s form, and options before it', async () => {
    const file = join(base, 'server.yaml')
    writeFileSync(file, [
      'log_level: debug', `data_dir: ${base}`, 'behavior:', '  read_only: false', 'listener:', '  host: 127.0.0.1', '  port: 1',
      'system_variables:', '  dolt_replication_ack: remote', '  dolt_skip_replication_errors: 1', '',
    ].join('\n'))
    const server = (running = await ServerProcess.start(['sql-server', '--config', file], { env: { DOLT_ROOT_PATH: base, OXBOW_TOKEN_KEY: '' } }))
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d{2,}$/)
    expect(await server.sql('one', 'select @@global.dolt_replication_ack, @@global.dolt_skip_replication_errors')).toMatchObject({ rows: [['remote', 1]] })
    expect(await server.sql('two', 'create table t (a int primary key)')).not.toHaveProperty('error')
    expect(server.log.some(({ level }) => level === 'debug')).toBe(true)
    await server.kill()
    writeFileSync(file, `data_dir: ${base}\nbehavior:\n  read_only: true\n`)
    const refusing = (running = await ServerProcess.start(['sql-server', '--config', file], { env: { DOLT_ROOT_PATH: base, OXBOW_TOKEN_KEY: '' } }))
    expect(await refusing.sql('two', 'drop table t')).toMatchObject({ error: { errno: 1290 } })
    writeFileSync(file, 'listener:\n  port: many\n')
    await expect(ServerProcess.start(['sql-server', '--config', file])).rejects.toThrow(/ended with 1: .*port/s)
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

describe('commands beside a server', () => {
  const oxbow = async (cwd: string, ...args: string[]) => {
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args], { cwd, env: { ...process.env, DOLT_ROOT_PATH: base } })
    return stdout
  }

  it('in its directory, and below, run on it; --host reaches it from anywhere', async () => {
    const server = await start()
    expect(await oxbow(join(base, 'one'), 'sql', '-r', 'csv', '-q', 'select user() as u')).toBe('u\n__dolt_local_user__@localhost\n')
    expect(await oxbow(base, '--use-db', 'two', 'sql', '-r', 'csv', '-q', "select database() as d, 1.50 as n, null as x, x'00ff' = '' as b, date '2024-01-02' as day, json_object('a', 1) as j"))
      .toBe('d,n,x,b,day,j\ntwo,1.50,,0,2024-01-02,"{""a"": 1}"\n')
    await oxbow(join(base, 'one'), 'sql', '-q', 'create table t (a int primary key); insert into t values (1), (2)')
    expect(await oxbow(join(base, 'one'), 'commit', '-A', '-m', 'two rows')).toContain('two rows')
    const elsewhere = mkdtempSync(join(tmpdir(), 'oxbow-elsewhere-'))
    try {
      const to = ['--host', 'localhost', '--port', String(server.mysqlPort), '--no-tls', '-u', 'root', '-p', '', '--use-db', 'one']
      expect(await oxbow(elsewhere, ...to, 'sql', '-r', 'json', '-q', 'select * from t')).toBe('{"rows": [{"a":1},{"a":2}]}\n')
      expect(await oxbow(elsewhere, ...to, 'log', '--oneline')).toContain('two rows')
      await expect(oxbow(elsewhere, ...to, 'sql', '-q', 'select * from nothing')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('nothing') })
      await expect(oxbow(elsewhere, '--host', 'localhost', '--port', String(server.mysqlPort), '-u', 'nobody', '-p', '', 'sql', '-q', 'select 1'))
        .rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("Access denied for user 'nobody'@'localhost'") })
    } finally {
      rmSync(elsewhere, { recursive: true })
    }
    await server.kill()
    // What a killed server left says nothing.
    expect(await oxbow(join(base, 'one'), 'sql', '-r', 'csv', '-q', 'select count(*) from t')).toBe('count(*)\n2\n')
  })

  it('may come by a Unix socket', async () => {
    const socket = join(base, 'oxbow.sock')
    await start('--socket', socket)
    const client = await createConnection({ socketPath: socket, user: 'root', rowsAsArray: true })
    expect((await client.query('select 1'))[0]).toEqual([[1]])
    await client.end()
  })
})
