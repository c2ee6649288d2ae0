import { OxbowError } from '../error.ts'
import { encodeHash } from '../store/hash.ts'
import { Decimal } from './decimal.ts'
import { Encoding, fixedSize } from './encoding-ids.ts'
import { OutOfBand } from './out-of-band.ts'
import { readVarint, varintLength } from './varint.ts'

export { encodeField } from './encode-field.ts'
export { Encoding, fixedSize, isAdaptive, isAddress } from './encoding-ids.ts'
export { OutOfBand } from './out-of-band.ts'

/*
 * Reading fields. The `read…` functions are for hot loops: they trust `at` and the field's size, never throw on
 * short bytes (a byte behind the end counts as 0), and allocate only what they return.
 */

/** What a field holds: the forms of src/sql/value.ts; JSON is still text here. */
export type FieldValue = null | number | bigint | string | Uint8Array | Decimal | OutOfBand

const UTF8 = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })
const EMPTY_BYTES = new Uint8Array(0)
const ZERO_ADDRESS = '0'.repeat(32)

const scratch = new DataView(new ArrayBuffer(8))

export function readInt8(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 24) >> 24
}

export function readUint8(bytes: Uint8Array, at: number): number {
  return bytes[at] | 0
}

export function readInt16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] | (bytes[at + 1] << 8)) << 16) >> 16
}

export function readUint16(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8)
}

export function readInt32(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)
}

export function readUint32(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at) >>> 0
}

/** A signed 64-bit integer: `number` when safe, else `bigint`. */
export function readInt64(bytes: Uint8Array, at: number): number | bigint {
  const high = readInt32(bytes, at + 4)
  const low = readInt32(bytes, at) >>> 0
  const n = high * 0x100000000 + low
  return Number.isSafeInteger(n) ? n : (BigInt(high) << 32n) | BigInt(low)
}

/** An unsigned 64-bit integer: `number` when safe, else `bigint`. */
export function readUint64(bytes: Uint8Array, at: number): number | bigint {
  const high = readInt32(bytes, at + 4) >>> 0
  const low = readInt32(bytes, at) >>> 0
  const n = high * 0x100000000 + low
  return Number.isSafeInteger(n) ? n : (BigInt(high) << 32n) | BigInt(low)
}

export function readFloat32(bytes: Uint8Array, at: number): number {
  scratch.setInt32(0, readInt32(bytes, at), true)
  return scratch.getFloat32(0, true)
}

export function readFloat64(bytes: Uint8Array, at: number): number {
  scratch.setInt32(0, readInt32(bytes, at), true)
  scratch.setInt32(4, readInt32(bytes, at + 4), true)
  return scratch.getFloat64(0, true)
}

/** 1901 to 2155, or 0. */
export function readYear(bytes: Uint8Array, at: number): number {
  const stored = bytes[at]
  return stored === 255 ? 0 : stored + 1901
}

/** year << 16 | month << 8 | day; 0 is the zero date. */
export function readDate(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at) >>> 0
}

/** Microseconds since 1970-01-01 UTC. */
export function readDatetime(bytes: Uint8Array, at: number): number | bigint {
  return readInt64(bytes, at)
}

/** Signed microseconds. */
export function readTime(bytes: Uint8Array, at: number): number | bigint {
  return readInt64(bytes, at)
}

/** Decimal exponents beyond this are damage: MySQL's reach to 30 digits, Doltgres' to 16,383. */
const MAX_EXPONENT = 20000

/**
 * The decimal in [start, end): i32 exponent, i8 sign, then the coefficient in big-endian words of 8 bytes.
 * @throws OxbowError `FIELD_CORRUPT` for another layout, NaN and infinity included (no MySQL type has them).
 */
export function readDecimal(bytes: Uint8Array, start: number, end: number): Decimal {
  const size = end - start - 5
  const exponent = readInt32(bytes, start)
  if (size < 0 || (size & 7) !== 0 || exponent > MAX_EXPONENT || exponent < -MAX_EXPONENT) {
    throw new OxbowError('FIELD_CORRUPT', 'a stored DECIMAL has no finite value')
  }
  let coefficient = 0n
  for (let at = start + 5; at < end; at += 8) {
    const high = ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0
    const low = ((bytes[at + 4] << 24) | (bytes[at + 5] << 16) | (bytes[at + 6] << 8) | bytes[at + 7]) >>> 0
    const word = high < 0x200000 ? BigInt(high * 0x100000000 + low) : (BigInt(high) << 32n) | BigInt(low)
    coefficient = at === start + 5 ? word : (coefficient << 64n) | word
  }
  if (bytes[start + 4] > 127) coefficient = -coefficient
  if (exponent > 0) coefficient *= 10n ** BigInt(exponent)
  return new Decimal(coefficient, exponent < 0 ? -exponent : 0)
}

/** Short ASCII strings seen lately, by a hash of their bytes: repeated values cost no allocation. */
const SEEN: string[] = new Array<string>(4096).fill('')

