import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeField } from '../prolly/encoding.ts'
import { Encoding } from '../prolly/encoding-ids.ts'
import { buildTuple } from '../prolly/tuple.ts'
import { TupleDescriptor } from '../prolly/tuple-descriptor.ts'
import { SortedEdits } from './sorted-edits.ts'

const PAIR = new TupleDescriptor([{ encoding: Encoding.Int32, nullable: true }, { encoding: Encoding.Int32, nullable: true }])

function key(a: number, b: number): Uint8Array {
  return buildTuple([encodeField(Encoding.Int32, a), encodeField(Encoding.Int32, b)])
}

const value = new Uint8Array([1])

describe('edits that wait', () => {
  it('are what a sorted map would hold, whatever the order in which they come', () => {
    const edit = fc.record({ a: fc.integer({ min: 0, max: 60 }), b: fc.integer({ min: 0, max: 60 }), put: fc.boolean(), look: fc.integer({ min: 0, max: 40 }) })
    fc.assert(fc.property(fc.array(edit, { maxLength: 3000, size: 'max' }), (list) => {
      const edits = new SortedEdits(PAIR)
      const model = new Map<number, boolean>()
      for (const { a, b, put, look } of list) {
        if (look === 0) expect(edits.get(key(a, b))?.value === undefined).toBe(!model.has(a * 100 + b))
        edits.set(key(a, b), put ? value : null)
        model.set(a * 100 + b, put)
      }
      const expected = [...model].sort((x, y) => x[0] - y[0])
      expect(edits.all().map((e) => e.value !== null)).toEqual(expected.map(([, put]) => put))
      expect(edits.size).toBe(model.size)
      for (const { a, b } of list.slice(0, 50)) expect(edits.get(key(a, b))?.value !== null).toBe(model.get(a * 100 + b))
      const prefixes = [...edits.withPrefix(key(7, 0), 1)]
      expect(prefixes).toHaveLength(expected.filter(([k]) => Math.floor(k / 100) === 7).length)
    }), { numRuns: 30 })
  })

  it('keep their order when they come in order, in reverse and in the middle', () => {
    for (const order of [(i: number) => i, (i: number) => 5000 - i, (i: number) => (i * 7919) % 5003]) {
      const edits = new SortedEdits(PAIR)
      for (let i = 0; i < 5000; i++) edits.set(key(order(i), 1), value)
      const all = edits.all()
      for (let i = 1; i < all.length; i++) expect(
        PAIR.compare(all[i - 1].key, 0, all[i - 1].key.length, all[i].key, 0, all[i].key.length),
      ).toBeLessThan(0)
      expect(edits.get(key(9999, 0))).toBeUndefined()
    }
  })

  it('are none at first and after they were cleared', () => {
    const edits = new SortedEdits(PAIR)
    expect(edits.get(key(1, 1))).toBeUndefined()
    expect([...edits.withPrefix(key(1, 1), 1)]).toEqual([])
    edits.set(key(1, 1), value)
    edits.clear()
    expect(edits.all()).toEqual([])
    expect(edits.size).toBe(0)
  })
})
