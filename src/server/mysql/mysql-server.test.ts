import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type Connection, type ConnectionOptions, type RowDataPacket, createConnection } from 'mysql2/promise'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { DataDirectory } from '../../master/data-directory.ts'
import { MasterHost } from '../../master/master-host.ts'
import { nodePlatform } from '../../master/platform.ts'
import { Engine } from '../../sql/engine.ts'
import { ProcessList } from '../../sql/process-list.ts'
import { AccessTokens, makeTokenKey } from '../access-token.ts'
import { type Accounts, OPEN_ACCOUNTS, TokenAccounts } from './accounts.ts'
import { doubleSha1, doubleSha256 } from './authentication.ts'
import { MysqlServer } from './mysql-server.ts'

let base = ''
let data: DataDirectory
let host: MasterHost
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'oxbow-mysql-'))
  data = new DataDirectory(base)
  host = new MasterHost({ data, log: () => undefined, longLived: true })
  await host.start()
})
afterAll(async () => {
  await host.close()
  data.close()
  rmSync(base, { recursive: true, force: true })
})

let server: MysqlServer
const clients: Connection[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy()
  await server.close()
})

async function serve(accounts: Accounts = OPEN_ACCOUNTS): Promise<number> {
  const processes = new ProcessList()
  server = new MysqlServer({
    engine: new Engine(host, processes), host, platform: nodePlatform, processes, log: () => undefined, maxPacketBytes: 32 << 20, maxConnections: 3,
    limits: { maxRows: 1e6, maxBytes: 1 << 28 }, authentication: { accounts, version: '8.0.33', tls: undefined, requireTls: false },
  })
  return await server.listen({ port: 0, address: '127.0.0.1' })
}

async function connect(port: number, options: ConnectionOptions = {}): Promise<Connection> {
  const client = await createConnection({ host: '127.0.0.1', port, user: 'root', rowsAsArray: true, ...options })
  clients.push(client)
  return client
}

/** A fresh database, selected. */
async function fresh(client: Connection, name: string): Promise<void> {
  await client.query(`drop database if exists ${name}`)
  await client.query(`create database ${name}`)
  await client.query(`use ${name}`)
}

