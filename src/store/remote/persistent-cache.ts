/**
 * Where a replica keeps what it pulled, beyond its memory: values by key, written once and never changed. Reads are
 * synchronous. Whatever is in it can be fetched again, so it may forget at any time.
 */
export interface PersistentCache {
  /** The values that are here. */
  getMany(keys: readonly string[]): Map<string, Uint8Array>
  /** Keeps values. A key that is here already may keep its old value. */
  putMany(entries: Iterable<readonly [key: string, value: Uint8Array]>): void
  /** Forgets values. */
  deleteMany(keys: readonly string[]): void
}

/** Bytes that an entry takes beside its value, roughly. */
const ENTRY_OVERHEAD = 128

/** A cache in memory, bounded in bytes: what was neither written nor read for the longest goes first. */
export class MemoryCache implements PersistentCache {
  readonly #entries = new Map<string, Uint8Array>()
  readonly #maxBytes: number
  #bytes = 0

  /** @param maxBytes of values and what belongs to them. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** Bytes taken. */
  get size(): number {
    return this.#bytes
  }

  get(key: string): Uint8Array | undefined {
    const value = this.#entries.get(key)
    if (value !== undefined) {
      this.#entries.delete(key)
      this.#entries.set(key, value)
    }
    return value
  }

  has(key: string): boolean {
    return this.#entries.has(key)
  }

  put(key: string, value: Uint8Array): void {
    this.delete(key)
    this.#entries.set(key, value)
    this.#bytes += value.length + ENTRY_OVERHEAD
    if (this.#bytes <= this.#maxBytes) return
    for (const oldest of this.#entries.keys()) {
      this.delete(oldest)
      if (this.#bytes <= this.#maxBytes) return
    }
  }

  delete(key: string): void {
    const value = this.#entries.get(key)
    if (value === undefined) return
    this.#entries.delete(key)
    this.#bytes -= value.length + ENTRY_OVERHEAD
  }

  getMany(keys: readonly string[]): Map<string, Uint8Array> {
    const found = new Map<string, Uint8Array>()
    for (const key of keys) {
      const value = this.get(key)
      if (value !== undefined) found.set(key, value)
    }
    return found
  }

  putMany(entries: Iterable<readonly [key: string, value: Uint8Array]>): void {
    for (const [key, value] of entries) this.put(key, value)
  }

  deleteMany(keys: readonly string[]): void {
    for (const key of keys) this.delete(key)
  }
}
