import type { ChunkSink } from '../store/chunk-store.ts'
import { decodeHash, EMPTY_HASH, encodeHash, type Hash } from '../store/hash.ts'
import { Missing, type Fetching } from '../store/missing.ts'
import { compareMemory } from './compare-memory.ts'
import { diffTrees } from './diff.ts'
import { readInt32 } from './encoding.ts'
import { applyMutations, sortEdits, type Edit } from './mutate.ts'
import type { Node } from './node.ts'
import type { NodeStore } from './node-store.ts'
import { CLOSURE_VALUE, COMMIT_CLOSURE_WRITER } from './node-writers.ts'
import { scanLeaves } from './scan.ts'
import { lookup } from './seek.ts'
import { emptyTree } from './tree-builder.ts'
import type { KeyOrder } from './tuple-descriptor.ts'

/*
 * The closure of a commit is the set of all its ancestors, itself excluded, by height.
 * Source: Dolt go/store/datas/commit_closure.go, go/store/prolly/commit_closure.go.
 */

/** By height as a number (it is stored little-endian), then by address. */
export const CLOSURE_ORDER: KeyOrder = {
  compare(a, aStart, aEnd, b, bStart, bEnd) {
    const high = (readInt32(a, aStart + 4) >>> 0) - (readInt32(b, bStart + 4) >>> 0)
    if (high !== 0) return high
    const low = (readInt32(a, aStart) >>> 0) - (readInt32(b, bStart) >>> 0)
    return low !== 0 ? low : compareMemory(a, aStart + 8, aEnd, b, bStart + 8, bEnd)
  },
}

/** A commit as closures know it. */
export interface ClosureEntry {
  readonly hash: Hash
  /** 1 for a commit without parents, else one more than its highest parent. */
  readonly height: number
}

/** A parent whose child's closure is wanted. */
export interface ClosureParent extends ClosureEntry {
  /** Address of the parent's own closure; EMPTY_HASH when it has no parents. */
  readonly closure: Hash
}

function closureKey({ hash, height }: ClosureEntry): Uint8Array {
  const key = new Uint8Array(28)
  const view = new DataView(key.buffer)
  view.setUint32(0, height, true)
  view.setUint32(4, Math.floor(height / 0x100000000), true)
  decodeHash(hash, key, 8)
  return key
}

function entryAt(node: Node, index: number): ClosureEntry {
  const at = node.keyStart(index)
  const height = (readInt32(node.bytes, at + 4) >>> 0) * 0x100000000 + (readInt32(node.bytes, at) >>> 0)
  return { height, hash: encodeHash(node.bytes, at + 8) }
}

/**
 * The closure of a commit with these parents: their closures and themselves. Written to `sink`.
 * @returns its address, EMPTY_HASH when there are no parents.
 */
export function* closureOfParents(nodes: NodeStore, sink: ChunkSink, parents: readonly ClosureParent[]): Fetching<Hash> {
  if (parents.length === 0) return EMPTY_HASH
  const [first, ...others] = parents
  const root = first.closure === EMPTY_HASH ? emptyTree(sink, COMMIT_CLOSURE_WRITER) : yield* nodes.read(first.closure)
  const edits: Edit[] = parents.map((parent) => ({ key: closureKey(parent), value: CLOSURE_VALUE }))
  for (const { closure } of others) {
    if (closure === EMPTY_HASH) continue
    for (const step of diffTrees(nodes, root, yield* nodes.read(closure), CLOSURE_ORDER)) {
      if (step instanceof Missing) yield step
      else if (step.from === undefined && step.to !== undefined) edits.push({ key: step.to.node.key(step.to.index), value: CLOSURE_VALUE })
    }
  }
  const made = yield* applyMutations(nodes, sink, root, sortEdits(edits, CLOSURE_ORDER), CLOSURE_ORDER, COMMIT_CLOSURE_WRITER)
  return made.hash ?? sink.put(made.bytes)
}

/** True when the closure holds the commit. */
export function* closureHas(nodes: NodeStore, closure: Hash, commit: ClosureEntry): Fetching<boolean> {
  if (closure === EMPTY_HASH) return false
  return (yield* lookup(nodes, yield* nodes.read(closure), CLOSURE_ORDER, closureKey(commit))) !== undefined
}

/** The ancestors in a closure, from the highest down, some at a time; ends early when the reader does. */
export function* closureEntries(nodes: NodeStore, closure: Hash): Generator<Missing | ClosureEntry, void, void> {
  if (closure === EMPTY_HASH) return
  for (const step of scanLeaves(nodes, yield* nodes.read(closure), {}, { reverse: true })) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    for (let i = step.to - 1; i >= step.from; i--) yield entryAt(step.node, i)
  }
}
