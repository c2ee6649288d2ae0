import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EMPTY_HASH } from '../store/hash.ts'
import { formatManifest, parseManifest } from '../store/manifest.ts'
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

  it('merges small files without losing a chunk', () => {
    const store = open()
    const roots: string[] = []
    for (let n = 0; n < 200; n++) {
      const root = store.put(bytes(`chunk ${n}`))
      expect(store.commitRoot(root, roots.at(-1) ?? EMPTY_HASH)).toBe(true)
      roots.push(root)
    }
    expect(manifest().specs.length).toBeLessThanOrEqual(64)
    const other = open()
    for (const [n, root] of roots.entries()) {
      expect(text(store.get(root))).toBe(`chunk ${n}`)
      expect(text(other.get(root))).toBe(`chunk ${n}`)
    }
    const named = new Set(manifest().specs.map((spec) => spec.name))
    const files = readdirSync(join(directory, 'noms')).filter((name) => /^[0-9a-v]{32}$/.test(name))
    expect(new Set(files)).toEqual(named)
    store.close()
    other.close()
  })

  it('reads a merge of another process, whose files it had open', () => {
    const reader = open()
    const writer = open()
    let last = EMPTY_HASH
    for (let n = 0; n < 70; n++) {
      const root = writer.put(bytes(`chunk ${n}`))
      writer.commitRoot(root, last)
      if (n % 30 === 0) reader.refresh()
      last = root
    }
    reader.refresh()
    expect(text(reader.get(last))).toBe('chunk 69')
    reader.close()
    writer.close()
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
    const old = LocalChunkStore.open(join(directory, 'noms', 'oldgen'), nodePlatform, { create: true })
    const a = old.put(bytes('old'))
    old.commitRoot(a, EMPTY_HASH)
    old.close()
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
    expect(open).toThrow(/dolt gc/)
    write('2'.repeat(32))
    expect(open).toThrow(/is missing/)
    writeFileSync(join(noms, '2'.repeat(32)), 'not a table file')
    expect(open).toThrow(expect.objectContaining({ code: 'TABLE_FILE_CORRUPT' }) as Error)
    rmSync(noms, { recursive: true })
    const store = open()
    store.commitRoot(store.put(bytes('a')), EMPTY_HASH)
    store.close()
    const file = join(noms, manifest().specs[0].name)
    truncateSync(file, statSync(file).size - 1)
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
