import type { GetOptions, GetResult, ObjectStore, PutOptions } from '../../src/store/remote/object-store.ts'

/** An object store that notes what is asked of it, and in which answers may be bent. */
export class CountingObjectStore implements ObjectStore {
  readonly url: string
  readonly inner: ObjectStore
  readonly gets: { key: string; options: GetOptions }[] = []
  /** Most requests that were under way at once. */
  mostAtOnce = 0
  #running = 0
  /** Called before each read; may answer instead, or throw. */
  onGet: ((key: string, options: GetOptions) => Promise<GetResult | null> | undefined) | undefined
  /** Called with the answer to each read. */
  bend: ((key: string, result: GetResult | null, options: GetOptions) => GetResult | null) | undefined

  constructor(inner: ObjectStore) {
    this.inner = inner
    this.url = inner.url
  }

  async get(key: string, options: GetOptions = {}): Promise<GetResult | null> {
    this.gets.push({ key, options })
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#running)
    try {
      const result = await (this.onGet?.(key, options) ?? this.inner.get(key, options))
      return this.bend === undefined ? result : this.bend(key, result, options)
    } finally {
      this.#running--
    }
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
