import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { MemoryChunks } from '../../../test/support/memory-chunks.ts'
import { hasShared, sharedPath } from '../../../test/support/shared.ts'
import { OxbowError } from '../../error.ts'
import { FileObjectStore } from '../../master/file-object-store.ts'
import { nodePlatform } from '../../master/platform.ts'
import { editAddressMap, emptyAddressMap, readAddressMapTree } from '../../prolly/address-map-tree.ts'
import { parseNode } from '../../prolly/node.ts'
import { NodeStore } from '../../prolly/node-store.ts'
import { references } from '../../serial/references.ts'
import { buildStoreRoot, readStoreRoot } from '../../serial/store-root.ts'
import { EMPTY_HASH, type Hash } from '../hash.ts'
import { readChunk, run, runSync } from '../missing.ts'
import { MemoryObjectStore } from './memory-object-store.ts'
import type { GetOptions, GetResult, ObjectStore, PutOptions } from './object-store.ts'
import { type RootEdit, pushChunks } from './push.ts'
import { RemoteChunkStore } from './remote-chunk-store.ts'
import { readRemoteManifest } from './remote-manifest.ts'

const folder = mkdtempSync(join(tmpdir(), 'oxbow-push-'))
let folders = 0
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** An object store whose writes may go wrong. */
class FaultyStore implements ObjectStore {
  readonly url: string
  readonly inner: ObjectStore
  /** Called before and after each write; may throw. */
  before: (key: string) => void | Promise<void> = () => undefined
  after: (key: string) => void | Promise<void> = () => undefined

  constructor(inner: ObjectStore) {
    this.inner = inner
    this.url = inner.url
  }

  get(key: string, options?: GetOptions): Promise<GetResult | null> {
    return this.inner.get(key, options)
  }

  async put(key: string, body: Uint8Array, options?: PutOptions): Promise<{ etag: string } | null> {
    await this.before(key)
    const result = await this.inner.put(key, body, options)
    await this.after(key)
    return result
  }

  list(prefix?: string): AsyncIterable<{ key: string; size: number }> {
    return this.inner.list(prefix)
  }

  delete(key: string): Promise<void> {
    return this.inner.delete(key)
  }
}

function unreachable(): never {
  throw new OxbowError('REMOTE_UNREACHABLE', 'the line is cut')
}

/** Moves a ref of the remote, whatever else moved meanwhile. */
function moveRef(objects: ObjectStore, ref: string, to: Hash): (current: Hash) => Promise<RootEdit> {
  return async (current) => {
    const store = new RemoteChunkStore(objects, nodePlatform)
    await store.refresh()
    const sink = new MemoryChunks()
    const edited = await run(store, (function* () {
      const map = current === EMPTY_HASH ? emptyAddressMap(sink) : parseNode(readStoreRoot(yield* readChunk(store, current)).addressMap)
      return yield* editAddressMap(new NodeStore(store), sink, map, [[ref, to]])
    })())
    const root = sink.put(buildStoreRoot({ addressMap: edited.bytes }))
    return { root, chunks: [...sink.chunks] }
  }
}

function someChunk(text: string): [Hash, Uint8Array] {
  const chunk = new TextEncoder().encode(text)
  return [new MemoryChunks().put(chunk), chunk]
}

async function refsOf(objects: ObjectStore): Promise<Map<string, Hash>> {
  const store = new RemoteChunkStore(objects, nodePlatform)
  await store.refresh()
  return run(store, (function* () {
    const { addressMap } = readStoreRoot(yield* readChunk(store, store.root()))
    return yield* readAddressMapTree(new NodeStore(store), parseNode(addressMap))
  })())
}

/** Every file that the manifest names is there, with as many chunks as it says. */
async function expectWhole(objects: ObjectStore): Promise<void> {
  const { manifest } = await readRemoteManifest(objects)
  expect(manifest).toBeDefined()
  for (const { name } of manifest!.specs) expect(await objects.get(name) ?? await objects.get(`${name}.darc`)).not.toBeNull()
}

const STORES: [string, () => ObjectStore][] = [
  ['memory', () => new MemoryObjectStore()],
  ['a directory', () => new FileObjectStore(join(folder, `remote-${++folders}`))],
]

