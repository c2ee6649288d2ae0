import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryChunks } from '../../test/support/memory-chunks.ts'
import { Missing, run, runSync, type Fetching } from '../store/missing.ts'
import { diffTrees } from './diff.ts'
import { Encoding, encodeField, readInt32 } from './encoding.ts'
import { applyMutations, sortEdits, type Edit } from './mutate.ts'
import type { Node } from './node.ts'
import { NodeStore } from './node-store.ts'
import { rowWriter } from './node-writers.ts'
import { buildTree } from './tree-builder.ts'
import { buildTuple } from './tuple.ts'
import { TupleDescriptor } from './tuple-descriptor.ts'

const KEYS = new TupleDescriptor([{ encoding: Encoding.Int32, nullable: false }])
const WRITER = rowWriter(KEYS)
const key = (n: number): Uint8Array => buildTuple([encodeField(Encoding.Int32, n)])
const value = (n: number): Uint8Array => buildTuple([encodeField(Encoding.Int32, n), new Uint8Array(40)])

function* diff(nodes: NodeStore, from: Node, to: Node): Fetching<string[]> {
  const found: string[] = []
  const place = (p: { node: Node; index: number } | undefined): string =>
    p === undefined ? '-' : `${readInt32(p.node.bytes, p.node.keyStart(p.index))}=${readInt32(p.node.bytes, p.node.valueStart(p.index))}`
  for (const step of diffTrees(nodes, from, to, KEYS)) {
    if (step instanceof Missing) yield step
    else found.push(`${place(step.from)} ${place(step.to)}`)
  }
  return found
}

function build(store: MemoryChunks, rows: ReadonlyMap<number, number>): Node {
  const pairs = [...rows].sort((a, b) => a[0] - b[0]).map(([k, v]) => ({ key: key(k), value: value(v) }))
  return buildTree(store, WRITER, pairs)
}

function expected(from: ReadonlyMap<number, number>, to: ReadonlyMap<number, number>): string[] {
  const keys = [...new Set([...from.keys(), ...to.keys()])].sort((a, b) => a - b)
  const place = (rows: ReadonlyMap<number, number>, k: number): string => (rows.has(k) ? `${k}=${rows.get(k)}` : '-')
  return keys.filter((k) => from.get(k) !== to.get(k)).map((k) => `${place(from, k)} ${place(to, k)}`)
}

describe('diffTrees', () => {
  it('gives each pair that differs, once and in order', () => {
    const kinds = fc.constantFrom('remove', 'add', 'modify')
    const change = fc.record({ start: fc.nat(4000), length: fc.integer({ min: 1, max: 1500 }), kind: kinds })
    fc.assert(
      fc.property(fc.nat(3000), fc.array(change, { maxLength: 4 }), fc.nat(9), (size, changes, thin) => {
        const from = new Map<number, number>()
        for (let i = 0; i < size; i++) from.set(i, 0)
        const to = new Map(from)
        for (const { start, length, kind } of changes) {
          for (let k = start; k < start + length; k += 1 + (k % (thin + 1))) {
            if (kind === 'remove') to.delete(k)
            else if (kind === 'add' || to.has(k)) to.set(k, 1)
          }
        }
        const store = new MemoryChunks()
        const nodes = new NodeStore(store)
        const a = build(store, from)
        const b = build(store, to)
        expect(runSync(diff(nodes, a, b))).toEqual(expected(from, to))
        expect(runSync(diff(nodes, a, a))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('reads only what changed, in few requests', async () => {
    const store = new MemoryChunks()
    const nodes = new NodeStore(store)
    const from = new Map(Array.from({ length: 100_000 }, (_, i) => [i, 0]))
    const a = build(store, from)
    const edits: Edit[] = [10, 50_000, 99_990].map((k) => ({ key: key(k), value: value(7) }))
    edits.push({ key: key(70_000), value: null })
    const b = runSync(applyMutations(nodes, store, a, sortEdits(edits, KEYS), KEYS, WRITER))
    store.sendAway()
    const found = await run(store, diff(new NodeStore(store), a, b))
    expect(found).toEqual(['10=0 10=7', '50000=0 50000=7', '70000=0 -', '99990=0 99990=7'])
    expect(store.fetches.length).toBeLessThan(12)
    expect(store.fetches.flat().length).toBeLessThan(40)
  })

  it('skips what both have behind a range that one side lost', async () => {
    const store = new MemoryChunks()
    const from = new Map(Array.from({ length: 60_000 }, (_, i) => [i, 0]))
    const to = new Map([...from].filter(([k]) => k < 20_000 || k >= 21_000))
    const a = build(store, from)
    const b = build(store, to)
    store.sendAway()
    expect((await run(store, diff(new NodeStore(store), a, b))).length).toBe(1000)
    expect(store.fetches.flat().length).toBeLessThan(60)
  })
})
