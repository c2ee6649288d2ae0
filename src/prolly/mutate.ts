import type { ChunkSink } from '../store/chunk-store.ts'
import { HASH_BYTES } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import { Chunker, MAX_NODE_DATA, type NodeWriter } from './chunker.ts'
import { CLOSURE_VALUE } from './node-writers.ts'
import { lowerBound, readChild, seekKey } from './seek.ts'
import { LevelCursor } from './level-cursor.ts'
import { parseNode, type Node } from './node.ts'
import type { NodeStore } from './node-store.ts'
import { buildUpwards } from './tree-builder.ts'
import type { KeyOrder } from './tuple-descriptor.ts'

/** Puts a pair, replacing one whose key compares equal; without a value, removes it. */
export interface Edit {
  readonly key: Uint8Array
  readonly value: Uint8Array | null
}

/** An edit of one level: in an inner node the value is a child's address, with the number of pairs below it. */
interface LevelEdit extends Edit {
  readonly count: number
}

/** Brings edits into the tree's order; of several with one key the last stays. */
export function sortEdits(edits: readonly Edit[], order: KeyOrder): Edit[] {
  const sorted = [...edits].sort((a, b) => order.compare(a.key, 0, a.key.length, b.key, 0, b.key.length))
  let kept = 0
  for (let i = 0; i < sorted.length; i++) {
    const { key } = sorted[i]
    const next = sorted[i + 1]
    if (next === undefined || order.compare(key, 0, key.length, next.key, 0, next.key.length) !== 0) sorted[kept++] = sorted[i]
  }
  sorted.length = kept
  return sorted
}

/**
 * Applies edits to a tree; the result is the very tree that all pairs would make if they were built from scratch.
 *
 * One level after the other: from the start of each node that an edit touches, pairs are cut into chunks anew until an
 * end falls together with the end of an old node, from where on the old nodes hold. The nodes consumed and made are
 * the edits of the level above. So the cost follows the number of edits, not the size of the tree.
 *
 * @param edits in the tree's order, without two of one key (`sortEdits`)
 * @returns the root; `root` itself when the edits change nothing.
 */
export function* applyMutations(
  nodes: NodeStore, sink: ChunkSink, root: Node, edits: readonly Edit[], order: KeyOrder, writer: NodeWriter,
): Fetching<Node> {
  let levelEdits: readonly LevelEdit[] = edits.map((e) => ({ key: e.key, value: e.value, count: 1 }))
  let below: Chunker | undefined
  for (let level = 0; ; level++) {
    const rewrite = new LevelRewrite(nodes, sink, root, level, levelEdits, order, writer)
    yield* rewrite.run()
    if (level === root.level) {
      if (!rewrite.changed) return root
      return yield* newRoot(nodes, sink, writer, level, rewrite.chunker, below)
    }
    levelEdits = rewrite.editsAbove()
    if (levelEdits.length === 0) return root
    below = rewrite.chunker
  }
}

/** The root above (or, where nodes with one child remain, below) the chunks of the old root's level. */
function* newRoot(
  nodes: NodeStore, sink: ChunkSink, writer: NodeWriter, level: number, chunker: Chunker, below: Chunker | undefined,
): Fetching<Node> {
  let node = buildUpwards(sink, writer, chunker, level)
  if (node.level === 0 || node.count > 1) return node
  // An only child that was just written may not be readable through `nodes` yet.
  const written = below?.last
  if (written !== undefined && written.hash === node.childHash(0)) node = parseNode(written.chunk, written.hash)
  while (node.level > 0 && node.count === 1) node = yield* readChild(nodes, node, 0)
  return node
}

/** The rewriting of the nodes of one level that edits touch. */
class LevelRewrite {
  /** True when any node had to be written. */
  changed = false
  readonly chunker: Chunker
  private readonly cursor: LevelCursor
  private readonly edits: readonly LevelEdit[]
  private readonly order: KeyOrder
  private readonly consumed: Node[] = []
  private next = 0

  constructor(
    nodes: NodeStore, sink: ChunkSink, root: Node, level: number, edits: readonly LevelEdit[], order: KeyOrder, writer: NodeWriter,
  ) {
    this.chunker = new Chunker(sink, writer, level)
    this.cursor = new LevelCursor(nodes, root, level, order)
    this.edits = edits
    this.order = order
  }

  *run(): Fetching<void> {
    const { cursor, edits } = this
    while (this.next < edits.length) {
      const edit = edits[this.next]
      yield* cursor.seek(edit.key)
      const at = lowerBound(cursor.node, seekKey(this.order, edit.key))
      if (this.changesNothing(cursor.node, at, edit)) {
        this.next++
        continue
      }
      this.changed = true
      if (at === 0) yield* this.reconsiderEnd()
      yield* this.rewriteRun()
    }
  }

