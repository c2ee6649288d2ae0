import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Relay } from './relay.ts'

const dolt = process.env.DOLT_BIN

const KEEP = 'set @@dolt_allow_commit_conflicts = 1, @@dolt_force_transaction_commit = 1'

/** Leaves a row in conflict and two that share a unique key. */
const CONFLICTS = [
  KEEP, 'create table t (id int primary key, a int, u int, unique key (u))', 'insert into t values (1, 1, 1), (2, 2, 2)', "call dolt_commit('-Am', 'base')",
  "call dolt_branch('side')", 'update t set a = 10 where id = 1', 'insert into t values (3, 3, 30)', "call dolt_commit('-am', 'ours')", "call dolt_checkout('side')",
  'update t set a = 11 where id = 1', 'insert into t values (4, 4, 30)', "call dolt_commit('-am', 'theirs')", "call dolt_checkout('main')", "call dolt_merge('side')",
]

const SHOWN = [
  'select group_concat(concat(`table`, num_conflicts)) from dolt_conflicts', 'select group_concat(concat(`table`, num_violations)) from dolt_constraint_violations',
  "select concat_ws(' ', base_id, base_a, our_a, our_diff_type, their_a, their_diff_type, dolt_conflict_id, from_root_ish) from dolt_conflicts_t",
  "select group_concat(concat_ws(' ', violation_type + 0, id, a, u, from_root_ish) order by id) from dolt_constraint_violations_t",
  "select concat_ws(' ', source, source_commit, target) from dolt_merge_status",
  "select group_concat(concat_ws(' ', table_name, staged, status) order by status) from dolt_status", "select dolt_hashof_db('WORKING')",
]

describe.runIf(dolt !== undefined)(`conflicts are handed over${dolt === undefined ? ' (skipped: DOLT_BIN is not set)' : ''}`, () => {
  let relay: Relay
  beforeAll(() => {
    relay = new Relay(dolt!)
  })
  afterAll(() => relay?.remove())

  function byDolt(name: string, sql: string): string {
    const [, ...lines] = relay.command(name, ['sql', '-r', 'csv', '-q', sql]).trimEnd().split('\n')
    return lines.join('\n').replaceAll('"', '')
  }

  for (const [left, name] of [['oxbow', 'by_oxbow'], ['dolt', 'by_dolt']] as const) {
    it(`those that ${left} left are the same to both, and either resolves them`, async () => {
      await relay.create(name, left)
      if (left === 'oxbow') await relay.byOxbow(name, 'main', CONFLICTS)
      else relay.byDolt(name, 'main', CONFLICTS)
      for (const sql of SHOWN) expect([sql, byDolt(name, sql)]).toEqual([sql, await relay.oxbow(name, sql)])
      expect(byDolt(name, SHOWN[0])).toBe('t1')
      expect(await relay.problems(name)).toBe('')
      const resolve = [KEEP, "call dolt_conflicts_resolve('--theirs', 't')", 'delete from dolt_constraint_violations_t', 'delete from t where id = 4', "call dolt_commit('-am', 'merged')"]
      if (left === 'oxbow') relay.byDolt(name, 'main', resolve)
      else await relay.byOxbow(name, 'main', resolve)
      const rows = "select group_concat(concat_ws(' ', id, a, u) order by id separator ';') from t"
      expect([byDolt(name, rows), await relay.oxbow(name, rows)]).toEqual(['1 11 1;2 2 2;3 3 30', '1 11 1;2 2 2;3 3 30'])
      expect(byDolt(name, 'select count(*) from dolt_commit_ancestors where commit_hash = hashof(\'HEAD\')')).toBe('2')
    }, 60_000)
  }
})
