import { describe, expect, it } from 'vitest'
import { CountingObjectStore } from '../../../test/support/counting-object-store.ts'
import { MemoryChunks } from '../../../test/support/memory-chunks.ts'
import { nodePlatform } from '../../master/platform.ts'
import { buildArchive } from '../archive-writer.ts'
import { EMPTY_HASH, type Hash, hashOf } from '../hash.ts'
import { type TableSpec, formatManifest, parseManifest } from '../manifest.ts'
import { buildTableFile } from '../table-file.ts'
import { MemoryObjectStore } from './memory-object-store.ts'
import { MemoryCache } from './persistent-cache.ts'
import { RemoteChunkStore } from './remote-chunk-store.ts'

const LOCK = hashOf(nodePlatform, Uint8Array.of(1))

function randomChunks(count: number, length: number): Map<Hash, Uint8Array> {
  const chunks = new MemoryChunks()
  for (let i = 0; i < count; i++) chunks.put(nodePlatform.randomBytes(length))
  return chunks.chunks
}

/** A remote of archives and table files by turns. */
async function remoteOf(files: readonly Map<Hash, Uint8Array>[]): Promise<CountingObjectStore> {
  const objects = new MemoryObjectStore()
  const specs: TableSpec[] = []
  for (const [i, chunks] of files.entries()) {
    const { name, key, bytes, count } = (i % 2 === 0 ? buildArchive : buildTableFile)(nodePlatform, chunks)
    await objects.put(key, bytes)
    specs.push({ name, count })
  }
  await objects.put('manifest', new TextEncoder().encode(formatManifest({ lock: LOCK, root: EMPTY_HASH, gcGeneration: EMPTY_HASH, specs })))
  return new CountingObjectStore(objects)
}

async function opened(objects: CountingObjectStore, cache?: MemoryCache): Promise<RemoteChunkStore> {
  const store = new RemoteChunkStore(objects, nodePlatform, { memoryBytes: 1 << 20, ...(cache === undefined ? {} : { cache }) })
  await store.refresh()
  return store
}

/** Trips that a fetch takes. */
async function tripsOf(store: RemoteChunkStore, hash: Hash): Promise<number> {
  const before = store.stats.trips
  await store.fetch([hash])
  expect(store.has(hash)).toBe(true)
  return store.stats.trips - before
}

describe('hundreds of small files', () => {
  it('cost a wave for six of them, once', async () => {
    const files = Array.from({ length: 240 }, (_, i) => randomChunks(1 + (i % 5), 50))
    const objects = await remoteOf(files)
    const cache = new MemoryCache(1 << 28)
    const store = await opened(objects, cache)
    await store.fetch([...files.at(-1)!.keys()])
    expect(store.stats.trips).toBeLessThanOrEqual(3)
    const everything = files.flatMap((chunks) => [...chunks.keys()])
    await store.fetch(everything)
    // A name that is tried with the wrong ending costs a second request.
    expect(store.stats.trips).toBeLessThanOrEqual(2 * 240 / 6 + 3)
    const again = await opened(objects, cache)
    await again.fetch(everything)
    expect(again.stats.requests).toBe(1)
    for (const chunks of files) for (const [hash, chunk] of chunks) expect(again.get(hash)).toEqual(chunk)
  })
})

describe('thousands of small files', () => {
  it('cost one trip a chunk once their indexes are known, though no data stays', async () => {
    const files = Array.from({ length: 2500 }, () => randomChunks(2, 40))
    const store = new RemoteChunkStore(await remoteOf(files), nodePlatform, { memoryBytes: 1 })
    await store.refresh()
    await store.fetch(files.flatMap((chunks) => [...chunks.keys()]))
    await new Promise((resolve) => setTimeout(resolve, 1))
    for (const chunks of files.filter((_, i) => i % 250 === 249)) {
      const [hash] = chunks.keys()
      expect(store.has(hash)).toBe(false)
      expect(await tripsOf(store, hash)).toBe(1)
    }
  })
})

describe('several large files', () => {
  it('are searched side by side, those used last first', async () => {
    const files = Array.from({ length: 10 }, () => randomChunks(2500, 100))
    const objects = await remoteOf(files)
    const store = await opened(objects)
    const [first] = files[3].keys()
    await store.fetch([first])
    for (const chunks of files) {
      const [hash] = [...chunks.keys()].slice(-1)
      // The first time, files are opened beside; then ten files by fours, the entry, the place and the data.
      expect(await tripsOf(store, hash)).toBeLessThanOrEqual(chunks === files[0] ? 8 : 6)
      const [near] = [...chunks.keys()].slice(-700)
      expect(await tripsOf(store, near)).toBeLessThanOrEqual(4)
    }
    expect(objects.mostAtOnce).toBeLessThanOrEqual(6)
  })
})

describe('a directory in which somebody ran dolt gc', () => {
  it('has an old generation, which is read when something is missing', async () => {
    const [old, young] = [randomChunks(3, 100), randomChunks(3, 100)]
    const remote = await remoteOf([young])
    const { name, key, bytes, count } = buildTableFile(nodePlatform, old)
    await remote.put(`oldgen/${key}`, bytes)
    const text = formatManifest({ lock: LOCK, root: EMPTY_HASH, gcGeneration: EMPTY_HASH, specs: [{ name, count }] })
    await remote.put('oldgen/manifest', new TextEncoder().encode(text))
    const [hash] = old.keys()
    await expect((await opened(remote)).fetch([hash])).rejects.toMatchObject({ code: 'CHUNK_NOT_FOUND' })
    const got = await remote.get('manifest')
    const manifest = parseManifest(got === null || got.notModified === true ? new Uint8Array(0) : got.body)
    await remote.put('manifest', new TextEncoder().encode(formatManifest({ ...manifest, gcGeneration: LOCK })))
    const cache = new MemoryCache(1 << 20)
    const store = await opened(remote, cache)
    await store.fetch([hash, ...young.keys()])
    expect(store.get(hash)).toEqual(old.get(hash))
    // It stays known when the manifest changes.
    const third = randomChunks(1, 100)
    const more = buildArchive(nodePlatform, third)
    await remote.put(more.key, more.bytes)
    const specs = [...manifest.specs, { name: more.name, count: more.count }]
    await remote.put('manifest', new TextEncoder().encode(formatManifest({ ...manifest, lock: more.name, gcGeneration: LOCK, specs })))
    await store.refresh()
    await store.fetch([...old.keys(), ...third.keys()])
    for (const [address, chunk] of [...old, ...third]) expect(store.get(address)).toEqual(chunk)
  })
})
