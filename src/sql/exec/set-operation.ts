import { Missing } from '../../store/missing.ts'
import type { Plan, SetOperationPlan } from '../plan/plan.ts'
import { castTo } from '../types/cast.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { Value } from '../value.ts'
import type { Batch, Operator } from './batch.ts'
import { ByteKeyTable } from './byte-key-table.ts'
import type { ExecContext } from './context.ts'
import { KeyEncoder, valueKeyWriter } from './key-encoder.ts'
import { type Run, execute } from './run.ts'
import { valuesBatch } from './scan.ts'

type Row = readonly Value[]

/** UNION, INTERSECT and EXCEPT, with and without ALL. Both sides are cast to the result's types first. */
export function* runSetOperation(plan: SetOperationPlan, cx: ExecContext, run: Run): Operator {
  const left = rowsOf(plan.left, plan.leftTypes, plan.types, cx, run)
  const right = rowsOf(plan.right, plan.rightTypes, plan.types, cx, run)
  if (plan.operation === 'union') {
    const seen = plan.all ? undefined : new RowCounts(plan.types)
    for (const side of [left, right]) {
      for (const step of side) {
        if (step instanceof Missing) {
          yield step
          continue
        }
        const rows = seen === undefined ? step : step.filter((row) => seen.add(row) === 1)
        if (rows.length > 0) yield valuesBatch(plan.slot, rows)
      }
    }
    return
  }
  const counts = new RowCounts(plan.types)
  for (const step of right) {
    if (step instanceof Missing) yield step
    else for (const row of step) counts.add(row)
  }
  const given = new RowCounts(plan.types)
  const intersect = plan.operation === 'intersect'
  for (const step of left) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    const rows = step.filter((row) => {
      if (plan.all) return intersect ? counts.remove(row) : !counts.remove(row)
      return counts.has(row) === intersect && given.add(row) === 1
    })
    if (rows.length > 0) yield valuesBatch(plan.slot, rows)
  }
}

/** The rows of an operator that gives one slot of values, cast to the wanted types. */
export function* rowsOf(
  plan: Plan, from: readonly SqlType[], to: readonly SqlType[], cx: ExecContext, run: Run,
): Generator<Row[] | Missing, void, void> {
  const casts = to.map((t, i) => (sameForm(from[i], t) ? undefined : castTo(t, from[i])))
  const plain = casts.every((c) => c === undefined)
  for (const step of execute(plan, cx, run)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    const rows = valuesOf(step)
    yield plain ? rows : rows.map((row) => row.map((v, i) => (v === null || casts[i] === undefined ? v : casts[i](v, cx))))
  }
}

function valuesOf(batch: Batch): Row[] {
  return batch.columns[0].values
}

function sameForm(a: SqlType, b: SqlType): boolean {
  return a === b || a.name === 'NULL' || (a.name === b.name && a.scale === b.scale && a.fsp === b.fsp && a.members === undefined)
}

/** How often each row has come. */
export class RowCounts {
  readonly #keys = new ByteKeyTable()
  readonly #counts: number[] = []
  readonly #encoder: KeyEncoder
  #row: Row = []

  constructor(types: readonly SqlType[]) {
    this.#encoder = new KeyEncoder(types.map((t, i) => {
      const write = valueKeyWriter(t)
      return (_cx, out, at) => (this.#row[i] === null ? at : write(this.#row[i]!, out, at))
    }))
  }

  /** Counts a row and returns how often it has come by now. */
  add(row: Row): number {
    const id = this.#keys.findOrAdd(this.#encoder.buffer, this.#encode(row))
    return (this.#counts[id] = (this.#counts[id] ?? 0) + 1)
  }

  has(row: Row): boolean {
    const id = this.#keys.find(this.#encoder.buffer, this.#encode(row))
    return id !== -1 && this.#counts[id] > 0
  }

  /** Takes one occurrence away; false when there was none left. */
  remove(row: Row): boolean {
    const id = this.#keys.find(this.#encoder.buffer, this.#encode(row))
    if (id === -1 || this.#counts[id] === 0) return false
    this.#counts[id]--
    return true
  }

  #encode(row: Row): number {
    this.#row = row
    return this.#encoder.encodeRow()
  }
}
