import { expect, it } from 'vitest'
import { MemoryEngine } from '../../test/support/memory-engine.ts'
import { mysqlError } from '../../test/support/mysql-error.ts'

it('a temporary table is its session\'s own, and hides a table of its name', async () => {
  const memory = await MemoryEngine.open()
  const [sql, other] = [memory.client(), memory.client()]
  await sql('create table t (id int primary key)')
  await sql('insert into t values (1)')
  const root = await sql('select dolt_hashof_db()')
  await sql('create temporary table t (name varchar(10), n int auto_increment primary key, key (name))')
  await sql("insert into t (name) values ('a'), ('b')")
  expect(await sql('select * from t order by n')).toEqual([['a', '1'], ['b', '2']])
  expect(await other('select * from t')).toEqual([['1']])
  expect(await sql('select dolt_hashof_db()')).toEqual(root)
  expect(await sql('select count(*) from dolt_status')).toEqual([['1']])
  expect(await sql('show tables')).toEqual([['t']])
  expect(await sql('show create table t')).toEqual([['t', [
    'CREATE TEMPORARY TABLE `t` (', '  `name` varchar(10),', '  `n` int NOT NULL AUTO_INCREMENT,', '  PRIMARY KEY (`n`),', '  KEY `name` (`name`)',
    ') ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin',
  ].join('\n')]])
  await expect(sql('create temporary table t (a int)')).rejects.toEqual(mysqlError(1050))
  await sql('create temporary table if not exists t (a int)')
  await sql('drop table t')
  expect(await sql('select * from t')).toEqual([['1']])
})

it('temporary tables are changed as others are, and outlast transactions', async () => {
  const sql = (await MemoryEngine.open()).client()
  await sql('create table t (id int primary key, v varchar(5) default \'x\')')
  await sql('create temporary table u like t')
  await sql('create temporary table w as select 1 as one')
  await sql('insert into u (id) values (1), (2)')
  await sql('update u set v = \'y\' where id = 2')
  await sql('alter table u add column n int default 7')
  await sql('create index by_v on u (v)')
  expect(await sql('select * from u join w on one = id')).toEqual([['1', 'x', '7', '1']])
  expect(await sql("select id from u where v = 'y'")).toEqual([['2']])
  await sql('begin')
  await sql('delete from u where id = 1')
  await sql('rollback')
  expect(await sql('select id from u')).toEqual([['2']])
  await expect(sql('insert into u (id) values (3), (2)')).rejects.toEqual(mysqlError(1062))
  expect(await sql('select count(*) from u')).toEqual([['1']])
  await sql('alter table u rename to u2')
  expect(await sql('truncate table u2')).toBe(1)
  await expect(sql('drop temporary table t')).rejects.toEqual(mysqlError(1051))
  await sql('drop temporary table if exists t')
  await sql('drop temporary table u2, w')
  expect(await sql('show tables')).toEqual([['t']])
  await expect(sql('select * from w')).rejects.toEqual(mysqlError(1146))
})
