import { beforeEach, describe, expect, it } from 'vitest'
import { type Client, MemoryEngine } from '../../../test/support/memory-engine.ts'
import { mysqlError } from '../../../test/support/mysql-error.ts'

let sql: Client

beforeEach(async () => {
  sql = (await MemoryEngine.open()).client()
})

describe('INSERT', () => {
  it('fills in defaults, generated columns and AUTO_INCREMENT', async () => {
    await sql("create table t (id int primary key auto_increment, a int default 7, b varchar(10) default 'x', c int as (a * 2) stored, d int as (a + 1))")
    expect(await sql('insert into t () values (), ()')).toBe(2)
    expect(await sql("insert into t (a, b) values (1, default), (default, 'y')")).toBe(2)
    expect(await sql('insert into t set a = 5')).toBe(1)
    expect(await sql('select * from t order by id')).toEqual([
      ['1', '7', 'x', '14', '8'], ['2', '7', 'x', '14', '8'], ['3', '1', 'x', '2', '2'], ['4', '7', 'y', '14', '8'], ['5', '5', 'x', '10', '6'],
    ])
    await sql('insert into t (id) values (100)')
    await sql('insert into t (a) values (3)')
    expect(await sql('select last_insert_id(), max(id) from t')).toEqual([['101', '101']])
  })

  it('takes rows from a query, also from its own table', async () => {
    await sql('create table t (id int primary key, v int)')
    await sql('insert into t values (1, 10), (2, 20)')
    expect(await sql('insert into t select id + 10, v from t where v > 5')).toBe(2)
    expect(await sql('select * from t order by id')).toEqual([['1', '10'], ['2', '20'], ['11', '10'], ['12', '20']])
    await expect(sql('insert into t select 1')).rejects.toEqual(mysqlError(1136))
  })

  it('replaces, ignores and updates on duplicates', async () => {
    await sql('create table t (id int primary key, u int unique, n int default 0)')
    await sql('insert into t values (1, 1, 0), (2, 2, 0)')
    await expect(sql('insert into t values (3, 3, 0), (1, 9, 9)')).rejects.toEqual(mysqlError(1062))
    expect(await sql('select count(*) from t')).toEqual([['2']])
    expect(await sql('insert ignore into t values (3, 3, 0), (1, 9, 9)')).toBe(1)
    expect(await sql('replace into t values (3, 1, 5)')).toBe(3)
    expect(await sql('select * from t order by id')).toEqual([['2', '2', '0'], ['3', '1', '5']])
    expect(await sql('insert into t values (2, 5, 1) on duplicate key update n = n + 1, u = values(u)')).toBe(2)
    expect(await sql('insert into t values (9, 5, 1) as new on duplicate key update n = new.id')).toBe(2)
    expect(await sql('insert into t values (2, 5, 1) on duplicate key update n = n')).toBe(0)
    expect(await sql('select * from t order by id')).toEqual([['2', '5', '9'], ['3', '1', '5']])
  })

  it("refuses what can't be stored, and stores nothing of the statement", async () => {
    await sql("create table t (id int primary key, a tinyint not null, s varchar(3), d date, e enum('x','y'), check (a <> 5))")
    await expect(sql("insert into t values (1, 1, 'abc', '2024-02-29', 'x'), (2, 1000, '', null, 'x')")).rejects.toEqual(mysqlError(1264, 'a'))
    await expect(sql("insert into t (id, a, s) values (1, 1, 'abcd')")).rejects.toEqual(mysqlError(1406, 's'))
    await expect(sql("insert into t (id, a, d) values (1, 1, '2023-02-29')")).rejects.toEqual(mysqlError(1292))
    await expect(sql('insert into t (id, a) values (1, null)')).rejects.toEqual(mysqlError(1048, "'a' cannot be null"))
    await expect(sql('insert into t (id) values (1)')).rejects.toEqual(mysqlError(1364, "'a' doesn't have a default"))
    await expect(sql('insert into t (id, a) values (1, 5)')).rejects.toEqual(mysqlError(3819))
    await expect(sql('insert into t (id, nope) values (1, 5)')).rejects.toEqual(mysqlError(1054, 'nope'))
    await expect(sql('insert into t (id, a, a) values (1, 5, 6)')).rejects.toEqual(mysqlError(1110))
    await expect(sql('insert into t values (1)')).rejects.toEqual(mysqlError(1136))
    await expect(sql('insert into nope values (1)')).rejects.toEqual(mysqlError(1146))
    expect(await sql('select count(*) from t')).toEqual([['0']])
  })

  it('keeps duplicates of keyless tables', async () => {
    await sql('create table k (a int, b varchar(5))')
    await sql("insert into k values (1, 'x'), (1, 'x'), (null, null), (2, 'y')")
    expect(await sql('select * from k order by a')).toEqual([[null, null], ['1', 'x'], ['1', 'x'], ['2', 'y']])
    expect(await sql('select count(*), count(a), sum(a) from k')).toEqual([['4', '3', '4']])
    expect(await sql('delete from k where a = 1 limit 1')).toBe(1)
    expect(await sql('select count(*) from k where a = 1')).toEqual([['1']])
  })

  it('takes long values and gives them back', async () => {
    await sql('create table l (id int primary key, t text, j json, b longblob)')
    const text = 'The quick brown fox. '.repeat(3000)
    await sql('insert into l values (1, ?, ?, ?)', text, '{"b": [1, 2], "a": "é"}', new Uint8Array(20_000).fill(7))
    expect(await sql("select t = ?, length(t), j->'$.b[1]', length(b), hex(substring(b, 1, 2)) from l", text)).toEqual([['1', '63000', '2', '20000', '0707']])
    expect(await sql('select j from l')).toEqual([['{"a":"é","b":[1,2]}']])
  })

  it('counts parameters', async () => {
    await sql('create table p (a int, b double, c varchar(9), d datetime)')
    await sql('insert into p values (?, ?, ?, ?)', 1, 2.5, "o'k", '2024-01-02 03:04:05')
    expect(await sql('select * from p where c = ? and a = ?', "o'k", 1)).toEqual([['1', '2.5', "o'k", '2024-01-02 03:04:05']])
    await expect(sql('select ?, ?', 1)).rejects.toEqual(mysqlError(1210))
  })
})
