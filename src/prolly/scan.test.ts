import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryChunks } from '../../test/support/memory-chunks.ts'
import { Missing, run, runSync, type Fetching } from '../store/missing.ts'
import { Encoding, encodeField, readInt32 } from './encoding.ts'
import type { Node } from './node.ts'
import { NodeStore } from './node-store.ts'
import { rowWriter } from './node-writers.ts'
import { scanLeaves, type ScanOptions, type ScanRange } from './scan.ts'
import { atOrdinal, countRange, lookup, lookupCached, ordinal, seekAfterKey, seekKey, seekPosition, type Position } from './seek.ts'
import { buildTree, emptyTree } from './tree-builder.ts'
import { buildTuple } from './tuple.ts'
import { TupleDescriptor } from './tuple-descriptor.ts'

const KEYS = new TupleDescriptor([{ encoding: Encoding.Int32, nullable: false }])
const WRITER = rowWriter(KEYS)
const key = (n: number): Uint8Array => buildTuple([encodeField(Encoding.Int32, n)])

/** A tree of the even numbers below 2 * rows, of three levels where there are many. */
function tree(rows: number): { store: MemoryChunks; root: Node } {
  const store = new MemoryChunks()
  const value = buildTuple([new Uint8Array(60)])
  const pairs = Array.from({ length: rows }, (_, i) => ({ key: key(2 * i), value }))
  return { store, root: rows === 0 ? emptyTree(store, WRITER) : buildTree(store, WRITER, pairs) }
}

const { store, root } = tree(30000)

function* numbers(nodes: NodeStore, from: Node, range: ScanRange, options: ScanOptions): Fetching<number[]> {
  const found: number[] = []
  for (const step of scanLeaves(nodes, from, range, options)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    const { node } = step
    expect(step.from).toBeLessThan(step.to)
    if (options.reverse === true) for (let i = step.to - 1; i >= step.from; i--) found.push(readInt32(node.bytes, node.keyStart(i)))
    else for (let i = step.from; i < step.to; i++) found.push(readInt32(node.bytes, node.keyStart(i)))
  }
  return found
}

describe('scanLeaves', () => {
  it('gives exactly the pairs between two positions, in both directions', () => {
    const bound = fc.option(fc.record({ at: fc.integer({ min: -3, max: 60003 }), behind: fc.boolean() }), { nil: undefined })
    const nodes = new NodeStore(store)
    fc.assert(
      fc.property(bound, bound, fc.boolean(), fc.integer({ min: 1, max: 40 }), (lower, upper, reverse, readAhead) => {
        const seek = (b: typeof lower) => (b === undefined ? undefined : (b.behind ? seekAfterKey : seekKey)(KEYS, key(b.at)))
        const range = { lower: seek(lower), upper: seek(upper) }
        const expected: number[] = []
        for (let n = 0; n < 60000; n += 2) {
          if (lower !== undefined && (lower.behind ? n <= lower.at : n < lower.at)) continue
          if (upper !== undefined && (upper.behind ? n > upper.at : n >= upper.at)) continue
          expected.push(n)
        }
        if (reverse) expected.reverse()
        expect(runSync(numbers(nodes, root, range, { reverse, readAhead }))).toEqual(expected)
        expect(runSync(countRange(nodes, root, range.lower, range.upper))).toBe(expected.length)
      }),
      { numRuns: 60 },
    )
  })

  it('works on small trees and the empty one', () => {
    for (const rows of [0, 1, 2, 30]) {
      const small = tree(rows)
      const nodes = new NodeStore(small.store)
      expect(runSync(numbers(nodes, small.root, {}, {})).length).toBe(rows)
      expect(runSync(numbers(nodes, small.root, { lower: seekAfterKey(KEYS, key(99)) }, { reverse: true }))).toEqual([])
    }
  })

  it('asks for each chunk once, in windows that grow, and a scan that ends early for few', async () => {
    const remote = tree(30000)
    remote.store.sendAway()
    const all = await run(remote.store, numbers(new NodeStore(remote.store), remote.root, {}, {}))
    expect(all.length).toBe(30000)
    const asked = remote.store.fetches.flat()
    expect(new Set(asked).size).toBe(asked.length)
    expect(remote.store.fetches.length).toBeLessThan(10)
    expect(Math.max(...remote.store.fetches.map((f) => f.length))).toBeGreaterThan(100)

    remote.store.sendAway()
    const scan = scanLeaves(new NodeStore(remote.store), remote.root)
    for (let step = scan.next(); !step.done && step.value instanceof Missing; step = scan.next()) {
      await remote.store.fetch(step.value.addresses)
    }
    expect(remote.store.fetches.flat().length).toBeLessThan(25)
  })

  it('a short range asks for its own leaves only', async () => {
    const remote = tree(30000)
    remote.store.sendAway()
    const range = { lower: seekKey(KEYS, key(20000)), upper: seekKey(KEYS, key(20010)) }
    const found = await run(remote.store, numbers(new NodeStore(remote.store), remote.root, range, {}))
    expect(found).toEqual([20000, 20002, 20004, 20006, 20008])
    expect(remote.store.fetches.flat().length).toBeLessThanOrEqual(remote.root.level + 1)
  })
})

