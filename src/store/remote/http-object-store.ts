import { OxbowError } from '../../error.ts'
import { rangeHeader, resolveRange } from './byte-range.ts'
import { checkObjectKey } from './object-key.ts'
import type { ByteRange, GetOptions, GetResult, ObjectStore, PutOptions } from './object-store.ts'
import { awsEncode } from './sigv4.ts'
import { xmlText, xmlTexts } from './xml.ts'

/** What a request needs to be let in. */
export type Authorize =
  (request: { readonly method: string; readonly url: URL; readonly body?: Uint8Array }) => Promise<Readonly<Record<string, string>>>

export interface HttpObjectStoreOptions {
  /** What to call the store in messages; the base URL by default. */
  readonly name?: string
  /** Goes before every key. */
  readonly prefix?: string
  /** Headers that let a request in; none by default. */
  readonly authorize?: Authorize
  readonly fetch?: typeof fetch
  /** Milliseconds until a request counts as lost, the time that its body takes aside; 60 s by default. */
  readonly timeoutMs?: number
  /** Milliseconds before the first repetition; doubled for each further one. */
  readonly backoffMs?: number
}

const TIMEOUT_MS = 60_000
const BACKOFF_MS = 100
/** Bytes a millisecond that the slowest line is expected to carry. */
const SLOWEST_UPLOAD = 64
/** How often a request that may be repeated is sent. */
const MAX_TRIES = 4

/**
 * Objects behind HTTP, in the dialect of S3: GET with `Range` and `If-None-Match`, PUT with `If-Match` and
 * `If-None-Match: *`, DELETE, and ListObjectsV2. What can be repeated without harm is, when the other side fails.
 */
export class HttpObjectStore implements ObjectStore {
  readonly url: string
  readonly #base: string
  readonly #prefix: string
  readonly #options: HttpObjectStoreOptions

  /** @param baseUrl of the bucket: keys follow after a slash. */
  constructor(baseUrl: string, options: HttpObjectStoreOptions = {}) {
    this.#base = baseUrl.replace(/\/+$/, '')
    this.#prefix = options.prefix === undefined || options.prefix === '' ? '' : `${options.prefix}/`
    this.#options = options
    this.url = options.name ?? this.#base
  }

  async get(key: string, options: GetOptions = {}): Promise<GetResult | null> {
    const headers: Record<string, string> = { 'accept-encoding': 'identity' }
    if (options.range !== undefined) headers.range = rangeHeader(options.range)
    if (options.ifNoneMatch !== undefined) headers['if-none-match'] = options.ifNoneMatch
    const url = this.#objectUrl(key)
    const { response, body } = await this.#send('GET', url, { headers, signal: options.signal, repeatable: true })
    switch (response.status) {
      case 200:
      case 206:
        return this.#found(key, response, body, options.range)
      case 304:
        return { notModified: true, etag: response.headers.get('etag') ?? options.ifNoneMatch ?? '' }
      case 404:
        if (errorCode(body) === 'NoSuchBucket') break
        return null
      case 416:
        return this.#behindTheEnd(key, response, body, options)
    }
    throw this.#failure('GET', key, response, body)
  }

