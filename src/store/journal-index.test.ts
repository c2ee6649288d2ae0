import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HASH_BYTES, encodeHash } from './hash.ts'
import { JournalIndex } from './journal-index.ts'

describe('JournalIndex', () => {
  it('finds what was added, at its last place, and nothing else', () => {
    const address = fc.uint8Array({ minLength: HASH_BYTES, maxLength: HASH_BYTES })
    fc.assert(fc.property(fc.array(address, { maxLength: 3000, size: 'max' }), fc.array(address, { maxLength: 50 }), (added, others) => {
      const index = new JournalIndex()
      const places = new Map<string, number>()
      added.forEach((bytes, i) => {
        index.add(bytes, 0, i * 2 ** 33, i)
        places.set(encodeHash(bytes), i)
      })
      expect(index.count).toBe(places.size)
      expect([...index.hashes()]).toEqual([...places.keys()])
      for (const [hash, i] of places) expect([index.offsetOf(index.find(hash)), index.lengthOf(index.find(hash))]).toEqual([i * 2 ** 33, i])
      for (const hash of others.map((bytes) => encodeHash(bytes))) expect(index.find(hash) >= 0).toBe(places.has(hash))
    }), { numRuns: 30 })
  })

  it('tells addresses apart that begin alike', () => {
    const index = new JournalIndex()
    const near = (last: number): Uint8Array => new Uint8Array(HASH_BYTES).fill(last, HASH_BYTES - 1)
    for (let i = 0; i < 200; i++) index.add(near(i), 0, i, 1)
    for (let i = 0; i < 200; i++) expect(index.offsetOf(index.find(encodeHash(near(i))))).toBe(i)
    expect(index.find(encodeHash(near(201)))).toBe(-1)
  })
})
