import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runSync } from '../store/missing.ts'
import { MemoryChunks } from '../../test/support/memory-chunks.ts'
import { Encoding, encodeField } from './encoding.ts'
import { applyMutations, sortEdits, type Edit } from './mutate.ts'
import type { Node } from './node.ts'
import { NodeStore } from './node-store.ts'
import { rowWriter } from './node-writers.ts'
import { LeafSpan, scanLeaves } from './scan.ts'
import { buildTree, emptyTree, type Pair } from './tree-builder.ts'
import { buildTuple } from './tuple.ts'
import { TupleDescriptor } from './tuple-descriptor.ts'

const KEYS = new TupleDescriptor([{ encoding: Encoding.Int32, nullable: false }])
const WRITER = rowWriter(new TupleDescriptor([{ encoding: Encoding.Bytes, nullable: true }]))

/** A pair whose value's size and bytes follow from `version`. */
function pair(key: number, version: number, size: number): Pair {
  const bytes = new Uint8Array(size).fill(version)
  return { key: buildTuple([encodeField(Encoding.Int32, key)]), value: buildTuple([encodeField(Encoding.Bytes, bytes)]) }
}

function pairsOf(nodes: NodeStore, root: Node): Pair[] {
  const pairs: Pair[] = []
  for (const step of scanLeaves(nodes, root)) {
    if (!(step instanceof LeafSpan)) throw new Error('a chunk is missing')
    for (let i = step.from; i < step.to; i++) pairs.push({ key: step.node.key(i), value: step.node.value(i) })
  }
  return pairs
}

/** Keeps pairs in a Map and a tree, and says whether they agree after each round of edits. */
class Model {
  readonly store = new MemoryChunks()
  readonly nodes = new NodeStore(this.store)
  readonly rows = new Map<number, Pair>()
  root = emptyTree(this.store, WRITER)

  apply(edits: readonly { key: number; version: number; size: number; remove: boolean }[]): void {
    const list: Edit[] = []
    for (const { key, version, size, remove } of edits) {
      const made = pair(key, version, size)
      list.push(remove ? { key: made.key, value: null } : made)
      if (remove) this.rows.delete(key)
      else this.rows.set(key, made)
    }
    this.root = runSync(applyMutations(this.nodes, this.store, this.root, sortEdits(list, KEYS), KEYS, WRITER))
  }

  fromScratch(): Node {
    const sorted = [...this.rows].sort((a, b) => a[0] - b[0]).map(([, made]) => made)
    return buildTree(this.store, WRITER, sorted)
  }
}

const edit = (sizes: fc.Arbitrary<number>) =>
  fc.record({ key: fc.integer({ min: 0, max: 3000 }), version: fc.integer({ min: 0, max: 255 }), size: sizes, remove: fc.boolean() })

describe('applyMutations', () => {
  it('gives the tree that the same pairs make from scratch, whatever the order of edits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2000 }),
        fc.array(fc.array(edit(fc.integer({ min: 1, max: 120 })), { maxLength: 60 }), { maxLength: 6 }),
        (rows, rounds) => {
          const model = new Model()
          model.apply(Array.from({ length: rows }, (_, i) => ({ key: i, version: i & 255, size: 20 + (i % 50), remove: false })))
          for (const round of rounds) {
            model.apply(round)
            expect(model.root.hash).toBe(model.fromScratch().hash)
          }
          expect(pairsOf(model.nodes, model.root).length).toBe(model.rows.size)
          expect(model.root.treeCount).toBe(model.rows.size)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('holds for values so large that nodes end before they are full', () => {
    const sizes = fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 4000, max: 65000 }))
    const few = edit(sizes).map((e) => ({ ...e, key: e.key % 40 }))
    fc.assert(
      fc.property(fc.array(fc.array(few, { maxLength: 25 }), { maxLength: 8 }), (rounds) => {
        const model = new Model()
        for (const round of rounds) {
          model.apply(round)
          expect(model.root.hash).toBe(model.fromScratch().hash)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('comes down to the empty tree when everything is removed', () => {
    const model = new Model()
    const empty = model.root.hash
    const all = Array.from({ length: 5000 }, (_, key) => ({ key, version: 1, size: 60, remove: false }))
    model.apply(all)
    expect(model.root.level).toBeGreaterThan(0)
    model.apply(all.map((e) => ({ ...e, remove: true })))
    expect(model.root.hash).toBe(empty)
    expect(empty).toBe('52qkcc17dcqtblc9aml4so2jrooun338')
  })

  it('gives back the same root for edits that change nothing', () => {
    const model = new Model()
    model.apply(Array.from({ length: 500 }, (_, key) => ({ key, version: 1, size: 60, remove: false })))
    const before = model.root
    model.apply([{ key: 7, version: 1, size: 60, remove: false }, { key: 9999, version: 0, size: 1, remove: true }])
    expect(model.root).toBe(before)
  })

  it('writes few chunks for few edits', () => {
    const model = new Model()
    model.apply(Array.from({ length: 50000 }, (_, key) => ({ key, version: 1, size: 60, remove: false })))
    const before = model.store.chunks.size
    model.apply([{ key: 25000, version: 2, size: 60, remove: false }])
    expect(model.store.chunks.size - before).toBeLessThanOrEqual(model.root.level + 3)
  })
})
