import type { ChunkSink } from '../store/chunk-store.ts'
import { decodeHash, EMPTY_HASH, type Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import { BYTE_ORDER } from './byte-order.ts'
import { Missing } from '../store/missing.ts'
import { applyMutations, sortEdits, type Edit } from './mutate.ts'
import type { Node } from './node.ts'
import type { NodeStore } from './node-store.ts'
import { ADDRESS_MAP_WRITER } from './node-writers.ts'
import { scanLeaves } from './scan.ts'
import { lookup } from './seek.ts'
import { emptyTree } from './tree-builder.ts'

/*
 * Maps from names to addresses: refs in a store root, tables in a root value, indexes in a table.
 * Source: Dolt go/store/prolly/address_map.go.
 */

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })

/** All names with their addresses, in the order of the names' bytes. */
export function* readAddressMapTree(nodes: NodeStore, root: Node): Fetching<Map<string, Hash>> {
  const map = new Map<string, Hash>()
  for (const step of scanLeaves(nodes, root, {}, { readAhead: 2048 })) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    const { node, from, to } = step
    for (let i = from; i < to; i++) map.set(decoder.decode(node.key(i)), node.childHash(i))
  }
  return map
}

/** The address under a name, undefined when there is none. */
export function* getAddress(nodes: NodeStore, root: Node, name: string): Fetching<Hash | undefined> {
  const found = yield* lookup(nodes, root, BYTE_ORDER, encoder.encode(name))
  return found?.node.childHash(found.index)
}

/** Sets the given names; null and the empty address remove one. @returns the new root, which was put. */
export function* editAddressMap(
  nodes: NodeStore, sink: ChunkSink, root: Node, edits: Iterable<readonly [string, Hash | null]>,
): Fetching<Node> {
  const list: Edit[] = []
  for (const [name, hash] of edits) {
    list.push({ key: encoder.encode(name), value: hash === null || hash === EMPTY_HASH ? null : decodeHash(hash) })
  }
  return yield* applyMutations(nodes, sink, root, sortEdits(list, BYTE_ORDER), BYTE_ORDER, ADDRESS_MAP_WRITER)
}

/** The map without names. */
export function emptyAddressMap(sink: ChunkSink): Node {
  return emptyTree(sink, ADDRESS_MAP_WRITER)
}
