/**
 * How a field of a tuple is written; the id is stored in the table's schema.
 * Source: Dolt go/serial/encoding.fbs, go/store/val/codec.go.
 */
export const Encoding = {
  Int8: 1,
  Uint8: 2,
  Int16: 3,
  Uint16: 4,
  Int32: 7,
  Uint32: 8,
  Int64: 9,
  Uint64: 10,
  Float32: 11,
  Float64: 12,
  Bit64: 13,
  Hash128: 14,
  Year: 15,
  Date: 16,
  Time: 17,
  Datetime: 18,
  Enum: 19,
  Set: 20,
  BytesAddr: 21,
  CommitAddr: 22,
  StringAddr: 23,
  JsonAddr: 24,
  Cell: 25,
  GeometryAddr: 26,
  ExtendedAddr: 27,
  String: 128,
  Bytes: 129,
  Decimal: 130,
  Json: 131,
  Geometry: 133,
  Extended: 134,
  StringAdaptive: 135,
  BytesAdaptive: 136,
  ExtendedAdaptive: 137,
  GeometryAdaptive: 138,
  JsonAdaptive: 139,
} as const

const SIZES = new Uint8Array(256)
for (const [encoding, size] of [
  [Encoding.Int8, 1], [Encoding.Uint8, 1], [Encoding.Int16, 2], [Encoding.Uint16, 2],
  [Encoding.Int32, 4], [Encoding.Uint32, 4], [Encoding.Int64, 8], [Encoding.Uint64, 8],
  [Encoding.Float32, 4], [Encoding.Float64, 8], [Encoding.Bit64, 8], [Encoding.Hash128, 16],
  [Encoding.Year, 1], [Encoding.Date, 4], [Encoding.Time, 8], [Encoding.Datetime, 8],
  [Encoding.Enum, 2], [Encoding.Set, 8], [Encoding.BytesAddr, 20], [Encoding.CommitAddr, 20],
  [Encoding.StringAddr, 20], [Encoding.JsonAddr, 20], [Encoding.Cell, 17], [Encoding.GeometryAddr, 20],
  [Encoding.ExtendedAddr, 20],
]) {
  SIZES[encoding] = size
}

/** Bytes of a field of this encoding, 0 when the size varies (or the id is unknown). */
export function fixedSize(encoding: number): number {
  return SIZES[encoding & 255]
}

/** Inline when short, else a chunk's address: the row decides (src/prolly/adaptive.ts). */
export function isAdaptive(encoding: number): boolean {
  return encoding >= Encoding.StringAdaptive && encoding <= Encoding.JsonAdaptive
}

/** The field is the address of a chunk that belongs to the tree, so it must be in the node's list of addresses. */
export function isAddress(encoding: number): boolean {
  return (encoding >= Encoding.BytesAddr && encoding <= Encoding.JsonAddr) || encoding === Encoding.GeometryAddr
}
