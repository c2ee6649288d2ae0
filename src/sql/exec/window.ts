import { Missing } from '../../store/missing.ts'
import type { FrameBound, WindowCall, WindowPlan } from '../plan/plan.ts'
import { shapeOf } from '../plan/shape.ts'
import type { Value } from '../value.ts'
import { BATCH_ROWS, Batch, type Operator, SlotColumn, newBatch } from './batch.ts'
import { ByteKeyTable } from './byte-key-table.ts'
import { comparator } from '../types/compare.ts'
import type { Expr } from '../plan/expression.ts'
import { compile } from './compile.ts'
import type { Evaluator, ExecContext } from './context.ts'
import { KeyEncoder } from './key-encoder.ts'
import { batchBytes } from './memory.ts'
import { resolveOutOfBand } from './out-of-band.ts'
import { type Run, accessesOf, execute } from './run.ts'
import { KeyOrder } from './sort.ts'

/** Window functions: holds all rows, and for each call walks every partition in its order. */
export function* runWindow(plan: WindowPlan, cx: ExecContext, run: Run): Operator {
  const rows = newBatch(shapeOf(plan.input))
  let held = 0
  const accesses = accessesOf(run, plan.calls.flatMap((c) => [...c.args, ...c.partition, ...c.order.map((o) => o.expr), ...limitsOf(c)]))
  for (const step of execute(plan.input, cx, run)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    // The rows, and for each call its key, arguments and result.
    const bytes = batchBytes(step) + step.length * plan.calls.length * CALL_BYTES
    cx.memory.take(bytes)
    held += bytes
    for (let i = 0; i < step.length; i++) rows.take(step, i)
  }
  if (rows.length === 0) return
  if (accesses.length > 0) yield* resolveOutOfBand(cx, run.nodesOf, accesses, rows)
  const results = plan.calls.map((call) => evaluateCall(call, rows, cx, run))
  // MySQL gives the rows in the order of the last window that was computed.
  const order = results.length === 0 ? undefined : results[results.length - 1].order
  for (let from = 0; from < rows.length; from += BATCH_ROWS) {
    const part = rows.like()
    const column = new SlotColumn(plan.slot, false)
    for (let i = from; i < Math.min(rows.length, from + BATCH_ROWS); i++) {
      const row = order === undefined ? i : order[i]
      part.take(rows, row)
      column.values.push(results.map((r) => r.values[row]))
    }
    const batch = new Batch([...part.columns, column])
    batch.length = part.length
    yield batch
  }
  cx.memory.release(held)
}

/** What a window function keeps for a row. */
const CALL_BYTES = 64

interface CallResult {
  readonly values: Value[]
  /** Rows by partition and order. */
  readonly order: Int32Array
}

function evaluateCall(call: WindowCall, rows: Batch, cx: ExecContext, run: Run): CallResult {
  const partitionOf = new Int32Array(rows.length)
  const encoder = KeyEncoder.of(call.partition, run.layouts)
  const partitions = new ByteKeyTable()
  const order = new KeyOrder(call.order, run.layouts)
  const keys: Value[][] = call.order.map(() => [])
  const args: Value[][] = call.args.map(() => [])
  const argEvaluators = call.args.map((a) => compile(a, run.layouts))
  const limits = limitsOf(call).map((limit) => ({ evaluate: compile(limit, run.layouts), values: [] as Value[] }))
  for (let i = 0; i < rows.length; i++) {
    rows.load(cx, i)
    if (call.partition.length > 0) {
      const length = encoder.encode(cx)
      partitionOf[i] = partitions.findOrAdd(encoder.buffer, length)
    }
    order.evaluators.forEach((e: Evaluator, k: number) => keys[k].push(e(cx)))
    argEvaluators.forEach((e, k) => args[k].push(e(cx)))
    for (const limit of limits) limit.values.push(limit.evaluate(cx))
  }
  const sorted = new Int32Array(rows.length)
  for (let i = 0; i < sorted.length; i++) sorted[i] = i
  sorted.sort((i, j) => partitionOf[i] - partitionOf[j] || order.rows(keys, i, j))
  const values = new Array<Value>(rows.length).fill(null)
  for (let from = 0; from < sorted.length;) {
    let to = from + 1
    while (to < sorted.length && partitionOf[sorted[to]] === partitionOf[sorted[from]]) to++
    const part = sorted.subarray(from, to)
    const peers = (i: number, j: number): boolean =>
      keys.every((column, k) => order.at(k, column[part[i]], column[part[j]]) === 0)
    evaluatePartition(call, new Partition(part, args, keys, peers, limits.map((limit) => limit.values)), values, cx, run)
    from = to
  }
  return { values, order: sorted }
}

