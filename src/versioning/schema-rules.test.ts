import { expect, it } from 'vitest'
import { MemoryEngine } from '../../test/support/memory-engine.ts'

// Real Dolt refuses each of them, too; the numbers are MySQL's.
it.each([
  ['create table x (a varchar(16383), b varchar(10))', 1118], ['alter table t add column b varchar(16383)', 1118],
  ['create table x (a double primary key auto_increment)', 1063], ["alter table t modify e enum('a') auto_increment", 1063],
  [`create table ${'x'.repeat(65)} (a int)`, 1059], [`alter table t add column ${'x'.repeat(65)} int`, 1059], [`rename table t to ${'x'.repeat(65)}`, 1059],
  [`alter table t add index ${'x'.repeat(65)} (a)`, 1059], ['create table x (`!hidden!x!0!0` int)', 1166],
  ['create table x (a int default (a))', 3767], ['create table x (a int default (b), b int default (1 + 1))', 3767],
  ['alter table t add column z int default (c) first, add column y int default (z) first', 3767],
  ['alter table t add index (j)', 3152], ['create table x (j json primary key)', 3152], ['alter table t modify a json, add index (a)', 3152],
  ['alter table t add index (a(3))', 1089], ['alter table t add index (v(11))', 1089], ['alter table t add index (v(0))', 1391], ['alter table t add index (x)', 1170],
  ['create table x (v varchar(10), primary key (v(3)))', 1089], ['alter table t drop primary key, add primary key (v(3))', 1089], ['create table x (a text primary key)', 1170],
  ['create table x (a varchar(10000), index (a(769)))', 1071], ['create table x (a text collate utf8mb4_general_ci, unique (a))', 1170],
  ['create table x (a int, key (a, a))', 1060], ['create table x (a int, primary key (a, A))', 1060], ['create index i on t (a, a)', 1060],
  ['create table x (a int not null default null)', 1067], ['create table x (a int primary key default null)', 1067], ['alter table t modify a int not null default null', 1067],
  ['create table x (a int auto_increment primary key default 5)', 1067], ["create table x (e enum('a') default 1)", 1067], ["create table x (e enum('a') default 'b')", 1067],
  ["create table x (e set('a') default 'b')", 1067], ["create table x (d date default 'x')", 1067], ["alter table t add d date default '2020-02-30'", 1067],
  ['create table x (v varchar(10) default now())', 1067], ['create table x (d datetime default now(3))', 1067], ["create table x (t time default 'abc')", 1067],
  ['create table x (a int default (@x))', 3772], ['alter table t alter a set default (@@version)', 3772], ['create table x (a int as (@x))', 3772],
  ['create table x (a int default (nope))', 1054], ['create table x (a int, b int as (nope))', 1054], ['create table x (a int, check (nope > 1))', 1054], ['alter table t add z int default (nope)', 1054],
  ['create table x (a int default (nope(1)))', 1305], ['alter table t add z int, drop column z', 1091], ['alter table t rename column a to z, modify z bigint', 1054],
  ['create table x (a int) target_row_size = 70000', 1105], ['create table dolt_x (a int)', 1105], ['rename table t to dolt_x', 1105],
] as const)('refuses %s', async (statement, errno) => {
  const sql = (await MemoryEngine.open()).client()
  await sql("create table t (id int primary key, a int, e enum('a'), j json, v varchar(10), x text, c int default (1 + 1))")
  const before = await sql('select dolt_hashof_db()')
  await expect(sql(statement)).rejects.toMatchObject({ errno })
  expect(await sql('select dolt_hashof_db()')).toEqual(before)
})

it('takes what is just within the rules', async () => {
  const sql = (await MemoryEngine.open()).client()
  await sql('create table a (a varchar(16376))')
  await sql('create table b (a int default (b), b int default 1, c int default (b + 1), x text, v varchar(800), unique (x), key (v(768)))')
  await sql('create table dolt_tests (test_name text)')
  await sql("create table c (a datetime default now(), b datetime(3) default now(3) on update now(3), c date default (now()), d varbinary(3) default '', e int not null default (null))")
})

it('takes ALTER INDEX … VISIBLE, which changes nothing, as on Dolt', async () => {
  const sql = (await MemoryEngine.open()).client()
  await sql('create table k (a int primary key, b int, key ib (b))')
  const before = await sql('select dolt_hashof_db()')
  await sql('alter table k alter index ib invisible')
  expect(await sql('select dolt_hashof_db()')).toEqual(before)
  await expect(sql('alter table k alter index none visible')).rejects.toMatchObject({ errno: 1176 })
  await expect(sql('alter table k alter index `PRIMARY` invisible')).rejects.toMatchObject({ errno: 3522 })
})
