import { OxbowError } from '../../error.ts'
import { HttpObjectStore, type HttpObjectStoreOptions } from './http-object-store.ts'
import type { ObjectStore, PutOptions } from './object-store.ts'
import type { S3Location } from './remote-url.ts'
import { type AwsCredentials, signRequest } from './sigv4.ts'

export interface S3Options extends Pick<HttpObjectStoreOptions, 'fetch' | 'timeoutMs' | 'backoffMs'> {
  /** Asked before each request: they may change with time. @throws OxbowError `REMOTE_FORBIDDEN` when there are none. */
  readonly credentials: () => AwsCredentials | Promise<AwsCredentials>
  /** For locations that name none; `us-east-1` by default. */
  readonly region?: string
  /** Milliseconds since 1970 UTC; `Date.now` by default. */
  readonly now?: () => number
}

/** Folders whose servers were seen to honour conditions, since the process began. */
const proven = new Set<string>()
/** What the probe writes to, if the server lets it. */
const PROBE_KEY = 'oxbow-probe'

/**
 * A folder of a bucket that speaks S3: Amazon's, R2, MinIO and others. Servers that don't know conditional writes take
 * them for plain ones, and pushes would be lost without a word; so the first one is preceded by one that must fail.
 */
class S3ObjectStore extends HttpObjectStore {
  override async put(key: string, body: Uint8Array, options: PutOptions = {}): Promise<{ etag: string } | null> {
    if (options.ifAbsent === true || options.ifMatch !== undefined) await this.#requireConditions()
    return super.put(key, body, options)
  }

  async #requireConditions(): Promise<void> {
    if (proven.has(this.url)) return
    const ignored = await super.put(PROBE_KEY, new Uint8Array(0), { ifMatch: '"00000000000000000000000000000000"' })
    if (ignored !== null) {
      await this.delete(PROBE_KEY)
      throw new OxbowError(
        'REMOTE_ERROR', `${this.url}: the server ignores conditions (If-Match), so pushes could overwrite each other; use one that knows them`,
      )
    }
    proven.add(this.url)
  }
}

/** Opens a folder of a bucket that speaks S3. */
export function openS3ObjectStore(location: S3Location, options: S3Options): ObjectStore {
  const region = location.region ?? options.region ?? 'us-east-1'
  const now = options.now ?? Date.now
  return new S3ObjectStore(bucketUrl(location, region), {
    name: nameOf(location),
    prefix: location.prefix,
    authorize: async (request) => signRequest(request, { credentials: await options.credentials(), region, service: 's3', now: now() }),
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    ...(options.backoffMs === undefined ? {} : { backoffMs: options.backoffMs }),
  })
}

/** The bucket's base URL: its name stands in the host's name, or in the path. */
function bucketUrl({ bucket, endpoint, pathStyle }: S3Location, region: string): string {
  const base = new URL(endpoint ?? `https://s3.${region}.amazonaws.com`)
  // Names with dots don't match the certificates of hosts' names; addresses have no names below them.
  const inPath = pathStyle || bucket.includes('.') || /^[\d.]+$|^\[/.test(base.hostname)
  const path = base.pathname.replace(/\/+$/, '')
  return inPath ? `${base.origin}${path}/${bucket}` : `${base.protocol}//${bucket}.${base.host}${path}`
}

/** The URL as a user gave it, near enough. */
function nameOf({ bucket, prefix, endpoint }: S3Location): string {
  const where = endpoint === undefined ? '' : `?endpoint=${endpoint}`
  return `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}${where}`
}
