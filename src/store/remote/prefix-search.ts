import { addressKey, type AddressKey } from '../address-key.ts'
import type { Span } from '../archive.ts'
import type { Hash } from '../hash.ts'
import type { IndexWork } from './paged-index.ts'
import type { SparseBytes } from './sparse-bytes.ts'

/** A sorted array of address prefixes in a file. */
export interface PrefixArray {
  /** Byte of the first prefix in the file. */
  readonly offset: number
  /** Bytes from one prefix to the next. */
  readonly stride: number
  readonly count: number
}

/** Entries from ≤ i < to. */
interface Window {
  from: number
  to: number
}

/**
 * Finds where prefixes equal to those of the addresses stand. Addresses are spread evenly, so one read almost always
 * suffices: the entry is within three standard deviations of its expected place.
 * @param alsoNeeded what else will be read of the entries in a window, so that it comes with the same trip.
 * @returns for each address the first entry of its prefix and the one after the last; nothing for prefixes that aren't there.
 */
export function* searchPrefixes(
  bytes: SparseBytes, array: PrefixArray, addresses: readonly Hash[], alsoNeeded: (from: number, to: number) => readonly Span[],
): IndexWork<Map<Hash, Window>> {
  const { offset, stride, count } = array
  const found = new Map<Hash, Window>()
  if (count === 0) return found
  const reach = Math.ceil(1.5 * Math.sqrt(count)) + 4
  let open = addresses.map((hash) => {
    const expected = Math.floor((addressKey(hash).high / 2 ** 32) * count)
    return { hash, from: Math.max(0, expected - reach), to: Math.min(count, expected + reach), reach }
  })
  while (open.length > 0) {
    const needs: Span[] = []
    for (const { from, to } of open) {
      for (const part of [{ offset: offset + stride * from, length: stride * (to - from) }, ...alsoNeeded(from, to)]) {
        if (!bytes.has(part)) needs.push(part)
      }
    }
    if (needs.length > 0) yield needs
    const still: typeof open = []
    for (const entry of open) {
      const key = addressKey(entry.hash)
      const first = compare(bytes, offset + stride * entry.from, key)
      const last = compare(bytes, offset + stride * (entry.to - 1), key)
      const below = first < 0 || entry.from === 0
      const above = last > 0 || entry.to === count
      if (below && above) {
        const window = equalEntries(bytes, array, entry, key)
        if (window !== undefined) found.set(entry.hash, window)
        continue
      }
      // Rare. The window only ever grows, so this ends, on damaged prefixes too.
      entry.reach *= 4
      if (!below) entry.from = Math.max(0, entry.from - entry.reach)
      if (!above) entry.to = Math.min(count, entry.to + entry.reach)
      still.push(entry)
    }
    open = still
  }
  return found
}

/** Addresses by the first 32 bits of their prefixes. */
export type AddressesByHigh = ReadonlyMap<number, readonly Hash[]>

/**
 * Those of many addresses whose first 32 bits stand in a short array, found by going through the array; undefined when
 * it isn't all at hand.
 */
export function addressesIn(bytes: SparseBytes, { offset, stride, count }: PrefixArray, addresses: AddressesByHigh): Hash[] | undefined {
  if (count > 0 && !bytes.has({ offset, length: stride * count })) return undefined
  const found = new Set<Hash>()
  for (let i = 0; i < count; i++) {
    for (const hash of addresses.get(bytes.uint32(offset + stride * i)) ?? NONE) found.add(hash)
  }
  return [...found]
}

/** The first 32 bits of all prefixes; undefined when they aren't all at hand. */
export function highsOf(bytes: SparseBytes, { offset, stride, count }: PrefixArray): number[] | undefined {
  if (count > 0 && !bytes.has({ offset, length: stride * count })) return undefined
  return Array.from({ length: count }, (_, i) => bytes.uint32(offset + stride * i))
}

const NONE: readonly Hash[] = []

function equalEntries(bytes: SparseBytes, { offset, stride }: PrefixArray, window: Window, key: AddressKey): Window | undefined {
  let from = window.from
  let to = window.to
  while (from < to) {
    const middle = (from + to) >>> 1
    if (compare(bytes, offset + stride * middle, key) < 0) from = middle + 1
    else to = middle
  }
  while (to < window.to && compare(bytes, offset + stride * to, key) === 0) to++
  return to > from ? { from, to } : undefined
}

function compare(bytes: SparseBytes, at: number, key: AddressKey): number {
  return bytes.uint32(at) - key.high || bytes.uint32(at + 4) - key.low
}

/** True when the suffix that stands at a place is the address's. */
export function suffixIs(bytes: SparseBytes, at: number, hash: Hash): boolean {
  const key = addressKey(hash)
  return bytes.uint32(at) === key.suffix0 && bytes.uint32(at + 4) === key.suffix1 && bytes.uint32(at + 8) === key.suffix2
}
