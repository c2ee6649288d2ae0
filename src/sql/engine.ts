import { isOxbowError, OxbowError } from '../error.ts'
import { seesOthers } from './access.ts'
import { checkStatement, isAccountBounds } from './accounts/statement-access.ts'
import type { EngineHost, Transaction, ViewIdentity } from './catalog.ts'
import { type Limits, drive } from './exec/driver.ts'
import type { Statement } from './parser/ast.ts'
import { parse, parseEach, parseOne } from './parser/parser.ts'
import { modesOf } from './parser-modes.ts'
import { ProcessList } from './process-list.ts'
import { runDefinition } from './program/definitions.ts'
import { runEventDefinition } from './program/events.ts'
import { type QueryResult, type ResultColumn, UncommittedAnswer } from './result.ts'
import type { Session } from './session-state.ts'
import { runAccountStatement } from './statement/account.ts'
import { runCall } from './statement/call.ts'
import { runDdl } from './statement/ddl.ts'
import { runDelete } from './statement/delete.ts'
import { runExplain } from './statement/explain.ts'
import { commitsImplicitly } from './statement/implicit-commit.ts'
import { runInsert } from './statement/insert.ts'
import { runLoadData } from './statement/load-data.ts'
import { type FoundPlan, PlanCache } from './statement/plan-cache.ts'
import { planQuery, runAgain, runSelect } from './statement/select.ts'
import { runSet } from './statement/set.ts'
import { runDescribe, runShow } from './statement/show.ts'
import { type StatementContext, compute, done, resultSet } from './statement/statement.ts'
import { end, runTransactionStatement } from './statement/transaction.ts'
import { runUpdate } from './statement/update.ts'
import type { Value } from './value.ts'

export { modesOf }

/**
 * Runs SQL for sessions over one host: a master's data directory, or a replica.
 *
 * @example
 * const engine = new Engine(host)
 * const session = new Session(host, platform)
 * session.database = 'flights'
 * const { rows } = await engine.query(session, 'select name from airlines where carrier = ?', ['UA'])
 */
export class Engine {
  readonly host: EngineHost
  readonly #processes: ProcessList
  readonly #texts = new WeakMap<Session, Map<string, string>>()
  #plans = new WeakMap<Session, PlanCache>()

  /** @param processes the connections that SHOW PROCESSLIST and KILL know; each statement stands for itself where there are none. */
  constructor(host: EngineHost, processes = new ProcessList()) {
    this.host = host
    this.#processes = processes
  }

  /**
   * Runs one statement. While autocommit is on and no transaction is open, the statement is a transaction of its own;
   * what a failed statement changed is undone.
   * @throws OxbowError with MySQL's number where it has one.
   */
  async query(session: Session, sql: string, params: readonly Value[] = [], limits: Limits = {}): Promise<QueryResult> {
    return await this.run(session, parse(sql, modesOf(session)), sql, params, limits)
  }

  /**
   * Opens the view that the session's next statement reads, and says what stands in it; undefined where no Dolt
   * database is selected. On a replica this is where the pull on read happens.
   * @throws OxbowError 1049, and the remote's.
   */
  async identify(session: Session): Promise<ViewIdentity | undefined> {
    const { database } = session
    if (database === null || database.toLowerCase() === 'information_schema' || database.toLowerCase() === 'mysql') return undefined
    const transaction = (session.transaction ??= await this.host.begin(session))
    return await drive((addresses) => transaction.fetch(addresses), transaction.identity(database), () => undefined)
  }

  /** Runs the statements that `;` separates, one after another, handing over each result. Stops at the first error. */
  async script(session: Session, sql: string, take: (result: QueryResult, sql: string) => void | Promise<void>, limits: Limits = {}): Promise<void> {
    for (const { statement, sql: text } of parseEach(sql, modesOf(session))) await take(await this.run(session, statement, text, [], limits), text)
  }

