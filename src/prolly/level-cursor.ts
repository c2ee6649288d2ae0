import type { Fetching } from '../store/missing.ts'
import { lowerBound, readChild, seekKey } from './seek.ts'
import type { Node } from './node.ts'
import type { NodeStore } from './node-store.ts'
import type { KeyOrder } from './tuple-descriptor.ts'

/** Walks over the nodes of one level of a tree. */
export class LevelCursor {
  private readonly nodes: NodeStore
  private readonly order: KeyOrder
  /** From the root down to the level; `index[i]` is the child of `path[i]` that `path[i + 1]` is. */
  private readonly path: Node[]
  private readonly index: number[]

  constructor(nodes: NodeStore, root: Node, level: number, order: KeyOrder) {
    this.nodes = nodes
    this.order = order
    this.path = new Array<Node>(root.level - level + 1).fill(root)
    this.index = new Array<number>(root.level - level).fill(0)
  }

  /** The node that the cursor stands on; only after `seek`. */
  get node(): Node {
    return this.path[this.path.length - 1]
  }

  /** Goes to the node in which `key` stands or would stand; behind the last key, to the last node. */
  *seek(key: Uint8Array): Fetching<void> {
    const seek = seekKey(this.order, key)
    for (let depth = 0; depth < this.index.length; depth++) {
      const parent = this.path[depth]
      this.index[depth] = Math.min(lowerBound(parent, seek), parent.count - 1)
      this.path[depth + 1] = yield* readChild(this.nodes, parent, this.index[depth])
    }
  }

  /** Goes one node on (1) or back (-1); false when there is none, and the cursor stays. */
  *step(direction: 1 | -1): Fetching<boolean> {
    let depth = this.index.length - 1
    while (depth >= 0 && (direction === 1 ? this.index[depth] === this.path[depth].count - 1 : this.index[depth] === 0)) depth--
    if (depth < 0) return false
    this.index[depth] += direction
    for (; depth < this.index.length; depth++) {
      const child = yield* readChild(this.nodes, this.path[depth], this.index[depth])
      this.path[depth + 1] = child
      if (depth + 1 < this.index.length) this.index[depth + 1] = direction === 1 ? 0 : child.count - 1
    }
    return true
  }

  /** True when no node of the level follows. */
  get atLast(): boolean {
    for (let depth = 0; depth < this.index.length; depth++) {
      if (this.index[depth] < this.path[depth].count - 1) return false
    }
    return true
  }
}
