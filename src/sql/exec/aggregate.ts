import { Missing } from '../../store/missing.ts'
import { type Expr, slotsOf, walk } from '../plan/expression.ts'
import type { AggregatePlan } from '../plan/plan.ts'
import type { Value } from '../value.ts'
import { groupedAggregate } from './aggregate-kernel.ts'
import { shapeOf } from '../plan/shape.ts'
import { BATCH_ROWS, Batch, type Operator, newBatch } from './batch.ts'
import { ByteKeyTable } from './byte-key-table.ts'
import { compile } from './compile.ts'
import type { ExecContext } from './context.ts'
import { FieldSet, placeOfKey } from './field-set.ts'
import { KeyEncoder } from './key-encoder.ts'
import { resolveOutOfBand } from './out-of-band.ts'
import { PlainKey } from './plain-key.ts'
import { type Run, accessesOf, execute } from './run.ts'
import { emitRows, valuesBatch } from './scan.ts'
import { runSort } from './sort.ts'

/** Groups by hashing the groups' key bytes; aggregates take whole batches. */
export function* runAggregate(plan: AggregatePlan, cx: ExecContext, run: Run): Operator {
  const groups = plan.groups
  const levels = plan.rollup ? groups.map((_, i) => groups.slice(0, i)).reverse() : []
  const groupings = [groups, ...levels].map((exprs) => new Grouping(plan, exprs, run))
  const accesses = accessesOf(run, [...groups, ...plan.aggregates.flatMap((a) => [...a.args, ...a.order.map((o) => o.expr)])])
  const order = plan.aggregates.find((a) => a.order.length > 0)?.order
  const input = order === undefined
    ? execute(plan.input, cx, run)
    : runSort({ kind: 'sort', input: plan.input, keys: order }, cx, run)
  for (const step of input) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    if (accesses.length > 0) yield* resolveOutOfBand(cx, run.nodesOf, accesses, step)
    for (const grouping of groupings) grouping.take(cx, step)
  }
  const rows = groupings[0].rows()
  for (const grouping of groupings.slice(1)) rows.push(...grouping.rows(groups.length))
  if (!plan.keepFirst) {
    yield* emitRows(plan.slot, rows)
    return
  }
  const firsts = newBatch(shapeOf(plan.input))
  for (const grouping of groupings) grouping.takeFirsts(firsts)
  for (let from = 0; from < rows.length; from += BATCH_ROWS) {
    const to = Math.min(rows.length, from + BATCH_ROWS)
    const own = valuesBatch(plan.slot, rows.slice(from, to))
    const part = firsts.like()
    for (let i = from; i < to; i++) part.take(firsts, i)
    const batch = new Batch([...own.columns, ...part.columns])
    batch.length = to - from
    yield batch
  }
}

/** True when the expression gives the same for the same row: nothing volatile in it. */
function isRowFunction(expr: Expr): boolean {
  let pure = true
  walk(expr, (e) => {
    if ((e.kind === 'call' && e.volatility !== 'deterministic') || e.kind === 'assign' || e.kind === 'userVariable') pure = false
  })
  return pure
}

class Grouping {
  readonly #keys = new ByteKeyTable()
  readonly #encoder: KeyEncoder
  readonly #fields = new FieldSet()
  readonly #key: PlainKey | undefined
  readonly #exprs: readonly ((cx: ExecContext) => Value)[]
  /** The one slot that all group expressions read, and the group of each of its held rows. */
  readonly #slot: number | undefined
  readonly #memo: number[] = []
  readonly #aggregates: readonly ReturnType<typeof groupedAggregate>[]
  readonly #groupValues: Value[][] = []
  /** The first row of each group, where the plan asks for it. */
  readonly #firsts: Batch | undefined
  readonly #widths: readonly number[]
  #ids = new Int32Array(0)

  constructor(plan: AggregatePlan, exprs: AggregatePlan['groups'], run: Run) {
    this.#encoder = KeyEncoder.of(exprs, run.layouts)
    const key = placeOfKey(exprs, run.layouts)
    this.#key = key && new PlainKey(key.slot, key.place, this.#keys)
    this.#exprs = exprs.map((e) => compile(e, run.layouts))
    const slots = new Set<number>()
    for (const e of exprs) slotsOf(e, slots)
    this.#slot = slots.size === 1 && exprs.every((e) => isRowFunction(e)) ? [...slots][0] : undefined
    this.#aggregates = plan.aggregates.map((a) => groupedAggregate(a, run.layouts, this.#fields))
    this.#widths = shapeOf(plan.input).map((s) => s.width)
    this.#firsts = plan.keepFirst ? newBatch(shapeOf(plan.input)) : undefined
    if (exprs.length === 0) this.#open([])
  }

  #open(values: Value[]): void {
    this.#groupValues.push(values)
    for (const aggregate of this.#aggregates) aggregate.grow(this.#groupValues.length)
  }

  take(cx: ExecContext, batch: Batch): void {
    if (this.#ids.length < batch.length) this.#ids = new Int32Array(batch.length)
    const ids = this.#ids
    this.#fields.locate(batch)
    if (this.#exprs.length === 0) ids.fill(0, 0, batch.length)
    else this.#assign(cx, batch, ids)
    if (this.#exprs.length === 0 && this.#firsts?.length === 0 && batch.length > 0) this.#firsts.take(batch, 0)
    for (const aggregate of this.#aggregates) aggregate.update(cx, batch, ids)
  }

  /** Writes each row's group into `ids`, opening groups as they come. */
  #assign(cx: ExecContext, batch: Batch, ids: Int32Array): void {
    const keys = this.#keys
    const encoder = this.#encoder
    const ordinals = this.#heldOrdinals(batch)
    const memo = this.#memo
    if (this.#key !== undefined && ordinals === undefined) {
      this.#key.find(batch, ids, (i) => this.#openFor(cx, batch, i))
      return
    }
    for (let i = 0; i < batch.length; i++) {
      const held = ordinals === undefined ? -1 : ordinals[i]
      if (held >= 0 && memo[held] !== undefined) {
        ids[i] = memo[held]
        continue
      }
      batch.load(cx, i)
      const id = this.#key === undefined ? keys.findOrAdd(encoder.buffer, encoder.encode(cx)) : this.#key.idOf(batch, i)
      if (id === this.#groupValues.length) this.#openFor(cx, batch, i)
      if (held >= 0) memo[held] = id
      ids[i] = id
    }
  }

  /** Opens the group whose first row is row `i`. */
  #openFor(cx: ExecContext, batch: Batch, i: number): void {
    batch.load(cx, i)
    this.#open(this.#exprs.map((e) => e(cx)))
    this.#firsts?.take(batch, i)
  }

  /** The held rows' ordinals, when all group expressions read one held side of a join only. */
  #heldOrdinals(batch: Batch): Int32Array | undefined {
    if (this.#slot === undefined) return undefined
    const column = batch.columns.find((c) => c.slot === this.#slot)
    return column?.ordinals
  }

  /** One row a group; group columns beyond this grouping's own are NULL (ROLLUP's totals). */
  rows(width = this.#exprs.length): Value[][] {
    return this.#groupValues.map((values, g) => [
      ...values, ...new Array<Value>(width - values.length).fill(null), ...this.#aggregates.map((a) => a.result(g)),
    ])
  }

  /** Adds each group's first row; the one group of an empty input has none, and gives NULLs. */
  takeFirsts(into: Batch): void {
    const firsts = this.#firsts!
    for (let g = 0; g < this.#groupValues.length; g++) {
      if (g < firsts.length) into.take(firsts, g)
      else into.takeNulls(this.#widths)
    }
  }
}
