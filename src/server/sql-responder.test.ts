import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryHost } from '../../test/support/memory-host.ts'
import { nodePlatform } from '../master/platform.ts'
import type { Grant } from './access-token.ts'
import { ResultCache } from './result-cache.ts'
import { SessionTokens } from './session-token.ts'
import { SqlResponder } from './sql-responder.ts'
import type { SqlRequest } from './sql-request.ts'

/** Counts the statements that really run. */
let runs = 0
let host: MemoryHost
let responder: SqlResponder

beforeEach(async () => {
  host = new MemoryHost()
  await host.createDatabase('shop')
  await host.createDatabase('other')
  const { engine } = host
  responder = new SqlResponder({
    engine: {
      identify: (session) => engine.identify(session),
      run: (...args) => {
        runs++
        return engine.run(...args)
      },
    },
    host, platform: nodePlatform, tokens: new SessionTokens('key', nodePlatform.now), limits: { maxRows: 100, maxBytes: 100_000 },
    results: new ResultCache({ maxBytes: 1 << 20 }), log: () => undefined,
  })
  const session = host.session('shop')
  for (const sql of [
    'create table items (id int primary key, price decimal(8, 2), at time, day datetime)',
    "insert into items values (1, 2.50, '10:00:00', '2026-01-01 10:00:00'), (2, 3, null, null)",
    'create view cheap as select * from items where price < 3',
    'create view today as select id, curdate() from items',
    "call dolt_commit('-Am', 'Items')", "call dolt_tag('v1')", "call dolt_branch('side')",
  ]) await host.query(session, sql)
  const other = host.session('other')
  await host.query(other, 'create table t (a int primary key)')
})

interface Reply {
  readonly rows?: unknown[][]
  readonly meta?: { servedFrom?: string }
  readonly session?: string
  readonly warnings?: readonly { message: string }[]
  readonly error?: { message: string }
}

async function ask(sql: string, more: Partial<SqlRequest> = {}): Promise<Reply & { ran: number; response: Response }> {
  const before = runs
  const response = await responder.respond({ sql, params: [], database: 'shop', readOnly: false, ndjson: false, ...more })
  const reply = response.status === 304 || more.ndjson === true ? {} : await response.json() as Reply
  return { ...reply, ran: runs - before, response }
}

/** Asks twice, and says whether the second answer came from memory. */
async function isKept(sql: string, more: Partial<SqlRequest> = {}): Promise<boolean> {
  const first = await ask(sql, more)
  expect(first.error).toBeUndefined()
  const second = await ask(sql, more)
  expect(second.meta?.servedFrom === 'memory').toBe(second.ran === 0)
  if (second.ran === 0) expect(second.rows).toEqual(first.rows)
  return second.ran === 0
}

