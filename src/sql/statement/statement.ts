import type { Hash } from '../../store/hash.ts'
import type { Fetching } from '../../store/missing.ts'
import { OxbowError } from '../../error.ts'
import type { EngineHost, Transaction } from '../catalog.ts'
import { type Limits, drive } from '../exec/driver.ts'
import type { Locals } from '../locals.ts'
import type { Statement } from '../parser/ast.ts'
import type { ProcessList } from '../process-list.ts'
import type { QueryResult, ResultColumn } from '../result.ts'
import type { Session } from '../session-state.ts'
import type { SqlType } from '../types/sql-type.ts'
import { LONGTEXT } from '../types/types.ts'
import type { Value } from '../value.ts'
import type { PlanCache } from './plan-cache.ts'

/** What every statement runs with. */
export interface StatementContext {
  readonly session: Session
  readonly transaction: Transaction
  readonly host: EngineHost
  /** The statement's source. */
  readonly sql: string
  readonly params: readonly Value[]
  readonly limits: Limits
  readonly processes: ProcessList
  /** Plans of the session's own statements. */
  readonly plans?: PlanCache
  /** Names of the stored program that the statement stands in. */
  readonly locals?: Locals
  /** Stored programs that are running, outermost first. */
  readonly calls?: readonly RunningProgram[]
  /** Runs a statement of a stored program in the transaction that is open. */
  readonly runInner: (statement: Statement, cx: StatementContext) => Promise<QueryResult>
}

/** A stored program that runs. */
export interface RunningProgram {
  readonly kind: 'procedure' | 'trigger' | 'event'
  readonly name: string
  /** The database that a procedure was found in. */
  readonly home?: string
  /** A trigger's table, in lower case with its database: no statement within may change it. */
  readonly table?: string
}

/** Runs a computation over the transaction's data, fetching what it misses. */
export async function compute<T>(cx: StatementContext, work: Fetching<T>): Promise<T> {
  return await drive((addresses: readonly Hash[]) => cx.transaction.fetch(addresses), work, () => undefined, cx.limits.signal)
}

/** The answer of a statement without a result set. */
export function done(affectedRows = 0, rest: { insertId?: number | bigint; info?: string; matchedRows?: number } = {}): QueryResult {
  return { columns: [], rows: [], affectedRows, insertId: 0, info: '', ...rest }
}

/** The error for what the parser reads and the engine can't run. */
export function notSupported(what: string): OxbowError {
  return new OxbowError('NOT_SUPPORTED', `${what} can't be run by oxbow yet`, { errno: 1235, sqlState: '42000' })
}

/** A result set of given columns. */
export function resultSet(columns: readonly ResultColumn[], rows: readonly (readonly Value[])[]): QueryResult {
  return { columns, rows, affectedRows: 0, insertId: 0, info: '' }
}

/** A text column (most of SHOW's). */
export function textColumn(name: string, type: SqlType = LONGTEXT): ResultColumn {
  return { name, type, nullable: true }
}

/** The database that a statement without one means. @throws OxbowError 1046 (3D000). */
export function databaseOf(cx: StatementContext, name: string | undefined): string {
  const database = name ?? cx.session.database
  if (database === null || database === undefined) throw new OxbowError('NO_DATABASE', 'No database selected', { errno: 1046, sqlState: '3D000' })
  return database
}
