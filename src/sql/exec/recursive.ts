import { OxbowError } from '../../error.ts'
import { Missing } from '../../store/missing.ts'
import type { RecursivePlan, WorkTablePlan } from '../plan/plan.ts'
import type { Value } from '../value.ts'
import type { Operator } from './batch.ts'
import type { ExecContext } from './context.ts'
import { rowsBytes } from './memory.ts'
import type { Run } from './run.ts'
import { emitRows } from './scan.ts'
import { RowCounts, rowsOf } from './set-operation.ts'

/** Rounds of a recursion when the session says nothing else (MySQL's default of cte_max_recursion_depth). */
const DEFAULT_DEPTH = 1000

/** WITH RECURSIVE: each round runs over the rows that the round before gave. */
export function* runRecursive(plan: RecursivePlan, cx: ExecContext, run: Run): Operator {
  const depth = Number(cx.session.variable('cte_max_recursion_depth') ?? DEFAULT_DEPTH)
  const seen = plan.distinct ? new RowCounts(plan.types) : undefined
  let rows: (readonly Value[])[] = []
  const outer = run.workTables.get(plan.work)
  let held = 0
  for (let round = 0; ; round++) {
    if (round > depth) {
      throw new OxbowError('CTE_MAX_RECURSION_DEPTH',
        `Recursive query aborted after ${depth + 1} iterations. Try increasing @@cte_max_recursion_depth to a larger value.`,
        { errno: 3636, sqlState: 'HY000' })
    }
    const source = round === 0
      ? rowsOf(plan.base, plan.baseTypes, plan.types, cx, run)
      : rowsOf(plan.step, plan.stepTypes, plan.types, cx, run)
    const next: (readonly Value[])[] = []
    const before = held + (seen?.byteLength ?? 0)
    let bytes = 0
    for (const step of source) {
      if (step instanceof Missing) {
        yield step
        continue
      }
      const from = next.length
      for (const row of step) if (seen === undefined || seen.add(row) === 1) next.push(row)
      const more = rowsBytes(next.slice(from))
      cx.memory.take(more)
      bytes += more
    }
    // The rows of the round before are gone.
    cx.memory.take((seen?.byteLength ?? 0) - before)
    held = bytes
    if (next.length === 0) break
    rows = next
    run.workTables.set(plan.work, rows)
    yield* emitRows(plan.slot, rows)
  }
  if (outer === undefined) run.workTables.delete(plan.work)
  else run.workTables.set(plan.work, outer)
}

export function* runWorkTable(plan: WorkTablePlan, run: Run): Operator {
  yield* emitRows(plan.slot, run.workTables.get(plan.work) ?? [])
}
