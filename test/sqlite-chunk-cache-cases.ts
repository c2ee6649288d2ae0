import { expect, it } from 'vitest'
import { buildArchive } from '../src/store/archive-writer.ts'
import { EMPTY_HASH, type Hash, hashOf } from '../src/store/hash.ts'
import { type TableSpec, formatManifest } from '../src/store/manifest.ts'
import type { Platform } from '../src/store/platform.ts'
import { MemoryObjectStore } from '../src/store/remote/memory-object-store.ts'
import { RemoteChunkStore } from '../src/store/remote/remote-chunk-store.ts'
import { SqliteChunkCache, type SqliteStorage } from '../src/store/remote/sqlite-chunk-cache.ts'

function bytes(length: number, seed = 1): Uint8Array {
  const out = new Uint8Array(length)
  for (let i = 0; i < length; i++) out[i] = (i * 31 + seed) & 255
  return out
}

/**
 * What the chunk cache must do in every SQLite.
 * @param platform the runtime's own. @param within runs a test with an empty storage.
 */
export function sqliteChunkCacheCases(
  platform: Platform, within: (name: string, test: (storage: SqliteStorage) => void | Promise<void>) => Promise<void>,
): void {
  it('keeps values of every size', () => within('sizes', (storage) => {
    const cache = new SqliteChunkCache(storage, { maxBytes: 100_000_000 })
    const sizes = [0, 1, 4096, 1_900_000, 1_900_001, 5_000_000]
    cache.putMany(sizes.map((size) => [`k${size}`, bytes(size, size)] as const))
    const found = cache.getMany([...sizes.map((size) => `k${size}`), 'absent'])
    expect(found.size).toBe(sizes.length)
    for (const size of sizes) expect(Buffer.from(found.get(`k${size}`) ?? []).equals(bytes(size, size))).toBe(true)
    expect(cache.size).toBe(sizes.reduce((a, b) => a + b))
    const [{ longest }] = [...storage.sql.exec<{ longest: number }>('SELECT max(length(value)) AS longest FROM cache')]
    expect(longest).toBeLessThan(2_000_000)
  }))

  it('asks for thousands of keys at once', () => within('many', (storage) => {
    const cache = new SqliteChunkCache(storage, { maxBytes: 100_000_000 })
    const keys = Array.from({ length: 10_000 }, (_, i) => `key-${i}`)
    cache.putMany(keys.map((key, i) => [key, bytes(10, i)] as const))
    expect(cache.getMany(keys).size).toBe(10_000)
    expect(cache.getMany([])).toEqual(new Map())
  }))

  it('outlives its object', () => within('lives', (storage) => {
    new SqliteChunkCache(storage, { maxBytes: 1_000_000 }).putMany([['a', bytes(5)], ['b', bytes(6)]])
    const again = new SqliteChunkCache(storage, { maxBytes: 1_000_000 })
    expect(again.size).toBe(11)
    expect(again.getMany(['a']).get('a')).toEqual(bytes(5))
    again.deleteMany(['a', 'absent'])
    expect(again.size).toBe(6)
    expect(new SqliteChunkCache(storage, { maxBytes: 1_000_000 }).size).toBe(6)
  }))

  it('does not count a value twice', () => within('twice', (storage) => {
    const cache = new SqliteChunkCache(storage, { maxBytes: 1_000_000 })
    cache.putMany([['a', bytes(500)]])
    cache.putMany([['a', bytes(500)], ['a', bytes(500)]])
    expect(cache.size).toBe(500)
  }))

  it('stays within its bytes, and forgets first what nobody read', () => within('bounded', (storage) => {
    const cache = new SqliteChunkCache(storage, { maxBytes: 160_000 })
    cache.putMany([['hot', bytes(1000)], ['cold', bytes(1000)]])
    for (let i = 0; i < 1000; i++) {
      cache.putMany([[`filler-${i}`, bytes(1000, i)]])
      expect(cache.size).toBeLessThanOrEqual(160_000)
      if (i % 20 === 0) expect(cache.getMany(['hot']).size).toBe(1)
    }
    expect(cache.getMany(['cold']).size).toBe(0)
    expect(cache.getMany(['filler-999', 'filler-990']).size).toBe(2)
    const [{ real }] = [...storage.sql.exec<{ real: number }>('SELECT sum(length(value)) AS real FROM cache')]
    expect(real).toBe(cache.size)
    const [{ stated }] = [...storage.sql.exec<{ stated: number }>('SELECT sum(bytes) AS stated FROM cache_epoch')]
    expect(stated).toBe(cache.size)
  }))

  it('survives a value larger than itself', () => within('large', (storage) => {
    const cache = new SqliteChunkCache(storage, { maxBytes: 1000 })
    cache.putMany([['a', bytes(5000)]])
    expect(cache.size).toBe(0)
    cache.putMany([['b', bytes(500)]])
    expect(cache.getMany(['a', 'b']).size).toBe(1)
  }))

  it('lets a replica read more than it holds, again and again', () => within('more', async (storage) => {
    const objects = new MemoryObjectStore()
    const specs: TableSpec[] = []
    const chunks = new Map<Hash, Uint8Array>()
    for (let file = 0; file < 4; file++) {
      const own = new Map<Hash, Uint8Array>()
      for (let i = 0; i < 300; i++) {
        const chunk = platform.randomBytes(1000)
        own.set(hashOf(platform, chunk), chunk)
      }
      const { name, key, bytes: content, count } = buildArchive(platform, own)
      await objects.put(key, content)
      specs.push({ name, count })
      for (const [hash, chunk] of own) chunks.set(hash, chunk)
    }
    const manifest = formatManifest({ lock: specs[0].name, root: EMPTY_HASH, gcGeneration: EMPTY_HASH, specs })
    await objects.put('manifest', new TextEncoder().encode(manifest))
    const maxBytes = 200_000
    const cache = new SqliteChunkCache(storage, { maxBytes })
    const store = new RemoteChunkStore(objects, platform, { memoryBytes: 20_000, cache, starter: true })
    await store.refresh()
    const hashes = [...chunks.keys()]
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < hashes.length; i += 60) {
        const wanted = hashes.slice(i, i + 60)
        await store.fetch(wanted)
        for (const hash of wanted) expect(store.get(hash)).toEqual(chunks.get(hash))
        const [{ real }] = [...storage.sql.exec<{ real: number }>('SELECT sum(length(value)) AS real FROM cache')]
        expect(real).toBeLessThanOrEqual(maxBytes)
        expect(real).toBe(cache.size)
      }
    }
    expect(cache.size).toBeGreaterThan(maxBytes / 2)
  }))

  it('forgets within one large write', () => within('one write', (storage) => {
    const cache = new SqliteChunkCache(storage, { maxBytes: 50_000 })
    let most = 0
    cache.putMany((function* (): Generator<readonly [string, Uint8Array]> {
      for (let i = 0; i < 500; i++) {
        most = Math.max(most, cache.size)
        yield [`k${i}`, bytes(1000, i)]
      }
    })())
    expect(most).toBeLessThanOrEqual(50_000 + 1000)
    expect(cache.getMany(['k499']).size).toBe(1)
  }))
}
