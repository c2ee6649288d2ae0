import { OxbowError, isOxbowError } from '../error.ts'
import { parseFreshness } from '../replication/freshness.ts'
import type { ReadReport, ReportingHost } from '../replication/read-report.ts'
import { modesOf } from '../sql/engine.ts'
import { parse } from '../sql/parser/parser.ts'
import type { QueryResult } from '../sql/result.ts'
import { Session } from '../sql/session-state.ts'
import type { Value } from '../sql/value.ts'
import type { Platform } from '../store/platform.ts'
import { answerHead, answerJson, answerLines } from './answer.ts'
import type { AnswerLimits, AnswerTail } from './answer.ts'
import { errorResponse } from './http-error.ts'
import { stackOf } from './log.ts'
import type { Logger } from './log.ts'
import { openValue, sealValue } from './session-token.ts'
import type { SealedValue, SessionState, SessionTokens } from './session-token.ts'
import { badRequest } from './sql-request.ts'
import type { Param, SqlRequest } from './sql-request.ts'

/** What runs statements: src/sql/engine.ts. */
export interface SqlEngine {
  query(session: Session, sql: string, params: readonly Value[], limits: { maxRows?: number; signal?: AbortSignal }): Promise<QueryResult>
}

export interface SqlResponderOptions {
  readonly engine: SqlEngine
  readonly host: ReportingHost
  readonly platform: Platform
  readonly tokens: SessionTokens
  readonly limits: AnswerLimits
  readonly log: Logger
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
    const { engine, host, platform, limits } = this.options
    const started = platform.now()
    const session = this.openSession(request)
    try {
      if (request.readOnly) refuseChanges(session, request.sql)
      const result = await engine.query(session, request.sql, request.params.map(paramValue), { maxRows: limits.maxRows, signal })
      const report = host.report?.(session)
      const tail: AnswerTail = {
        meta: { ...report, rowsRead: session.rowsRead, ms: platform.now() - started },
        warnings: session.warnings,
        session: this.sealSession(session, request, report),
      }
      const headers = this.headersOf(request)
      if (request.ndjson) {
        headers.set('content-type', 'application/x-ndjson')
        return new Response(streamOf(answerLines(result, tail, limits)), { headers })
      }
      const head = answerHead(result, limits)
      headers.set('content-type', 'application/json')
      if (request.readOnly) headers.set('etag', `"${Buffer.from(platform.sha512(Buffer.from(head))).toString('base64url').slice(0, 32)}"`)
      return new Response(answerJson(head, tail), { headers })
    } finally {
      session.transaction?.rollback()
    }
  }

  private openSession(request: SqlRequest): Session {
    const { host, platform } = this.options
    const session = new Session(host, platform)
    const state = request.session
    if (state !== undefined) {
      for (const [name, value] of Object.entries(state.variables)) session.setVariable(name, openValue(value))
      for (const [name, value] of Object.entries(state.userVariables)) session.userVariables.set(name, openValue(value))
      for (const [database, branch] of state.branches ?? []) host.branchesOf?.(session).set(database, branch)
      if (state.lastInsertId !== undefined) session.lastInsertId = openValue(state.lastInsertId) as number | bigint
    }
    session.database = placeIn(request)
    session.explicitTransaction = state?.pinned !== undefined
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
    const state: SessionState = {
      database,
      variables,
      userVariables,
      ...(branches.length === 0 ? undefined : { branches }),
      ...(pinned === undefined ? undefined : { pinned }),
      ...(inserted ? { lastInsertId: sealValue(session.lastInsertId) } : undefined),
    }
    return this.options.tokens.seal(state)
  }

  /**
   * A read transaction is a session that is pinned to the commit it began on. One that could write can't outlive its
   * request, because nothing of it is kept here.
   */
  private pinnedAfter(session: Session, report: ReadReport | undefined): string | undefined {
    if (!session.explicitTransaction && session.autocommit) return undefined
    if (session.variable('read_only') !== 1) {
      throw new OxbowError(
        'TRANSACTION_OVER_HTTP',
        'a transaction that can write does not outlive its HTTP request: send its statements one by one, or over the MySQL protocol',
      )
    }
    return report?.commit
  }

  private headersOf(request: SqlRequest): Headers {
    return new Headers({ 'cache-control': request.readOnly ? 'no-cache' : 'no-store' })
  }
}

/** A GET may be repeated by anyone on its way, so it changes nothing. @throws OxbowError 1792 (25006). */
function refuseChanges(session: Session, sql: string): void {
  const { kind } = parse(sql, modesOf(session))
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
        const { done, value } = lines.next()
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