  #found(key: string, response: Response, body: Uint8Array, range: ByteRange | undefined): GetResult {
    const etag = this.#etag(key, response)
    if (response.status === 206) {
      const size = /\/(\d{1,15})$/.exec(response.headers.get('content-range') ?? '')?.[1]
      if (size === undefined) throw new OxbowError(
        'REMOTE_ERROR', `${this.url}: a part of ${key} came without the size of the whole (no Content-Range)`,
      )
      return { body, etag, size: Number(size) }
    }
    // A server may ignore ranges.
    const { from, to } = resolveRange(range, body.length)
    return { body: body.subarray(from, to), etag, size: body.length }
  }

  async #behindTheEnd(key: string, response: Response, body: Uint8Array, options: GetOptions): Promise<GetResult | null> {
    const size = /\*\/(\d{1,15})$/.exec(response.headers.get('content-range') ?? '')?.[1] ?? xmlText(body, 'ActualObjectSize')
    const etag = response.headers.get('etag')
    if (size !== undefined && etag !== null) return { body: new Uint8Array(0), etag, size: Number(size) }
    const whole = await this.#send('HEAD', this.#objectUrl(key), { headers: {}, signal: options.signal, repeatable: true })
    if (whole.response.status === 404) return null
    if (!whole.response.ok) throw this.#failure('HEAD', key, whole.response, whole.body)
    const length = Number(whole.response.headers.get('content-length') ?? 0)
    return { body: new Uint8Array(0), etag: this.#etag(key, whole.response), size: length }
  }

  async put(key: string, body: Uint8Array, options: PutOptions = {}): Promise<{ etag: string } | null> {
    const headers: Record<string, string> = { 'content-type': 'application/octet-stream' }
    if (options.ifAbsent === true) headers['if-none-match'] = '*'
    else if (options.ifMatch !== undefined) headers['if-match'] = options.ifMatch
    // Whether a conditional write that got no answer took place, only the caller can find out.
    const conditional = options.ifAbsent === true || options.ifMatch !== undefined
    const { response, body: answer } = await this.#send('PUT', this.#objectUrl(key), { headers, body, repeatable: !conditional })
    if (response.ok) return { etag: this.#etag(key, response) }
    if (conditional) {
      if (response.status === 412) return null
      if (response.status === 409 && errorCode(answer) === 'ConditionalRequestConflict') return null
      if (response.status === 404 && options.ifMatch !== undefined && errorCode(answer) !== 'NoSuchBucket') return null
    }
    throw this.#failure('PUT', key, response, answer)
  }

  async *list(prefix = ''): AsyncIterable<{ key: string; size: number; lastModified: Date }> {
    let token: string | undefined
    do {
      const url = new URL(`${this.#base}/`)
      url.searchParams.set('list-type', '2')
      url.searchParams.set('prefix', this.#prefix + prefix)
      if (token !== undefined) url.searchParams.set('continuation-token', token)
      const { response, body } = await this.#send('GET', url, { headers: {}, repeatable: true })
      if (!response.ok) throw this.#failure('list', prefix, response, body)
      for (const entry of xmlTexts(body, 'Contents')) {
        const key = xmlText(entry, 'Key') ?? ''
        if (!key.startsWith(this.#prefix)) continue
        const lastModified = new Date(xmlText(entry, 'LastModified') ?? 0)
        yield { key: key.slice(this.#prefix.length), size: Number(xmlText(entry, 'Size') ?? 0), lastModified }
      }
      token = xmlText(body, 'IsTruncated') === 'true' ? xmlText(body, 'NextContinuationToken') : undefined
    } while (token !== undefined)
  }

  async delete(key: string): Promise<void> {
    const { response, body } = await this.#send('DELETE', this.#objectUrl(key), { headers: {}, repeatable: true })
    if (!response.ok && response.status !== 404) throw this.#failure('DELETE', key, response, body)
  }

  #objectUrl(key: string): URL {
    return new URL(`${this.#base}/${(this.#prefix + checkObjectKey(key)).split('/').map(awsEncode).join('/')}`)
  }

  #etag(key: string, response: Response): string {
    const etag = response.headers.get('etag')
    if (etag === null) throw new OxbowError(
      'REMOTE_ERROR', `${this.url} gave no ETag for ${key}; without it nothing can be replaced safely`,
    )
    return etag
  }

  async #send(
    method: string, url: URL, request: { headers: Record<string, string>; body?: Uint8Array; signal?: AbortSignal; repeatable: boolean },
  ): Promise<{ response: Response; body: Uint8Array }> {
    const { timeoutMs = TIMEOUT_MS, backoffMs = BACKOFF_MS, fetch: send = fetch } = this.#options
    for (let tries = 1; ; tries++) {
      const last = !request.repeatable || tries === MAX_TRIES
      const credentials = await this.#options.authorize?.({ method, url, ...(request.body === undefined ? {} : { body: request.body }) })
      const timeout = AbortSignal.timeout(timeoutMs + Math.ceil((request.body?.length ?? 0) / SLOWEST_UPLOAD))
      try {
        const response = await send(url, {
          method,
          headers: { ...request.headers, ...credentials },
          ...(request.body === undefined ? {} : { body: request.body as Uint8Array<ArrayBuffer> }),
          redirect: 'manual',
          signal: request.signal === undefined ? timeout : AbortSignal.any([request.signal, timeout]),
        })
        const body = new Uint8Array(await response.arrayBuffer())
        if (last || !(response.status >= 500 || response.status === 429 || response.status === 408)) return { response, body }
      } catch (e) {
        if (request.signal?.aborted === true) throw e
        if (last) throw new OxbowError('REMOTE_UNREACHABLE', `${this.url} can't be reached: ${reasonOf(e)}`, { cause: e })
      }
      const pause = backoffMs * 2 ** (tries - 1) * (0.5 + Math.random() / 2)
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }

  #failure(what: string, key: string, response: Response, body: Uint8Array): OxbowError {
    const detail = xmlText(body, 'Message') ?? response.statusText
    const answer = `${response.status} ${errorCode(body) ?? ''}`.trimEnd()
    const said = `${this.url}: ${what} ${key} was answered with ${answer}${detail === '' ? '' : ` (${detail})`}`
    if (response.status === 401 || response.status === 403) {
      return new OxbowError('REMOTE_FORBIDDEN', `${said}: check the credentials and what they may do in the bucket (list its objects, too)`)
    }
    if (response.status >= 300 && response.status < 400) {
      return new OxbowError('REMOTE_ERROR', `${said}: the bucket is elsewhere; check endpoint and region`)
    }
    return new OxbowError('REMOTE_ERROR', said)
  }
}

function errorCode(body: Uint8Array): string | undefined {
  return xmlText(body, 'Code')
}

function reasonOf(e: unknown): string {
  if (!(e instanceof Error)) return String(e)
  // Node's fetch hides the reason ("connect ECONNREFUSED …") in the cause.
  const cause = e.cause instanceof Error ? e.cause : undefined
  return cause === undefined || cause.message === '' ? e.message : cause.message
}
