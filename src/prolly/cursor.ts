import { OxbowError } from '../error.ts'
import type { Fetching } from '../store/missing.ts'
import type { Node } from './node.ts'
import type { NodeStore } from './node-store.ts'
import type { KeyOrder } from './tuple-descriptor.ts'

/**
 * Names a position between two keys: negative for the keys before it, 0 or positive for those behind it. It is given
 * the key's place in a node's bytes, so a search by a prefix of the key builds no tuple. Must follow the tree's order.
 */
export type Seek = (bytes: Uint8Array, start: number, end: number) => number

/** Index of the first key of the node that isn't before the position; the node's count when all are. */
export function lowerBound(node: Node, seek: Seek): number {
  const { bytes } = node
  let low = 0
  let high = node.count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (seek(bytes, node.keyStart(middle), node.keyEnd(middle)) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** The position just before `key` (and before all that compare equal). */
export function seekKey(order: KeyOrder, key: Uint8Array): Seek {
  return (bytes, start, end) => order.compare(bytes, start, end, key, 0, key.length)
}

/** The position just behind `key` (and behind all that compare equal). */
export function seekAfterKey(order: KeyOrder, key: Uint8Array): Seek {
  return (bytes, start, end) => (order.compare(bytes, start, end, key, 0, key.length) <= 0 ? -1 : 1)
}

/** A pair's place in a leaf. */
export class Position {
  readonly node: Node
  readonly index: number
  constructor(node: Node, index: number) {
    this.node = node
    this.index = index
  }
}

/** Deepest tree that is believed: splitter salts exist for 15 levels. */
const MAX_LEVEL = 15

/** Child `i` of an inner node, whose chunk must be one level below. */
export function* readChild(nodes: NodeStore, parent: Node, i: number): Fetching<Node> {
  const hash = parent.childHash(i)
  const child = nodes.get(hash) ?? (yield* nodes.read(hash))
  checkChild(parent, child)
  return child
}

/** @throws OxbowError `NODE_CORRUPT` unless `child` may stand below `parent`. Keeps damaged trees from looping. */
export function checkChild(parent: Node, child: Node): void {
  if (child.level !== parent.level - 1 || parent.level > MAX_LEVEL || child.count === 0) {
    throw new OxbowError('NODE_CORRUPT', `chunk ${child.hash} isn't the tree node that its parent says`)
  }
}
