import { HASH_BYTES } from '../store/hash.ts'
import { FlatBufferBuilder } from './flatbuffer-builder.ts'
import { corrupt, TableReader } from './flatbuffer-reader.ts'
import { encodeSubtreeCounts } from './subtree-counts.ts'
import { checkChildren, requiredVector, type TreeNodeFields } from './tree-items.ts'

const SLOTS = 5

/**
 * Where everything is in a node of a long value's tree (`BLOB`): TEXT, BLOB, JSON, geometry.
 * Positions count from the chunk's first byte, lengths are in bytes; what is absent is at 0 with length 0.
 * Source: Dolt go/serial/blob.fbs, go/store/prolly/message/blob.go.
 */
export interface Blob {
  readonly level: number
  /** Children of this inner node; 1 for a leaf. */
  readonly count: number
  /** Leaves below; 1 for a leaf. */
  readonly treeSize: number
  /** Leaves only: this piece of the value. */
  readonly payload: number
  readonly payloadLength: number
  /** Inner nodes only: `count` addresses of 20 bytes. */
  readonly addressArray: number
  /** Inner nodes only: leaves below each child; see `decodeSubtreeCounts`, which checks them. */
  readonly subtreeSizes: number
  readonly subtreeSizesLength: number
}

/**
 * Finds the parts of a node and checks every bound once.
 * @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`.
 */
export function readBlob(chunk: Uint8Array): Blob {
  const table = TableReader.open(chunk, 'BLOB', SLOTS)
  const level = table.u8(4)
  let count = 1
  let payload = 0
  let addressArray = 0
  let subtreeSizes = 0
  if (level === 0) {
    payload = requiredVector(table, 0, 1)
  } else {
    addressArray = requiredVector(table, 1, 1)
    count = table.vectorLength(addressArray) / HASH_BYTES
    if (!Number.isInteger(count)) throw corrupt('an address in a tree node is cut off')
    checkChildren(level, count)
    subtreeSizes = requiredVector(table, 2, 1)
  }
  return {
    level, count, treeSize: table.u64(3), payload, payloadLength: table.vectorLength(payload), addressArray, subtreeSizes,
    subtreeSizesLength: table.vectorLength(subtreeSizes),
  }
}

/** A leaf has one value, its piece of the payload; the values of an inner node are addresses. Keys are not stored. */
export function buildBlob(node: Omit<TreeNodeFields, 'keys' | 'values'> & { readonly values: readonly Uint8Array[] }): Uint8Array {
  const { level, values } = node
  const builder = new FlatBufferBuilder(128 + (level === 0 ? values[0].length : values.length * (HASH_BYTES + 4)))
  const items = builder.joinedBytes(values)
  const subtreeSizes = level === 0 ? 0 : builder.byteVector(encodeSubtreeCounts(node.subtreeCounts))
  builder.startTable(SLOTS)
  builder.addOffset(level === 0 ? 0 : 1, items)
  builder.addOffset(2, subtreeSizes)
  builder.addU64(3, node.treeCount)
  builder.addU8(4, level)
  return builder.finish(builder.endTable(), 'BLOB')
}
