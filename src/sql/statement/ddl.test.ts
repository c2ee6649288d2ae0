import { beforeEach, describe, expect, it } from 'vitest'
import { type Client, MemoryEngine } from '../../../test/support/memory-engine.ts'
import { mysqlError } from '../../../test/support/mysql-error.ts'

let sql: Client

beforeEach(async () => {
  sql = (await MemoryEngine.open()).client()
})

describe('tables', () => {
  // Recorded from real Dolt, as is the spelling of the defaults below.
  it.each([
    ['int', '1.5', "'2'"], ['int', "'1.50'", "'2'"], ['int', '(1)', '(1)'], ['int', 'true', "'1'"], ['int', "x'41'", "'65'"], ['bigint unsigned', '18446744073709551615', "'18446744073709551615'"],
    ['decimal(10,2)', '1', "'1.00'"], ['decimal(10,2)', '-1.5', "'-1.50'"], ['decimal(10,2)', "'1'", "'1.00'"], ['double', '1e10', "'1e+10'"], ['double', '.5', "'0.5'"], ['float', '0.1', "'0.1'"],
    ['varchar(20)', '1', "'1'"], ['varchar(20)', '1.50', "'1.50'"], ['varchar(20)', '1e6', "'1000000'"], ['varchar(20)', 'true', "'1'"], ['varchar(20)', '0x41', "'A'"], ['varchar(20)', "'it''s'", "'it''s'"],
    ['varchar(20)', "('it''s')", "('it''s')"], ['varchar(20)', '(uuid())', '(uuid())'], ['varbinary(9)', "'a'", '0x61'], ['varbinary(9)', "''", '0x'], ['bit(8)', '5', "b'101'"], ['bit(8)', "'a'", "b'1100001'"],
    ['year', '20', "'2020'"], ['datetime', "'2020-01-01'", "'2020-01-01'"], ['datetime', 'now()', 'CURRENT_TIMESTAMP'], ['datetime(3)', '(now(3))', 'CURRENT_TIMESTAMP(3)'], ['datetime', '(now() + 0)', '((NOW() + 0))'],
    ['datetime', '(localtime + 0)', '((NOW(0) + 0))'], ["set('x','y')", "'x,y'", "'3'"], ['time', "'1:2'", "'01:02:00'"], ['timestamp', '0', '0'], ['int', 'null', 'NULL'], ['int', '(1+1)', '((1 + 1))'],
  ])('keep the default of %s %s as %s', async (type, value, shown) => {
    await sql(`create table t (a ${type} default ${value})`)
    expect(await sql('show create table t')).toEqual([['t', expect.stringContaining(` DEFAULT ${shown}\n`)]])
  })

  it('refuse a default that the column can\'t hold', async () => {
    await expect(sql('create table t (a tinyint default 300)')).rejects.toMatchObject({ errno: 1067 })
    await expect(sql("create table t (a enum('x', 'y') default '1')")).rejects.toMatchObject({ errno: 1067 })
    await expect(sql("create table t (a set('x', 'y', 'x'))")).rejects.toMatchObject({ errno: 1291 })
  })

  // Recorded from real Dolt.
  it('made of queries keep the columns\' defaults, and so do views', async () => {
    await sql("create table t (i int primary key, j int default 100, s varchar(10) not null default 'x', k int default (power(11,2)))")
    await sql('create view v as select i + 1 as n, j as jj, s from t')
    expect(await sql('describe v')).toEqual([['n', 'bigint', 'NO', '', null, ''], ['jj', 'int', 'YES', '', '100', ''], ['s', 'varchar(10)', 'NO', '', 'x', '']])
    await sql('create table u as select j, s, k from t')
    expect(await sql('show create table u')).toEqual([['u', expect.stringContaining("(\n  `j` int DEFAULT '100',\n  `s` varchar(10) NOT NULL DEFAULT 'x',\n  `k` int DEFAULT (power(11, 2))\n)")]])
  })

  it('without a primary key show the first unique one in its place', async () => {
    await sql('create table t (a int, i int not null, j int not null, unique (i, j), unique (j))')
    expect(((await sql('describe t')) as unknown[][]).map((row) => row[3])).toEqual(['', 'PRI', 'UNI'])
  })

  it('are made as they are written, and shown as Dolt shows them', async () => {
    await sql(`create table t (
      id int unsigned not null auto_increment, name varchar(20) collate utf8mb4_0900_ai_ci not null default 'it''s', price decimal(8,2), at datetime(3),
      kind enum('a','b') default 'b', flag bool, note text comment 'free', primary key (id), unique key by_name (name), key (price, at),
      constraint positive check (price > 0)) comment = 'things'`)
    expect(await sql('show create table t')).toEqual([['t', [
      'CREATE TABLE `t` (',
      '  `id` int unsigned NOT NULL AUTO_INCREMENT,',
      "  `name` varchar(20) COLLATE utf8mb4_0900_ai_ci NOT NULL DEFAULT 'it''s',",
      '  `price` decimal(8,2),',
      '  `at` datetime(3),',
      "  `kind` enum('a','b') DEFAULT '2',",
      '  `flag` tinyint(1),',
      "  `note` text COMMENT 'free',",
      '  PRIMARY KEY (`id`),',
      '  UNIQUE KEY `by_name` (`name`),',
      '  KEY `price` (`price`,`at`),',
      '  CONSTRAINT `positive` CHECK ((`price` > 0))',
      ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin COMMENT='things'",
    ].join('\n')]])
    expect(await sql('show tables')).toEqual([['t']])
    expect(await sql("show columns from t like 'na%'")).toEqual([['name', 'varchar(20) COLLATE utf8mb4_0900_ai_ci', 'NO', 'UNI', "it's", '']])
    expect(await sql("show index from t where key_name = 'price'")).toHaveLength(2)
  })

  it('are dropped, renamed, emptied and copied', async () => {
    await sql('create table a (id int primary key, v int, key (v))')
    await sql('insert into a values (1, 1), (2, 2)')
    await expect(sql('create table a (x int)')).rejects.toEqual(mysqlError(1050))
    await sql('create table if not exists a (x int)')
    await sql('create table b like a')
    await sql('create table c as select id, v * 2 as w from a')
    expect(await sql('select * from c order by id')).toEqual([['1', '2'], ['2', '4']])
    await sql('rename table b to d')
    expect(await sql('truncate table a')).toBe(2)
    expect(await sql('show tables')).toEqual([['a'], ['c'], ['d']])
    await expect(sql('drop table nope')).rejects.toEqual(mysqlError(1051))
    await sql('drop table if exists nope, a')
    expect(await sql('show tables')).toEqual([['c'], ['d']])
  })

  it('copied by LIKE name their checks anew and leave the comment', async () => {
    await sql("create table a (id int, key (id), constraint named check (id > 1)) comment 'x' target_row_size = 100")
    await sql('create table b like a')
    expect(await sql('show create table b')).toEqual([['b', 'CREATE TABLE `b` (\n  `id` int,\n  KEY `id` (`id`),\n  CONSTRAINT `b_chk_t4mnc4cf` CHECK ((`id` > 1))\n' +
      ') ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin']])
  })

  it('made of a query take keys of its columns, and leave a table alone that is there', async () => {
    await sql('create table a (z int, primary key (x)) replace select 1 as x, 2 as y union all select 1, 3')
    expect(await sql('select * from a')).toEqual([[null, '1', '3']])
    await sql('create table if not exists a select 7 as other')
    expect(await sql('select count(*) from a')).toEqual([['1']])
  })

  it("that can't be are refused", async () => {
    await expect(sql('create table t (a int, a int)')).rejects.toEqual(mysqlError(1060))
    await expect(sql('create table t (a int primary key, b int primary key)')).rejects.toEqual(mysqlError(1068))
    await expect(sql('create table t (a int, primary key (b))')).rejects.toEqual(mysqlError(1072))
    await expect(sql('create table t (a decimal(70, 2))')).rejects.toEqual(mysqlError(1426))
    await expect(sql('create table t (a int auto_increment)')).rejects.toEqual(mysqlError(1075))
    await expect(sql('create table t (a frobnicate)')).rejects.toBeDefined()
    expect(await sql('show tables')).toEqual([])
  })

  it('get and lose indexes, which queries then use', async () => {
    await sql('create table t (id int primary key, v int)')
    await sql(`insert into t values ${Array.from({ length: 300 }, (_, i) => `(${i}, ${i % 50})`).join(', ')}`)
    await sql('create index by_v on t (v)')
    expect(JSON.stringify(await sql('explain select id from t where v = 7'))).toContain('by_v')
    expect(await sql('select id from t where v = 7 order by id')).toEqual([['7'], ['57'], ['107'], ['157'], ['207'], ['257']])
    await sql('drop index by_v on t')
    expect(JSON.stringify(await sql('explain select id from t where v = 7'))).not.toContain('by_v')
    await expect(sql('create unique index u on t (v)')).rejects.toEqual(mysqlError(1062))
  })
})

