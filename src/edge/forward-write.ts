import { OxbowError } from '../error.ts'
import { grantKey } from '../server/access.ts'
import { needsMaster } from '../server/needs-master.ts'
import { openValue } from '../server/session-token.ts'
import type { SessionTokens } from '../server/session-token.ts'
import type { SqlRequest } from '../server/sql-request.ts'
import { modesOf } from '../sql/engine.ts'
import { parse } from '../sql/parser/parser.ts'
import { DEFAULT_SQL_MODE } from '../sql/variables.ts'
import type { Env } from './env.ts'

/** Says that a write has come through an edge already. */
const FORWARDED = 'oxbow-forwarded'

/** How long the master may take for a write, in milliseconds. */
const MASTER_TIMEOUT_MS = 60_000

/** Statuses of those who stand before a server that doesn't answer: gateways, and Cloudflare itself (520 to 530). */
const NOBODY_HOME = new Set([502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 530])

/** Whether a request is to be handed to the master: a write by POST, where there is a master. @throws OxbowError 1064. */
export function goesToMaster(env: Pick<Env, 'MASTER_URL'>, { sql, readOnly, session }: SqlRequest): boolean {
  if (env.MASTER_URL === '' || readOnly) return false
  const sqlMode = String(openValue(session?.variables.sql_mode ?? DEFAULT_SQL_MODE))
  return needsMaster(parse(sql, modesOf({ sqlMode })))
}

/**
 * Hands a write to the master, with the client's own token, and its answer back: `meta.bookmark` lets the next read see
 * the write. Sent once and never again: whether a write that got no answer took place, only a look can tell.
 *
 * @param http the request as it came.
 * @throws OxbowError 1792 inside a read transaction, `MASTER_UNREACHABLE` without an answer, `NOT_CONFIGURED` for a
 *  MASTER_URL that leads nowhere or in a circle.
 */
export async function forwardWrite(env: Pick<Env, 'MASTER_URL'>, request: SqlRequest, http: Request, tokens: SessionTokens): Promise<Response> {
  const { session, grant } = request
  if (session?.pinned !== undefined) {
    throw new OxbowError('READ_ONLY_TRANSACTION', 'Cannot execute statement in a READ ONLY transaction.', { errno: 1792, sqlState: '25006' })
  }
  if (http.headers.has(FORWARDED)) throw new OxbowError('NOT_CONFIGURED', 'the variable MASTER_URL leads to an edge: it must lead to the master')
  const body = JSON.stringify({
    sql: request.sql, params: request.params, database: request.database, ref: request.ref,
    session: session === undefined ? undefined : tokens.seal(session, grantKey(grant)),
  })
  const headers = new Headers({ 'content-type': 'application/json', [FORWARDED]: '1' })
  // A master without tokens turns away pages of other sites by their origin.
  for (const name of ['authorization', 'accept', 'origin']) {
    const value = http.headers.get(name)
    if (value !== null) headers.set(name, value)
  }
  const signal = AbortSignal.any([http.signal, AbortSignal.timeout(MASTER_TIMEOUT_MS)])
  const answer = await send(masterUrl(env), { method: 'POST', headers, body, redirect: 'manual', signal })
  const type = answer.headers.get('content-type') ?? ''
  if (!/^application\/(json|x-ndjson)/.test(type)) throw NOBODY_HOME.has(answer.status) ? unreachable() : notMaster(answer.status)
  return new Response(answer.body, { status: answer.status, headers: { 'content-type': type, 'cache-control': 'no-store' } })
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (e) {
    throw unreachable(e)
  }
}

function masterUrl({ MASTER_URL }: Pick<Env, 'MASTER_URL'>): string {
  if (!/^https?:\/\//.test(MASTER_URL) || !URL.canParse(MASTER_URL)) {
    throw new OxbowError('NOT_CONFIGURED', 'the variable MASTER_URL must be the http:// or https:// address of the master')
  }
  return `${MASTER_URL.replace(/\/+$/, '')}/v1/sql`
}

function unreachable(cause?: unknown): OxbowError {
  return new OxbowError(
    'MASTER_UNREACHABLE', 'the master gave no answer: whether the write took place is not known; look before you repeat it. Reads go on', { cause },
  )
}

function notMaster(status: number): OxbowError {
  return new OxbowError('NOT_CONFIGURED', `what is at MASTER_URL is no master of oxbow: it answered ${status}`)
}
