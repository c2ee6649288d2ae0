import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ChunkCache } from './chunk-cache.ts'

/** Counted for a chunk beyond its bytes. */
const ENTRY = 200

const key = (n: number): string => String(n).padStart(32, '0')
const chunk = (n: number, length = 100): Uint8Array => new Uint8Array(length).fill(n)

describe('ChunkCache', () => {
  it('keeps what is read, and drops what is not', () => {
    const cache = new ChunkCache(20 * (100 + ENTRY))
    cache.put(key(0), chunk(0))
    for (let n = 1; n < 100; n++) {
      cache.put(key(n), chunk(n))
      expect(cache.get(key(0))).toEqual(chunk(0))
      expect(cache.get(key(n))).toEqual(chunk(n))
    }
    expect(cache.has(key(1))).toBe(false)
    expect(cache.get(key(1))).toBeUndefined()
    // The last ten at least: a generation.
    for (let n = 90; n < 100; n++) expect(cache.has(key(n))).toBe(true)
  })

  it('never exceeds its bound, and counts right', () => {
    const step = fc.record({ n: fc.nat(30), put: fc.boolean() })
    fc.assert(fc.property(fc.array(step, { maxLength: 300 }), fc.integer({ min: 0, max: 10_000 }), (steps, max) => {
      const cache = new ChunkCache(max)
      const length = (n: number): number => n * n
      for (const { n, put } of steps) {
        if (put) {
          const kept = cache.put(key(n), chunk(n, length(n)))
          expect(kept).toBe(length(n) + ENTRY <= Math.floor(max / 2))
          expect(cache.has(key(n))).toBe(kept)
        } else {
          expect(cache.has(key(n))).toBe(cache.get(key(n)) !== undefined)
        }
        expect(cache.bytes).toBeLessThanOrEqual(max)
        let bytes = 0
        let size = 0
        for (let k = 0; k <= 30; k++) {
          if (!cache.has(key(k))) continue
          bytes += length(k) + ENTRY
          size++
        }
        expect(cache.bytes).toBe(bytes)
        expect(cache.size).toBe(size)
      }
      cache.clear()
      expect([cache.size, cache.bytes]).toEqual([0, 0])
    }), { numRuns: 50 })
  })
})
