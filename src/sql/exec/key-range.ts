import { Encoding, encodeField } from '../../prolly/encoding.ts'
import { Decimal } from '../../prolly/decimal.ts'
import type { ScanRange } from '../../prolly/scan.ts'
import type { Seek } from '../../prolly/seek.ts'
import type { TupleDescriptor } from '../../prolly/tuple-descriptor.ts'
import { buildTuple } from '../../prolly/tuple.ts'
import type { KeyRange } from '../plan/plan.ts'
import type { Value } from '../value.ts'
import { type Layouts, compile } from './compile.ts'
import type { Evaluator, ExecContext } from './context.ts'

/** A range of keys, compiled: evaluate its ends over the current rows and get positions in the tree. */
export class CompiledRange {
  readonly #descriptor: TupleDescriptor
  readonly #equals: readonly Evaluator[]
  readonly #lower?: { value: Evaluator; inclusive: boolean }
  readonly #upper?: { value: Evaluator; inclusive: boolean }

  constructor(range: KeyRange, descriptor: TupleDescriptor, layouts: Layouts) {
    this.#descriptor = descriptor
    this.#equals = range.equals.map((e) => compile(e, layouts))
    if (range.lower) this.#lower = { value: compile(range.lower.value, layouts), inclusive: range.lower.inclusive }
    if (range.upper) this.#upper = { value: compile(range.upper.value, layouts), inclusive: range.upper.inclusive }
  }

  /** The range for the current rows; undefined when no key can be in it (a NULL, or a value that the column can't hold). */
  seek(cx: ExecContext): ScanRange | undefined {
    const prefix: Uint8Array[] = []
    for (let i = 0; i < this.#equals.length; i++) {
      const field = keyField(this.#descriptor.fields[i].encoding, this.#equals[i](cx))
      if (field === undefined) return undefined
      prefix.push(field)
    }
    const lower = this.#bound(cx, prefix, this.#lower, true)
    const upper = this.#bound(cx, prefix, this.#upper, false)
    return lower === null || upper === null ? undefined : { lower, upper }
  }

  #bound(
    cx: ExecContext, prefix: readonly Uint8Array[], bound: { value: Evaluator; inclusive: boolean } | undefined, lower: boolean,
  ): Seek | undefined | null {
    if (bound === undefined) {
      const fields = prefix.length
      if (fields === 0 && !(lower && this.#upper !== undefined)) return undefined
      // Below an upper bound alone stand the NULLs, which are in no range.
      if (lower && this.#upper !== undefined) return position(this.#descriptor, buildTuple([...prefix, null]), fields + 1, false)
      return position(this.#descriptor, buildTuple(prefix), fields, lower)
    }
    const field = keyField(this.#descriptor.fields[prefix.length].encoding, bound.value(cx))
    if (field === undefined) return null
    return position(this.#descriptor, buildTuple([...prefix, field]), prefix.length + 1, lower === bound.inclusive)
  }
}

/** The place before (or behind) all keys whose leading fields equal the tuple's. */
export function position(descriptor: TupleDescriptor, tuple: Uint8Array, fields: number, before: boolean): Seek {
  const end = tuple.length
  if (before) return (bytes, from, to) => descriptor.comparePrefix(bytes, from, to, tuple, 0, end, fields)
  return (bytes, from, to) => (descriptor.comparePrefix(bytes, from, to, tuple, 0, end, fields) <= 0 ? -1 : 1)
}

const INTEGER_LIMITS: ReadonlyMap<number, readonly [number | bigint, number | bigint]> = new Map<number, readonly [number | bigint, number | bigint]>([
  [Encoding.Int8, [-128, 127]],
  [Encoding.Uint8, [0, 255]],
  [Encoding.Int16, [-32768, 32767]],
  [Encoding.Uint16, [0, 65535]],
  [Encoding.Int32, [-2147483648, 2147483647]],
  [Encoding.Uint32, [0, 4294967295]],
  [Encoding.Int64, [-(2n ** 63n), 2n ** 63n - 1n]],
  [Encoding.Uint64, [0, 2n ** 64n - 1n]],
])

/** The bytes of a key's field, or undefined when no stored key can equal the value. */
export function keyField(encoding: number, value: Value): Uint8Array | undefined {
  if (value === null) return undefined
  const limits = INTEGER_LIMITS.get(encoding)
  if (limits !== undefined) {
    if (typeof value !== 'number' && typeof value !== 'bigint') return undefined
    if (value < limits[0] || value > limits[1]) return undefined
    if (typeof value === 'number' && !Number.isInteger(value)) return undefined
  }
  if (encoding === Encoding.Decimal && !(value instanceof Decimal)) return undefined
  return encodeField(encoding, value as Parameters<typeof encodeField>[1]) ?? undefined
}
