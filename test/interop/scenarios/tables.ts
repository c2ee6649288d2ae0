import type { Scenario } from '../scenario.ts'

/** Rows `(1, …), (2, …)` of a recursive query, enough of them for trees of several levels. */
const NUMBERS = 'with recursive n (i) as (select 1 union all select i + 1 from n where i < 800) '

export const TABLES: readonly Scenario[] = [
  {
    name: 'keyless table with duplicates',
    statements: [
      'create table t (a int, b varchar(10))', "insert into t values (1, 'x'), (1, 'x'), (2, null), (null, null), (null, null), (1, 'x')", 'select a, b, count(*) from t group by a, b order by a, b',
      'delete from t where a = 1 limit 1', 'select count(*) from t where a = 1', "update t set b = 'y' where a is null", "update t set b = 'x', a = 1 where a = 2", "call dolt_commit('-Am', 'keyless')",
      "insert into t values (1, 'x')", 'select a, b, count(*) from t group by a, b order by a, b', 'select diff_type, count(*) from dolt_commit_diff_t where to_commit = \'WORKING\' and from_commit = \'HEAD\' group by diff_type',
      "call dolt_reset('--hard')", 'truncate t', 'select count(*) from t',
    ],
  },
  {
    name: 'keyless table with indexes and large values',
    statements: [
      'create table t (a int, b text, c json, key (a), unique key (a, b(5)))', "insert into t values (1, repeat('b', 5000), '[1]'), (2, null, null), (2, null, null), (3, 'short', '{\"k\": [1, 2]}')",
      "insert into t values (3, 'shorter', null)", "insert into t values (3, 'short', null)", 'select a, length(b) from t order by a, length(b)', 'select a from t where a = 2', 'alter table t drop index a',
      'update t set a = a + 10 where a > 1', 'delete from t where a = 12 limit 1', "call dolt_commit('-Am', 'keyless')", 'select a, length(b) from t order by a, length(b)',
    ],
  },
  {
    name: 'keyless table of many rows',
    statements: ['create table t (a int, b varchar(20))', `insert into t ${NUMBERS}select i % 100, concat('v', i % 7) from n`, "delete from t where a % 3 = 0", "update t set b = 'new' where a = 50", 'select count(*), count(distinct a, b) from t', "call dolt_commit('-Am', 'rows')"],
  },
  {
    name: 'key of several columns',
    statements: [
      'create table t (a int, b varchar(10), c datetime, d decimal(5,2), v int, primary key (c, a, d, b))',
      "insert into t values (1, 'x', '2024-01-01', 1.5, 1), (1, 'y', '2024-01-01', 1.5, 2), (-1, '', '1999-12-31 23:59:59', -0.01, 3), (2, 'X', '2024-01-01', 100, 4)", 'select * from t order by c, a, d, b',
      "insert into t values (1, 'x', '2024-01-01', 1.5, 9)", "replace into t values (1, 'x', '2024-01-01', 1.5, 9)", "insert into t values (1, 'y', '2024-01-01', 1.5, 10) on duplicate key update v = v + values(v)",
      "update t set a = 5 where b = 'x'", "select v from t where c = '2024-01-01' and a = 1", "select v from t where c = '2024-01-01' and a = 5 and d = 1.50 and b = 'x'", "delete from t where c < '2000-01-01'", "call dolt_commit('-Am', 'keys')", 'select * from t order by v',
    ],
  },
  {
    name: 'only key columns',
    statements: ['create table t (a int, b int, primary key (b, a))', 'insert into t values (1, 2), (2, 1), (3, 3)', 'update t set a = a + 1', 'delete from t where b = 1', "call dolt_commit('-Am', 'keys')", 'select a, b from t order by b'],
  },
  {
    name: 'table of several levels, inserted in two orders',
    statements: [
      'create table up (id int primary key, v varchar(100))', 'create table down (id int primary key, v varchar(100))', `insert into up ${NUMBERS}select i, repeat(char(97 + i % 26), i % 90) from n`,
      `insert into down ${NUMBERS}select 801 - i, repeat(char(97 + (801 - i) % 26), (801 - i) % 90) from n`, "select dolt_hashof_table('up') = dolt_hashof_table('down')", 'delete from up where id between 100 and 400', 'update up set v = upper(v) where id % 50 = 0', "call dolt_commit('-Am', 'rows')",
    ],
  },
  {
    name: 'secondary, unique and nullable indexes',
    statements: [
      'create table t (id int primary key, a int, b varchar(20), c decimal(6,2), unique key u (a), key ab (a, b), key c_id (c, id), unique key bc (b, c))',
      "insert into t values (1, null, null, null), (2, null, null, null), (3, 1, 'x', 1.5), (4, 2, 'x', 2.5), (5, 3, null, 2.5)", "insert into t values (6, 1, 'dup', 0)", "insert into t values (7, 9, 'x', 1.5)", "insert ignore into t values (8, 2, 'ignored', 0)",
      'select id from t where a is null order by id', "select id from t where b = 'x' order by id", 'select id from t where c = 2.5 order by id', "update t set a = null where a = 1", 'update t set a = 2 where id = 5', "delete from t where id = 4", 'update t set a = 2 where id = 5',
      "replace into t values (9, 2, 'r', 9)", "insert into t values (10, 2, 'w', 1) on duplicate key update b = 'dup'", 'create index late on t (b desc, a)', 'drop index ab on t', "call dolt_commit('-Am', 'indexes')", 'select * from t order by id', 'show create table t',
    ],
  },
  {
    name: 'prefix indexes',
    statements: [
      'create table t (id int primary key, a varchar(100), b text, c blob, d varbinary(50), key (a(3)), key bb (b(10), a(2)), unique key cc (c(4)), key (d(2)))',
      "insert into t values (1, 'abcdef', repeat('b', 3000), x'00010203ff', x'0001'), (2, 'abc', null, x'00010202', null), (3, 'äöüß', 'ü', x'', x''), (4, null, '', null, x'ffff')", "insert into t values (5, '', '', x'0001020300', null)",
      "select id from t where a = 'abcdef'", "select id from t where a like 'abc%' order by id", "select id from t where b = 'ü'", "update t set a = concat(a, '!'), c = concat(c, x'00') where id < 3", "delete from t where a = 'äöüß'", "call dolt_commit('-Am', 'prefixes')", 'select id, a from t order by id',
    ],
  },
  {
    name: 'indexes over many rows',
    statements: [
      'create table t (id int primary key, g int, s varchar(30), key by_g (g), key by_s (s, g))', `insert into t ${NUMBERS}select i, i % 13, concat('s', i * 7919 % 800) from n`, 'update t set g = g + 1 where id % 3 = 0', 'delete from t where g = 5', 'alter table t rename index by_g to by_group',
      'select count(*), min(id), max(id) from t where g = 7', "select id from t where s = 's500'", "call dolt_commit('-Am', 'rows')", 'alter table t add unique index (s)', 'alter table t drop index by_s',
    ],
  },
  {
    name: 'AUTO_INCREMENT',
    statements: [
      'create table t (id int auto_increment primary key, v varchar(10))', "insert into t (v) values ('a'), ('b')", "insert into t values (10, 'ten'), (null, 'next'), (0, 'zero')", 'select last_insert_id()', 'select * from t order by id', 'delete from t where id > 10', "insert into t (v) values ('after')",
      'alter table t auto_increment = 100', "insert into t (v) values ('hundred')", "call dolt_commit('-Am', 'ids')", "call dolt_checkout('-b', 'other')", "insert into t (v) values ('other')", "call dolt_commit('-am', 'other')", "call dolt_checkout('main')", "insert into t (v) values ('main')", "call dolt_commit('-am', 'main')",
      "call dolt_merge('other')", 'select * from t order by id', 'truncate t', "insert into t (v) values ('first')", 'select * from t', 'create table k (a bigint unsigned auto_increment, b int, key (a), primary key (b, a))', 'insert into k (b) values (5), (4)', 'select * from k order by a', 'drop table t', 'show create table k',
    ],
  },
  {
    name: 'rename, truncate and drop',
    statements: [
      'create table a (id int primary key, v int)', 'create table b (id int primary key, v int)', 'insert into a values (1, 1), (2, 2)', 'insert into b values (1, 10)', "call dolt_commit('-Am', 'two')", 'rename table a to c', 'rename table b to a, c to b', 'select * from a', 'select * from b order by id',
      "call dolt_add('.')", 'truncate table b', 'alter table a rename to z', 'select table_name, staged, status from dolt_status order by table_name, staged', "call dolt_commit('-Am', 'renamed')", 'drop table z', 'drop table if exists nothing', 'create table a (id int primary key, v int)', "call dolt_commit('-Am', 'again')", 'show tables',
    ],
  },
  {
    name: 'CREATE TABLE LIKE and AS SELECT',
    statements: [
      "create table t (id int primary key, a varchar(20) default 'x' comment 'c', b int generated always as (id * 2) stored, key (a), constraint positive check (id > 0))", "insert into t (id, a) values (1, 'one'), (2, 'two')", 'create table copied like t', 'insert into copied (id, a) select id, a from t', 'show create table copied',
      "create table picked as select id, b + 1 as c, concat(a, 'x') as d from t", 'show create table picked', "call dolt_commit('-Am', 'copies')",
    ],
  },
]
