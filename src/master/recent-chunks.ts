import type { Hash } from '../store/hash.ts'

/**
 * The chunks that came last, up to a number of bytes: what a commit wrote is mostly what the next one reads. Half of them are
 * forgotten at a time, since taking the oldest from a Map one after another costs ever more.
 */
export class RecentChunks {
  readonly #halfBytes: number
  #young = new Map<Hash, Uint8Array>()
  #old = new Map<Hash, Uint8Array>()
  #youngBytes = 0

  constructor(maxBytes: number) {
    this.#halfBytes = maxBytes / 2
  }

  get(hash: Hash): Uint8Array | undefined {
    return this.#young.get(hash) ?? this.#old.get(hash)
  }

  add(hash: Hash, chunk: Uint8Array): void {
    if (this.#youngBytes > this.#halfBytes) {
      this.#old = this.#young
      this.#young = new Map()
      this.#youngBytes = 0
    }
    this.#young.set(hash, chunk)
    this.#youngBytes += chunk.length
  }

  clear(): void {
    this.#young.clear()
    this.#old.clear()
    this.#youngBytes = 0
  }
}
