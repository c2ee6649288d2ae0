import type { GetOptions, GetResult, ObjectStore, PutOptions } from '../../src/store/remote/object-store.ts'

/** One request of a wave, and the bytes of its answer. */
export interface WaveRequest {
  readonly key: string
  readonly range: GetOptions['range']
  readonly bytes: number
}

/** Objects that S3 lists in one answer, and about how many bytes a full answer has. */
const PAGE = 1000
const PAGE_BYTES = 350 * PAGE

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
  #pending: ((wave: WaveRequest[]) => Promise<void>)[] = []

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

  async get(key: string, options: GetOptions = {}): Promise<GetResult | null> {
    return await this.#inWave(async (wave) => {
      const result = await this.inner.get(key, options)
      wave.push({ key, range: options.range, bytes: result === null || result.notModified === true ? 0 : result.body.length })
      return result
    })
  }

  #inWave<T>(ask: (wave: WaveRequest[]) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#pending.push((wave) => ask(wave).then(resolve, reject))
      if (this.#pending.length === 1) setTimeout(() => void this.#answer(), 0)
    })
  }

  /** Answers all that was asked before the event loop came round. */
  async #answer(): Promise<void> {
    const pending = this.#pending
    this.#pending = []
    const wave: WaveRequest[] = []
    this.waves.push(wave)
    await Promise.all(pending.map((answer) => answer(wave)))
  }

  put(key: string, body: Uint8Array, options?: PutOptions): Promise<{ etag: string } | null> {
    return this.inner.put(key, body, options)
  }

  /** Pages of a listing are asked for one after the other. */
  async *list(prefix?: string): AsyncIterable<{ key: string; size: number; lastModified?: Date }> {
    const page = (): Promise<void> => this.#inWave(async (wave) => void wave.push({ key: 'list', range: undefined, bytes: PAGE_BYTES }))
    await page()
    let listed = 0
    for await (const entry of this.inner.list(prefix)) {
      if (listed > 0 && listed % PAGE === 0) await page()
      listed++
      yield entry
    }
  }

  delete(key: string): Promise<void> {
    return this.inner.delete(key)
  }
}
