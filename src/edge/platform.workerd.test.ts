import { describe, expect, inject, it } from 'vitest'
import { encodeHash, hashOf } from '../store/hash.ts'
import { edgePlatform } from './platform.ts'

const [archive] = Object.entries(inject('typesRemote'))
  .filter(([name]) => name.endsWith('.darc'))
  .map(([, base64]) => new Uint8Array(Buffer.from(base64, 'base64')))
  .toSorted((a, b) => b.length - a.length)

describe('the platform in workerd', () => {
  it('hashes', () => {
    const bytes = edgePlatform.sha512(new TextEncoder().encode('abc'))
    expect(Buffer.from(bytes).toString('hex')).toMatch(/^ddaf35a193617abacc417349ae204131/)
    expect(bytes.length).toBe(64)
  })

  it('gives random bytes', () => {
    const bytes = edgePlatform.randomBytes(32)
    expect(bytes.length).toBe(32)
    expect(bytes).not.toEqual(edgePlatform.randomBytes(32))
  })

  it.runIf(archive !== undefined)('decodes every frame of an archive that real Dolt wrote, with its dictionary', () => {
    let decoded = 0
    for (const { address, frame, dictionary } of framesOf(archive)) {
      const chunk = edgePlatform.zstdDecompress(frame, dictionary, 1 << 24)
      expect(hashOf(edgePlatform, chunk)).toBe(address)
      decoded++
    }
    expect(decoded).toBeGreaterThan(1000)
  })
})

/** The zstd spans of an archive (Dolt go/store/nbs/archive.go), read apart from the product's own reader. */
function* framesOf(file: Uint8Array): Generator<{ address: string; frame: Uint8Array; dictionary: Uint8Array }> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const footer = file.length - 220
  const spans = view.getUint32(footer + 8)
  const chunks = view.getUint32(footer + 12)
  const index = footer - view.getUint32(footer + 16) - Number(view.getBigUint64(footer))
  const prefixes = index + 8 * spans
  const refs = prefixes + 8 * chunks
  const suffixes = refs + 8 * chunks
  const end = (span: number) => (span === 0 ? 0 : Number(view.getBigUint64(index + 8 * (span - 1))))
  const bytes = (span: number) => file.subarray(end(span - 1), end(span))
  const dictionaries = new Map<number, Uint8Array>()
  for (let i = 0; i < chunks; i++) {
    const dictionarySpan = view.getUint32(refs + 8 * i)
    if (dictionarySpan === 0) continue
    let dictionary = dictionaries.get(dictionarySpan)
    if (dictionary === undefined) {
      dictionary = edgePlatform.zstdDecompress(bytes(dictionarySpan), undefined, 1 << 20)
      dictionaries.set(dictionarySpan, dictionary)
    }
    const address = new Uint8Array(20)
    address.set(file.subarray(prefixes + 8 * i, prefixes + 8 * i + 8))
    address.set(file.subarray(suffixes + 12 * i, suffixes + 12 * i + 12), 8)
    yield { address: encodeHash(address), frame: bytes(view.getUint32(refs + 8 * i + 4)), dictionary }
  }
}
