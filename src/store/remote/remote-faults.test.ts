import { beforeEach, describe, expect, it } from 'vitest'
import { CountingObjectStore } from '../../../test/support/counting-object-store.ts'
import { MemoryChunks } from '../../../test/support/memory-chunks.ts'
import { OxbowError } from '../../error.ts'
import { nodePlatform } from '../../master/platform.ts'
import { buildArchive } from '../archive-writer.ts'
import { EMPTY_HASH, type Hash } from '../hash.ts'
import { type TableSpec, formatManifest, manifestLock } from '../manifest.ts'
import { buildTableFile } from '../table-file.ts'
import { MemoryObjectStore } from './memory-object-store.ts'
import type { GetResult } from './object-store.ts'
import { MemoryCache } from './persistent-cache.ts'
import { RemoteChunkStore } from './remote-chunk-store.ts'

/** Chunks that don't compress, so that files get large. */
function randomChunks(count: number, length: number): Map<Hash, Uint8Array> {
  const chunks = new MemoryChunks()
  for (let i = 0; i < count; i++) chunks.put(nodePlatform.randomBytes(length))
  return chunks.chunks
}

let memory: MemoryObjectStore
let objects: CountingObjectStore
let cache: MemoryCache
let specs: TableSpec[]

async function writeManifest(): Promise<void> {
  const lock = manifestLock(nodePlatform, { root: EMPTY_HASH, specs }, nodePlatform.randomBytes(20))
  await memory.put('manifest', new TextEncoder().encode(formatManifest({ lock, root: EMPTY_HASH, gcGeneration: EMPTY_HASH, specs })))
}

async function add(build: typeof buildArchive | typeof buildTableFile, chunks: Map<Hash, Uint8Array>): Promise<string> {
  const { name, key, bytes, count } = build(nodePlatform, chunks)
  await memory.put(key, bytes)
  specs.push({ name, count })
  await writeManifest()
  return key
}

async function opened(): Promise<RemoteChunkStore> {
  const store = new RemoteChunkStore(objects, nodePlatform, { cache })
  await store.refresh()
  return store
}

/** Changes what one read of data gives; other reads stay. */
function bendOnce(change: (result: GetResult & { body: Uint8Array }) => GetResult | null, times = 1): void {
  objects.bend = (key, result) => {
    if (key === 'manifest' || times === 0 || result === null || result.notModified === true) return result
    times--
    return change(result)
  }
}

/** True when every chunk-like value that is cached is what its address says. */
function cacheIsSound(chunks: Map<Hash, Uint8Array>): boolean {
  const kept = cache.getMany([...chunks.keys()])
  return [...kept].every(([hash, bytes]) => Buffer.compare(bytes, chunks.get(hash)!) === 0)
}

beforeEach(() => {
  memory = new MemoryObjectStore()
  objects = new CountingObjectStore(memory)
  cache = new MemoryCache(1 << 28)
  specs = []
})

const BUILDERS = [['an archive', buildArchive], ['a table file', buildTableFile]] as const

describe.each(BUILDERS)('%s whose index is larger than what is read of it at once', (_, build) => {
  const chunks = randomChunks(4000, 60)

  it('is searched by pages', async () => {
    const key = await add(build, chunks)
    const store = await opened()
    for (const hash of [...chunks.keys()].filter((_hash, i) => i % 400 === 0)) {
      await store.fetch([hash])
      expect(store.get(hash)).toEqual(chunks.get(hash))
    }
    const whole = await memory.get(key)
    expect(store.stats.bytesFetched).toBeLessThan(whole!.notModified === true ? 0 : 2 * whole!.size)
    await store.fetch([...chunks.keys()])
    for (const [hash, chunk] of chunks) expect(store.get(hash)).toEqual(chunk)
    await expect(store.fetch([new MemoryChunks().put(Uint8Array.of(1))])).rejects.toMatchObject({ code: 'CHUNK_NOT_FOUND' })
  })

  it('is read again when bytes came wrong, and nothing wrong is kept', async () => {
    await add(build, chunks)
    for (let fault = 0; fault < 6; fault++) {
      cache = new MemoryCache(1 << 28)
      const store = await opened()
      const hash = [...chunks.keys()][fault * 500]
      let read = 0
      objects.bend = (key, result) => {
        if (key === 'manifest' || result === null || result.notModified === true || read++ !== fault) return result
        const body = result.body.map((byte) => byte ^ 0x55)
        return { ...result, body }
      }
      // Bytes that are wrong in the index may lead to any clear error; the next try is on sound ground.
      try {
        await store.fetch([hash])
      } catch (e) {
        expect(e).toBeInstanceOf(OxbowError)
      }
      objects.bend = undefined
      await store.fetch([hash])
      expect(store.get(hash)).toEqual(chunks.get(hash))
      expect(cacheIsSound(chunks)).toBe(true)
    }
  })
})