describe('the MySQL protocol', () => {
  it("makes commits and tags in the name of the client's account, unless the session names somebody", async () => {
    const client = await connect(await serve({ find: (user) => ({ name: `${user}@localhost`, proof: { kind: 'open' } }) }), { user: 'bob' })
    await fresh(client, 'authored')
    await client.query("call dolt_commit('--allow-empty', '-m', 'first')")
    await client.query("call dolt_tag('v1')")
    await client.query("set dolt_author_name = 'ann', dolt_author_email = 'ann@x'")
    await client.query("call dolt_commit('--allow-empty', '-m', 'second')")
    const [log] = await client.query('select author, author_email, committer, email from dolt_log limit 2')
    expect(log).toEqual([['ann', 'ann@x', 'bob', 'bob@localhost'], ['bob', 'bob@localhost', 'bob', 'bob@localhost']])
    const [tags] = await client.query('select tagger, email from dolt_tags')
    expect(tags).toEqual([['bob', 'bob@localhost']])
  })

  it('takes files that the client sends, and goes on after one that fails', async () => {
    const client = await connect(await serve())
    await fresh(client, 'loaded')
    await client.query('create table t (id int primary key, s varchar(20), n int)')
    await expect(client.query({ sql: "load data local infile 'x' into table t", infileStreamFactory: () => Readable.from([Buffer.from('1')]) })).rejects.toMatchObject({ errno: 3948 })
    await client.query('set global local_infile = 1')
    const load = async (sql: string, ...pieces: string[]) => await client.query({ sql, infileStreamFactory: () => Readable.from(pieces.map((piece) => Buffer.from(piece))) })
    const [result] = await load("load data local infile 'x' into table t fields terminated by ',' enclosed by '\"' lines terminated by '\\r\\n' (id, s) set n = id * 2",
      '1,"a"\r', '\n2,"b,c"\r\n3,')
    expect(result).toMatchObject({ affectedRows: 3, info: 'Records: 3  Deleted: 0  Skipped: 0  Warnings: 0' })
    expect((await client.query('select * from t'))[0]).toEqual([[1, 'a', 2], [2, 'b,c', 4], [3, '', 6]])
    await expect(load("load data local infile 'x' into table t (id)", '7\n1\n', '8\n'.repeat(1000))).rejects.toMatchObject({ errno: 1062 })
    await load("load data local infile 'x' ignore into table t ignore 1 lines (id, @s) set s = upper(@s)", 'id\ts\n1\tz\n9\ty\n')
    await load("load data local infile 'x' replace into table t (id, s, n)", '2\t\\N\t\n')
    expect((await client.query('select * from t'))[0]).toEqual([[1, 'a', 2], [2, null, null], [3, '', 6], [9, 'Y', null]])
    await client.query('set global local_infile = 0')
  })

  it('says what columns a prepared query will have', async () => {
    const client = await connect(await serve())
    await fresh(client, 'described')
    await client.query('create table t (id int primary key, s varchar(20))')
    const columnsOf = async (sql: string) => {
      const prepared = await client.prepare(sql) as unknown as { statement: { columns: { name: string; columnType: number }[]; parameters: unknown[] } }
      return [prepared.statement.columns.map(({ name, columnType }) => [name, columnType]), prepared.statement.parameters.length]
    }
    expect(await columnsOf('select id, s as text, count(*) from t where id = ? or s = ? group by id, s limit ?')).toEqual([[['id', 3], ['text', 253], ['count(*)', 8]], 3])
    expect(await columnsOf('insert into t values (?, ?)')).toEqual([[], 2])
    expect((await client.execute('select id from t where id = ?', [1]))[0]).toEqual([])
  })

  it('reads files of the server', async () => {
    const client = await connect(await serve())
    await fresh(client, 'server_files')
    await client.query('create table t (id int primary key, s varchar(20))')
    writeFileSync(join(base, 'rows.tsv'), '1\tone\n2\ttwo\n')
    await client.query(`load data infile '${join(base, 'rows.tsv')}' into table t`)
    expect((await client.query('select * from t'))[0]).toEqual([[1, 'one'], [2, 'two']])
    await expect(client.query(`load data infile '${join(base, 'none')}' into table t`)).rejects.toMatchObject({ errno: 13 })
  })

  it('answers statements of all kinds', async () => {
    const client = await connect(await serve())
    await fresh(client, 'kinds')
    await client.query('create table t (id int primary key auto_increment, name varchar(20), price decimal(6,2), at datetime(3), b varbinary(9))')
    const [inserted] = await client.query("insert into t (name, price, at, b) values ('ä', 1.5, '2024-01-02 03:04:05.678', 0x00ff), (null, null, null, null)")
    expect(inserted).toMatchObject({ affectedRows: 2, insertId: 1 })
    const [rows, fields] = await client.query<RowDataPacket[]>({ sql: 'select * from t order by id', dateStrings: true })
    expect(rows).toEqual([[1, 'ä', '1.50', '2024-01-02 03:04:05.678', Buffer.from([0, 255])], [2, null, null, null, null]])
    expect(fields.map(({ name, columnType }) => [name, columnType])).toEqual([['id', 3], ['name', 253], ['price', 246], ['at', 12], ['b', 253]])
    await client.ping()
    await client.changeUser({ database: 'kinds' })
    await expect(client.query('select * from nothing')).rejects.toMatchObject({ errno: 1146, sqlState: '42S02' })
    await expect(client.query('selec')).rejects.toMatchObject({ errno: 1064, sqlState: '42000' })
    await expect(client.query(' ; ')).rejects.toMatchObject({ errno: 1065 })
    await expect(client.query('use nowhere')).rejects.toMatchObject({ errno: 1049 })
  })

  it('sends texts in the character set that the client asks for', async () => {
    const client = await connect(await serve())
    await fresh(client, 'charsets')
    await client.query('create table t (a varchar(10) character set utf16, b varchar(10) character set latin1, c varchar(10))')
    await client.query("insert into t values ('é', 'é', 'é')")
    const bytes = async (): Promise<string[][]> => {
      const [rows] = await client.query({ sql: 'select a, b, c, upper(c) from t', rowsAsArray: true, typeCast: (field) => field.buffer()?.toString('hex') ?? null })
      return rows as unknown as string[][]
    }
    expect(await bytes()).toEqual([['c3a9', 'c3a9', 'c3a9', 'c389']])
    await client.query('set character_set_results = null')
    expect(await bytes()).toEqual([['00e9', 'e9', 'c3a9', 'c389']])
    await client.query("set character_set_results = 'latin1'")
    expect(await bytes()).toEqual([['e9', 'e9', 'e9', 'c9']])
    await client.query('set names utf8mb4')
    expect((await client.query("select hex(a), length(a), hex(_latin1 x'e9'), convert('日' using latin1) as lossy from t"))[0])
      .toEqual([['00E9', 2, 'E9', '?']])
  })

  it('counts statements and connections', async () => {
    const server = await serve()
    const client = await connect(server)
    await fresh(client, 'counted')
    await client.query('create table t (a int primary key)')
    await client.query('insert into t values (1), (2)')
    await client.query('select * from t')
    await client.query('select * from t')
    const status = async (which: string, name: string): Promise<number> =>
      Number(((await client.query(`show ${which} status like '${name}'`))[0] as [string, string][])[0][1])
    expect(await status('session', 'Com_insert')).toBe(1)
    expect(await status('session', 'Com_select')).toBe(2)
    expect(await status('global', 'Threads_connected')).toBeGreaterThan(0)
    expect(await status('global', 'Com_create_table')).toBeGreaterThan(0)
    await client.query("prepare s from 'select ?, ?'")
    await client.query('set @a = 1')
    await expect(client.query('execute s using @a')).rejects.toMatchObject({ errno: 1210 })
  })

  it('says how many rows an update found, or changed', async () => {
    const port = await serve()
    const found = await connect(port)
    await fresh(found, 'found')
    await found.query('create table t (a int primary key, b int)')
    await found.query('insert into t values (1, 1), (2, 2)')
    expect((await found.query('update t set b = 2'))[0]).toMatchObject({ affectedRows: 2, changedRows: 1 })
    const changed = await connect(port, { flags: ['-FOUND_ROWS'], database: 'found' })
    expect((await changed.query('update t set b = a'))[0]).toMatchObject({ affectedRows: 1 })
  })

  it('runs prepared statements with values of all types', async () => {
    const client = await connect(await serve())
    await fresh(client, 'prepared')
    await client.query(`create table t (a tinyint, b smallint unsigned, c int, d bigint, e float, f double, g date, h datetime(6), i time(6), j year, k json, l blob, m text)`)
    const values = [-5, 65535, -7, '-9007199254740993', 1.5, 2.25, '2024-02-29', '2024-02-29 23:59:59.000001', '-100:00:01.5', 2024, '{"a": 1}', Buffer.from([1, 0, 255]), 'ü']
    await client.execute(`insert into t values (${values.map(() => '?').join(', ')})`, values)
    await client.execute('insert into t (a, m) values (?, ?)', [null, null])
    const all = 'select * from t order by a desc'
    const options = { dateStrings: true, supportBigNumbers: true }
    const [binary] = await client.execute<RowDataPacket[]>({ sql: all, ...options })
    const [text] = await client.query<RowDataPacket[]>({ sql: all, ...options })
    // The client itself leaves zeros off the times that it gets in binary.
    expect(binary.map((row) => [...row.slice(0, 8), row[8]?.padEnd(17, '0') ?? null, ...row.slice(9)])).toEqual(text)
    expect(text[0]).toEqual([
      -5, 65535, -7, '-9007199254740993', 1.5, 2.25, '2024-02-29', '2024-02-29 23:59:59.000001', '-100:00:01.500000', 2024, { a: 1 }, Buffer.from([1, 0, 255]), 'ü',
    ])
    const again = await client.prepare('select ? + 1')
    expect((await again.execute([1]))[0]).toEqual([[2]])
    expect((await again.execute([41]))[0]).toEqual([[42]])
    await again.close()
    await expect(client.prepare('select from')).rejects.toMatchObject({ errno: 1064 })
  })

  it('runs several statements where the client asks for that, and no more than the first error', async () => {
    const port = await serve()
    const one = await connect(port)
    await expect(one.query('select 1; select 2')).rejects.toMatchObject({ errno: 1064 })
    const many = await connect(port, { multipleStatements: true })
    expect((await many.query('select 1; select 2;'))[0]).toEqual([[[1]], [[2]]])
    await many.query('set @ran = 0')
    await expect(many.query('set @ran = 1; select from; set @ran = 2')).rejects.toMatchObject({ errno: 1064 })
    expect((await many.query('select @ran'))[0]).toEqual([[1]])
  })

  it('carries long messages both ways', async () => {
    const client = await connect(await serve())
    const long = 'x'.repeat(17 << 20)
    const [rows] = await client.query<RowDataPacket[]>(`select '${long}'`)
    expect(rows[0][0]).toBe(long)
    await expect(client.query(`select '${'y'.repeat(33 << 20)}'`)).rejects.toMatchObject({ errno: 1153 })
  })

  it('keeps a transaction and its session to the connection', async () => {
    const port = await serve()
    const a = await connect(port)
    await fresh(a, 'sessions')
    await a.query('create table t (a int primary key)')
    const b = await connect(port, { database: 'sessions' })
    await a.query('begin')
    await a.query('insert into t values (1)')
    expect((await b.query('select * from t'))[0]).toEqual([])
    await a.query('commit')
    expect((await b.query('select * from t'))[0]).toEqual([[1]])
    await a.query('begin')
    await a.query('insert into t values (2)')
    expect((await a.query("select get_lock('l', 0)"))[0]).toEqual([[1]])
    a.destroy()
    await expect.poll(async () => (await b.query("select get_lock('l', 0)"))[0]).toEqual([[1]])
    expect((await b.query('select * from t'))[0]).toEqual([[1]])
    await b.query('set @v = 1')
    await b.reset()
    expect((await b.query('select @v'))[0]).toEqual([[null]])
  })

  it('lists connections, and ends them and their statements', async () => {
    const port = await serve()
    const worker = await connect(port)
    const admin = await connect(port)
    const [[row]] = await worker.query<RowDataPacket[]>('select connection_id()')
    const id = Number(row[0])
    const running = worker.query('with recursive r as (select 1 as n union all select n + 1 from r where n < 1000) select count(*) from r a, r b, r c, r d where a.n + b.n > c.n + d.n')
    await expect.poll(async () => JSON.stringify((await admin.query('show processlist'))[0])).toContain('with recursive')
    await admin.query(`kill query ${id}`)
    await expect(running).rejects.toMatchObject({ errno: 1317 })
    expect((await worker.query('select 1'))[0]).toEqual([[1]])
    await admin.query(`kill ${id}`)
    await expect(worker.query('select 1')).rejects.toThrow()
    await expect(admin.query(`kill ${id}`)).rejects.toMatchObject({ errno: 1094 })
  })

  it('bounds the number of connections', async () => {
    const port = await serve()
    await connect(port)
    await connect(port)
    await connect(port)
    await expect(connect(port)).rejects.toMatchObject({ errno: 1040 })
  })

  it.each(['caching_sha2_password', 'mysql_native_password'] as const)('believes a password by %s', async (plugin) => {
    const doubleHash = plugin === 'mysql_native_password' ? doubleSha1('secret') : doubleSha256('secret')
    const port = await serve({ find: (user) => (user === 'me' ? { name: 'me@%', proof: { kind: 'scramble', plugin, doubleHash } } : undefined) })
    const client = await connect(port, { user: 'me', password: 'secret' })
    expect((await client.query('select current_user()'))[0]).toEqual([['me@%']])
    await client.changeUser({ user: 'me', password: 'secret' })
    expect((await client.query('select current_user()'))[0]).toEqual([['me@%']])
    await expect(client.changeUser({ user: 'me', password: 'wrong' })).rejects.toMatchObject({ errno: 1045 })
    await expect(connect(port, { user: 'me', password: 'wrong' })).rejects.toMatchObject({ errno: 1045, sqlState: '28000' })
    await expect(connect(port, { user: 'me' })).rejects.toMatchObject({ errno: 1045 })
    await expect(connect(port, { user: 'you', password: 'secret' })).rejects.toMatchObject({ errno: 1045 })
  })

  it('takes an access token as the password, and keeps to what it allows', async () => {
    const key = makeTokenKey()
    const tokens = new AccessTokens(key, Date.now)
    const admin = await connect(await serve())
    await fresh(admin, 'granted')
    await admin.query('create table t (a int primary key)')
    await server.close()
    const port = await serve(new TokenAccounts(tokens))
    const token = tokens.seal({ subject: 'web', right: 'read', databases: ['granted'], refs: ['*'], expires: null })
    const client = await connect(port, { user: 'anyone', password: token, database: 'granted' })
    expect((await client.query('select user(), count(*) from t'))[0]).toEqual([['web@%', 0]])
    await expect(client.query('insert into t values (1)')).rejects.toMatchObject({ errno: 1044 })
    await expect(connect(port, { user: 'root' })).rejects.toMatchObject({ errno: 1045 })
    await expect(connect(port, { user: 'root', password: `${token}x` })).rejects.toMatchObject({ errno: 1045 })
  })
})
