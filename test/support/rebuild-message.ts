import { buildAddressMap, readAddressMap } from '../../src/serial/address-map.ts'
import { buildBlob, readBlob } from '../../src/serial/blob.ts'
import { buildCommitClosure, CLOSURE_KEY_BYTES, readCommitClosure } from '../../src/serial/commit-closure.ts'
import { buildCommit, readCommit } from '../../src/serial/commit.ts'
import { identifierOf } from '../../src/serial/file-identifier.ts'
import { buildForeignKeys, readForeignKeys } from '../../src/serial/foreign-keys.ts'
import { buildMergeArtifacts, readMergeArtifacts } from '../../src/serial/merge-artifacts.ts'
import { buildProllyTreeNode, readProllyTreeNode } from '../../src/serial/prolly-tree-node.ts'
import { buildRootValue, readRootValue } from '../../src/serial/root-value.ts'
import { buildStashList, readStashList } from '../../src/serial/stash-list.ts'
import { buildStash, readStash } from '../../src/serial/stash.ts'
import { buildStatistic, readStatistic } from '../../src/serial/statistic.ts'
import { buildStoreRoot, readStoreRoot } from '../../src/serial/store-root.ts'
import { decodeSubtreeCounts } from '../../src/serial/subtree-counts.ts'
import { buildTableSchema, readTableSchema } from '../../src/serial/table-schema.ts'
import { buildTable, readTable } from '../../src/serial/table.ts'
import { buildTag, readTag } from '../../src/serial/tag.ts'
import { buildTuple, readTuple } from '../../src/serial/tuple.ts'
import { buildVectorIndexNode, readVectorIndexNode } from '../../src/serial/vector-index-node.ts'
import { buildWorkingSet, readWorkingSet } from '../../src/serial/working-set.ts'

/** Reads a message of any kind, embedded ones too, and writes it anew from what was read. */
export function rebuildMessage(chunk: Uint8Array): Uint8Array {
  switch (identifierOf(chunk)) {
    case 'STRT': return buildStoreRoot({ addressMap: rebuildMessage(readStoreRoot(chunk).addressMap) })
    case 'SLST': return buildStashList({ addressMap: rebuildMessage(readStashList(chunk).addressMap) })
    case 'STSH': return buildStash(readStash(chunk))
    case 'DCMT': return buildCommit(readCommit(chunk))
    case 'DTAG': return buildTag(readTag(chunk))
    case 'WRST': return buildWorkingSet(readWorkingSet(chunk))
    case 'STAT': return buildStatistic(readStatistic(chunk))
    case 'TUPL': return buildTuple(readTuple(chunk))
    case 'DSCH': return buildTableSchema(readTableSchema(chunk))
    case 'DFKC': return buildForeignKeys(readForeignKeys(chunk))
    case 'RTVL': {
      const root = readRootValue(chunk)
      return buildRootValue({ ...root, tables: rebuildMessage(root.tables) })
    }
    case 'DTBL': {
      const table = readTable(chunk)
      return buildTable({
        ...table, primaryIndex: rebuildMessage(table.primaryIndex), secondaryIndexes: rebuildMessage(table.secondaryIndexes),
      })
    }
    case 'TUPM': {
      const node = readProllyTreeNode(chunk)
      return buildProllyTreeNode({ ...tuples(chunk, node, 2), addressOffsets: shorts(chunk, node.addressOffsets, node.addressOffsetsCount) })
    }
    case 'ARTM': {
      const node = readMergeArtifacts(chunk)
      return buildMergeArtifacts({ ...tuples(chunk, node, 2), addressOffsets: shorts(chunk, node.addressOffsets, node.addressOffsetsCount) })
    }
    case 'IVFF': {
      const node = readVectorIndexNode(chunk)
      const { logChunkSize, distanceType } = node
      return buildVectorIndexNode({ ...tuples(chunk, node, 4), logChunkSize, distanceType })
    }
    case 'ADRM': {
      const node = readAddressMap(chunk)
      return buildAddressMap({
        level: node.level,
        treeCount: node.treeCount,
        keys: items(chunk, node.keyItems, node.keyOffsets, node.count, 2),
        values: fixed(chunk, node.addressArray, 20, node.count),
        subtreeCounts: counts(chunk, node),
      })
    }
    case 'CMCL': {
      const node = readCommitClosure(chunk)
      return buildCommitClosure({
        level: node.level,
        treeCount: node.treeCount,
        keys: fixed(chunk, node.keyItems, CLOSURE_KEY_BYTES, node.count),
        values: node.level === 0 ? [] : fixed(chunk, node.addressArray, 20, node.count),
        subtreeCounts: counts(chunk, node),
      })
    }
    case 'BLOB': {
      const { level, count, treeSize, payload, payloadLength, addressArray, subtreeSizes, subtreeSizesLength } = readBlob(chunk)
      return buildBlob({
        level,
        treeCount: treeSize,
        values: level === 0 ? [chunk.subarray(payload, payload + payloadLength)] : fixed(chunk, addressArray, 20, count),
        subtreeCounts: counts(chunk, { level, count, subtreeCounts: subtreeSizes, subtreeCountsLength: subtreeSizesLength }),
      })
    }
  }
}

interface Counted {
  readonly level: number
  readonly count: number
  readonly subtreeCounts: number
  readonly subtreeCountsLength: number
}

interface Tuples extends Counted {
  readonly treeCount: number
  readonly keyItems: number
  readonly keyOffsets: number
  readonly valueItems: number
  readonly valueOffsets: number
  readonly addressArray: number
}

function tuples(chunk: Uint8Array, node: Tuples, width: 2 | 4) {
  const { level, treeCount, count } = node
  return {
    level,
    treeCount,
    keys: items(chunk, node.keyItems, node.keyOffsets, count, width),
    values: level === 0 ? items(chunk, node.valueItems, node.valueOffsets, count, width) : fixed(chunk, node.addressArray, 20, count),
    subtreeCounts: counts(chunk, node),
  }
}

function counts(chunk: Uint8Array, node: Counted): number[] {
  return node.level === 0 ? [] : [...decodeSubtreeCounts(chunk, node.subtreeCounts, node.subtreeCountsLength, node.count)]
}

function items(chunk: Uint8Array, start: number, offsets: number, count: number, width: 2 | 4): Uint8Array[] {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length)
  const offset = (i: number): number =>
    start + (width === 2 ? view.getUint16(offsets + 2 * i, true) : view.getUint32(offsets + 4 * i, true))
  return Array.from({ length: count }, (_, i) => chunk.subarray(offset(i), offset(i + 1)))
}

function fixed(chunk: Uint8Array, start: number, size: number, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => chunk.subarray(start + size * i, start + size * (i + 1)))
}

function shorts(chunk: Uint8Array, start: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => chunk[start + 2 * i] | (chunk[start + 2 * i + 1] << 8))
}
