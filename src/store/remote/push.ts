import { OxbowError, isOxbowError } from '../../error.ts'
import { buildArchive } from '../archive-writer.ts'
import { EMPTY_HASH, type Hash } from '../hash.ts'
import { type Manifest, type TableSpec, newManifest } from '../manifest.ts'
import type { Platform } from '../platform.ts'
import type { ObjectStore } from './object-store.ts'
import { type RemoteManifest, readRemoteManifest, swapRemoteManifest } from './remote-manifest.ts'

/** A chunk with its address. */
export type AddressedChunk = readonly [hash: Hash, chunk: Uint8Array]

/** A new root, and the chunks that are new on account of it alone: the StoreRoot and the nodes of its map of refs. */
export interface RootEdit {
  readonly root: Hash
  readonly chunks: Iterable<AddressedChunk>
}

export interface PushOptions {
  /** All other new chunks, in the order in which readers will want them; asked for once. None twice. */
  readonly chunks: Iterable<AddressedChunk>
  /**
   * Makes the new root from the remote's present one (EMPTY_HASH for none). Called again, on the newer root, when others
   * were first. May throw to give up, or answer null where nothing is left to do.
   */
  editRoot(current: Hash): Promise<RootEdit | null>
  /** Asked before each write of the manifest, after it was read; throws to refuse (a lease that was lost). */
  guard?(): Promise<void>
  /** Goes into the lock beside the nonce: the lease's epoch. */
  readonly lockExtra?: Uint8Array
  /** How often the manifest is written at most; 12 by default. */
  readonly maxAttempts?: number
}

export interface PushResult {
  /** The manifest as the push left it, or one that others built on top of it. Undefined only where nothing is and nothing was pushed. */
  readonly remote: RemoteManifest
  /** False when `editRoot` found nothing to do. */
  readonly moved: boolean
  readonly attempts: number
  readonly bytesUploaded: number
  readonly chunksUploaded: number
}

const MAX_ATTEMPTS = 12
/** Uncompressed bytes after which another archive is begun: it is built in memory. */
const ARCHIVE_BYTES = 64 * 1024 * 1024
/** Longest pause between attempts, in ms. */
const MAX_PAUSE_MS = 2000

/**
 * Pushes: uploads one archive with all new chunks (more only when they are very many), then swaps the manifest for one
 * that names it and has the new root. All that the old manifest named stays named. A lost race costs another small
 * archive, with the new root made anew. Readers never see a manifest that names an object that isn't there.
 * @throws OxbowError `PUSH_CONTENDED` when others were always first; what the object store, `editRoot` and `guard` throw.
 */
export async function pushChunks(objects: ObjectStore, platform: Platform, options: PushOptions): Promise<PushResult> {
  const push = new Push(objects, platform, options)
  return push.run()
}

class Push {
  readonly #objects: ObjectStore
  readonly #platform: Platform
  readonly #options: PushOptions
  readonly #uploaded: TableSpec[] = []
  readonly #sent = new Set<Hash>()
  #bytesUploaded = 0
  #attempts = 0
  /** Locks of the manifests that were tried, and whether one of them named an upload. */
  readonly #locks = new Set<Hash>()
  readonly #named = new Set<Hash>()

  constructor(objects: ObjectStore, platform: Platform, options: PushOptions) {
    this.#objects = objects
    this.#platform = platform
    this.#options = options
  }

  async run(): Promise<PushResult> {
    const most = this.#options.maxAttempts ?? MAX_ATTEMPTS
    let remote = await readRemoteManifest(this.#objects)
    let first = true
    for (;;) {
      const current = remote.manifest?.root ?? EMPTY_HASH
      const edit = await this.#options.editRoot(current)
      if (edit === null) return this.#result(remote, false)
      await this.#upload(first ? chain(this.#options.chunks, edit.chunks) : edit.chunks)
      first = false
      const next = this.#nextManifest(remote.manifest, edit.root)
      const outcome = await this.#swap(remote, next, most)
      if (outcome.swapped || this.#isOurs(outcome.remote.manifest)) return this.#result(outcome.remote, true)
      remote = outcome.remote
      if (this.#attempts >= most) {
        throw new OxbowError(
          'PUSH_CONTENDED', `others changed ${this.#objects.url} each of the ${most} times that this push was about to; push again`,
        )
      }
      await this.#pause()
    }
  }

  /** Swaps; a failure that leaves it open whether the write took place is followed by the very same write. */
  async #swap(remote: RemoteManifest, next: Manifest, most: number): ReturnType<typeof swapRemoteManifest> {
    this.#locks.add(next.lock)
    for (const { name } of this.#uploaded) this.#named.add(name)
    for (;;) {
      await this.#options.guard?.()
      this.#attempts++
      try {
        return await swapRemoteManifest(this.#objects, remote, next)
      } catch (e) {
        if (!isOxbowError(e) || e.code === 'REMOTE_FORBIDDEN' || this.#attempts >= most) throw e
      }
      await this.#pause()
    }
  }

  #nextManifest(before: Manifest | undefined, root: Hash): Manifest {
    const old = before?.specs ?? []
    const names = new Set(old.map((spec) => spec.name))
    const specs = [...old, ...this.#uploaded.filter((spec) => !names.has(spec.name))]
    return newManifest(this.#platform, { root, gcGeneration: before?.gcGeneration ?? EMPTY_HASH, specs }, this.#options.lockExtra)
  }

  /** Whether one of the tried manifests landed after all: it stands, or others built on it. Names of uploads are unique. */
  #isOurs(manifest: Manifest | undefined): boolean {
    if (manifest === undefined) return false
    return this.#locks.has(manifest.lock) || manifest.specs.some((spec) => this.#named.has(spec.name))
  }

  async #upload(chunks: Iterable<AddressedChunk>): Promise<void> {
    let batch: AddressedChunk[] = []
    let bytes = 0
    for (const entry of chunks) {
      if (this.#sent.has(entry[0])) continue
      this.#sent.add(entry[0])
      batch.push(entry)
      bytes += entry[1].length
      if (bytes < ARCHIVE_BYTES) continue
      await this.#uploadArchive(batch)
      batch = []
      bytes = 0
    }
    if (batch.length > 0) await this.#uploadArchive(batch)
  }

  async #uploadArchive(chunks: readonly AddressedChunk[]): Promise<void> {
    const { name, key, bytes, count } = buildArchive(this.#platform, chunks)
    await this.#objects.put(key, bytes)
    this.#uploaded.push({ name, count })
    this.#bytesUploaded += bytes.length
  }

  async #pause(): Promise<void> {
    const jitter = 0.5 + this.#platform.randomBytes(1)[0] / 256
    const ms = Math.min(MAX_PAUSE_MS, 10 * 2 ** this.#attempts) * jitter
    await new Promise((resolve) => setTimeout(resolve, ms))
  }

  #result(remote: RemoteManifest, moved: boolean): PushResult {
    return { remote, moved, attempts: this.#attempts, bytesUploaded: this.#bytesUploaded, chunksUploaded: this.#sent.size }
  }
}

function* chain(...parts: Iterable<AddressedChunk>[]): IterableIterator<AddressedChunk> {
  for (const part of parts) yield* part
}