describe.each(STORES)('pushing to %s', (_, make) => {
  it('makes a remote, and adds to it', async () => {
    const objects = make()
    const [a, b] = [someChunk('a'), someChunk('b')]
    const first = await pushChunks(objects, nodePlatform, { chunks: [a], editRoot: moveRef(objects, 'refs/heads/a', a[0]) })
    expect(first).toMatchObject({ moved: true, attempts: 1 })
    expect(first.remote.manifest?.specs.map((spec) => spec.count)).toEqual([first.chunksUploaded])
    const second = await pushChunks(objects, nodePlatform, { chunks: [b, b], editRoot: moveRef(objects, 'refs/heads/b', b[0]) })
    expect(second.remote.manifest?.specs.map((spec) => spec.count)).toEqual([first.chunksUploaded, second.chunksUploaded])
    expect(await refsOf(objects)).toEqual(new Map([['refs/heads/a', a[0]], ['refs/heads/b', b[0]]]))
    const store = new RemoteChunkStore(objects, nodePlatform)
    expect(await store.refresh()).toMatchObject({ lock: second.remote.manifest?.lock, etag: second.remote.etag })
    await store.fetch([a[0], b[0]])
    expect(store.get(a[0])).toEqual(a[1])
    await expectWhole(objects)
  })

  it('loses nothing when many push at once', async () => {
    const objects = make()
    const pushers = Array.from({ length: 6 }, async (_unused, i) => {
      for (const n of [1, 2]) {
        const chunk = someChunk(`pusher ${i}, push ${n}`)
        const editRoot = moveRef(objects, `refs/heads/p${i}-${n}`, chunk[0])
        await pushChunks(objects, nodePlatform, { chunks: [chunk], editRoot, maxAttempts: 50 })
      }
    })
    await Promise.all(pushers)
    const refs = await refsOf(objects)
    expect(refs.size).toBe(12)
    const store = new RemoteChunkStore(objects, nodePlatform)
    await store.refresh()
    await store.fetch([...refs.values()])
    await expectWhole(objects)
  })

  it('gives equal content another lock', async () => {
    const objects = make()
    const a = someChunk('a')
    const locks = new Set<string | undefined>()
    for (let i = 0; i < 3; i++) {
      const editRoot = async (): Promise<RootEdit> => ({ root: a[0], chunks: i === 0 ? [a] : [] })
      const { remote } = await pushChunks(objects, nodePlatform, { chunks: [], editRoot })
      locks.add(remote.manifest?.lock)
    }
    expect(locks.size).toBe(3)
  })
})

