import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OxbowError } from '../error.ts'
import { snappyCompress, snappyDecompress } from './snappy.ts'

const MAX = 1 << 24

function decompress(block: Uint8Array): Uint8Array {
  return snappyDecompress(block, 0, block.length, MAX)
}

function text(block: readonly number[]): string {
  return new TextDecoder().decode(decompress(Uint8Array.from(block)))
}

const codes = (s: string): number[] => [...new TextEncoder().encode(s)]

describe('snappy decompression', () => {
  it('reads every form of literal and copy', () => {
    expect(text([0])).toBe('')
    expect(text([3, 2 << 2, ...codes('abc')])).toBe('abc')
    // Lengths of literals in 1 to 4 bytes of their own.
    expect(text([3, 60 << 2, 2, ...codes('abc')])).toBe('abc')
    expect(text([3, 61 << 2, 2, 0, ...codes('abc')])).toBe('abc')
    expect(text([3, 62 << 2, 2, 0, 0, ...codes('abc')])).toBe('abc')
    expect(text([3, 63 << 2, 2, 0, 0, 0, ...codes('abc')])).toBe('abc')
    // Distances in 11 bits, 2 bytes and 4 bytes; each copy reaches into what it writes.
    expect(text([10, 1 << 2, ...codes('ab'), 1 | (4 << 2), 2])).toBe('ababababab')
    expect(text([20, 0, ...codes('a'), 2 | (18 << 2), 1, 0])).toBe('a'.repeat(20))
    expect(text([20, 0, ...codes('a'), 3 | (18 << 2), 1, 0, 0, 0])).toBe('a'.repeat(20))
  })

  it('leaves what stands around the block alone', () => {
    const block = Uint8Array.of(9, 9, 3, 2 << 2, ...codes('abc'), 9)
    expect(snappyDecompress(block, 2, 7, MAX)).toEqual(Uint8Array.from(codes('abc')))
  })

  it.each([
    ['no length', []],
    ['a length without end', [255, 255, 255, 255, 255, 1]],
    ['a length beyond what is allowed', [255, 255, 255, 255, 15, 0, 97]],
    ['a length that so few bytes never make', [128, 128, 4, 0, 97]],
    ['a literal beyond the block', [3, 2 << 2, 97]],
    ['a literal of a length cut short', [3, 61 << 2, 2]],
    ['a literal beyond the length', [1, 1 << 2, 97, 97]],
    ['a copy of distance 0', [8, 0, 97, 1 | (3 << 2), 0]],
    ['a copy from before the beginning', [8, 0, 97, 1 | (3 << 2), 2]],
    ['a copy beyond the length', [4, 0, 97, 1 | (3 << 2), 1]],
    ['a copy cut short', [8, 0, 97, 2 | (6 << 2), 1]],
    ['fewer bytes than stated', [8, 0, 97]],
  ])('refuses %s', (_, block) => {
    expect(() => decompress(Uint8Array.from(block))).toThrow(expect.objectContaining({ code: 'SNAPPY_CORRUPT' }))
  })

  it('answers damage with a clear error, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      try {
        decompress(bytes)
      } catch (e) {
        expect(e).toBeInstanceOf(OxbowError)
      }
    }), { numRuns: 2000 })
  })
})

describe('snappy compression', () => {
  it('comes back, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
      expect(decompress(snappyCompress(bytes))).toEqual(bytes)
    }))
    fc.assert(fc.property(fc.array(fc.constantFrom('ab', 'abcd', 'abcdefgh', 'x', 'yyyyyyyyyyy'), { maxLength: 2000 }), (words) => {
      const bytes = Uint8Array.from(codes(words.join('')))
      expect(decompress(snappyCompress(bytes))).toEqual(bytes)
    }))
  })

  it('comes back for matches of every length and distance', () => {
    for (let length = 4; length < 200; length++) {
      const piece = Uint8Array.from({ length }, (_, i) => (i * 151 + length) & 255)
      const apart = new Uint8Array(length * 20)
      const bytes = Uint8Array.from([...piece, ...apart, ...piece])
      expect(decompress(snappyCompress(bytes))).toEqual(bytes)
    }
  })

  it('makes what repeats small, and what does not hardly larger', () => {
    const repetitive = Uint8Array.from({ length: 100_000 }, (_, i) => (i % 97) ^ (i >> 12))
    const packed = snappyCompress(repetitive)
    expect(packed.length).toBeLessThan(repetitive.length / 10)
    expect(decompress(packed)).toEqual(repetitive)
    let seed = 1
    const noise = Uint8Array.from({ length: 70_000 }, () => (seed = Math.imul(seed, 48271) >>> 0) >>> 24)
    expect(snappyCompress(noise).length).toBeLessThan(noise.length + 100)
  })
})
