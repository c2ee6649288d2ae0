import { describe, expect, it } from 'vitest'
import { CountingObjectStore } from '../../../test/support/counting-object-store.ts'
import { describeWithShared, sharedPath } from '../../../test/support/shared.ts'
import { FileObjectStore } from '../../master/file-object-store.ts'
import { nodePlatform } from '../../master/platform.ts'
import { getAddress } from '../../prolly/address-map-tree.ts'
import { parseNode } from '../../prolly/node.ts'
import { NodeStore } from '../../prolly/node-store.ts'
import { atOrdinal } from '../../prolly/seek.ts'
import { readCommit } from '../../serial/commit.ts'
import { references } from '../../serial/references.ts'
import { readRootValue } from '../../serial/root-value.ts'
import { readStoreRoot } from '../../serial/store-root.ts'
import { readTable } from '../../serial/table.ts'
import { EMPTY_HASH, type Hash, hashOf } from '../hash.ts'
import { type Fetching, readChunk, run } from '../missing.ts'
import { MemoryObjectStore } from './memory-object-store.ts'
import { MemoryCache } from './persistent-cache.ts'
import { RemoteChunkStore, type RemoteChunkStoreOptions } from './remote-chunk-store.ts'

const MB = 1024 * 1024

function fixture(name: string, options: RemoteChunkStoreOptions = {}): { objects: CountingObjectStore; store: RemoteChunkStore } {
  const objects = new CountingObjectStore(new FileObjectStore(sharedPath('fixtures', name, 'remote')))
  return { objects, store: new RemoteChunkStore(objects, nodePlatform, options) }
}

function* table(store: RemoteChunkStore, name: string): Fetching<ReturnType<typeof readTable>> {
  const nodes = new NodeStore(store)
  const refs = parseNode(readStoreRoot(yield* readChunk(store, store.root())).addressMap)
  const commit = readCommit(yield* readChunk(store, (yield* getAddress(nodes, refs, 'refs/heads/main')) ?? EMPTY_HASH))
  const { tables } = readRootValue(yield* readChunk(store, commit.root))
  return readTable(yield* readChunk(store, (yield* getAddress(nodes, parseNode(tables), name)) ?? EMPTY_HASH))
}

function* row(store: RemoteChunkStore, name: string, ordinal: number): Fetching<void> {
  const message = yield* table(store, name)
  yield* readChunk(store, message.schema)
  yield* atOrdinal(new NodeStore(store), parseNode(message.primaryIndex), ordinal)
}

/** Everything that is reachable, level by level. */
async function walk(store: RemoteChunkStore): Promise<Set<Hash>> {
  const seen = new Set([store.root()])
  for (let level = [...seen]; level.length > 0;) {
    await store.fetch(level)
    const next: Hash[] = []
    for (const hash of level) {
      const chunk = store.get(hash)
      if (chunk === undefined) throw new Error(`${hash} is not at hand after it was fetched`)
      expect(hashOf(nodePlatform, chunk)).toBe(hash)
      for (const child of references(chunk)) {
        if (seen.has(child)) continue
        seen.add(child)
        next.push(child)
      }
    }
    level = next
  }
  return seen
}

