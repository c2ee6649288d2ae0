import { OxbowError } from '../error.ts'
import type { EngineHost, Transaction, ViewIdentity } from './catalog.ts'
import { type Limits, drive } from './exec/driver.ts'
import type { Statement } from './parser/ast.ts'
import { type ParserModes, parse, parseEach } from './parser/parser.ts'
import type { QueryResult } from './result.ts'
import type { Session } from './session-state.ts'
import { runCall } from './statement/call.ts'
import { runDdl } from './statement/ddl.ts'
import { runDelete } from './statement/delete.ts'
import { runExplain } from './statement/explain.ts'
import { runInsert } from './statement/insert.ts'
import { runSelect } from './statement/select.ts'
import { runSet } from './statement/set.ts'
import { runDescribe, runShow } from './statement/show.ts'
import { type StatementContext, done } from './statement/statement.ts'
import { runTransactionStatement } from './statement/transaction.ts'
import { runUpdate } from './statement/update.ts'
import type { Value } from './value.ts'

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
  readonly #prepared = new WeakMap<Session, Map<string, string>>()

  constructor(host: EngineHost) {
    this.host = host
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
    if (database === null || database.toLowerCase() === 'information_schema') return undefined
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
    switch (statement.kind) {
      case 'prepare': return this.#prepare(session, statement)
      case 'execute': return await this.#execute(session, statement, limits)
      case 'deallocate':
        this.#statements(session).delete(statement.name.toLowerCase())
        return done()
      case 'set': return await this.#inTransaction(session, (transaction) => runSet(statement, { ...base(session, sql, params, limits), transaction, host: this.host }))
      case 'transaction': return await runTransactionStatement(statement, session, this.host)
      case 'unsupported': throw new OxbowError('NOT_SUPPORTED', `${statement.words} can't be run by oxbow yet`, { errno: 1235, sqlState: '42000' })
      case 'kill': throw new OxbowError('NO_SUCH_THREAD', `Unknown thread id: ${statement.id}`, { errno: 1094 })
      default:
    }
    const result = await this.#inTransaction(session, (transaction) =>
      dispatch(statement, { ...base(session, sql, params, limits), transaction, host: this.host }))
    session.rowCount = result.columns.length > 0 ? -1 : result.affectedRows
    if (result.columns.length > 0) session.foundRows = result.rows.length
    if (result.insertId !== 0) session.lastInsertId = result.insertId
    return result
  }

  async #inTransaction(session: Session, work: (transaction: Transaction) => Promise<QueryResult>): Promise<QueryResult> {
    const open = session.transaction
    const transaction = open ?? (await this.host.begin(session))
    session.transaction = transaction
    const mark = transaction.mark()
    try {
      const result = await work(transaction)
      if (session.transaction === transaction && !session.explicitTransaction && session.autocommit) {
        session.transaction = undefined
        await transaction.commit()
      }
      return result
    } catch (e) {
      if (open !== undefined || session.explicitTransaction) transaction.restore(mark)
      else {
        transaction.rollback()
        session.transaction = undefined
      }
      throw e
    }
  }

  #statements(session: Session): Map<string, string> {
    let statements = this.#prepared.get(session)
    if (statements === undefined) this.#prepared.set(session, (statements = new Map()))
    return statements
  }

  #prepare(session: Session, statement: Statement & { kind: 'prepare' }): QueryResult {
    const { source } = statement
    const text = 'text' in source ? source.text : String(session.userVariables.get(source.variable) ?? '')
    parse(text, modesOf(session))
    this.#statements(session).set(statement.name.toLowerCase(), text)
    return done()
  }

  async #execute(session: Session, statement: Statement & { kind: 'execute' }, limits: Limits): Promise<QueryResult> {
    const text = this.#statements(session).get(statement.name.toLowerCase())
    if (text === undefined) {
      throw new OxbowError('UNKNOWN_STMT_HANDLER', `Unknown prepared statement handler (${statement.name}) given to EXECUTE`, { errno: 1243 })
    }
    return await this.query(session, text, statement.using.map((name) => session.userVariables.get(name) ?? null), limits)
  }
}

function base(session: Session, sql: string, params: readonly Value[], limits: Limits): Omit<StatementContext, 'transaction' | 'host'> {
  return { session, sql, params, limits }
}

function keepsWarnings(statement: Statement): boolean {
  return statement.kind === 'show' && (statement.what === 'warnings' || statement.what === 'errors')
}

/** The parser's modes from the session's SQL mode. */
export function modesOf({ sqlMode: mode }: Pick<Session, 'sqlMode'>): ParserModes {
  return {
    ansiQuotes: mode.includes('ANSI'), pipesAsConcat: mode.includes('PIPES_AS_CONCAT') || /\bANSI\b/.test(mode),
    noBackslashEscapes: mode.includes('NO_BACKSLASH_ESCAPES'), highNotPrecedence: mode.includes('HIGH_NOT_PRECEDENCE'),
  }
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
    default: return await runDdl(statement, cx)
  }
}
