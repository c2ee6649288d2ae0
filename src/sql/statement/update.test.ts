import { beforeEach, describe, expect, it } from 'vitest'
import { type Client, MemoryEngine } from '../../../test/support/memory-engine.ts'
import { mysqlError } from '../../../test/support/mysql-error.ts'

let sql: Client

beforeEach(async () => {
  sql = (await MemoryEngine.open()).client()
  await sql('create table t (id int primary key, a int, b int, key (a))')
  await sql('insert into t values (1, 10, 1), (2, 20, 2), (3, 30, 3), (4, null, 4)')
})

describe('UPDATE', () => {
  it('changes what WHERE names, from left to right, and counts what changed', async () => {
    expect(await sql('update t set a = a + 1, b = a where id < 3')).toBe(2)
    expect(await sql('update t set a = 30 where id = 3')).toBe(0)
    expect(await sql('select * from t order by id')).toEqual([['1', '11', '11'], ['2', '21', '21'], ['3', '30', '3'], ['4', null, '4']])
    expect(await sql('select id from t where a = 11')).toEqual([['1']])
    expect(await sql('select id from t where a = 10')).toEqual([])
  })

  it('changes rows of NULLs, where a table has no key', async () => {
    await sql('create table loose (a int, b int)')
    await sql('insert into loose values (null, null), (null, null), (1, 2)')
    expect(await sql('update loose set a = 5 where a is null')).toBe(2)
    expect(await sql('select * from loose order by a')).toEqual([['1', '2'], ['5', null], ['5', null]])
  })

  it('follows ORDER BY and LIMIT, moves keys, and refuses duplicates whole', async () => {
    expect(await sql('update t set b = 0 order by id desc limit 2')).toBe(2)
    expect(await sql('select id from t where b = 0 order by id')).toEqual([['3'], ['4']])
    expect(await sql('update t set id = id + 10 where id = 1')).toBe(1)
    await expect(sql('update t set id = 2 where id > 2')).rejects.toEqual(mysqlError(1062))
    expect(await sql('select id from t order by id')).toEqual([['2'], ['3'], ['4'], ['11']])
  })

  it('changes several tables by a join, each row once', async () => {
    await sql('create table u (id int primary key, t_id int, v int)')
    await sql('insert into u values (1, 1, 5), (2, 1, 6), (3, 2, 7)')
    expect(await sql('update t join u on u.t_id = t.id set t.b = 100, u.v = u.v + t.a')).toBe(5)
    expect(await sql('select b from t order by id')).toEqual([['100'], ['100'], ['3'], ['4']])
    expect(await sql('select v from u order by id')).toEqual([['15'], ['16'], ['27']])
    await expect(sql('update t set nope = 1')).rejects.toEqual(mysqlError(1054))
  })

  it('keeps generated columns and ON UPDATE', async () => {
    await sql('create table g (id int primary key, a int, c int as (a * 2) stored, ts datetime default null on update current_timestamp)')
    await sql('insert into g (id, a) values (1, 1)')
    await sql('update g set a = 4')
    expect(await sql('select a, c, ts is not null from g')).toEqual([['4', '8', '1']])
    await expect(sql('update g set c = 4')).rejects.toEqual(mysqlError(3105))
  })
})

describe('DELETE', () => {
  it('removes what WHERE names, in order up to a limit', async () => {
    expect(await sql('delete from t where a > 15')).toBe(2)
    expect(await sql('delete from t order by id desc limit 1')).toBe(1)
    expect(await sql('select * from t')).toEqual([['1', '10', '1']])
    expect(await sql('delete from t')).toBe(1)
    expect(await sql('select count(*) from t')).toEqual([['0']])
  })

  it('removes from the named tables of a join', async () => {
    await sql('create table u (id int primary key, t_id int)')
    await sql('insert into u values (1, 1), (2, 1), (3, 9)')
    expect(await sql('delete t from t join u on u.t_id = t.id')).toBe(1)
    expect(await sql('delete from u using u left join t on t.id = u.t_id where t.id is null')).toBe(3)
    expect(await sql('select id from t order by id')).toEqual([['2'], ['3'], ['4']])
    await expect(sql('delete nope from t')).rejects.toEqual(mysqlError(1109))
  })
})
