import type { Scenario } from '../scenario.ts'

const KEEP = 'set @@dolt_allow_commit_conflicts = 1, @@dolt_force_transaction_commit = 1'
const SETTINGS = 'it sets variables of its session'

/** Two branches that part after `base`, each committed; main is checked out. */
function parted(base: readonly string[], ours: readonly string[], theirs: readonly string[]): string[] {
  return [
    KEEP, ...base, "call dolt_commit('-Am', 'base')", "call dolt_branch('side')", ...ours, "call dolt_commit('-Am', 'ours')",
    "call dolt_checkout('side')", ...theirs, "call dolt_commit('-Am', 'theirs')", "call dolt_checkout('main')",
  ]
}

const STATUS = ['select * from dolt_conflicts', 'select * from dolt_status', 'select is_merging, source, source_commit, target from dolt_merge_status']

const CONFLICTS = parted(
  ['create table t (id int primary key, a int, b varchar(20), key (b))', "insert into t values (1, 1, 'a'), (2, 2, 'b'), (3, 3, 'c'), (4, 4, 'd')"],
  ['update t set a = 10 where id = 1', 'delete from t where id = 2', 'update t set a = 30 where id = 3', "insert into t values (5, 5, 'e'), (6, 6, 'f')"],
  ['update t set a = 11 where id = 1', 'update t set a = 20 where id = 2', 'delete from t where id = 3', "insert into t values (5, 50, 'E'), (7, 7, 'g')"],
)

/** Merges with conflicts and violations: what is kept of them, and how they are resolved. */
export const MERGING: readonly Scenario[] = [
  {
    name: 'conflicts: rows, resolved one by one', oneProcess: SETTINGS,
    statements: [
      ...CONFLICTS, "call dolt_merge('side')", ...STATUS, 'select * from dolt_conflicts_t order by base_id, our_id', 'select * from t order by id',
      "call dolt_commit('-am', 'too early')", 'update dolt_conflicts_t set our_a = their_a where our_id = 1', 'delete from dolt_conflicts_t where our_id = 1',
      'select base_id, our_id, our_a from dolt_conflicts_t order by base_id', 'delete from dolt_conflicts_t', ...STATUS, "call dolt_commit('-am', 'merged')",
      'select * from t order by id', 'select count(*) from dolt_log',
    ],
  },
  { name: 'conflicts: all for one side', oneProcess: SETTINGS, statements: [...CONFLICTS, "call dolt_merge('side')", "call dolt_conflicts_resolve('--theirs', 't')", 'select * from t order by id', ...STATUS, "call dolt_commit('-am', 'merged')", "select id from t where b = 'E'"] },
  { name: 'conflicts: ours, and an abort', oneProcess: SETTINGS, statements: [...CONFLICTS, "call dolt_merge('side')", "call dolt_merge('--abort')", ...STATUS, "call dolt_merge('side')", "call dolt_conflicts_resolve('--ours', '.')", ...STATUS, "call dolt_commit('-am', 'merged')", 'select * from t order by id'] },
  {
    name: 'conflicts: keyless rows and keys of several columns', oneProcess: SETTINGS,
    statements: [
      ...parted(
        ['create table k (x int, y varchar(10))', 'create table m (a varchar(20), b int, c int, primary key (a, b))', "insert into k values (1, 'x'), (2, 'y')", "insert into m values ('p', 1, 1), ('q', 2, 2)"],
        ["insert into k values (3, 'z')", "delete from k where x = 2", "update m set c = 5 where b = 1"], ["insert into k values (3, 'z'), (1, 'x')", "insert into k values (2, 'y')", "update m set c = 6 where b = 1"],
      ),
      "call dolt_merge('side')", ...STATUS, 'select * from dolt_conflicts_k order by their_x', 'select * from dolt_conflicts_m',
      "call dolt_conflicts_resolve('--theirs', 'k')", 'select * from k order by x, y', 'delete from dolt_conflicts_m', "call dolt_commit('-am', 'merged')",
    ],
  },
  {
    name: 'conflicts: a pick and a revert wait', oneProcess: SETTINGS,
    statements: [
      ...CONFLICTS, "call dolt_cherry_pick('side')", ...STATUS, "call dolt_cherry_pick('--continue')", "call dolt_conflicts_resolve('--theirs', 't')", "call dolt_add('.')", "call dolt_cherry_pick('--continue')", ...STATUS,
      "call dolt_revert('HEAD~1')", ...STATUS, "call dolt_revert('--abort')", ...STATUS,
    ],
  },
  {
    name: 'violations: rows that share a unique key', oneProcess: SETTINGS,
    statements: [
      ...parted(
        ['create table t (id int primary key, a int, b varchar(20), unique key u (b), unique key v (a, b))', "insert into t values (1, 1, 'a'), (2, 2, 'b')"], ["insert into t values (3, 3, 'c'), (4, 4, 'd')"], ["insert into t values (5, 3, 'c'), (6, 6, 'f')", "update t set b = 'd' where id = 2"],
      ),
      "call dolt_merge('side')", ...STATUS, 'select * from t order by id',
    ],
  },
]

