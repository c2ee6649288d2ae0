import { isOxbowError } from '../../error.ts'
import type { ReportingHost } from '../../replication/read-report.ts'
import { parseFreshness } from '../../replication/freshness.ts'
import type { Statement } from '../../sql/parser/ast.ts'
import { type ParsedStatement, parseEach, parseOne } from '../../sql/parser/parser.ts'
import { type Engine, modesOf } from '../../sql/engine.ts'
import { releaseLocksOf } from '../../sql/functions/locks.ts'
import type { Limits } from '../../sql/exec/driver.ts'
import type { RowSink } from '../../sql/exec/row-sink.ts'
import type { QueryResult, ResultColumn } from '../../sql/result.ts'
import { identityOf } from '../../sql/session.ts'
import { Session } from '../../sql/session-state.ts'
import type { Value } from '../../sql/value.ts'
import type { Platform } from '../../store/platform.ts'
import { accessOf } from '../access.ts'
import type { AnswerLimits } from '../answer.ts'
import { limitsFor, setDeadline } from '../limits.ts'
import type { Authenticated } from './authenticate.ts'
import type { ParameterType } from './statement-parameters.ts'

/** A statement that a client prepared. */
export interface PreparedStatement {
  readonly parsed: ParsedStatement
  /** As the last execution gave them. */
  types: readonly ParameterType[]
  /** Bytes that were sent before the execution, by parameter. */
  readonly long: Map<number, Buffer>
}

export interface MysqlSessionOptions {
  readonly engine: Engine
  readonly host: ReportingHost
  readonly platform: Platform
  readonly limits: AnswerLimits
}

/** A connection's session on the engine: what its statements share, and what ends them. */
export class MysqlSession {
  readonly #options: MysqlSessionOptions
  readonly #prepared = new Map<number, PreparedStatement>()
  #nextStatement = 1
  #running: AbortController | undefined
  /** Asks the client for a file of its own. */
  clientFile: ((path: string) => AsyncIterable<Uint8Array>) | undefined
  #client: Authenticated | undefined
  sql: Session

  constructor(options: MysqlSessionOptions) {
    this.#options = options
    this.sql = new Session(options.host, options.platform)
  }

  /** Makes the session the account's. @throws OxbowError 1227 for a grant that isn't for SQL. */
  become(client: Authenticated): void {
    const { account, grant, access } = client
    this.#client = client
    this.sql.access = grant === undefined ? access : accessOf(grant)
    this.sql.user = this.sql.access?.user ?? account
    this.sql.identity = identityOf(this.sql.user)
    if (grant?.freshness !== undefined) this.#options.host.setFreshness?.(this.sql, parseFreshness(grant.freshness), 'token')
  }

  /** Ends what is open, and forgets variables and prepared statements; the id and the account stay. */
  reset(): void {
    this.end()
    const { connectionId } = this.sql
    this.sql = new Session(this.#options.host, this.#options.platform, connectionId)
    if (this.#client !== undefined) this.become(this.#client)
  }

  end(): void {
    this.#running?.abort()
    this.#prepared.clear()
    this.sql.transaction?.rollback()
    this.sql.transaction = undefined
    releaseLocksOf(this.sql.connectionId)
  }

  /** Ends the statement under way with an error. */
  abort(reason: Error): void {
    this.#running?.abort(reason)
  }

  /** @throws OxbowError 1064. */
  parse(text: string): ParsedStatement {
    return parseOne(text, modesOf(this.sql))
  }

  parseEach(text: string): Generator<ParsedStatement, void> {
    return parseEach(text, modesOf(this.sql))
  }

  /** @param sink takes the rows of a query. */
  async run(statement: Statement, text: string, params: readonly Value[] = [], sink?: RowSink): Promise<QueryResult> {
    return await this.#within(sink, (limits) => this.#options.engine.run(this.sql, statement, text, params, limits))
  }

  /** Runs a text by the plan of one before it that differs in its literals at most; undefined where there is none. */
  again(text: string, sink: () => RowSink): Promise<QueryResult> | undefined {
    const { engine } = this.#options
    const found = engine.findPlan(this.sql, text)
    return found === undefined ? undefined : this.#within(sink(), (limits) => engine.runAgain(this.sql, found, text, limits))
  }

  /** Runs a statement within the session's limits. */
  async #within(sink: RowSink | undefined, work: (limits: Limits) => Promise<QueryResult>): Promise<QueryResult> {
    const { maxRows, maxBytes, maxRowsExamined, maxMemory, maxMilliseconds } = limitsFor(this.#options.limits, this.#client?.grant)
    const running = (this.#running = new AbortController())
    const ended = setDeadline(maxMilliseconds, running)
    try {
      return await work({ maxRows, maxBytes, maxRowsExamined, maxMemory, signal: running.signal, sink, ...(this.clientFile === undefined ? undefined : { clientFile: this.clientFile }) })
    } finally {
      ended()
      this.#running = undefined
    }
  }

  /** @throws OxbowError 1049. */
  async use(database: string): Promise<void> {
    await this.run({ kind: 'use', database, start: 0, end: 0 }, `USE \`${database}\``)
  }

  prepare(text: string): { readonly id: number; readonly statement: PreparedStatement } {
    const statement = { parsed: this.parse(text), types: [], long: new Map() }
    const id = this.#nextStatement++
    this.#prepared.set(id, statement)
    return { id, statement }
  }

  /** The columns that a prepared query will have; none where that shows only when it runs, or it isn't one. */
  async describe({ statement, sql, parameters }: ParsedStatement): Promise<readonly ResultColumn[]> {
    try {
      return await this.#options.engine.describe(this.sql, statement, sql, parameters)
    } catch (e) {
      if (isOxbowError(e)) return []
      throw e
    }
  }

  prepared(id: number): PreparedStatement | undefined {
    return this.#prepared.get(id)
  }

  close(id: number): void {
    this.#prepared.delete(id)
  }
}
