import { OxbowError } from '../../error.ts'
import type { ByteRange, ObjectStore } from './object-store.ts'

/** Requests that may be under way at once: what a Worker is allowed. */
export const MAX_REQUESTS = 6

/** What a store asked of its remote since it was opened. */
export interface RemoteStats {
  /** Waves of requests, each of which had to wait for the one before: what latency is counted in. */
  trips: number
  requests: number
  /** Bytes of bodies. */
  bytesFetched: number
  /** Chunks that entered, those that were brought along included. */
  chunksFetched: number
  /** What came and was refused, because it isn't what its address or its format says: chunks, indexes, starters. */
  refused: number
}

/** A part of an object. */
export interface PartRequest {
  readonly key: string
  readonly range: ByteRange
}

/** The bytes of a part, and the size of the whole object. */
export interface Part {
  readonly bytes: Uint8Array
  readonly size: number
}

/** Reads parts of immutable objects, at most six at once, and counts. */
export class RangeReader {
  readonly stats: RemoteStats = { trips: 0, requests: 0, bytesFetched: 0, chunksFetched: 0, refused: 0 }
  readonly objects: ObjectStore
  #running = 0
  readonly #waiting: (() => void)[] = []

  constructor(objects: ObjectStore) {
    this.objects = objects
  }

  /**
   * Reads parts that don't depend on each other; null where there is no such object.
   * @param beside whether the same wave already has been counted.
   * @throws OxbowError of the object store.
   */
  async readAll(parts: readonly PartRequest[], beside = false): Promise<(Part | null)[]> {
    if (!beside) this.stats.trips += Math.ceil(parts.length / MAX_REQUESTS)
    // All are waited for, so that a failure leaves nothing running behind the caller's back.
    const results = await Promise.allSettled(parts.map((part) => this.#read(part)))
    return results.map((result) => {
      if (result.status === 'rejected') throw result.reason
      return result.value
    })
  }

  async #read({ key, range }: PartRequest): Promise<Part | null> {
    for (let tries = 1; ; tries++) {
      const got = await this.#withTurn(() => this.objects.get(key, { range }))
      this.stats.requests++
      if (got === null) return null
      if (got.notModified === true) throw new OxbowError(
        'REMOTE_ERROR', `${this.objects.url}: a question without condition for ${key} was answered with "not modified"`,
      )
      this.stats.bytesFetched += got.body.length
      const wanted = 'suffix' in range ? Math.min(range.suffix, got.size) : Math.max(0, Math.min(range.length, got.size - range.offset))
      if (got.body.length === wanted) return { bytes: got.body, size: got.size }
      if (tries === 2) {
        throw new OxbowError(
          'REMOTE_ERROR',
          `${this.objects.url}: ${key} came cut short, ${got.body.length} of ${wanted} bytes; try again, or run dolt fsck on a clone`,
        )
      }
    }
  }

  async #withTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= MAX_REQUESTS) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#running++
    try {
      return await work()
    } finally {
      // The turn is handed over, or given back.
      const next = this.#waiting.shift()
      if (next === undefined) this.#running--
      else next()
    }
  }
}
