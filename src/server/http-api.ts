import { Hono } from 'hono'
import type { Context, MiddlewareHandler } from 'hono'
import { OxbowError, isOxbowError } from '../error.ts'
import type { ReplicationStatus } from '../versioning/environment.ts'
import { databaseNotFound } from '../versioning/errors.ts'
import type { Grant } from './access-token.ts'
import { grantKey, seesDatabase } from './access.ts'
import { type Gate, requireRight } from './gate.ts'
import { namesEtag } from './http-caching.ts'
import { errorResponse, toHttpError } from './http-error.ts'
import { stackOf } from './log.ts'
import type { Logger } from './log.ts'
import type { Metrics } from './metrics.ts'
import { readBody } from './read-body.ts'
import type { SessionTokens } from './session-token.ts'
import { badRequest, placeOf, readSqlBody } from './sql-request.ts'
import type { SqlBody, SqlRequest } from './sql-request.ts'

export interface HttpApiOptions {
  /**
   * Runs one statement: a `SqlResponder`, or what hands the request to one.
   * @param http the request as it came; its body has been read.
   */
  answer(request: SqlRequest, signal: AbortSignal, http: Request): Promise<Response>
  /** Who is let in. */
  readonly gate: Gate
  /** Answers `GET /v1/replication`; left out where nothing is replicated. */
  replication?(question: ReplicationQuestion): Promise<readonly ReplicationStatus[]>
  /** Called before the metrics are printed, for those that aren't counted when something happens. */
  measure?(): void
  /** Sessions' tokens. */
  readonly tokens: SessionTokens
  readonly metrics: Metrics
  readonly log: Logger
  /** Milliseconds since 1970 UTC. */
  now(): number
  /** Largest body of a request, in bytes. */
  readonly maxBodyBytes: number
}

/** Asks how databases are replicated. */
export interface ReplicationQuestion {
  /** Which database is meant; undefined for all there are. */
  readonly database: string | undefined
  readonly grant: Grant | undefined
  /** The request as it came. */
  readonly http: Request
}

/** The door, to which servers may add routes of their own. */
export type HttpApi = Hono<HttpEnv>

interface HttpEnv {
  /** `grant`: what the request may do. */
  Variables: { grant: Grant | undefined }
}

/** What `GET /health` answers besides `{"status": "ok"}`. */
const HEALTHY = { status: 'ok', product: 'oxbow' }

/** What only shows how the server fares, to who may see that. */
const MONITORED = new Set(['/metrics', '/v1/replication'])

/**
 * The HTTP door, the same on the master and at the edge:
 *
 * - `POST /v1/sql` with `{sql, params?, database, ref?, freshness?, session?}`
 * - `GET /v1/{database}?q=…` and `GET /v1/{database}/{ref}?q=…`: reads only, with an ETag; `&freshness=…`
 * - `GET /v1/replication`, `GET /v1/replication?database=…`: how databases are replicated, `{databases: ReplicationStatus[]}`
 * - `GET /health`, `GET /metrics` (Prometheus)
 *
 * The header `Oxbow-Freshness` stands for `freshness` where neither body nor query says it.
 *
 * All but `/health` ask for an access token, unless the gate is open.
 *
 * Answers are JSON whatever goes wrong; see `toHttpError` for errors and their statuses.
 */
