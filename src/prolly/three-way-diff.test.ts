import { describe, expect, it } from 'vitest'
import { MemoryHost } from '../../test/support/memory-host.ts'
import { readTable, type Table } from '../doltdb/table.ts'
import { readRoot } from '../doltdb/root-value.ts'
import { resolveCommit } from '../doltdb/resolve-ref.ts'
import { Missing, type Fetching } from '../store/missing.ts'
import { threeWayDiff } from './three-way-diff.ts'

/** A table of 3000 rows at the common base, on one side and on the other. */
async function tables(ours: readonly string[], theirs: readonly string[]): Promise<Table[]> {
  const host = new MemoryHost()
  await host.createDatabase('db')
  const session = host.session('db')
  await host.query(session, 'create table t (id int primary key, v varchar(40))')
  const values = Array.from({ length: 3000 }, (_, i) => `(${i * 2}, 'value number ${i}')`)
  await host.query(session, `insert into t values ${values.join(', ')}`)
  for (const sql of ["call dolt_commit('-Am', 'base')", "call dolt_branch('x')", ...ours, "call dolt_commit('-a', '--allow-empty', '-m', 'ours')"]) {
    await host.query(session, sql)
  }
  for (const sql of ["call dolt_checkout('x')", ...theirs, "call dolt_commit('-a', '--allow-empty', '-m', 'theirs')"]) await host.query(session, sql)
  const { db } = host.databases().get('db')!
  const refs = await db.run(db.refs(db.root()))
  function* at(name: string): Fetching<Table> {
    const root = yield* readRoot(db, (yield* resolveCommit(db, refs, name, undefined)).root)
    return yield* readTable(db, (yield* root.tables()).get('t')!)
  }
  return await Promise.all(['main~1', 'main', 'x'].map((name) => db.run(at(name))))
}

/** The sides that each changed key was changed on, in key order. */
function sides([base, ours, theirs]: readonly Table[]): string[] {
  const found: string[] = []
  for (const step of threeWayDiff(base.db.nodes, base.rows, ours.rows, theirs.rows, base.schema.keyDescriptor)) {
    if (step instanceof Missing) throw new Error('everything is at hand')
    found.push(`${step.left === undefined ? '' : 'L'}${step.right === undefined ? '' : 'R'}`)
  }
  return found
}

describe('threeWayDiff', () => {
  it('pairs both sides’ changes by key, in key order', async () => {
    const changed = await tables(
      ["update t set v = 'ours' where id in (4, 3000)", 'delete from t where id = 10', "insert into t values (7, 'new')"],
      ["update t set v = 'theirs' where id in (2, 3000)", 'delete from t where id = 10', "insert into t values (5999, 'last')"],
    )
    // 2, 4, 7, 10, 3000, 5999
    expect(sides(changed)).toEqual(['R', 'L', 'L', 'LR', 'LR', 'R'])
  })

  it('finds nothing where nothing was changed', async () => {
    expect(sides(await tables([], []))).toEqual([])
  })

  it('reads only the nodes that changed', async () => {
    const [base, ours, theirs] = await tables(["update t set v = 'ours' where id = 4"], ["update t set v = 'theirs' where id = 5000"])
    let reads = 0
    const nodes = Object.create(base.db.nodes) as typeof base.db.nodes
    nodes.get = (hash) => {
      reads++
      return base.db.nodes.get(hash)
    }
    const steps = [...threeWayDiff(nodes, base.rows, ours.rows, theirs.rows, base.schema.keyDescriptor)]
    expect(steps.filter((step) => !(step instanceof Missing))).toHaveLength(2)
    expect(reads).toBeLessThan(base.rows.count)
  })
})