  /** Runs a parsed statement; `sql` is its source. */
  async run(session: Session, statement: Statement, sql: string, params: readonly Value[] = [], limits: Limits = {}): Promise<QueryResult> {
    if (!keepsWarnings(statement)) session.warnings.length = 0
    if (isAccountBounds(session.access)) checkStatement(statement, session.access, session.database)
    session.counts.note(statement)
    this.#processes.counts.note(statement)
    switch (statement.kind) {
      case 'prepare': return this.#prepare(session, statement)
      case 'execute': return await this.#execute(session, statement, limits)
      case 'deallocate': return this.#deallocate(session, statement)
      case 'set': return await this.#inTransaction(session, (transaction) => this.#set(statement, { ...this.#context(session, sql, params, limits), transaction }))
      case 'transaction': return await runTransactionStatement(statement, session, this.host)
      case 'unsupported': throw new OxbowError('NOT_SUPPORTED', `${statement.words} can't be run by oxbow yet`, { errno: 1235, sqlState: '42000' })
      case 'kill': return this.#kill(session, statement)
      default:
    }
    const implicit = commitsImplicitly(statement)
    if (implicit) await this.#commit(session)
    const result = await this.#inTransaction(session, (transaction) =>
      dispatch(statement, { ...this.#context(session, sql, params, statement.kind === 'query' ? limits : { ...limits, sink: undefined }), transaction }))
    if (implicit) await this.#commit(session)
    return noteResult(session, result)
  }

  /** The plan that a session keeps of a text that differs in its literals at most: with it, `runAgain` needs no parser. */
  findPlan(session: Session, sql: string): FoundPlan | undefined {
    return this.#plans.get(session)?.findText(sql)
  }

  /** Runs a text by the plan that was found for it; where that doesn't hold any more, as `run` does. */
  async runAgain(session: Session, found: FoundPlan, sql: string, limits: Limits = {}): Promise<QueryResult> {
    session.warnings.length = 0
    session.counts.noteQuery()
    this.#processes.counts.noteQuery()
    const result = await this.#inTransaction(session, async (transaction) => {
      const cx = { ...this.#context(session, sql, [], limits), transaction }
      return await runAgain(found, cx) ?? await dispatch(parse(sql, modesOf(session)), cx)
    })
    return noteResult(session, result)
  }

  /**
   * The columns that a query will answer with, as far as that shows before its parameters are known; none for other statements.
   * @throws OxbowError as the query itself would.
   */
  async describe(session: Session, statement: Statement, sql: string, parameters: number): Promise<readonly ResultColumn[]> {
    if (statement.kind !== 'query') return []
    if (isAccountBounds(session.access)) checkStatement(statement, session.access, session.database)
    const params = new Array<Value>(parameters).fill(null)
    const { columns } = await this.work(session, async (cx) => resultSet((await compute(cx, planQuery(statement.query, { ...cx, sql, params }))).columns, []))
    return columns
  }

  /** Does work of the server's own as one statement: in a transaction, which is undone where the work fails. */
  async work(session: Session, work: (cx: StatementContext) => Promise<QueryResult>, limits: Limits = {}): Promise<QueryResult> {
    return await this.#inTransaction(session, (transaction) => work({ ...this.#context(session, '', [], limits), transaction }))
  }

  async #inTransaction(session: Session, work: (transaction: Transaction) => Promise<QueryResult>): Promise<QueryResult> {
    const open = session.transaction
    const transaction = open ?? (await this.host.begin(session))
    session.transaction = transaction
    const mark = transaction.mark()
    try {
      const result = await work(transaction)
      // A stored program may have ended the transaction, and begun another.
      const now = session.transaction
      if (now !== undefined && !session.explicitTransaction && session.autocommit) {
        session.transaction = undefined
        try {
          await now.commit()
        } catch (e) {
          throw isOxbowError(e) && result.columns.length > 0 ? new UncommittedAnswer(e, result) : e
        }
      }
      return result
    } catch (e) {
      if (session.transaction !== transaction) return await this.#abandon(session, e)
      if (open !== undefined || session.explicitTransaction) transaction.restore(mark)
      else {
        transaction.rollback()
        session.transaction = undefined
      }
      throw e
    }
  }

