import { OxbowError } from '../error.ts'
import type { Hash } from '../store/hash.ts'
import { EMPTY_HASH } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import { checkChild } from './cursor.ts'
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
    if (node.kind !== 'BLOB') throw new OxbowError('NODE_CORRUPT', `chunk ${node.hash} is ${node.kind}, not part of a TEXT, BLOB or JSON value`)
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
