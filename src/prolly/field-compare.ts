import { collationOrder, type CollationOrder } from './collation.ts'
import { compareMemory } from './compare-memory.ts'
import { Encoding } from './encoding-ids.ts'
import { readDecimal, readFloat32, readFloat64, readInt32 } from './encoding.ts'
import type { Decimal } from './decimal.ts'

/** Compares two present (not NULL) fields of one encoding: below 0, 0 or above 0. */
export type FieldComparator = (a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array, bStart: number, bEnd: number) => number

/**
 * The order in which keys with such a field are stored. Fixed-size numbers are little-endian, so this is not memcmp.
 * Source: Dolt go/store/val/tuple_compare.go.
 * @param collation MySQL's name; only encodings that hold text use it. Absent: by bytes.
 */
export function fieldComparator(encoding: number, collation: string | undefined): FieldComparator {
  switch (encoding) {
    case Encoding.Int8: return compareInt8
    case Encoding.Uint8: return compareUint8
    case Encoding.Year: return compareYear
    case Encoding.Int16: return compareInt16
    case Encoding.Uint16:
    case Encoding.Enum: return compareUint16
    case Encoding.Int32: return compareInt32
    case Encoding.Uint32:
    case Encoding.Date: return compareUint32
    case Encoding.Int64:
    case Encoding.Time:
    case Encoding.Datetime: return compareInt64
    case Encoding.Uint64:
    case Encoding.Bit64:
    case Encoding.Set: return compareUint64
    case Encoding.Float32: return compareFloat32
    case Encoding.Float64: return compareFloat64
    case Encoding.Decimal: return compareDecimal
    // An unknown collation only matters once something has to be ordered by it.
    case Encoding.String: {
      let order: CollationOrder | undefined
      return (a, aStart, aEnd, b, bStart, bEnd) =>
        (order ??= collationOrder(collation)).compareBytes(a, aStart, aEnd - 1, b, bStart, bEnd - 1)
    }
    case Encoding.StringAdaptive: {
      let order: CollationOrder | undefined
      return (a, aStart, aEnd, b, bStart, bEnd) =>
        a[aStart] === 0 && b[bStart] === 0
          ? (order ??= collationOrder(collation)).compareBytes(a, aStart + 1, aEnd, b, bStart + 1, bEnd)
          : compareMemory(a, aStart, aEnd, b, bStart, bEnd)
    }
    // Bytes carry a terminator on both sides; it must not take part, or `01` would come behind `01 00`.
    case Encoding.Bytes:
    case Encoding.Geometry:
    case Encoding.Json: return (a, aStart, aEnd, b, bStart, bEnd) => compareMemory(a, aStart, aEnd - 1, b, bStart, bEnd - 1)
    default: return compareMemory
  }
}

function compareInt8(a: Uint8Array, aStart: number, _aEnd: number, b: Uint8Array, bStart: number): number {
  return ((a[aStart] << 24) >> 24) - ((b[bStart] << 24) >> 24)
}

function compareUint8(a: Uint8Array, aStart: number, _aEnd: number, b: Uint8Array, bStart: number): number {
  return a[aStart] - b[bStart]
}

function compareYear(a: Uint8Array, aStart: number, _aEnd: number, b: Uint8Array, bStart: number): number {
  // Year 0 is stored as 255 and comes first.
  return ((a[aStart] + 1) & 255) - ((b[bStart] + 1) & 255)
}

function compareInt16(a: Uint8Array, aStart: number, _aEnd: number, b: Uint8Array, bStart: number): number {
  return (((a[aStart] | (a[aStart + 1] << 8)) << 16) >> 16) - (((b[bStart] | (b[bStart + 1] << 8)) << 16) >> 16)
}

function compareUint16(a: Uint8Array, aStart: number, _aEnd: number, b: Uint8Array, bStart: number): number {
  return (a[aStart] | (a[aStart + 1] << 8)) - (b[bStart] | (b[bStart + 1] << 8))
}

function compareInt32(a: Uint8Array, aStart: number, _aEnd: number, b: Uint8Array, bStart: number): number {
  return readInt32(a, aStart) - readInt32(b, bStart)
}

function compareUint32(a: Uint8Array, aStart: number, _aEnd: number, b: Uint8Array, bStart: number): number {
  return (readInt32(a, aStart) >>> 0) - (readInt32(b, bStart) >>> 0)
}

function compareInt64(a: Uint8Array, aStart: number, _aEnd: number, b: Uint8Array, bStart: number): number {
  const high = readInt32(a, aStart + 4) - readInt32(b, bStart + 4)
  return high !== 0 ? high : (readInt32(a, aStart) >>> 0) - (readInt32(b, bStart) >>> 0)
}

function compareUint64(a: Uint8Array, aStart: number, _aEnd: number, b: Uint8Array, bStart: number): number {
  const high = (readInt32(a, aStart + 4) >>> 0) - (readInt32(b, bStart + 4) >>> 0)
  return high !== 0 ? high : (readInt32(a, aStart) >>> 0) - (readInt32(b, bStart) >>> 0)
}

function compareFloat32(a: Uint8Array, aStart: number, _aEnd: number, b: Uint8Array, bStart: number): number {
  return compareNumbers(readFloat32(a, aStart), readFloat32(b, bStart))
}

function compareFloat64(a: Uint8Array, aStart: number, _aEnd: number, b: Uint8Array, bStart: number): number {
  return compareNumbers(readFloat64(a, aStart), readFloat64(b, bStart))
}

function compareNumbers(a: number, b: number): number {
  // As Dolt has it: whatever is neither equal nor less is greater, NaN on either side included.
  return a === b ? 0 : a < b ? -1 : 1
}

function compareDecimal(a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array, bStart: number, bEnd: number): number {
  const signA = (a[aStart + 4] << 24) >> 24
  const signB = (b[bStart + 4] << 24) >> 24
  if (signA !== signB) return signA - signB
  if (readInt32(a, aStart) === readInt32(b, bStart)) {
    // Of one scale: the coefficient of more words is the larger, of equally many the big-endian bytes decide.
    const magnitude = aEnd - aStart - (bEnd - bStart) || compareMemory(a, aStart + 5, aEnd, b, bStart + 5, bEnd)
    return signA < 0 ? 0 - magnitude : magnitude
  }
  return compareDecimals(readDecimal(a, aStart, aEnd), readDecimal(b, bStart, bEnd))
}

/** By value; the scale doesn't matter. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale)
  const x = a.scale === scale ? a.coefficient : a.coefficient * 10n ** BigInt(scale - a.scale)
  const y = b.scale === scale ? b.coefficient : b.coefficient * 10n ** BigInt(scale - b.scale)
  return x === y ? 0 : x < y ? -1 : 1
}
