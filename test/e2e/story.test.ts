import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEdge } from '../../scripts/start/edge.ts'
import type { Running } from '../../scripts/start/edge.ts'
import { freePort } from '../../scripts/start/free-port.ts'
import { startMaster } from '../../scripts/start/master.ts'
import { sql } from '../../scripts/start/sql.ts'

/** The page that the product implements, from end to end: a Node master, a bucket, and a Worker in real workerd. */
describe('push on write, pull on read', () => {
  let folder: string
  let master: Running
  let edge: Running

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'oxbow-story-'))
    const port = await freePort(0)
    edge = await startEdge({
      port: await freePort(0), vars: { ACCESS: 'public', REMOTE_URL: '', DATABASES: 'shop', MASTER_URL: `http://127.0.0.1:${port}` },
      secrets: { SESSION_KEY: 'test', REMOTE_TOKEN: 'test' }, persistTo: join(folder, 'edge'), logLevel: 'error',
    })
    master = await startMaster({ port, mysqlPort: await freePort(0), data: join(folder, 'master'), remoteToken: 'test', sessionKey: 'test' })
  })

  afterAll(async () => {
    await master.stop()
    await edge.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const atMaster = (statement: string, database: string | undefined = 'shop') => sql(master.url, database, statement)
  const atEdge = (statement: string, more?: object) => sql(edge.url, 'shop', statement, more)

  it('has nothing at the edge before the first push', async () => {
    await expect(atEdge('show tables')).rejects.toThrow('database not found: shop')
  })

  it('shows at the edge what the master committed, with the very next read', async () => {
    await sql(master.url, undefined, 'create database shop')
    await atMaster(`call dolt_remote('add', 'origin', 'oxbow+${edge.url}/remote/shop')`)
    await atMaster("set persist dolt_replicate_to_remote = 'origin'")
    await atMaster('create table items (id int primary key, name varchar(30), price decimal(8, 2))')
    await atMaster("insert into items values (1, 'lamp', 19.90), (2, 'chair', 49.00)")
    await atMaster("call dolt_commit('-Am', 'Two items')")
    expect((await atEdge('select id, name, price from items order by id')).rows).toEqual([[1, 'lamp', '19.90'], [2, 'chair', '49.00']])
    for (let id = 3; id < 10; id++) {
      await atMaster(`insert into items values (${id}, 'item ${id}', ${id}.5)`)
      await atMaster(`call dolt_commit('-am', 'Item ${id}')`)
      expect((await atEdge(`select name, price from items where id = ${id}`)).rows).toEqual([[`item ${id}`, `${id}.50`]])
    }
  })

  it('does not show what is not committed', async () => {
    await atMaster("insert into items values (100, 'secret', 1)")
    expect((await atEdge('select count(*) from items where id = 100')).rows).toEqual([['0']])
    await atMaster("call dolt_reset('--hard')")
  })

  it('shows a branch of the master at once, by its name', async () => {
    await atMaster("call dolt_branch('sale')")
    expect((await atEdge('select count(*) from items', { ref: 'sale' })).rows).toEqual([['9']])
    await sql(master.url, 'shop/sale', 'update items set price = price / 2 where id = 2')
    await sql(master.url, 'shop/sale', "call dolt_commit('-am', 'Half the price')")
    expect((await atEdge('select price from `shop/sale`.items where id = 2')).rows).toEqual([['24.50']])
    expect((await atEdge('select price from items where id = 2')).rows).toEqual([['49.00']])
    await atMaster("call dolt_branch('-D', 'sale')")
    await expect(atEdge('show tables', { ref: 'sale' })).rejects.toThrow('1049')
  })

  it('tells the same history on both sides', async () => {
    const log = 'select commit_hash, message from dolt_log'
    expect((await atEdge(log)).rows).toEqual((await atMaster(log)).rows)
  })

  it('lets a bookmark of a write be read without a look at the bucket, once it was seen', async () => {
    const { meta } = await atEdge('show tables')
    expect((await atEdge('show tables', { freshness: `bookmark=${String(meta.bookmark)}` })).meta.objectTrips).toBe(0)
  })

  it('hands writes to the master; a read at the edge with the write’s bookmark sees it', async () => {
    await atEdge("insert into items values (10, 'bench', 80)")
    expect((await atEdge('select count(*) from items')).rows).toEqual([['9']])
    const { meta } = await atEdge("call dolt_commit('-am', 'From the edge')")
    expect(meta).toMatchObject({ servedFrom: 'master', bookmark: expect.stringMatching(/^[0-9a-v]{32}$/) as unknown })
    const seen = await atEdge('select name from items where id = 10', { freshness: `bookmark=${String(meta.bookmark)}` })
    expect(seen).toMatchObject({ rows: [['bench']], meta: { bookmark: meta.bookmark } })
  })

  it('takes the session along to the master and back', async () => {
    const variable = await atEdge('set @name = \'stool\', @@sql_mode = \'ANSI_QUOTES\'')
    const moved = await atEdge("call dolt_checkout('-b', 'next')", { session: variable.session })
    const written = await atEdge('insert into "items" values (11, @name, 5)', { session: moved.session })
    const committed = await atEdge("call dolt_commit('-am', 'On next')", { session: written.session })
    const { bookmark } = committed.meta
    const read = await atEdge('select name, active_branch() from "items" where id = 11', { session: committed.session, freshness: `bookmark=${String(bookmark)}` })
    expect(read.rows).toEqual([['stool', 'next']])
    expect((await atEdge('select count(*) from items where id = 11')).rows).toEqual([['0']])
  })

  it('refuses a write inside a read transaction, and a GET that writes', async () => {
    const { session } = await atEdge('start transaction')
    const inside = await atEdge('select count(*) from items', { session })
    await expect(atEdge('delete from items', { session: inside.session })).rejects.toThrow('1792')
    expect((await fetch(`${edge.url}/v1/shop/main?q=${encodeURIComponent('delete from items')}`)).status).toBe(403)
  })

  it('goes on answering when the master has gone', async () => {
    await master.stop()
    await expect(atEdge('delete from items')).rejects.toThrow('the master gave no answer')
    expect((await atEdge('select count(*) from items')).rows).toEqual([['10']])
    expect((await atEdge('select name from items as of \'HEAD~1\' where id = 10')).rows).toEqual([])
  })
})
