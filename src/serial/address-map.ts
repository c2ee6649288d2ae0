import { HASH_BYTES } from '../store/hash.ts'
import { FlatBufferBuilder } from './flatbuffer-builder.ts'
import { TableReader } from './flatbuffer-reader.ts'
import { partsOf } from './item-runs.ts'
import { encodeSubtreeCounts } from './subtree-counts.ts'
import { checkChildren, checkedAddresses, checkItemOffsets, requiredVector, writeItemOffsets, type TreeNodeFields } from './tree-items.ts'

const SLOTS = 6

/**
 * Where everything is in a node of a map from names to addresses (`ADRM`): refs, tables, indexes, parts of JSON.
 * Positions count from the chunk's first byte, lengths are in bytes; what is absent is at 0 with length 0.
 * Source: Dolt go/serial/addressmap.fbs, go/store/prolly/message/address_map.go.
 */
export interface AddressMap {
  readonly level: number
  /** Names in this leaf, or children of this inner node. */
  readonly count: number
  /** Names in all leaves below. */
  readonly treeCount: number
  readonly keyItems: number
  readonly keyItemsLength: number
  /** `count` + 1 offsets of 16 bits into the key items. */
  readonly keyOffsets: number
  /** `count` addresses of 20 bytes: what the names stand for in a leaf, the children in an inner node. */
  readonly addressArray: number
  /** Inner nodes only; see `decodeSubtreeCounts`, which checks them. */
  readonly subtreeCounts: number
  readonly subtreeCountsLength: number
}

/**
 * Finds the parts of a node and checks every bound and offset once.
 * @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`.
 */
export function readAddressMap(chunk: Uint8Array): AddressMap {
  const table = TableReader.open(chunk, 'ADRM', SLOTS)
  const level = table.u8(5)
  const keyItems = requiredVector(table, 0, 1)
  const keyItemsLength = table.vectorLength(keyItems)
  const keyOffsets = requiredVector(table, 1, 2)
  const count = table.vectorLength(keyOffsets) - 1
  checkItemOffsets(chunk, keyOffsets, count, keyItemsLength)
  checkChildren(level, count)
  const addressArray = checkedAddresses(table, 2, count)
  const subtreeCounts = level === 0 ? 0 : requiredVector(table, 3, 1)
  return {
    level, count, treeCount: table.u64(4), keyItems, keyItemsLength, keyOffsets, addressArray, subtreeCounts,
    subtreeCountsLength: table.vectorLength(subtreeCounts),
  }
}

/** The values are addresses of 20 bytes at every level. @throws OxbowError `MESSAGE_TOO_LARGE`. */
export function buildAddressMap(node: TreeNodeFields): Uint8Array {
  const { level, keys, values } = node
  const builder = new FlatBufferBuilder(256 + keys.length * (HASH_BYTES + 16))
  const keyItems = builder.joinedBytes(partsOf(keys))
  const keyOffsets = writeItemOffsets(builder, keys)
  const addressArray = builder.joinedBytes(partsOf(values))
  const subtreeCounts = level === 0 ? 0 : builder.byteVector(encodeSubtreeCounts(node.subtreeCounts))
  builder.startTable(SLOTS)
  builder.addOffset(0, keyItems)
  builder.addOffset(1, keyOffsets)
  builder.addOffset(2, addressArray)
  builder.addOffset(3, subtreeCounts)
  builder.addU64(4, node.treeCount)
  builder.addU8(5, level)
  return builder.finish(builder.endTable(), 'ADRM')
}
