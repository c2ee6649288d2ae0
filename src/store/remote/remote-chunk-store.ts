import { OxbowError, isOxbowError } from '../../error.ts'
import { ChunkCache } from '../chunk-cache.ts'
import type { ChunkStore } from '../chunk-store.ts'
import { EMPTY_HASH, type Hash, hashOf } from '../hash.ts'
import { type Manifest, type TableSpec, parseManifest } from '../manifest.ts'
import type { MemoryBudget } from '../memory-budget.ts'
import type { Platform } from '../platform.ts'
import { type Failure, fetchChunks } from './chunk-fetch.ts'
import type { ObjectStore } from './object-store.ts'
import type { PersistentCache } from './persistent-cache.ts'
import { RangeReader, type RemoteStats } from './range-reader.ts'
import { DamagedFile, FileGone, OLD_GENERATION, RemoteFiles } from './remote-files.ts'
import { MANIFEST_KEY, type RemoteManifest, readRemoteManifest } from './remote-manifest.ts'
import { MAX_STARTER_BYTES, STARTER_KEY, type SmallFile, type Starter, parseStarter } from './starter.ts'

export interface RemoteChunkStoreOptions {
  /** Bytes of chunks to keep in memory, 32 MiB by default. */
  readonly memoryBytes?: number
  /** Memory that several stores share with the nodes over them, instead of `memoryBytes`: objects of one isolate have one budget. */
  readonly budget?: MemoryBudget
  /** Where chunks and index pages outlive memory. It must serve this remote only. */
  readonly cache?: PersistentCache
  /** Whether to ask for the remote's starter beside the first look at the manifest: for replicas, which begin with nothing. */
  readonly starter?: boolean
}

/** What a look at the manifest found. */
export interface RefreshResult {
  /** Whether the manifest is another than at the last look. */
  readonly changed: boolean
  /** The store root; EMPTY_HASH where there is none. */
  readonly root: Hash
  /** The manifest's lock: what a bookmark names. EMPTY_HASH where there is no manifest. */
  readonly lock: Hash
  readonly etag: string | undefined
  /** Undefined where there is none: the remote is empty. */
  readonly manifest: Manifest | undefined
}

const DEFAULT_MEMORY_BYTES = 32 * 1024 * 1024
/** How often a fetch looks again when memory is so short that chunks went before all were there. */
const MAX_ROUNDS = 3

/**
 * A remote, read chunk by chunk: what is asked for is found among the files that the manifest names and read by ranges;
 * neither files nor the indexes of large files are read whole. Chunks are checked as they enter, kept in memory up to a
 * budget, and in the persistent cache. Memory does not grow with the database.
 *
 * `refresh` must be called once before the first read; only it moves the root.
 */
export class RemoteChunkStore implements ChunkStore {
  readonly objects: ObjectStore
  readonly budget: MemoryBudget | undefined
  readonly #platform: Platform
  readonly #cache: PersistentCache | undefined
  readonly #wantsStarter: boolean
  readonly #memory: ChunkCache
  readonly #reader: RangeReader
  readonly #files: RemoteFiles
  #known: RemoteManifest | undefined
  /** Files of the old generation, once something was missing. */
  #old: readonly TableSpec[] = []
  /** The last look at the manifest that was begun, however it ends. */
  #looking: Promise<unknown> = Promise.resolve()
  /** What fetches brought, until their callers have had a turn: memory may be too small for it. */
  readonly #held = new Set<Map<Hash, Uint8Array>>()
  readonly #inFlight = new Map<Hash, Promise<void>>()

