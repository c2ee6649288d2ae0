import { zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { nodePlatform } from '../master/platform.ts'
import { ARCHIVE_MAGIC, decodeDictionary, parseArchiveFooter } from './archive.ts'
import { ArchiveIndex } from './archive-index.ts'
import { NONCE_KEY, buildArchive } from './archive-writer.ts'
import { type Hash, decodeHash, encodeHash, hashOf } from './hash.ts'
import { openWholeFile } from './table-source.ts'
import { encodeTableRecord } from './table-record.ts'

const NAME: Hash = 'a'.repeat(32)

/** Index, metadata and footer of an archive of one tag that dolt 2.3.1 wrote: 397 bytes, its one span 117. */
const WRITTEN_BY_DOLT = Uint8Array.from(Buffer.concat([
  Buffer.from('000000000000007558bc32b0da4e7bda00000000000000014c509314f9518941c1cb889b', 'hex'),
  Buffer.from('{"dolt_version":"2.3.1"}'),
  Buffer.from('0000000000000024000000010000000100000018', 'hex'), Buffer.alloc(192), Buffer.from('\x03DOLTARC'),
]))

interface Layout {
  spans: Uint8Array[]
  /** Address, dictionary span, data span. */
  chunks: [Hash, number, number][]
  version: number
}

/** An archive as Dolt lays it out, of any version and content. */
function layOut({ spans, chunks, version }: Layout): Uint8Array {
  const sorted = chunks.toSorted((a, b) => (a[0] < b[0] ? -1 : 1))
  let end = 0
  const u32 = (n: number): Buffer => Buffer.from([n >>> 24, n >>> 16, n >>> 8, n])
  const index = Buffer.concat([
    ...spans.map((span) => Buffer.concat([u32(0), u32((end += span.length))])),
    ...sorted.map(([hash]) => decodeHash(hash).subarray(0, 8)),
    ...sorted.map(([, dictionary, data]) => Buffer.concat([u32(dictionary), u32(data)])),
    ...sorted.map(([hash]) => decodeHash(hash).subarray(8)),
  ])
  const metadata = Buffer.from('{}')
  return Uint8Array.from(Buffer.concat([
    ...spans, index, metadata, version < 3 ? u32(index.length) : Buffer.concat([u32(0), u32(index.length)]),
    u32(spans.length), u32(chunks.length), u32(metadata.length), Buffer.alloc(192), Buffer.from([version]), ARCHIVE_MAGIC,
  ]))
}

const chunk = new TextEncoder().encode('some words that are in the dictionary, and some words that are not')
const hash = hashOf(nodePlatform, chunk)
const other = new TextEncoder().encode('another chunk')
const otherHash = hashOf(nodePlatform, other)
const dictionary = new TextEncoder().encode('some words that are in the dictionary')
const withDictionary: Layout = {
  spans: [zstdCompressSync(dictionary), zstdCompressSync(chunk, { dictionary })], chunks: [[hash, 1, 2]], version: 3,
}
const mixed: Layout = {
  spans: [zstdCompressSync(chunk, { dictionary }), encodeTableRecord(other), zstdCompressSync(dictionary)],
  chunks: [[hash, 3, 1], [otherHash, 0, 2]],
  version: 3,
}

describe('archive', () => {
  it('has its parts where the footer says', () => {
    const layout = {
      version: 3, spanCount: 1, count: 1, spanEnds: 117, prefixes: 125, references: 133, suffixes: 141, metadata: 153, metadataLength: 24,
    }
    expect(parseArchiveFooter(WRITTEN_BY_DOLT.subarray(-220), 397)).toEqual(layout)
    const index = new ArchiveIndex(layout, WRITTEN_BY_DOLT.subarray(0, 36))
    const address = encodeHash(Buffer.from('58bc32b0da4e7bda4c509314f9518941c1cb889b', 'hex'))
    expect([...index.hashes()]).toEqual([address])
    expect(index.find(address)).toEqual({ data: { offset: 0, length: 117 }, dictionary: undefined })
  })

  it.each([1, 2, 3])('version %d: chunks with a dictionary are read', (version) => {
    const source = openWholeFile(nodePlatform, layOut({ ...withDictionary, version }), NAME)
    expect(source.get(hash)).toEqual(chunk)
  })

  it.each([2, 3])('version %d: chunks with and without dictionary stand side by side', (version) => {
    const source = openWholeFile(nodePlatform, layOut({ ...mixed, version }), NAME)
    expect(source.get(hash)).toEqual(chunk)
    expect(source.get(otherHash)).toEqual(other)
  })

  it('version 1: a chunk without dictionary is damage', () => {
    const source = openWholeFile(nodePlatform, layOut({ ...mixed, version: 1 }), NAME)
    expect(source.get(hash)).toEqual(chunk)
    expect(() => source.get(otherHash)).toThrow(expect.objectContaining({ code: 'ARCHIVE_CORRUPT' }))
  })

  it.each([0, 4, 255])('version %d is refused', (version) => {
    const bytes = layOut({ ...mixed, version })
    expect(() => openWholeFile(nodePlatform, bytes, NAME)).toThrow(expect.objectContaining({ code: 'ARCHIVE_VERSION' }))
  })

  it.each<[string, [Hash, number, number]]>([
    ['a data span that is none', [hash, 1, 0]],
    ['a data span beyond the last', [hash, 1, 3]],
    ['a dictionary beyond the last', [hash, 0xffffffff, 2]],
  ])('%s is damage', (_, reference) => {
    const source = openWholeFile(nodePlatform, layOut({ ...withDictionary, chunks: [reference] }), NAME)
    expect(() => source.get(hash)).toThrow(expect.objectContaining({ code: 'ARCHIVE_CORRUPT' }))
  })

  it('spans that end before they begin, or beyond the data, are damage', () => {
    const good = layOut(withDictionary)
    const { spanEnds } = parseArchiveFooter(good.subarray(-220), good.length)
    for (const end of [0n, BigInt(spanEnds + 1), 2n ** 53n, 2n ** 64n - 1n]) {
      const bad = good.slice()
      new DataView(bad.buffer).setBigUint64(spanEnds + 8, end)
      expect(() => openWholeFile(nodePlatform, bad, NAME).get(hash)).toThrow(expect.objectContaining({ code: 'ARCHIVE_CORRUPT' }))
    }
  })

  it('lengths that the file has no room for are damage', () => {
    const good = layOut(withDictionary)
    const footer = good.length - 220
    for (const at of [0, 4, 8, 12, 16]) {
      const bad = good.slice()
      new DataView(bad.buffer).setUint32(footer + at, 0xffffffff)
      expect(() => openWholeFile(nodePlatform, bad, NAME)).toThrow(expect.objectContaining({ code: 'ARCHIVE_CORRUPT' }))
    }
    // Consistent with each other, but not with the file.
    const bad = good.slice()
    const view = new DataView(bad.buffer)
    view.setUint32(footer + 8, 0xffffffff)
    view.setUint32(footer + 12, 0)
    view.setBigUint64(footer, 8n * 0xffffffffn)
    expect(() => openWholeFile(nodePlatform, bad, NAME)).toThrow(expect.objectContaining({ code: 'ARCHIVE_CORRUPT' }))
  })

  it('what decompresses to more than a dictionary or a chunk can have is refused', () => {
    const large = zstdCompressSync(new Uint8Array(2 ** 24 + 4))
    expect(large.length).toBeLessThan(5000)
    expect(() => decodeDictionary(nodePlatform, large)).toThrow(expect.objectContaining({ code: 'ZSTD_CORRUPT' }))
    const source = openWholeFile(nodePlatform, layOut({ ...withDictionary, spans: [withDictionary.spans[0], large] }), NAME)
    expect(() => source.get(hash)).toThrow(expect.objectContaining({ code: 'ZSTD_CORRUPT' }))
  })
})

describe('archive that oxbow wrote', () => {
  it('has a name of its own each time, which is its hash', () => {
    const chunks = [[hash, chunk], [otherHash, other]] as const
    const one = buildArchive(nodePlatform, chunks)
    const two = buildArchive(nodePlatform, chunks)
    expect(one.name).not.toBe(two.name)
    expect(one.name).toBe(hashOf(nodePlatform, one.bytes))
  })

  it('carries the metadata', () => {
    const { bytes } = buildArchive(nodePlatform, [[hash, chunk]], { written_by: 'a test', odd: 'ü "quoted"' })
    const layout = parseArchiveFooter(bytes.subarray(-220), bytes.length)
    const json = new TextDecoder().decode(bytes.subarray(layout.metadata, layout.metadata + layout.metadataLength))
    const metadata = JSON.parse(json) as Record<string, string>
    expect(metadata).toEqual({ written_by: 'a test', odd: 'ü "quoted"', [NONCE_KEY]: expect.stringMatching(/^[0-9a-v]{32}$/) as string })
  })
})
