import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressKey, lowerBound } from './address-key.ts'
import { encodeHash } from './hash.ts'

function view(prefixes: readonly bigint[], stride: number, lead: number): DataView {
  const bytes = new DataView(new ArrayBuffer(lead + stride * prefixes.length))
  prefixes.forEach((p, i) => bytes.setBigUint64(lead + stride * i, p))
  return bytes
}

function keyOf(prefix: bigint): ReturnType<typeof addressKey> {
  const bytes = new Uint8Array(20)
  new DataView(bytes.buffer).setBigUint64(0, prefix)
  return addressKey(encodeHash(bytes))
}

describe('the search for a prefix', () => {
  // Evenly spread as addresses are, in heaps, and few different ones.
  const prefixes = fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.bigInt({ min: 2n ** 63n, max: 2n ** 63n + 50n }), fc.bigInt({ min: 0n, max: 5n }),
    fc.constantFrom(2n ** 32n - 1n, 2n ** 32n, 2n ** 64n - 1n),
  )

  it('finds the first that is not below', () => {
    fc.assert(fc.property(fc.array(prefixes, { maxLength: 300 }), fc.array(prefixes, { maxLength: 20 }), (held, others) => {
      const sorted = held.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
      const index = view(sorted, 12, 5)
      for (const wanted of [...held.slice(0, 50), ...others]) {
        const first = sorted.findIndex((p) => p >= wanted)
        expect(lowerBound(index, 5, 12, sorted.length, keyOf(wanted))).toBe(first < 0 ? sorted.length : first)
      }
    }), { numRuns: 300 })
  })

  it('ends where the order is damaged', () => {
    fc.assert(fc.property(fc.array(prefixes, { maxLength: 300 }), prefixes, (held, wanted) => {
      const found = lowerBound(view(held, 8, 0), 0, 8, held.length, keyOf(wanted))
      expect(found).toBeGreaterThanOrEqual(0)
      expect(found).toBeLessThanOrEqual(held.length)
    }))
  })
})
