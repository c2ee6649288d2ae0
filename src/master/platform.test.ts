import { constants, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { hashOf } from '../store/hash.ts'
import { nodePlatform } from './platform.ts'

describe('the platform on Node', () => {
  it('hashes as Dolt does', () => {
    expect(hashOf(nodePlatform, new TextEncoder().encode('abc'))).toBe('rmnjb8cjc5tblj21ed4qs821649eduie')
    expect(hashOf(nodePlatform, new Uint8Array(0))).toBe('pu1u2dbutusbrsak518dcrc00vb21p05')
  })

  it('decompresses into an array of its own', () => {
    const data = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251)
    const dictionary = data.slice(0, 1000)
    for (const given of [undefined, dictionary]) {
      const out = nodePlatform.zstdDecompress(zstdCompressSync(data, { dictionary: given }), given, data.length)
      expect(out).toEqual(data)
      expect(out.buffer.byteLength).toBe(data.length)
    }
    expect(nodePlatform.zstdDecompress(zstdCompressSync(new Uint8Array(0)), undefined, 10)).toEqual(new Uint8Array(0))
  })

  it('refuses damage, frames cut short, what is too long, and windows no chunk needs', () => {
    const refused = expect.objectContaining({ code: 'ZSTD_CORRUPT' }) as Error
    const data = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) & 255)
    const frame = zstdCompressSync(data)
    for (let length = 0; length < frame.length; length += 97) {
      expect(() => nodePlatform.zstdDecompress(frame.subarray(0, length), undefined, 5000)).toThrow(refused)
    }
    expect(() => nodePlatform.zstdDecompress(frame, undefined, 4999)).toThrow(refused)
    expect(() => nodePlatform.zstdDecompress(new TextEncoder().encode('not a frame at all'), undefined, 5000)).toThrow(refused)
    const wide = zstdCompressSync(new Uint8Array(2 ** 26), { params: { [constants.ZSTD_c_windowLog]: 26 } })
    expect(() => nodePlatform.zstdDecompress(wide, undefined, 2 ** 27)).toThrow(refused)
  })
})
