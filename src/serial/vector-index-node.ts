import { FlatBufferBuilder, type Offset } from './flatbuffer-builder.ts'
import { corrupt, TableReader } from './flatbuffer-reader.ts'
import { partsOf } from './item-runs.ts'
import { encodeSubtreeCounts } from './subtree-counts.ts'
import {
  checkChildren, checkedAddresses, checkWideItemOffsets, requiredVector, writeWideItemOffsets, type TreeNodeFields,
} from './tree-items.ts'

const SLOTS = 10

/**
 * Where everything is in a node of a vector index (`IVFF`). As in a `ProllyTreeNode`, but offsets have 32 bits.
 * Positions count from the chunk's first byte, lengths are in bytes; what is absent is at 0 with length 0.
 * Source: Dolt go/serial/vectorindexnode.fbs, go/store/prolly/message/vector_index.go.
 */
export interface VectorIndexNode {
  readonly level: number
  readonly count: number
  readonly treeCount: number
  readonly keyItems: number
  readonly keyItemsLength: number
  /** `count` + 1 offsets of 32 bits into the key items. */
  readonly keyOffsets: number
  /** Leaves only. */
  readonly valueItems: number
  readonly valueItemsLength: number
  /** Leaves only: `count` + 1 offsets of 32 bits into the value items. */
  readonly valueOffsets: number
  /** Inner nodes only: `count` addresses of 20 bytes. */
  readonly addressArray: number
  /** Inner nodes only; see `decodeSubtreeCounts`, which checks them. */
  readonly subtreeCounts: number
  readonly subtreeCountsLength: number
  /** Binary logarithm of the number of vectors that a node holds on average. */
  readonly logChunkSize: number
  /** 1 is the square of the Euclidean distance. */
  readonly distanceType: number
}

/** A node of a vector index, to be built. */
export interface VectorIndexNodeFields extends TreeNodeFields {
  readonly logChunkSize: number
  readonly distanceType: number
}

/**
 * Finds the parts of a node and checks every bound and offset once.
 * @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`.
 */
export function readVectorIndexNode(chunk: Uint8Array): VectorIndexNode {
  const table = TableReader.open(chunk, 'IVFF', SLOTS)
  const level = table.u8(7)
  const keyItems = requiredVector(table, 0, 1)
  const keyItemsLength = table.vectorLength(keyItems)
  const keyOffsets = requiredVector(table, 1, 4)
  const count = table.vectorLength(keyOffsets) - 1
  checkWideItemOffsets(chunk, keyOffsets, count, keyItemsLength)
  let valueItems = 0
  let valueItemsLength = 0
  let valueOffsets = 0
  let addressArray = 0
  let subtreeCounts = 0
  if (level === 0) {
    valueItems = requiredVector(table, 2, 1)
    valueItemsLength = table.vectorLength(valueItems)
    valueOffsets = requiredVector(table, 3, 4)
    if (table.vectorLength(valueOffsets) !== count + 1) throw corrupt('a tree node has not one value for each key')
    checkWideItemOffsets(chunk, valueOffsets, count, valueItemsLength)
  } else {
    checkChildren(level, count)
    addressArray = checkedAddresses(table, 4, count)
    subtreeCounts = requiredVector(table, 5, 1)
  }
  return {
    level, count, treeCount: table.u64(6), keyItems, keyItemsLength, keyOffsets, valueItems, valueItemsLength, valueOffsets, addressArray,
    subtreeCounts, subtreeCountsLength: table.vectorLength(subtreeCounts), logChunkSize: table.u8(8), distanceType: table.u8(9),
  }
}

export function buildVectorIndexNode(node: VectorIndexNodeFields): Uint8Array {
  const { level, keys, values } = node
  const builder = new FlatBufferBuilder()
  const keyItems = builder.joinedBytes(partsOf(keys))
  const keyOffsets = writeWideItemOffsets(builder, keys)
  const valueItems = builder.joinedBytes(partsOf(values))
  let valueOffsets: Offset = 0
  let subtreeCounts: Offset = 0
  if (level === 0) valueOffsets = writeWideItemOffsets(builder, values)
  else subtreeCounts = builder.byteVector(encodeSubtreeCounts(node.subtreeCounts))
  builder.startTable(SLOTS)
  builder.addOffset(0, keyItems)
  builder.addOffset(1, keyOffsets)
  if (level === 0) {
    builder.addOffset(2, valueItems)
    builder.addOffset(3, valueOffsets)
  } else {
    builder.addOffset(4, valueItems)
    builder.addOffset(5, subtreeCounts)
  }
  builder.addU64(6, node.treeCount)
  builder.addU8(7, level)
  builder.addU8(8, node.logChunkSize)
  builder.addU8(9, node.distanceType)
  return builder.finish(builder.endTable(), 'IVFF')
}
