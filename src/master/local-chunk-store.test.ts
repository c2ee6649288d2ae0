import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EMPTY_HASH, hashOf } from '../store/hash.ts'
import { formatManifest, parseManifest } from '../store/manifest.ts'
import { buildTableFile } from '../store/table-file.ts'
import { LocalChunkStore } from './local-chunk-store.ts'
import { nodePlatform } from './platform.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'oxbow-store-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (chunk: Uint8Array | undefined): string | undefined => (chunk === undefined ? undefined : new TextDecoder().decode(chunk))
const open = (): LocalChunkStore => LocalChunkStore.open(join(directory, 'noms'), nodePlatform, { create: true })
const manifest = (): ReturnType<typeof parseManifest> => parseManifest(readFileSync(join(directory, 'noms', 'manifest')))

describe('LocalChunkStore', () => {
  it('keeps what was committed, and forgets what was not', () => {
    const store = open()
    expect(store.root()).toBe(EMPTY_HASH)
    const a = store.put(bytes('a'))
    expect(store.commitRoot(a, EMPTY_HASH)).toBe(true)
    const b = store.put(bytes('b'))
    expect(text(store.get(b))).toBe('b')
    store.close()
    const again = open()
    expect(again.root()).toBe(a)
    expect(text(again.get(a))).toBe('a')
    expect(again.has(b)).toBe(false)
    again.close()
  })

  it('refuses a root that others have moved, and loses nothing of either', async () => {
    const one = open()
    const two = open()
    const a = one.put(bytes('a'))
    const b = two.put(bytes('b'))
    expect(one.commitRoot(a, EMPTY_HASH)).toBe(true)
    expect(two.commitRoot(b, EMPTY_HASH)).toBe(false)
    expect(two.root()).toBe(a)
    expect(two.commitRoot(b, a)).toBe(true)
    expect(one.has(b)).toBe(false)
    one.refresh()
    expect(one.root()).toBe(b)
    await one.fetch([a, b])
    await expect(one.fetch(['v'.repeat(32)])).rejects.toThrow(/is not in/)
    one.close()
    two.close()
  })

  it('merges small files without losing a chunk, also for a store that had them open', () => {
    const noms = join(directory, 'noms')
    mkdirSync(noms)
    const tables = Array.from({ length: 80 }, (_, n) => buildTableFile(nodePlatform, [[hashOf(nodePlatform, bytes(`chunk ${n}`)), bytes(`chunk ${n}`)]]))
    for (const table of tables) writeFileSync(join(noms, table.key), table.bytes)
    const specs = tables.map(({ name, count }) => ({ name, count }))
    writeFileSync(join(noms, 'manifest'), formatManifest({ lock: '1'.repeat(32), root: EMPTY_HASH, gcGeneration: EMPTY_HASH, specs }))
    const reader = open()
    const store = open()
    expect(store.commitRoot(store.put(bytes('root')), EMPTY_HASH)).toBe(true)
    expect(manifest().specs.length).toBeLessThan(10)
    reader.refresh()
    for (let n = 0; n < 80; n++) {
      for (const each of [store, reader]) expect(text(each.get(hashOf(nodePlatform, bytes(`chunk ${n}`))))).toBe(`chunk ${n}`)
    }
    const named = new Set(manifest().specs.map((spec) => spec.name))
    const files = readdirSync(noms).filter((name) => /^[0-9a-v]{32}$/.test(name))
    expect(new Set(files)).toEqual(named)
    store.close()
    reader.close()
  })

  it('moves what is too much for memory to a file before the commit', () => {
    const store = open()
    const hashes = Array.from({ length: 10 }, (_, i) => store.put(nodePlatform.randomBytes(8 << 20).fill(i, 0, 1)))
    const other = open()
    expect(other.commitRoot(other.put(bytes('elsewhere')), EMPTY_HASH)).toBe(true)
    store.refresh()
    expect(hashes.every((hash) => store.get(hash)?.length === 8 << 20)).toBe(true)
    expect(store.commitRoot(hashes[0], store.root())).toBe(true)
    other.refresh()
    expect(hashes.every((hash) => other.has(hash))).toBe(true)
    store.close()
    other.close()
  })

  it('reads the old generation', () => {
    const oldgen = join(directory, 'noms', 'oldgen')
    mkdirSync(oldgen, { recursive: true })
    const a = hashOf(nodePlatform, bytes('old'))
    const { name, key, count, bytes: content } = buildTableFile(nodePlatform, [[a, bytes('old')]])
    writeFileSync(join(oldgen, key), content)
    writeFileSync(join(oldgen, 'manifest'), formatManifest({ lock: a, root: EMPTY_HASH, gcGeneration: EMPTY_HASH, specs: [{ name, count }] }))
    const store = open()
    expect(store.root()).toBe(EMPTY_HASH)
    expect(text(store.get(a))).toBe('old')
    store.close()
  })

  it('says what is wrong with a directory that it can\'t read', () => {
    const noms = join(directory, 'noms')
    expect(() => LocalChunkStore.open(noms, nodePlatform)).toThrow(/no Dolt database/)
    mkdirSync(noms)
    const lock = '1'.repeat(32)
    const write = (name: string): void => {
      writeFileSync(join(noms, 'manifest'), formatManifest({ lock, root: lock, gcGeneration: EMPTY_HASH, specs: [{ name, count: 1 }] }))
    }
    write('v'.repeat(32))
    expect(open).toThrow(/missing chunk journal/)
    write('2'.repeat(32))
    expect(open).toThrow(/is missing/)
    writeFileSync(join(noms, '2'.repeat(32)), 'not a table file')
    expect(open).toThrow(expect.objectContaining({ code: 'TABLE_FILE_CORRUPT' }) as Error)
  })

  it('has every acknowledged commit, and nothing half-done, after its process was killed in the middle', async () => {
    const noms = join(directory, 'noms')
    const script = join(import.meta.dirname, 'commit-loop-for-tests.ts')
    for (let round = 0; round < 8; round++) {
      const child = spawn(process.execPath, [script, noms], { stdio: ['ignore', 'pipe', 'inherit'] })
      let out = ''
      child.stdout.on('data', (data: Buffer) => {
        // The pipe may break off inside a line; only whole lines count as acknowledged.
        if (out === '') setTimeout(() => child.kill('SIGKILL'), 30 + round * 37)
        out += data.toString()
      })
      await new Promise((resolve) => child.on('close', resolve))
      const acknowledged = out.slice(0, out.lastIndexOf('\n')).split('\n')
      const store = LocalChunkStore.open(noms, nodePlatform)
      const chain = new Set<string>()
      for (let root = store.root(); root !== EMPTY_HASH;) {
        chain.add(root)
        root = text(store.get(root))!.split(' ').at(-1)!
      }
      expect(acknowledged.length).toBeGreaterThan(0)
      expect(acknowledged.filter((root) => !chain.has(root))).toEqual([])
      store.close()
    }
  })
})
