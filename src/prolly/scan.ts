import type { Hash } from '../store/hash.ts'
import { type Fetching, type Missing, together } from '../store/missing.ts'
import type { Node } from './node.ts'
import type { NodeStore } from './node-store.ts'
import { checkChild, lowerBound, type Seek } from './seek.ts'

/** Pairs from ≤ i < to of a leaf; never none. */
export class LeafSpan {
  readonly node: Node
  readonly from: number
  readonly to: number
  constructor(node: Node, from: number, to: number) {
    this.node = node
    this.from = from
    this.to = to
  }
}

/** From one position to another; without a bound, from or to the end of the tree. */
export interface ScanRange {
  readonly lower?: Seek
  readonly upper?: Seek
}

export interface ScanOptions {
  /** Leaves come in descending order; a span's pairs must then be read from `to - 1` down to `from`. */
  readonly reverse?: boolean
  /** Nodes that the first request asks for, 16 by default; each further one asks for twice as many, up to 2,048. */
  readonly readAhead?: number
}

const FIRST_WINDOW = 16
const LAST_WINDOW = 2048

/**
 * The pairs between two positions, leaf by leaf in key order. Nodes are read ahead in windows that grow, each with one
 * request, and nothing is read twice; so a scan that ends early has read little, and a long one reads in large pieces.
 */
export function* scanLeaves(
  nodes: NodeStore, root: Node, range: ScanRange = {}, options: ScanOptions = {},
): Generator<Missing | LeafSpan, void, void> {
  const { lower, upper } = range
  if (root.level === 0) {
    const from = lower === undefined ? 0 : lowerBound(root, lower)
    const to = upper === undefined ? root.count : lowerBound(root, upper)
    if (from < to) yield new LeafSpan(root, from, to)
    return
  }
  const reverse = options.reverse === true
  const near = reverse ? upper : lower
  const far = reverse ? lower : upper
  const leaves = new Level(nodes, root, 0, range, reverse)
  let window = Math.max(1, options.readAhead ?? FIRST_WINDOW)
  let first = true
  for (;;) {
    const batch = yield* leaves.take(window)
    if (batch.length === 0) return
    if (window < LAST_WINDOW) window = Math.min(LAST_WINDOW, window * 2)
    for (let i = 0; i < batch.length; i++) {
      const leaf = batch[i]
      let from = 0
      let to = leaf.count
      // Only the first and the last leaf can reach over the range's bounds.
      if (first && near !== undefined) {
        if (reverse) to = lowerBound(leaf, near)
        else from = lowerBound(leaf, near)
      }
      first = false
      if (far !== undefined && leaves.ended && i === batch.length - 1) {
        if (reverse) from = lowerBound(leaf, far)
        else to = lowerBound(leaf, far)
      }
      if (from < to) yield new LeafSpan(leaf, from, to)
    }
  }
}

/** Most ranges whose first leaves are brought to hand together. */
const TOGETHER = 256

/** Brings the leaves to hand with which scans of several ranges begin, all of a level with one request. */
export function* approachRanges(nodes: NodeStore, root: Node, ranges: readonly ScanRange[], reverse: boolean): Fetching<void> {
  if (ranges.length < 2) return
  yield* together(ranges.slice(0, TOGETHER).map((range) => firstLeaf(nodes, root, reverse ? range.upper : range.lower, reverse)))
}

function* firstLeaf(nodes: NodeStore, root: Node, near: Seek | undefined, reverse: boolean): Fetching<void> {
  for (let node = root; node.level > 0;) {
    const end = reverse ? node.count - 1 : 0
    node = yield* nodes.read(node.childHash(near === undefined ? end : Math.min(lowerBound(node, near), node.count - 1)))
  }
}

/** The nodes of one level that lie in the range, in scan order. */
class Level {
  /** True when the last node has been taken. */
  ended = false
  private readonly nodes: NodeStore
  private readonly root: Node
  private readonly range: ScanRange
  private readonly reverse: boolean
  private readonly above: Level | undefined
  private parents: Node[] = []
  private parentAt = 0
  /** The next child of the present parent, and how many of its children are still to come. */
  private child = 0
  private left = 0

  constructor(nodes: NodeStore, root: Node, level: number, range: ScanRange, reverse: boolean) {
    this.nodes = nodes
    this.root = root
    this.range = range
    this.reverse = reverse
    this.above = level === root.level ? undefined : new Level(nodes, root, level + 1, range, reverse)
  }

  /** Up to `want` further nodes, none only at the end. */
  *take(want: number): Fetching<Node[]> {
    if (this.above === undefined) {
      if (this.ended) return []
      this.ended = true
      return [this.root]
    }
    if (this.ended) return []
    const step = this.reverse ? -1 : 1
    const hashes: Hash[] = []
    const owners: Node[] = []
    for (;;) {
      while (this.left > 0 && hashes.length < want) {
        const parent = this.parents[this.parentAt - 1]
        hashes.push(parent.childHash(this.child))
        owners.push(parent)
        this.child += step
        this.left--
      }
      if (this.left === 0 && this.parentAt === this.parents.length) {
        if (this.above.ended) {
          this.ended = true
          break
        }
        // A window that its first parents fill doesn't wait for another trip to fetch more of them.
        if (hashes.length > 0 && hashes.length * 2 >= want) break
        const fanOut = this.parents.length === 0 ? 64 : this.parents[0].count
        this.parents = yield* this.above.take(Math.max(1, Math.ceil((want - hashes.length) / fanOut)))
        this.parentAt = 0
        if (this.parents.length === 0) {
          this.ended = true
          break
        }
      }
      if (this.left === 0) this.enter(this.parents[this.parentAt++])
      else if (hashes.length >= want) break
    }
    const ahead = this.parentsAhead(want)
    const children = yield* this.nodes.readAll(ahead.length === 0 ? hashes : [...hashes, ...ahead])
    children.length = hashes.length
    for (let i = 0; i < children.length; i++) checkChild(owners[i], children[i])
    return children
  }

  /** Parents that the next, larger window will need come with this one, so that it won't wait for them. */
  private parentsAhead(want: number): Hash[] {
    const { above, parents } = this
    if (above === undefined || want <= FIRST_WINDOW || parents.length === 0) return []
    const fanOut = parents[0].count
    const inSight = this.left + (parents.length - this.parentAt) * fanOut
    return inSight >= 2 * want ? [] : above.peek(Math.ceil((2 * want - inSight) / fanOut))
  }

  /** Addresses of up to `want` nodes that `take` will give next, without reading anything for it. */
  private peek(want: number): Hash[] {
    const hashes: Hash[] = []
    if (this.above === undefined || this.ended) return hashes
    const step = this.reverse ? -1 : 1
    for (let i = 0; i < Math.min(want, this.left); i++) hashes.push(this.parents[this.parentAt - 1].childHash(this.child + step * i))
    return hashes
  }

  /** Begins with the children of `parent` that lie in the range. */
  private enter(parent: Node): void {
    const { lower, upper } = this.range
    const from = lower === undefined ? 0 : lowerBound(parent, lower)
    // A child whose last key is behind the upper bound may still begin before it.
    const to = upper === undefined ? parent.count : Math.min(parent.count, lowerBound(parent, upper) + 1)
    this.left = Math.max(0, to - from)
    this.child = this.reverse ? to - 1 : from
  }
}
