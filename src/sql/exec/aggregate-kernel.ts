import { Encoding } from '../../prolly/encoding.ts'
import type { Accumulator } from '../functions/function.ts'
import type { AggregateCall } from '../plan/plan.ts'
import type { Value } from '../value.ts'
import type { Batch } from './batch.ts'
import { ByteKeyTable } from './byte-key-table.ts'
import { type Layouts, compile } from './compile.ts'
import type { Evaluator, ExecContext } from './context.ts'
import type { FieldSet, LocatedField } from './field-set.ts'
import { KeyEncoder } from './key-encoder.ts'
import type { NumberField } from './number-column.ts'
import { numberReader } from './number-reader.ts'
import { KeyOrder } from './sort.ts'

const WIDE: ReadonlySet<number> = new Set([Encoding.Int64, Encoding.Uint64, Encoding.Datetime, Encoding.Time])

/** One aggregate over all groups: takes whole batches with each row's group id. */
export interface GroupedAggregate {
  /** Makes room for `groups` groups. */
  grow(groups: number): void
  update(cx: ExecContext, batch: Batch, groups: Int32Array): void
  result(group: number): Value
}

/**
 * Chooses the loop for an aggregate: over bytes where the argument is a stored number, else by evaluators.
 * @param sorts true where the input doesn't come in the aggregate's own order
 */
export function groupedAggregate(call: AggregateCall, layouts: Layouts, fields: FieldSet, sorts = false): GroupedAggregate {
  if (sorts) return new SortedAggregate(call, layouts)
  const arg = call.args[0]
  if (!call.distinct) {
    if (call.name === 'count' && (arg === undefined || !arg.nullable)) return new CountRows()
    if (call.args.length === 1 && arg.kind === 'column' && layouts[arg.slot].stored) {
      const place = layouts[arg.slot].places[arg.column]
      const read = place === undefined ? undefined : numberReader(place.encoding)
      if (place !== undefined && call.name === 'count') return new CountField(fields.request(arg.slot, place))
      if (place !== undefined && read !== undefined) {
        if ((call.name === 'sum' || call.name === 'avg') && call.type.name === 'DOUBLE') {
          return new SumField(fields.requestNumbers(arg.slot, place, read), call.name === 'avg')
        }
        // 64 bits may be more than a number holds.
        if ((call.name === 'min' || call.name === 'max') && !WIDE.has(place.encoding)) {
          return new ExtremeField(fields.requestNumbers(arg.slot, place, read), call.name === 'max')
        }
      }
    }
  }
  return call.distinct ? new DistinctAggregate(call, layouts) : new GenericAggregate(call, layouts)
}

function grown(array: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const next = new Float64Array(Math.max(length, array.length * 2))
  next.set(array)
  return next
}

