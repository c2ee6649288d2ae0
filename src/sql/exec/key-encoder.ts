import { Encoding } from '../../prolly/encoding.ts'
import { Decimal } from '../../prolly/decimal.ts'
import type { Expr } from '../plan/expression.ts'
import { collationKey } from '../types/collation.ts'
import { printJson } from '../types/json-text.ts'
import { JsonDocument } from '../types/json.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { Value } from '../value.ts'
import { type Layouts, compile } from './compile.ts'
import type { ExecContext } from './context.ts'
import { fieldFrom, fieldTo, locate } from './field.ts'

/**
 * Turns the key expressions of a row (GROUP BY, DISTINCT, join keys, IN) into one byte string, so that equal keys have
 * equal bytes. A stored field whose bytes are canonical for equality is copied as it lies; everything else is evaluated.
 *
 * Layout by part: NULL is empty; with several parts each is led by its length (one byte, or 255 and four bytes).
 */
export class KeyEncoder {
  /** The last encoded key. */
  buffer = new Uint8Array(256)
  /** True when the last encoded key had a NULL part. */
  hasNull = false
  readonly #parts: readonly PartWriter[]

  constructor(parts: readonly PartWriter[]) {
    this.#parts = parts
  }

  /** An encoder of expressions. `raw[i]` says whether part i is copied from its stored field; where it can be, if left out. */
  static of(exprs: readonly Expr[], layouts: Layouts, raw?: readonly boolean[]): KeyEncoder {
    const parts = exprs.map((e, i) => (raw?.[i] ?? rawComparable(e, layouts) ? rawWriter(e, layouts) : valueWriter(e, layouts)))
    return new KeyEncoder(parts)
  }

  /** Encodes the key of the context's current rows. @returns its length in `buffer`. */
  encode(cx: ExecContext): number {
    this.hasNull = false
    const parts = this.#parts
    if (parts.length === 1) {
      const end = parts[0](cx, this, 0)
      if (end === 0) this.hasNull = true
      return end
    }
    let at = 0
    for (let p = 0; p < parts.length; p++) {
      const end = parts[p](cx, this, at + 1)
      const length = end - at - 1
      if (length === 0) this.hasNull = true
      if (length < 255) {
        this.buffer[at] = length
        at = end
      } else {
        this.reserve(end + 4)
        this.buffer.copyWithin(at + 5, at + 1, end)
        this.buffer[at] = 255
        new DataView(this.buffer.buffer).setUint32(at + 1, length)
        at = end + 4
      }
    }
    return at
  }

  /** As `encode`, for parts that don't read the context. */
  encodeRow(): number {
    return this.encode(NO_CONTEXT)
  }

  /** Makes room for `size` bytes in all. */
  reserve(size: number): void {
    if (size <= this.buffer.length) return
    const grown = new Uint8Array(Math.max(size, this.buffer.length * 2))
    grown.set(this.buffer)
    this.buffer = grown
  }
}

/** Parts that are closures over a row of their own never look at the context. */
const NO_CONTEXT = undefined as unknown as ExecContext

/** Writes one part at `at` and returns the position behind it; returning `at` means NULL. */
export type PartWriter = (cx: ExecContext, out: KeyEncoder, at: number) => number

/** True when equal values of the column always have equal bytes, so that the stored field can stand for the value. */
export function rawComparable(expr: Expr, layouts: Layouts): boolean {
  if (expr.kind !== 'column') return false
  const layout = layouts[expr.slot]
  const place = layout.stored ? layout.places[expr.column] : undefined
  if (place === undefined) return false
  switch (place.encoding) {
    case Encoding.Float32:
    case Encoding.Float64: return false // 0 and -0
    case Encoding.Decimal: return true // every value of a column has the column's scale
    case Encoding.String: return isBinaryCollation(expr.type)
    case Encoding.StringAdaptive:
    case Encoding.BytesAdaptive:
    case Encoding.GeometryAdaptive:
    case Encoding.JsonAdaptive:
    case Encoding.StringAddr:
    case Encoding.BytesAddr:
    case Encoding.GeometryAddr:
    case Encoding.JsonAddr: return false
    default: return true
  }
}

