import { OxbowError } from '../error.ts'
import { resolveRange } from '../store/remote/byte-range.ts'
import { checkObjectKey } from '../store/remote/object-key.ts'
import type { GetOptions, GetResult, ObjectStore, PutOptions } from '../store/remote/object-store.ts'

/** How often a call that may be repeated is made: R2 fails now and then, and says "please try again". */
const MAX_TRIES = 3
/** Milliseconds before the first repetition; doubled for each further one. */
const BACKOFF_MS = 50

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
    // Refuses impossible ranges alike in all stores.
    resolveRange(options.range, 0)
    return this.#explained(key, async () => {
      const found = await this.#getOrHead(name, options)
      if (found === null) return null
      const { httpEtag: etag, size } = found
      if (hasBody(found)) return { body: new Uint8Array(await found.arrayBuffer()), etag, size }
      return etag === options.ifNoneMatch ? { notModified: true, etag } : { body: new Uint8Array(0), etag, size }
    })
  }

  /** The object without a body where its ETag is the known one, or the range begins behind its end. */
  async #getOrHead(name: string, { range, ifNoneMatch }: GetOptions): Promise<R2ObjectBody | R2Object | null> {
    try {
      return await this.#bucket.get(name, {
        ...(range === undefined ? {} : { range }),
        ...(ifNoneMatch === undefined ? {} : { onlyIf: { etagDoesNotMatch: bare(ifNoneMatch) } }),
      })
    } catch (e) {
      // A range that begins behind the object's end is an error here, and not always one that says so.
      if (range === undefined) throw e
      const head = await this.#bucket.head(name)
      if (head !== null && head.size > ('suffix' in range ? 0 : range.offset)) throw e
      return head
    }
  }

  async put(key: string, body: Uint8Array, options: PutOptions = {}): Promise<{ etag: string } | null> {
    const name = this.#name(key)
    const onlyIf = options.ifAbsent === true ? { etagDoesNotMatch: '*' }
      : options.ifMatch === undefined ? undefined : { etagMatches: bare(options.ifMatch) }
    // Whether a conditional write that failed took place, only the caller can find out.
    const done = onlyIf === undefined
      ? await this.#explained(key, () => this.#bucket.put(name, body))
      : await this.#explained(key, () => this.#bucket.put(name, body, { onlyIf }), 1)
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

  async #explained<T>(key: string, work: () => Promise<T>, maxTries = MAX_TRIES): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await work()
      } catch (e) {
        if (e instanceof OxbowError) throw e
        if (tries === maxTries) throw new OxbowError(
          'REMOTE_UNREACHABLE', `${this.url}: R2 failed at ${key || 'listing'}: ${e instanceof Error ? e.message : String(e)}`, { cause: e },
        )
      }
      await new Promise((resolve) => setTimeout(resolve, BACKOFF_MS * 2 ** (tries - 1)))
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