/** What the frame's bounds reach to, where they are intervals. */
function limitsOf({ frame }: WindowCall): Expr[] {
  return frame === undefined ? [] : [frame.start, frame.end].flatMap((bound) => (bound.kind === 'until' ? [bound.limit] : []))
}

/** The rows of one partition in window order. */
class Partition {
  readonly rows: Int32Array
  readonly #args: readonly Value[][]
  readonly keys: readonly Value[][]
  readonly peers: (i: number, j: number) => boolean

  /** By bound of the frame that has one, in order: the rows' limits. */
  readonly limits: readonly Value[][]

  constructor(rows: Int32Array, args: readonly Value[][], keys: readonly Value[][], peers: (i: number, j: number) => boolean, limits: readonly Value[][]) {
    this.limits = limits
    this.rows = rows
    this.#args = args
    this.keys = keys
    this.peers = peers
  }

  get length(): number {
    return this.rows.length
  }

  arg(a: number, i: number): Value {
    return this.#args[a][this.rows[i]]
  }

  argsAt(i: number): Value[] {
    return this.#args.map((column) => column[this.rows[i]])
  }

  /** First row behind the peers of row i. */
  peersEnd(i: number): number {
    let end = i + 1
    while (end < this.length && this.peers(i, end)) end++
    return end
  }
}

function evaluatePartition(call: WindowCall, part: Partition, values: Value[], cx: ExecContext, run: Run): void {
  const n = part.length
  const set = (i: number, v: Value): void => {
    values[part.rows[i]] = v
  }
  switch (call.name) {
    case 'row_number':
      for (let i = 0; i < n; i++) set(i, i + 1)
      return
    case 'rank':
    case 'dense_rank':
    case 'percent_rank':
    case 'cume_dist': {
      let dense = 0
      for (let i = 0; i < n;) {
        const end = part.peersEnd(i)
        dense++
        for (let j = i; j < end; j++) {
          if (call.name === 'rank') set(j, i + 1)
          else if (call.name === 'dense_rank') set(j, dense)
          else if (call.name === 'percent_rank') set(j, n === 1 ? 0 : i / (n - 1))
          else set(j, end / n)
        }
        i = end
      }
      return
    }
    case 'ntile': {
      const buckets = Math.max(1, Number(part.arg(0, 0) ?? 1))
      const small = Math.floor(n / buckets)
      const large = n % buckets
      for (let i = 0; i < n; i++) {
        const split = large * (small + 1)
        set(i, i < split ? Math.floor(i / (small + 1)) + 1 : large + Math.floor((i - split) / small) + 1)
      }
      return
    }
    case 'lag':
    case 'lead': {
      const sign = call.name === 'lag' ? -1 : 1
      for (let i = 0; i < n; i++) {
        const offset = call.args.length > 1 ? Number(part.arg(1, i)) : 1
        const j = i + sign * offset
        set(i, j >= 0 && j < n ? part.arg(0, j) : call.args.length > 2 ? part.arg(2, i) : null)
      }
      return
    }
    default: {
      const frames = new Frames(call, part, cx, run)
      for (let i = 0; i < n; i++) {
        const [from, to] = frames.at(i)
        if (call.name === 'first_value') set(i, from < to ? part.arg(0, from) : null)
        else if (call.name === 'last_value') set(i, from < to ? part.arg(0, to - 1) : null)
        else if (call.name === 'nth_value') {
          const at = from + Number(part.arg(1, i)) - 1
          set(i, at < to ? part.arg(0, at) : null)
        } else set(i, frames.aggregate(from, to))
      }
    }
  }
}

