import { createHmac, timingSafeEqual } from 'node:crypto'
import { OxbowError } from '../error.ts'
import { fromText } from '../sql/types/decimal-math.ts'
import { JsonDocument } from '../sql/types/json.ts'
import { printJson } from '../sql/types/json-text.ts'
import type { Value } from '../sql/value.ts'

/** A value that survives JSON: what JSON lacks stands in an object of one field. */
export type SealedValue = null | number | string | { int: string } | { decimal: string } | { bytes: string } | { json: string }

/** What of a session outlives a request. Plain data. */
export interface SessionState {
  /** `db` or `db/ref`, as the last statement left it. */
  readonly database: string | null
  readonly variables: Readonly<Record<string, SealedValue>>
  readonly userVariables: Readonly<Record<string, SealedValue>>
  /** Which branch the session is on, by database, where that isn't the default. */
  readonly branches?: readonly (readonly [database: string, branch: string])[]
  /** The commit that a read transaction reads. */
  readonly pinned?: string
  readonly lastInsertId?: SealedValue
  /** Which of several replicas its reads go to. */
  readonly shard?: number
}

/** A token that nobody has used for this long is refused, in milliseconds. */
const LIFETIME_MS = 24 * 60 * 60 * 1000

/**
 * Sessions live with the client, as an opaque string with an HMAC-SHA256 over it, so that any replica can go on with
 * one that another began. Nothing in it is secret from the client; it can only not be changed.
 */
export class SessionTokens {
  private readonly key: string
  private readonly now: () => number

  /** An empty key makes no sessions: whoever needs one gets an error that says so. */
  constructor(key: string, now: () => number) {
    this.key = key
    this.now = now
  }

  /** @param holder whose session it is (`grantKey`): nobody else can go on with it, and see what is in it. */
  seal(state: SessionState, holder = ''): string {
    const payload = Buffer.from(JSON.stringify({ ...state, expires: this.now() + LIFETIME_MS, holder })).toString('base64url')
    return `${payload}.${this.sign(payload)}`
  }

  /** @throws OxbowError `BAD_SESSION` for one that isn't ours, was changed, is too old, or belongs to somebody else. */
  open(token: string, holder = ''): SessionState {
    const dot = token.indexOf('.')
    const payload = token.slice(0, Math.max(dot, 0))
    const given = Buffer.from(token.slice(dot + 1))
    const expected = Buffer.from(this.sign(payload))
    if (dot < 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new OxbowError('BAD_SESSION', 'the session was not made by this server, or was changed on its way')
    }
    const { expires, holder: made, ...state } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as SessionState & { expires: number; holder: string }
    if (expires < this.now()) throw new OxbowError('BAD_SESSION', 'the session has expired; begin a new one')
    if (made !== holder) throw new OxbowError('BAD_SESSION', 'the session was begun with another access token; begin a new one')
    return state
  }

  private sign(payload: string): string {
    if (this.key === '') throw new OxbowError('NOT_CONFIGURED', 'sessions need a key: set the secret SESSION_KEY')
    return createHmac('sha256', this.key).update(payload).digest('base64url')
  }
}

export function sealValue(value: Value): SealedValue {
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return { int: value.toString() }
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') }
  if (value instanceof JsonDocument) return { json: value.storedText ?? printJson(value.value) }
  return { decimal: value.toString() }
}

export function openValue(sealed: SealedValue): Value {
  if (sealed === null || typeof sealed !== 'object') return sealed
  if ('int' in sealed) return BigInt(sealed.int)
  if ('bytes' in sealed) return new Uint8Array(Buffer.from(sealed.bytes, 'base64'))
  if ('json' in sealed) return JsonDocument.stored(sealed.json)
  return fromText(sealed.decimal)
}
