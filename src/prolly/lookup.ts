import { Missing, type Fetching } from '../store/missing.ts'
import { checkChild, lowerBound, Position, type Seek } from './cursor.ts'
import type { Node } from './node.ts'
import type { NodeStore } from './node-store.ts'
import type { KeyOrder } from './tuple-descriptor.ts'

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
