import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nodePlatform } from '../../master/platform.ts'
import { addressKey } from '../address-key.ts'
import { type Hash, encodeHash, hashOf } from '../hash.ts'
import { SmallFileLocator } from './small-file-locator.ts'
import { type Starter, formatStarter, parseStarter, prefixOf, starterBytes, starterRecord } from './starter.ts'

const hash = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => encodeHash(bytes))
const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 6 })
  .map((all) => new Map(all.map((chunk) => [hashOf(nodePlatform, chunk), chunk] as const)))
const starter = fc.record({
  lock: hash,
  large: fc.array(fc.record({ name: hash, size: fc.maxSafeNat(), footer: fc.uint8Array({ maxLength: 400 }) }), { maxLength: 3 }),
  small: fc.array(
    fc.record({ name: hash.map((name) => name.slice(0, 8)), prefixes: fc.array(fc.integer({ min: 0, max: 0xffffff }), { maxLength: 9 }) }),
    { maxLength: 5 },
  ),
  chunks,
})

function format({ chunks: all, ...files }: Starter): Uint8Array {
  return formatStarter(files, new Map([...all].map(([address, chunk]) => [address, starterRecord(chunk).record])))
}

describe('a starter', () => {
  it('says what was written into it, in as many bytes as was foretold', () => {
    fc.assert(fc.property(starter, (written) => {
      const bytes = format(written)
      expect(parseStarter(bytes)).toEqual(written)
      const records = [...written.chunks.values()].reduce((sum, chunk) => sum + starterRecord(chunk).bytes, 0)
      expect(bytes).toHaveLength(starterBytes(written) + records)
    }), { numRuns: 100 })
  })

  it('is none when a bit of it is wrong, or its end is missing', () => {
    fc.assert(fc.property(starter, fc.nat(), fc.integer({ min: 0, max: 7 }), (written, place, bit) => {
      const bytes = format(written)
      const cut = bytes.subarray(0, place % bytes.length)
      expect(parseStarter(cut)).toBeUndefined()
      bytes[place % bytes.length] ^= 1 << bit
      expect(parseStarter(bytes)).toBeUndefined()
    }), { numRuns: 200 })
  })
})

describe('the locator of small files', () => {
  it('is never silent about a file that holds a chunk', () => {
    fc.assert(fc.property(fc.array(fc.uniqueArray(hash, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 12 }), (files) => {
      const name = (i: number): Hash => hashOf(nodePlatform, Uint8Array.of(i))
      const locator = new SmallFileLocator(files.map((addresses, i) => (
        { name: name(i).slice(0, 8), prefixes: addresses.map((address) => prefixOf(addressKey(address).high)) }
      )))
      files.forEach((addresses, i) => {
        expect(locator.covers(name(i))).toBe(true)
        for (const address of addresses) expect(locator.filesOf([address])).toContain(name(i).slice(0, 8))
      })
      expect(locator.covers(name(100))).toBe(false)
    }))
  })

  it('names one file among thousands', () => {
    const address = (i: number): Hash => hashOf(nodePlatform, Uint8Array.of(i, i >> 8))
    const locator = new SmallFileLocator(Array.from({ length: 5000 }, (_, i) => (
      { name: address(i).slice(0, 8), prefixes: [prefixOf(addressKey(address(i)).high)] }
    )))
    expect([...locator.filesOf([address(1234)])]).toContain(address(1234).slice(0, 8))
    expect(locator.filesOf([address(1234)]).size).toBeLessThan(4)
  })
})