describe('a chunk that is wrong in its file', () => {
  it('is refused, asked for once more, and then blamed on the file', async () => {
    const good = randomChunks(300, 1000)
    const [hash] = good.keys()
    const lying = new Map(good)
    lying.set(hash, Uint8Array.of(1, 2, 3))
    const key = await add(buildArchive, lying)
    const store = await opened()
    await expect(store.fetch([hash]))
      .rejects.toMatchObject({ code: 'CHUNK_HASH_MISMATCH', message: expect.stringContaining(key) as string })
    expect(store.get(hash)).toBeUndefined()
    expect(cache.getMany([hash]).size).toBe(0)
    const [, other] = good.keys()
    await store.fetch([other])
    expect(store.get(other)).toEqual(good.get(other))
  })

  it('is refused in a small file too, which comes whole', async () => {
    const good = randomChunks(3, 100)
    const [hash, other] = good.keys()
    const lying = new Map(good)
    lying.set(hash, Uint8Array.of(1, 2, 3))
    await add(buildTableFile, lying)
    const store = await opened()
    await store.fetch([other])
    await expect(store.fetch([hash])).rejects.toMatchObject({ code: 'CHUNK_HASH_MISMATCH' })
    expect(store.has(hash)).toBe(false)
  })

  it('may be right the second time', async () => {
    const good = randomChunks(300, 1000)
    await add(buildArchive, good)
    const store = await opened()
    const [first, second] = good.keys()
    await store.fetch([first])
    let bent = 0
    objects.bend = (key, result, { range }) => {
      if (key === 'manifest' || result === null || result.notModified === true) return result
      if (range === undefined || 'suffix' in range || bent++ > 0) return result
      return { ...result, body: result.body.map((byte) => byte ^ 1) }
    }
    const far = [...good.keys()][290]
    await store.fetch([far, second])
    expect(store.get(far)).toEqual(good.get(far))
  })
})

