import { OxbowError } from '../error.ts'
import type { SqlType } from './types/sql-type.ts'
import type { Value } from './value.ts'

/** A column of a result set. */
export interface ResultColumn {
  readonly name: string
  readonly type: SqlType
  readonly nullable: boolean
}

/**
 * How far a result may be reused for the same statement, parameters and session values: `commit`, wherever the session's
 * database stands at the same commit; `view`, only where all its refs are the same, too; or `never`.
 */
export type Reuse = 'commit' | 'view' | 'never'

/** What a statement answers. */
export interface QueryResult {
  /** Empty for statements without a result set. */
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly (readonly Value[])[]
  readonly affectedRows: number
  /** UPDATE: rows that the condition found, changed or not; for clients that want these (CLIENT_FOUND_ROWS). */
  readonly matchedRows?: number
  readonly insertId: number | bigint
  /**
   * The rows are a table's own, unchanged: all columns of one table in order, as its tree gives them. Doubles of such rows
   * are printed without an exponent, as Dolt prints them.
   */
  readonly stored?: boolean
  /** How many rows went to the statement's sink; `rows` is empty then. */
  readonly streamed?: number
  /** How many rows there were without LIMIT, where that was asked for. */
  readonly foundRows?: number
  /** `never` when left out. */
  readonly reuse?: Reuse
  /** MySQL's info text (`Rows matched: …`), or ''. */
  readonly info: string
}

/** The error of a transaction that couldn't be committed when its one statement had answered: what it says may tell why. */
export class UncommittedAnswer extends OxbowError {
  readonly answer: QueryResult

  constructor({ code, message, errno, sqlState, cause }: OxbowError, answer: QueryResult) {
    super(code, message, { errno, sqlState, cause })
    this.answer = answer
  }
}
