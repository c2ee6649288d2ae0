import { OxbowError } from '../error.ts'
import { isHash } from '../store/hash.ts'
import type { Grant } from './access-token.ts'
import type { SessionState } from './session-token.ts'

/** A parameter as clients may send it; bytes travel as base64. */
export type Param = null | boolean | number | string | { readonly base64: string }

/** One statement to run, checked; plain data, so that it can be handed from a Worker to an object. */
export interface SqlRequest {
  readonly sql: string
  readonly params: readonly Param[]
  /** Without ref. Null only where the session may do without a database. */
  readonly database: string | null
  readonly ref?: string
  readonly freshness?: string
  /** Freshness of reads for which neither request nor session says it: the token's. */
  readonly defaultFreshness?: string
  /** What the client's session held. */
  readonly session?: SessionState
  /** What the client may do; left out where everyone may do everything. */
  readonly grant?: Grant
  /** True for GET: whatever changes something is refused. */
  readonly readOnly: boolean
  /** Which of several replicas answers, for the session to come back to. */
  readonly shard?: number
  /** A GET's If-None-Match. */
  readonly ifNoneMatch?: string
  /** Rows as one JSON array a line. */
  readonly ndjson: boolean
}

const FIELDS = new Set(['sql', 'params', 'database', 'ref', 'freshness', 'session'])

/** The body of `POST /v1/sql`, before its session is opened. */
export interface SqlBody {
  readonly sql: string
  readonly params: readonly Param[]
  readonly database?: string
  readonly ref?: string
  readonly freshness?: string
  readonly session?: string
}

/** @throws OxbowError `BAD_REQUEST` that names the field. */
export function readSqlBody(text: string): SqlBody {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw badRequest('the body must be JSON: {"sql": "…", "database": "…"}')
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badRequest('the body must be a JSON object')
  const fields = body as Record<string, unknown>
  for (const name of Object.keys(fields)) {
    if (!FIELDS.has(name)) throw badRequest(`unknown field "${name}"; the fields are ${[...FIELDS].join(', ')}`)
  }
  const sql = textField(fields, 'sql')
  if (sql === undefined || sql.trim() === '') throw badRequest('"sql" is missing')
  return {
    sql,
    params: readParams(fields.params),
    database: textField(fields, 'database'),
    ref: textField(fields, 'ref'),
    freshness: textField(fields, 'freshness'),
    session: textField(fields, 'session'),
  }
}

/** Splits `db/ref` where a client named both in one. @throws OxbowError `BAD_REQUEST` for two different refs. */
export function placeOf(database: string, ref: string | undefined): { database: string; ref?: string } {
  const slash = database.indexOf('/')
  if (slash < 0) return { database, ref }
  const named = database.slice(slash + 1)
  if (ref !== undefined && ref !== named) throw badRequest(`"database" names the ref ${named}, "ref" another one`)
  return { database: database.slice(0, slash), ref: named }
}

export function badRequest(message: string): OxbowError {
  return new OxbowError('BAD_REQUEST', message)
}

/** True when a ref is a commit, whose answers never change. */
export function isCommitRef(ref: string | undefined): boolean {
  return ref !== undefined && isHash(ref)
}

function textField(fields: Record<string, unknown>, name: string): string | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw badRequest(`"${name}" must be a string`)
  return value
}

function readParams(value: unknown): readonly Param[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw badRequest('"params" must be an array')
  for (const [i, param] of value.entries()) {
    if (param === null || typeof param === 'string' || typeof param === 'number' || typeof param === 'boolean') continue
    if (typeof param === 'object' && Object.keys(param).join() === 'base64' && isBase64(param.base64)) continue
    throw badRequest(`params[${i}] must be null, a boolean, a number, a string or {"base64": "…"}`)
  }
  return value
}

function isBase64(text: unknown): boolean {
  return typeof text === 'string' && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
}
