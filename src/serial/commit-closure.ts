import { FlatBufferBuilder } from './flatbuffer-builder.ts'
import { corrupt, TableReader } from './flatbuffer-reader.ts'
import { partsOf } from './item-runs.ts'
import { encodeSubtreeCounts } from './subtree-counts.ts'
import { checkChildren, checkedAddresses, requiredVector, type TreeNodeFields } from './tree-items.ts'

const SLOTS = 5

/** A key: the commit's height as 64 bits, little-endian, and its address. */
export const CLOSURE_KEY_BYTES = 28

/**
 * Where everything is in a node of the set of a commit's ancestors (`CMCL`). There are keys only.
 * Positions count from the chunk's first byte, lengths are in bytes; what is absent is at 0 with length 0.
 * Source: Dolt go/serial/commitclosure.fbs, go/store/prolly/message/commit_closure.go.
 */
export interface CommitClosure {
  readonly level: number
  /** Commits in this leaf, or children of this inner node. */
  readonly count: number
  /** Commits in all leaves below. */
  readonly treeCount: number
  /** `count` keys of 28 bytes. */
  readonly keyItems: number
  /** Inner nodes only: `count` addresses of 20 bytes. */
  readonly addressArray: number
  /** Inner nodes only; see `decodeSubtreeCounts`, which checks them. */
  readonly subtreeCounts: number
  readonly subtreeCountsLength: number
}

/**
 * Finds the parts of a node and checks every bound once.
 * @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`.
 */
export function readCommitClosure(chunk: Uint8Array): CommitClosure {
  const table = TableReader.open(chunk, 'CMCL', SLOTS)
  const level = table.u8(4)
  const keyItems = requiredVector(table, 0, 1)
  const count = table.vectorLength(keyItems) / CLOSURE_KEY_BYTES
  if (!Number.isInteger(count)) throw corrupt('a key of a commit closure is cut off')
  checkChildren(level, count)
  const addressArray = level === 0 ? 0 : checkedAddresses(table, 1, count)
  const subtreeCounts = level === 0 ? 0 : requiredVector(table, 2, 1)
  return {
    level, count, treeCount: table.u64(3), keyItems, addressArray, subtreeCounts,
    subtreeCountsLength: table.vectorLength(subtreeCounts),
  }
}

/** The values of a leaf are not stored; those of an inner node are the children's addresses. */
export function buildCommitClosure(node: TreeNodeFields): Uint8Array {
  const { level, keys } = node
  const builder = new FlatBufferBuilder(256 + keys.length * CLOSURE_KEY_BYTES)
  const keyItems = builder.joinedBytes(partsOf(keys))
  const addressArray = level === 0 ? 0 : builder.joinedBytes(partsOf(node.values))
  const subtreeCounts = level === 0 ? 0 : builder.byteVector(encodeSubtreeCounts(node.subtreeCounts))
  builder.startTable(SLOTS)
  builder.addOffset(0, keyItems)
  builder.addOffset(1, addressArray)
  builder.addOffset(2, subtreeCounts)
  builder.addU64(3, node.treeCount)
  builder.addU8(4, level)
  return builder.finish(builder.endTable(), 'CMCL')
}
