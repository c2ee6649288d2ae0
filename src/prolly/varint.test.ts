import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readVarint, varintLength, varintSize, writeVarint } from './varint.ts'

describe('varints', () => {
  it('come back, and sort as their numbers', () => {
    const numbers = fc.oneof(fc.nat(300), fc.nat(70000), fc.nat(2 ** 31 - 1), fc.maxSafeNat())
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const [x, y] = [a, b].map((n) => {
          const bytes = new Uint8Array(varintSize(n))
          expect(writeVarint(bytes, 0, n)).toBe(bytes.length)
          expect(varintLength(bytes[0])).toBe(bytes.length)
          expect(readVarint(bytes, 0, bytes.length)).toBe(n)
          return bytes
        })
        expect(Math.sign(Buffer.compare(x, y))).toBe(Math.sign(a - b))
      }),
      { numRuns: 1000 },
    )
  })

  it('end in an error when they run over the field', () => {
    expect(() => readVarint(Uint8Array.of(255, 1, 2), 0, 3)).toThrow(/runs over/)
    expect(() => readVarint(Uint8Array.of(255, 255, 1, 2, 3, 4, 5, 6, 7), 0, 9)).toThrow(/impossibly large/)
  })
})
