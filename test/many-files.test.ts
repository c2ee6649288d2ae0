import { beforeAll, describe, expect, it } from 'vitest'
import { DoltDatabase } from '../src/doltdb/database.ts'
import { nodePlatform } from '../src/master/platform.ts'
import { writeStarter } from '../src/replication/starter-writer.ts'
import { WritableRemote } from '../src/replication/writable-remote.ts'
import { references } from '../src/serial/references.ts'
import { buildArchive } from '../src/store/archive-writer.ts'
import { EMPTY_HASH, type Hash, hashOf } from '../src/store/hash.ts'
import { type TableSpec, formatManifest, manifestLock } from '../src/store/manifest.ts'
import type { MemoryChunkStore } from '../src/store/memory-chunk-store.ts'
import { MemoryObjectStore } from '../src/store/remote/memory-object-store.ts'
import { MemoryCache } from '../src/store/remote/persistent-cache.ts'
import { RemoteChunkStore } from '../src/store/remote/remote-chunk-store.ts'
import { MAX_STARTER_BYTES, STARTER_KEY, type SmallFile } from '../src/store/remote/starter.ts'
import { coldAnswer } from './support/cold-replica.ts'
import { MemoryHost } from './support/memory-host.ts'

const FILES = 2000
const ROWS = 12_000

/** All chunks that a store's root leads to, each behind all that it refers to: in that order they were pushed. */
function everything(store: MemoryChunkStore): Hash[] {
  const order = new Set<Hash>()
  const visit = (hash: Hash): void => {
    if (order.has(hash)) return
    for (const child of references(store.get(hash)!)) visit(child)
    order.add(hash)
  }
  visit(store.root())
  return [...order]
}

describe('a remote of 2,000 small files', () => {
  const objects = new MemoryObjectStore()
  let local: MemoryChunkStore
  let hashes: Hash[]
  let described = 0

  beforeAll(async () => {
    const host = new MemoryHost()
    await host.createDatabase('many')
    local = host.databases().get('many')!.db.store as MemoryChunkStore
    const session = host.session('many')
    await host.query(session, 'create table t (id int primary key, v varchar(200))')
    const rows = Array.from({ length: ROWS }, (_, i) => `(${i}, '${hashOf(nodePlatform, Uint8Array.of(i, i >> 8)).repeat(4)}')`)
    for (let i = 0; i < ROWS; i += 2000) await host.query(session, `insert into t values ${rows.slice(i, i + 2000).join()}`)
    await host.query(session, "call dolt_commit('-Am', 'rows')")
    hashes = everything(local)
    // As if each push had brought one of them among others that nobody needs any more.
    const specs: TableSpec[] = []
    for (let i = 0; i < FILES; i++) {
      const chunks = new Map<Hash, Uint8Array>()
      const from = Math.floor((i * hashes.length) / FILES)
      for (const hash of hashes.slice(from, Math.floor(((i + 1) * hashes.length) / FILES))) chunks.set(hash, local.get(hash)!)
      for (let k = 0; k < 4; k++) {
        const chunk = nodePlatform.randomBytes(60)
        chunks.set(hashOf(nodePlatform, chunk), chunk)
      }
      const { name, key, bytes, count } = buildArchive(nodePlatform, chunks)
      await objects.put(key, bytes)
      specs.push({ name, count })
    }
    const root = local.root()
    const lock = manifestLock(nodePlatform, { root, specs }, nodePlatform.randomBytes(20))
    await objects.put('manifest', new TextEncoder().encode(formatManifest({ lock, root, gcGeneration: EMPTY_HASH, specs })))
    const remote = new DoltDatabase(new WritableRemote(objects, nodePlatform), nodePlatform)
    // A master describes what it pushes as it goes; this one comes to know it by and by.
    let small: readonly SmallFile[] = []
    for (let before = -1; small.length > before;) {
      before = small.length
      small = (await writeStarter(objects, new DoltDatabase(local, nodePlatform), remote, small)).small
    }
    described = small.length
  })

  it('gives any first answer in at most 12 waves of 6 requests', async () => {
    for (let id = 7; id < ROWS; id += 457) {
      const answer = await coldAnswer(objects, 'many', `select * from t where id = ${id}`, { starter: true })
      expect(answer.result.rows).toHaveLength(1)
      expect(answer.trips).toBeLessThanOrEqual(5)
      expect(answer.bytes).toBeLessThanOrEqual(256 * 1024)
      for (const wave of answer.waves) expect(wave.length).toBeLessThanOrEqual(6)
    }
    // A scan needs all of them.
    const scan = await coldAnswer(objects, 'many', 'select count(*), min(v) from t where v > 0', { starter: true })
    expect(scan.result.rows).toHaveLength(1)
  })

  it('has a starter that knows all files and stays within its bounds', async () => {
    expect(described).toBe(FILES)
    const got = await objects.get(STARTER_KEY)
    expect(got?.notModified === true ? 0 : got?.size).toBeLessThanOrEqual(MAX_STARTER_BYTES)
  })

  it('takes little memory, however much of it was read', async () => {
    const store = new RemoteChunkStore(objects, nodePlatform, { memoryBytes: 1 << 20, starter: true, cache: new MemoryCache(1 << 28) })
    await store.refresh()
    const before = store.indexBytes
    expect(before).toBeLessThan(512 * 1024)
    await store.fetch(hashes)
    expect(store.indexBytes - before).toBeLessThan(FILES * 1300)
  })

  it('is searched once: a replica that is started again finds everything without a request', async () => {
    const cache = new MemoryCache(1 << 28)
    const first = new RemoteChunkStore(objects, nodePlatform, { memoryBytes: 1, starter: true, cache })
    await first.refresh()
    await first.fetch(hashes)
    const second = new RemoteChunkStore(objects, nodePlatform, { memoryBytes: 1, starter: true, cache })
    await second.refresh()
    await second.fetch(hashes)
    expect(second.stats.requests).toBe(1)
  })

  it('is searched without a starter, too, the newest files first', async () => {
    const without = new MemoryObjectStore()
    for await (const { key } of objects.list()) {
      const got = await objects.get(key)
      if (key !== STARTER_KEY && got !== null && got.notModified !== true) await without.put(key, got.body)
    }
    const answer = await coldAnswer(without, 'many', 'show tables', { starter: true })
    expect(answer.result.rows).toHaveLength(1)
    expect(answer.trips).toBeLessThanOrEqual(12)
  })
})
