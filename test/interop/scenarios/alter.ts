import type { Scenario } from '../scenario.ts'

export const ALTER: readonly Scenario[] = [
  {
    name: 'ALTER TABLE: types changed with rows',
    statements: [
      'create table t (id int primary key, a int, b varchar(10), c decimal(8,2), d datetime(6), e text, f int, g varchar(20))', "insert into t values (1, 5, '12', 1.25, '2024-01-01 10:00:00.123456', 'text', 1, 'x'), (2, null, null, null, null, null, null, null), (3, -7, '-3', 99.99, '1999-12-31', repeat('e', 3000), 0, 'y')",
      'alter table t modify a bigint', 'alter table t modify a varchar(20)', 'alter table t modify b int', 'alter table t modify c decimal(6,1)', 'alter table t modify d date', 'alter table t modify e longtext', 'alter table t modify f bool', "alter table t modify g enum('x','y','z')", "update t set a = '0' where a is null", 'alter table t modify a int not null', 'alter table t modify e varchar(100)',
      'alter table t modify id bigint unsigned', 'select * from t order by id', 'show create table t', "call dolt_commit('-Am', 'types')",
    ],
  },
  {
    name: 'ALTER TABLE: primary keys',
    statements: [
      'create table t (id int, a int not null, b varchar(10), key (a))', "insert into t values (1, 10, 'x'), (2, 20, 'y'), (3, 10, 'z')", 'alter table t add primary key (id)', 'alter table t drop primary key', 'alter table t add primary key (a)', 'alter table t add primary key (a, id)', 'alter table t drop primary key, add primary key (b, id)', "insert into t values (3, 11, 'z')", "insert into t values (4, 11, null)",
      'select * from t order by b, id', 'show create table t', "call dolt_commit('-Am', 'keys')", 'alter table t drop primary key', "insert into t values (3, 11, 'z')", "call dolt_commit('-am', 'keyless')", 'show create table t',
    ],
  },
  {
    name: 'ALTER TABLE: indexes',
    statements: [
      "create table t (id int primary key, a int, b varchar(30), c text, d int)", "insert into t values (1, 1, 'one', 'text', 5), (2, 1, 'two', null, null), (3, null, 'three', repeat('c', 3000), 5)", 'alter table t add index (a), add unique index u (b), add key long_name (c(20), a)', 'alter table t add unique index v (a)', 'create unique index w on t (b, d)', 'alter table t rename index u to uu', 'drop index a on t', 'create index a on t (a desc, b)', 'alter table t add index a (b)',
      "alter table t drop column d", 'alter table t rename column b to bb', 'alter table t modify bb varchar(40)', "insert into t values (4, 4, 'one', null)", 'alter table t drop index nothing', 'show create table t', "call dolt_commit('-Am', 'indexes')", 'select id from t where a = 1 order by id',
    ],
  },
  {
    name: 'ALTER TABLE: character sets and collations',
    statements: [
      "create table t (id int primary key, a varchar(10), b text, key (a))", "insert into t values (1, 'b', 'x'), (2, 'A', 'y'), (3, 'ä', 'z')", 'alter table t modify a varchar(10) collate utf8mb4_0900_ai_ci', "select id from t where a = 'a' order by id", 'alter table t add unique index u (a)', "delete from t where id = 3", 'alter table t add unique index u (a)', 'alter table t default collate utf8mb4_general_ci', 'alter table t add column c varchar(5)', 'show create table t', "call dolt_commit('-Am', 'collations')",
    ],
  },
  {
    name: 'ALTER TABLE: columns added, dropped, renamed and moved',
    statements: [
      'create table t (id int primary key, a int, b varchar(10))', "insert into t values (1, 10, 'x'), (2, null, 'y')", 'alter table t add column c int', "alter table t add column d varchar(5) not null default 'd' first", 'alter table t add e json after a, add f text', 'alter table t drop column a', 'alter table t rename column b to bb', 'alter table t modify bb varchar(10) first', 'alter table t change c cc bigint after id',
      'alter table t add column g int not null', 'alter table t add column h datetime not null', 'alter table t alter column cc set default 9', "insert into t (id, f) values (3, 'f')", 'alter table t drop column nothing', 'alter table t add column cc int', 'select * from t order by id', 'show create table t', "call dolt_commit('-Am', 'columns')",
    ],
  },
  {
    name: 'column tags after drops and additions',
    statements: [
      'create table t (id int primary key, a int)', "call dolt_commit('-Am', 'one')", 'alter table t drop column a', 'alter table t add column a int', 'alter table t add column b varchar(10)', "call dolt_commit('-Am', 'two')", 'drop table t', 'create table t (id int primary key, a int, b varchar(10))', "call dolt_commit('-Am', 'three')", 'create table u (id int primary key, a int, b varchar(10))', 'alter table u rename column a to z', 'alter table u add column a int', "call dolt_commit('-Am', 'four')",
      'select * from dolt_column_diff order by 1, 2, 3, 4', 'alter table u modify a bigint', "call dolt_commit('-Am', 'five')",
    ],
  },
]
