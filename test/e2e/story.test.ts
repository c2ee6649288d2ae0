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
    edge = await startEdge({
      port: await freePort(0), vars: { REMOTE_URL: '', DATABASES: 'shop' }, secrets: { SESSION_KEY: 'test', REMOTE_TOKEN: 'test' },
      persistTo: join(folder, 'edge'), logLevel: 'error',
    })
    master = await startMaster({ port: await freePort(0), data: join(folder, 'master'), remoteToken: 'test' })
  })

  afterAll(async () => {
    await master.stop()
    await edge.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const atMaster = (statement: string, database: string | undefined = 'shop') => sql(master.url, database, statement)
  const atEdge = (statement: string, more?: object) => sql(edge.url, 'shop', statement, more)

  it('has nothing at the edge before the first push', async () => {
    await expect(atEdge('select 1')).rejects.toThrow('database not found: shop')
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
    await expect(atEdge('select 1', { ref: 'sale' })).rejects.toThrow('1049')
  })

  it('tells the same history on both sides', async () => {
    const log = 'select commit_hash, message from dolt_log'
    expect((await atEdge(log)).rows).toEqual((await atMaster(log)).rows)
  })

  it('lets a bookmark of a write be read without a look at the bucket, once it was seen', async () => {
    const { meta } = await atEdge('select 1')
    expect((await atEdge('select 1', { freshness: `bookmark=${String(meta.bookmark)}` })).meta.objectTrips).toBe(0)
  })

  it('goes on answering when the master has gone', async () => {
    await master.stop()
    expect((await atEdge('select count(*) from items')).rows).toEqual([['9']])
    expect((await atEdge('select name from items as of \'HEAD~1\' where id = 9')).rows).toEqual([])
  })
})