describeWithShared('a lazy reader of remotes that real Dolt wrote', () => {
  it.each([1, 123_456, 300_000])('reads row %i of a large table in a few trips', async (ordinal) => {
    const { store, objects } = fixture('flights')
    expect(await store.refresh()).toMatchObject({ changed: true })
    await run(store, row(store, 'flights', ordinal))
    expect(store.stats.trips).toBeLessThanOrEqual(10)
    expect(store.stats.bytesFetched).toBeLessThanOrEqual(MB)
    expect(objects.mostAtOnce).toBeLessThanOrEqual(6)
    expect(objects.gets).toHaveLength(store.stats.requests)
  })

  it('reads all leaves of a table once, in large ranges', async () => {
    const { store, objects } = fixture('flights', { memoryBytes: 256 * MB })
    await store.refresh()
    const leaves = await run(store, (function* (): Fetching<Hash[]> {
      let level = references((yield* table(store, 'flights')).primaryIndex)
      for (;;) {
        const chunks: Uint8Array[] = []
        for (const hash of level) chunks.push(yield* readChunk(store, hash))
        if (parseNode(chunks[0]).level === 0) return level.slice(1)
        const next = chunks.flatMap((chunk) => references(chunk))
        // Only the first of the next level, to see whether it's the leaves.
        if (parseNode(yield* readChunk(store, next[0])).level === 0) return next
        level = next
      }
    })())
    expect(leaves.length).toBeGreaterThan(4000)
    const absent = leaves.filter((hash) => !store.has(hash))
    expect(absent.length).toBeGreaterThan(0.9 * leaves.length)
    const before = store.stats
    objects.gets.length = 0
    await store.fetch(leaves)
    expect(leaves.every((hash) => store.has(hash))).toBe(true)
    const after = store.stats
    expect(after.requests - before.requests).toBeLessThanOrEqual(30)
    expect(after.trips - before.trips).toBeLessThanOrEqual(6)
    // The file's data has 27 MB, other tables' included.
    expect(after.bytesFetched - before.bytesFetched).toBeLessThan(20 * MB)
    const covered: [string, number, number][] = objects.gets.flatMap(({ key, options: { range } }) =>
      range !== undefined && 'offset' in range ? [[key, range.offset, range.offset + range.length] satisfies [string, number, number]] : [])
    covered.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1]))
    for (let i = 1; i < covered.length; i++) {
      if (covered[i][0] === covered[i - 1][0]) expect(covered[i][1]).toBeGreaterThanOrEqual(covered[i - 1][2])
    }
    // Fetching again asks for nothing.
    objects.gets.length = 0
    await store.fetch(leaves)
    expect(objects.gets).toEqual([])
  })

  it('finds its way among many small files', async () => {
    const { store, objects } = fixture('history')
    await store.refresh()
    const message = await run(store, table(store, 'accounts'))
    expect(parseNode(message.primaryIndex).treeCount).toBeGreaterThan(0)
    expect(store.stats.trips).toBeLessThanOrEqual(12)
    expect(objects.mostAtOnce).toBeLessThanOrEqual(6)
    await walk(store)
    // 82 files by sixes, and the manifest.
    expect(store.stats.trips).toBeLessThanOrEqual(1 + Math.ceil(82 / 6) + 2)
  })

  it.each(['types', 'history', 'flights'])('walks all of %s', async (name) => {
    const { store } = fixture(name)
    await store.refresh()
    const seen = await walk(store)
    expect(seen.size).toBeGreaterThan(300)
  })

  it('bears a memory that holds nothing', async () => {
    const { store } = fixture('types', { memoryBytes: 1 })
    await store.refresh()
    expect((await walk(store)).size).toBeGreaterThan(300)
  })

  it('needs no trip but for the manifest when its cache outlived it', async () => {
    const cache = new MemoryCache(64 * MB)
    const first = fixture('flights', { cache })
    await first.store.refresh()
    await run(first.store, row(first.store, 'flights', 200_000))
    const second = fixture('flights', { cache })
    await second.store.refresh()
    await run(second.store, row(second.store, 'flights', 200_000))
    expect(second.store.stats).toEqual({ trips: 1, requests: 1, bytesFetched: 0, chunksFetched: 0, refused: 0 })
    // Index pages outlived it too: another row of the neighbourhood costs data only.
    await run(second.store, row(second.store, 'flights', 200_500))
    expect(second.store.stats.trips).toBeLessThanOrEqual(4)
  })

  it('shares the request of a chunk that several wait for', async () => {
    const { store, objects } = fixture('types')
    await store.refresh()
    await Promise.all([store.fetch([store.root()]), store.fetch([store.root()]), store.fetch([store.root(), store.root()])])
    const asked = objects.gets.map((get) => JSON.stringify(get))
    expect(new Set(asked).size).toBe(asked.length)
    expect(store.has(store.root())).toBe(true)
  })

  it('says which chunk is nowhere', async () => {
    const { store } = fixture('types')
    await store.refresh()
    const address = hashOf(nodePlatform, new TextEncoder().encode('no such chunk'))
    await expect(store.fetch([address]))
      .rejects.toMatchObject({ code: 'CHUNK_NOT_FOUND', message: expect.stringContaining(address) as string })
    expect(store.has(address)).toBe(false)
  })
})

describe('a lazy reader of an empty remote', () => {
  it('has no root, and sees the first manifest come', async () => {
    const objects = new MemoryObjectStore()
    const store = new RemoteChunkStore(objects, nodePlatform)
    expect(await store.refresh()).toEqual({ changed: true, root: EMPTY_HASH, lock: EMPTY_HASH, etag: undefined, manifest: undefined })
    expect(await store.refresh()).toMatchObject({ changed: false })
    const lock = hashOf(nodePlatform, Uint8Array.of(1))
    await objects.put('manifest', new TextEncoder().encode(`5:__DOLT__:${lock}:${EMPTY_HASH}:${EMPTY_HASH}`))
    expect(await store.refresh()).toMatchObject({ changed: true, root: EMPTY_HASH, lock })
    expect(await store.refresh()).toMatchObject({ changed: false, lock })
  })
})