  /**
   * The node before ends because of its own pairs, unless it ended early because the first pair of this one, which is
   * about to change, would have overfilled it. Then it has to be cut anew as well.
   */
  private *reconsiderEnd(): Fetching<void> {
    const { cursor, consumed } = this
    const first = cursor.node
    if (!(yield* cursor.step(-1))) return
    const before = cursor.node
    const full = before.count > 0 && first.count > 0 && dataSize(before) + pairSize(first, 0) > MAX_NODE_DATA
    // A node of the last run isn't the old one any more, and that run's end was one of its own.
    if (!full || consumed[consumed.length - 1] === before) yield* cursor.step(1)
  }

  /** Cuts anew from the start of the cursor's node until new and old chunks end together, and no edit is left before there. */
  private *rewriteRun(): Fetching<void> {
    const { cursor, chunker } = this
    for (;;) {
      this.consumed.push(cursor.node)
      this.mergeNode(cursor.node, cursor.atLast)
      if (chunker.empty) return
      if (!(yield* cursor.step(1))) break
    }
    chunker.finish()
  }

  /** Appends the node's pairs with the edits among them; in the level's last node also the edits behind them. */
  private mergeNode(node: Node, isLast: boolean): void {
    const { edits, order, chunker } = this
    const storesAll = node.kind !== 'CMCL' || node.level > 0
    // A chunk that begins where the old one did ends where it did, unless something changed before.
    let isSame = chunker.empty
    let i = 0
    while (i < node.count) {
      const edit = edits[this.next]
      let until = node.count
      if (edit !== undefined) until = Math.max(i, lowerBound(node, seekKey(order, edit.key)))
      if (storesAll) chunker.appendRun(node, i, until, isSame ? Math.min(until, node.count - 1) : i)
      else for (let k = i; k < until; k++) chunker.append(node.key(k), CLOSURE_VALUE, 1)
      i = until
      isSame = false
      if (edit === undefined || i === node.count) break
      if (order.compare(edit.key, 0, edit.key.length, node.bytes, node.keyStart(i), node.keyEnd(i)) === 0) i++
      this.applyNext()
    }
    if (isLast) while (this.next < edits.length) this.applyNext()
  }

  private applyNext(): void {
    const edit = this.edits[this.next++]
    if (edit.value !== null) this.chunker.append(edit.key, edit.value, edit.count)
  }

  private changesNothing(node: Node, at: number, edit: LevelEdit): boolean {
    const { key, value } = edit
    const there = at < node.count && this.order.compare(node.bytes, node.keyStart(at), node.keyEnd(at), key, 0, key.length) === 0
    if (!there || value === null) return !there && value === null
    return equalBytes(node.key(at), key) && equalBytes(storedValue(node, at), value)
  }

  /** What the level above has to change: old nodes that are gone, new ones in their place. */
  editsAbove(): LevelEdit[] {
    const { consumed, order } = this
    const made = this.chunker.chunks
    const edits: LevelEdit[] = []
    let m = 0
    for (const node of consumed) {
      const last = node.count - 1
      const from = node.keyStart(last)
      const to = node.keyEnd(last)
      let replaced = false
      while (m < made.length) {
        const { key, address, count } = made[m]
        const compared = order.compare(key, 0, key.length, node.bytes, from, to)
        if (compared > 0) break
        m++
        edits.push({ key, value: address, count })
        if (compared === 0) {
          replaced = true
          break
        }
      }
      if (!replaced) edits.push({ key: node.key(last), value: null, count: 0 })
    }
    for (; m < made.length; m++) edits.push({ key: made[m].key, value: made[m].address, count: made[m].count })
    return edits
  }
}

function dataSize(node: Node): number {
  const values = node.level === 0 ? node.valueEnd(node.count - 1) - node.valueStart(0) : HASH_BYTES * node.count
  return node.keyEnd(node.count - 1) - node.keyStart(0) + values
}

/** The value of a pair as it is counted for chunk sizes: commit closures count one byte that they don't store. */
function storedValue(node: Node, i: number): Uint8Array {
  return node.kind === 'CMCL' && node.level === 0 ? CLOSURE_VALUE : node.value(i)
}

function pairSize(node: Node, i: number): number {
  return node.keyEnd(i) - node.keyStart(i) + (node.valueEnd(i) - node.valueStart(i))
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
