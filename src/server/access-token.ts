import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { OxbowError } from '../error.ts'

/**
 * What a token allows.
 *
 * - `read`: reads
 * - `write`: reads and writes
 * - `admin`: that, and what concerns whole databases and the server: remotes, roles, variables, status, `/remote/…`
 * - `push`: only the objects of the databases' remotes, at `/remote/…`: for masters that push there
 * - `monitor`: only metrics and the state of replication
 */
export const TOKEN_RIGHTS = ['read', 'write', 'admin', 'push', 'monitor'] as const

export type TokenRight = (typeof TOKEN_RIGHTS)[number]

/** What an access token says. Plain data. */
export interface Grant {
  /** Who has it, for logs and for SQL's `user()`. */
  readonly subject: string
  readonly right: TokenRight
  /** Names of databases, as their server spells them; `['*']` for all. */
  readonly databases: readonly string[]
  /** Names of branches and tags, in which `*` stands for any characters; `['*']` for all. */
  readonly refs: readonly string[]
  /** Seconds since 1970 UTC; null for a token that doesn't expire. */
  readonly expires: number | null
  /** Freshness of reads that don't say it themselves: see `parseFreshness`. */
  readonly freshness?: string
  /** Bounds of one statement, where they are below the server's own. */
  readonly limits?: GrantLimits
}

export interface GrantLimits {
  /** Rows of an answer. */
  readonly rows?: number
  /** Bytes of an answer. */
  readonly bytes?: number
  /** Milliseconds that a statement may take. */
  readonly milliseconds?: number
}

const PREFIX = 'oxbow1'

/** Longest token that is looked at, in characters. */
const MAX_LENGTH = 8192

/** Shortest key, in characters: 32 random bytes in base64 have 43. */
const MIN_KEY_LENGTH = 32

/**
 * Access tokens: what they say is plain to read, and signed with HMAC-SHA256, so that whoever has the key can check one without
 * looking anything up. With several keys the first signs and all verify, so that a key can be replaced without a moment in which
 * tokens fail. A token names its key by a hash of it.
 *
 * @example
 * const tokens = new AccessTokens(makeTokenKey(), Date.now)
 * const text = tokens.seal({ subject: 'web', right: 'read', databases: ['shop'], refs: ['main'], expires: null })
 * tokens.open(text).subject // 'web'
 */
export class AccessTokens {
  private readonly keys: ReadonlyMap<string, string>
  private readonly now: () => number

  /**
   * @param keys one key, or several with commas or blanks between them. @param now milliseconds since 1970 UTC
   * @throws OxbowError `NOT_CONFIGURED` for none, or one that is too short to be safe.
   */
  constructor(keys: string, now: () => number) {
    const all = keys.split(/[\s,]+/).filter((key) => key !== '')
    if (all.length === 0) throw new OxbowError('NOT_CONFIGURED', 'there is no token key: make one with `oxbow token key`')
    if (all.some((key) => key.length < MIN_KEY_LENGTH)) {
      throw new OxbowError('NOT_CONFIGURED', `a token key must have at least ${MIN_KEY_LENGTH} characters: make one with \`oxbow token key\``)
    }
    this.keys = new Map(all.map((key) => [keyId(key), key]))
    this.now = now
  }

  /** @throws OxbowError `BAD_GRANT` for what no token can say. */
  seal(grant: Grant): string {
    checkGrant(grant)
    const [[id, key]] = this.keys
    const signed = `${PREFIX}.${id}.${Buffer.from(JSON.stringify(grant)).toString('base64url')}`
    return `${signed}.${sign(key, signed)}`
  }

  /**
   * What a token says, if it is one of ours and hasn't expired.
   * @throws OxbowError 1045 (28000): `TOKEN_EXPIRED`, or `UNAUTHORIZED` for all else, without saying what is wrong with it.
   */
  open(token: string): Grant {
    if (token.length > MAX_LENGTH) throw unauthorized()
    const parts = token.split('.')
    const [prefix, id, payload, signature] = parts
    const key = this.keys.get(id)
    if (parts.length !== 4 || prefix !== PREFIX || key === undefined) throw unauthorized()
    const given = Buffer.from(signature)
    const expected = Buffer.from(sign(key, `${prefix}.${id}.${payload}`))
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw unauthorized()
    const grant = readGrant(payload)
    if (grant === undefined) throw unauthorized()
    if (grant.expires !== null && grant.expires * 1000 <= this.now()) {
      throw new OxbowError('TOKEN_EXPIRED', 'the access token has expired', { errno: 1045, sqlState: '28000' })
    }
    return grant
  }
}

/** What a token says, whoever made it and whenever: for people to look at. Undefined for what is no token. */
export function inspectToken(token: string): { readonly grant: Grant; readonly keyId: string } | undefined {
  const [prefix, id, payload] = token.length > MAX_LENGTH ? [] : token.split('.')
  if (prefix !== PREFIX || payload === undefined) return undefined
  const grant = readGrant(payload)
  return grant === undefined ? undefined : { grant, keyId: id }
}

/** A new key: 32 random bytes. */
export function makeTokenKey(): string {
  return randomBytes(32).toString('base64url')
}

/** The name of a key in tokens: tells nothing of the key. */
export function keyId(key: string): string {
  return createHash('sha256').update(`oxbow token key ${key}`).digest('base64url').slice(0, 8)
}

/** For a missing or useless token. */
export function unauthorized(): OxbowError {
  return new OxbowError(
    'UNAUTHORIZED', 'this needs a valid access token, sent as `Authorization: Bearer …`', { errno: 1045, sqlState: '28000' },
  )
}

/** @throws OxbowError `BAD_GRANT` that says what is wrong. */
export function checkGrant(grant: Grant): void {
  const wrong = wrongWith(grant)
  if (wrong !== undefined) throw new OxbowError('BAD_GRANT', `no token can say that: ${wrong}`)
}

function wrongWith({ subject, right, databases, refs, expires, freshness, limits }: Partial<Record<keyof Grant, unknown>>): string | undefined {
  if (typeof subject !== 'string' || !/^[\w.+@-]{1,64}$/.test(subject)) return 'a subject has 1 to 64 letters, digits and . + - _ @'
  if (!TOKEN_RIGHTS.some((known) => known === right)) return `a right is one of ${TOKEN_RIGHTS.join(', ')}`
  if (!isNames(databases)) return 'databases must be named, or be * for all'
  if (!isNames(refs)) return 'refs must be named, or be * for all'
  if (right !== 'read' && right !== 'write' && !refs.includes('*')) return `the right ${String(right)} goes with all refs`
  if (expires !== null && !isCount(expires)) return 'the time of expiry must be in seconds since 1970'
  if (freshness !== undefined && typeof freshness !== 'string') return 'the freshness must be text'
  if (limits === undefined) return undefined
  if (typeof limits !== 'object' || limits === null) return 'limits must be an object'
  const known = new Set(['rows', 'bytes', 'milliseconds'])
  if (!Object.entries(limits).every(([name, value]) => known.has(name) && isCount(value))) return 'limits are rows, bytes and milliseconds'
  return undefined
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string' && name !== '')
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}

function readGrant(payload: string): Grant | undefined {
  let read: unknown
  try {
    read = JSON.parse(Buffer.from(payload, 'base64url').toString())
  } catch {
    return undefined
  }
  if (typeof read !== 'object' || read === null || wrongWith(read) !== undefined) return undefined
  return read as Grant
}

function sign(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}
