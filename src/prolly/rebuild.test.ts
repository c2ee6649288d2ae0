import { expect, it } from 'vitest'
import { FixtureDatabase } from '../../test/support/fixture-database.ts'
import { MemoryChunks } from '../../test/support/memory-chunks.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import { runSync } from '../store/missing.ts'
import { getAddress } from './address-map-tree.ts'
import { Encoding } from './encoding.ts'
import { applyMutations, sortEdits, type Edit } from './mutate.ts'
import { parseNode, type Node } from './node.ts'
import { NodeStore } from './node-store.ts'
import { rowWriter } from './node-writers.ts'
import { LeafSpan, scanLeaves } from './scan.ts'
import { buildTree, emptyTree, type Pair } from './tree-builder.ts'
import { TupleDescriptor, type FieldDescriptor } from './tuple-descriptor.ts'

const { Int16, Uint32, Int32, Int64, Float64, Decimal, Date, Datetime, Enum, Set: Bits } = Encoding
const { String: Text, Bytes, StringAdaptive, BytesAdaptive } = Encoding

const FLIGHT = [Date, Int16, Int16, Int16, Int16, Int16, Int16, Text, Int16, Text, Text, Text, Int16, Int16, Datetime]

interface Case {
  readonly fixture: 'flights' | 'history' | 'types'
  readonly table: string
  /** Absent: the rows. */
  readonly index?: string
  readonly key: readonly number[]
  readonly value: readonly number[]
  readonly collations?: readonly string[]
}

const CASES: readonly Case[] = [
  { fixture: 'types', table: 'numbers', key: [Int64], value: [Float64, Text, Int32] },
  { fixture: 'types', table: 'numbers', index: 'g', key: [Int32, Int64], value: [] },
  { fixture: 'types', table: 'composite', key: [Text, Int32, Decimal, Datetime], value: [Text], collations: ['utf8mb4_0900_ai_ci'] },
  { fixture: 'types', table: 'indexed', index: 'name_idx', key: [Text, Int32], value: [], collations: ['utf8mb4_0900_ai_ci'] },
  {
    fixture: 'types', table: 'strings', key: [Text],
    value: [
      Text, Text, Bytes, Bytes, StringAdaptive, StringAdaptive, StringAdaptive, StringAdaptive, BytesAdaptive, BytesAdaptive, BytesAdaptive,
      Enum, Bits,
    ],
  },
  { fixture: 'history', table: 'accounts', key: [Int32], value: [Text, Decimal, Datetime] },
  { fixture: 'history', table: 'accounts', index: 'owner', key: [Text, Int32], value: [] },
  { fixture: 'flights', table: 'flights', key: [Uint32], value: FLIGHT },
  { fixture: 'flights', table: 'flights', index: 'fk_carrier', key: [Text, Uint32], value: [] },
  { fixture: 'flights', table: 'flights', index: 'flight_date', key: [Date, Uint32], value: [] },
  { fixture: 'flights', table: 'flights', index: 'origin_dest', key: [Text, Text, Uint32], value: [] },
  { fixture: 'flights', table: 'flights', index: 'tailnum', key: [Text, Uint32], value: [] },
]

function descriptor(encodings: readonly number[], collations: readonly string[] = []): TupleDescriptor {
  return new TupleDescriptor(encodings.map((encoding, i): FieldDescriptor => ({ encoding, nullable: true, collation: collations[i] })))
}

/** Pseudo-random numbers in [0, 1), the same each time (mulberry32). */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const out = [...items]
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const item = out[i]
    out[i] = out[j]
    out[j] = item
  }
  return out
}

describeWithShared('trees of real tables', () => {
  const databases = new Map<string, FixtureDatabase>()

  for (const test of CASES) {
    const name = `${test.table}${test.index === undefined ? '' : ` ${test.index}`}`
    const keys = descriptor(test.key, test.collations)
    const writer = rowWriter(descriptor(test.value))

    it(`${name}: the same root, at once and by many edits in random order`, { timeout: 120_000 }, () => {
      let database = databases.get(test.fixture)
      if (database === undefined) databases.set(test.fixture, (database = new FixtureDatabase(test.fixture)))
      const table = database.table('refs/heads/main', test.table)
      let root: Node
      if (test.index === undefined) {
        root = parseNode(table.primaryIndex, new MemoryChunks().put(table.primaryIndex))
      } else {
        root = runSync(database.nodes.read(runSync(getAddress(database.nodes, parseNode(table.secondaryIndexes), test.index))!))
      }
      const pairs: Pair[] = []
      for (const step of scanLeaves(database.nodes, root)) {
        if (!(step instanceof LeafSpan)) throw new Error('a chunk is missing')
        for (let i = step.from; i < step.to; i++) pairs.push({ key: step.node.key(i), value: step.node.value(i) })
      }
      expect(pairs.length).toBe(root.treeCount)
      for (let i = 1; i < pairs.length; i++) {
        const a = pairs[i - 1].key
        const b = pairs[i].key
        if (keys.compare(a, 0, a.length, b, 0, b.length) >= 0) throw new Error(`pair ${i} doesn't stand behind the one before`)
      }

      const store = new MemoryChunks()
      const nodes = new NodeStore(store)
      const atOnce = buildTree(store, writer, pairs)
      expect(atOnce.hash).toBe(root.hash)
      expect(Buffer.compare(atOnce.bytes, root.bytes)).toBe(0)

      const random = seeded(2026)
      const edit = (tree: Node, edits: readonly Edit[]): Node =>
        runSync(applyMutations(nodes, store, tree, sortEdits(edits, keys), keys, writer))
      let tree = emptyTree(store, writer)
      const order = shuffled(pairs, random)
      // A few large batches touch every leaf of a large table anyway.
      const batch = Math.ceil(order.length / (order.length > 200_000 ? 3 : 50))
      for (let at = 0; at < order.length; at += batch) tree = edit(tree, order.slice(at, at + batch))
      expect(tree.hash).toBe(root.hash)

      const some = shuffled(order.slice(0, 1500), random)
      for (let at = 0; at < some.length; at += 15) {
        tree = edit(tree, some.slice(at, at + 15).map(({ key }) => ({ key, value: null })))
      }
      if (pairs.length > 1500) expect(tree.hash).not.toBe(root.hash)
      for (let at = 0; at < some.length; at += 7) tree = edit(tree, some.slice(at, at + 7))
      expect(tree.hash).toBe(root.hash)
    })
  }
})
