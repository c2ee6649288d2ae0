import { OxbowError, isOxbowError } from '../error.ts'
import { parseFreshness } from '../replication/freshness.ts'
import type { ReadReport, ReportingHost } from '../replication/read-report.ts'
import type { ViewIdentity } from '../sql/catalog.ts'
import { modesOf } from '../sql/engine.ts'
import type { Limits } from '../sql/exec/driver.ts'
import type { Statement } from '../sql/parser/ast.ts'
import { type ParsedStatement, parseOne } from '../sql/parser/parser.ts'
import type { QueryResult, Reuse } from '../sql/result.ts'
import { identityOf } from '../sql/session.ts'
import { Session } from '../sql/session-state.ts'
import type { Value } from '../sql/value.ts'
import type { Platform } from '../store/platform.ts'
import { accessOf, grantKey } from './access.ts'
import { answerHead, answerJson, answerLines } from './answer.ts'
import type { AnswerLimits, AnswerTail } from './answer.ts'
import { VARY, cacheControl, etagOf, namesEtag } from './http-caching.ts'
import { errorResponse, toHttpError } from './http-error.ts'
import { stackOf } from './log.ts'
import type { Logger } from './log.ts'
import { limitsFor, setDeadline } from './limits.ts'
import type { ResultCache } from './result-cache.ts'
import { type ResultKey, readsTables, resultKey } from './result-key.ts'
import { openValue, sealValue } from './session-token.ts'
import type { SealedValue, SessionState, SessionTokens } from './session-token.ts'
import { badRequest, isCommitRef } from './sql-request.ts'
import type { Param, SqlRequest } from './sql-request.ts'

/** What runs statements: src/sql/engine.ts. */
export interface SqlEngine {
  identify(session: Session): Promise<ViewIdentity | undefined>
  run(session: Session, statement: Statement, sql: string, params: readonly Value[], limits: Limits): Promise<QueryResult>
}

export interface SqlResponderOptions {
  readonly engine: SqlEngine
  readonly host: ReportingHost
  readonly platform: Platform
  readonly tokens: SessionTokens
  readonly limits: AnswerLimits
  readonly log: Logger
  /** Where answers are kept for those who ask the same again; may be shared by responders. */
  readonly results: ResultCache
}

/**
 * Between HTTP and the engine, and the only place where the two meet: makes a session for each request out of what the
 * client brought, runs the statement, and writes the answer. The same on the master and inside an edge replica.
 */
export class SqlResponder {
  private readonly options: SqlResponderOptions

  constructor(options: SqlResponderOptions) {
    this.options = options
  }

  /**
   * Never throws: an error is a response too.
   * @param signal aborted when the client has gone; the statement ends then.
   */
  async respond(request: SqlRequest, signal?: AbortSignal): Promise<Response> {
    try {
      return await this.run(request, signal)
    } catch (e) {
      if (!isOxbowError(e)) this.options.log('error', 'bug', { sql: request.sql.slice(0, 1000), stack: stackOf(e) })
      return errorResponse(e)
    }
  }

  private async run(request: SqlRequest, signal: AbortSignal | undefined): Promise<Response> {
    const { engine, results, platform } = this.options
    const limits = limitsFor(this.options.limits, request.grant)
    const started = platform.now()
    const session = this.openSession(request)
    const running = new AbortController()
    const ended = setDeadline(limits.maxMilliseconds, running)
    try {
      const parsed = parseOne(request.sql, modesOf(session))
      if (request.readOnly) refuseChanges(parsed.statement)
      const key = await this.keyOf(session, parsed, request, limits)
      // What the look at the remote had to say is no part of the answer.
      const warnings = session.warnings.splice(0)
      for (const reuse of key === undefined ? [] : REUSED) {
        const headers = this.headersOf(request, session, reuse, key![reuse])
        if (request.readOnly && namesEtag(request.ifNoneMatch, headers.get('etag')!)) return new Response(null, { status: 304, headers })
        const kept = request.ndjson ? undefined : results.get(key![reuse])
        if (kept === undefined) continue
        session.warnings.push(...warnings, ...kept.warnings)
        return new Response(answerJson(kept.head, this.tailOf(session, request, started, true)), { headers })
      }
      const { maxRows, maxBytes, maxRowsExamined, maxMemory } = limits
      const result = await engine.run(
        session, parsed.statement, request.sql, request.params.map(paramValue), { maxRows, maxBytes, maxRowsExamined, maxMemory, signal: signal === undefined ? running.signal : AbortSignal.any([signal, running.signal]) },
      )
      const { reuse = 'never' } = result
      const own = [...session.warnings]
      session.warnings.unshift(...warnings)
      const tail = this.tailOf(session, request, started, false)
      const under = key === undefined || reuse === 'never' ? undefined : key[reuse]
      if (request.ndjson) {
        return new Response(streamOf(answerLines(result, tail, limits)), { headers: this.headersOf(request, session, reuse, under) })
      }
      const head = answerHead(result, limits)
      if (under !== undefined) results.set(under, { head, warnings: own })
      return new Response(answerJson(head, tail), { headers: this.headersOf(request, session, reuse, under ?? head) })
    } finally {
      ended()
      session.transaction?.rollback()
    }
  }

