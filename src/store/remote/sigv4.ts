/*
 * AWS Signature Version 4 by WebCrypto, which Node and Workers both have.
 * Source: Amazon S3 API reference, "Authenticating Requests (AWS Signature Version 4)".
 */

export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface SignedRequest {
  readonly method: string
  /** With the path already encoded, as it will be sent. */
  readonly url: URL
  /** Further headers to sign; names in lower case. Proxies must leave them as they are. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
}

export interface SigningScope {
  readonly credentials: AwsCredentials
  readonly region: string
  readonly service: string
  /** Milliseconds since 1970 UTC. */
  readonly now: number
}

/** Named CryptoKey in the types of browsers and Workers, and otherwise in Node's. */
type SigningKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>

const text = new TextEncoder()
/** The key of a day, region and service; one is in use at a time. */
let lastKey: { id: string; key: Promise<SigningKey> } | undefined

/** The headers that sign a request: what was given, and `authorization`, `x-amz-date`, `x-amz-content-sha256`. */
export async function signRequest(request: SignedRequest, signing: SigningScope): Promise<Record<string, string>> {
  const { credentials, region, service, now } = signing
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const day = stamp.slice(0, 8)
  const payload = hex(await crypto.subtle.digest('SHA-256', plain(request.body ?? new Uint8Array(0))))
  const headers: Record<string, string> = { ...request.headers, 'x-amz-content-sha256': payload, 'x-amz-date': stamp }
  if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken
  const signed: Record<string, string> = { ...headers, host: request.url.host }
  const names = Object.keys(signed).sort()
  const canonical = [
    request.method, request.url.pathname, canonicalQuery(request.url.searchParams),
    ...names.map((name) => `${name}:${signed[name].trim().replace(/\s+/g, ' ')}`), '', names.join(';'), payload,
  ].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', stamp, scope, hex(await crypto.subtle.digest('SHA-256', text.encode(canonical)))].join('\n')
  const signature = hex(await hmac(await signingKey(credentials.secretAccessKey, day, region, service), toSign))
  const credential = `${credentials.accessKeyId}/${scope}`
  headers.authorization = `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${names.join(';')},Signature=${signature}`
  return headers
}

/** Encodes as AWS does: everything but letters, digits and `-._~`. */
export function awsEncode(part: string): string {
  return encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

function canonicalQuery(parameters: URLSearchParams): string {
  const pairs = [...parameters].map(([key, value]) => [awsEncode(key), awsEncode(value)])
  // Names decide before values: joined, "a-b=" would come before "a=".
  pairs.sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
  return pairs.map(([key, value]) => `${key}=${value}`).join('&')
}

function signingKey(secret: string, day: string, region: string, service: string): Promise<SigningKey> {
  const id = [secret, day, region, service].join('\n')
  if (lastKey?.id !== id) lastKey = { id, key: deriveKey(secret, [day, region, service, 'aws4_request']) }
  return lastKey.key
}

async function deriveKey(secret: string, parts: readonly string[]): Promise<SigningKey> {
  let key = await hmacKey(text.encode(`AWS4${secret}`))
  for (const part of parts) key = await hmacKey(new Uint8Array(await hmac(key, part)))
  return key
}

function hmacKey(bytes: Uint8Array): Promise<SigningKey> {
  return crypto.subtle.importKey('raw', plain(bytes), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
}

function hmac(key: SigningKey, message: string): Promise<ArrayBuffer> {
  return crypto.subtle.sign('HMAC', key, text.encode(message))
}

/** WebCrypto's types want bytes over an ArrayBuffer that isn't shared. */
function plain(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes)
}

function hex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
