import { OxbowError } from '../error.ts'
import { compareMemory } from './compare-memory.ts'
import { weigherOf, type Weigher } from './collation-weights.ts'

/** How keys that hold text are ordered. */
export interface CollationOrder {
  /** Compares two UTF-8 texts in place: below 0, 0 or above 0. */
  compareBytes(a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array, bStart: number, bEnd: number): number
}

const BY_BYTES: CollationOrder = { compareBytes: compareMemory }

/** Rune by rune, as Dolt compares: no contractions, expansions or padding. Source: Dolt schema/collation_comparator.go. */
class RuneOrder implements CollationOrder {
  private readonly weight: Weigher

  constructor(weight: Weigher) {
    this.weight = weight
  }

  compareBytes(a: Uint8Array, aStart: number, aEnd: number, b: Uint8Array, bStart: number, bEnd: number): number {
    const shorter = Math.min(aEnd - aStart, bEnd - bStart)
    let same = 0
    while (same < shorter && a[aStart + same] === b[bStart + same]) same++
    if (same === shorter) return aEnd - aStart - (bEnd - bStart)
    // The bytes may part inside a character.
    while (same > 0 && ((a[aStart + same] & 0xc0) === 0x80 || (b[bStart + same] & 0xc0) === 0x80)) same--
    let i = aStart + same
    let j = bStart + same
    while (i < aEnd && j < bEnd) {
      const x = runeAt(a, i, aEnd)
      const y = runeAt(b, j, bEnd)
      if (x !== y) {
        const order = this.weight(x) - this.weight(y)
        if (order !== 0) return order
      }
      i += x === INVALID ? 1 : runeSize(x)
      j += y === INVALID ? 1 : runeSize(y)
    }
    return aEnd - i - (bEnd - j)
  }
}

/** Marks a byte that begins no valid character; it weighs what U+FFFD weighs and is one byte long. */
const INVALID = -1

function runeAt(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at]
  if (first < 0x80) return first
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  if (first < 0xc2 || first > 0xf4 || at + size > end) return INVALID
  let rune = first & (0x7f >> size)
  for (let i = 1; i < size; i++) {
    const byte = bytes[at + i]
    if ((byte & 0xc0) !== 0x80) return INVALID
    rune = (rune << 6) | (byte & 0x3f)
  }
  const tooSmall = size === 3 ? rune < 0x800 : size === 4 && rune < 0x10000
  return tooSmall || rune > 0x10ffff || (rune >= 0xd800 && rune < 0xe000) ? INVALID : rune
}

function runeSize(rune: number): number {
  return rune < 0x80 ? 1 : rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4
}

const orders = new Map<string, CollationOrder>()

/**
 * The order of keys under one of MySQL's collations; undefined is the order of bytes.
 * @throws OxbowError 1273 for a collation that this version can't order by.
 */
export function collationOrder(name: string | undefined): CollationOrder {
  if (name === undefined) return BY_BYTES
  let order = orders.get(name)
  if (order === undefined) {
    if (name === 'binary' || name.endsWith('_bin')) order = BY_BYTES
    else {
      const weigher = weigherOf(name)
      if (weigher === undefined) throw new OxbowError('COLLATION_UNKNOWN', `Unknown collation: '${name}'`, { errno: 1273 })
      order = new RuneOrder(weigher)
    }
    orders.set(name, order)
  }
  return order
}