  /** What the answer will follow from, as far as that is known before the statement runs. */
  private async keyOf(session: Session, parsed: ParsedStatement, request: SqlRequest, limits: AnswerLimits): Promise<ResultKey | undefined> {
    if (!readsTables(parsed.statement)) return undefined
    const { engine, host } = this.options
    try {
      const identity = await engine.identify(session)
      return identity === undefined ? undefined : resultKey(identity, session, host, parsed, request.params, limits)
    } catch (e) {
      // The statement may need another database than the session's, which has gone.
      if (isOxbowError(e) && e.errno === 1049) return undefined
      throw e
    }
  }

  private tailOf(session: Session, request: SqlRequest, started: number, fromMemory: boolean): AnswerTail {
    const { host, platform } = this.options
    const report = host.report?.(session)
    return {
      meta: { ...report, ...(fromMemory ? { servedFrom: 'memory' } : undefined), rowsRead: session.rowsRead, ms: platform.now() - started },
      warnings: session.warnings,
      session: this.sealSession(session, request, report),
    }
  }

  private openSession(request: SqlRequest): Session {
    const { host, platform } = this.options
    const session = new Session(host, platform)
    const state = request.session
    if (request.grant !== undefined) {
      session.access = accessOf(request.grant)
      session.user = session.access.user
      session.identity = identityOf(session.user)
    }
    if (state !== undefined) {
      for (const [name, value] of Object.entries(state.variables)) session.setVariable(name, openValue(value))
      for (const [name, value] of Object.entries(state.userVariables)) session.userVariables.set(name, openValue(value))
      for (const [database, branch] of state.branches ?? []) host.branchesOf?.(session).set(database, branch)
      if (state.lastInsertId !== undefined) session.lastInsertId = openValue(state.lastInsertId) as number | bigint
    }
    session.database = placeIn(request)
    session.explicitTransaction = state?.pinned !== undefined
    if (request.defaultFreshness !== undefined) host.setFreshness?.(session, parseFreshness(request.defaultFreshness), 'token')
    if (request.freshness !== undefined) {
      if (host.setFreshness === undefined) parseFreshness(request.freshness)
      else host.setFreshness(session, parseFreshness(request.freshness))
    } else if (state?.pinned !== undefined) {
      host.setFreshness?.(session, { mode: 'pinned', commit: state.pinned })
    }
    return session
  }

