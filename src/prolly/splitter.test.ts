import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { SALTS, Splitter, weibull } from './splitter.ts'

describe('Splitter', () => {
  it('has a salt for each level', () => {
    for (let level = 0; level < 15; level++) {
      const digest = createHash('sha512').update(Uint8Array.of(level + 1)).digest()
      expect([SALTS[2 * level], SALTS[2 * level + 1]]).toEqual([digest.readInt32LE(0), digest.readInt32LE(4)])
    }
    expect(() => new Splitter(15)).toThrow(/too large/)
  })

  it('cuts neither below 512 nor beyond 16,384 bytes', () => {
    const splitter = new Splitter(0)
    const sizes: number[] = []
    let size = 0
    const key = new Uint8Array(6)
    for (let i = 0; i < 20000; i++) {
      new DataView(key.buffer).setInt32(0, i, true)
      size += 36
      if (splitter.append(key, 0, 6, 30)) {
        sizes.push(size)
        size = 0
        splitter.reset()
      }
    }
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(512)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(16384 + 36)
    const average = sizes.reduce((a, b) => a + b) / sizes.length
    expect(average).toBeGreaterThan(3400)
    expect(average).toBeLessThan(4100)
  })

  it('follows the Weibull distribution', () => {
    expect(weibull(0)).toBeCloseTo(0)
    expect(weibull(4096)).toBe(1 - Math.exp(-1))
    expect(weibull(16384)).toBe(1)
  })
})