describe('look-ups', () => {
  const numberAt = (place: Position | undefined): number | undefined =>
    place === undefined ? undefined : readInt32(place.node.bytes, place.node.keyStart(place.index))

  it('find what is there, by key, by position and by ordinal', () => {
    const nodes = new NodeStore(store)
    fc.assert(
      fc.property(fc.integer({ min: -5, max: 60005 }), (n) => {
        const there = n >= 0 && n < 60000 && n % 2 === 0
        const found = runSync(lookup(nodes, root, KEYS, key(n)))
        expect(found !== undefined).toBe(there)
        if (found !== undefined) expect(numberAt(found)).toBe(n)
        const position = runSync(seekPosition(nodes, root, seekKey(KEYS, key(n))))
        const next = Math.max(0, n + (n & 1))
        expect(numberAt(position)).toBe(next < 60000 ? next : undefined)
        const before = runSync(ordinal(nodes, root, seekKey(KEYS, key(n))))
        expect(before).toBe(Math.min(30000, next / 2))
        const again = runSync(atOrdinal(nodes, root, before))
        expect(numberAt(again)).toBe(next < 60000 ? next : undefined)
      }),
      { numRuns: 300 },
    )
  })

  it('say what they miss', async () => {
    const remote = tree(30000)
    remote.store.sendAway()
    const nodes = new NodeStore(remote.store)
    expect(lookupCached(nodes, remote.root, KEYS, key(500))).toBeInstanceOf(Missing)
    expect(await run(remote.store, lookup(nodes, remote.root, KEYS, key(500)))).toBeDefined()
    expect(remote.store.fetches.length).toBe(remote.root.level)
    expect(lookupCached(nodes, remote.root, KEYS, key(500))).not.toBeInstanceOf(Missing)
  })
})

describe('NodeStore', () => {
  it('keeps no more than its budget, and what is read often stays', () => {
    const read: string[] = []
    const source = { get: (a: string) => (read.push(a), store.get(a)), has: (a: string) => store.has(a) }
    const nodes = new NodeStore(source, { budgetBytes: 200_000 })
    const hot = root.childHash(0)
    const leaves = [...scanLeaves(new NodeStore(store), root)].flatMap((step) => (step instanceof Missing ? [] : [step.node.hash!]))
    for (const leaf of leaves) {
      nodes.get(leaf)
      nodes.get(hot)
    }
    expect(read.filter((a) => a === hot).length).toBe(1)
    expect(read.length).toBe(leaves.length + 1)
    nodes.get(leaves[0])
    expect(read.length).toBe(leaves.length + 2)
    nodes.get(leaves[leaves.length - 1])
    expect(read.length).toBe(leaves.length + 2)
  })

  it('says when a chunk is nowhere', async () => {
    const empty = new MemoryChunks()
    await expect(run(empty, new NodeStore(empty).read('a6jb0s117g5aj57o7adr315jti8mg2o5'))).rejects.toThrow(/is not in this database/)
  })
})