/** COUNT(*) and COUNT of what can't be NULL. */
class CountRows implements GroupedAggregate {
  #counts = new Float64Array(8)
  grow(groups: number): void {
    if (groups > this.#counts.length) this.#counts = grown(this.#counts, groups)
  }
  update(_cx: ExecContext, batch: Batch, groups: Int32Array): void {
    const counts = this.#counts
    for (let i = 0; i < batch.length; i++) counts[groups[i]]++
  }
  result(group: number): Value {
    return this.#counts[group]
  }
}

class CountField implements GroupedAggregate {
  #counts = new Float64Array(8)
  readonly #located: LocatedField
  constructor(located: LocatedField) {
    this.#located = located
  }
  grow(groups: number): void {
    if (groups > this.#counts.length) this.#counts = grown(this.#counts, groups)
  }
  update(_cx: ExecContext, batch: Batch, groups: Int32Array): void {
    const counts = this.#counts
    const { from } = this.#located
    for (let i = 0; i < batch.length; i++) if (from[i] >= 0) counts[groups[i]]++
  }
  result(group: number): Value {
    return this.#counts[group]
  }
}

/** SUM and AVG in doubles, as Dolt computes them. */
class SumField implements GroupedAggregate {
  #sums = new Float64Array(8)
  #counts = new Float64Array(8)
  readonly #field: NumberField
  readonly #average: boolean
  constructor(field: NumberField, average: boolean) {
    this.#field = field
    this.#average = average
  }
  grow(groups: number): void {
    if (groups <= this.#sums.length) return
    this.#sums = grown(this.#sums, groups)
    this.#counts = grown(this.#counts, groups)
  }
  update(_cx: ExecContext, batch: Batch, groups: Int32Array): void {
    const { numbers } = this.#field
    const sums = this.#sums
    const counts = this.#counts
    for (let i = 0; i < batch.length; i++) {
      const v = numbers[i]
      if (v !== v) continue
      const group = groups[i]
      sums[group] += v
      counts[group]++
    }
  }
  result(group: number): Value {
    const count = this.#counts[group]
    if (count === 0) return null
    return this.#average ? this.#sums[group] / count : this.#sums[group]
  }
}

/** MIN and MAX of what a number holds. */
class ExtremeField implements GroupedAggregate {
  #values = new Float64Array(8).fill(NaN)
  readonly #field: NumberField
  readonly #max: boolean
  constructor(field: NumberField, max: boolean) {
    this.#field = field
    this.#max = max
  }
  grow(groups: number): void {
    const { length } = this.#values
    if (groups <= length) return
    this.#values = grown(this.#values, groups)
    this.#values.fill(NaN, length)
  }
  update(_cx: ExecContext, batch: Batch, groups: Int32Array): void {
    const { numbers } = this.#field
    const values = this.#values
    const max = this.#max
    for (let i = 0; i < batch.length; i++) {
      const v = numbers[i]
      if (v !== v) continue
      const group = groups[i]
      // A group's first number is neither less nor more than NaN.
      if (max ? !(v <= values[group]) : !(v >= values[group])) values[group] = v
    }
  }
  result(group: number): Value {
    const value = this.#values[group]
    return Number.isNaN(value) ? null : value
  }
}

class GenericAggregate implements GroupedAggregate {
  readonly #accumulators: Accumulator[] = []
  readonly #create: () => Accumulator
  readonly #args: readonly Evaluator[]
  constructor(call: AggregateCall, layouts: Layouts) {
    this.#create = call.create
    this.#args = call.args.map((a) => compile(a, layouts))
  }
  grow(groups: number): void {
    while (this.#accumulators.length < groups) this.#accumulators.push(this.#create())
  }
  update(cx: ExecContext, batch: Batch, groups: Int32Array): void {
    const args = this.#args
    for (let i = 0; i < batch.length; i++) {
      batch.load(cx, i)
      this.#accumulators[groups[i]].add(args.map((a) => a(cx)))
    }
  }
  result(group: number): Value {
    return this.#accumulators[group].result()
  }
}

/** Keeps the rows of each group until their order is known. */
class SortedAggregate implements GroupedAggregate {
  /** By group: the rows' arguments, and by key their keys. */
  readonly #groups: { readonly args: Value[][]; readonly keys: Value[][]; readonly seen: ByteKeyTable }[] = []
  readonly #call: AggregateCall
  readonly #args: readonly Evaluator[]
  readonly #order: KeyOrder
  readonly #encoder: KeyEncoder
  constructor(call: AggregateCall, layouts: Layouts) {
    this.#call = call
    this.#args = call.args.map((a) => compile(a, layouts))
    this.#order = new KeyOrder(call.order, layouts)
    this.#encoder = KeyEncoder.of(call.args, layouts)
  }
  grow(groups: number): void {
    while (this.#groups.length < groups) this.#groups.push({ args: [], keys: this.#call.order.map(() => []), seen: new ByteKeyTable() })
  }
  update(cx: ExecContext, batch: Batch, groups: Int32Array): void {
    for (let i = 0; i < batch.length; i++) {
      batch.load(cx, i)
      const { args, keys, seen } = this.#groups[groups[i]]
      if (this.#call.distinct) {
        const length = this.#encoder.encode(cx)
        const before = seen.size
        seen.findOrAdd(this.#encoder.buffer, length)
        if (seen.size === before) continue
      }
      args.push(this.#args.map((a) => a(cx)))
      for (let k = 0; k < keys.length; k++) keys[k].push(this.#order.evaluators[k](cx))
    }
  }
  result(group: number): Value {
    const { args, keys } = this.#groups[group]
    const accumulator = this.#call.create()
    const places = Array.from(args, (_, i) => i).sort((i, j) => this.#order.rows(keys, i, j))
    for (const place of places) accumulator.add(args[place])
    return accumulator.result()
  }
}

/** Drops arguments that the group has seen before. */
class DistinctAggregate implements GroupedAggregate {
  readonly #accumulators: Accumulator[] = []
  readonly #create: () => Accumulator
  readonly #args: readonly Evaluator[]
  readonly #encoder: KeyEncoder
  readonly #seen: ByteKeyTable[] = []
  constructor(call: AggregateCall, layouts: Layouts) {
    this.#create = call.create
    this.#args = call.args.map((a) => compile(a, layouts))
    this.#encoder = KeyEncoder.of(call.args, layouts)
  }
  grow(groups: number): void {
    while (this.#accumulators.length < groups) {
      this.#accumulators.push(this.#create())
      this.#seen.push(new ByteKeyTable())
    }
  }
  update(cx: ExecContext, batch: Batch, groups: Int32Array): void {
    const args = this.#args
    const encoder = this.#encoder
    for (let i = 0; i < batch.length; i++) {
      batch.load(cx, i)
      const length = encoder.encode(cx)
      const seen = this.#seen[groups[i]]
      const before = seen.size
      seen.findOrAdd(encoder.buffer, length)
      if (seen.size > before) this.#accumulators[groups[i]].add(args.map((a) => a(cx)))
    }
  }
  result(group: number): Value {
    return this.#accumulators[group].result()
  }
}
