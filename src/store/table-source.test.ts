import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeWithShared, sharedPath } from '../../test/support/shared.ts'
import { OxbowError } from '../error.ts'
import { nodePlatform } from '../master/platform.ts'
import { buildArchive } from './archive-writer.ts'
import { hashOf } from './hash.ts'
import { formatManifest, manifestLock, parseManifest } from './manifest.ts'
import { buildTableFile } from './table-file.ts'
import { type TableSource, openTableSource } from './table-source.ts'

function open(name: string, bytes: Uint8Array): TableSource {
  return openTableSource(nodePlatform, name, bytes.length, (offset, length) => bytes.subarray(offset, offset + length))
}

const chunks = Array.from({ length: 50 }, (_, i) => new TextEncoder().encode(`chunk ${i} ${'x'.repeat(i * 13)}`))
const pairs = chunks.map((c) => [hashOf(nodePlatform, c), c] as const)

describe('files that oxbow writes', () => {
  for (const [kind, build] of [['table file', buildTableFile], ['archive', buildArchive]] as const) {
    it(`${kind}: every chunk comes back`, () => {
      const file = build(nodePlatform, pairs)
      const source = open(file.name, file.bytes)
      expect(source.count).toBe(50)
      for (const [hash, chunk] of pairs) expect(source.get(hash)).toEqual(chunk)
      expect(source.get('0'.repeat(32))).toBeUndefined()
      expect([...source.hashes()].sort()).toEqual(pairs.map((p) => p[0]).sort())
    })
    it(`${kind}: a chunk is not written twice`, () => {
      expect(() => build(nodePlatform, [pairs[0], pairs[0]])).toThrow('twice')
    })
    it(`${kind}: damage is a clear error`, () => {
      const file = build(nodePlatform, pairs)
      let seed = 7
      const random = (n: number): number => (seed = (seed * 48271) % 2147483647) % n
      for (let round = 0; round < 400; round++) {
        const bytes = file.bytes.slice(0, round % 3 === 0 ? random(file.bytes.length + 1) : file.bytes.length)
        for (let k = 0; k < 1 + random(4); k++) if (bytes.length > 0) bytes[random(bytes.length)] = random(256)
        if (round % 5 === 0) bytes.fill(255, Math.max(0, bytes.length - 220), Math.max(0, bytes.length - 200))
        try {
          const source = open(file.name, bytes)
          for (const [hash] of pairs) source.get(hash)
          for (const hash of source.hashes()) source.get(hash)
        } catch (e) {
          expect(e).toBeInstanceOf(OxbowError)
        }
      }
    })
  }
})

describeWithShared('files that Dolt wrote', () => {
  for (const fixture of ['types', 'history', 'flights']) {
    it(`${fixture}: manifest, lock, and every chunk against its address`, () => {
      const folder = sharedPath('fixtures', fixture, 'remote')
      const text = readFileSync(join(folder, 'manifest'), 'utf8')
      const manifest = parseManifest(text)
      expect(formatManifest(manifest)).toBe(text)
      expect(manifestLock(nodePlatform, manifest.root, manifest.specs)).toBe(manifest.lock)
      const files = new Set(readdirSync(folder))
      let rootSeen = false
      for (const spec of manifest.specs) {
        const source = open(spec.name, readFileSync(join(folder, files.has(spec.name) ? spec.name : `${spec.name}.darc`)))
        expect(source.count).toBe(spec.count)
        for (const hash of source.hashes()) source.get(hash)
        rootSeen ||= source.has(manifest.root)
      }
      expect(rootSeen).toBe(true)
    }, 60_000)
  }
})

describe('manifest', () => {
  it('reads the worked example of version 5, and version 4', () => {
    const specs = ['5jr629nusv07qtrtb65fe3g7406bntva:2', '726a5kjqkqu668l95aechk8ls3vqmotp:1', '797mp5704a60bf3nabsigtbihuaa8n44:2', 'h6b2jfigv7iad78pfnso1qcd9neakf5h:7'].join(':')
    const m = parseManifest(`5:__DOLT__:gkqvfahdhd4cgt4rfov4b78n4f1dm6pu:llamdmnhafea9kkpo644ed8opn35b8mi:00000000000000000000000000000000:${specs}`)
    expect(manifestLock(nodePlatform, m.root, m.specs)).toBe('gkqvfahdhd4cgt4rfov4b78n4f1dm6pu')
    expect(parseManifest(`4:__DOLT__:${m.lock}:${m.root}:${specs}`)).toEqual(m)
  })
  it.each([
    ['5:__DOLT__:x', 'MANIFEST_CORRUPT'], ['', 'MANIFEST_CORRUPT'], ['6:__DOLT__:a:b', 'MANIFEST_VERSION'], ['5:__LD_1__:a:b', 'MANIFEST_FORMAT'],
    [`5:__DOLT__:${'0'.repeat(32)}:${'0'.repeat(32)}:${'0'.repeat(32)}`, 'MANIFEST_CORRUPT'],
    [`5:__DOLT__:${'1'.repeat(32)}:${'0'.repeat(32)}:${'0'.repeat(32)}:${'2'.repeat(32)}:2\n`, 'MANIFEST_CORRUPT'],
    [`5:__DOLT__:${'1'.repeat(32)}:${'0'.repeat(32)}:${'0'.repeat(32)}:${'2'.repeat(32)}`, 'MANIFEST_CORRUPT'],
  ])('refuses %j', (text, code) => {
    expect(() => parseManifest(text)).toThrow(expect.objectContaining({ code }))
  })
})
