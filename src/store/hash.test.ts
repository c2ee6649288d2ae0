import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nodePlatform } from '../master/platform.ts'
import { EMPTY_HASH, decodeHash, encodeHash, hashOf, isHash } from './hash.ts'

describe('hash', () => {
  it('is Dolt\'s address of a chunk', () => {
    expect(hashOf(nodePlatform, new TextEncoder().encode('abc'))).toBe('rmnjb8cjc5tblj21ed4qs821649eduie')
    expect(encodeHash(Buffer.from('ca9a12c3a4234394fcd30b362416f0cdac564205', 'hex'))).toBe('pad15gt44d1p9v6j1cr285ngpmm5cgg5')
  })

  it('goes from bytes to text and back, in the same order', () => {
    const bytes = fc.uint8Array({ minLength: 20, maxLength: 20 })
    fc.assert(fc.property(bytes, bytes, fc.nat(5), (a, b, offset) => {
      const text = encodeHash(a)
      expect(isHash(text)).toBe(true)
      expect(decodeHash(text)).toEqual(a)
      expect(text < encodeHash(b)).toBe(Buffer.compare(a, b) < 0)
      const among = new Uint8Array(30).fill(7)
      decodeHash(text, among, offset)
      expect(encodeHash(among, offset)).toBe(text)
      expect([...among.subarray(0, offset), ...among.subarray(offset + 20)].every((x) => x === 7)).toBe(true)
    }))
    expect(decodeHash(EMPTY_HASH)).toEqual(new Uint8Array(20))
    expect(decodeHash('v'.repeat(32))).toEqual(new Uint8Array(20).fill(255))
  })

  it.each(['', '0'.repeat(31), '0'.repeat(33), 'A'.repeat(32), 'w'.repeat(32), `${'0'.repeat(32)}\n`])('%j is none', (text) => {
    expect(isHash(text)).toBe(false)
  })
})
