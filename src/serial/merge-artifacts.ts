import { FlatBufferBuilder, type Offset } from './flatbuffer-builder.ts'
import { corrupt, TableReader } from './flatbuffer-reader.ts'
import { partsOf } from './item-runs.ts'
import { encodeSubtreeCounts } from './subtree-counts.ts'
import {
  checkAddressOffsets, checkChildren, checkedAddresses, checkItemOffsets, requiredVector, writeItemOffsets, type AddressedTreeNodeFields,
} from './tree-items.ts'

const SLOTS = 9

/**
 * Where everything is in a node of a table's merge artifacts (`ARTM`): conflicts and constraint violations.
 * As in a `ProllyTreeNode`, but addresses of other chunks stand in the keys.
 * Positions count from the chunk's first byte, lengths are in bytes; what is absent is at 0 with length 0.
 * Source: Dolt go/serial/mergeartifacts.fbs, go/store/prolly/message/merge_artifacts.go.
 */
export interface MergeArtifacts {
  readonly level: number
  readonly count: number
  readonly treeCount: number
  readonly keyItems: number
  readonly keyItemsLength: number
  /** `count` + 1 offsets of 16 bits into the key items. */
  readonly keyOffsets: number
  /** Leaves only. */
  readonly valueItems: number
  readonly valueItemsLength: number
  /** Leaves only: `count` + 1 offsets of 16 bits into the value items. */
  readonly valueOffsets: number
  /** Inner nodes only: `count` addresses of 20 bytes. */
  readonly addressArray: number
  /** Inner nodes only; see `decodeSubtreeCounts`, which checks them. */
  readonly subtreeCounts: number
  readonly subtreeCountsLength: number
  /** Leaves only: offsets of 16 bits into the key items, where a commit's address stands. */
  readonly addressOffsets: number
  /** Number of those offsets. */
  readonly addressOffsetsCount: number
}

/**
 * Finds the parts of a node and checks every bound and offset once.
 * @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`.
 */
export function readMergeArtifacts(chunk: Uint8Array): MergeArtifacts {
  const table = TableReader.open(chunk, 'ARTM', SLOTS)
  const level = table.u8(8)
  const keyItems = requiredVector(table, 0, 1)
  const keyItemsLength = table.vectorLength(keyItems)
  const keyOffsets = requiredVector(table, 1, 2)
  const count = table.vectorLength(keyOffsets) - 1
  checkItemOffsets(chunk, keyOffsets, count, keyItemsLength)
  let valueItems = 0
  let valueItemsLength = 0
  let valueOffsets = 0
  let addressArray = 0
  let subtreeCounts = 0
  let addressOffsets = 0
  let addressOffsetsCount = 0
  if (level === 0) {
    valueItems = requiredVector(table, 3, 1)
    valueItemsLength = table.vectorLength(valueItems)
    valueOffsets = requiredVector(table, 4, 2)
    if (table.vectorLength(valueOffsets) !== count + 1) throw corrupt('a tree node has not one value for each key')
    checkItemOffsets(chunk, valueOffsets, count, valueItemsLength)
    addressOffsets = table.vector(2, 2)
    addressOffsetsCount = table.vectorLength(addressOffsets)
    checkAddressOffsets(chunk, addressOffsets, addressOffsetsCount, keyItemsLength)
  } else {
    checkChildren(level, count)
    addressArray = checkedAddresses(table, 5, count)
    subtreeCounts = requiredVector(table, 6, 1)
  }
  return {
    level, count, treeCount: table.u64(7), keyItems, keyItemsLength, keyOffsets, valueItems, valueItemsLength, valueOffsets, addressArray,
    subtreeCounts, subtreeCountsLength: table.vectorLength(subtreeCounts), addressOffsets, addressOffsetsCount,
  }
}

/** @throws OxbowError `MESSAGE_TOO_LARGE` when keys or values have more than 65,535 bytes. */
export function buildMergeArtifacts(node: AddressedTreeNodeFields): Uint8Array {
  const { level, keys, values } = node
  const builder = new FlatBufferBuilder()
  const keyItems = builder.joinedBytes(partsOf(keys))
  const keyOffsets = writeItemOffsets(builder, keys)
  const valueItems = builder.joinedBytes(partsOf(values))
  let valueOffsets: Offset = 0
  let addressOffsets: Offset = 0
  let subtreeCounts: Offset = 0
  if (level === 0) {
    valueOffsets = writeItemOffsets(builder, values)
    if (node.addressOffsets.length > 0) addressOffsets = builder.u16Vector(node.addressOffsets)
  } else {
    subtreeCounts = builder.byteVector(encodeSubtreeCounts(node.subtreeCounts))
  }
  builder.startTable(SLOTS)
  builder.addOffset(0, keyItems)
  builder.addOffset(1, keyOffsets)
  if (level === 0) {
    builder.addOffset(3, valueItems)
    builder.addOffset(4, valueOffsets)
    builder.addU64(7, node.treeCount)
    builder.addOffset(2, addressOffsets)
  } else {
    builder.addOffset(5, valueItems)
    builder.addOffset(6, subtreeCounts)
    builder.addU64(7, node.treeCount)
  }
  builder.addU8(8, level)
  return builder.finish(builder.endTable(), 'ARTM')
}
