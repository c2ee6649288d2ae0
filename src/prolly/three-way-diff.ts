import { Missing } from '../store/missing.ts'
import { diffTrees, type DiffEntry } from './diff.ts'
import type { Node } from './node.ts'
import type { NodeStore } from './node-store.ts'
import type { KeyOrder } from './tuple-descriptor.ts'

/** What became of one key since `base`: each side's change, undefined on a side that left it as it was. */
export class ThreeWayEntry {
  readonly left: DiffEntry | undefined
  readonly right: DiffEntry | undefined
  constructor(left: DiffEntry | undefined, right: DiffEntry | undefined) {
    this.left = left
    this.right = right
  }
}

/**
 * The keys that either side changed since `base`, in key order. Each side skips the subtrees that it shares with
 * `base`, so the cost follows the number of changes, not the size of the trees.
 * Source: Dolt go/store/prolly/tree/three_way_differ.go.
 */
export function* threeWayDiff(
  nodes: NodeStore, base: Node, left: Node, right: Node, order: KeyOrder,
): Generator<Missing | ThreeWayEntry, void, void> {
  const ours = diffTrees(nodes, base, left, order)
  const theirs = diffTrees(nodes, base, right, order)
  let a = yield* nextEntry(ours)
  let b = yield* nextEntry(theirs)
  while (a !== undefined || b !== undefined) {
    const compared = a === undefined ? 1 : b === undefined ? -1 : compareKeys(order, a, b)
    yield new ThreeWayEntry(compared <= 0 ? a : undefined, compared >= 0 ? b : undefined)
    if (compared <= 0) a = yield* nextEntry(ours)
    if (compared >= 0) b = yield* nextEntry(theirs)
  }
}

function* nextEntry(diff: Generator<Missing | DiffEntry, void, void>): Generator<Missing, DiffEntry | undefined, void> {
  for (;;) {
    const step = diff.next()
    if (step.done) return undefined
    if (!(step.value instanceof Missing)) return step.value
    yield step.value
  }
}

function compareKeys(order: KeyOrder, a: DiffEntry, b: DiffEntry): number {
  const { node: m, index: i } = (a.to ?? a.from)!
  const { node: n, index: j } = (b.to ?? b.from)!
  return order.compare(m.bytes, m.keyStart(i), m.keyEnd(i), n.bytes, n.keyStart(j), n.keyEnd(j))
}
