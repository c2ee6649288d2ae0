import { OxbowError } from '../error.ts'
import type { WritableChunkStore } from '../store/chunk-store.ts'
import { type Hash, hashOf } from '../store/hash.ts'
import type { Platform } from '../store/platform.ts'
import type { ObjectStore } from '../store/remote/object-store.ts'
import { type PushResult, pushChunks } from '../store/remote/push.ts'
import { RemoteChunkStore, type RemoteChunkStoreOptions } from '../store/remote/remote-chunk-store.ts'

/** What stands before the writes of a remote's manifest, where only one server may push: a lease. */
export interface Fence {
  /** Asked once at the beginning of a push, before anything is compared or copied. @throws OxbowError when this server may not push. */
  begin(): Promise<void>
  /** Asked after the manifest was read, before it is written. @throws OxbowError when this server may not push. */
  guard(): Promise<void>
  /** Goes into the manifest's lock. */
  lockExtra(): Uint8Array
}

/** Ends a push whose root was made for another one than the remote has now. */
class RootMoved extends Error {}

/**
 * A remote that takes new chunks: they wait in memory, and go up as one archive when the root is moved. Reading is a
 * `RemoteChunkStore`'s.
 */
export class WritableRemote implements WritableChunkStore {
  readonly remote: RemoteChunkStore
  /** Undefined where pushes need no lease. */
  fence: Fence | undefined
  readonly #platform: Platform
  readonly #pending = new Map<Hash, Uint8Array>()
  #lastPush: PushResult | undefined

  constructor(objects: ObjectStore, platform: Platform, options: RemoteChunkStoreOptions = {}) {
    this.remote = new RemoteChunkStore(objects, platform, options)
    this.#platform = platform
  }

  /** What the last push did; undefined before the first. */
  get lastPush(): PushResult | undefined {
    return this.#lastPush
  }

  get(address: Hash): Uint8Array | undefined {
    return this.#pending.get(address) ?? this.remote.get(address)
  }

  has(address: Hash): boolean {
    return this.#pending.has(address) || this.remote.has(address)
  }

  put(chunk: Uint8Array): Hash {
    const address = hashOf(this.#platform, chunk)
    this.#pending.set(address, chunk)
    return address
  }

  async fetch(addresses: readonly Hash[]): Promise<void> {
    await this.remote.fetch(addresses.filter((address) => !this.#pending.has(address)))
  }

  root(): Hash {
    return this.remote.root()
  }

  async commitRoot(next: Hash, last: Hash): Promise<boolean> {
    try {
      const { fence } = this
      this.#lastPush = await pushChunks(this.remote.objects, this.#platform, {
        chunks: this.#pending,
        editRoot: async (current) => {
          if (current !== last) throw new RootMoved()
          return { root: next, chunks: [] }
        },
        ...(fence === undefined ? {} : { guard: () => fence.guard(), lockExtra: fence.lockExtra() }),
      })
    } catch (e) {
      if (!(e instanceof RootMoved)) throw e
      await this.remote.refresh()
      if (this.root() === last) throw new OxbowError('PUSH_CONTENDED', `the root of ${this.remote.objects.url} goes back and forth; push again`)
      return false
    }
    this.#pending.clear()
    await this.remote.refresh()
    return true
  }
}
