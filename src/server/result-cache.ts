import type { Warning } from '../sql/session.ts'

/** An answer as far as it depends only on what was asked and stored (see `answerHead`). */
export interface KeptResult {
  readonly head: string
  readonly warnings: readonly Warning[]
}

/** A result larger than this part of the cache is not kept: it would drive out too many others. */
const LARGEST_PART = 8

/** Bytes that an entry takes besides its texts, roughly. */
const ENTRY_BYTES = 200

/**
 * Answers in memory, by keys that say all that they follow from (see `ResultKey`), so that nothing in here ever grows
 * stale: what was not asked for the longest goes when the room is needed.
 */
export class ResultCache {
  readonly #maxBytes: number
  /** Least recently used first. */
  readonly #entries = new Map<string, { readonly result: KeptResult; readonly bytes: number }>()
  #bytes = 0

  /** @param options.maxBytes 0 keeps nothing. */
  constructor({ maxBytes }: { maxBytes: number }) {
    this.#maxBytes = maxBytes
  }

  /** Bytes that the entries take: the most that their texts can. */
  get bytes(): number {
    return this.#bytes
  }

  get(key: string): KeptResult | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.result
  }

  set(key: string, result: KeptResult): void {
    // A character takes two bytes, or one where the text is all Latin-1.
    const bytes = 2 * (key.length + result.head.length) + ENTRY_BYTES * (1 + result.warnings.length)
    this.#drop(key)
    if (bytes > this.#maxBytes / LARGEST_PART) return
    this.#entries.set(key, { result, bytes })
    this.#bytes += bytes
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#maxBytes) break
      this.#drop(oldest)
    }
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#bytes -= entry.bytes
  }
}
