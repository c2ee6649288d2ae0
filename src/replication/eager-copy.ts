import { childrenOf } from '../doltdb/copy-chunks.ts'
import type { DoltDatabase } from '../doltdb/database.ts'
import { EMPTY_HASH, type Hash } from '../store/hash.ts'
import { readChunk, run } from '../store/missing.ts'
import type { PersistentCache } from '../store/remote/persistent-cache.ts'
import type { RemoteChunkStore } from '../store/remote/remote-chunk-store.ts'

/** Chunks that are fetched together. */
const BATCH = 512
/** What the cache is told of a chunk that is here with all below it. */
const COPIED = Uint8Array.of(1)

export interface EagerCopyOptions {
  /** The remote's database. */
  readonly db: DoltDatabase
  /** The store that the database reads. */
  readonly store: RemoteChunkStore
  /** The store's cache: where chunks are copied to. */
  readonly cache: PersistentCache
  /** Most bytes to copy in all: what the cache can hold beside what is read meanwhile. */
  readonly maxBytes: number
  /** Which refs to copy, by full name; all branches and tags when left out. */
  readonly selected?: (ref: string) => boolean
}

export interface EagerProgress {
  /** `done`: everything that the heads lead to is here. `full`: what was to be copied is more than there is room for. */
  readonly state: 'copying' | 'done' | 'full'
  /** Chunks that came while this copy was at work, since it was made. */
  readonly copied: number
  /** Chunks in the remote's files; what no head leads to any more is among them. */
  readonly known: number
  /** Bytes that came, likewise. */
  readonly bytes: number
  /** The store root whose heads are copied. */
  readonly root: Hash
}

/** A chunk that is still to be read, or one that is to be noted once all that was put above it is done. */
interface Entry {
  readonly hash: Hash
  readonly isOpen: boolean
}

/**
 * Copies all that a remote's heads lead to into a replica's cache, in steps of bounded work, so that an alarm or a timer
 * can drive it. What is finished is noted in the cache, subtree by subtree: a copy that was interrupted, by whatever,
 * walks past all of that without a request. When the head moves, the new one's chunks follow.
 */
export class EagerCopy {
  readonly #options: EagerCopyOptions
  #root: Hash = EMPTY_HASH
  #stack: Entry[] = []
  #copied = 0
  #bytes = 0
  #full = false

  constructor(options: EagerCopyOptions) {
    this.#options = options
  }

  get progress(): EagerProgress {
    const { chunks } = this.#options.store
    const isDone = this.#root !== EMPTY_HASH && this.#root === this.#options.store.root() && this.#stack.length === 0
    return { state: this.#full ? 'full' : isDone ? 'done' : 'copying', copied: this.#copied, known: chunks, bytes: this.#bytes, root: this.#root }
  }

  /**
   * Goes on. The manifest is not asked for: the heads are those of the store's last look.
   * @param most chunks to look at, roughly.
   * @throws OxbowError of the remote; the next step begins where this one did.
   */
  async step(most: number): Promise<EagerProgress> {
    const { store } = this.#options
    const before = store.stats
    try {
      if (store.root() === EMPTY_HASH) await store.refresh()
      if (this.#stack.length === 0 && this.#root !== store.root()) await this.#begin(store.root())
      for (let left = most; left > 0 && this.#stack.length > 0 && !this.#full;) left -= await this.#advance(Math.min(left, BATCH))
    } finally {
      const { chunksFetched, bytesFetched } = store.stats
      this.#copied += chunksFetched - before.chunksFetched
      this.#bytes += bytesFetched - before.bytesFetched
      this.#full = this.#bytes > this.#options.maxBytes && this.#stack.length > 0
    }
    return this.progress
  }

  async #begin(root: Hash): Promise<void> {
    const { db, selected = isHead } = this.#options
    const refs = root === EMPTY_HASH ? new Map<string, Hash>() : await db.run(db.refs(root))
    const heads = [...refs].filter(([ref]) => selected(ref)).map(([, hash]) => hash)
    this.#root = root
    this.#stack = [...new Set(heads)].map((hash) => ({ hash, isOpen: false }))
  }

  /** Takes entries from the stack's end. @returns how many. */
  async #advance(most: number): Promise<number> {
    const { cache, store } = this.#options
    const last = this.#stack.at(-1)!
    if (last.isOpen) {
      this.#stack.pop()
      cache.putMany([[markOf(last.hash), COPIED]])
      return 1
    }
    let from = this.#stack.length - 1
    while (from > 0 && this.#stack.length - from < most && !this.#stack[from - 1].isOpen) from--
    const batch = this.#stack.slice(from)
    const hashes = [...new Set(batch.map((entry) => entry.hash))]
    const copied = cache.getMany(hashes.map(markOf))
    const open = hashes.filter((hash) => !copied.has(markOf(hash)))
    await store.fetch([...open, ...this.#ahead(from, BATCH - open.length)])
    const chunks = await Promise.all(open.map((hash) => run(store, readChunk(store, hash))))
    this.#stack.length = from
    open.forEach((hash, i) => {
      const children = childrenOf(chunks[i])
      if (children.length === 0) return
      this.#stack.push({ hash, isOpen: true })
      for (const child of new Set(children)) this.#stack.push({ hash: child, isOpen: false })
    })
    return batch.length
  }

  /** Chunks that will be wanted soon, so that few are not waited for alone. */
  #ahead(from: number, most: number): Hash[] {
    const hashes = new Set<Hash>()
    for (let i = from - 1; i >= 0 && hashes.size < most; i--) if (!this.#stack[i].isOpen) hashes.add(this.#stack[i].hash)
    const marked = this.#options.cache.getMany([...hashes].map(markOf))
    return [...hashes].filter((hash) => !marked.has(markOf(hash)))
  }
}

function isHead(ref: string): boolean {
  return ref.startsWith('refs/heads/') || ref.startsWith('refs/tags/')
}

function markOf(hash: Hash): string {
  return `copied/${hash}`
}
