import type { Schema } from '../../doltdb/schema.ts'
import { createTable, type Table } from '../../doltdb/table.ts'
import { TableWriter } from '../../doltdb/table-writer.ts'
import type { CheckDefinition, EditedTable, TableEditor } from '../../sql/catalog.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import { doltError } from '../errors.ts'
import { DoltTableEditor } from '../table-editor.ts'
import { OWN_COLUMNS, WORKSPACE_PREFIX, workspaceColumns, type Workspace } from './workspace-table.ts'

const STAGED = 1

/** A row on its way from one state of the table to another; undefined where it isn't there. */
interface RowMove {
  readonly from: readonly Value[] | undefined
  readonly to: readonly Value[] | undefined
}

/**
 * dolt_workspace_<table> under change: to set `staged` stages a row's change or takes it back from there, and to delete a row undoes its
 * change in the working set. Source: Dolt go/libraries/doltcore/sqle/dtables/workspace_table.go.
 */
export class WorkspaceEditor implements TableEditor {
  readonly table: EditedTable
  readonly checks: readonly CheckDefinition[] = []
  private readonly workspace: Workspace
  private readonly stage: (table: Table) => Fetching<void>
  private editWorking: (table: string, change: 'insert' | 'delete' | 'update') => Fetching<TableEditor>
  private readonly moves: RowMove[] = []
  private readonly undone: RowMove[] = []

  /**
   * @param stage takes the table as it is to be staged
   * @param editWorking opens the table of the working set
   */
  constructor(workspace: Workspace, stage: (table: Table) => Fetching<void>, editWorking: () => Fetching<TableEditor>) {
    this.workspace = workspace
    this.stage = stage
    this.editWorking = editWorking
    // Rows come once each, whatever they hold.
    this.table = { columns: workspaceColumns(workspace), keyless: true, primary: { keyColumns: [] } }
  }

  finder(): undefined {
    return undefined
  }

  insert(): Fetching<void> {
    throw doltError(`${this.name} doesn't support INSERT INTO`)
  }

  // Rows are applied all together, when they are flushed.
  // oxlint-disable-next-line require-yield
  *update(old: readonly Value[], row: readonly Value[]): Fetching<void> {
    this.checkModifiable()
    if (old.some((value, i) => i !== STAGED && value !== row[i])) throw doltError("only update of column 'staged' is allowed")
    const { to, from } = this.sides(old)
    const staged = row[STAGED] !== 0 && row[STAGED] !== null
    this.moves.push(staged ? { from, to } : { from: to, to: from })
  }

  // oxlint-disable-next-line require-yield
  *delete(row: readonly Value[]): Fetching<void> {
    this.checkModifiable()
    if (row[STAGED] !== 0) throw doltError('cannot delete staged rows from workspace')
    const { to, from } = this.sides(row)
    this.undone.push({ from: to, to: from })
  }

  nextAutoIncrement(): number {
    return 0
  }

  setAutoIncrement(): void {
    // No column of a workspace counts.
  }

  *flush(): Fetching<void> {
    if (this.moves.length > 0) yield* this.stageRows(this.moves.splice(0))
    if (this.undone.length > 0) yield* this.undoRows(this.undone.splice(0))
  }

  /** Rows that come back or go keep to foreign keys, as if they were changed by hand. */
  keepKeys(open: (table: string, change: 'insert' | 'delete' | 'update') => Fetching<TableEditor>): void {
    this.editWorking = open
  }

  /** What goes is gone before anything comes, so that a row may take the unique key that another one frees. */
  private *stageRows(moves: readonly RowMove[]): Fetching<void> {
    const { name, staged, working } = this.workspace
    const some = (staged ?? working)!
    const table = staged ?? (yield* createTable(some.db, some.schema))
    const editor = new DoltTableEditor(name, yield* TableWriter.open(table), this.stage)
    for (const { from } of moves) if (from !== undefined) yield* editor.delete(from)
    for (const { to } of moves) if (to !== undefined) yield* editor.insert(to)
    yield* editor.flush()
  }

  private *undoRows(moves: readonly RowMove[]): Fetching<void> {
    const { name } = this.workspace
    for (const { from, to } of moves) {
      const editor = yield* this.editWorking(name, from === undefined ? 'insert' : to === undefined ? 'delete' : 'update')
      if (from === undefined) yield* editor.insert(to!)
      else if (to === undefined) yield* editor.delete(from)
      else yield* editor.update(from, to)
      yield* editor.flush()
    }
  }

  private sides(row: readonly Value[]): { to: readonly Value[] | undefined; from: readonly Value[] | undefined } {
    const end = OWN_COLUMNS + this.workspace.to.columns.length
    const [kind, to, from] = [row[OWN_COLUMNS - 1], row.slice(OWN_COLUMNS, end), row.slice(end)]
    return { to: kind === 'removed' ? undefined : to, from: kind === 'added' ? undefined : from }
  }

  private get name(): string {
    return WORKSPACE_PREFIX + this.workspace.name
  }

  /** A single row can't be staged where the columns are other ones. */
  private checkModifiable(): void {
    const { from, to } = this.workspace
    if (from.hash !== to.hash && columnsOf(from) !== columnsOf(to)) throw doltError(`${this.name} table is not modifiable due to schema change`)
  }
}

function columnsOf(schema: Schema): string {
  return JSON.stringify([schema.columns, schema.primaryKey])
}
