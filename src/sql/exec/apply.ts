import { OxbowError } from '../../error.ts'
import { type Fetching, Missing } from '../../store/missing.ts'
import type { ApplyPlan, CorrelatedSubquery } from '../plan/plan.ts'
import type { Value } from '../value.ts'
import { Batch, type Operator, SlotColumn } from './batch.ts'
import { ByteKeyTable } from './byte-key-table.ts'
import { compile } from './compile.ts'
import type { ExecContext } from './context.ts'
import { KeyEncoder } from './key-encoder.ts'
import { resolveOutOfBand } from './out-of-band.ts'
import { type Run, accessesOf, execute } from './run.ts'

/** Results kept per subquery, by the outer values that it reads. */
const KEPT_RESULTS = 50_000

/** Runs correlated subqueries for each row and adds their values as slots. */
export function* runApply(plan: ApplyPlan, cx: ExecContext, run: Run): Operator {
  const states = plan.subqueries.map((s) => new Correlated(s, run))
  const accesses = accessesOf(run, plan.subqueries.flatMap((s) => [...s.correlation, ...(s.match ? [s.match] : [])]))
  for (const step of execute(plan.input, cx, run)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    if (accesses.length > 0) yield* resolveOutOfBand(cx, run.nodesOf, accesses, step)
    const columns = [...step.columns]
    for (const state of states) {
      const column = new SlotColumn(state.slot, false)
      for (let i = 0; i < step.length; i++) {
        step.load(cx, i)
        column.values.push([yield* state.value(cx, run)])
      }
      columns.push(column)
    }
    const batch = new Batch(columns)
    batch.length = step.length
    yield batch
  }
}

class Correlated {
  readonly slot: number
  readonly #subquery: CorrelatedSubquery
  readonly #encoder: KeyEncoder
  readonly #kept = new ByteKeyTable()
  readonly #values: Value[] = []
  readonly #match?: (cx: ExecContext) => Value

  constructor(subquery: CorrelatedSubquery, run: Run) {
    this.slot = subquery.slot
    this.#subquery = subquery
    this.#encoder = KeyEncoder.of(subquery.correlation, run.layouts)
    if (subquery.match) this.#match = compile(subquery.match, run.layouts)
  }

  /** The subquery's value for the current outer row. */
  *value(cx: ExecContext, run: Run): Fetching<Value> {
    const length = this.#encoder.encode(cx)
    const known = this.#kept.find(this.#encoder.buffer, length)
    if (known !== -1) return this.#values[known]
    const key = this.#encoder.buffer.slice(0, length)
    const value = yield* this.#run(cx, run)
    if (this.#kept.size < KEPT_RESULTS) this.#values[this.#kept.findOrAdd(key, length)] = value
    return value
  }

  *#run(cx: ExecContext, run: Run): Fetching<Value> {
    const { plan, planSlot, mode } = this.#subquery
    let rows = 0
    let value: Value = mode === 'exists' ? 0 : mode === 'in' ? 0 : null
    for (const step of execute(plan, cx, run)) {
      if (step instanceof Missing) {
        yield step
        continue
      }
      for (let i = 0; i < step.length; i++) {
        if (mode === 'exists') return 1
        step.load(cx, i)
        if (mode === 'in') {
          const match = this.#match!(cx)
          if (match === 1) return 1
          if (match === null) value = null
          continue
        }
        if (++rows > 1) throw tooManyRows()
        value = cx.rows[planSlot].values[0]
      }
    }
    return value
  }
}

/** A scalar subquery gave more than one row. */
export function tooManyRows(): OxbowError {
  return new OxbowError('SUBQUERY_ROWS', 'Subquery returns more than 1 row', { errno: 1242, sqlState: '21000' })
}