describe('views and databases', () => {
  it('views run their query where they stand', async () => {
    await sql('create table t (id int primary key, v int)')
    await sql('insert into t values (1, 10), (2, 20)')
    await sql('create view big as select id, v from t where v > 15')
    expect(await sql('select * from big')).toEqual([['2', '20']])
    expect(await sql('show full tables')).toEqual([['big', 'VIEW'], ['t', 'BASE TABLE']])
    expect(await sql('show create view big')).toEqual([['big', 'CREATE VIEW `big` AS select id, v from t where v > 15', 'utf8mb4', 'utf8mb4_0900_bin']])
    await sql('create   view pair (a, b) AS select 1 , 2 /* two */ ; ')
    expect(await sql('select b, a from pair')).toEqual([['2', '1']])
    expect(await sql("select fragment from dolt_schemas where name = 'pair'")).toEqual([['create   view pair (a, b) AS select 1 , 2 /* two */']])
    await sql('drop view pair')
    await sql('create or replace view big as select 1 as one')
    expect(await sql('select * from big')).toEqual([['1']])
    await sql('drop view big')
    await expect(sql('select * from big')).rejects.toEqual(mysqlError(1146))
    await expect(sql('create view bad as select nope from t')).rejects.toEqual(mysqlError(1054))
  })

  it('databases are made, used and dropped', async () => {
    await sql('create database other')
    await sql('use other')
    await sql('create table t (a int primary key)')
    await sql('insert into mydb.x select 1').catch(() => undefined)
    await sql('use mydb')
    expect(await sql('select count(*) from other.t')).toEqual([['0']])
    await sql('drop database other')
    await expect(sql('use other')).rejects.toEqual(mysqlError(1049))
    await expect(sql('create database mydb')).rejects.toEqual(mysqlError(1007))
  })
})
