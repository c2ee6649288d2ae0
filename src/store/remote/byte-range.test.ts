import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRangeHeader, rangeHeader, resolveRange } from './byte-range.ts'
import type { ByteRange } from './object-store.ts'

const length = fc.integer({ min: 1, max: 1e6 })
const ranges: fc.Arbitrary<ByteRange> = fc.oneof(fc.record({ suffix: length }), fc.record({ offset: fc.nat(1e6), length }))

describe('a range of bytes', () => {
  it('survives its header', () => {
    fc.assert(fc.property(ranges, (range) => {
      expect(parseRangeHeader(rangeHeader(range))).toEqual(range)
    }))
  })

  it('never leaves the object', () => {
    fc.assert(fc.property(ranges, fc.nat(1e6), (range, size) => {
      const { from, to } = resolveRange(range, size)
      expect(from >= 0 && from <= to && to <= size).toBe(true)
    }))
  })

  it.each([
    { suffix: 0 }, { offset: 0, length: 0 }, { offset: -1, length: 5 }, { offset: 0, length: 0.5 }, { suffix: NaN },
  ])('%j is refused', (range) => {
    expect(() => rangeHeader(range)).toThrow(expect.objectContaining({ code: 'BAD_RANGE' }) as Error)
  })

  it.each([null, '', 'bytes=-', 'bytes=-0', 'bytes=5-4', 'items=0-1', 'bytes=0-1,3-4'])('%j asks for none', (header) => {
    expect(parseRangeHeader(header)).toBeUndefined()
  })

  it('may be open', () => {
    expect(resolveRange(parseRangeHeader('bytes=4-'), 10)).toEqual({ from: 4, to: 10 })
  })
})