describe('results that are asked for again', () => {
  it.each([
    'select * from items', 'select count(*), sum(price) from items where id < 5', 'select i.id from items i join items j on i.id = j.id',
    'select * from cheap', 'with x as (select id from items) select * from x', 'select id from items union select 7',
    "select * from items as of 'v1'", "select hashof('HEAD'), id from items", 'select user(), database(), id from items', 'select from_unixtime(id) from items',
    'select active_branch(), id from items', 'select message from dolt_log', 'select * from dolt_history_items', 'select to_id from dolt_diff_items',
    "select * from dolt_diff_stat('HEAD~1', 'HEAD')", 'select tag_name from dolt_tags',
  ])('are kept: %s', async (sql) => {
    expect(await isKept(sql)).toBe(true)
  })

  it.each([
    'select now(), id from items', 'select rand(), id from items', 'select uuid() from items', 'select connection_id() from items', 'select * from today',
    'select @a, id from items', 'select @a := id from items', 'select @@time_zone, id from items', 'select * from dolt_status',
    'select * from dolt_remotes', 'select * from dolt_branches',
    'select * from information_schema.tables', 'select a from other.t', 'select last_insert_id(id) from items', 'select row_count() from items',
    'select 1', 'show tables', 'select id from items where day > curdate()', 'select timestamp(at) from items', 'select sleep(0) from items',
  ])('are not kept where they could differ: %s', async (sql) => {
    expect(await isKept(sql)).toBe(false)
  })

  it('are the new ones after a change of the working set, a commit, or of the branch', async () => {
    const sql = 'select count(*) from items'
    expect((await ask(sql)).rows).toEqual([['2']])
    await ask('insert into items (id) values (3)')
    expect(await ask(sql)).toMatchObject({ rows: [['3']], ran: 1 })
    await ask("call dolt_commit('-am', 'Three')")
    expect((await ask(sql)).rows).toEqual([['3']])
    expect((await ask(sql, { ref: 'side' })).rows).toEqual([['2']])
    expect((await ask(sql, { ref: 'v1' })).rows).toEqual([['2']])
  })

  it('outlive changes of other branches, unless they look at other refs', async () => {
    const own = 'select count(*) from items'
    const history = "select count(*) from items as of 'side'"
    await ask(own)
    await ask(history)
    await ask('select count(*) from dolt_log')
    await ask('insert into items (id) values (3)', { ref: 'side' })
    await ask("call dolt_commit('-am', 'Three')", { ref: 'side' })
    expect((await ask(own)).ran).toBe(0)
    expect(await ask(history)).toMatchObject({ rows: [['3']], ran: 1 })
    expect((await ask('select count(*) from dolt_log')).ran).toBe(1)
  })

  it('are told apart by session values, parameters and place', async () => {
    const sql = 'select from_unixtime(0), id from items where id = ?'
    const at = async (zone: string, id: number) => {
      const { session } = await ask(`set time_zone = '${zone}'`)
      return (await ask(sql, { params: [id], session: new SessionTokens('key', nodePlatform.now).open(session!) })).rows?.[0]
    }
    expect(await at('+00:00', 1)).toEqual(['1970-01-01 00:00:00.000000', 1])
    expect(await at('+02:00', 1)).toEqual(['1970-01-01 02:00:00.000000', 1])
    expect(await at('+02:00', 2)).toEqual(['1970-01-01 02:00:00.000000', 2])
    expect((await ask('select database() from items limit 1', { ref: 'side' })).rows).toEqual([['shop/side']])
    expect((await ask('select database() from items limit 1')).rows).toEqual([['shop']])
  })

  it('of one database can be had while the session is in another that has gone', async () => {
    expect(await ask('select count(*) from other.t', { database: 'gone' })).toMatchObject({ rows: [['0']] })
    expect((await ask('select count(*) from t', { database: 'gone' })).error?.message).toContain('gone')
  })

  it('are not given to who may not see what they show', async () => {
    const grant: Grant = { subject: 'web', right: 'read', databases: ['shop'], refs: ['main'], expires: null }
    const sql = "select count(*) from items as of 'side'"
    expect((await ask(sql)).rows).toEqual([['2']])
    expect((await ask(sql, { grant: { ...grant, refs: ['*'] } })).rows).toEqual([['2']])
    expect((await ask(sql, { grant })).error).toBeDefined()
    expect((await ask('select * from items', { grant, ref: 'side' })).response.status).toBe(404)
    expect(await isKept('select user(), id from items', { grant })).toBe(true)
    expect((await ask('select user(), id from items', { grant: { ...grant, subject: 'else' } })).rows?.[0]).toEqual(['else@%', 1])
    const { response } = await ask('select * from items', { grant, readOnly: true })
    expect(response.headers.get('cache-control')).toBe('private, no-cache')
  })

  it('are found whatever stands around the statement, with the warnings that they gave', async () => {
    const first = await ask("select cast('1x' as signed) + id from items")
    const second = await ask("/* traced */ select cast('1x' as signed) + id from items; -- end")
    expect(second).toMatchObject({ rows: first.rows, ran: 0 })
    expect(second.warnings).toEqual(first.warnings)
    expect(await ask("SELECT cast('1x' as signed) + id from items")).toMatchObject({ ran: 1 })
  })
})

describe('GET', () => {
  const get = (sql: string, more: Partial<SqlRequest> = {}) => ask(sql, { readOnly: true, ...more })

  it('is answered with 304 without running what the client has already', async () => {
    const { response } = await get('select * from items')
    const ifNoneMatch = response.headers.get('etag')!
    expect(response.headers.get('cache-control')).toBe('no-cache')
    const again = await get('select * from items', { ifNoneMatch })
    expect(again).toMatchObject({ ran: 0, response: { status: 304 } })
    expect(again.response.headers.get('etag')).toBe(ifNoneMatch)
    await ask('insert into items (id) values (3)')
    expect(await get('select * from items', { ifNoneMatch })).toMatchObject({ ran: 1, response: { status: 200 } })
    expect((await get('select * from items', { ifNoneMatch, ndjson: true })).response.status).toBe(200)
  })

  it('is immutable where the URL names a commit and nothing else bears on the answer', async () => {
    const [[commit]] = (await ask("select hashof('v1')")).rows as [[string]]
    const control = async (sql: string, ref: string) => (await get(sql, { ref })).response.headers.get('cache-control')
    expect(await control('select * from items', commit)).toBe('public, max-age=31536000, immutable')
    expect(await control('select * from items', 'v1')).toBe('no-cache')
    expect(await control('select now(), id from items', commit)).toBe('no-cache')
    expect(await control("select * from items as of 'side'", commit)).toBe('no-cache')
    expect(await control("select hashof('side'), id from items", commit)).toBe('no-cache')
    expect(await control('select * from items', 'nope')).toBe('no-store')
  })

  it('says what the answer depends on', async () => {
    expect((await get('select * from items')).response.headers.get('vary')).toBe('Accept, Authorization')
    expect((await ask('select * from items')).response.headers.get('cache-control')).toBe('no-store')
  })
})
