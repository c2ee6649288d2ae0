import { describe, expect, it } from 'vitest'
import { GoRandom } from './go-random.ts'

describe("Go's random source", () => {
  it('gives the numbers that Go gives for seed 1', () => {
    const random = new GoRandom(1n)
    // rand.New(rand.NewSource(1)), as every Go programmer has seen them.
    expect([random.int63(), random.int63(), random.int63()]).toEqual([5577006791947779410n, 8674665223082153551n, 6129484611666145821n])
  })

  it('takes negative seeds and zero', () => {
    expect(new GoRandom(0n).int63()).toBe(8717895732742165505n)
    expect(new GoRandom(-1n).int63()).toBeGreaterThanOrEqual(0n)
  })

  it('keeps within any bound', () => {
    const random = new GoRandom(42n)
    for (let i = 0; i < 200; i++) expect(random.int63n(10n)).toBeLessThan(10n)
  })
})
