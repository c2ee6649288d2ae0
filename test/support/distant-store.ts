import { OxbowError } from '../../src/error.ts'
import type { ChunkStore } from '../../src/store/chunk-store.ts'
import type { Hash } from '../../src/store/hash.ts'

/** A store whose chunks must each be fetched before they are at hand, as on a cold replica. Counts what is asked for. */
export class DistantStore implements ChunkStore {
  readonly #near = new Map<Hash, Uint8Array>()
  readonly #store: ChunkStore
  /** How often each chunk was fetched. */
  readonly fetched = new Map<Hash, number>()
  /** Dependent round trips. */
  trips = 0

  constructor(store: ChunkStore) {
    this.#store = store
  }

  get(address: Hash): Uint8Array | undefined {
    return this.#near.get(address)
  }

  has(address: Hash): boolean {
    return this.#near.has(address)
  }

  async fetch(addresses: readonly Hash[]): Promise<void> {
    this.trips++
    await Promise.resolve()
    for (const address of addresses) {
      const chunk = this.#store.get(address)
      if (chunk === undefined) throw new OxbowError('CHUNK_NOT_FOUND', `chunk ${address} is not in this database`)
      this.fetched.set(address, (this.fetched.get(address) ?? 0) + 1)
      this.#near.set(address, chunk)
    }
  }

  root(): Hash {
    return this.#store.root()
  }
}
