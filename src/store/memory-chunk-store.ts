import { OxbowError } from '../error.ts'
import type { WritableChunkStore } from './chunk-store.ts'
import { EMPTY_HASH, type Hash, hashOf } from './hash.ts'
import type { Platform } from './platform.ts'

/** A chunk store in memory: for tests, and for databases that needn't last. */
export class MemoryChunkStore implements WritableChunkStore {
  readonly #platform: Platform
  readonly #chunks = new Map<Hash, Uint8Array>()
  #root: Hash = EMPTY_HASH

  constructor(platform: Platform) {
    this.#platform = platform
  }

  get(address: Hash): Uint8Array | undefined {
    return this.#chunks.get(address)
  }

  has(address: Hash): boolean {
    return this.#chunks.has(address)
  }

  put(chunk: Uint8Array): Hash {
    const address = hashOf(this.#platform, chunk)
    this.#chunks.set(address, chunk)
    return address
  }

  async fetch(addresses: readonly Hash[]): Promise<void> {
    for (const address of addresses) {
      if (!this.#chunks.has(address)) throw new OxbowError('CHUNK_NOT_FOUND', `chunk ${address} is not in this database`)
    }
  }

  root(): Hash {
    return this.#root
  }

  commitRoot(next: Hash, last: Hash): boolean {
    if (this.#root !== last) return false
    this.#root = next
    return true
  }

  /** Number of chunks. */
  get size(): number {
    return this.#chunks.size
  }
}
