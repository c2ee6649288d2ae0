import { EMPTY_HASH, HASH_BYTES, type Hash, decodeHash } from './hash.ts'

/** Bytes of an address that indexes sort by; the rest is the suffix. */
export const PREFIX_BYTES = 8
/** Bytes of an address after its prefix. */
export const SUFFIX_BYTES = 12

/** An address cut as the indexes of table files and archives cut it: prefix (u64) and suffix (12 bytes). */
export interface AddressKey {
  readonly bytes: Uint8Array
  /** The prefix's first and last 32 bits, unsigned. */
  readonly high: number
  readonly low: number
  /** The suffix as three unsigned 32-bit numbers. */
  readonly suffix0: number
  readonly suffix1: number
  readonly suffix2: number
}

class CurrentKey implements AddressKey {
  readonly bytes = new Uint8Array(HASH_BYTES)
  readonly #view = new DataView(this.bytes.buffer)
  hash: Hash = EMPTY_HASH
  high = 0
  low = 0
  suffix0 = 0
  suffix1 = 0
  suffix2 = 0

  set(hash: Hash): void {
    decodeHash(hash, this.bytes)
    this.hash = hash
    this.high = this.#view.getUint32(0)
    this.low = this.#view.getUint32(4)
    this.suffix0 = this.#view.getUint32(8)
    this.suffix1 = this.#view.getUint32(12)
    this.suffix2 = this.#view.getUint32(16)
  }
}

const current = new CurrentKey()

/**
 * The parts of an address. The object is shared: it holds until the next call. One address is looked for in many files
 * in turn, so the one cut last is kept.
 */
export function addressKey(hash: Hash): AddressKey {
  if (hash !== current.hash) current.set(hash)
  return current
}

/** True when the suffix at a place is the key's. */
export function suffixMatches(view: DataView, at: number, key: AddressKey): boolean {
  return view.getUint32(at) === key.suffix0 && view.getUint32(at + 4) === key.suffix1 && view.getUint32(at + 8) === key.suffix2
}

/** True when the prefix at a place is the key's. */
export function prefixMatches(view: DataView, at: number, key: AddressKey): boolean {
  return view.getUint32(at) === key.high && view.getUint32(at + 4) === key.low
}

function isBelow(view: DataView, at: number, key: AddressKey): boolean {
  const high = view.getUint32(at)
  return high < key.high || (high === key.high && view.getUint32(at + 4) < key.low)
}

/**
 * The first of `count` sorted prefixes that is not below the key's; `count` when all are. Addresses are spread evenly, so
 * the search starts where the key should stand between the first and the last prefix, and widens from there. It ends on
 * unsorted (damaged) prefixes too, with any answer.
 * @param at byte of the first prefix in `view`. @param stride bytes from one prefix to the next.
 */
export function lowerBound(view: DataView, at: number, stride: number, count: number, key: AddressKey): number {
  if (count === 0) return 0
  const first = view.getUint32(at)
  const last = view.getUint32(at + stride * (count - 1))
  const share = last > first ? (key.high - first) / (last - first) : 0
  const guess = Math.min(count - 1, Math.max(0, Math.floor(share * (count - 1))))
  // What is sought stands in from ≤ i ≤ to.
  let from = 0
  let to = count
  let step = 8
  if (isBelow(view, at + stride * guess, key)) {
    from = guess + 1
    while (from + step < to) {
      if (!isBelow(view, at + stride * (from + step), key)) {
        to = from + step
        break
      }
      from += step + 1
      step *= 4
    }
  } else {
    to = guess
    while (to - step > from) {
      if (isBelow(view, at + stride * (to - step), key)) {
        from = to - step + 1
        break
      }
      to -= step
      step *= 4
    }
  }
  while (from < to) {
    const middle = (from + to) >>> 1
    if (isBelow(view, at + stride * middle, key)) from = middle + 1
    else to = middle
  }
  return from
}
