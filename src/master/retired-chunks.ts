import { childrenOf } from '../doltdb/copy-chunks.ts'
import type { Hash } from '../store/hash.ts'

/** Files that a garbage collection took away, still open. */
export interface RetiredFiles {
  get(hash: Hash): Uint8Array | undefined
  close(): void
}

/** How long retired files stay readable at least, in ms: what isn't a transaction may be at work on them, too. */
const GRACE_MS = 60_000

/**
 * What garbage collections took away: transactions that began before still read it, and what they commit takes along what it
 * needs of it. It goes when the last of those transactions is forgotten.
 */
export class RetiredChunks {
  /** What transactions hold on to that read the store as it is now. */
  #epoch: object = {}
  readonly #files = new Set<RetiredFiles>()
  readonly #forgotten = new FinalizationRegistry<{ readonly files: RetiredFiles; readonly since: number }>(({ files, since }) => {
    const rest = since + GRACE_MS - Date.now()
    if (rest <= 0) this.#drop(files)
    else setTimeout(() => this.#drop(files), rest).unref()
  })

  /** To be held by whoever reads the store and may write what refers to it. */
  get epoch(): object {
    return this.#epoch
  }

  get isEmpty(): boolean {
    return this.#files.size === 0
  }

  add(files: RetiredFiles): void {
    this.#files.add(files)
    this.#forgotten.register(this.#epoch, { files, since: Date.now() })
    this.#epoch = {}
  }

  get(hash: Hash): Uint8Array | undefined {
    for (const files of this.#files) {
      const chunk = files.get(hash)
      if (chunk !== undefined) return chunk
    }
    return undefined
  }

  /** What new chunks need of what was taken away, children before those that refer to them. @param has true for what the store has */
  neededBy(chunks: Iterable<Uint8Array>, has: (hash: Hash) => boolean): ReadonlyMap<Hash, Uint8Array> {
    const needed = new Map<Hash, Uint8Array>()
    if (this.isEmpty) return needed
    const waiting = [...chunks]
    for (let chunk = waiting.pop(); chunk !== undefined; chunk = waiting.pop()) {
      for (const child of childrenOf(chunk)) {
        if (needed.has(child) || has(child)) continue
        const found = this.get(child)
        if (found === undefined) continue
        needed.set(child, found)
        waiting.push(found)
      }
    }
    return new Map([...needed].toReversed())
  }

  close(): void {
    for (const files of this.#files) this.#drop(files)
  }

  #drop(files: RetiredFiles): void {
    if (this.#files.delete(files)) files.close()
  }
}
