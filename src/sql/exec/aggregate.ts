import { Missing } from '../../store/missing.ts'
import { type Expr, slotsOf, walk } from '../plan/expression.ts'
import type { AggregatePlan, SortKey } from '../plan/plan.ts'
import type { Value } from '../value.ts'
import { groupedAggregate } from './aggregate-kernel.ts'
import { shapeOf } from '../plan/shape.ts'
import { BATCH_ROWS, Batch, type Operator, newBatch } from './batch.ts'
import { ByteKeyTable, hashBytes } from './byte-key-table.ts'
import { compile } from './compile.ts'
import type { ExecContext } from './context.ts'
import { FieldSet, placeOfKey } from './field-set.ts'
import { KeyEncoder } from './key-encoder.ts'
import { inParts, isInPart, type KeyPart } from './key-parts.ts'
import { resolveOutOfBand } from './out-of-band.ts'
import { PlainKey } from './plain-key.ts'
import { type Run, accessesOf, execute } from './run.ts'
import { valuesBatch } from './scan.ts'
import { runSort } from './sort.ts'

/**
 * Groups by hashing the groups' key bytes; aggregates take whole batches. Where there are too many groups, the input runs again for a
 * part of them at a time.
 */
export function* runAggregate(plan: AggregatePlan, cx: ExecContext, run: Run): Operator {
  yield* inParts(plan, plan.input, cx, run, (part) => aggregatePart(plan, part, cx, run))
}

/** The order in which the input comes: of several aggregates with orders, the first one's. The others sort for themselves. */
function inputOrder(plan: AggregatePlan): readonly SortKey[] | undefined {
  return plan.aggregates.find((a) => a.order.length > 0)?.order
}

