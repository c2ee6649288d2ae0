import { buildAddressMap } from '../serial/address-map.ts'
import { buildCommitClosure } from '../serial/commit-closure.ts'
import type { Items } from '../serial/item-runs.ts'
import { buildMergeArtifacts } from '../serial/merge-artifacts.ts'
import { buildProllyTreeNode } from '../serial/prolly-tree-node.ts'
import type { NodeWriter } from './chunker.ts'
import { isAdaptive, isAddress } from './encoding-ids.ts'
import { fieldCount, fieldEnd, fieldStart } from './tuple.ts'
import type { TupleDescriptor } from './tuple-descriptor.ts'

/** Pairs in all leaves of a node. */
function treeCount(level: number, keys: Items, counts: readonly number[]): number {
  if (level === 0) return keys.length
  let sum = 0
  for (let i = 0; i < counts.length; i++) sum += counts[i]
  return sum
}

/** Writes the nodes of rows and secondary indexes whose values are of this descriptor. */
export function rowWriter(values: TupleDescriptor): NodeWriter {
  const adaptive: number[] = []
  const addresses: number[] = []
  values.fields.forEach(({ encoding }, i) => {
    if (isAdaptive(encoding)) adaptive.unshift(i)
    else if (isAddress(encoding)) addresses.unshift(i)
  })
  const listed = adaptive.length + addresses.length > 0
  return {
    write: (level, keys, items, counts) =>
      buildProllyTreeNode({
        level, keys, values: items, subtreeCounts: counts, treeCount: treeCount(level, keys, counts),
        addressOffsets: listed && level === 0 ? addressOffsets(items, adaptive, addresses) : [],
      }),
  }
}

/**
 * Where the addresses of other chunks stand in the joined values (of merge artifacts: keys) of a leaf. Push, pull and garbage collection follow
 * this list, so one that lacks an address loses data. Within a tuple Dolt lists backwards: the out-of-band adaptive
 * fields from last to first, then the address fields from last to first. Source: Dolt go/store/prolly/message/prolly_map.go.
 */
function addressOffsets(values: Items, adaptive: readonly number[], addresses: readonly number[]): number[] {
  const offsets: number[] = []
  let base = 0
  for (const value of values) {
    const count = fieldCount(value, value.length)
    for (const field of adaptive) {
      if (field >= count) continue
      const from = fieldStart(value, 0, value.length, field)
      const to = fieldEnd(value, 0, value.length, field)
      if (to > from && value[from] !== 0) offsets.push(base + to - 20)
    }
    for (const field of addresses) {
      if (field >= count) continue
      const from = fieldStart(value, 0, value.length, field)
      const to = fieldEnd(value, 0, value.length, field)
      if (to > from && !isZero(value, from, to)) offsets.push(base + from)
    }
    base += value.length
  }
  return offsets
}

function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== 0) return false
  return true
}

/** Writes the nodes of a table's merge artifacts. @param addressField the field of the keys that holds a commit's address */
export function artifactWriter(addressField: number): NodeWriter {
  return {
    write: (level, keys, values, counts) =>
      buildMergeArtifacts({
        level, keys, values, subtreeCounts: counts, treeCount: treeCount(level, keys, counts),
        addressOffsets: level === 0 ? addressOffsets(keys, [], [addressField]) : [],
      }),
  }
}

/** Writes the nodes of maps from names to addresses. */
export const ADDRESS_MAP_WRITER: NodeWriter = {
  write: (level, keys, values, counts) =>
    buildAddressMap({ level, keys, values, subtreeCounts: counts, treeCount: treeCount(level, keys, counts) }),
}

/** The value that every key of a commit closure has: it counts for chunk sizes, but isn't stored. */
export const CLOSURE_VALUE = new Uint8Array(1)

/** Writes the nodes of commit closures. */
export const COMMIT_CLOSURE_WRITER: NodeWriter = {
  write: (level, keys, values, counts) =>
    buildCommitClosure({ level, keys, values, subtreeCounts: counts, treeCount: treeCount(level, keys, counts) }),
}