describe('a push over a bad line', () => {
  it('knows its own success when the answer got lost', async () => {
    const objects = new FaultyStore(new MemoryObjectStore())
    let cuts = 0
    objects.after = (key) => {
      if (key === 'manifest' && ++cuts === 1) unreachable()
    }
    const a = someChunk('a')
    const result = await pushChunks(objects, nodePlatform, { chunks: [a], editRoot: moveRef(objects, 'refs/heads/a', a[0]) })
    expect(result).toMatchObject({ moved: true, attempts: 1 })
    expect(result.remote.manifest?.specs).toHaveLength(1)
    expect(await readRemoteManifest(objects)).toEqual(result.remote)
  })

  it('knows its own success when others built on it before it could look', async () => {
    const objects = new FaultyStore(new MemoryObjectStore())
    const [a, b] = [someChunk('a'), someChunk('b')]
    objects.after = async (key) => {
      if (key !== 'manifest') return
      objects.after = () => undefined
      await pushChunks(objects.inner, nodePlatform, { chunks: [b], editRoot: moveRef(objects.inner, 'refs/heads/b', b[0]) })
      unreachable()
    }
    let edits = 0
    const edit = moveRef(objects, 'refs/heads/a', a[0])
    const result = await pushChunks(objects, nodePlatform, { chunks: [a], editRoot: (current) => (edits++, edit(current)) })
    expect(edits).toBe(1)
    expect(result.remote.manifest?.specs).toHaveLength(2)
    expect((await refsOf(objects)).size).toBe(2)
  })

  it('tries the very same write again when it did not get through', async () => {
    const objects = new FaultyStore(new MemoryObjectStore())
    let cuts = 0
    objects.before = (key) => {
      if (key === 'manifest' && ++cuts <= 2) unreachable()
    }
    const a = someChunk('a')
    let edits = 0
    const edit = moveRef(objects, 'refs/heads/a', a[0])
    const result = await pushChunks(objects, nodePlatform, { chunks: [a], editRoot: (current) => (edits++, edit(current)) })
    expect(result.attempts).toBe(3)
    expect(edits).toBe(1)
  })

  it('leaves the manifest alone when the upload fails', async () => {
    const objects = new FaultyStore(new MemoryObjectStore())
    objects.before = (key) => {
      if (key !== 'manifest') unreachable()
    }
    const a = someChunk('a')
    await expect(pushChunks(objects, nodePlatform, { chunks: [a], editRoot: moveRef(objects, 'refs/heads/a', a[0]) }))
      .rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE' })
    expect((await readRemoteManifest(objects)).manifest).toBeUndefined()
  })

  it('gives up after so many lost races', async () => {
    const objects = new FaultyStore(new MemoryObjectStore())
    let n = 0
    objects.before = async (key) => {
      if (key !== 'manifest') return
      const chunk = someChunk(`other ${++n}`)
      await pushChunks(objects.inner, nodePlatform, { chunks: [chunk], editRoot: moveRef(objects.inner, 'refs/heads/other', chunk[0]) })
    }
    const a = someChunk('a')
    await expect(pushChunks(objects, nodePlatform, { chunks: [a], editRoot: moveRef(objects, 'refs/heads/a', a[0]), maxAttempts: 3 }))
      .rejects.toMatchObject({ code: 'PUSH_CONTENDED' })
    expect(n).toBe(3)
  })

  it('stops where the guard refuses, or nothing is left to do', async () => {
    const objects = new MemoryObjectStore()
    const a = someChunk('a')
    const guard = async (): Promise<void> => {
      throw new OxbowError('LEASE_LOST', 'another master writes')
    }
    await expect(pushChunks(objects, nodePlatform, { chunks: [a], editRoot: moveRef(objects, 'refs/heads/a', a[0]), guard }))
      .rejects.toMatchObject({ code: 'LEASE_LOST' })
    expect((await readRemoteManifest(objects)).manifest).toBeUndefined()
    const idle = await pushChunks(objects, nodePlatform, { chunks: [a], editRoot: async () => null })
    expect(idle).toMatchObject({ moved: false, attempts: 0, bytesUploaded: 0 })
  })
})

const dolt = process.env.DOLT_BIN
const withDolt = dolt !== undefined && hasShared

describe.runIf(withDolt)(`a remote that was pushed, to real Dolt${withDolt ? '' : ' (skipped: it needs DOLT_BIN and ../shared)'}`, () => {
  it('can be cloned and is sound', { timeout: 120_000 }, async () => {
    const fixture = new FileObjectStore(sharedPath('fixtures', 'history', 'remote'))
    const source = new RemoteChunkStore(fixture, nodePlatform, { memoryBytes: 1 << 28 })
    await source.refresh()
    const chunks = new Map<Hash, Uint8Array>()
    for (let level = [source.root()]; level.length > 0;) {
      await source.fetch(level)
      for (const hash of level) chunks.set(hash, runSync(readChunk(source, hash)))
      level = [...new Set(level.flatMap((hash) => references(chunks.get(hash)!)))].filter((hash) => !chunks.has(hash))
    }
    const path = join(folder, 'for-dolt')
    const objects = new FileObjectStore(path)
    await pushChunks(objects, nodePlatform, { chunks, editRoot: async () => ({ root: source.root(), chunks: [] }) })
    const main = (await refsOf(objects)).get('refs/heads/main')!
    await pushChunks(objects, nodePlatform, { chunks: [], editRoot: moveRef(objects, 'refs/heads/pushed', main) })
    expect(readdirSync(path)).toHaveLength(3)
    const env = { ...process.env, HOME: folder }
    const dolted = (cwd: string, ...args: string[]): string => {
      const { status, stdout, stderr } = spawnSync(dolt!, args, { cwd, env, encoding: 'utf8' })
      if (status !== 0) throw new Error(`dolt ${args[0]}: ${stdout}${stderr}`)
      return stdout
    }
    dolted(folder, 'config', '--global', '--add', 'metrics.disabled', 'true')
    dolted(folder, 'clone', `file://${path}`, 'cloned')
    const clone = join(folder, 'cloned')
    dolted(clone, 'fsck')
    expect(dolted(clone, 'branch', '-a')).toContain('remotes/origin/pushed')
    expect(dolted(clone, 'sql', '-r', 'csv', '-q', 'select count(*) > 0 as n from accounts')).toBe('n\ntrue\n')
  })
})
