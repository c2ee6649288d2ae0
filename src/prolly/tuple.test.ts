import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Encoding, encodeField } from './encoding.ts'
import { EMPTY_TUPLE, buildTuple, fieldBytes, fieldCount, fieldIsNull } from './tuple.ts'
import { TupleDescriptor } from './tuple-descriptor.ts'

describe('tuples', () => {
  it('give back their fields; NULLs at the end take no room', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.uint8Array({ minLength: 1, maxLength: 300 })), { maxLength: 12 }), (fields) => {
        const tuple = buildTuple(fields)
        const padded = new Uint8Array(tuple.length + 9)
        padded.set(tuple, 5)
        let present = fields.length
        while (present > 0 && fields[present - 1] === null) present--
        expect(fieldCount(tuple, tuple.length)).toBe(present)
        fields.forEach((field, i) => {
          expect(fieldIsNull(padded, 5, 5 + tuple.length, i)).toBe(field === null)
          const read = fieldBytes(padded, 5, 5 + tuple.length, i)
          expect(read === null ? null : [...read]).toEqual(field === null ? null : [...field])
        })
      }),
    )
  })

  it('have Dolt\'s bytes', () => {
    const tuple = buildTuple([
      encodeField(Encoding.String, 'alpha'), null, encodeField(Encoding.Int32, 7), null, null,
    ])
    expect(Buffer.from(tuple).toString('hex')).toBe('616c70686100' + '07000000' + '0600' + '0600' + '0300')
    expect(buildTuple([null, null])).toBe(EMPTY_TUPLE)
  })

  it('refuse more than a node can hold', () => {
    expect(() => buildTuple([new Uint8Array(65505)])).toThrow(/Row size too large/)
    expect(buildTuple([new Uint8Array(65504).fill(1)]).length).toBe(65506)
  })
})

describe('TupleDescriptor', () => {
  const order = new TupleDescriptor([
    { encoding: Encoding.Int32, nullable: true },
    { encoding: Encoding.String, nullable: true },
    { encoding: Encoding.Int64, nullable: true },
  ])
  const number = fc.option(fc.integer({ min: -2, max: 2 }))
  const row = fc.tuple(number, fc.option(fc.constantFrom('', 'a', 'ab', 'b')), number)
  const build = ([a, b, c]: readonly [number | null, string | null, number | null]): Uint8Array =>
    buildTuple([encodeField(Encoding.Int32, a), encodeField(Encoding.String, b), encodeField(Encoding.Int64, c)])
  const compare = (a: number | string | null, b: number | string | null): number =>
    a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1

  it('orders field by field, NULL first, wherever the tuples stand', () => {
    fc.assert(
      fc.property(row, row, fc.nat(5), fc.nat(3), (a, b, shift, fields) => {
        const x = build(a)
        const y = build(b)
        const moved = new Uint8Array(x.length + shift)
        moved.set(x, shift)
        const byField = a.map((v, i) => compare(v, b[i]))
        expect(Math.sign(order.compare(moved, shift, moved.length, y, 0, y.length))).toBe(byField.find((c) => c !== 0) ?? 0)
        const prefix = byField.slice(0, fields).find((c) => c !== 0) ?? 0
        expect(Math.sign(order.comparePrefix(moved, shift, moved.length, y, 0, y.length, fields))).toBe(prefix)
      }),
    )
  })
})
