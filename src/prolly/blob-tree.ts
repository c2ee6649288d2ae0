import { OxbowError } from '../error.ts'
import { buildBlob } from '../serial/blob.ts'
import type { ChunkSink } from '../store/chunk-store.ts'
import { decodeHash, EMPTY_HASH, HASH_BYTES, type Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import { checkChild } from './seek.ts'
import type { Node } from './node.ts'
import type { NodeStore } from './node-store.ts'

/** Leaves that one request asks for: bounds the memory that a long value takes on its way. */
const READ_WINDOW = 2048

/**
 * The bytes below an address: a blob tree, or an indexed JSON document (whose inner nodes are address maps).
 * The empty address is the empty value.
 * @throws OxbowError `NODE_CORRUPT` when a chunk below it is something else.
 */
export function* readBlob(nodes: NodeStore, hash: Hash): Fetching<Uint8Array> {
  if (hash === EMPTY_HASH) return new Uint8Array(0)
  const parts: Uint8Array[] = []
  yield* collect(nodes, yield* nodes.read(hash), parts)
  if (parts.length === 1) return parts[0]
  let size = 0
  for (const part of parts) size += part.length
  const out = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

function* collect(nodes: NodeStore, node: Node, parts: Uint8Array[]): Fetching<void> {
  if (node.level === 0) {
    if (node.kind !== 'BLOB') {
      throw new OxbowError('NODE_CORRUPT', `chunk ${node.hash} is ${node.kind}, not part of a TEXT, BLOB or JSON value`)
    }
    parts.push(node.value(0))
    return
  }
  for (let from = 0; from < node.count; from += READ_WINDOW) {
    const hashes: Hash[] = []
    for (let i = from; i < Math.min(node.count, from + READ_WINDOW); i++) hashes.push(node.childHash(i))
    for (const child of yield* nodes.readAll(hashes)) {
      checkChild(node, child)
      yield* collect(nodes, child, parts)
    }
  }
}

/** Bytes in every leaf but the last. */
const LEAF_BYTES = 4000

/** Children of every inner node but the last of a level. */
const FAN_OUT = LEAF_BYTES / HASH_BYTES

/**
 * Writes a value as a blob tree: leaves of 4,000 bytes, 200 addresses a node, as many levels as Dolt's formula gives
 * (one too many at exactly 4000 * 200^n bytes). Source: Dolt go/store/prolly/tree/blob_builder.go.
 * @returns its address; EMPTY_HASH for no bytes, which have no tree.
 */
export function writeBlob(sink: ChunkSink, bytes: Uint8Array): Hash {
  if (bytes.length === 0) return EMPTY_HASH
  let levels = 0
  if (bytes.length > LEAF_BYTES) {
    for (let rest = Math.floor(bytes.length / LEAF_BYTES); rest > 0; rest = Math.floor(rest / FAN_OUT)) levels++
  }
  let addresses: Uint8Array[] = []
  let counts: number[] = []
  let last: Hash = EMPTY_HASH
  for (let at = 0; at < bytes.length; at += LEAF_BYTES) {
    last = sink.put(buildBlob({ level: 0, values: [bytes.subarray(at, at + LEAF_BYTES)], subtreeCounts: [], treeCount: 1 }))
    addresses.push(decodeHash(last))
    counts.push(1)
  }
  for (let level = 1; level <= levels; level++) {
    const above: Uint8Array[] = []
    const countsAbove: number[] = []
    for (let at = 0; at < addresses.length; at += FAN_OUT) {
      const subtreeCounts = counts.slice(at, at + FAN_OUT)
      let treeCount = 0
      for (const count of subtreeCounts) treeCount += count
      last = sink.put(buildBlob({ level, values: addresses.slice(at, at + FAN_OUT), subtreeCounts, treeCount }))
      above.push(decodeHash(last))
      countsAbove.push(treeCount)
    }
    addresses = above
    counts = countsAbove
  }
  return last
}