  constructor(objects: ObjectStore, platform: Platform, options: RemoteChunkStoreOptions = {}) {
    this.objects = objects
    this.#platform = platform
    this.#cache = options.cache
    this.#wantsStarter = options.starter ?? false
    this.#memory = new ChunkCache(options.memoryBytes ?? DEFAULT_MEMORY_BYTES)
    this.budget = options.budget
    this.budget?.join(this.#memory)
    this.#reader = new RangeReader(objects)
    this.#files = new RemoteFiles(this.#reader, options.cache)
  }

  /** What was asked of the remote since the store was opened; a copy. */
  get stats(): RemoteStats {
    return { ...this.#reader.stats }
  }

  /** Chunks in the files of the manifest, as of its last read. */
  get chunks(): number {
    return (this.#known?.manifest?.specs ?? []).reduce((sum, { count }) => sum + count, 0)
  }

  /** Bytes of memory that the remote's indexes take, roughly; chunks are counted by their own budget. */
  get indexBytes(): number {
    return this.#files.memoryBytes
  }

  /**
   * Describes the manifest's files for a starter. Files that aren't known are opened first.
   * @param opens how many at most; others are left out. @param before what an earlier starter said.
   */
  async describeFiles(opens: number, before: readonly SmallFile[]): Promise<Pick<Starter, 'large' | 'small'>> {
    return await this.#files.describe(opens, before)
  }

  root(): Hash {
    return this.#known?.manifest?.root ?? EMPTY_HASH
  }

  /**
   * Asks whether the manifest changed, in one conditional request, and takes the new root and files if so. Calls wait for
   * each other: answers that overtook one another would move the root back.
   * @throws OxbowError `REMOTE_UNREACHABLE`, `REMOTE_FORBIDDEN`, `REMOTE_ERROR`, `MANIFEST_CORRUPT` and others; the old root stands then.
   */
  refresh(): Promise<RefreshResult> {
    const look = this.#looking.then(() => this.#look())
    this.#looking = look.catch(() => undefined)
    return look
  }

  async #look(): Promise<RefreshResult> {
    const before = this.#known
    this.#reader.stats.trips++
    this.#reader.stats.requests++
    const starter = before === undefined && this.#wantsStarter && !this.#files.restoreStarter() ? this.#readStarter() : undefined
    const [now] = await Promise.all([readRemoteManifest(this.objects, before), starter])
    const changed = now !== before
    if (changed) {
      this.#known = now
      this.#files.adopt(now.manifest?.specs ?? [], this.#old)
    }
    const { manifest, etag } = now
    return { changed, root: this.root(), lock: manifest?.lock ?? EMPTY_HASH, etag, manifest }
  }

  /** Takes the remote's starter, if it has a sound one. Whatever is wrong with it, the remote is read without it. */
  async #readStarter(): Promise<void> {
    const { stats } = this.#reader
    let starter: Starter | undefined
    try {
      stats.requests++
      const got = await this.objects.get(STARTER_KEY, { range: { offset: 0, length: MAX_STARTER_BYTES } })
      if (got === null || got.notModified === true) return
      stats.bytesFetched += got.body.length
      starter = parseStarter(got.body)
    } catch (e) {
      if (!isOxbowError(e)) throw e
      return
    }
    if (starter === undefined) {
      stats.refused++
      return
    }
    const sound: [Hash, Uint8Array][] = []
    for (const [hash, chunk] of starter.chunks) {
      if (hashOf(this.#platform, chunk) !== hash) {
        stats.refused++
        continue
      }
      sound.push([hash, chunk])
      this.#memory.put(hash, chunk)
    }
    stats.chunksFetched += sound.length
    this.#cache?.putMany(sound)
    this.#files.takeStarter(starter)
  }

  get(address: Hash): Uint8Array | undefined {
    const chunk = this.#memory.get(address)
    if (chunk !== undefined) return chunk
    for (const held of this.#held) {
      const found = held.get(address)
      if (found !== undefined) return found
    }
    const kept = this.#cache?.getMany([address]).get(address)
    if (kept !== undefined) this.#memory.put(address, kept)
    return kept
  }

  has(address: Hash): boolean {
    return this.#memory.has(address) || this.get(address) !== undefined
  }

  /** @throws also `TABLE_FILE_MISSING`, `REMOTE_FORBIDDEN`, `REMOTE_ERROR`, and those of damaged files. */
  async fetch(addresses: readonly Hash[]): Promise<void> {
    const held = new Map<Hash, Uint8Array>()
    this.#held.add(held)
    try {
      let failure: unknown
      for (let round = 0; round < MAX_ROUNDS; round++) {
        const absent = this.#absent(addresses, held)
        if (absent.length === 0) return
        const joined = new Set<Promise<void>>()
        const mine: Hash[] = []
        for (const hash of absent) {
          const running = this.#inFlight.get(hash)
          if (running === undefined) mine.push(hash)
          else joined.add(running)
        }
        const bringing = mine.length === 0 ? undefined : this.#bringShared(mine, held)
        const [own, ...others] = await Promise.allSettled([bringing, ...joined])
        if (own.status === 'rejected') throw own.reason
        // Others may have failed at chunks that aren't wanted here; the next round shows.
        failure = others.find((result) => result.status === 'rejected')?.reason
      }
      if (this.#absent(addresses, held).length > 0) {
        throw failure ?? new OxbowError('OUT_OF_MEMORY', `${addresses.length} chunks can't be held in memory together`)
      }
    } finally {
      // The caller's turn comes before any timer's.
      setTimeout(() => this.#held.delete(held), 0)
    }
  }

  /** Which of the chunks aren't at hand; those that the persistent cache has are brought into memory together. */
  #absent(addresses: readonly Hash[], held: Map<Hash, Uint8Array>): Hash[] {
    const absent = [...new Set(addresses)].filter((hash) => {
      const chunk = this.#memory.get(hash)
      if (chunk === undefined) return !held.has(hash)
      held.set(hash, chunk)
      return false
    })
    const kept = absent.length === 0 ? undefined : this.#cache?.getMany(absent)
    if (kept === undefined || kept.size === 0) return absent
    for (const [hash, chunk] of kept) {
      this.#memory.put(hash, chunk)
      held.set(hash, chunk)
    }
    return absent.filter((hash) => !kept.has(hash))
  }

  #bringShared(hashes: readonly Hash[], held: Map<Hash, Uint8Array>): Promise<void> {
    const bringing = this.#bring(hashes, held).finally(() => {
      for (const hash of hashes) this.#inFlight.delete(hash)
    })
    for (const hash of hashes) this.#inFlight.set(hash, bringing)
    return bringing
  }

  /** Fetches chunks; what went wrong is tried once more, with files and indexes read anew. */
  async #bring(hashes: readonly Hash[], held: Map<Hash, Uint8Array>): Promise<void> {
    if (this.#known === undefined) await this.refresh()
    let wanted = hashes
    for (let tries = 1; ; tries++) {
      const last = tries === 2
      let failures: Failure[]
      try {
        failures = await this.#fetchOnce(wanted, held)
      } catch (e) {
        if (e instanceof FileGone) {
          if (last || !(await this.#rereadFiles(e.file))) throw this.#missing(e)
        } else if (e instanceof DamagedFile) {
          this.#reader.stats.refused++
          if (last) throw e.error
          this.#files.forget(e.file)
        } else throw e
        wanted = wanted.filter((hash) => !held.has(hash))
        continue
      }
      if (failures.length === 0) return
      for (const { file } of failures) if (file !== undefined) this.#reader.stats.refused++
      const unfound = failures.find((failure) => failure.file === undefined)
      if (last) throw (unfound ?? failures[0]).error
      // Indexes carry no checksums: what one denies may have come wrong.
      if (unfound !== undefined && !(await this.#rereadFiles())) this.#files.forgetPaged()
      for (const { file } of failures) if (file !== undefined) this.#files.forget(file)
      wanted = failures.map((failure) => failure.hash)
    }
  }

  async #fetchOnce(hashes: readonly Hash[], held: Map<Hash, Uint8Array>): Promise<Failure[]> {
    const wanted = new Set(hashes)
    const fresh = new Map<Hash, Uint8Array>()
    try {
      return await fetchChunks({
        platform: this.#platform,
        reader: this.#reader,
        files: this.#files,
        root: this.root(),
        accept: (hash, chunk) => {
          if (fresh.has(hash)) return
          fresh.set(hash, chunk)
          if (wanted.has(hash)) held.set(hash, chunk)
        },
      }, hashes)
    } finally {
      this.#reader.stats.chunksFetched += fresh.size
      for (const [hash, chunk] of fresh) this.#memory.put(hash, chunk)
      this.#cache?.putMany(fresh)
    }
  }

  /**
   * Takes the files of the newest manifest (a compaction may have replaced some); the root stays.
   * @param gone a file that wasn't there. @returns false when it makes no sense to look again.
   */
  async #rereadFiles(gone?: Hash): Promise<boolean> {
    this.#reader.stats.trips++
    this.#reader.stats.requests++
    const { manifest } = await readRemoteManifest(this.objects)
    const specs = manifest?.specs ?? []
    const before = this.#old.length
    if (manifest !== undefined && manifest.gcGeneration !== EMPTY_HASH) this.#old = await this.#readOldGeneration()
    this.#files.adopt(specs, this.#old)
    if (gone !== undefined) return !specs.some((spec) => spec.name === gone)
    return manifest?.lock !== this.#known?.manifest?.lock || this.#old.length > before
  }

  /** What `dolt gc` set aside, where somebody ran it in the remote's directory. It is looked for only when something is missing. */
  async #readOldGeneration(): Promise<readonly TableSpec[]> {
    this.#reader.stats.trips++
    this.#reader.stats.requests++
    const got = await this.objects.get(`${OLD_GENERATION}${MANIFEST_KEY}`)
    return got === null || got.notModified === true ? [] : parseManifest(got.body).specs
  }

  #missing({ file }: FileGone): OxbowError {
    return new OxbowError(
      'TABLE_FILE_MISSING',
      `${this.objects.url} lacks ${file} (or ${file}.darc), which its manifest names: put it back, or push again from an intact clone`,
    )
  }
}
