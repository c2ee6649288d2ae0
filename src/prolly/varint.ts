import { OxbowError } from '../error.ts'

/*
 * SQLite4's variable-length integers, which adaptive values and JSON locations use: short for small numbers, and
 * memcmp on the bytes is the order of the numbers. Source: SQLite4's documentation, "Variable-Length Integers".
 */

/** Bytes that `value` takes. */
export function varintSize(value: number): number {
  if (value <= 240) return 1
  if (value <= 2287) return 2
  if (value <= 67823) return 3
  let size = 4
  for (let rest = Math.floor(value / 0x1000000); rest > 0; rest = Math.floor(rest / 256)) size++
  return size
}

/** Writes `value` (a safe integer, 0 or more) at `at`; returns the position behind it. */
export function writeVarint(out: Uint8Array, at: number, value: number): number {
  if (value <= 240) {
    out[at] = value
    return at + 1
  }
  if (value <= 2287) {
    out[at] = 241 + ((value - 240) >> 8)
    out[at + 1] = value - 240
    return at + 2
  }
  if (value <= 67823) {
    out[at] = 249
    out[at + 1] = (value - 2288) >> 8
    out[at + 2] = value - 2288
    return at + 3
  }
  const size = varintSize(value)
  out[at] = 247 + size - 1
  let rest = value
  for (let i = size - 1; i > 0; i--) {
    out[at + i] = rest % 256
    rest = Math.floor(rest / 256)
  }
  return at + size
}

/** Bytes of the varint that begins with this byte. */
export function varintLength(first: number): number {
  return first <= 240 ? 1 : first <= 248 ? 2 : first - 246
}

/**
 * The number at `at`. @throws OxbowError `FIELD_CORRUPT` when it runs over `end` or over 2^53.
 */
export function readVarint(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at]
  const size = varintLength(first)
  if (at >= end || at + size > end) throw new OxbowError('FIELD_CORRUPT', 'a stored length runs over the end of its field')
  if (size === 1) return first
  if (size === 2) return 240 + 256 * (first - 241) + bytes[at + 1]
  if (size === 3) return 2288 + 256 * bytes[at + 1] + bytes[at + 2]
  let value = 0
  for (let i = 1; i < size; i++) value = value * 256 + bytes[at + i]
  if (!Number.isSafeInteger(value)) throw new OxbowError('FIELD_CORRUPT', 'a stored length is impossibly large')
  return value
}
