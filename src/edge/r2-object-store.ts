import { OxbowError } from '../error.ts'
import { resolveRange } from '../store/remote/byte-range.ts'
import { checkObjectKey } from '../store/remote/object-key.ts'
import type { GetOptions, GetResult, ObjectStore, PutOptions } from '../store/remote/object-store.ts'

/** A remote in an R2 bucket, through a Worker's binding: no credentials, no HTTP. */
export class R2ObjectStore implements ObjectStore {
  readonly url: string
  readonly #bucket: R2Bucket
  readonly #prefix: string

  /**
   * @param folder of the bucket that is the remote, '' for all of it.
   * @param bucketName what to call the bucket in messages.
   */
  constructor(bucket: R2Bucket, folder = '', bucketName = 'bucket') {
    this.#bucket = bucket
    const trimmed = folder.replace(/^\/+|\/+$/g, '')
    this.#prefix = trimmed === '' ? '' : `${checkObjectKey(trimmed)}/`
    this.url = `r2://${bucketName}/${trimmed}`
  }

  async get(key: string, options: GetOptions = {}): Promise<GetResult | null> {
    const name = this.#name(key)
    const { range } = options
    // Refuses impossible ranges alike in all stores.
    resolveRange(range, 0)
    const found = await this.#explained<R2ObjectBody | R2Object | null>(key, async () => {
      try {
        return await this.#bucket.get(name, {
          ...(range === undefined ? {} : { range }),
          ...(options.ifNoneMatch === undefined ? {} : { onlyIf: { etagDoesNotMatch: bare(options.ifNoneMatch) } }),
        })
      } catch (e) {
        // A range that begins behind the object's end is an error here, and not always one that says so.
        if (range === undefined) throw e
        const head = await this.#bucket.head(name)
        if (head !== null && head.size > ('suffix' in range ? 0 : range.offset)) throw e
        return head
      }
    })
    if (found === null) return null
    if (hasBody(found)) {
      const body = await this.#explained(key, () => found.arrayBuffer())
      return { body: new Uint8Array(body), etag: found.httpEtag, size: found.size }
    }
    if (found.httpEtag === options.ifNoneMatch) return { notModified: true, etag: found.httpEtag }
    return { body: new Uint8Array(0), etag: found.httpEtag, size: found.size }
  }

  async put(key: string, body: Uint8Array, options: PutOptions = {}): Promise<{ etag: string } | null> {
    const name = this.#name(key)
    const onlyIf = options.ifAbsent === true ? { etagDoesNotMatch: '*' }
      : options.ifMatch === undefined ? undefined : { etagMatches: bare(options.ifMatch) }
    const done = await this.#explained(key, () =>
      onlyIf === undefined ? this.#bucket.put(name, body) : this.#bucket.put(name, body, { onlyIf }))
    return done === null ? null : { etag: done.httpEtag }
  }

  async *list(prefix = ''): AsyncIterable<{ key: string; size: number; lastModified: Date }> {
    let cursor: string | undefined
    do {
      const page = await this.#explained(prefix, () =>
        this.#bucket.list({ prefix: this.#prefix + prefix, ...(cursor === undefined ? {} : { cursor }) }))
      for (const { key, size, uploaded } of page.objects) yield { key: key.slice(this.#prefix.length), size, lastModified: uploaded }
      cursor = page.truncated ? page.cursor : undefined
    } while (cursor !== undefined)
  }

  async delete(key: string): Promise<void> {
    const name = this.#name(key)
    await this.#explained(key, () => this.#bucket.delete(name))
  }

  #name(key: string): string {
    return this.#prefix + checkObjectKey(key)
  }

  async #explained<T>(key: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (e) {
      if (e instanceof OxbowError) throw e
      throw new OxbowError(
        'REMOTE_UNREACHABLE', `${this.url}: R2 failed at ${key || 'listing'}: ${e instanceof Error ? e.message : String(e)}`, { cause: e },
      )
    }
  }
}

function hasBody(found: R2Object | R2ObjectBody): found is R2ObjectBody {
  return 'body' in found
}

/** R2 compares ETags without the quotes that HTTP has around them. */
function bare(etag: string): string {
  return etag.replace(/^(?:W\/)?"(.*)"$/, '$1')
}
