import type { Hash } from '../store/hash.ts'
import type { Fetching, Missing } from '../store/missing.ts'
import { compareMemory } from './compare-memory.ts'
import type { Node } from './node.ts'
import type { NodeStore } from './node-store.ts'
import { checkChild } from './seek.ts'
import type { KeyOrder } from './tuple-descriptor.ts'

/** A pair that two trees don't have in common: `from` is absent when it was added, `to` when it was removed. */
export class DiffEntry {
  readonly from: { readonly node: Node; readonly index: number } | undefined
  readonly to: { readonly node: Node; readonly index: number } | undefined
  constructor(from: DiffEntry['from'], to: DiffEntry['to']) {
    this.from = from
    this.to = to
  }
}

/** Children of one node that the first request brings ahead of the comparison; each further one brings twice as many. */
const FIRST_WINDOW = 4
const LAST_WINDOW = 256

/**
 * The pairs in which two trees differ, in key order. Subtrees that both have are skipped at the highest level where
 * they show, so the cost follows the change, not the size. Pairs whose keys compare equal differ by their values'
 * bytes alone. Source: Dolt go/store/prolly/tree/diff.go.
 */
export function* diffTrees(nodes: NodeStore, from: Node, to: Node, order: KeyOrder): Generator<Missing | DiffEntry, void, void> {
  if (from === to || (from.hash !== undefined && from.hash === to.hash)) return
  const left = new DiffCursor(nodes, from)
  const right = new DiffCursor(nodes, to)
  while (!left.ended || !right.ended) {
    let compared = left.ended ? 1 : -1
    if (!left.ended && !right.ended) {
      if (left.level !== right.level) {
        const [lower, higher] = left.level < right.level ? [left, right] : [right, left]
        // From the start of a subtree the lower side can be seen as standing before that subtree: it may be a common one.
        if (!lower.rise(higher.level)) yield* higher.descend()
        continue
      }
      if (left.level > 0) {
        if (left.sameChild(right)) {
          left.advance()
          right.advance()
        } else {
          yield* descendBoth(nodes, left, right)
        }
        continue
      }
      compared = comparePlaces(order, left, right)
    } else {
      const rest = left.ended ? right : left
      if (rest.level > 0) {
        yield* rest.descend()
        continue
      }
    }
    if (compared < 0) {
      yield new DiffEntry(left.place(), undefined)
      left.advance()
    } else if (compared > 0) {
      yield new DiffEntry(undefined, right.place())
      right.advance()
    } else {
      if (!sameValue(left, right)) yield new DiffEntry(left.place(), right.place())
      left.advance()
      right.advance()
    }
  }
}

/** Stands before a pair of a leaf, or before a whole subtree. */
class DiffCursor {
  ended: boolean
  private readonly nodes: NodeStore
  private readonly path: Node[]
  private readonly indexes: number[]
  private window = FIRST_WINDOW

  constructor(nodes: NodeStore, root: Node) {
    this.nodes = nodes
    this.path = [root]
    this.indexes = [0]
    this.ended = root.count === 0
  }

  get node(): Node {
    return this.path[this.path.length - 1]
  }

  get index(): number {
    return this.indexes[this.indexes.length - 1]
  }

  get level(): number {
    return this.node.level
  }

  place(): { node: Node; index: number } {
    return { node: this.node, index: this.index }
  }

  /** True when both stand before the same subtree. */
  sameChild(other: DiffCursor): boolean {
    return this.node.childHash(this.index) === other.node.childHash(other.index)
  }

  /** Goes behind the pair or subtree; at the end of a node up to what follows it. */
  advance(): void {
    const { path, indexes } = this
    let depth = indexes.length - 1
    while (++indexes[depth] === path[depth].count) {
      if (depth === 0) {
        this.ended = true
        return
      }
      path.pop()
      indexes.pop()
      depth--
    }
  }

  /** From the first pair of a subtree of this level to the subtree itself; false when it stands elsewhere. */
  rise(level: number): boolean {
    const { path, indexes } = this
    let depth = path.length - 1
    for (; path[depth].level < level; depth--) {
      if (depth === 0 || indexes[depth] !== 0) return false
    }
    path.length = indexes.length = depth + 1
    return true
  }

  /** The subtree and its later siblings, without those that the other side's node has too; empty when it is at hand. */
  wanted(other: Node | undefined): Hash[] {
    const { nodes, node, index } = this
    if (nodes.get(node.childHash(index)) !== undefined) return []
    const common = new Set<Hash>()
    if (other !== undefined) for (let i = 0; i < other.count; i++) common.add(other.childHash(i))
    const wanted = [node.childHash(index)]
    for (let i = index + 1; i < node.count && wanted.length < this.window; i++) {
      const hash = node.childHash(i)
      if (!common.has(hash)) wanted.push(hash)
    }
    this.window = Math.min(LAST_WINDOW, this.window * 2)
    return wanted
  }

  /** Goes to the start of the subtree. */
  *descend(): Fetching<void> {
    const wanted = this.wanted(undefined)
    this.enter(wanted.length === 0 ? yield* this.nodes.read(this.node.childHash(this.index)) : (yield* this.nodes.readAll(wanted))[0])
  }

  enter(child: Node): void {
    checkChild(this.node, child)
    this.path.push(child)
    this.indexes.push(0)
  }
}

/** Goes to the starts of two subtrees, with one request. */
function* descendBoth(nodes: NodeStore, left: DiffCursor, right: DiffCursor): Fetching<void> {
  const leftHash = left.node.childHash(left.index)
  const rightHash = right.node.childHash(right.index)
  const wanted = [leftHash, rightHash, ...left.wanted(right.node), ...right.wanted(left.node)]
  const [leftChild, rightChild] = yield* nodes.readAll(wanted)
  left.enter(leftChild)
  right.enter(rightChild)
}

function comparePlaces(order: KeyOrder, left: DiffCursor, right: DiffCursor): number {
  const a = left.node
  const b = right.node
  const i = left.index
  const j = right.index
  return order.compare(a.bytes, a.keyStart(i), a.keyEnd(i), b.bytes, b.keyStart(j), b.keyEnd(j))
}

function sameValue(left: DiffCursor, right: DiffCursor): boolean {
  const a = left.node
  const b = right.node
  const i = left.index
  const j = right.index
  return compareMemory(a.bytes, a.valueStart(i), a.valueEnd(i), b.bytes, b.valueStart(j), b.valueEnd(j)) === 0
}
