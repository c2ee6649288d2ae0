import type { Hash } from './hash.ts'
import type { MemoryBudget } from './memory-budget.ts'

/** Chunks that are at hand, synchronously. */
export interface ChunkSource {
  /** Memory that the source shares with others, and in which what is decoded of its chunks has a part. */
  readonly budget?: MemoryBudget | undefined
  /**
   * The chunk's bytes (decompressed, checked against the address), or undefined when it isn't at hand.
   * The bytes are shared and must not be changed.
   */
  get(address: Hash): Uint8Array | undefined
  /** True when `get` would answer. */
  has(address: Hash): boolean
}

/** Where new chunks go. */
export interface ChunkSink {
  /** Hashes the chunk, keeps it and returns its address. Not durable until the root is committed. */
  put(chunk: Uint8Array): Hash
}

/**
 * A store of chunks with a root: a Dolt database's storage, local or remote.
 * Reading a chunk that is at hand is synchronous; `fetch` brings absent ones to hand.
 */
export interface ChunkStore extends ChunkSource {
  /**
   * Brings the chunks to hand: after it resolves, `get` answers for each of them until the caller has had a turn.
   * @throws OxbowError `CHUNK_NOT_FOUND`, `CHUNK_HASH_MISMATCH`, `REMOTE_UNREACHABLE`.
   */
  fetch(addresses: readonly Hash[]): Promise<void>
  /** Commits that a shallow clone left out: their addresses are known, their chunks aren't there unless they came since. */
  readonly ghosts?: ReadonlySet<Hash> | undefined
  /** The StoreRoot's address as of the last read of the manifest; EMPTY_HASH when there is none. */
  root(): Hash
}

/** A chunk store that takes new chunks. */
export interface WritableChunkStore extends ChunkStore, ChunkSink {
  /**
   * Makes everything that was put durable and moves the root from `last` to `next`.
   * @returns false when the root was no longer `last`; nothing is lost then, and the caller re-reads and tries again.
   */
  commitRoot(next: Hash, last: Hash): boolean | Promise<boolean>
}
