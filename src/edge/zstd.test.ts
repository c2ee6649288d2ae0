import { readFileSync } from 'node:fs'
import { zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OxbowError } from '../error.ts'
import { ZstdDecompressor } from './zstd.ts'

const wasm = readFileSync(`${import.meta.dirname}/../../node_modules/@bokuweb/zstd-wasm/dist/web/zstd.wasm`)
// In a Worker nobody may compile wasm, and its types say so; Node may.
const Module = WebAssembly.Module as unknown as new (bytes: Uint8Array) => WebAssembly.Module
const zstd = new ZstdDecompressor(new Module(wasm))

describe('zstd in wasm', () => {
  it('decodes what another zstd made', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 5000 }), fc.integer({ min: 1, max: 40 }), (piece, times) => {
      const data = Buffer.concat(new Array(times).fill(Buffer.from(piece)))
      expect(Buffer.from(zstd.decompress(zstdCompressSync(data), undefined, data.length)).equals(data)).toBe(true)
    }), { numRuns: 50 })
  })

  it('uses a dictionary', () => {
    const dictionary = Buffer.from('the quick brown fox jumps over the lazy dog, again and again and again')
    const data = Buffer.from('again and again the quick brown fox jumps over the lazy dog')
    const frame = zstdCompressSync(data, { dictionary })
    expect(frame.length).toBeLessThan(zstdCompressSync(data).length)
    expect(Buffer.from(zstd.decompress(frame, dictionary, 1000)).toString()).toBe(data.toString())
  })

  it('decodes frames that do not state their length', async () => {
    const { createZstdCompress } = await import('node:zlib')
    const data = Buffer.alloc(300_000, 'no length in this header; ')
    const stream = createZstdCompress()
    const parts: Buffer[] = []
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.write(data.subarray(0, 1000))
    await new Promise<void>((done) => stream.flush(done))
    stream.end(data.subarray(1000))
    await new Promise((done) => stream.on('end', done))
    const frame = Buffer.concat(parts)
    expect(Buffer.from(zstd.decompress(frame, undefined, 1 << 20)).equals(data)).toBe(true)
    expect(() => zstd.decompress(frame, undefined, 200_000)).toThrow(/longer than the 200000 bytes/)
  })

  it('refuses what is longer than allowed, and what is damaged', () => {
    const frame = zstdCompressSync(Buffer.alloc(50_000_000))
    expect(() => zstd.decompress(frame, undefined, 1_000_000)).toThrow(/50000000 bytes long/)
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (noise, at, flip) => {
      const good = zstdCompressSync(Buffer.from('some text, some text, some more text'))
      good[at % good.length] ^= flip
      for (const bytes of [noise, good, good.subarray(0, at % good.length)]) {
        try {
          expect(zstd.decompress(bytes, undefined, 100_000).length).toBeLessThanOrEqual(100_000)
        } catch (e) {
          expect(e).toBeInstanceOf(OxbowError)
        }
      }
    }))
  })

  it('lives on after bad input', () => {
    const data = Buffer.from('still here')
    expect(Buffer.from(zstd.decompress(zstdCompressSync(data), undefined, 100)).toString()).toBe('still here')
  })
})
