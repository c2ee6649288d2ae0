import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OxbowError } from '../error.ts'
import { snappyCompress, snappyDecompress } from './snappy.ts'

describe('snappy', () => {
  it('round-trips anything', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
      expect(snappyDecompress(snappyCompress(bytes))).toEqual(bytes)
    }))
    const repetitive = Uint8Array.from({ length: 100_000 }, (_, i) => (i % 97) ^ (i >> 12))
    const packed = snappyCompress(repetitive)
    expect(packed.length).toBeLessThan(repetitive.length / 10)
    expect(snappyDecompress(packed)).toEqual(repetitive)
  })
  it('decodes copies that overlap themselves', () => {
    // length 10, literal "ab", copy offset 2 length 8
    expect(new TextDecoder().decode(snappyDecompress(Uint8Array.of(10, 4, 97, 98, 0x11, 2)))).toBe('ababababab')
  })
  it('answers damage with a clear error, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      try {
        snappyDecompress(bytes)
      } catch (e) {
        expect(e).toBeInstanceOf(OxbowError)
      }
    }), { numRuns: 2000 })
    expect(() => snappyDecompress(Uint8Array.of(255, 255, 255, 255, 127))).toThrow('damaged')
  })
})
