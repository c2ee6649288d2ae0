import { describe, expect, it } from 'vitest'
import { crc32c } from './crc32c.ts'

describe('crc32c', () => {
  it('gives the check value of the standard', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283)
  })
  it('is the same whatever the alignment', () => {
    const bytes = Uint8Array.from({ length: 100 }, (_, i) => (i * 37) & 255)
    const shifted = new Uint8Array(103)
    shifted.set(bytes, 3)
    expect(crc32c(shifted, 3)).toBe(crc32c(bytes))
    expect(crc32c(new Uint8Array(0))).toBe(0)
  })
})
