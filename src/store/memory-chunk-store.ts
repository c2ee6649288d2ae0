import { OxbowError } from '../error.ts'
import type { WritableChunkStore } from './chunk-store.ts'
import { EMPTY_HASH, type Hash, hashOf } from './hash.ts'
import type { Platform } from './platform.ts'

/** A chunk store in memory: for tests, and for databases that needn't last. It keeps the arrays that are put. */
export class MemoryChunkStore implements WritableChunkStore {
  readonly #platform: Platform
  readonly #chunks = new Map<Hash, Uint8Array>()
  /** The keys of the map in the order in which they came. */
  readonly #order: Hash[] = []
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
    if (!this.#chunks.has(address)) {
      this.#chunks.set(address, chunk)
      this.#order.push(address)
    }
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

  /** A point in the store's history, to ask later what has come since. */
  mark(): number {
    return this.#order.length
  }

  /** The chunks that have come since a mark, in the order in which they were put; what a push has to send. */
  *putSince(mark: number): IterableIterator<[Hash, Uint8Array]> {
    for (let i = mark; i < this.#order.length; i++) {
      const address = this.#order[i]
      const chunk = this.#chunks.get(address)
      if (chunk !== undefined) yield [address, chunk]
    }
  }
}
