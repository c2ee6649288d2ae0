import { Missing } from '../../store/missing.ts'
import type { SortKey, SortPlan } from '../plan/plan.ts'
import { shapeOf } from '../plan/shape.ts'
import { comparator } from '../types/compare.ts'
import type { Value } from '../value.ts'
import { BATCH_ROWS, type Batch, type Operator, newBatch } from './batch.ts'
import { type Layouts, compile } from './compile.ts'
import type { Evaluator, ExecContext } from './context.ts'
import { isRepeatable } from './key-parts.ts'
import { batchBytes, queryTooLarge, valueBytes } from './memory.ts'
import { NumberKey } from './number-key.ts'
import { resolveOutOfBand } from './out-of-band.ts'
import { rowCount } from './pipeline.ts'
import { type Run, accessesOf, execute } from './run.ts'

/** Top-N keeps a heap up to so many rows; beyond it everything is sorted. */
const HEAP_ROWS = 10_000

/** Compares two rows' sort keys, NULL first when ascending; ties are broken by order of arrival. */
export class KeyOrder {
  readonly evaluators: readonly Evaluator[]
  readonly #compare: readonly ((a: Value, b: Value) => number)[]

  constructor(keys: readonly SortKey[], layouts: Layouts) {
    this.evaluators = keys.map((k) => compile(k.expr, layouts))
    this.#compare = keys.map((k) => {
      const compareValues = comparator(k.expr.type, k.expr.type)
      const sign = k.descending ? -1 : 1
      return (a, b) => {
        if (a === null || b === null) return a === b ? 0 : a === null ? -sign : sign
        return sign * compareValues(a, b)
      }
    })
  }

  /** Compares key `k`. */
  at(k: number, a: Value, b: Value): number {
    return this.#compare[k](a, b)
  }

  /** Compares rows `i` and `j` of columns of keys. */
  rows(columns: readonly Value[][], i: number, j: number): number {
    for (let k = 0; k < this.#compare.length; k++) {
      const order = this.#compare[k](columns[k][i], columns[k][j])
      if (order !== 0) return order
    }
    return i - j
  }
}

export function* runSort(plan: SortPlan, cx: ExecContext, run: Run): Operator {
  const limit = plan.limit === undefined ? Infinity : rowCount(compile(plan.limit, run.layouts)(cx), Infinity)
  if (limit <= 0) return
  const order = new KeyOrder(plan.keys, run.layouts)
  if (limit <= HEAP_ROWS) {
    const top = new TopRows(plan, order, limit, run.layouts)
    yield* takeAll(plan, top, cx, run)
    yield* emit(top.rows, top.order())
    return
  }
  // Where not all rows fit, the input runs again for those behind the ones that were given.
  let after: SortedRow | undefined
  let left = limit
  do {
    const rows = new FirstRows(plan, order, cx, after)
    yield* takeAll(plan, rows, cx, run)
    const sorted = rows.order()
    cx.memory.hold(rows.bytes)
    try {
      yield* emit(rows.rows, left < sorted.length ? sorted.subarray(0, left) : sorted)
    } finally {
      cx.memory.release(rows.bytes)
    }
    left -= sorted.length
    after = rows.hasMore ? rows.last(sorted) : undefined
  } while (after !== undefined && left > 0)
}

function* takeAll(plan: SortPlan, rows: TopRows | FirstRows, cx: ExecContext, run: Run): Operator {
  const accesses = accessesOf(run, plan.keys.map((k) => k.expr))
  for (const step of execute(plan.input, cx, run)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    if (accesses.length > 0) yield* resolveOutOfBand(cx, run.nodesOf, accesses, step)
    rows.take(cx, step)
  }
}

function* emit(rows: Batch, order: Int32Array): Operator {
  let batch = rows.like()
  for (let i = 0; i < order.length; i++) {
    batch.take(rows, order[i])
    if (batch.length === BATCH_ROWS) {
      yield batch
      batch = rows.like()
    }
  }
  if (batch.length > 0) yield batch
}

