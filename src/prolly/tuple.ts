import { OxbowError } from '../error.ts'

/*
 * A tuple is `field0 … fieldK-1 | u16 offset1 … offsetK-1 | u16 K`, all little-endian. Offsets count from the tuple's
 * start. A field of no bytes, or one behind the last, is NULL. Source: Dolt go/store/val/tuple.go.
 */

/** The tuple without fields: the value of every entry of a secondary index. */
export const EMPTY_TUPLE = new Uint8Array(2)

/** Most bytes that the fields of one tuple may take: a node's offsets are 16 bits. */
export const MAX_TUPLE_DATA = 65504

/** Most fields of one tuple. */
export const MAX_TUPLE_FIELDS = 4096

/** Number of fields of the tuple that ends at `end`; fields from there on are NULL. */
export function fieldCount(bytes: Uint8Array, end: number): number {
  return bytes[end - 2] | (bytes[end - 1] << 8)
}

/** Where field `i` of the tuple in [start, end) begins. `i` must be below the field count. */
export function fieldStart(bytes: Uint8Array, start: number, end: number, i: number): number {
  if (i === 0) return start
  const at = end - 2 * fieldCount(bytes, end) + 2 * (i - 1)
  return start + (bytes[at] | (bytes[at + 1] << 8))
}

/** Where field `i` of the tuple in [start, end) ends. `i` must be below the field count. */
export function fieldEnd(bytes: Uint8Array, start: number, end: number, i: number): number {
  const count = fieldCount(bytes, end)
  if (i === count - 1) return end - 2 * count
  const at = end - 2 * count + 2 * i
  return start + (bytes[at] | (bytes[at + 1] << 8))
}

/** True when field `i` is NULL. */
export function fieldIsNull(bytes: Uint8Array, start: number, end: number, i: number): boolean {
  return i >= fieldCount(bytes, end) || fieldStart(bytes, start, end, i) === fieldEnd(bytes, start, end, i)
}

/** The bytes of field `i` as a view, or null when it is NULL. */
export function fieldBytes(bytes: Uint8Array, start: number, end: number, i: number): Uint8Array | null {
  if (i >= fieldCount(bytes, end)) return null
  const from = fieldStart(bytes, start, end, i)
  const to = fieldEnd(bytes, start, end, i)
  return to > from ? bytes.subarray(from, to) : null
}

/** Most bytes of a field that is copied byte by byte. */
const SHORT_FIELD = 16

/** Collects fields, then lays them out as a tuple. One builder may build many tuples, one after another. */
export class TupleBuilder {
  private readonly fields: (Uint8Array | null)[] = []

  /** Adds the next field; no bytes at all is NULL too. */
  putField(bytes: Uint8Array | null): void {
    this.fields.push(bytes)
  }

  /** The tuple of the fields put since the last build. @throws OxbowError as `buildTuple` does. */
  build(): Uint8Array {
    try {
      return buildTuple(this.fields)
    } finally {
      this.fields.length = 0
    }
  }
}

/**
 * A tuple of these fields: NULLs at its end are cut.
 * @throws OxbowError `ROW_TOO_LARGE` (1118) when the fields are more than a node can hold.
 */
export function buildTuple(fields: readonly (Uint8Array | null)[]): Uint8Array {
  let count = fields.length
  while (count > 0 && (fields[count - 1] === null || fields[count - 1]!.length === 0)) count--
  let size = 0
  for (let i = 0; i < count; i++) size += fields[i]?.length ?? 0
  if (size > MAX_TUPLE_DATA || count > MAX_TUPLE_FIELDS) {
    const message = `Row size too large. The maximum row size is ${MAX_TUPLE_DATA} bytes in ${MAX_TUPLE_FIELDS} columns`
    throw new OxbowError('ROW_TOO_LARGE', message, { errno: 1118, sqlState: '42000' })
  }
  if (count === 0) return EMPTY_TUPLE
  const tuple = new Uint8Array(size + 2 * count)
  let at = 0
  let offsetAt = size
  for (let i = 0; i < count; i++) {
    if (i > 0) {
      tuple[offsetAt] = at
      tuple[offsetAt + 1] = at >> 8
      offsetAt += 2
    }
    const field = fields[i]
    if (field === null) continue
    // Most fields are numbers of a few bytes, which `set` is too much for.
    if (field.length <= SHORT_FIELD) for (let k = 0; k < field.length; k++) tuple[at + k] = field[k]
    else tuple.set(field, at)
    at += field.length
  }
  tuple[offsetAt] = count
  tuple[offsetAt + 1] = count >> 8
  return tuple
}
