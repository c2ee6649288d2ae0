import { FlatBufferBuilder, type Offset } from './flatbuffer-builder.ts'
import { corrupt, TableReader } from './flatbuffer-reader.ts'
import { bytesOf, partsOf } from './item-runs.ts'
import { encodeSubtreeCounts } from './subtree-counts.ts'
import {
  checkAddressOffsets, checkChildren, checkedAddresses, checkItemOffsets, requiredVector, writeItemOffsets, type AddressedTreeNodeFields,
} from './tree-items.ts'

const SLOTS = 11

/** Item type "TupleFormatAlpha", the only one. */
const TUPLE_FORMAT = 1

/**
 * Where everything is in a node of a table's rows or of an index (`TUPM`). Positions count from the chunk's first
 * byte and lengths are in bytes unless a field says otherwise; what is absent is at 0 with length 0.
 * Source: Dolt go/serial/prolly.fbs, go/store/prolly/message/prolly_map.go.
 */
export interface ProllyTreeNode {
  readonly level: number
  /** Pairs in this leaf, or children of this inner node. */
  readonly count: number
  /** Pairs in all leaves below. */
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
  /** Leaves only: offsets of 16 bits into the value items, where an address of another chunk stands. */
  readonly addressOffsets: number
  /** Number of those offsets. */
  readonly addressOffsetsCount: number
}

/**
 * Finds the parts of a node and checks every bound and offset once, so that items can be read unchecked afterwards.
 * @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`.
 */
export function readProllyTreeNode(chunk: Uint8Array): ProllyTreeNode {
  const table = TableReader.open(chunk, 'TUPM', SLOTS)
  const level = table.u8(10)
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
    addressOffsets = table.vector(6, 2)
    addressOffsetsCount = table.vectorLength(addressOffsets)
    checkAddressOffsets(chunk, addressOffsets, addressOffsetsCount, valueItemsLength)
  } else {
    checkChildren(level, count)
    addressArray = checkedAddresses(table, 7, count)
    subtreeCounts = requiredVector(table, 8, 1)
  }
  return {
    level, count, treeCount: table.u64(9), keyItems, keyItemsLength, keyOffsets, valueItems, valueItemsLength, valueOffsets, addressArray,
    subtreeCounts, subtreeCountsLength: table.vectorLength(subtreeCounts), addressOffsets, addressOffsetsCount,
  }
}

/** Room for what a node has beside its items, in bytes. */
const FIXED_BYTES = 256

/** @throws OxbowError `MESSAGE_TOO_LARGE` when keys or values have more than 65,535 bytes. */
export function buildProllyTreeNode(node: AddressedTreeNodeFields): Uint8Array {
  const { level, keys, values } = node
  const builder = new FlatBufferBuilder(FIXED_BYTES + 4 * keys.length + bytesOf(keys) + bytesOf(values))
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
    builder.addU64(9, node.treeCount)
    builder.addOffset(6, addressOffsets)
  } else {
    builder.addOffset(7, valueItems)
    builder.addOffset(8, subtreeCounts)
    builder.addU64(9, node.treeCount)
  }
  builder.addU8(2, TUPLE_FORMAT)
  builder.addU8(5, TUPLE_FORMAT)
  builder.addU8(10, level)
  return builder.finish(builder.endTable(), 'TUPM')
}
