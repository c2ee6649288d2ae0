import { OxbowError } from '../error.ts'
import { HASH_BYTES } from '../store/hash.ts'
import type { FlatBufferBuilder, Offset } from './flatbuffer-builder.ts'
import { corrupt, type TableReader } from './flatbuffer-reader.ts'
import { ItemRuns, type Items } from './item-runs.ts'

/*
 * What the messages of tree nodes have in common: items end to end in one byte vector, with count + 1 offsets in a
 * vector of their own (the first 0, the last the byte vector's length), and child addresses end to end.
 * Source: Dolt go/store/prolly/message/serialize.go.
 */

/** A node of a tree, to be built. */
export interface TreeNodeFields {
  /** 0 for a leaf. */
  readonly level: number
  /** In order; in an inner node the last key below each child. A blob has none. */
  readonly keys: Items
  /** In an inner node the 20-byte addresses of the children. */
  readonly values: Items
  /** Inner nodes only: pairs in the leaves below each child (in a blob, leaves). */
  readonly subtreeCounts: readonly number[]
  /** Pairs in all leaves of the subtree (in a blob, leaves). */
  readonly treeCount: number
}

/** A node whose items may hold addresses of other chunks. */
export interface AddressedTreeNodeFields extends TreeNodeFields {
  /** Position of each such address in the joined values (rows) or keys (merge artifacts) of a leaf, in Dolt's order. */
  readonly addressOffsets: readonly number[]
}

/**
 * Writes the offsets of `items`.
 * @throws OxbowError `MESSAGE_TOO_LARGE` when the items have more than 65,535 bytes.
 */
export function writeItemOffsets(builder: FlatBufferBuilder, items: Items): Offset {
  if (items instanceof ItemRuns) return builder.offsetsOf(items.ends)
  const ends = new Uint16Array(items.length)
  let total = 0
  for (let i = 0; i < items.length; i++) {
    total += items[i].length
    ends[i] = total
  }
  if (total > 0xffff) throw new OxbowError('MESSAGE_TOO_LARGE', `a tree node of ${total} bytes is larger than Dolt's 65535`)
  return builder.offsetsOf(ends)
}

/** Writes the offsets of `items`, 32 bits each. */
export function writeWideItemOffsets(builder: FlatBufferBuilder, items: Items): Offset {
  const offsets = new Uint32Array(items.length + 1)
  let i = 0
  for (const item of items) offsets[++i] = offsets[i - 1] + item.length
  return builder.u32Vector(offsets)
}

/** Position of a vector that must be there. */
export function requiredVector(table: TableReader, slot: number, itemBytes: number): number {
  const start = table.vector(slot, itemBytes)
  if (start === 0) throw corrupt('a required field is absent')
  return start
}

/** Checks that the `count` + 1 offsets at `at` run from 0 to `total` and never back. */
export function checkItemOffsets(bytes: Uint8Array, at: number, count: number, total: number): void {
  const end = at + 2 * count
  let last = bytes[at] | (bytes[at + 1] << 8)
  let ok = last === 0
  for (let p = at + 2; p <= end; p += 2) {
    const next = bytes[p] | (bytes[p + 1] << 8)
    ok = ok && next >= last
    last = next
  }
  if (count < 0 || !ok || last !== total) throw corrupt('the offsets of a tree node\'s items are wrong')
}

/** The same for offsets of 32 bits. */
export function checkWideItemOffsets(bytes: Uint8Array, at: number, count: number, total: number): void {
  let last = 0
  for (let i = 0, p = at; i <= count; i++, p += 4) {
    const next = (bytes[p] | (bytes[p + 1] << 8) | (bytes[p + 2] << 16) | (bytes[p + 3] << 24)) >>> 0
    if (next < last || (i === 0 && next !== 0)) throw corrupt('the offsets of a tree node\'s items are wrong')
    last = next
  }
  if (count < 0 || last !== total) throw corrupt('the offsets of a tree node\'s items are wrong')
}

/**
 * Position of a node's child addresses, or -- in a leaf that has a list of addresses -- of its values.
 * @throws OxbowError `MESSAGE_CORRUPT` unless there are exactly `count`.
 */
export function checkedAddresses(table: TableReader, slot: number, count: number): number {
  const start = requiredVector(table, slot, 1)
  if (table.vectorLength(start) !== HASH_BYTES * count) throw corrupt('a tree node has not one address for each key')
  return start
}

/** Checks that an address begins at each of the `count` u16 offsets at `at`, inside items of `total` bytes. */
export function checkAddressOffsets(bytes: Uint8Array, at: number, count: number, total: number): void {
  const last = total - HASH_BYTES
  for (let p = at, end = at + 2 * count; p < end; p += 2) {
    if ((bytes[p] | (bytes[p + 1] << 8)) > last) throw corrupt('an address in a tree node lies outside of its items')
  }
}

/** Refuses an inner node without children: Dolt writes none, and a walk down the tree could not go on. */
export function checkChildren(level: number, count: number): void {
  if (level > 0 && count === 0) throw corrupt('an inner tree node has no children')
}
