import { describe, expect, it } from 'vitest'
import { FIXTURES, remoteFiles, remoteManifest } from '../../test/support/remote-files.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import { nodePlatform } from '../master/platform.ts'
import { buildArchive } from './archive-writer.ts'
import { EMPTY_HASH, hashOf } from './hash.ts'
import { parseManifest } from './manifest.ts'
import { buildTableFile } from './table-file.ts'
import { openWholeFile } from './table-source.ts'

const chunks = Array.from({ length: 500 }, (_, i) => new TextEncoder().encode(`chunk ${i} ${'x'.repeat(i * 3)}`))
const pairs = chunks.map((c) => [hashOf(nodePlatform, c), c] as const)

describe.each([['table file', buildTableFile], ['archive', buildArchive]] as const)('a %s that oxbow wrote', (kind, build) => {
  it('gives every chunk back', () => {
    const file = build(nodePlatform, pairs)
    const source = openWholeFile(nodePlatform, file.bytes, file.name)
    expect(file.key).toBe(kind === 'archive' ? `${file.name}.darc` : file.name)
    expect(file.count).toBe(pairs.length)
    expect(source.count).toBe(pairs.length)
    expect(source.name).toBe(file.name)
    for (const [hash, chunk] of pairs) {
      expect(source.has(hash)).toBe(true)
      expect(source.get(hash)).toEqual(chunk)
    }
    for (const absent of [EMPTY_HASH, 'v'.repeat(32), hashOf(nodePlatform, Uint8Array.of(1))]) {
      expect(source.has(absent)).toBe(false)
      expect(source.get(absent)).toBeUndefined()
    }
    expect([...source.hashes()]).toEqual(pairs.map((p) => p[0]).toSorted())
  })

  it('may hold no chunk', () => {
    const file = build(nodePlatform, [])
    const source = openWholeFile(nodePlatform, file.bytes, file.name)
    expect(source.count).toBe(0)
    expect(source.get(pairs[0][0])).toBeUndefined()
    expect([...source.hashes()]).toEqual([])
  })

  it('tells addresses apart that begin alike', () => {
    const alike = Array.from({ length: 40 }, (_, i) =>
      [`${'k'.repeat(12)}${i < 20 ? '0' : 'g'}${String(i).padStart(19, '0')}`, chunks[i]] as const)
    const file = build(nodePlatform, [...alike.toReversed(), ...pairs])
    const source = openWholeFile(nodePlatform, file.bytes, file.name)
    // The chunks aren't what their addresses say, which only shows once they were found.
    for (const [hash] of alike) expect(() => source.get(hash)).toThrow(expect.objectContaining({ code: 'CHUNK_HASH_MISMATCH' }))
    expect(source.has('k'.repeat(32))).toBe(false)
    for (const [hash, chunk] of pairs) expect(source.get(hash)).toEqual(chunk)
  })

  it('holds no chunk twice, and none that the format has no room for', () => {
    expect(() => build(nodePlatform, [pairs[0], pairs[0]])).toThrow(expect.objectContaining({ code: 'DUPLICATE_CHUNK' }))
    expect(() => build(nodePlatform, [[pairs[0][0], new Uint8Array(0)]])).toThrow(expect.objectContaining({ code: 'CHUNK_LENGTH' }))
  })

  it('never serves a damaged chunk, and says where it lies', () => {
    const file = build(nodePlatform, pairs.slice(0, 1))
    const damaged = file.bytes.slice()
    damaged[3] ^= 1
    const source = openWholeFile(nodePlatform, damaged, file.name)
    expect(() => source.get(pairs[0][0]))
      .toThrow(expect.objectContaining({ code: 'RECORD_CORRUPT', message: expect.stringContaining(file.name) as string }))
    const wrong = build(nodePlatform, [[pairs[0][0], pairs[1][1]]])
    expect(() => openWholeFile(nodePlatform, wrong.bytes, wrong.name).get(pairs[0][0]))
      .toThrow(expect.objectContaining({ code: 'CHUNK_HASH_MISMATCH', message: expect.stringContaining(pairs[1][0]) as string }))
  })
})

it('a file of another kind is refused', () => {
  for (const length of [0, 1, 19, 20, 219, 220, 5000]) {
    expect(() => openWholeFile(nodePlatform, new Uint8Array(length), EMPTY_HASH))
      .toThrow(expect.objectContaining({ code: 'TABLE_FILE_CORRUPT' }))
  }
})

describeWithShared('files that Dolt wrote', () => {
  it.each(FIXTURES)('%s: every chunk is what its address says', (fixture) => {
    const manifest = parseManifest(remoteManifest(fixture))
    const counts = new Map(manifest.specs.map((spec) => [spec.name, spec.count]))
    let chunks = 0
    let rootSeen = false
    for (const { name, bytes } of remoteFiles(fixture)) {
      const source = openWholeFile(nodePlatform, bytes, name)
      expect(source.count).toBe(counts.get(name))
      // `get` checks each chunk.
      for (const hash of source.hashes()) if (source.get(hash) !== undefined) chunks++
      rootSeen ||= source.has(manifest.root)
    }
    expect(rootSeen).toBe(true)
    expect(chunks).toBe([...counts.values()].reduce((a, b) => a + b))
  }, 60_000)
})
