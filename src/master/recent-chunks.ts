import type { Hash } from '../store/hash.ts'

/** The chunks that came last, up to a number of bytes: what a commit wrote is mostly what the next one reads. */
export class RecentChunks {
  readonly #maxBytes: number
  readonly #chunks = new Map<Hash, Uint8Array>()
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get(hash: Hash): Uint8Array | undefined {
    return this.#chunks.get(hash)
  }

  add(hash: Hash, chunk: Uint8Array): void {
    if (this.#chunks.has(hash)) return
    this.#chunks.set(hash, chunk)
    this.#bytes += chunk.length
    for (const [oldest, { length }] of this.#chunks) {
      if (this.#bytes <= this.#maxBytes) return
      this.#chunks.delete(oldest)
      this.#bytes -= length
    }
  }

  clear(): void {
    this.#chunks.clear()
    this.#bytes = 0
  }
}
