import { Encoding, readInt16 } from '../../prolly/encoding.ts'
import type { Accumulator } from '../functions/function.ts'
import type { AggregateCall } from '../plan/plan.ts'
import type { Value } from '../value.ts'
import type { Batch } from './batch.ts'
import { ByteKeyTable } from './byte-key-table.ts'
import { type Layouts, compile } from './compile.ts'
import type { Evaluator, ExecContext } from './context.ts'
import type { FieldSet, LocatedField } from './field-set.ts'
import { KeyEncoder } from './key-encoder.ts'
import { type NumberReader, numberReader, readNumber } from './number-reader.ts'

/** One aggregate over all groups: takes whole batches with each row's group id. */
export interface GroupedAggregate {
  /** Makes room for `groups` groups. */
  grow(groups: number): void
  update(cx: ExecContext, batch: Batch, groups: Int32Array): void
  result(group: number): Value
}

/** Chooses the loop for an aggregate: over bytes where the argument is a stored number, else by evaluators. */
export function groupedAggregate(call: AggregateCall, layouts: Layouts, fields: FieldSet): GroupedAggregate {
  const arg = call.args[0]
  if (!call.distinct) {
    if (call.name === 'count' && (arg === undefined || !arg.nullable)) return new CountRows()
    if (call.args.length === 1 && arg.kind === 'column' && layouts[arg.slot].stored) {
      const place = layouts[arg.slot].places[arg.column]
      const read = place === undefined ? undefined : numberReader(place.encoding)
      if (place !== undefined && call.name === 'count') return new CountField(fields.request(arg.slot, place))
      if (place !== undefined && read !== undefined) {
        if ((call.name === 'sum' || call.name === 'avg') && call.type.name === 'DOUBLE') {
          return new SumField(fields.request(arg.slot, place), place.encoding, read, call.name === 'avg')
        }
        if (call.name === 'min' || call.name === 'max') {
          return new ExtremeField(fields.request(arg.slot, place), place.encoding, read, call.name === 'max')
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
  readonly #located: LocatedField
  readonly #encoding: number
  readonly #read: NumberReader
  readonly #average: boolean
  constructor(located: LocatedField, encoding: number, read: NumberReader, average: boolean) {
    this.#located = located
    this.#encoding = encoding
    this.#read = read
    this.#average = average
  }
  grow(groups: number): void {
    if (groups <= this.#sums.length) return
    this.#sums = grown(this.#sums, groups)
    this.#counts = grown(this.#counts, groups)
  }
  update(_cx: ExecContext, batch: Batch, groups: Int32Array): void {
    const { from, nodes } = this.#located
    const sums = this.#sums
    const counts = this.#counts
    const read = this.#read
    const encoding = this.#encoding
    for (let i = 0; i < batch.length; i++) {
      if (from[i] < 0) continue
      const group = groups[i]
      sums[group] += readNumber(encoding, read, nodes[i].bytes, from[i])
      counts[group]++
    }
  }
  result(group: number): Value {
    const count = this.#counts[group]
    if (count === 0) return null
    return this.#average ? this.#sums[group] / count : this.#sums[group]
  }
}

class ExtremeField implements GroupedAggregate {
  #values: (number | bigint)[] = []
  #seen = new Uint8Array(8)
  readonly #located: LocatedField
  readonly #encoding: number
  readonly #read: NumberReader
  readonly #max: boolean
  constructor(located: LocatedField, encoding: number, read: NumberReader, max: boolean) {
    this.#located = located
    this.#encoding = encoding
    this.#read = read
    this.#max = max
  }
  grow(groups: number): void {
    while (this.#values.length < groups) this.#values.push(0)
    if (groups <= this.#seen.length) return
    const seen = new Uint8Array(Math.max(groups, this.#seen.length * 2))
    seen.set(this.#seen)
    this.#seen = seen
  }
  update(_cx: ExecContext, batch: Batch, groups: Int32Array): void {
    const { from, nodes } = this.#located
    const values = this.#values
    const seen = this.#seen
    const read = this.#read
    const max = this.#max
    const narrow = this.#encoding === Encoding.Int16
    for (let i = 0; i < batch.length; i++) {
      if (from[i] < 0) continue
      const group = groups[i]
      const v = narrow ? readInt16(nodes[i].bytes, from[i]) : read(nodes[i].bytes, from[i])
      if (seen[group] === 0) {
        seen[group] = 1
        values[group] = v
      } else if (max ? v > values[group] : v < values[group]) values[group] = v
    }
  }
  result(group: number): Value {
    return this.#seen[group] === 0 ? null : this.#values[group]
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
