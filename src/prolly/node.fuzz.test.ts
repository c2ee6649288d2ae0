import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryChunks } from '../../test/support/memory-chunks.ts'
import { OxbowError } from '../error.ts'
import type { Hash } from '../store/hash.ts'
import { Missing, runSync } from '../store/missing.ts'
import { editAddressMap, emptyAddressMap, readAddressMapTree } from './address-map-tree.ts'
import { readBlob, writeBlob } from './blob-tree.ts'
import { closureEntries, closureOfParents, CLOSURE_ORDER } from './commit-closure-tree.ts'
import { diffTrees } from './diff.ts'
import { decodeField, Encoding, encodeField } from './encoding.ts'
import { applyMutations } from './mutate.ts'
import { parseNode, type Node } from './node.ts'
import { NodeStore } from './node-store.ts'
import { rowWriter } from './node-writers.ts'
import { scanLeaves } from './scan.ts'
import { atOrdinal, lookup } from './seek.ts'
import { buildTree } from './tree-builder.ts'
import { buildTuple, fieldBytes, fieldCount } from './tuple.ts'
import { TupleDescriptor } from './tuple-descriptor.ts'

const ENCODINGS = [Encoding.Int32, Encoding.String, Encoding.Decimal, Encoding.StringAdaptive]
const ROWS = new TupleDescriptor(ENCODINGS.map((encoding) => ({ encoding, nullable: true })))
const WRITER = rowWriter(ROWS)

const good = new MemoryChunks()

function makeRows(): Node {
  const pairs = Array.from({ length: 3000 }, (_, i) => ({
    key: buildTuple([encodeField(Encoding.Int32, i)]),
    value: buildTuple([
      encodeField(Encoding.Int32, i), encodeField(Encoding.String, `row ${i}`), null, encodeField(Encoding.StringAdaptive, 'text'),
    ]),
  }))
  return buildTree(good, WRITER, pairs)
}

const rows = makeRows()
const names = Array.from({ length: 400 }, (_, i): [string, Hash] => [`name-${i}`, rows.childHash(i % 9)])
const map = runSync(editAddressMap(new NodeStore(good), good, emptyAddressMap(good), names))
const blob = writeBlob(good, new Uint8Array(30000))
let closure: Hash = '0'.repeat(32)
for (let height = 1; height < 200; height++) {
  closure = runSync(closureOfParents(new NodeStore(good), good, [{ hash: rows.childHash(height % 7), height, closure }]))
}

/** Reads whatever a tree offers, in every way that there is. */
function readEverything(store: MemoryChunks, root: Node): void {
  const nodes = new NodeStore(store)
  const other = runSync(nodes.read(rows.hash!))
  for (let i = 0; i < root.count; i++) {
    root.key(i)
    root.value(i)
    if (root.level > 0) root.subtreeCount(i)
  }
  for (const step of scanLeaves(nodes, root)) {
    if (step instanceof Missing) throw new OxbowError('CHUNK_NOT_FOUND', 'absent')
    for (let i = step.from; i < step.to; i++) {
      const value = step.node.value(i)
      if (value.length < 2) continue
      for (let f = 0; f < Math.min(ENCODINGS.length, fieldCount(value, value.length)); f++) {
        const field = fieldBytes(value, 0, value.length, f)
        if (field !== null) decodeField(ENCODINGS[f], field, 0, field.length)
      }
    }
  }
  const key = buildTuple([encodeField(Encoding.Int32, 1500)])
  runSync(lookup(nodes, root, ROWS, key))
  runSync(atOrdinal(nodes, root, 1000))
  let differences = 0
  for (const step of diffTrees(nodes, root, other, root.kind === 'CMCL' ? CLOSURE_ORDER : ROWS)) {
    if (step instanceof Missing) throw new OxbowError('CHUNK_NOT_FOUND', 'absent')
    if (++differences > 10_000) break
  }
  if (root.kind === 'TUPM') runSync(applyMutations(nodes, store, root, [{ key, value: null }], ROWS, WRITER))
  if (root.kind === 'ADRM') runSync(readAddressMapTree(nodes, root))
}

describe('damaged tree nodes', () => {
  it('end in clear errors, or in other values, but never in a crash or an endless loop', () => {
    const hashes = [...good.chunks.keys()]
    const change = fc.record({ at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), byte: fc.nat(255) })
    const roots = [rows.hash!, map.hash!, blob, closure]
    fc.assert(
      fc.property(
        fc.nat(hashes.length - 1), fc.nat(3),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        fc.boolean(), fc.boolean(),
        (which, tree, changes, damageRoot, swap) => {
          const store = new MemoryChunks()
          for (const [hash, chunk] of good.chunks) store.chunks.set(hash, chunk)
          const target = damageRoot ? roots[tree] : hashes[which]
          const damaged = good.chunks.get(target)!.slice()
          for (const { at, byte } of changes) damaged[Math.floor(at * damaged.length)] = byte
          // Or a whole other node, such as the root itself, in its place.
          store.chunks.set(target, swap ? good.chunks.get(roots[tree])! : damaged)
          try {
            const root = parseNode(store.get(roots[tree])!, roots[tree])
            readEverything(store, root)
            runSync(readBlob(new NodeStore(store), blob))
            for (const entry of closureEntries(new NodeStore(store), closure)) if (entry instanceof Missing) break
          } catch (e) {
            if (!(e instanceof OxbowError)) throw e
          }
        },
      ),
      { numRuns: 1500 },
    )
    expect(rows.level).toBeGreaterThan(0)
  }, 60_000)
})