/** A row's place in the order: its keys, and how many rows came before it. */
interface SortedRow {
  readonly keys: readonly Value[]
  readonly arrival: number
}

/** Holds all rows, or, where these take too much, the first of those behind a row. */
class FirstRows {
  rows: Batch
  /** True when there are rows behind those that are held. */
  hasMore = false
  readonly #plan: SortPlan
  readonly #order: KeyOrder
  readonly #cx: ExecContext
  readonly #after: SortedRow | undefined
  /** Nothing behind this row is held. */
  #until: SortedRow | undefined
  #keys: Value[][]
  /** How many rows came before each one; left out while that is its place. */
  #arrivals: number[] | undefined
  #arrived = 0
  /** What is held, about. */
  bytes = 0

  constructor(plan: SortPlan, order: KeyOrder, cx: ExecContext, after: SortedRow | undefined) {
    this.rows = newBatch(shapeOf(plan.input))
    this.#plan = plan
    this.#order = order
    this.#cx = cx
    this.#after = after
    this.#arrivals = after === undefined ? undefined : []
    this.#keys = plan.keys.map(() => [])
  }

  take(cx: ExecContext, batch: Batch): void {
    const { evaluators } = this.#order
    const before = this.rows.length
    if (this.#arrivals === undefined) {
      for (let i = 0; i < batch.length; i++) {
        batch.load(cx, i)
        for (let k = 0; k < evaluators.length; k++) this.#keys[k].push(evaluators[k](cx))
        this.rows.take(batch, i)
      }
      this.#arrived += batch.length
    } else {
      for (let i = 0; i < batch.length; i++) this.#takeWithin(cx, batch, i, this.#arrivals)
    }
    this.bytes += ((this.rows.length - before) / Math.max(1, batch.length)) * batchBytes(batch)
    for (const keys of this.#keys) for (let i = before; i < keys.length; i++) this.bytes += valueBytes(keys[i])
    if (this.bytes > this.#cx.memory.room() && this.rows.length > 1) this.#keepHalf()
  }

  /** Takes a row that lies behind `after`, and not behind `until`. */
  #takeWithin(cx: ExecContext, batch: Batch, i: number, arrivals: number[]): void {
    batch.load(cx, i)
    const row: SortedRow = { keys: this.#order.evaluators.map((evaluate) => evaluate(cx)), arrival: this.#arrived++ }
    if (this.#after !== undefined && this.#compare(row, this.#after) <= 0) return
    if (this.#until !== undefined && this.#compare(row, this.#until) > 0) {
      this.hasMore = true
      return
    }
    row.keys.forEach((key, k) => this.#keys[k].push(key))
    arrivals.push(row.arrival)
    this.rows.take(batch, i)
  }

  #compare(a: SortedRow, b: SortedRow): number {
    for (let k = 0; k < a.keys.length; k++) {
      const order = this.#order.at(k, a.keys[k], b.keys[k])
      if (order !== 0) return order
    }
    return a.arrival - b.arrival
  }

  /** Drops the later half of the rows; they come again when the input does. @throws OxbowError `QUERY_TOO_LARGE` where it doesn't. */
  #keepHalf(): void {
    if (!isRepeatable(this.#plan.input) || !isRepeatable(this.#plan.keys)) throw queryTooLarge(this.#cx.memory.limit)
    // Rows are kept in order of arrival, by which ties are broken.
    const first = this.order().slice(0, this.rows.length >> 1)
    this.#until = this.last(first)
    const kept = first.sort()
    const arrivals = this.#arrivals
    const rows = this.rows.like()
    for (const row of kept) rows.take(this.rows, row)
    this.rows = rows
    this.#keys = this.#keys.map((keys) => Array.from(kept, (row) => keys[row]))
    this.#arrivals = Array.from(kept, (row) => arrivals?.[row] ?? row)
    this.bytes /= 2
    this.hasMore = true
  }

  /** The last of the rows that are held. */
  last(order: Int32Array): SortedRow {
    const row = order[order.length - 1]
    return { keys: this.#keys.map((keys) => keys[row]), arrival: this.#arrivals?.[row] ?? row }
  }

  order(): Int32Array {
    const keys = this.#keys
    const order = new Int32Array(this.rows.length)
    for (let i = 0; i < order.length; i++) order[i] = i
    return order.sort((i, j) => this.#order.rows(keys, i, j))
  }
}

/** Keeps the first `limit` rows in a heap whose top is the worst of them; most rows are turned away by their first key. */
class TopRows {
  /** Row i of `rows` is heap place i's row while filling; replaced rows are appended and the heap points to them. */
  rows: Batch
  readonly #order: KeyOrder
  readonly #limit: number
  #keys: Value[][]
  readonly #heap: number[] = []
  readonly #number: NumberKey | undefined

  constructor(plan: SortPlan, order: KeyOrder, limit: number, layouts: Layouts) {
    this.rows = newBatch(shapeOf(plan.input))
    this.#order = order
    this.#limit = limit
    this.#number = NumberKey.of(plan.keys[0], layouts)
    this.#keys = plan.keys.map(() => [])
  }

  take(cx: ExecContext, batch: Batch): void {
    const { evaluators } = this.#order
    const first = evaluators[0]
    const heap = this.#heap
    this.#number?.enter(batch)
    for (let i = 0; i < batch.length; i++) {
      const full = heap.length === this.#limit
      if (full && this.#number !== undefined) {
        i = this.#number.skip(i, batch.length, this.#keys[0][heap[0]])
        if (i === batch.length) break
      }
      batch.load(cx, i)
      const key = first(cx)
      if (full) {
        const c = this.#order.at(0, key, this.#keys[0][heap[0]])
        if (c > 0 || (c === 0 && evaluators.length === 1)) continue
      }
      const row = this.rows.length
      this.#keys[0].push(key)
      for (let k = 1; k < evaluators.length; k++) this.#keys[k].push(evaluators[k](cx))
      if (full) {
        if (this.#order.rows(this.#keys, row, heap[0]) > 0) {
          for (const keys of this.#keys) keys.pop()
          continue
        }
        this.rows.take(batch, i)
        heap[0] = row
        this.#siftDown()
        if (this.rows.length > 4 * this.#limit + 1024) this.#compact()
      } else {
        this.rows.take(batch, i)
        heap.push(row)
        this.#siftUp()
      }
    }
  }

  /** Drops the rows that left the heap. Ties stay in order of arrival, because kept rows keep their order. */
  #compact(): void {
    const kept = [...this.#heap].sort((a, b) => a - b)
    const place = new Map(kept.map((row, i) => [row, i]))
    const rows = this.rows.like()
    for (const row of kept) rows.take(this.rows, row)
    this.#keys = this.#keys.map((keys) => kept.map((row) => keys[row]))
    this.rows = rows
    for (let i = 0; i < this.#heap.length; i++) this.#heap[i] = place.get(this.#heap[i])!
  }

  #siftUp(): void {
    const heap = this.#heap
    let i = heap.length - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (this.#order.rows(this.#keys, heap[i], heap[parent]) <= 0) return
      ;[heap[i], heap[parent]] = [heap[parent], heap[i]]
      i = parent
    }
  }

  #siftDown(): void {
    const heap = this.#heap
    let i = 0
    for (;;) {
      let worst = i
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < heap.length && this.#order.rows(this.#keys, heap[child], heap[worst]) > 0) worst = child
      }
      if (worst === i) return
      ;[heap[i], heap[worst]] = [heap[worst], heap[i]]
      i = worst
    }
  }

  order(): Int32Array {
    return Int32Array.from(this.#heap).sort((i, j) => this.#order.rows(this.#keys, i, j))
  }
}