export function createHttpApi(options: HttpApiOptions): HttpApi {
  const { gate, tokens, metrics, log, now } = options
  const api = new Hono<HttpEnv>()

  api.use(async (c, next) => {
    const started = now()
    await next()
    const route = routeOf(c)
    const ms = now() - started
    metrics.count('oxbow_http_requests_total', 'HTTP requests', { method: c.req.method, route, status: String(c.res.status) })
    metrics.observe('oxbow_http_request_seconds', 'Time from request to response', ms / 1000, { route })
    if (route !== '/health' && route !== '/metrics') {
      const subject = c.get('grant')?.subject
      log(c.res.status >= 500 ? 'error' : 'debug', 'request', { method: c.req.method, path: c.req.path, status: c.res.status, ms, subject })
    }
  })

  api.get('/health', (c) => c.json(HEALTHY))

  const admit: MiddlewareHandler<HttpEnv> = async (c, next) => {
    const grant = gate.admit(c.req.raw.headers)
    c.set('grant', grant)
    if (MONITORED.has(c.req.path)) requireRight(grant, 'monitor')
    await next()
  }
  api.use('/metrics', admit)
  api.use('/v1/*', admit)
  const { replication, measure } = options
  if (replication !== undefined) {
    api.get('/v1/replication', async (c) => {
      const grant = c.get('grant')
      const wanted = c.req.query('database')
      const all = await replication({ database: wanted, grant, http: c.req.raw })
      const databases = all.filter(({ database }) => (wanted ?? database) === database && (grant === undefined || seesDatabase(grant, database)))
      if (wanted !== undefined && databases.length === 0) throw databaseNotFound(wanted)
      return c.json({ databases }, 200, { 'cache-control': 'no-store' })
    })
  }
  api.get('/metrics', (c) => {
    measure?.()
    return c.text(metrics.text(), 200, { 'content-type': 'text/plain; version=0.0.4' })
  })

  api.post('/v1/sql', async (c) => {
    const grant = c.get('grant')
    const body = readSqlBody(await readBody(c.req.raw, options.maxBodyBytes))
    const { sql, params, freshness = c.req.header('oxbow-freshness') } = body
    return options.answer({
      ...placeFor(body, tokens, grant), sql, params, freshness, readOnly: false, ndjson: wantsLines(c), ...boundsOf(grant),
    }, c.req.raw.signal, c.req.raw)
  })
  api.all('/v1/sql', () => {
    throw new OxbowError('METHOD_NOT_ALLOWED', 'use POST for /v1/sql')
  })

  const read = async (c: Context<HttpEnv>, database: string, ref: string | undefined) => {
    const sql = c.req.query('q')
    if (sql === undefined || sql.trim() === '') throw badRequest('the query parameter "q" with a SELECT is missing')
    const ifNoneMatch = c.req.header('if-none-match')
    const response = await options.answer({
      ...placeOf(database, ref), sql, params: [], freshness: c.req.query('freshness') ?? c.req.header('oxbow-freshness'), readOnly: true, ifNoneMatch, ndjson: wantsLines(c),
      ...boundsOf(c.get('grant')),
    }, c.req.raw.signal, c.req.raw)
    const { headers } = response
    return response.ok && namesEtag(ifNoneMatch, headers.get('etag') ?? '') ? new Response(null, { status: 304, headers }) : response
  }
  api.get('/v1/:database', (c) => read(c, c.req.param('database'), undefined))
  api.get('/v1/:database/:ref{.+}', (c) => read(c, c.req.param('database'), c.req.param('ref')))

  api.notFound((c) => errorResponse(new OxbowError('NOT_FOUND', `there is nothing at ${c.req.path}; try POST /v1/sql`)))
  api.onError((e, c) => {
    if (!isOxbowError(e)) log('error', 'bug', { path: c.req.path, stack: stackOf(e) })
    metrics.count('oxbow_errors_total', 'Errors told to clients', { code: toHttpError(e).body.error.code })
    return errorResponse(e)
  })
  return api
}

/** Where a statement runs: as the body says, else as the session left it. */
function placeFor(
  { database, ref, session: token }: SqlBody, tokens: SessionTokens, grant: Grant | undefined,
): Pick<SqlRequest, 'database' | 'ref' | 'session'> {
  const session = token === undefined ? undefined : tokens.open(token, grantKey(grant))
  if (database !== undefined) return { ...placeOf(database, ref), session }
  if (session?.database != null) return { database: placeOf(session.database, undefined).database, ref, session }
  return { database: null, ref, session }
}

function boundsOf(grant: Grant | undefined): Pick<SqlRequest, 'grant' | 'defaultFreshness'> {
  if (grant === undefined) return {}
  const { freshness } = grant
  return { grant, ...(freshness === undefined ? undefined : { defaultFreshness: freshness }) }
}

function wantsLines(c: Context): boolean {
  return c.req.header('accept')?.includes('application/x-ndjson') ?? false
}

/** The route's pattern, so that metrics have few labels. */
function routeOf(c: Context): string {
  const { path } = c.req
  if (path === '/health' || path === '/metrics' || path === '/v1/sql' || path === '/v1/replication') return path
  if (path.startsWith('/v1/')) return '/v1/:database/:ref'
  return 'other'
}
