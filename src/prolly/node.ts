import { OxbowError } from '../error.ts'
import { readAddressMap } from '../serial/address-map.ts'
import { readBlob } from '../serial/blob.ts'
import { CLOSURE_KEY_BYTES, readCommitClosure } from '../serial/commit-closure.ts'
import { identifierOf } from '../serial/file-identifier.ts'
import { readMergeArtifacts, type MergeArtifacts } from '../serial/merge-artifacts.ts'
import { readProllyTreeNode, type ProllyTreeNode } from '../serial/prolly-tree-node.ts'
import { decodeSubtreeCounts } from '../serial/subtree-counts.ts'
import { encodeHash, HASH_BYTES, type Hash } from '../store/hash.ts'

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
  /** What readers have decoded and keep with the node: at most a quarter of its bytes, which the node store counts in. */
  derived: unknown[] | undefined
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
    this.derived = undefined
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
   * @throws OxbowError `MESSAGE_CORRUPT` when the stored counts aren't one for each child.
   */
  subtreeCount(i: number): number {
    this.counts ??= decodeSubtreeCounts(this.bytes, this.countsAt, this.countsLength, this.count)
    return this.counts[i]
  }
}

/**
 * Reads a chunk as a tree node of any kind.
 * @param hash the chunk's address, if it has one of its own
 * @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`, `NODE_CORRUPT` when the chunk holds another message.
 */
export function parseNode(chunk: Uint8Array, hash?: Hash): Node {
  const kind = identifierOf(chunk)
  switch (kind) {
    case 'TUPM': return itemNode(chunk, hash, kind, readProllyTreeNode(chunk))
    case 'ARTM': return itemNode(chunk, hash, kind, readMergeArtifacts(chunk))
    case 'ADRM': {
      const { level, count, treeCount, keyItems, keyOffsets, addressArray, subtreeCounts, subtreeCountsLength } = readAddressMap(chunk)
      return new Node(chunk, hash, {
        kind, level, count, treeCount, keyItems, keyOffsets, keySize: 0, valueItems: addressArray, valueOffsets: -1,
        valueSize: HASH_BYTES, subtreeCounts, subtreeCountsLength,
      })
    }
    case 'CMCL': {
      const { level, count, treeCount, keyItems, addressArray, subtreeCounts, subtreeCountsLength } = readCommitClosure(chunk)
      return new Node(chunk, hash, {
        kind, level, count, treeCount, keyItems, keyOffsets: -1, keySize: CLOSURE_KEY_BYTES, valueItems: addressArray, valueOffsets: -1,
        valueSize: level === 0 ? 0 : HASH_BYTES, subtreeCounts, subtreeCountsLength,
      })
    }
    case 'BLOB': {
      const { level, count, treeSize, payload, payloadLength, addressArray, subtreeSizes, subtreeSizesLength } = readBlob(chunk)
      return new Node(chunk, hash, {
        kind, level, count, treeCount: treeSize, keyItems: 0, keyOffsets: -1, keySize: 0,
        valueItems: level === 0 ? payload : addressArray, valueOffsets: -1, valueSize: level === 0 ? payloadLength : HASH_BYTES,
        subtreeCounts: subtreeSizes, subtreeCountsLength: subtreeSizesLength,
      })
    }
  }
  throw new OxbowError('NODE_CORRUPT', `chunk ${hash ?? ''} holds ${kind}, not a node of a tree`)
}

function itemNode(chunk: Uint8Array, hash: Hash | undefined, kind: NodeKind, node: ProllyTreeNode | MergeArtifacts): Node {
  const { level, count, treeCount, keyItems, keyOffsets, valueItems, valueOffsets, addressArray, subtreeCounts, subtreeCountsLength } = node
  if (count < 0) throw new OxbowError('NODE_CORRUPT', `tree node ${hash ?? ''} has no offsets`)
  const leaf = level === 0
  return new Node(chunk, hash, {
    kind, level, count, treeCount, keyItems, keyOffsets, keySize: 0, valueItems: leaf ? valueItems : addressArray,
    valueOffsets: leaf ? valueOffsets : -1, valueSize: leaf ? 0 : HASH_BYTES, subtreeCounts, subtreeCountsLength,
  })
}
