import { beforeEach, describe, expect, it } from 'vitest'
import { type Client, MemoryEngine } from '../../../test/support/memory-engine.ts'
import { mysqlError } from '../../../test/support/mysql-error.ts'

let memory: MemoryEngine
let one: Client
let two: Client

beforeEach(async () => {
  memory = await MemoryEngine.open()
  one = memory.client()
  two = memory.client()
  await one('create table t (id int primary key, v int)')
})

describe('transactions', () => {
  it('show their changes to others when they commit, and keep their own view until then', async () => {
    await one('start transaction')
    await one('insert into t values (1, 1)')
    expect(await one('select count(*) from t')).toEqual([['1']])
    expect(await two('select count(*) from t')).toEqual([['0']])
    await one('commit')
    expect(await two('select count(*) from t')).toEqual([['1']])
    await two('begin')
    expect(await two('select count(*) from t')).toEqual([['1']])
    await one('insert into t values (2, 2)')
    expect(await two('select count(*) from t')).toEqual([['1']])
    await two('rollback')
    expect(await two('select count(*) from t')).toEqual([['2']])
  })

  it('tell savepoints apart without regard to case', async () => {
    const memory = await MemoryEngine.open()
    const client = memory.client()
    await client('create table s (a int primary key)')
    await client('begin')
    await client('savepoint one')
    await client('insert into s values (1)')
    await client('savepoint ONE')
    await client('insert into s values (2)')
    await client('rollback to One')
    expect(await client('select a from s')).toEqual([['1']])
    await client('release savepoint one')
    await expect(client('rollback to one')).rejects.toMatchObject({ errno: 1305 })
  })

  it('roll back whole, to a savepoint, or one failed statement', async () => {
    await one('begin')
    await one('insert into t values (1, 1)')
    await one('savepoint a')
    await one('insert into t values (2, 2)')
    await expect(one('insert into t values (3, 3), (1, 9)')).rejects.toEqual(mysqlError(1062))
    expect(await one('select id from t order by id')).toEqual([['1'], ['2']])
    await one('rollback to a')
    expect(await one('select id from t')).toEqual([['1']])
    await expect(one('rollback to nope')).rejects.toEqual(mysqlError(1305))
    await one('rollback')
    expect(await one('select id from t')).toEqual([])
  })

  it('are opened by the first statement while autocommit is off', async () => {
    await one('set autocommit = 0')
    await one('insert into t values (1, 1)')
    expect(await two('select count(*) from t')).toEqual([['0']])
    await one('commit')
    expect(await two('select count(*) from t')).toEqual([['1']])
  })
})

describe('branches and history', () => {
  it('commit, branch, check out and read as of', async () => {
    await one('insert into t values (1, 1)')
    await one("call dolt_commit('-Am', 'first')")
    await one("call dolt_checkout('-b', 'other')")
    await one('insert into t values (2, 2)')
    await one("call dolt_commit('-am', 'second')")
    expect(await one('select active_branch()')).toEqual([['other']])
    expect(await two('select count(*) from t')).toEqual([['1']])
    expect(await two('select count(*) from `mydb/other`.t')).toEqual([['2']])
    expect(await two("select count(*) from t as of 'other'")).toEqual([['2']])
    expect(await two("select count(*) from t as of 'other~1'")).toEqual([['1']])
    expect(await two("select to_id, diff_type from dolt_diff('main', 'other', 't')")).toEqual([['2', 'added']])
    expect(await two("select message from dolt_log('other') limit 1")).toEqual([['second']])
    await expect(two("select * from t as of 'nope'")).rejects.toThrow('nope')
    await expect(two('select * from `mydb/nope`.t')).rejects.toEqual(mysqlError(1049))
  })

  it('give the same root for the same rows, whatever the way', async () => {
    const root = async (client: Client): Promise<unknown> => await client("select dolt_hashof_table('t')")
    for (let i = 0; i < 200; i++) await one(`insert into t values (${(i * 37) % 200}, ${i})`)
    await one('update t set v = id')
    await one('delete from t where id % 3 = 0')
    const other = await MemoryEngine.open()
    const client = other.client()
    await client('create table t (id int primary key, v int)')
    const rows = Array.from({ length: 200 }, (_, i) => i).filter((i) => i % 3 !== 0)
    await client(`insert into t values ${rows.map((i) => `(${i}, ${i})`).join(', ')}`)
    expect(await root(client)).toEqual(await root(one))
  })
})
