import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FixtureDatabase } from '../../test/support/fixture-database.ts'
import { MemoryChunks } from '../../test/support/memory-chunks.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import { Missing, runSync } from '../store/missing.ts'
import { placeAdaptiveFields } from './adaptive.ts'
import { readBlob } from './blob-tree.ts'
import { decodeField, Encoding, encodeField, isAdaptive, OutOfBand } from './encoding.ts'
import { parseNode } from './node.ts'
import { NodeStore } from './node-store.ts'
import { scanLeaves } from './scan.ts'
import { buildTuple, fieldBytes } from './tuple.ts'
import { TupleDescriptor } from './tuple-descriptor.ts'

const { Int32, Year, String: Text, Bytes, Enum, Set: Bits, StringAdaptive, BytesAdaptive, JsonAdaptive, GeometryAdaptive } = Encoding

function descriptor(encodings: readonly number[]): TupleDescriptor {
  return new TupleDescriptor(encodings.map((encoding) => ({ encoding, nullable: true })))
}

describe('placeAdaptiveFields', () => {
  const row = descriptor([StringAdaptive, BytesAdaptive, Int32, StringAdaptive, Year])
  const sizes = (lengths: readonly (number | null)[]): string => {
    const store = new MemoryChunks()
    const fields = lengths.map((n, i) => {
      if (n === null) return null
      if (i === 2 || i === 4) return encodeField(row.fields[i].encoding, n)
      return encodeField(row.fields[i].encoding, new Uint8Array(n).fill(i + 1))
    })
    const placed = runSync(placeAdaptiveFields(new NodeStore(store), store, row, fields))
    return placed.map((f, i) => (f === null ? 'null' : isAdaptive(row.fields[i].encoding) && f[0] !== 0 ? 'out' : 'in')).join(' ')
  }

  it('moves the largest out until the row has 2,048 bytes', () => {
    expect(sizes([2047, null, null, null, null])).toBe('in null null null null')
    expect(sizes([2048, null, null, null, null])).toBe('out null null null null')
    expect(sizes([1500, 1400, null, null, null])).toBe('out in null null null')
    expect(sizes([1400, 1500, null, 600, null])).toBe('in out null in null')
    expect(sizes([1000, 1000, 7, 1000, 2024])).toBe('out in in in in')
    expect(sizes([5000, 9000, 7, 10, null])).toBe('out out in in null')
    expect(sizes([0, 0, 7, 0, 2024])).toBe('in in in in in')
    // A year counts two bytes: 1 + 2041 + 4 + 2.
    expect(sizes([2041, null, 7, null, 2024])).toBe('in null in null in')
    expect(sizes([2042, null, 7, null, 2024])).toBe('out null in null in')
  })

  it('gives one form, whatever the form that the values come in', () => {
    const incoming = fc.record({ length: fc.oneof(fc.nat(300), fc.nat(4000)), moved: fc.boolean() })
    fc.assert(
      fc.property(fc.tuple(incoming, incoming, incoming), (values) => {
        const store = new MemoryChunks()
        const nodes = new NodeStore(store)
        const texts = descriptor([StringAdaptive, StringAdaptive, StringAdaptive])
        const inline = values.map(({ length }, i) => encodeField(StringAdaptive, new Uint8Array(length).fill(97 + i)))
        const placed = runSync(placeAdaptiveFields(nodes, store, texts, inline))
        const far = runSync(placeAdaptiveFields(nodes, store, texts, inline, 1))
        const mixed = inline.map((f, i) => (values[i].moved && values[i].length > 2047 ? far[i] : f))
        expect(runSync(placeAdaptiveFields(nodes, store, texts, mixed))).toEqual(placed)
        // What was placed once stays, though all of it may be out of band.
        expect(runSync(placeAdaptiveFields(nodes, store, texts, placed)).map((f) => f!.length > 0)).toEqual([true, true, true])
      }),
    )
  })
})

describeWithShared('rows of real tables with long values', () => {
  it.each([
    [
      'strings',
      [
        Text, Text, Bytes, Bytes, StringAdaptive, StringAdaptive, StringAdaptive, StringAdaptive, BytesAdaptive, BytesAdaptive,
        BytesAdaptive, Enum, Bits,
      ],
    ],
    ['json_docs', [JsonAdaptive]],
    ['points', [GeometryAdaptive, GeometryAdaptive]],
  ] as const)('%s: each value tuple comes out the same', (name, encodings) => {
    const database = new FixtureDatabase('types')
    const values = descriptor(encodings)
    const root = parseNode(database.table('refs/heads/main', name).primaryIndex)
    let moved = 0
    for (const step of scanLeaves(database.nodes, root)) {
      if (step instanceof Missing) throw new Error('a chunk is missing')
      for (let i = step.from; i < step.to; i++) {
        const tuple = step.node.value(i)
        const fields = encodings.map((encoding, f) => {
          const field = fieldBytes(tuple, 0, tuple.length, f)
          if (field === null) return null
          const value = decodeField(encoding, field, 0, field.length)
          if (!(value instanceof OutOfBand)) return field
          moved++
          const content = runSync(readBlob(database.nodes, value.hash))
          expect(content.length).toBe(value.length)
          return encodeField(encoding, content)
        })
        expect(Buffer.compare(buildTuple(runSync(placeAdaptiveFields(database.nodes, database, values, fields))), tuple)).toBe(0)
      }
    }
    if (name !== 'points') expect(moved).toBeGreaterThan(0)
  })
})
