import { resolveRange } from './byte-range.ts'
import { checkObjectKey } from './object-key.ts'
import type { GetOptions, GetResult, ObjectStore, PutOptions } from './object-store.ts'

interface Entry {
  readonly body: Uint8Array
  readonly etag: string
  readonly lastModified: Date
}

/** A bucket in memory: for tests, and for remotes that needn't last. */
export class MemoryObjectStore implements ObjectStore {
  readonly url: string
  readonly #objects = new Map<string, Entry>()
  #writes = 0

  constructor(url = 'memory://') {
    this.url = url
  }

  async get(key: string, options: GetOptions = {}): Promise<GetResult | null> {
    const entry = this.#objects.get(checkObjectKey(key))
    if (entry === undefined) return null
    const { body, etag } = entry
    if (options.ifNoneMatch === etag) return { notModified: true, etag }
    const { from, to } = resolveRange(options.range, body.length)
    return { body: body.slice(from, to), etag, size: body.length }
  }

  async put(key: string, body: Uint8Array, options: PutOptions = {}): Promise<{ etag: string } | null> {
    const before = this.#objects.get(checkObjectKey(key))
    if (options.ifAbsent === true && before !== undefined) return null
    if (options.ifMatch !== undefined && before?.etag !== options.ifMatch) return null
    const etag = `"${++this.#writes}"`
    this.#objects.set(key, { body: body.slice(), etag, lastModified: new Date() })
    return { etag }
  }

  async *list(prefix = ''): AsyncIterable<{ key: string; size: number; lastModified: Date }> {
    for (const [key, { body, lastModified }] of [...this.#objects].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      if (key.startsWith(prefix)) yield { key, size: body.length, lastModified }
    }
  }

  async delete(key: string): Promise<void> {
    this.#objects.delete(checkObjectKey(key))
  }
}
