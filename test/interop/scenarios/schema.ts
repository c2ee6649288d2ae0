import type { Scenario } from '../scenario.ts'

export const SCHEMA: readonly Scenario[] = [
  {
    name: 'defaults, literal and expression',
    statements: [
      `create table t (id int primary key, a int default 7, b varchar(20) default 'it''s', c decimal(5,2) default 1.5, d datetime default '2000-01-01 00:00:00', e enum('x','y') default 'y', f set('a','b') default 'a,b', g bit(4) default b'101', h binary(3) default 'ab',
        i double default -2.5e3, j json default (json_object('k', 1)), k text default ('text'), l int default (a + 1), m varchar(40) default (concat(b, '-', a)), n date default (date('2020-02-02')), o bool default true, p time default '-01:02:03', q year default 1999, r blob default (x'00ff'))`,
      'insert into t (id) values (1)', "insert into t (id, a, b) values (2, 5, 'given'), (3, default, null)", 'insert into t values (4, default, default, default, default, default, default, default, default, default, default, default, default, default, default, default, default, default, default)',
      'select * from t order by id', 'update t set a = default, b = default(b) where id = 2', 'alter table t alter a drop default', "alter table t alter b set default 'new'", 'alter table t alter k set default (upper(\'expr\'))', 'insert into t (id) values (5)', 'insert into t (id, a) values (6, 6)', 'select id, a, b, k, l, m from t order by id', 'show create table t', "call dolt_commit('-Am', 'defaults')",
    ],
  },
  {
    name: 'ON UPDATE, with times that are given',
    statements: [
      'create table t (id int primary key, v int, made timestamp default current_timestamp, changed datetime(3) default current_timestamp(3) on update current_timestamp(3), seen timestamp null on update current_timestamp)', "insert into t values (1, 1, '2020-01-01', '2020-01-01', null), (2, 2, '2020-01-02', null, '2020-01-01 10:00:00')",
      "update t set v = v + 1, changed = '2021-01-01 00:00:00.125', seen = null where id = 1", 'update t set v = v', 'alter table t modify changed datetime(3) default current_timestamp(3)', 'alter table t modify seen timestamp null', 'update t set v = 7', 'select * from t order by id', 'show create table t', "call dolt_commit('-Am', 'times')",
    ],
  },
  {
    name: 'generated columns, stored and virtual',
    statements: [
      "create table t (id int primary key, a int, b varchar(20), s int generated always as (a * 2) stored, v varchar(40) as (concat(b, '!')) virtual, both_of varchar(60) as (concat(s, v)) stored, j json, name varchar(20) as (j->>'$.name') stored, key (s), key (v), key (name))",
      `insert into t (id, a, b, j) values (1, 10, 'x', '{"name": "one"}'), (2, null, 'y', null), (3, -3, null, '{"name": "three"}')`, 'insert into t (id, s) values (4, 4)', 'select id, s, v, both_of, name from t order by id', "select id from t where v = 'x!'", 'select id from t where s < 0',
      "update t set a = 11, b = 'z' where id = 1", 'delete from t where s is null', 'alter table t add column w int as (a + 1) stored', 'alter table t add column x int as (a - 1) virtual after a', 'alter table t drop column both_of', 'select * from t order by id', 'show create table t', "call dolt_commit('-Am', 'generated')",
    ],
  },
  {
    name: 'CHECK constraints',
    statements: [
      "create table t (id int primary key, a int constraint small check (a < 100), b varchar(10), constraint not_bad check (b <> 'bad'), constraint together check (a is null or length(b) > 0) not enforced)", "insert into t values (1, 5, 'ok'), (2, null, null), (3, 99, '')", "insert into t values (4, 100, 'x')", "insert into t values (4, 1, 'bad')",
      "update t set b = 'bad' where id = 1", 'update t set a = a + 1', 'alter table t add constraint positive check (a > 0)', 'alter table t add constraint huge check (a > 50)', 'insert into t values (5, -1, null)', 'alter table t drop constraint small', 'alter table t drop check positive', 'insert into t values (6, 1000, \'x\')', 'show create table t', "call dolt_commit('-Am', 'checks')", 'select * from t order by id',
    ],
  },
  {
    name: 'foreign keys with all actions',
    statements: [
      'create table p (id int primary key, code varchar(10), unique key (code))', "insert into p values (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')", 'create table c1 (id int primary key, pid int, key (pid), constraint c1_fk foreign key (pid) references p (id) on delete cascade on update cascade)',
      'create table c2 (id int primary key, pid int, constraint c2_fk foreign key (pid) references p (id) on delete set null on update set null)', 'create table c3 (id int primary key, code varchar(10), constraint c3_fk foreign key (code) references p (code) on delete restrict on update cascade)',
      'create table tree (id int primary key, up int, constraint tree_fk foreign key (up) references tree (id) on delete cascade)', 'insert into c1 values (1, 1), (2, 2), (3, null)', 'insert into c2 values (1, 1), (2, 2)', "insert into c3 values (1, 'c'), (2, null)", 'insert into tree values (1, null), (2, 1), (3, 2), (4, null)',
      'insert into c1 values (9, 99)', "delete from p where id = 3", 'delete from p where id = 1', 'update p set id = 20 where id = 2', "update p set code = 'cc' where id = 3", 'delete from tree where id = 1', 'drop table p', 'truncate p', 'select * from c1 order by id', 'select * from c2 order by id', 'select * from c3 order by id', 'select * from tree', "call dolt_commit('-Am', 'keys')",
      'alter table c1 drop foreign key c1_fk', 'insert into c1 values (9, 99)', 'alter table c1 add constraint again foreign key (pid) references p (id)', 'alter table c2 rename column pid to parent', 'rename table p to parents', 'show create table c2', "call dolt_commit('-am', 'without its parent')", "call dolt_commit('-Am', 'renamed')",
    ],
  },
  {
    name: 'comments of tables, columns and indexes',
    statements: [
      "create table t (id int primary key comment 'the key', a varchar(10) comment 'it''s \\\"quoted\\\"', b int comment '', key by_a (a) comment 'by a') comment 'über alles'", 'show create table t', "alter table t comment 'other'", "alter table t comment ''", "alter table t modify column b int comment 'was none'", 'show create table t', "call dolt_commit('-Am', 'comments')",
    ],
  },
  {
    name: 'views',
    withoutRoots: 'dolt_schemas keeps when each was made',
    statements: [
      'create table t (id int primary key, a int)', 'insert into t values (1, 10), (2, 20)', 'create view v as select id, a * 2 as twice from t where a > 10', 'select * from v', "create view `w w` (x) as select 'text' union select id from v", 'select * from `w w` order by x', 'create or replace view v as select count(*) as n from t', 'select * from v', 'create view v as select 1',
      'select type, name, fragment from dolt_schemas order by name', 'drop view `w w`', 'drop view if exists nothing', 'drop view nothing', 'show create view v', 'drop view v',
    ],
  },
  {
    name: 'triggers',
    withoutRoots: 'dolt_schemas keeps when each was made',
    statements: [
      'create table t (id int primary key, a int, b varchar(20))', 'create table log (n int auto_increment primary key, what varchar(60))', 'create trigger before_insert before insert on t for each row set new.a = new.a + 1', "create trigger after_insert after insert on t for each row insert into log (what) values (concat('in ', new.id, ' ', new.a))",
      "create trigger before_update before update on t for each row begin if new.a > 100 then set new.b = 'much'; end if; set new.a = new.a * 2; end", "create trigger after_delete after delete on t for each row insert into log (what) values (concat('out ', old.id))", 'create trigger second before insert on t for each row follows before_insert set new.b = concat(new.b, new.a)',
      "insert into t values (1, 1, 'x'), (2, 200, 'y')", 'update t set a = a + 1', 'delete from t where id = 1', 'select * from t', 'select * from log order by n', 'drop trigger after_insert', "insert into t values (3, 3, 'z')", 'select * from log order by n', 'select name, fragment from dolt_schemas order by name',
    ],
  },
  {
    name: 'procedures that are stored',
    withoutRoots: 'dolt_procedures keeps when each was made',
    statements: [
      'create table t (id int primary key, a int)', "create procedure fill (in upto int) begin declare i int default 1; while i <= upto do insert into t values (i, i * i); set i = i + 1; end while; end", 'call fill(5)', 'select * from t order by id', 'create procedure total (out n int) select sum(a) into n from t', 'call total(@n)', 'select @n', 'create procedure fill () select 1',
      "create procedure fails () begin signal sqlstate '45000' set message_text = 'no', mysql_errno = 1644; end", 'call fails()', 'drop procedure total', 'call total(@n)', 'drop procedure if exists total', 'select name, create_stmt from dolt_procedures order by name',
    ],
    oneProcess: 'it passes a variable of its session',
  },
  {
    name: 'geometry columns without an index',
    statements: [
      'create table t (id int primary key, p point, g geometry, s polygon, m multipolygon, c geometrycollection)', "insert into t values (1, point(1.5, -2), st_geomfromtext('linestring(0 0, 1 1)'), st_geomfromtext('polygon((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))'), st_geomfromtext('multipolygon(((0 0, 1 0, 1 1, 0 0)))'), st_geomfromtext('geometrycollection(point(1 2), linestring(0 0, 1 1))'))", 'insert into t (id) values (2)',
      "update t set g = st_geomfromtext('point(10 20)', 4326) where id = 2", 'select id, st_astext(p), st_astext(g), st_srid(g), st_astext(s), st_astext(m), st_astext(c) from t order by id', "call dolt_commit('-Am', 'geometry')",
    ],
  },
  {
    name: 'system tables that are written',
    statements: [
      "insert into dolt_ignore values ('tmp_*', true), ('tmp_keep', false)", 'create table tmp_a (id int primary key)', 'create table tmp_keep (id int primary key)', "call dolt_add('-A')", 'select table_name, staged, status from dolt_status order by table_name', "insert into dolt_docs values ('README.md', '# Words'), ('LICENSE.md', 'free')", "update dolt_docs set doc_text = '# More' where doc_name = 'README.md'",
      "insert into dolt_query_catalog values ('id1', 1, 'name', 'select 1', 'what it is')", "call dolt_commit('-Am', 'written')", "delete from dolt_docs where doc_name = 'LICENSE.md'", 'select table_name, staged, status from dolt_status order by table_name', "call dolt_commit('-am', 'less')", "select doc_text from dolt_docs where doc_name = 'README.md'",
    ],
  },
]
