import type { Scenario } from '../scenario.ts'

const START = ['create table t (id int primary key, a int, b varchar(20), key (a))', "insert into t values (1, 10, 'one'), (2, 20, 'two'), (3, 30, 'three')", "call dolt_commit('-Am', 'start')"]

export const VERSIONING: readonly Scenario[] = [
  {
    name: 'merge: fast-forward, without one, squashed',
    statements: [
      ...START, "call dolt_checkout('-b', 'side')", "insert into t values (4, 40, 'four')", "call dolt_commit('-am', 'four')", "call dolt_checkout('main')", "call dolt_merge('side')", "call dolt_checkout('side')", "insert into t values (5, 50, 'five')", "call dolt_commit('-am', 'five')", "call dolt_checkout('main')", "call dolt_merge('--no-ff', 'side', '-m', 'not forward')",
      "call dolt_checkout('side')", "delete from t where id = 1", "call dolt_commit('-am', 'less')", "update t set a = 0", "call dolt_commit('-am', 'zero')", "call dolt_checkout('main')", "call dolt_merge('--squash', 'side')", 'select table_name, staged, status from dolt_status', "call dolt_commit('-m', 'squashed')", 'select message from dolt_log order by commit_order desc', 'select * from t order by id',
    ],
  },
  {
    name: 'merge: rows of both sides, cell by cell',
    statements: [
      ...START, "call dolt_branch('side')", "update t set a = 11 where id = 1", "insert into t values (10, 1, 'ours')", 'delete from t where id = 3', "call dolt_commit('-am', 'ours')", "call dolt_checkout('side')", "update t set b = 'ONE' where id = 1", "update t set a = 22, b = 'TWO' where id = 2", "insert into t values (11, 2, 'theirs')", "call dolt_commit('-am', 'theirs')", "call dolt_checkout('main')", "call dolt_merge('side')", 'select * from t order by id', 'select id from t where a = 22',
      "select message, commit_order from dolt_log order by commit_order desc, message", "call dolt_merge('side')",
    ],
  },
  {
    name: 'merge: the same change on both sides',
    statements: [
      ...START, "call dolt_branch('side')", "update t set a = 11 where id = 1", "insert into t values (4, 4, 'same')", 'delete from t where id = 2', "call dolt_commit('-am', 'ours')", "call dolt_checkout('side')", "update t set a = 11 where id = 1", "insert into t values (4, 4, 'same'), (5, 5, 'more')", 'delete from t where id = 2', "call dolt_commit('-am', 'theirs')", "call dolt_checkout('main')", "call dolt_merge('side', '-m', 'both')", 'select * from t order by id',
    ],
  },
  {
    name: 'merge: many rows of a large table',
    statements: [
      'create table t (id int primary key, a int, b varchar(60), key (a))', "insert into t with recursive n (i) as (select 1 union all select i + 1 from n where i < 900) select i, i % 31, repeat(char(97 + i % 26), i % 60) from n", "call dolt_commit('-Am', 'start')", "call dolt_branch('side')", 'update t set a = a + 1 where id % 10 = 0', 'delete from t where id between 200 and 300', "call dolt_commit('-am', 'ours')",
      "call dolt_checkout('side')", "update t set b = upper(b) where id % 15 = 0 and id not between 200 and 300", "insert into t with recursive n (i) as (select 901 union all select i + 1 from n where i < 1000) select i, i, 'new' from n", "call dolt_commit('-am', 'theirs')", "call dolt_checkout('main')", "call dolt_merge('side')", 'select count(*), sum(a), sum(id) from t',
    ],
  },
  {
    name: 'merge: keyless tables and secondary indexes',
    statements: [
      'create table k (a int, b int)', 'create table u (id int primary key, a int, b int, unique key (a), key (b, a))', 'insert into k values (1, 1), (1, 1), (2, 2)', 'insert into u values (1, 1, 1), (2, 2, 2)', "call dolt_commit('-Am', 'start')", "call dolt_branch('side')", 'insert into k values (3, 3)', 'update u set a = 10 where id = 1', "call dolt_commit('-am', 'ours')", "call dolt_checkout('side')", 'insert into k values (4, 4), (4, 4)', 'update u set b = 20 where id = 1', 'insert into u values (3, 3, 3)', "call dolt_commit('-am', 'theirs')",
      "call dolt_checkout('main')", "call dolt_merge('side')", 'select a, b, count(*) from k group by a, b order by a', 'select * from u order by id', 'select id from u where b = 20',
    ],
  },
  {
    name: 'cherry-pick',
    statements: [
      ...START, "call dolt_checkout('-b', 'side')", "insert into t values (4, 40, 'four')", "call dolt_commit('-am', 'four')", "update t set b = 'ONE' where id = 1", "call dolt_commit('-am', 'one again')", 'create table fresh (id int primary key)', "call dolt_commit('-Am', 'fresh')", "call dolt_checkout('main')", "insert into t values (9, 90, 'nine')", "call dolt_commit('-am', 'nine')", "call dolt_cherry_pick('side~1')", "call dolt_cherry_pick('side')", "call dolt_cherry_pick('side~2')", 'select * from t order by id', 'select message from dolt_log order by commit_order desc', "call dolt_cherry_pick('side')",
    ],
  },
  {
    name: 'revert',
    statements: [
      ...START, "insert into t values (4, 40, 'four')", "call dolt_commit('-am', 'four')", "update t set a = 0 where id = 1", "call dolt_commit('-am', 'zero')", 'create table fresh (id int primary key)', "call dolt_commit('-Am', 'fresh')", "call dolt_revert('HEAD~2')", 'select * from t order by id', "call dolt_revert('HEAD~1', 'HEAD~2')", 'show tables', 'select message from dolt_log order by commit_order desc', "call dolt_revert('nothing')",
    ],
  },
  {
    name: 'reset, soft, hard and of tables',
    statements: [
      ...START, "insert into t values (4, 40, 'four')", "call dolt_commit('-am', 'four')", "insert into t values (5, 50, 'five')", "call dolt_add('t')", 'create table u (id int primary key)', 'select table_name, staged, status from dolt_status order by table_name', "call dolt_reset('t')", 'select table_name, staged, status from dolt_status order by table_name', "call dolt_reset('--soft', 'HEAD~1')", 'select table_name, staged, status from dolt_status order by table_name, staged', 'select count(*) from t', "call dolt_reset('--hard')", 'select count(*) from t', 'show tables',
      "call dolt_reset('--hard', 'HEAD~1')", 'show tables',
    ],
  },
  {
    name: 'stash',
    statements: [
      ...START, "insert into t values (4, 40, 'four')", 'create table u (id int primary key)', "call dolt_stash('push', 'first')", 'select * from t order by id', "call dolt_stash('push', 'all', '--include-untracked')", 'show tables', "update t set a = 1 where id = 1", "call dolt_stash('push', 'first')", 'select name, stash_id, branch, commit_message from dolt_stashes order by name, stash_id', "call dolt_stash('pop', 'first')", "call dolt_commit('-am', 'popped')", "call dolt_stash('pop', 'first')", "call dolt_stash('drop', 'all')", 'select * from t order by id', "call dolt_stash('pop', 'all')",
    ],
  },
  {
    name: 'tags and branches',
    statements: [
      ...START, "call dolt_tag('v1', '-m', 'first')", "call dolt_branch('b1')", "call dolt_branch('b2', 'v1')", "insert into t values (4, 40, 'four')", "call dolt_commit('-am', 'four')", "call dolt_tag('v2', 'HEAD')", 'select tag_name, tag_hash, message from dolt_tags order by tag_name', "call dolt_branch('-m', 'b1', 'renamed')", "call dolt_branch('-c', 'renamed', 'copied')", "call dolt_branch('-d', 'b2')", 'select name, hash from dolt_branches order by name', "select count(*) from t as of 'v1'",
      "call dolt_checkout('v1')", "call dolt_checkout('renamed')", "select active_branch()", "call dolt_merge('v2')", "call dolt_tag('-d', 'v1')", "call dolt_branch('-d', 'nothing')", "select dolt_merge_base('main', 'renamed')", "select has_ancestor('main', 'v2')",
    ],
  },
  {
    name: 'rebase',
    statements: [
      ...START, "call dolt_checkout('-b', 'side')", "insert into t values (4, 40, 'four')", "call dolt_commit('-am', 'four')", "insert into t values (5, 50, 'five')", "call dolt_commit('-am', 'five')", "call dolt_checkout('main')", "insert into t values (9, 90, 'nine')", "call dolt_commit('-am', 'nine')", "call dolt_checkout('side')", "call dolt_rebase('main')", 'select message, commit_hash from dolt_log order by commit_order desc', 'select * from t order by id',
    ],
  },
  {
    name: 'commits: amended, empty, of others, of part of the tables',
    statements: [
      ...START, "call dolt_commit('--amend', '-m', 'begun')", "call dolt_commit('-m', 'nothing')", "call dolt_commit('--allow-empty', '-m', 'empty')", "call dolt_commit('--skip-empty', '-m', 'skipped')", 'create table u (id int primary key)', "insert into t values (4, 40, 'four')", "call dolt_add('u')", "call dolt_commit('-m', 'only u', '--author', 'A B <a@b.c>', '--date', '2020-05-06T07:08:09')", "call dolt_commit('-am', 'rest')", "insert into t values (5, 50, 'five')", "call dolt_commit('-a', '--amend', '-m', 'rest and five')",
      'select commit_hash, committer, email, date, message from dolt_log order by commit_order desc', 'select commit_hash, parent_hash, parent_index from dolt_commit_ancestors order by 1, 2', "call dolt_commit('-m', '')", "call dolt_commit('-am', 'bad', '--author', 'nobody')",
    ],
  },
  {
    name: 'what is told of differences',
    statements: [
      ...START, "update t set a = 11, b = 'ONE' where id = 1", "insert into t values (4, 40, 'four')", 'delete from t where id = 2', 'select diff_type, from_id, to_id, from_a, to_a, from_b, to_b from dolt_commit_diff_t where from_commit = \'HEAD\' and to_commit = \'WORKING\' order by coalesce(from_id, to_id)', "call dolt_commit('-am', 'changed')", "select to_id, from_id, diff_type from dolt_diff('HEAD~1', 'HEAD', 't') order by coalesce(from_id, to_id)", "select * from dolt_diff_stat('HEAD~1', 'HEAD')", "select from_table_name, to_table_name, diff_type, data_change, schema_change from dolt_diff_summary('HEAD~1', 'HEAD')",
      'alter table t add column c int', "select from_create_statement, to_create_statement from dolt_schema_diff('HEAD', 'WORKING')", "select statement from dolt_patch('HEAD~1', 'WORKING') order by statement_order", 'select id, a, commit_hash from dolt_history_t order by commit_hash, id', 'select id, commit, message from dolt_blame_t order by id', "select a from t as of 'HEAD~1' order by id", 'select commit_hash, table_name, data_change, schema_change from dolt_diff order by 1, 2',
    ],
  },
  {
    name: 'branches read side by side',
    statements: [
      ...START, "call dolt_branch('side')", "insert into t values (4, 40, 'main')", "call dolt_commit('-am', 'main')", "call dolt_checkout('side')", "insert into t values (5, 50, 'side')", "select s.id, m.id from t as s left join t as of 'main' as m using (id) order by s.id", "call dolt_commit('-am', 'side')", "call dolt_checkout('main')", "select count(*) from t as of 'side'", "select dolt_hashof_table('t')", "select dolt_hashof_db('side')",
    ],
  },
  {
    name: 'transactions: commit, rollback and savepoints',
    oneProcess: 'its transactions stay open between statements',
    statements: [
      ...START, 'start transaction', "insert into t values (4, 40, 'four')", 'savepoint s', 'delete from t', 'rollback to s', 'commit', 'select * from t order by id', 'begin', 'drop table t', 'rollback', 'set autocommit = 0', 'update t set a = 1', 'rollback', 'update t set a = 2 where id = 2', 'commit', 'set autocommit = 1', 'select * from t order by id', "call dolt_commit('-am', 'done')",
    ],
  },
  {
    name: 'transactions that statements about schemas commit',
    oneProcess: 'its transactions stay open between statements',
    statements: [
      'create table t (id int primary key, a int)', 'begin', 'insert into t values (1, 1)', 'create table u (a int primary key)', 'rollback', 'select * from t', 'begin', 'insert into t values (2, 2)', 'alter table t add column c int', 'insert into t (id) values (3)', 'rollback', 'select id from t order by id', 'begin', 'insert into t (id) values (5)', 'truncate u', 'rollback',
      'begin', 'insert into t (id) values (7)', 'create index i on t (a)', 'rollback', 'select id from t order by id', 'begin', 'insert into t (id) values (8)', 'create temporary table own (a int)', 'rollback', 'select id from t order by id', 'set autocommit = 0', 'insert into t (id) values (9)', 'rename table u to v', 'insert into t (id) values (10)', 'rollback', 'select id from t order by id', 'drop table v', "call dolt_commit('-Am', 'committed')",
    ],
  },
]