  /** Commits what is open. As in Dolt, one that was begun explicitly goes on with a new one. */
  async #commit(session: Session): Promise<void> {
    const explicit = session.explicitTransaction
    await end(session, true)
    if (!explicit) return
    session.transaction = await this.host.begin(session, true)
    session.explicitTransaction = true
  }

  /** Ends the transaction that a failed program left behind, unless it began one that is to stay open. */
  async #abandon(session: Session, e: unknown): Promise<never> {
    if (!session.explicitTransaction && session.autocommit) {
      session.transaction?.rollback()
      session.transaction = undefined
    }
    throw e
  }

  /** Runs a statement of a stored program: in the transaction that is open, and undone by itself where it fails. */
  async #runInner(statement: Statement, cx: StatementContext): Promise<QueryResult> {
    const { session } = cx
    if (!keepsWarnings(statement) && cx.calls?.at(-1)?.kind !== 'trigger') session.warnings.length = 0
    switch (statement.kind) {
      case 'prepare': return this.#prepare(session, statement)
      case 'deallocate': return this.#deallocate(session, statement)
      case 'execute': {
        const { text, params } = this.#prepared(session, statement)
        return await this.#runInner(parse(text, modesOf(session)), { ...cx, sql: text, params, locals: undefined })
      }
      case 'transaction': return await runTransactionStatement(statement, session, this.host)
      default:
    }
    const implicit = commitsImplicitly(statement)
    if (implicit) await this.#commit(session)
    const transaction = (session.transaction ??= await this.host.begin(session))
    const mark = transaction.mark()
    try {
      const inner = { ...cx, transaction }
      const result = statement.kind === 'set' ? await this.#set(statement, inner) : noteResult(session, await dispatch(statement, inner))
      if (implicit) await this.#commit(session)
      return result
    } catch (e) {
      if (session.transaction === transaction) transaction.restore(mark)
      throw e
    }
  }

  #context(session: Session, sql: string, params: readonly Value[], limits: Limits): Omit<StatementContext, 'transaction'> {
    let plans = this.#plans.get(session)
    if (plans === undefined) this.#plans.set(session, (plans = new PlanCache(session)))
    return { session, sql, params, limits, plans, host: this.host, processes: this.#processes, runInner: (statement, cx) => this.#runInner(statement, cx) }
  }

  /** Ends another connection's statement, or the connection. @throws OxbowError 1094, 1095. */
  #kill(session: Session, { id, query }: Statement & { kind: 'kill' }): QueryResult {
    const process = this.#processes.get(id)
    if (process === undefined) throw new OxbowError('NO_SUCH_THREAD', `Unknown thread id: ${id}`, { errno: 1094 })
    if (process.session.user !== session.user && !seesOthers(session.access)) {
      throw new OxbowError('KILL_DENIED', `You are not owner of thread ${id}`, { errno: 1095 })
    }
    process.kill(!query)
    return done()
  }

  async #set(statement: Statement & { kind: 'set' }, cx: StatementContext): Promise<QueryResult> {
    const result = await runSet(statement, cx)
    // Sessions without values of their own follow the global ones.
    if (statement.items.some((item) => 'scope' in item && item.scope !== 'session')) this.#plans = new WeakMap()
    return result
  }

  #statements(session: Session): Map<string, string> {
    let statements = this.#texts.get(session)
    if (statements === undefined) this.#texts.set(session, (statements = new Map()))
    return statements
  }

  #prepare(session: Session, statement: Statement & { kind: 'prepare' }): QueryResult {
    const { source } = statement
    const text = 'text' in source ? source.text : String(session.userVariables.get(source.variable) ?? '')
    parse(text, modesOf(session))
    this.#statements(session).set(statement.name.toLowerCase(), text)
    return done()
  }

  #deallocate(session: Session, { name }: Statement & { kind: 'deallocate' }): QueryResult {
    if (!this.#statements(session).delete(name.toLowerCase())) throw unknownPrepared(name, 'DEALLOCATE PREPARE')
    return done()
  }

  #prepared(session: Session, { name, using }: Statement & { kind: 'execute' }): { text: string; params: Value[] } {
    const text = this.#statements(session).get(name.toLowerCase())
    if (text === undefined) throw unknownPrepared(name, 'EXECUTE')
    return { text, params: using.map((variable) => session.userVariables.get(variable) ?? null) }
  }

  async #execute(session: Session, statement: Statement & { kind: 'execute' }, limits: Limits): Promise<QueryResult> {
    const { text, params } = this.#prepared(session, statement)
    const { statement: prepared, parameters } = parseOne(text, modesOf(session))
    if (parameters !== params.length) throw new OxbowError('WRONG_ARGUMENTS', 'Incorrect arguments to EXECUTE', { errno: 1210 })
    return await this.run(session, prepared, text, params, limits)
  }
}

/** Keeps what ROW_COUNT() and its like say of the last statement. */
function noteResult(session: Session, result: QueryResult): QueryResult {
  session.rowCount = result.columns.length > 0 ? -1 : result.affectedRows
  if (result.columns.length > 0) session.foundRows = result.foundRows ?? result.streamed ?? result.rows.length
  if (result.insertId !== 0) session.lastInsertId = result.insertId
  return result
}

function unknownPrepared(name: string, verb: string): OxbowError {
  return new OxbowError('UNKNOWN_STMT_HANDLER', `Unknown prepared statement handler (${name}) given to ${verb}`, { errno: 1243 })
}

function keepsWarnings(statement: Statement): boolean {
  return statement.kind === 'show' && (statement.what === 'warnings' || statement.what === 'errors')
}

async function dispatch(statement: Statement, cx: StatementContext): Promise<QueryResult> {
  switch (statement.kind) {
    case 'query': return await runSelect(statement.query, cx)
    case 'insert': return await runInsert(statement, cx)
    case 'update': return await runUpdate(statement, cx)
    case 'delete': return await runDelete(statement, cx)
    case 'show': return await runShow(statement, cx)
    case 'describe': return await runDescribe(statement, cx)
    case 'explain': return await runExplain(statement, cx)
    case 'callProcedure': return await runCall(statement, cx)
    case 'use':
      await cx.transaction.useDatabase(cx.session, statement.database)
      cx.session.database = statement.database
      return done()
    case 'loadData': return await runLoadData(statement, cx)
    case 'createUser': case 'alterUser': case 'renameUser': case 'dropUser': case 'createRole': case 'dropRole': case 'setPassword': case 'setRole':
    case 'setDefaultRole': case 'grant': case 'revoke': case 'grantRole': case 'revokeRole': case 'grantProxy': case 'revokeProxy': case 'flush':
      return runAccountStatement(statement, cx)
    case 'createProcedure': case 'createTrigger': case 'dropProcedure': case 'dropTrigger': return await runDefinition(statement, cx)
    case 'createEvent': case 'alterEvent': case 'dropEvent': return await runEventDefinition(statement, cx)
    default: return await runDdl(statement, cx)
  }
}
