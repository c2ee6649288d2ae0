import { createHash } from 'node:crypto'
import type { ChunkSink, ChunkStore } from '../../src/store/chunk-store.ts'
import { EMPTY_HASH, encodeHash, type Hash } from '../../src/store/hash.ts'

/** Chunks in a Map, for tests; all are at hand unless `away` holds them. Counts what is asked for. */
export class MemoryChunks implements ChunkStore, ChunkSink {
  readonly chunks = new Map<Hash, Uint8Array>()
  /** Chunks that must be fetched first. */
  readonly away = new Set<Hash>()
  /** The addresses of each fetch. */
  readonly fetches: Hash[][] = []

  put(chunk: Uint8Array): Hash {
    const hash = encodeHash(createHash('sha512').update(chunk).digest())
    this.chunks.set(hash, chunk)
    return hash
  }

  get(address: Hash): Uint8Array | undefined {
    return this.away.has(address) ? undefined : this.chunks.get(address)
  }

  has(address: Hash): boolean {
    return !this.away.has(address) && this.chunks.has(address)
  }

  async fetch(addresses: readonly Hash[]): Promise<void> {
    this.fetches.push([...addresses])
    for (const address of addresses) this.away.delete(address)
  }

  root(): Hash {
    return EMPTY_HASH
  }

  /** Sends every chunk away, as on a replica that has nothing yet. */
  sendAway(): void {
    for (const hash of this.chunks.keys()) this.away.add(hash)
    this.fetches.length = 0
  }
}