describe('a remote that fails', () => {
  it('is named when a body comes cut short twice', async () => {
    const chunks = randomChunks(300, 1000)
    await add(buildArchive, chunks)
    const [hash] = chunks.keys()
    bendOnce((result) => ({ ...result, body: result.body.subarray(0, result.body.length >> 1) }))
    const store = await opened()
    await store.fetch([hash])
    expect(store.get(hash)).toEqual(chunks.get(hash))
    cache = new MemoryCache(1 << 28)
    bendOnce((result) => ({ ...result, body: result.body.subarray(0, result.body.length >> 1) }), 1000)
    await expect((await opened()).fetch([hash]))
      .rejects.toMatchObject({ code: 'REMOTE_ERROR', message: expect.stringContaining('cut short') as string })
  })

  it('lets its errors through, and recovers', async () => {
    const chunks = randomChunks(5, 100)
    await add(buildArchive, chunks)
    const store = await opened()
    const [hash] = chunks.keys()
    for (const code of ['REMOTE_UNREACHABLE', 'REMOTE_FORBIDDEN', 'REMOTE_ERROR']) {
      objects.onGet = () => {
        throw new OxbowError(code, 'it fails')
      }
      await expect(store.fetch([hash])).rejects.toMatchObject({ code })
      await expect(store.refresh()).rejects.toMatchObject({ code })
    }
    objects.onGet = undefined
    await store.fetch([hash])
    expect(store.get(hash)).toEqual(chunks.get(hash))
  })

  it('keeps the old root when the new manifest is damaged', async () => {
    await add(buildArchive, randomChunks(2, 100))
    const store = await opened()
    await memory.put('manifest', new TextEncoder().encode('5:__DOLT__:nonsense'))
    await expect(store.refresh()).rejects.toMatchObject({ code: 'MANIFEST_CORRUPT' })
    expect(store.root()).toBe(EMPTY_HASH)
    await writeManifest()
    expect(await store.refresh()).toMatchObject({ changed: true })
  })

  it('may be no remote at all, but a database that dolt works on', async () => {
    specs = [{ name: 'v'.repeat(32), count: 3 }]
    await writeManifest()
    await expect(opened()).rejects.toMatchObject({ code: 'JOURNAL_UNSUPPORTED' })
  })

  it('never moves the root back when its answers overtake each other', async () => {
    await add(buildArchive, randomChunks(1, 100))
    const store = await opened()
    // The first of two looks is answered late, with what stood when it was sent.
    const old = await memory.get('manifest')
    let looks = 0
    objects.onGet = (key) => {
      if (key !== 'manifest' || looks++ > 0) return undefined
      return new Promise((resolve) => setTimeout(() => resolve(old), 20))
    }
    const first = store.refresh()
    await add(buildArchive, randomChunks(1, 100))
    const [, second] = await Promise.all([first, store.refresh()])
    expect(second.manifest?.specs).toHaveLength(2)
    expect(await store.refresh()).toMatchObject({ changed: false, lock: second.lock })
  })

  it('is told apart from a compaction when a file is gone', async () => {
    const chunks = randomChunks(1500, 1000)
    const key = await add(buildArchive, chunks)
    const store = await opened()
    const hashes = [...chunks.keys()]
    await store.fetch([hashes[0]])
    // A compaction: the chunks are in a new file now.
    specs = []
    const compacted = await add(buildTableFile, chunks)
    await memory.delete(key)
    await store.fetch([hashes[1499]])
    expect(store.get(hashes[1499])).toEqual(chunks.get(hashes[1499]))
    // A loss: the manifest still names the file.
    await memory.delete(compacted)
    await expect(store.fetch([hashes[700]]))
      .rejects.toMatchObject({ code: 'TABLE_FILE_MISSING', message: expect.stringContaining(compacted) as string })
    const fresh = new RemoteChunkStore(objects, nodePlatform)
    await fresh.refresh()
    await expect(fresh.fetch([hashes[0]])).rejects.toMatchObject({ code: 'TABLE_FILE_MISSING' })
  })

  it('finds what was pushed since the manifest was read, without moving the root', async () => {
    await add(buildArchive, randomChunks(2, 100))
    const store = await opened()
    const later = randomChunks(2, 100)
    await add(buildArchive, later)
    const [hash] = later.keys()
    await store.fetch([hash])
    expect(store.get(hash)).toEqual(later.get(hash))
    expect(await store.refresh()).toMatchObject({ changed: true })
  })

  it.each(['', 'rubbish', 'x'.repeat(5000)])('has a file that is none (%#)', async (content) => {
    const chunks = randomChunks(3, 100)
    const key = await add(buildArchive, chunks)
    await memory.put(key, new TextEncoder().encode(content))
    const [hash] = chunks.keys()
    await expect((await opened()).fetch([hash]))
      .rejects.toMatchObject({ code: 'TABLE_FILE_CORRUPT', message: expect.stringContaining(key) as string })
  })

  it('does not make those fail who wait for other chunks of the same request', async () => {
    const chunks = randomChunks(300, 1000)
    await add(buildArchive, chunks)
    const store = await opened()
    const [wanted] = chunks.keys()
    const nowhere = new MemoryChunks().put(Uint8Array.of(1))
    const results = await Promise.allSettled([store.fetch([wanted, nowhere]), store.fetch([wanted])])
    expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled'])
    expect(store.get(wanted)).toEqual(chunks.get(wanted))
  })
})
