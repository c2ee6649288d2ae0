import { OxbowError } from '../error.ts'
import { Missing, type Fetching } from '../store/missing.ts'
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

/** The first pair not before the position, or undefined when all are. */
export function* seekPosition(nodes: NodeStore, root: Node, seek: Seek): Fetching<Position | undefined> {
  let node = root
  while (node.level > 0) {
    const i = lowerBound(node, seek)
    if (i === node.count) return undefined
    const child = nodes.get(node.childHash(i)) ?? (yield* nodes.read(node.childHash(i)))
    checkChild(node, child)
    node = child
  }
  const index = lowerBound(node, seek)
  return index < node.count ? new Position(node, index) : undefined
}

/** The pair whose key compares equal to `key`, or undefined. */
export function* lookup(nodes: NodeStore, root: Node, order: KeyOrder, key: Uint8Array): Fetching<Position | undefined> {
  const position = lookupCached(nodes, root, order, key)
  if (!(position instanceof Missing)) return position
  yield* nodes.readAll(position.addresses)
  return yield* lookup(nodes, root, order, key)
}

/** As `lookup`, without a generator: `Missing` names the chunk that isn't at hand. For the inner loop of a join. */
export function lookupCached(nodes: NodeStore, root: Node, order: KeyOrder, key: Uint8Array): Position | Missing | undefined {
  let node = root
  for (;;) {
    const { bytes } = node
    let low = 0
    let high = node.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (order.compare(bytes, node.keyStart(middle), node.keyEnd(middle), key, 0, key.length) < 0) low = middle + 1
      else high = middle
    }
    if (low === node.count) return undefined
    if (node.level === 0) {
      return order.compare(bytes, node.keyStart(low), node.keyEnd(low), key, 0, key.length) === 0 ? new Position(node, low) : undefined
    }
    const hash = node.childHash(low)
    const child = nodes.get(hash)
    if (child === undefined) return new Missing([hash])
    checkChild(node, child)
    node = child
  }
}

/** Number of pairs before the position. */
export function* ordinal(nodes: NodeStore, root: Node, seek: Seek): Fetching<number> {
  let before = 0
  let node = root
  while (node.level > 0) {
    const i = lowerBound(node, seek)
    if (i === node.count) return before + node.treeCount
    for (let child = 0; child < i; child++) before += node.subtreeCount(child)
    node = yield* readChild(nodes, node, i)
  }
  return before + lowerBound(node, seek)
}

/** Number of pairs between two positions; undefined is an end of the tree. Reads only the two paths. */
export function* countRange(nodes: NodeStore, root: Node, lower: Seek | undefined, upper: Seek | undefined): Fetching<number> {
  const from = lower === undefined ? 0 : yield* ordinal(nodes, root, lower)
  const to = upper === undefined ? root.treeCount : yield* ordinal(nodes, root, upper)
  return Math.max(0, to - from)
}

/** The pair that has `n` pairs before it, or undefined when there are no more than `n`. */
export function* atOrdinal(nodes: NodeStore, root: Node, n: number): Fetching<Position | undefined> {
  if (n < 0 || n >= root.treeCount) return undefined
  let rest = n
  let node = root
  while (node.level > 0) {
    let i = 0
    while (i < node.count - 1 && rest >= node.subtreeCount(i)) rest -= node.subtreeCount(i++)
    node = yield* readChild(nodes, node, i)
  }
  if (rest >= node.count) throw new OxbowError('NODE_CORRUPT', 'the subtree counts of a tree node are wrong')
  return new Position(node, rest)
}
