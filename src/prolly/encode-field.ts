import { OxbowError } from '../error.ts'
import { decodeHash, HASH_BYTES } from '../store/hash.ts'
import { Decimal } from './decimal.ts'
import { Encoding, fixedSize } from './encoding-ids.ts'
import type { FieldValue } from './encoding.ts'
import { OutOfBand } from './out-of-band.ts'
import { varintSize, writeVarint } from './varint.ts'

const UTF8 = new TextEncoder()

/**
 * A value's bytes as a field of this encoding; null for NULL. The value must already be in its column's form and
 * range (src/sql converts and checks): what doesn't fit here is a bug of the caller.
 * @throws OxbowError `FIELD_NOT_ENCODABLE` for a form that the encoding can't take.
 */
export function encodeField(encoding: number, value: FieldValue): Uint8Array | null {
  if (value === null) return null
  if (value instanceof OutOfBand) return encodeOutOfBand(encoding, value)
  switch (encoding) {
    case Encoding.String:
    case Encoding.Json: return (typeof value === 'string' ? asciiField(value, 0, 1) : undefined) ?? terminated(textBytes(value, encoding))
    case Encoding.Bytes:
    case Encoding.Geometry: return terminated(textBytes(value, encoding))
    case Encoding.StringAdaptive:
    case Encoding.BytesAdaptive:
    case Encoding.GeometryAdaptive:
    case Encoding.JsonAdaptive:
    case Encoding.ExtendedAdaptive: return (typeof value === 'string' ? asciiField(value, 1, 0) : undefined) ?? inline(textBytes(value, encoding))
    case Encoding.Decimal:
      if (value instanceof Decimal) return encodeDecimal(value)
      throw unfit(encoding, value)
    case Encoding.Hash128:
    case Encoding.Cell:
    case Encoding.CommitAddr:
    case Encoding.ExtendedAddr:
    case Encoding.Extended:
      if (value instanceof Uint8Array && value.length > 0) return value
      throw unfit(encoding, value)
    case Encoding.StringAddr:
    case Encoding.BytesAddr:
    case Encoding.JsonAddr:
    case Encoding.GeometryAddr:
      // Only the empty value has no tree; anything else must be written as a blob first.
      if ((typeof value === 'string' || value instanceof Uint8Array) && value.length === 0) return new Uint8Array(HASH_BYTES)
      throw unfit(encoding, value)
  }
  if (typeof value === 'bigint') return encodeBigint(encoding, value)
  if (typeof value === 'number') return encodeNumber(encoding, value)
  throw unfit(encoding, value)
}

/** Where floats become bytes; fields are filled byte by byte, since a small array's `buffer` costs far more than the array. */
const SCRATCH = new DataView(new ArrayBuffer(8))

function encodeNumber(encoding: number, value: number): Uint8Array {
  const out = new Uint8Array(fixedSize(encoding))
  switch (encoding) {
    case Encoding.Int8:
    case Encoding.Uint8: out[0] = value; return out
    case Encoding.Year: out[0] = value === 0 ? 255 : value - 1901; return out
    case Encoding.Int16:
    case Encoding.Uint16:
    case Encoding.Enum:
      out[0] = value
      out[1] = value >> 8
      return out
    case Encoding.Int32:
    case Encoding.Uint32:
    case Encoding.Date: writeInt32(out, 0, value); return out
    case Encoding.Float32: SCRATCH.setFloat32(0, value, true); return fromScratch(out)
    case Encoding.Float64: SCRATCH.setFloat64(0, value, true); return fromScratch(out)
    case Encoding.Int64:
    case Encoding.Uint64:
    case Encoding.Bit64:
    case Encoding.Time:
    case Encoding.Datetime:
    case Encoding.Set: {
      const high = Math.floor(value / 0x100000000)
      writeInt32(out, 0, value - high * 0x100000000)
      writeInt32(out, 4, high)
      return out
    }
  }
  throw unfit(encoding, value)
}

function writeInt32(out: Uint8Array, at: number, value: number): void {
  out[at] = value
  out[at + 1] = value >> 8
  out[at + 2] = value >> 16
  out[at + 3] = value >> 24
}

function fromScratch(out: Uint8Array): Uint8Array {
  for (let i = 0; i < out.length; i++) out[i] = SCRATCH.getUint8(i)
  return out
}

function encodeBigint(encoding: number, value: bigint): Uint8Array {
  if (fixedSize(encoding) !== 8 || encoding === Encoding.Float64) return encodeNumber(encoding, Number(value))
  SCRATCH.setBigInt64(0, BigInt.asIntN(64, value), true)
  return fromScratch(new Uint8Array(8))
}

function encodeDecimal(value: Decimal): Uint8Array {
  const negative = value.coefficient < 0n
  let rest = negative ? -value.coefficient : value.coefficient
  let words = 0
  for (let left = rest; left > 0n; left >>= 64n) words++
  const out = new Uint8Array(5 + 8 * words)
  const view = new DataView(out.buffer)
  // `| 0` turns the -0 of scale 0 into 0.
  view.setInt32(0, -value.scale | 0, true)
  out[4] = words === 0 ? 0 : negative ? 255 : 1
  for (let at = out.length - 8; at >= 5; at -= 8) {
    view.setBigUint64(at, BigInt.asUintN(64, rest))
    rest >>= 64n
  }
  return out
}

function encodeOutOfBand(encoding: number, value: OutOfBand): Uint8Array {
  switch (encoding) {
    case Encoding.StringAddr:
    case Encoding.BytesAddr:
    case Encoding.JsonAddr:
    case Encoding.GeometryAddr:
      return decodeHash(value.hash)
    case Encoding.StringAdaptive:
    case Encoding.BytesAdaptive:
    case Encoding.GeometryAdaptive:
    case Encoding.JsonAdaptive:
    case Encoding.ExtendedAdaptive: {
      if (value.length < 1) break
      const out = new Uint8Array(varintSize(value.length) + HASH_BYTES)
      const at = writeVarint(out, 0, value.length)
      decodeHash(value.hash, out, at)
      return out
    }
  }
  throw unfit(encoding, value)
}

/** Texts up to this length are encoded here: the platform's encoder costs more than they do. */
const SHORT_TEXT = 64

/** A short text of ASCII with zeros before and behind it; undefined for any other text. */
function asciiField(text: string, before: number, behind: number): Uint8Array | undefined {
  const { length } = text
  if (length > SHORT_TEXT) return undefined
  const out = new Uint8Array(before + length + behind)
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code > 127) return undefined
    out[before + i] = code
  }
  return out
}

function textBytes(value: FieldValue, encoding: number): Uint8Array {
  if (typeof value === 'string') return UTF8.encode(value)
  if (value instanceof Uint8Array) return value
  throw unfit(encoding, value)
}

function terminated(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length + 1)
  out.set(bytes)
  return out
}

function inline(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length + 1)
  out.set(bytes, 1)
  return out
}

function unfit(encoding: number, value: FieldValue): OxbowError {
  const form = value === null ? 'NULL' : typeof value === 'object' ? value.constructor.name : typeof value
  return new OxbowError('FIELD_NOT_ENCODABLE', `a ${form} can't be stored in encoding ${encoding}`)
}