  /** The session to hand back: only where there is something to keep, or the client already has one. */
  private sealSession(session: Session, request: SqlRequest, report: ReadReport | undefined): string | undefined {
    if (request.readOnly) return undefined
    const variables: Record<string, SealedValue> = {}
    for (const [name, value] of session.changedVariables) variables[name] = sealValue(value)
    const userVariables: Record<string, SealedValue> = {}
    for (const [name, value] of session.userVariables) userVariables[name] = sealValue(value)
    const pinned = this.pinnedAfter(session, report)
    const branches = this.options.host.branchesOf?.(session).entries() ?? []
    const moved = session.database !== placeIn(request)
    const inserted = session.lastInsertId !== 0
    const kept = Object.keys(variables).length + Object.keys(userVariables).length + branches.length
    if (kept === 0 && pinned === undefined && !moved && !inserted && request.session === undefined) return undefined
    // While pinned, the database's ref is the commit; what it was before comes back with the transaction's end.
    const wasPinned = request.session?.pinned !== undefined
    const database = !moved && wasPinned ? request.session.database : session.database
    const shard = request.shard ?? request.session?.shard
    const state: SessionState = {
      database,
      variables,
      userVariables,
      ...(branches.length === 0 ? undefined : { branches }),
      ...(pinned === undefined ? undefined : { pinned }),
      ...(inserted ? { lastInsertId: sealValue(session.lastInsertId) } : undefined),
      ...(shard === undefined ? undefined : { shard }),
    }
    return this.options.tokens.seal(state, grantKey(request.grant))
  }

  /**
   * A read transaction is a session that is pinned to the commit it began on. One that could write can't outlive its
   * request, because nothing of it is kept here.
   */
  private pinnedAfter(session: Session, report: ReadReport | undefined): string | undefined {
    if (!session.explicitTransaction && session.autocommit) return undefined
    if (this.options.host.onlyReads?.(session) !== true && session.variable('read_only') !== 1) {
      throw new OxbowError(
        'TRANSACTION_OVER_HTTP',
        'a transaction that can write does not outlive its HTTP request: send its statements one by one, or over the MySQL protocol',
      )
    }
    return report?.commit
  }

  /** @param follows the text that the answer follows from; undefined where none is known before it is sent. */
  private headersOf({ readOnly, ndjson, ref }: SqlRequest, session: Session, reuse: Reuse, follows: string | undefined): Headers {
    const headers = new Headers({ 'content-type': ndjson ? 'application/x-ndjson' : 'application/json' })
    headers.set('cache-control', readOnly ? cacheControl(reuse, isCommitRef(ref), session.access !== undefined) : 'no-store')
    if (!readOnly) return headers
    headers.set('vary', VARY)
    if (follows !== undefined) headers.set('etag', etagOf(this.options.platform, follows, ndjson))
    return headers
  }
}

/** The ways in which a result may be reused, the one that holds longest first. */
const REUSED = ['commit', 'view'] as const

/** A GET may be repeated by anyone on its way, so it changes nothing. @throws OxbowError 1792 (25006). */
function refuseChanges({ kind }: Statement): void {
  if (kind === 'query' || kind === 'show' || kind === 'describe' || kind === 'explain') return
  throw new OxbowError('READ_ONLY_TRANSACTION', 'GET only reads; use POST /v1/sql for statements that change something', { errno: 1792, sqlState: '25006' })
}

/** What the session's database is at the start: the request's own words win over the session's. */
function placeIn({ database, ref, session }: SqlRequest): string | null {
  if (database === null) return session?.database ?? null
  if (ref !== undefined) return `${database}/${ref}`
  if (session?.pinned !== undefined) return `${database}/${session.pinned}`
  return session?.database?.startsWith(`${database}/`) === true ? session.database : database
}

function paramValue(param: Param): Value {
  if (param === null || typeof param === 'string' || typeof param === 'number') return param
  if (typeof param === 'boolean') return param ? 1 : 0
  if (typeof param.base64 !== 'string') throw badRequest('a parameter must be null, a boolean, a number, a string or {"base64": "…"}')
  return new Uint8Array(Buffer.from(param.base64, 'base64'))
}

function streamOf(lines: Generator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    pull(controller) {
      // Some tens of kilobytes at a time: a chunk for each row would cost more than the row.
      let text = ''
      while (text.length < 65536) {
        const { done, value } = nextLine(lines)
        if (done === true) {
          if (text !== '') controller.enqueue(encoder.encode(text))
          controller.close()
          return
        }
        text += value
      }
      controller.enqueue(encoder.encode(text))
    },
  })
}

/** An error in the middle is the last line: the status was sent long ago. */
function nextLine(lines: Generator<string>): IteratorResult<string> {
  try {
    return lines.next()
  } catch (e) {
    return { done: false, value: `${JSON.stringify(toHttpError(e).body)}\n` }
  }
}