function* aggregatePart(plan: AggregatePlan, part: KeyPart, cx: ExecContext, run: Run): Generator<Batch | Missing, number, void> {
  const groups = plan.groups
  const levels = plan.rollup ? groups.map((_, i) => groups.slice(0, i)).reverse() : []
  const groupings = [groups, ...levels].map((exprs) => new Grouping(plan, exprs, part, run))
  const accesses = accessesOf(run, [...groups, ...plan.aggregates.flatMap((a) => [...a.args, ...a.order.map((o) => o.expr)])])
  const order = inputOrder(plan)
  const input = order === undefined
    ? execute(plan.input, cx, run)
    : runSort({ kind: 'sort', input: plan.input, keys: order }, cx, run)
  let bytes = 0
  let read = 0
  for (const step of input) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    if (accesses.length > 0) yield* resolveOutOfBand(cx, run.nodesOf, accesses, step)
    bytes = 0
    for (const grouping of groupings) {
      grouping.take(cx, step)
      bytes += grouping.bytes
    }
    read += step.length
    if (bytes > cx.memory.room()) return read
  }
  cx.memory.hold(bytes)
  try {
    for (const grouping of groupings) yield* grouping.emit(plan.slot, groups.length)
  } finally {
    cx.memory.release(bytes)
  }
  return 0
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
  readonly #part: KeyPart
  /** What a group takes beside its key, and how the aggregates grow with each row. */
  readonly #groupBytes: number
  readonly #rowBytes: number
  #rows = 0
  #ids = new Int32Array(0)

  constructor(plan: AggregatePlan, exprs: AggregatePlan['groups'], part: KeyPart, run: Run) {
    this.#part = part
    this.#encoder = KeyEncoder.of(exprs, run.layouts)
    const key = placeOfKey(exprs, run.layouts)
    this.#key = key && new PlainKey(key.slot, key.place, this.#keys)
    this.#exprs = exprs.map((e) => compile(e, run.layouts))
    const slots = new Set<number>()
    for (const e of exprs) slotsOf(e, slots)
    this.#slot = slots.size === 1 && exprs.every((e) => isRowFunction(e)) ? [...slots][0] : undefined
    const first = inputOrder(plan)
    this.#aggregates = plan.aggregates.map((a) => groupedAggregate(a, run.layouts, this.#fields, a.order.length > 0 && a.order !== first))
    this.#widths = shapeOf(plan.input).map((s) => s.width)
    this.#firsts = plan.keepFirst ? newBatch(shapeOf(plan.input)) : undefined
    this.#groupBytes = GROUP_BYTES * (1 + exprs.length) + plan.aggregates.length * AGGREGATE_BYTES + (plan.keepFirst ? GROUP_BYTES * this.#widths.length : 0)
    this.#rowBytes = GROWING_BYTES * plan.aggregates.filter((a) => a.distinct || GROWING.has(a.name)).length
    if (exprs.length === 0 && this.#isMine) this.#open([])
  }

  /** The one group of all rows has the empty key. */
  get #isMine(): boolean {
    return isInPart(hashBytes(NO_KEY, 0), this.#part)
  }

  /** Bytes that are held, about: group values are as large as their keys. */
  get bytes(): number {
    return 3 * this.#keys.byteLength + this.#groupValues.length * this.#groupBytes + this.#rows * this.#rowBytes
  }

  #open(values: Value[]): void {
    this.#groupValues.push(values)
    for (const aggregate of this.#aggregates) aggregate.grow(this.#groupValues.length)
  }

  take(cx: ExecContext, all: Batch): void {
    const batch = this.#part.modulus === 1 ? all : this.#mine(cx, all)
    if (batch.length === 0) return
    this.#rows += batch.length
    if (this.#ids.length < batch.length) this.#ids = new Int32Array(batch.length)
    const ids = this.#ids
    this.#fields.locate(batch)
    if (this.#exprs.length === 0) ids.fill(0, 0, batch.length)
    else this.#assign(cx, batch, ids)
    if (this.#exprs.length === 0 && this.#firsts?.length === 0 && batch.length > 0) this.#firsts.take(batch, 0)
    for (const aggregate of this.#aggregates) aggregate.update(cx, batch, ids)
  }

  /** The rows whose groups belong to the part. */
  #mine(cx: ExecContext, batch: Batch): Batch {
    if (this.#exprs.length === 0) return this.#isMine ? batch : batch.like()
    const mine = batch.like()
    for (let i = 0; i < batch.length; i++) {
      batch.load(cx, i)
      const length = this.#encoder.encode(cx)
      if (isInPart(hashBytes(this.#encoder.buffer, length), this.#part)) mine.take(batch, i)
    }
    return mine
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

  /**
   * One row a group, and its first row where the plan asks for it; the one group of an empty input has none, and gives NULLs. Group
   * columns beyond this grouping's own are NULL (ROLLUP's totals).
   */
  *emit(slot: number, width: number): Operator {
    const count = this.#groupValues.length
    const nulls = new Array<Value>(width - this.#exprs.length).fill(null)
    for (let from = 0; from < count; from += BATCH_ROWS) {
      const to = Math.min(count, from + BATCH_ROWS)
      const rows: Value[][] = []
      for (let g = from; g < to; g++) rows.push([...this.#groupValues[g], ...nulls, ...this.#aggregates.map((a) => a.result(g))])
      const own = valuesBatch(slot, rows)
      const firsts = this.#firsts
      if (firsts === undefined) {
        yield own
        continue
      }
      const part = firsts.like()
      for (let g = from; g < to; g++) {
        if (g < firsts.length) part.take(firsts, g)
        else part.takeNulls(this.#widths)
      }
      const batch = new Batch([...own.columns, ...part.columns])
      batch.length = to - from
      yield batch
    }
  }
}

/** A place or value that a group keeps, with what is around it. */
const GROUP_BYTES = 32
/** The state of an aggregate. */
const AGGREGATE_BYTES = 24
/** What an aggregate that keeps rows takes for each. */
const GROWING_BYTES = 48
const GROWING: ReadonlySet<string> = new Set(['json_arrayagg', 'json_objectagg', 'group_concat'])
const NO_KEY = new Uint8Array(0)
