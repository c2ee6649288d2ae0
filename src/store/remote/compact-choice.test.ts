import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Hash } from '../hash.ts'
import { type ListedTable, MERGED_BYTES, chooseMerges, isMergeable } from './compact-choice.ts'

const KIB = 1024
const MIB = 1024 * KIB

function files(...sizes: number[]): ListedTable[] {
  return sizes.map((size, i) => {
    const name = String(i).padStart(32, '0') as Hash
    return { spec: { name, count: 1 }, key: name, size }
  })
}

describe('which files are merged', () => {
  it('is none while there are few, and never a large one', () => {
    expect(chooseMerges(files(...new Array<number>(63).fill(KIB)), 64)).toEqual([])
    expect(chooseMerges(files(...new Array<number>(100).fill(40 * MIB)), 64)).toEqual([])
    expect(chooseMerges(files(KIB), 1)).toEqual([])
  })

  it('is a tier that is full, with all below, in the order of the manifest', () => {
    const all = files(5 * MIB, ...new Array<number>(62).fill(KIB), 100 * KIB)
    expect(chooseMerges(all, 64)).toEqual([all.slice(1, 63)])
  })

  it('is so much at once as goes into one archive', () => {
    const groups = chooseMerges(files(...new Array<number>(64).fill(10 * MIB)), 64)
    for (const group of groups) expect(group.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(MERGED_BYTES)
    expect(groups.flat().length).toBeGreaterThan(60)
  })

  it('lets every byte be written a few times only, and leaves few files, however small the pushes', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 100 }), fc.nat(), fc.integer({ min: 300, max: 300 * KIB }), (least, seed, largest) => {
      let random = seed
      let present: ListedTable[] = []
      let pushed = 0
      let written = 0
      let next = 0
      let most = 0
      for (let push = 0; push < 3000; push++) {
        random = (Math.imul(random, 1_103_515_245) + 12_345) >>> 0
        const size = 200 + ((random >>> 8) % largest)
        present.push({ spec: { name: String(next).padStart(32, '0') as Hash, count: 1 }, key: String(next++), size })
        pushed += size
        for (const group of chooseMerges(present, least)) {
          const merged = group.reduce((sum, file) => sum + file.size, 0)
          written += merged
          present = present.filter((file) => !group.includes(file))
          present.push({ spec: { name: String(next).padStart(32, '0') as Hash, count: 1 }, key: String(next++), size: merged })
        }
        most = Math.max(most, present.filter((file) => isMergeable(file.size)).length)
      }
      expect(most).toBeLessThan(Math.max(24, least))
      // Doubling from 200 bytes to 32 MiB where tiers can't fill; four tiers otherwise.
      expect(written / pushed).toBeLessThan(least >= 40 ? 5 : 18)
    }), { numRuns: 30 })
  })
})
