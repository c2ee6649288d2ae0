import {
  Encoding, decodeField, isAdaptive, isAddress, readDecimal, readFloat32, readFloat64, readInt16, readInt32, readInt64, readInt8,
  readText, readUint16, readUint32, readUint64, readUint8, readYear,
} from '../../prolly/encoding.ts'
import { OutOfBand } from '../../prolly/out-of-band.ts'
import type { Node } from '../../prolly/node.ts'
import type { FieldPlace } from '../catalog.ts'
import { JsonDocument } from '../types/json.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { Value } from '../value.ts'
import type { Evaluator, ExecContext } from './context.ts'

/**
 * Reading one column of a stored row: where its field lies in the leaf's bytes, and a closure by encoding that decodes
 * just that field. This is the engine's hottest code; layouts are those of dolt-values (tuple: fields, u16 offsets of
 * fields 1.., u16 count; source: Dolt go/store/val/tuple.go).
 */

/** Set by `locate`: the field's first byte and the byte behind its last, as positions in the node's bytes. */
export let fieldFrom = 0
export let fieldTo = 0

/** Finds field `field` of the key (or value) tuple of pair `index`. @returns false when the field is NULL. */
export function locate(node: Node, index: number, inKey: boolean, field: number): boolean {
  const bytes = node.bytes
  let start: number
  let end: number
  if (inKey) {
    const o = node.keyOffsets + 2 * index
    start = node.keyItems + (bytes[o] | (bytes[o + 1] << 8))
    end = node.keyItems + (bytes[o + 2] | (bytes[o + 3] << 8))
  } else {
    const o = node.valueOffsets + 2 * index
    start = node.valueItems + (bytes[o] | (bytes[o + 1] << 8))
    end = node.valueItems + (bytes[o + 2] | (bytes[o + 3] << 8))
  }
  const count = bytes[end - 2] | (bytes[end - 1] << 8)
  if (field >= count) return false
  const offsets = end - 2 * count
  const from = field === 0 ? start : start + (bytes[offsets + 2 * field - 2] | (bytes[offsets + 2 * field - 1] << 8))
  const to = field === count - 1 ? offsets : start + (bytes[offsets + 2 * field] | (bytes[offsets + 2 * field + 1] << 8))
  if (from === to) return false
  fieldFrom = from
  fieldTo = to
  return true
}

/** Decodes the located field; one function by encoding. */
type Decoder = (bytes: Uint8Array, from: number, to: number) => Value

const text: Decoder = (b, p, e) => readText(b, p, e - 1)
const binary: Decoder = (b, p, e) => b.slice(p, e - 1)

function decoderFor(encoding: number): Decoder {
  switch (encoding) {
    case Encoding.Int8: return readInt8
    case Encoding.Uint8: return readUint8
    case Encoding.Int16: return readInt16
    case Encoding.Uint16:
    case Encoding.Enum: return readUint16
    case Encoding.Int32: return readInt32
    case Encoding.Uint32:
    case Encoding.Date: return readUint32
    case Encoding.Int64:
    case Encoding.Time:
    case Encoding.Datetime: return readInt64
    case Encoding.Uint64:
    case Encoding.Set:
    case Encoding.Bit64: return readUint64
    case Encoding.Float32: return readFloat32
    case Encoding.Float64: return readFloat64
    case Encoding.Year: return readYear
    case Encoding.String: return text
    case Encoding.Bytes: return binary
    case Encoding.Decimal: return readDecimal
    default: return (b, p, e) => decodeField(encoding, b, p, e) as Value
  }
}

/** True for encodings whose content may lie in other chunks. */
export function mayBeOutOfBand(encoding: number): boolean {
  return isAdaptive(encoding) || (isAddress(encoding) && encoding !== Encoding.CommitAddr)
}

/** An evaluator of a stored column. `nullRows`: the slot may hold NULL-extended rows (index -1). */
export function fieldEvaluator(slot: number, place: FieldPlace, type: SqlType, nullRows: boolean): Evaluator {
  const inKey = place.part === 'key'
  const field = place.field
  if (mayBeOutOfBand(place.encoding)) return outOfBandEvaluator(slot, place, type, nullRows)
  const decode = decoderFor(place.encoding)
  if (nullRows) {
    return (cx) => {
      const row = cx.rows[slot]
      if (row.index < 0 || !locate(row.node, row.index, inKey, field)) return null
      return decode(row.node.bytes, fieldFrom, fieldTo)
    }
  }
  switch (place.encoding) {
    // The commonest encodings have closures of their own, so that the decoding is inlined.
    case Encoding.Int16:
      return (cx) => {
        const row = cx.rows[slot]
        if (!locate(row.node, row.index, inKey, field)) return null
        return readInt16(row.node.bytes, fieldFrom)
      }
    case Encoding.Int32:
      return (cx) => {
        const row = cx.rows[slot]
        if (!locate(row.node, row.index, inKey, field)) return null
        return readInt32(row.node.bytes, fieldFrom)
      }
    case Encoding.String:
      return (cx) => {
        const row = cx.rows[slot]
        if (!locate(row.node, row.index, inKey, field)) return null
        return readText(row.node.bytes, fieldFrom, fieldTo - 1)
      }
    default:
      return (cx) => {
        const row = cx.rows[slot]
        if (!locate(row.node, row.index, inKey, field)) return null
        return decode(row.node.bytes, fieldFrom, fieldTo)
      }
  }
}

/**
 * Text, bytes and JSON that may lie out of band. Operators call `resolveOutOfBand` for a batch before they evaluate, so
 * that what the closure needs is in `cx.outOfBand` by then.
 */
function outOfBandEvaluator(slot: number, place: FieldPlace, type: SqlType, nullRows: boolean): Evaluator {
  const inKey = place.part === 'key'
  const json = type.name === 'JSON'
  const isText = place.encoding === Encoding.StringAdaptive || place.encoding === Encoding.StringAddr
  return (cx) => {
    const row = cx.rows[slot]
    if (nullRows && row.index < 0) return null
    if (!locate(row.node, row.index, inKey, place.field)) return null
    const value = decodeField(place.encoding, row.node.bytes, fieldFrom, fieldTo)
    if (!(value instanceof OutOfBand)) return json ? JsonDocument.stored(value as string) : (value as Value)
    const content = cx.outOfBandContent(value.hash)
    if (json) return JsonDocument.stored(content.text())
    return isText ? content.text() : content.bytes
  }
}

/** The out-of-band address in the current row's field, or undefined when the value is NULL or inline. */
export function outOfBandAddress(cx: ExecContext, slot: number, place: FieldPlace): OutOfBand | undefined {
  const row = cx.rows[slot]
  if (row.index < 0 || !locate(row.node, row.index, place.part === 'key', place.field)) return undefined
  const value = decodeField(place.encoding, row.node.bytes, fieldFrom, fieldTo)
  return value instanceof OutOfBand ? value : undefined
}
