import { EMPTY_HASH, encodeHash, HASH_BYTES, type Hash } from '../store/hash.ts'
import { readAddressMap } from './address-map.ts'
import { readBlob } from './blob.ts'
import { CLOSURE_KEY_BYTES, readCommitClosure } from './commit-closure.ts'
import { readCommit } from './commit.ts'
import { identifierOf } from './file-identifier.ts'
import { readMergeArtifacts } from './merge-artifacts.ts'
import { readProllyTreeNode } from './prolly-tree-node.ts'
import { readRootValue } from './root-value.ts'
import { readStashList } from './stash-list.ts'
import { readStash } from './stash.ts'
import { readStatistic } from './statistic.ts'
import { readStoreRoot } from './store-root.ts'
import { readTable } from './table.ts'
import { readTag } from './tag.ts'
import { readVectorIndexNode } from './vector-index-node.ts'
import { readWorkingSet } from './working-set.ts'

/**
 * The addresses of all chunks that this one needs: what a push, a pull, a garbage collection and fsck walk.
 * Embedded messages are looked into. An address that a chunk names twice comes twice; EMPTY_HASH never comes.
 *
 * The roots and commits of a rebase in a working set are left out, as Dolt leaves them out.
 * Source: Dolt go/store/types/serial_message.go WalkAddrs, go/store/prolly/message.
 * @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`.
 */
export function references(chunk: Uint8Array): Hash[] {
  const found: Hash[] = []
  collect(chunk, found)
  return found.includes(EMPTY_HASH) ? found.filter((address) => address !== EMPTY_HASH) : found
}

function collect(chunk: Uint8Array, found: Hash[]): void {
  const kind = identifierOf(chunk)
  switch (kind) {
    case 'STRT': return collectNode(readStoreRoot(chunk).addressMap, found)
    case 'SLST': return collectNode(readStashList(chunk).addressMap, found)
    case 'DCMT': {
      const { parents, root, parentClosure } = readCommit(chunk)
      for (const parent of parents) found.push(parent)
      found.push(root, parentClosure)
      return
    }
    case 'DTAG':
      found.push(readTag(chunk).commit)
      return
    case 'WRST': {
      const { workingRoot, stagedRoot, mergeState } = readWorkingSet(chunk)
      found.push(workingRoot, stagedRoot ?? EMPTY_HASH)
      if (mergeState !== undefined) found.push(mergeState.preWorkingRoot, mergeState.fromCommit)
      return
    }
    case 'RTVL': {
      const root = readRootValue(chunk)
      found.push(root.foreignKeys)
      return collectNode(root.tables, found)
    }
    case 'DTBL': {
      const { schema, conflicts, violations, artifacts, secondaryIndexes, primaryIndex } = readTable(chunk)
      found.push(schema, conflicts.data, conflicts.ourSchema, conflicts.theirSchema, conflicts.ancestorSchema, violations, artifacts)
      collectNode(secondaryIndexes, found)
      return collectNode(primaryIndex, found)
    }
    case 'STSH': {
      const stash = readStash(chunk)
      found.push(stash.stashRoot, stash.headCommit)
      return
    }
    case 'STAT':
      found.push(readStatistic(chunk).root)
      return
    case 'DSCH': case 'DFKC': case 'TUPL': return
    default: return collectNode(chunk, found)
  }
}

/** The addresses in a tree's node; messages of other kinds are refused, so that embedding can't go on for ever. */
function collectNode(chunk: Uint8Array, found: Hash[]): void {
  const kind = identifierOf(chunk)
  switch (kind) {
    case 'TUPM': {
      const node = readProllyTreeNode(chunk)
      if (node.level > 0) pushAddresses(chunk, node.addressArray, node.count, HASH_BYTES, found)
      else pushListed(chunk, node.valueItems, node.addressOffsets, node.addressOffsetsCount, found)
      return
    }
    case 'ARTM': {
      const node = readMergeArtifacts(chunk)
      if (node.level > 0) pushAddresses(chunk, node.addressArray, node.count, HASH_BYTES, found)
      else pushListed(chunk, node.keyItems, node.addressOffsets, node.addressOffsetsCount, found)
      return
    }
    case 'CMCL': {
      const node = readCommitClosure(chunk)
      if (node.level > 0) pushAddresses(chunk, node.addressArray, node.count, HASH_BYTES, found)
      else pushAddresses(chunk, node.keyItems + CLOSURE_KEY_BYTES - HASH_BYTES, node.count, CLOSURE_KEY_BYTES, found)
      return
    }
    case 'IVFF': {
      const node = readVectorIndexNode(chunk)
      if (node.level > 0) pushAddresses(chunk, node.addressArray, node.count, HASH_BYTES, found)
      return
    }
    case 'BLOB': {
      const node = readBlob(chunk)
      if (node.level > 0) pushAddresses(chunk, node.addressArray, node.count, HASH_BYTES, found)
      return
    }
    default: {
      const node = readAddressMap(chunk)
      pushAddresses(chunk, node.addressArray, node.count, HASH_BYTES, found)
    }
  }
}

function pushAddresses(bytes: Uint8Array, at: number, count: number, stride: number, found: Hash[]): void {
  for (let i = 0; i < count; i++) found.push(encodeHash(bytes, at + stride * i))
}

/** The addresses at the listed u16 offsets into the items. */
function pushListed(bytes: Uint8Array, items: number, offsets: number, count: number, found: Hash[]): void {
  for (let at = offsets, end = offsets + 2 * count; at < end; at += 2) {
    found.push(encodeHash(bytes, items + (bytes[at] | (bytes[at + 1] << 8))))
  }
}
