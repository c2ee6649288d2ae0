import { OxbowError } from '../error.ts'
import type { Fetching } from '../store/missing.ts'
import { lowerBound, Position, readChild, type Seek } from './cursor.ts'
import type { Node } from './node.ts'
import type { NodeStore } from './node-store.ts'

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
