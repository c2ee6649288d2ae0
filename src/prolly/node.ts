import { encodeHash, type Hash } from '../store/hash.ts'
import { OxbowError } from '../error.ts'

/** Which message a node is, by its file identifier: rows and indexes, address maps, commit closures, blobs, merge artifacts. */
export type NodeKind = 'TUPM' | 'ADRM' | 'CMCL' | 'BLOB' | 'ARTM'

/** Where a node's items lie in its bytes; all positions count from the chunk's first byte. */
export interface NodeLayout {
  readonly kind: NodeKind
  readonly level: number
  /** Number of pairs (leaf) or children (inner node). */
  readonly count: number
  /** Number of pairs in all leaves below, or in this one. */
  readonly treeCount: number
  readonly keyItems: number
  /** Position of the u16 key offsets; -1 where all keys have `keySize` bytes. */
  readonly keyOffsets: number
  readonly keySize: number
  readonly valueItems: number
  /** Position of the u16 value offsets; -1 where all values have `valueSize` bytes. */
  readonly valueOffsets: number
  readonly valueSize: number
  /** Position and length of the varints that count the pairs below each child; inner nodes only. */
  readonly subtreeCounts: number
  readonly subtreeCountsLength: number
}

/**
 * A node of a prolly tree: a chunk and where its items are in it. Items are read in place.
 * In an inner node key i is the last key below child i, and value i the child's 20-byte address.
 * Made by `parseNode`, which has checked that every item lies inside the chunk.
 */
export class Node {
  /** Undefined for a root that is embedded in a table's message and was never hashed. */
  readonly hash: Hash | undefined
  readonly bytes: Uint8Array
  readonly kind: NodeKind
  readonly level: number
  readonly count: number
  readonly treeCount: number
  readonly keyItems: number
  readonly keyOffsets: number
  readonly keySize: number
  readonly valueItems: number
  readonly valueOffsets: number
  readonly valueSize: number
  /** For the node store's cache: read since the cache last looked. */
  recent: boolean
  private readonly countsAt: number
  private readonly countsLength: number
  private hashes: (Hash | undefined)[] | undefined
  private counts: Float64Array | undefined

  constructor(bytes: Uint8Array, hash: Hash | undefined, layout: NodeLayout) {
    this.hash = hash
    this.bytes = bytes
    this.kind = layout.kind
    this.level = layout.level
    this.count = layout.count
    this.treeCount = layout.treeCount
    this.keyItems = layout.keyItems
    this.keyOffsets = layout.keyOffsets
    this.keySize = layout.keySize
    this.valueItems = layout.valueItems
    this.valueOffsets = layout.valueOffsets
    this.valueSize = layout.valueSize
    this.recent = false
    this.countsAt = layout.subtreeCounts
    this.countsLength = layout.subtreeCountsLength
    this.hashes = undefined
    this.counts = undefined
  }

  keyStart(i: number): number {
    const { keyOffsets } = this
    if (keyOffsets < 0) return this.keyItems + i * this.keySize
    const at = keyOffsets + 2 * i
    return this.keyItems + (this.bytes[at] | (this.bytes[at + 1] << 8))
  }

  keyEnd(i: number): number {
    return this.keyStart(i + 1)
  }

  valueStart(i: number): number {
    const { valueOffsets } = this
    if (valueOffsets < 0) return this.valueItems + i * this.valueSize
    const at = valueOffsets + 2 * i
    return this.valueItems + (this.bytes[at] | (this.bytes[at + 1] << 8))
  }

  valueEnd(i: number): number {
    return this.valueStart(i + 1)
  }

  /** The key as a view. */
  key(i: number): Uint8Array {
    return this.bytes.subarray(this.keyStart(i), this.keyEnd(i))
  }

  /** The value as a view. */
  value(i: number): Uint8Array {
    return this.bytes.subarray(this.valueStart(i), this.valueEnd(i))
  }

  /** Address of child `i` of an inner node; of a leaf of an address map, the address stored under key `i`. */
  childHash(i: number): Hash {
    this.hashes ??= new Array<Hash | undefined>(this.count).fill(undefined)
    return (this.hashes[i] ??= encodeHash(this.bytes, this.valueItems + 20 * i))
  }

  /**
   * Pairs (for blobs: leaves) below child `i` of an inner node.
   * @throws OxbowError `NODE_CORRUPT` when the stored counts aren't one for each child.
   */
  subtreeCount(i: number): number {
    this.counts ??= decodeCounts(this.bytes, this.countsAt, this.countsLength, this.count)
    return this.counts[i]
  }
}

/** Zig-zag LEB128 varints of the differences between consecutive counts. Source: Go's encoding/binary PutVarint. */
function decodeCounts(bytes: Uint8Array, at: number, length: number, count: number): Float64Array {
  const counts = new Float64Array(count)
  const end = at + length
  let last = 0
  for (let i = 0; i < count; i++) {
    let zigzag = 0
    let scale = 1
    let byte = 128
    while (byte >= 128) {
      if (at >= end || scale > 2 ** 56) throw corruptCounts()
      byte = bytes[at++]
      zigzag += (byte & 127) * scale
      scale *= 128
    }
    last += zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
    if (last < 0 || !Number.isSafeInteger(last)) throw corruptCounts()
    counts[i] = last
  }
  if (at !== end) throw corruptCounts()
  return counts
}

function corruptCounts(): OxbowError {
  return new OxbowError('NODE_CORRUPT', 'the subtree counts of a tree node are damaged')
}
