import type { TableEditor } from '../../sql/catalog.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import { ArtifactsEditor, type ArtifactsTarget } from './artifacts-editor.ts'
import { keyFirst, type ConflictedTable } from './conflict-rows.ts'

/**
 * dolt_conflicts_<table> under change: a conflict is resolved by deleting it; setting its `our_` columns changes the table's row.
 * Source: Dolt go/libraries/doltcore/sqle/dtables/conflicts_tables_prolly.go.
 */
export class ConflictsEditor extends ArtifactsEditor {
  private readonly conflicted: ConflictedTable
  private readonly editTable: () => Fetching<TableEditor>
  private readonly moves: { readonly from: readonly Value[] | undefined; readonly to: readonly Value[] }[] = []

  /** @param editTable opens the table of the working set */
  constructor(target: ArtifactsTarget, conflicted: ConflictedTable, editTable: () => Fetching<TableEditor>) {
    super(target)
    this.conflicted = conflicted
    this.editTable = editTable
  }

  // Changes are applied all together, when they are flushed.
  // oxlint-disable-next-line require-yield
  override *update(old: readonly Value[], row: readonly Value[]): Fetching<void> {
    const first = 1 + this.conflicted.base.columns.length
    const end = first + this.conflicted.table.schema.columns.length
    const from = old[end] === 'removed' ? undefined : this.ownRow(old.slice(first, end))
    this.moves.push({ from, to: this.ownRow(row.slice(first, end)) })
  }

  /** A row in the order of the table's columns. */
  private ownRow(shown: readonly Value[]): Value[] {
    const { schema } = this.conflicted.table
    const row: Value[] = []
    keyFirst(schema, [...schema.columns.keys()]).forEach((ordinal, i) => { row[ordinal] = shown[i] })
    return row
  }

  override *flush(): Fetching<void> {
    if (this.moves.length > 0) {
      const editor = yield* this.editTable()
      for (const { from, to } of this.moves.splice(0)) yield* from === undefined ? editor.insert(to) : editor.update(from, to)
      yield* editor.flush()
    }
    yield* super.flush()
  }
}