/** The UTF-8 text in [start, end), without a terminator. Bytes that aren't UTF-8 become U+FFFD. */
export function readText(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start
  if (length > 32) return UTF8.decode(bytes.subarray(start, end))
  let hash = length
  let all = 0
  for (let i = start; i < end; i++) {
    const byte = bytes[i]
    all |= byte
    hash = (Math.imul(hash, 31) + byte) | 0
  }
  if (all > 127) return UTF8.decode(bytes.subarray(start, end))
  const slot = (hash ^ (hash >>> 12)) & 4095
  const seen = SEEN[slot]
  if (seen.length === length && sameAscii(seen, bytes, start)) return seen
  const text = asciiText(bytes, start, end)
  SEEN[slot] = text
  return text
}

function sameAscii(text: string, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) !== bytes[start + i]) return false
  }
  return true
}

const CODES: number[] = []

function asciiText(bytes: Uint8Array, start: number, end: number): string {
  CODES.length = end - start
  for (let i = start; i < end; i++) CODES[i - start] = bytes[i]
  return String.fromCharCode.apply(null, CODES)
}

/**
 * The value of the field in [start, end), null when it is empty.
 * Texts and bytes of the address encodings (21, 23, 24, 26), and adaptive ones that the row didn't hold, are OutOfBand.
 * @throws OxbowError `FIELD_CORRUPT` when the bytes can't be of that encoding, `ENCODING_UNKNOWN` for an id we don't know.
 */
export function decodeField(encoding: number, bytes: Uint8Array, start: number, end: number): FieldValue {
  if (end <= start) {
    if (end === start) return null
    throw corrupt(encoding)
  }
  const size = fixedSize(encoding)
  if (end > bytes.length || (size !== 0 && end - start !== size)) throw corrupt(encoding)
  switch (encoding) {
    case Encoding.Int8: return readInt8(bytes, start)
    case Encoding.Uint8: return bytes[start]
    case Encoding.Int16: return readInt16(bytes, start)
    case Encoding.Uint16:
    case Encoding.Enum: return readUint16(bytes, start)
    case Encoding.Int32: return readInt32(bytes, start)
    case Encoding.Uint32:
    case Encoding.Date: return readUint32(bytes, start)
    case Encoding.Int64:
    case Encoding.Time:
    case Encoding.Datetime: return readInt64(bytes, start)
    case Encoding.Uint64:
    case Encoding.Bit64:
    case Encoding.Set: return readUint64(bytes, start)
    case Encoding.Float32: return readFloat32(bytes, start)
    case Encoding.Float64: return readFloat64(bytes, start)
    case Encoding.Year: return readYear(bytes, start)
    case Encoding.Decimal: return readDecimal(bytes, start, end)
    case Encoding.String:
    case Encoding.Json: return readText(bytes, start, end - 1)
    case Encoding.Bytes:
    case Encoding.Geometry: return bytes.slice(start, end - 1)
    case Encoding.Hash128:
    case Encoding.CommitAddr:
    case Encoding.Cell:
    case Encoding.ExtendedAddr:
    case Encoding.Extended: return bytes.slice(start, end)
    case Encoding.StringAddr:
    case Encoding.JsonAddr: {
      const hash = encodeHash(bytes, start)
      return hash === ZERO_ADDRESS ? '' : new OutOfBand(hash, -1)
    }
    case Encoding.BytesAddr:
    case Encoding.GeometryAddr: {
      const hash = encodeHash(bytes, start)
      return hash === ZERO_ADDRESS ? EMPTY_BYTES : new OutOfBand(hash, -1)
    }
    case Encoding.StringAdaptive:
    case Encoding.JsonAdaptive:
      return bytes[start] === 0 ? readText(bytes, start + 1, end) : readOutOfBand(bytes, start, end)
    case Encoding.BytesAdaptive:
    case Encoding.GeometryAdaptive:
    case Encoding.ExtendedAdaptive:
      return bytes[start] === 0 ? bytes.slice(start + 1, end) : readOutOfBand(bytes, start, end)
    default:
      throw new OxbowError('ENCODING_UNKNOWN', `a column is stored in encoding ${encoding}, which this version doesn't know`)
  }
}

/** The out-of-band form of an adaptive field, whose first byte isn't 0: length, then 20 bytes of address. */
export function readOutOfBand(bytes: Uint8Array, start: number, end: number): OutOfBand {
  const length = readVarint(bytes, start, end)
  const at = start + varintLength(bytes[start])
  if (end - at !== 20) throw new OxbowError('FIELD_CORRUPT', 'a stored TEXT, BLOB or JSON is neither inline nor an address')
  return new OutOfBand(encodeHash(bytes, at), length)
}

function corrupt(encoding: number): OxbowError {
  return new OxbowError('FIELD_CORRUPT', `a stored field isn't of its column's encoding (${encoding})`)
}
