import {
  Encoding, readFloat32, readFloat64, readInt16, readInt32, readInt64, readInt8, readUint16, readUint32, readUint64, readUint8, readYear,
} from '../../prolly/encoding.ts'

/** Reads a number at a position. */
export type NumberReader = (bytes: Uint8Array, at: number) => number | bigint

/** The reader of a stored number, by the field's encoding; undefined for fields that aren't plain numbers. */
export function numberReader(encoding: number): NumberReader | undefined {
  switch (encoding) {
    case Encoding.Int8: return readInt8
    case Encoding.Uint8: return readUint8
    case Encoding.Int16: return readInt16
    case Encoding.Uint16: return readUint16
    case Encoding.Int32: return readInt32
    case Encoding.Uint32:
    case Encoding.Date: return readUint32
    case Encoding.Int64:
    case Encoding.Datetime:
    case Encoding.Time: return readInt64
    case Encoding.Uint64: return readUint64
    case Encoding.Float32: return readFloat32
    case Encoding.Float64: return readFloat64
    case Encoding.Year: return readYear
    default: return undefined
  }
}

/**
 * Reads a number by its field's encoding. A function call through a variable costs more than the read itself where many
 * columns share a loop, so loops call this: the commonest encodings are inlined, the others go through `read`.
 */
export function readNumber(encoding: number, read: NumberReader, bytes: Uint8Array, at: number): number {
  if (encoding === Encoding.Int16) return readInt16(bytes, at)
  if (encoding === Encoding.Int32) return readInt32(bytes, at)
  if (encoding === Encoding.Uint32 || encoding === Encoding.Date) return readUint32(bytes, at)
  if (encoding === Encoding.Float64) return readFloat64(bytes, at)
  return Number(read(bytes, at))
}