/** True when two raw-comparable columns have the same form, so that their bytes can be compared with each other. */
export function sameRawForm(a: Expr, b: Expr, layouts: Layouts): boolean {
  if (!rawComparable(a, layouts) || !rawComparable(b, layouts) || a.kind !== 'column' || b.kind !== 'column') return false
  const placeA = layouts[a.slot].places[a.column]!
  const placeB = layouts[b.slot].places[b.column]!
  return placeA.encoding === placeB.encoding && a.type.name !== 'ENUM' && a.type.name !== 'SET' &&
    (a.type.scale ?? 0) === (b.type.scale ?? 0)
}

/** Collations under which equal strings have equal bytes. */
export function isBinaryCollation(type: SqlType): boolean {
  const collation = type.collation
  return collation === undefined || collation === 'binary' || collation.endsWith('_bin')
}

function rawWriter(expr: Expr, layouts: Layouts): PartWriter {
  if (expr.kind !== 'column') throw new Error('only a stored column can be copied raw')
  const slot = expr.slot
  const place = layouts[slot].places[expr.column]!
  const inKey = place.part === 'key'
  const field = place.field
  const nullRows = layouts[slot].nullRows
  return (cx, out, at) => {
    const row = cx.rows[slot]
    if ((nullRows && row.index < 0) || !locate(row.node, row.index, inKey, field)) return at
    const bytes = row.node.bytes
    const from = fieldFrom
    const length = fieldTo - from
    if (at + length > out.buffer.length) out.reserve(at + length)
    const buffer = out.buffer
    if (length > 64) buffer.set(bytes.subarray(from, from + length), at)
    else for (let i = 0; i < length; i++) buffer[at + i] = bytes[from + i]
    return at + length
  }
}

function valueWriter(expr: Expr, layouts: Layouts): PartWriter {
  const evaluate = compile(expr, layouts)
  const write = valueKeyWriter(expr.type)
  return (cx, out, at) => {
    const value = evaluate(cx)
    return value === null ? at : write(value, out, at)
  }
}

const numbers = new DataView(new ArrayBuffer(8))
const numberBytes = new Uint8Array(numbers.buffer)
const encoder = new TextEncoder()

/** Writes a value so that values that SQL holds equal (within one type) have equal bytes; never writes zero bytes. */
export function valueKeyWriter(type: SqlType): (value: NonNullable<Value>, out: KeyEncoder, at: number) => number {
  const collation = isBinaryCollation(type) || type.name === 'ENUM' || type.name === 'SET' ? undefined : type.collation!
  return (value, out, at) => {
    switch (typeof value) {
      case 'number':
        out.reserve(at + 8)
        numbers.setFloat64(0, value === 0 ? 0 : value)
        for (let i = 0; i < 8; i++) out.buffer[at + i] = numberBytes[i]
        return at + 8
      case 'bigint': return writeText(`i${value}`, out, at)
      case 'string': return writeText(collation === undefined ? value : collationKey(collation, value), out, at)
      default:
        if (value instanceof Uint8Array) {
          out.reserve(at + 1 + value.length)
          out.buffer[at] = 1
          out.buffer.set(value, at + 1)
          return at + 1 + value.length
        }
        if (value instanceof Decimal) return writeText(canonicalDecimal(value), out, at)
        if (value instanceof JsonDocument) return writeText(printJson(value.value, false), out, at)
        throw new Error('unknown form of value')
    }
  }
}

function writeText(text: string, out: KeyEncoder, at: number): number {
  out.reserve(at + 1 + text.length * 3)
  const buffer = out.buffer
  buffer[at++] = 1
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c > 127) return at + i + encoder.encodeInto(text.slice(i), buffer.subarray(at + i)).written
    buffer[at + i] = c
  }
  return at + text.length
}

/** 1.50 and 1.5 are equal: trailing zeros are cut. */
function canonicalDecimal(value: Decimal): string {
  let { coefficient, scale } = value
  while (scale > 0 && coefficient % 10n === 0n) {
    coefficient /= 10n
    scale--
  }
  return new Decimal(coefficient, scale).toString()
}
