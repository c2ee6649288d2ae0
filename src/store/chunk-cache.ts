import type { ChunkSource } from './chunk-store.ts'
import type { Hash } from './hash.ts'
import type { BudgetUser } from './memory-budget.ts'

/** What an entry costs beyond its bytes: the key, its place in the map, the array's header. An estimate. */
const ENTRY_BYTES = 200

/**
 * Chunks in memory up to a bound of bytes; those not read for longest go first. Two generations stand in for a list in
 * the order of use: a full young one becomes the old one, what was old is dropped, and a read moves a chunk back to the
 * young one. So a read of a young chunk costs one look into a map. Chunks are addressed by content, so one cache may
 * serve many databases.
 */
export class ChunkCache implements ChunkSource, BudgetUser {
  /** Bytes of a generation. */
  #half: number
  #young = new Map<Hash, Uint8Array>()
  #old = new Map<Hash, Uint8Array>()
  #youngBytes = 0
  #oldBytes = 0

  /** @param maxBytes never exceeded, with about 200 bytes counted for each chunk beyond its own. */
  constructor(maxBytes: number) {
    this.#half = Math.floor(maxBytes / 2)
  }

  /** Bytes that the cache takes now. */
  get bytes(): number {
    return this.#youngBytes + this.#oldBytes
  }

  /** Number of chunks. */
  get size(): number {
    return this.#young.size + this.#old.size
  }

  has(address: Hash): boolean {
    return this.#young.has(address) || this.#old.has(address)
  }

  get(address: Hash): Uint8Array | undefined {
    const young = this.#young.get(address)
    if (young !== undefined) return young
    const old = this.#old.get(address)
    if (old === undefined) return undefined
    this.#old.delete(address)
    this.#oldBytes -= old.length + ENTRY_BYTES
    this.#add(address, old)
    return old
  }

  /**
   * Keeps a chunk, which the caller has checked against its address.
   * @returns false for a chunk that is too large to be kept: larger than half of the bound.
   */
  put(address: Hash, chunk: Uint8Array): boolean {
    if (chunk.length + ENTRY_BYTES > this.#half) return false
    if (this.get(address) === undefined) this.#add(address, chunk)
    return true
  }

  #add(address: Hash, chunk: Uint8Array): void {
    const cost = chunk.length + ENTRY_BYTES
    if (this.#youngBytes + cost > this.#half) {
      this.#old = this.#young
      this.#oldBytes = this.#youngBytes
      this.#young = new Map()
      this.#youngBytes = 0
    }
    this.#young.set(address, chunk)
    this.#youngBytes += cost
  }

  /** Changes the bound. A generation that is larger than the new one allows goes at once. */
  resize(maxBytes: number): void {
    this.#half = Math.floor(maxBytes / 2)
    if (this.#oldBytes > this.#half) {
      this.#old = new Map()
      this.#oldBytes = 0
    }
    if (this.#youngBytes > this.#half) {
      this.#young = new Map()
      this.#youngBytes = 0
    }
  }

  clear(): void {
    this.#young = new Map()
    this.#old = new Map()
    this.#youngBytes = 0
    this.#oldBytes = 0
  }
}