const T = "create table t (id int primary key, a int, b varchar(20), key (b))"
const ROWS = "insert into t values (1, 1, 'a'), (2, 2, 'b'), (3, 3, 'c'), (4, 4, 'd')"

/** A merge of changes that go together, and what is there afterwards. */
function joined(name: string, base: readonly string[], ours: readonly string[], theirs: readonly string[], ...after: readonly string[]): Scenario {
  return { name: `joined: ${name}`, oneProcess: SETTINGS, statements: [...parted(base, ours, theirs), "call dolt_merge('side')", 'select * from dolt_status', 'show create table t', 'select * from t order by 1', ...after] }
}

/** Merges of schemas, documents and computed columns, and rows that then violate constraints. */
export const JOINING: readonly Scenario[] = [
  joined('columns added on both sides', [T, ROWS], ['alter table t add column c int default 5', "insert into t values (5, 5, 'e', 6)", 'update t set c = 9 where id = 1'], ['alter table t add column d varchar(10)', "insert into t values (6, 6, 'f', 'x')", 'update t set a = 20 where id = 2']),
  joined('a column dropped, rows changed', [T.replace(', key (b)', ''), ROWS], ['alter table t drop column a'], ["update t set b = 'z' where id = 1", "insert into t values (6, 6, 'f')"]),
  joined('a dropped column whose values changed', [T, ROWS], ['alter table t drop column a'], ['update t set a = 9 where id = 1', "insert into t values (6, 6, 'f')"], 'select * from dolt_conflicts_t'),
  joined('types widened', [T, ROWS], ['alter table t modify column b varchar(100)', "insert into t values (5, 5, 'longer than twenty characters')"], ["insert into t values (6, 6, 'f')", "update t set b = 'zz' where id = 2"], "select id from t where b = 'zz'"),
  joined('text in the place of varchar', [T.replace(', key (b)', ''), ROWS], ['alter table t modify column b text', "insert into t values (5, 5, 'e')"], ["insert into t values (6, 6, 'f')", "update t set b = 'zz' where id = 2"]),
  joined('indexes of both sides', [T, ROWS], ['create index ka on t (a)', "insert into t values (5, 5, 'e')"], ['create unique index u on t (a, b)', "insert into t values (6, 6, 'f')", 'alter table t drop index b'], 'select id from t where a = 6'),
  joined('a new unique key that rows share', [T, ROWS], ["insert into t values (5, 1, 'e')"], ['create unique index u on t (a)'], 'select * from dolt_constraint_violations_t'),
  joined('defaults and checks', [T, ROWS], ['alter table t alter column a set default 7', 'alter table t add constraint pos check (a > 0)'], ["insert into t values (6, -6, 'f')", "alter table t add constraint nob check (b <> 'q')"], 'select from_root_ish, violation_type, id, a, b, cast(violation_info as char) from dolt_constraint_violations_t'),
  joined('renamed columns', [T, ROWS], ['alter table t rename column a to aa'], ["update t set b = 'z' where id = 1", 'update t set a = 9 where id = 2']),
  joined('NOT NULL, and rows without a value', [T, ROWS], ["alter table t modify column b varchar(20) not null"], ['insert into t values (6, 6, null)', "update t set a = 9 where id = 1"], 'select from_root_ish, violation_type, id, a, b, cast(violation_info as char) from dolt_constraint_violations_t'),
  joined('generated columns', ['create table t (id int primary key, a int, b int, s int as (a + b) stored, v int as (a * b))', 'insert into t (id, a, b) values (1, 1, 1), (2, 2, 2), (3, 3, 3)'], ['update t set a = 10 where id = 1', 'insert into t (id, a, b) values (4, 4, 4)'], ['update t set b = 20 where id = 1', 'update t set b = 30 where id = 2', 'insert into t (id, a, b) values (5, 5, 5)'], 'select id from t where s = 30'),
  joined('JSON documents', ['create table t (id int primary key, j json)', `insert into t values (1, '{"a": 1, "b": {"c": 2, "d": 3}}'), (2, '{"a": 1}'), (3, '[1]'), (4, '{"a": [1, 2]}')`], [`update t set j = '{"a": 2, "b": {"c": 2, "d": 3}}' where id = 1`, `update t set j = '{"a": 1, "x": true}' where id = 2`, `update t set j = '[1, 2]' where id = 3`, `update t set j = '{"a": [1, 2], "b": 1}' where id = 4`], [`update t set j = '{"a": 1, "b": {"c": 9, "d": 3, "e": null}}' where id = 1`, `update t set j = '{"b": 7}' where id = 2`, `update t set j = '[1, 3]' where id = 3`, `update t set j = '{"a": [1, 2, 3]}' where id = 4`], 'select * from dolt_conflicts'),
  joined('AUTO_INCREMENT', ['create table t (id int primary key auto_increment, a int)', 'insert into t (a) values (1), (2)'], ['insert into t (a) values (3)'], ['insert into t values (10, 10)'], 'insert into t (a) values (11)', 'select * from t order by id'),
  joined('foreign keys of children and parents', ['create table p (id int primary key, u int, unique key (u))', 'create table t (id int primary key, pid int, pu int, constraint f foreign key (pid) references p (id), constraint g foreign key (pu) references p (u) on delete set null)', 'insert into p values (1, 1), (2, 2), (3, 3)', 'insert into t values (1, 1, 1)'], ['delete from p where id = 3', 'update p set u = 22 where id = 2'], ['insert into t values (3, 3, null), (2, 2, 2)'], 'select from_root_ish, violation_type, id, pid, pu, cast(violation_info as char) from dolt_constraint_violations_t order by id, 6'),
  joined('foreign keys that were added', ['create table p (id int primary key)', 'create table t (id int primary key, pid int, qid int)', 'insert into p values (1), (2)', 'insert into t values (1, 1, 1)'], ['alter table t add constraint f foreign key (pid) references p (id)'], ['insert into t values (2, 9, 2)', 'alter table t add constraint g foreign key (qid) references p (id)'], 'select from_root_ish, violation_type, id, cast(violation_info as char) from dolt_constraint_violations_t'),
  joined('collations', [T, ROWS], ['alter table t collate utf8mb4_0900_ai_ci', "insert into t values (5, 5, 'E')"], ["insert into t values (6, 6, 'e')", 'alter table t add column c varchar(5) collate utf8mb4_0900_ai_ci']),
  joined('a table that both made', ['create table o (id int primary key)'], [T, "insert into t values (1, 1, 'a'), (2, 2, 'b')"], [T, "insert into t values (1, 1, 'a'), (2, 2, 'x'), (3, 3, 'c')"], 'select * from dolt_conflicts_t'),
  joined('views and procedures of both', [T, ROWS, 'create view v as select 1'], ['create view w as select 2'], ['create view x as select 3'], 'select name from dolt_schemas order by name'),
  joined('schemas that do not go together', [T, ROWS], ['alter table t modify column a bigint'], ["alter table t modify column a varchar(10)"], 'select table_name, base_schema, our_schema, their_schema from dolt_schema_conflicts', "call dolt_conflicts_resolve('--ours', 't')", "call dolt_commit('-am', 'no')", "call dolt_merge('--abort')", 'select * from dolt_status'),
  joined('a table dropped and changed', [T, ROWS, 'create table u (id int primary key)'], ['drop table u'], ['insert into u values (1)'], 'select table_name, base_schema, our_schema, their_schema, description from dolt_schema_conflicts'),
  {
    name: 'conflicts: a rebase waits', oneProcess: SETTINGS,
    statements: [
      ...CONFLICTS, "call dolt_checkout('side')", "call dolt_rebase('main')", 'select active_branch()', 'select * from dolt_conflicts', 'select base_id, our_id, their_id, dolt_conflict_id from dolt_conflicts_t order by 1, 2', "call dolt_rebase('--continue')",
      "call dolt_conflicts_resolve('--theirs', 't')", "call dolt_rebase('--continue')", "call dolt_add('t')", "call dolt_rebase('--continue')", 'select active_branch()', 'select * from t order by id', 'select message from dolt_log',
    ],
  },
  {
    name: 'violations: found again', oneProcess: SETTINGS,
    statements: [
      KEEP, 'create table p (id int primary key)', 'create table t (id int primary key, pid int, constraint f foreign key (pid) references p (id), constraint c check (pid < 10))', "call dolt_commit('-Am', 'base')",
      'set foreign_key_checks = 0', 'insert into t values (1, 1), (2, null)', 'call dolt_verify_constraints()', 'select violation_type, id, pid, cast(violation_info as char) from dolt_constraint_violations_t', 'delete from dolt_constraint_violations_t', "call dolt_verify_constraints('--all', '--output-only', 't')", 'select * from dolt_constraint_violations', "call dolt_verify_constraints('p')",
    ],
  },
]
