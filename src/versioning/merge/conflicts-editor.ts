import { conflictId, withArtifacts } from '../../doltdb/artifacts.ts'
import type { Table } from '../../doltdb/table.ts'
import type { CheckDefinition, EditedTable, TableEditor } from '../../sql/catalog.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import { doltError } from '../errors.ts'
import { conflictColumns, type ConflictedTable } from './conflict-rows.ts'

/**
 * dolt_conflicts_<table> under change: a conflict is resolved by deleting it; setting its `our_` columns changes the table's row.
 * Source: Dolt go/libraries/doltcore/sqle/dtables/conflicts_tables_prolly.go.
 */
export class ConflictsEditor implements TableEditor {
  readonly table: EditedTable
  readonly checks: readonly CheckDefinition[] = []
  private readonly conflicted: ConflictedTable
  private readonly editTable: () => Fetching<TableEditor>
  private readonly publish: (change: (table: Table) => Fetching<Table>) => Fetching<void>
  private readonly id: number
  private readonly resolved = new Set<string>()
  private readonly moves: { readonly from: readonly Value[] | undefined; readonly to: readonly Value[] }[] = []

  /**
   * @param editTable opens the table of the working set
   * @param publish changes the table as it then is
   */
  constructor(
    conflicted: ConflictedTable, editTable: () => Fetching<TableEditor>, publish: (change: (table: Table) => Fetching<Table>) => Fetching<void>,
  ) {
    this.conflicted = conflicted
    this.editTable = editTable
    this.publish = publish
    const columns = conflictColumns(conflicted)
    this.table = { columns, keyless: true, primary: { keyColumns: [] } }
    this.id = columns.findIndex(({ name }) => name === 'dolt_conflict_id')
  }

  finder(): undefined {
    return undefined
  }

  insert(): Fetching<void> {
    throw doltError(`dolt_conflicts_${this.conflicted.name} doesn't support INSERT INTO`)
  }

  // Changes are applied all together, when they are flushed.
  // oxlint-disable-next-line require-yield
  *update(old: readonly Value[], row: readonly Value[]): Fetching<void> {
    const first = 1 + this.conflicted.base.columns.length
    const end = first + this.conflicted.table.schema.columns.length
    const from = old[end] === 'removed' ? undefined : old.slice(first, end)
    this.moves.push({ from, to: row.slice(first, end) })
  }

  // oxlint-disable-next-line require-yield
  *delete(row: readonly Value[]): Fetching<void> {
    this.resolved.add(row[this.id] as string)
  }

  nextAutoIncrement(): number {
    return 0
  }

  setAutoIncrement(): void {
    // No column of conflicts counts.
  }

  *flush(): Fetching<void> {
    const { resolved, moves } = this
    if (moves.length > 0) {
      const editor = yield* this.editTable()
      for (const { from, to } of moves.splice(0)) yield* from === undefined ? editor.insert(to) : editor.update(from, to)
      yield* editor.flush()
    }
    if (resolved.size === 0) return
    const gone = this.conflicted.conflicts.filter((artifact) => resolved.has(conflictId(artifact)))
    resolved.clear()
    yield* this.publish((table) => withArtifacts(table, gone.map(({ key }) => ({ key, value: null }))))
  }
}
