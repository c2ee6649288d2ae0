import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeSubtreeCounts, encodeSubtreeCounts } from './subtree-counts.ts'

describe('subtree counts', () => {
  it('are differences in zig-zag varints', () => {
    expect(Buffer.from(encodeSubtreeCounts([13081, 8139, 8689, 91])).toString('hex')).toBe('b2cc019b4dcc08ab8601')
    expect([...decodeSubtreeCounts(Buffer.from('00b2cc019b4dcc08ab860100', 'hex'), 1, 10, 4)]).toEqual([13081, 8139, 8689, 91])
  })

  it('come back', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.nat(100_000), fc.maxSafeNat().map((n) => Math.floor(n / 2)))), (counts) => {
      const bytes = encodeSubtreeCounts(counts)
      expect([...decodeSubtreeCounts(bytes, 0, bytes.length, counts.length)]).toEqual(counts)
    }))
  })

  it('are refused when bytes are left, or missing, or a count is negative or too large', () => {
    const bytes = encodeSubtreeCounts([300, 5])
    expect(() => decodeSubtreeCounts(bytes, 0, bytes.length, 1)).toThrow('counts')
    expect(() => decodeSubtreeCounts(bytes, 0, bytes.length, 3)).toThrow('counts')
    expect(() => decodeSubtreeCounts(bytes, 0, 1, 1)).toThrow('counts')
    expect(() => decodeSubtreeCounts(new Uint8Array([1]), 0, 1, 1)).toThrow('counts')
    expect(() => decodeSubtreeCounts(new Uint8Array(12).fill(255), 0, 12, 1)).toThrow('counts')
    expect(() => decodeSubtreeCounts(new Uint8Array([254, 255, 255, 255, 255, 255, 255, 127]), 0, 8, 1)).toThrow('counts')
  })
})
