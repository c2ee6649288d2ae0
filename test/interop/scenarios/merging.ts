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
