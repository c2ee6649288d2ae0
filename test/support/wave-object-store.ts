import type { GetOptions, GetResult, ObjectStore, PutOptions } from '../../src/store/remote/object-store.ts'

/** One request of a wave, and the bytes of its answer. */
export interface WaveRequest {
  readonly key: string
  readonly range: GetOptions['range']
  readonly bytes: number
}

/**
 * A remote on which every read takes one unit of time, however many are under way: the waves counted here are the trips
 * that whoever reads really waits for, whatever it says itself. Nothing is answered before all that can be asked at this
 * point has been asked.
 */
export class WaveObjectStore implements ObjectStore {
  readonly url: string
  readonly inner: ObjectStore
  /** The requests of each wave. */
  readonly waves: WaveRequest[][] = []
  #pending: (() => Promise<void>)[] = []
  #wave: WaveRequest[] | undefined

  constructor(inner: ObjectStore) {
    this.inner = inner
    this.url = inner.url
  }

  /** Bytes of all answers. */
  get bytes(): number {
    return this.waves.flat().reduce((sum, request) => sum + request.bytes, 0)
  }

  /** Requests of the fullest wave. */
  get mostAtOnce(): number {
    return Math.max(0, ...this.waves.map((wave) => wave.length))
  }

  get(key: string, options: GetOptions = {}): Promise<GetResult | null> {
    return new Promise((resolve, reject) => {
      this.#pending.push(async () => {
        try {
          const result = await this.inner.get(key, options)
          this.#wave?.push({ key, range: options.range, bytes: result === null || result.notModified === true ? 0 : result.body.length })
          resolve(result)
        } catch (e) {
          reject(e)
        }
      })
      if (this.#pending.length === 1) setTimeout(() => void this.#answer(), 0)
    })
  }

  /** Answers all that was asked before the event loop came round. */
  async #answer(): Promise<void> {
    const pending = this.#pending
    this.#pending = []
    this.#wave = []
    this.waves.push(this.#wave)
    await Promise.all(pending.map((answer) => answer()))
  }

  put(key: string, body: Uint8Array, options?: PutOptions): Promise<{ etag: string } | null> {
    return this.inner.put(key, body, options)
  }

  list(prefix?: string): AsyncIterable<{ key: string; size: number; lastModified?: Date }> {
    return this.inner.list(prefix)
  }

  delete(key: string): Promise<void> {
    return this.inner.delete(key)
  }
}
