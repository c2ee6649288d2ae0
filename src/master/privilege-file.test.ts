import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Connection, type ConnectionOptions, createConnection } from 'mysql2/promise'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MysqlServer } from '../server/mysql/mysql-server.ts'
import { LOOPBACK_ACCOUNTS } from '../server/mysql/accounts.ts'
import { Engine } from '../sql/engine.ts'
import { ProcessList } from '../sql/process-list.ts'
import { DataDirectory } from './data-directory.ts'
import { MasterHost } from './master-host.ts'
import { nodePlatform } from './platform.ts'
import { PRIVILEGE_FILE, initializeAccounts, storedAccounts } from './privilege-file.ts'

const golden = readFileSync(new URL('../../test/golden/privileges.db.base64', import.meta.url), 'latin1')
const base = mkdtempSync(join(tmpdir(), 'oxbow-privileges-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

let count = 0
let directory: string
let data: DataDirectory
let host: MasterHost
let server: MysqlServer
const clients: Connection[] = []

/** Starts a server on the test's directory, whose users are as the last one left them. */
async function start(): Promise<number> {
  data = new DataDirectory(directory)
  host = new MasterHost({ data, log: () => undefined, longLived: true })
  await host.start()
  initializeAccounts(host.accounts, join(directory, PRIVILEGE_FILE), { host: 'localhost', password: '' })
  const processes = new ProcessList()
  server = new MysqlServer({
    engine: new Engine(host, processes), host, platform: nodePlatform, processes, log: () => undefined, maxPacketBytes: 1 << 20, maxConnections: 20,
    limits: { maxRows: 1e6, maxBytes: 1 << 28 },
    authentication: { accounts: storedAccounts(LOOPBACK_ACCOUNTS, host.accounts), version: '8.0.33', tls: undefined, requireTls: false },
  })
  return await server.listen({ port: 0, address: '127.0.0.1' })
}

async function stop(): Promise<void> {
  for (const client of clients.splice(0)) client.destroy()
  await server.close()
  await host.close()
  data.close()
}

async function connect(port: number, options: ConnectionOptions = {}): Promise<(sql: string) => Promise<unknown>> {
  const client = await createConnection({ host: '127.0.0.1', port, user: 'root', rowsAsArray: true, ...options })
  clients.push(client)
  return async (sql) => (await client.query(sql))[0]
}

beforeEach(() => {
  directory = join(base, String(count++))
  mkdirSync(directory)
})

describe('a server with users', () => {
  afterEach(stop)

  it('has root, lets in whom CREATE USER makes by their passwords, and keeps them', async () => {
    let port = await start()
    const root = await connect(port)
    expect(await root('select current_user()')).toEqual([['root@localhost']])
    await root("create user n@'%' identified with mysql_native_password by 'one', s@localhost identified with caching_sha2_password by 'two'")
    await root('create user locked account lock')
    const enter = async (user: string, password?: string) => await (await connect(port, password === undefined ? { user } : { user, password }))('select current_user()')
    const all = async () => {
      expect(await enter('n', 'one')).toEqual([['n@%']])
      expect(await enter('s', 'two')).toEqual([['s@localhost']])
      // The second time, its password isn't asked for.
      expect(await enter('s', 'two')).toEqual([['s@localhost']])
      for (const [user, password] of [['n', 'two'], ['n'], ['s', 'one'], ['s'], ['locked'], ['root', 'x'], ['nobody']]) {
        await expect(enter(user, password)).rejects.toMatchObject({ errno: 1045, sqlState: '28000' })
      }
    }
    await all()
    await stop()
    port = await start()
    await all()
    const again = await connect(port)
    await again("set password for n@'%' = 'three'")
    await again("alter user s@localhost identified by 'four'")
    expect(await enter('n', 'three')).toEqual([['n@%']])
    expect(await enter('s', 'four')).toEqual([['s@localhost']])
    expect(statSync(join(directory, PRIVILEGE_FILE)).mode & 0o777).toBe(0o600)
  })

  it('holds every statement to what was granted, kept plans and prepared statements too', async () => {
    const port = await start()
    const root = await connect(port)
    for (const sql of [
      'create database shop', 'create database other', 'create table shop.a (id int primary key, n int)', 'create table shop.b (id int primary key)',
      'create table other.secret (id int primary key)', 'insert into shop.a values (1, 1)', "create user u@'%'", "grant select on shop.a to u@'%'",
    ]) await root(sql)
    const u = await connect(port, { user: 'u', database: 'shop' })
    expect(await u('select n from a where id = 1')).toEqual([[1]])
    expect(await u('show databases')).toEqual([['information_schema'], ['shop']])
    const denied = async (sql: string, errno: number) => await expect(u(sql)).rejects.toMatchObject({ errno, sqlState: '42000' })
    for (const sql of [
      'select * from b', 'insert into a values (2, 2)', 'update a set n = 2', 'delete from a', 'truncate a', 'drop table a', 'create table c (id int)',
      'alter table a add column x int', 'create index i on a (n)', 'create view v as select 1', 'replace into a values (1, 1)', 'rename table a to z',
      'select * from a join b using (id)', 'select (select count(*) from b)', 'with x as (select * from b) select * from x', 'with b as (select * from b) select * from b',
      'insert into a select * from b', 'update a join b using (id) set n = 1', 'explain select * from b', 'lock tables a write', 'describe b',
    ]) await denied(sql, 1142)
    for (const sql of ['use other', 'select * from other.secret', 'create database new', 'drop database shop', 'create procedure p() select 1', 'grant select on *.* to u', 'select * from dolt_log("main")']) {
      await denied(sql, 1044)
    }
    for (const sql of ['create user x', 'drop user u', 'set global max_connections = 5', 'flush privileges', "alter user root@localhost identified by 'x'", 'create role x']) await denied(sql, 1227)
    for (const sql of ["call dolt_branch('x')", "call dolt_push('origin')"]) await denied(sql, 1370)
    await expect(u('grant insert on shop.a to u')).rejects.toThrow(/denied to user 'u'@'%'/)
    await u("prepare s from 'select n from a where id = 1'")
    expect(await u('execute s')).toEqual([[1]])
    await u("set password = 'new'")
    await root("revoke select on shop.a from u@'%'")
    await denied('select n from a where id = 1', 1044)
    await denied('execute s', 1044)
    await root("grant execute, select on shop.* to u@'%'")
    expect(await u('select n from a where id = 1')).toEqual([[1]])
    await u("call dolt_branch('x')")
    await denied("call dolt_gc()", 1370)
    await root("grant execute on procedure shop.dolt_gc to u@'%'")
    await u('call dolt_gc()')
    await root("create role reader, nobody")
    await root("grant insert, update on shop.b to reader")
    await root("grant reader to u@'%'")
    await u('insert into b values (1)')
    await root("drop role reader")
    await denied('insert into b values (2)', 1142)
  })

  it('passes on what may be passed on', async () => {
    const port = await start()
    const root = await connect(port)
    for (const sql of ['create database shop', 'create table shop.a (id int primary key)', 'create user boss, hand', "grant select, insert on shop.* to boss with grant option"]) await root(sql)
    const boss = await connect(port, { user: 'boss' })
    await boss('grant select on shop.a to hand')
    await expect(boss('grant delete on shop.a to hand')).rejects.toMatchObject({ errno: 1142 })
    const hand = await connect(port, { user: 'hand' })
    expect(await hand('select * from shop.a')).toEqual([])
    expect(await hand('show grants')).toEqual([['GRANT USAGE ON *.* TO `hand`@`%`'], ['GRANT SELECT ON `shop`.`a` TO `hand`@`%`']])
    expect(await root('show grants for boss')).toEqual([['GRANT USAGE ON *.* TO `boss`@`%`'], ['GRANT SELECT, INSERT ON `shop`.* TO `boss`@`%` WITH GRANT OPTION']])
  })

  it('has MySQL\'s errors for accounts that are there, or are not', async () => {
    const root = await connect(await start())
    await root('create user a')
    const fails = async (sql: string, errno: number, message: string) => await expect(root(sql)).rejects.toMatchObject({ errno, message })
    await fails('create user a', 1396, "Operation CREATE USER failed for 'a'@'%'")
    await fails('drop user b', 1396, "Operation DROP USER failed for 'b'@'%'")
    await fails('drop role b', 1396, "Operation DROP ROLE failed for 'b'@'%'")
    await fails('grant select on *.* to b', 1410, 'You are not allowed to create a user with GRANT')
    await fails('show grants for b', 1141, "There is no such grant defined for user 'b' on host '%'")
    await fails('grant r to a', 3523, 'Unknown authorization ID `r`@`%`')
    await fails('grant reload on shop.* to a', 1144, 'Illegal GRANT/REVOKE command')
    await fails(`create user ${'x'.repeat(33)}`, 1470, `String '${'x'.repeat(33)}' is too long for user name (should be no longer than 32)`)
    await root('create user if not exists a')
    await root('drop user if exists b')
    await expect(root('create user c, a')).rejects.toMatchObject({ errno: 1396 })
    expect(await root("select user from mysql.user where user = 'c'")).toEqual([])
  })

  it('reads what Dolt wrote', async () => {
    mkdirSync(join(directory, '.doltcfg'))
    writeFileSync(join(directory, PRIVILEGE_FILE), Buffer.from(golden, 'base64'))
    const port = await start()
    const b = await connect(port, { user: 'b', password: 'secret' })
    // As Dolt shows them.
    expect(await b('show grants')).toEqual([
      ['GRANT USAGE ON *.* TO `b`@`localhost`'], ['GRANT INSERT, UPDATE ON `d`.* TO `b`@`localhost`'],
      ['GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, INDEX, ALTER, CREATE VIEW, SHOW VIEW, TRIGGER ON `d`.`t` TO `b`@`localhost`'],
      ['GRANT EXECUTE ON PROCEDURE `d`.`p` TO `b`@`localhost`'], ['GRANT `r`@`%` TO `b`@`localhost`'],
    ])
    const a = await connect(port, { user: 'a', password: 'pw' })
    expect(await a('show grants')).toEqual([['GRANT SELECT ON *.* TO `a`@`%` WITH GRANT OPTION'], ['GRANT CLONE_ADMIN ON *.* TO `a`@`%`']])
    expect(await a('select user, host, account_locked, select_priv from mysql.user')).toEqual([
      ['a', '%', 'N', 'Y'], ['r', '%', 'Y', 'N'], ['c', '10.%', 'N', 'N'], ['b', 'localhost', 'N', 'N'], ['event_scheduler', 'localhost', 'Y', 'Y'],
    ])
    expect(await a('select db, user, insert_priv, delete_priv from mysql.db')).toEqual([['d', 'b', 'Y', 'N']])
    expect(await a('select user, table_name, table_priv from mysql.tables_priv')).toEqual(
      [['b', 't', 'Select,Insert,Update,Delete,Create,Drop,References,Index,Alter,Create View,Show view,Trigger']])
    expect(await a('select user, routine_name, routine_type, proc_priv from mysql.procs_priv')).toEqual([['b', 'p', 'PROCEDURE', 'Execute']])
    expect(await a('select * from mysql.role_edges')).toEqual([['%', 'r', 'localhost', 'b', 'Y']])
  })
})

describe.skipIf(process.env.DOLT_BIN === undefined)('with a real Dolt (DOLT_BIN)', () => {
  it('users that oxbow makes are dolt\'s', async () => {
    const root = await connect(await start())
    for (const sql of [
      'create database d', "create user a@'%' identified by 'pw'", "create user s@localhost identified with caching_sha2_password by 'x'", 'create role r',
      "grant select, insert on d.* to a@'%' with grant option", 'grant update on d.t to r', "grant r to a@'%'", "grant execute on procedure d.p to a@'%'",
    ]) await root(sql)
    const grants = await root('show grants for a') as string[][]
    await stop()
    const dolt = (query: string) => execFileSync(process.env.DOLT_BIN!, ['sql', '-r', 'csv', '-q', query], {
      cwd: directory, encoding: 'utf8', env: { ...process.env, HOME: base, DOLT_ROOT_PATH: base },
    }).split('\n').slice(1, -1)
    expect(dolt("show grants for a@'%'").map((line) => line.replaceAll('"', ''))).toEqual(grants.map(([line]) => line))
    expect(dolt("select concat(user, '@', host, ' ', plugin) from mysql.user where user in ('a', 's', 'r')")).toEqual(
      ['a@% mysql_native_password', 'r@% mysql_native_password', 's@localhost caching_sha2_password'])
  })
})
