import { OxbowError } from '../../error.ts'

/** Where a remote is, as its URL says. URLs never hold credentials. */
export type RemoteLocation =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 's3' } & S3Location
  /** oxbow's own door to the objects of a remote: `oxbow+https://host/path`. */
  | { readonly kind: 'http'; readonly baseUrl: string }
  /** For tests, and for remotes that needn't last. */
  | { readonly kind: 'memory'; readonly name: string }

/** A folder of a bucket that speaks S3. */
export interface S3Location {
  readonly bucket: string
  /** Without slashes at its ends; '' for the whole bucket. */
  readonly prefix: string
  /** Undefined: AWS's own for the region. */
  readonly endpoint: string | undefined
  /** Undefined: what the environment says, else `us-east-1`. */
  readonly region: string | undefined
  /** Whether the bucket's name stands in the path instead of the host's name. */
  readonly pathStyle: boolean
}

/** Parameters of URLs that are no secrets. */
const SHOWN_PARAMETERS = new Set(['endpoint', 'region', 'path-style'])

/**
 * A remote's URL as it may be shown to people: without what may be a password or token. URLs of ours hold none, those that dolt
 * wrote for other schemes may. What is no URL stays as it is.
 */
export function withoutCredentials(text: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text
  const [, front, query] = /^([^?#]*)(?:\?([^#]*))?/.exec(text)!
  const kept = (query ?? '').split('&').filter((parameter) => SHOWN_PARAMETERS.has(parameter.split('=')[0]))
  const parameters = kept.length === 0 ? '' : `?${kept.join('&')}`
  return withoutUserinfo(front) + parameters.replace(/(%2F%2F|\/\/)[^&/]*?(%40|@)/gi, '$1')
}

/** The user of an ssh URL is no secret, as a password would be. */
function withoutUserinfo(url: string): string {
  const [, scheme, user, rest] = /^([a-z][a-z0-9+.-]*:\/\/)([^/]*)@(.*)$/is.exec(url) ?? []
  if (rest === undefined) return url
  return scheme.toLowerCase().endsWith('ssh://') ? `${scheme}${user.split(':')[0]}@${rest}` : scheme + rest
}

/** What to do about Dolt's other schemes. */
const ADVICE = 'oxbow reads and writes file://, s3:// (any store that speaks S3: s3://bucket/path?endpoint=…) and oxbow+https:// remotes'
const GRPC = 'remotes that dolt speaks gRPC to need dolt: clone with dolt and push to a bucket that oxbow reads'
const NO_CREDENTIALS = 's3 urls must not embed credentials: they would be stored in plaintext with the remote. ' +
  'Use the standard AWS credential chain instead'
const OTHER_SCHEMES: Readonly<Record<string, string>> = {
  http: `${GRPC}; another oxbow is named oxbow+http://. ${ADVICE}`,
  https: `${GRPC}; another oxbow is named oxbow+https://. ${ADVICE}`,
  aws: `its manifest is in DynamoDB: push to an s3:// remote with dolt instead. ${ADVICE}`,
  gs: `use Cloud Storage's S3 interface: s3://bucket/path?endpoint=https://storage.googleapis.com. ${ADVICE}`,
  oci: `use Object Storage's S3 interface with an endpoint. ${ADVICE}`,
  az: `push to an s3:// or file:// remote with dolt instead. ${ADVICE}`,
  oss: `use OSS's S3 interface with an endpoint. ${ADVICE}`,
  ssh: `push to an s3:// or file:// remote with dolt instead. ${ADVICE}`,
  localbs: `push to a file:// remote with dolt instead. ${ADVICE}`,
  'git+file': `push to an s3:// or file:// remote with dolt instead. ${ADVICE}`,
  'git+http': `push to an s3:// or file:// remote with dolt instead. ${ADVICE}`,
  'git+https': `push to an s3:// or file:// remote with dolt instead. ${ADVICE}`,
  'git+ssh': `push to an s3:// or file:// remote with dolt instead. ${ADVICE}`,
}

/**
 * Reads a remote's URL: file://, s3://, oxbow+http(s)://, memory://.
 * @throws OxbowError `REMOTE_SCHEME` for Dolt's other schemes, with what to do; `REMOTE_URL` for what is malformed, in
 * Dolt's words where Dolt has some. Source: Dolt go/libraries/doltcore/dbfactory/s3.go.
 */
export function parseRemoteUrl(text: string): RemoteLocation {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1].toLowerCase()
  if (scheme === undefined) {
    throw new OxbowError(
      'REMOTE_SCHEME', `${JSON.stringify(text)} names no scheme (Dolt would take it for a DoltHub repository): ${ADVICE}`,
    )
  }
  switch (scheme) {
    case 'file': return { kind: 'file', path: filePath(text) }
    case 's3': return { kind: 's3', ...parseS3Url(text) }
    case 'memory': return { kind: 'memory', name: text.slice('memory://'.length) }
    case 'oxbow+http':
    case 'oxbow+https': return { kind: 'http', baseUrl: httpUrl(text) }
  }
  const advice = Object.hasOwn(OTHER_SCHEMES, scheme) ? OTHER_SCHEMES[scheme] : ADVICE
  throw new OxbowError('REMOTE_SCHEME', `remotes of ${scheme}:// can't be used: ${advice}`)
}

function malformed(message: string): OxbowError {
  return new OxbowError('REMOTE_URL', message)
}

/** Dolt takes what follows `file://` for a path as it stands, so blanks need no escape; escapes are read all the same. */
function filePath(text: string): string {
  const path = text.slice('file://'.length).replace(/^localhost(?=\/)/, '')
  if (path === '') throw malformed('file urls must be of the form file:///absolute/path')
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function httpUrl(text: string): string {
  const url = parsed(text.slice('oxbow+'.length))
  if (url === undefined || url.hostname === '') throw malformed('oxbow urls must be of the form oxbow+https://host/path')
  if (url.username !== '' || url.password !== '') throw malformed('oxbow urls must not embed credentials: set OXBOW_REMOTE_TOKEN instead')
  if (url.search !== '' || url.hash !== '') throw malformed('oxbow urls have neither parameters nor fragments')
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

function parseS3Url(text: string): S3Location {
  // The authority of other than web schemes is opaque to URL: the bucket keeps its case.
  const match = /^s3:\/\/(?:([^/?#]*)@)?([^/?#:]*)(?::\d*)?(\/[^?#]*)?(?:\?([^#]*))?/i.exec(text)
  const [, userinfo, bucket, path = '', query = ''] = match ?? []
  if (bucket === undefined || bucket === '') throw malformed('s3 url must be of the form s3://bucket/path')
  if (userinfo !== undefined) {
    throw malformed(NO_CREDENTIALS)
  }
  const parameters = new URLSearchParams(query)
  let endpoint: string | undefined
  let region: string | undefined
  let pathStyle = false
  for (const key of new Set(parameters.keys())) {
    const values = parameters.getAll(key)
    if (values.length !== 1 || values[0] === '') {
      throw malformed(`s3 url parameter ${JSON.stringify(key)} needs exactly one non-empty value`)
    }
    if (key === 'endpoint') endpoint = checkedEndpoint(values[0])
    else if (key === 'region') region = values[0]
    else if (key === 'path-style') pathStyle = parseBool(values[0])
    else throw malformed(`unknown s3 url parameter ${JSON.stringify(key)}; supported parameters are "endpoint", "region" and "path-style"`)
  }
  let prefix = path
  try {
    prefix = decodeURIComponent(path)
  } catch {
    throw malformed(`invalid URL escape in ${JSON.stringify(path)}`)
  }
  return { bucket, prefix: cleanPath(prefix), endpoint, region, pathStyle }
}

/** Go's path.Join, by which Dolt makes keys, except that nothing leads out of the bucket. */
function cleanPath(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) throw malformed(`the path ${JSON.stringify(path)} of the s3 url leads out of the bucket`)
  }
  return parts.join('/')
}

function checkedEndpoint(text: string): string {
  const url = parsed(text)
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw malformed(`s3 url parameter "endpoint" must be an http or https url, got ${JSON.stringify(text)}`)
  }
  if (url.username !== '' || url.password !== '') {
    throw malformed(NO_CREDENTIALS)
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

/** Go's strconv.ParseBool. */
function parseBool(text: string): boolean {
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true
  if (/^(0|f|F|false|FALSE|False)$/.test(text)) return false
  throw malformed(`s3 url parameter "path-style" must be true or false, got ${JSON.stringify(text)}`)
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}
