import type { RefEdit } from '../../doltdb/database.ts'
import { parseRef } from '../../doltdb/refs.ts'
import type { ColumnInfo, ProcedureResult } from '../../sql/catalog.ts'
import type { Session } from '../../sql/session-state.ts'
import { BIGINT, TEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import { nullable } from '../column.ts'
import type { VersionedDatabase } from '../environment.ts'
import { noDatabaseSelected, refuseReadOnly } from '../errors.ts'
import type { DoltTransaction, WritableBranch } from '../transaction.ts'
import type { Revision } from '../revision.ts'

/** What a procedure is called in. */
export class ProcedureContext {
  readonly transaction: DoltTransaction
  readonly session: Session
  /** The current database as the session names it; empty where it has none. */
  readonly databaseName: string

  constructor(transaction: DoltTransaction, session: Session, databaseName: string) {
    this.transaction = transaction
    this.session = session
    this.databaseName = databaseName
  }

  /** @throws OxbowError 1046 where the session has none. */
  get database(): VersionedDatabase {
    if (this.databaseName === '') throw noDatabaseSelected()
    return this.transaction.database(this.databaseName)
  }

  run<T>(work: Fetching<T>): Promise<T> {
    return this.transaction.run(work)
  }

  revision(): Promise<Revision> {
    return this.run(this.transaction.revision(this.databaseName))
  }

  /** A branch, the current one when left out. @throws OxbowError 1290 where it can't be written to, 1049 where there is none. */
  writable(branch?: string): Promise<WritableBranch> {
    return this.run(this.transaction.writable(branch === undefined ? this.databaseName : `${this.database.name}/${branch}`))
  }

  /**
   * Makes durable what the session's transaction has changed, as procedures do that change which branches there are.
   * @throws OxbowError where conflicts or violations may not be kept; the transaction is rolled back then
   */
  async commitTransaction(): Promise<void> {
    await this.transaction.commit()
  }

  /** Changes refs at once, outside of the transaction, and tells those who push on write. @throws OxbowError 1044. */
  async updateRefs(edits: readonly RefEdit[]): Promise<void> {
    const { database, transaction } = this
    transaction.checkEdits(database, edits)
    refuseReadOnly(database)
    const changes = await database.db.updateRefs(edits)
    transaction.refresh(database)
    const visible = changes.filter(({ ref }) => parseRef(ref)?.kind !== 'workingSet')
    if (visible.length > 0) await transaction.host.onRefsChanged(database, visible)
  }
}

/** A procedure, its arguments as texts. */
export type Procedure = (cx: ProcedureContext, args: readonly string[]) => Promise<ProcedureResult>

export const STATUS: readonly ColumnInfo[] = [nullable('status', BIGINT)]
export const STATUS_MESSAGE: readonly ColumnInfo[] = [...STATUS, nullable('message', TEXT)]
export const HASH: readonly ColumnInfo[] = [nullable('hash', TEXT)]

export function result(columns: readonly ColumnInfo[], ...row: readonly Value[]): ProcedureResult {
  return { columns, rows: [row] }
}

/** What most procedures answer. */
export function success(): ProcedureResult {
  return result(STATUS, 0)
}