/** The frame of each row, and aggregates over frames. */
class Frames {
  readonly #call: WindowCall
  readonly #part: Partition
  readonly #start: (i: number) => number
  readonly #end: (i: number) => number
  #from = 0
  #to = 0
  #accumulator: ReturnType<NonNullable<WindowCall['create']>> | undefined

  constructor(call: WindowCall, part: Partition, cx: ExecContext, run: Run) {
    this.#call = call
    this.#part = part
    const frame = call.frame
    if (frame === undefined) {
      this.#start = () => 0
      // Without ORDER BY all rows are peers; with it the frame ends with the current row's peers.
      let cached = -1
      this.#end = (i) => {
        if (i >= cached) cached = part.peersEnd(i)
        return cached
      }
      return
    }
    this.#start = this.#bound(frame.start, frame.unit, false, cx, run)
    this.#end = this.#bound(frame.end, frame.unit, true, cx, run)
  }

  #bound(bound: FrameBound, unit: 'rows' | 'range', end: boolean, cx: ExecContext, run: Run): (i: number) => number {
    const part = this.#part
    const n = part.length
    switch (bound.kind) {
      case 'unboundedPreceding': return () => 0
      case 'unboundedFollowing': return () => n
      case 'currentRow':
        if (unit === 'rows') return (i) => (end ? i + 1 : i)
        return (i) => {
          if (end) return part.peersEnd(i)
          let first = i
          while (first > 0 && part.peers(first - 1, i)) first--
          return first
        }
      case 'until': {
        const limits = part.limits[end ? part.limits.length - 1 : 0]
        const [{ expr, descending }] = this.#call.order
        const compareKeys = comparator(expr.type, bound.limit.type)
        return (i) => {
          const limit = limits[part.rows[i]]
          if (part.keys[0][part.rows[i]] === null || limit === null) return end ? part.peersEnd(i) : firstPeer(part, i)
          let j = 0
          for (; j < n; j++) {
            const key = part.keys[0][part.rows[j]]
            const order = key === null ? (descending ? 1 : -1) : compareKeys(key, limit) * (descending ? -1 : 1)
            if (end ? order > 0 : order >= 0) break
          }
          return j
        }
      }
      default: {
        const offset = Number(compile(bound.offset, run.layouts)(cx))
        const sign = bound.kind === 'preceding' ? -1 : 1
        if (unit === 'rows') return (i) => Math.min(n, Math.max(0, i + sign * offset + (end ? 1 : 0)))
        const descending = this.#call.order[0]?.descending === true
        const key = (i: number): Value => part.keys[0]?.[part.rows[i]] ?? null
        return (i) => {
          const own = key(i)
          if (own === null) return end ? part.peersEnd(i) : firstPeer(part, i)
          const limit = Number(own) + (descending ? -sign : sign) * offset
          let j = 0
          const inside = (v: Value): boolean => {
            if (v === null) return descending ? end : !end
            const d = descending ? limit - Number(v) : Number(v) - limit
            return end ? d <= 0 : d < 0
          }
          while (j < n && inside(key(j))) j++
          return j
        }
      }
    }
  }

  at(i: number): [number, number] {
    return [this.#start(i), this.#end(i)]
  }

  /** The aggregate over rows from ≤ j < to; a frame that only grows at its end goes on from the last one. */
  aggregate(from: number, to: number): Value {
    if (this.#accumulator === undefined || from !== this.#from || to < this.#to) {
      this.#accumulator = this.#call.create!()
      this.#from = from
      this.#to = from
    }
    for (let j = this.#to; j < to; j++) this.#accumulator.add(this.#part.argsAt(j))
    this.#to = Math.max(this.#to, to)
    return this.#accumulator.result()
  }
}

function firstPeer(part: Partition, i: number): number {
  let first = i
  while (first > 0 && part.peers(first - 1, i)) first--
  return first
}
