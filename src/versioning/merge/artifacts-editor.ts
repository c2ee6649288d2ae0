import { withArtifacts, type Artifact } from '../../doltdb/artifacts.ts'
import type { Table } from '../../doltdb/table.ts'
import type { CheckDefinition, ColumnInfo, EditedTable, TableEditor } from '../../sql/catalog.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import { doltError } from '../errors.ts'

/** What a system table of artifacts is changed through. */
export interface ArtifactsTarget {
  /** Of the system table. */
  readonly name: string
  readonly columns: readonly ColumnInfo[]
  /** The artifact that a row of it shows. */
  artifactOf(row: readonly Value[]): Artifact | undefined
  /** Changes the table that holds the artifacts, as it then is. */
  publish(change: (table: Table) => Fetching<Table>): Fetching<void>
}

/** dolt_constraint_violations_<table> under change: what is deleted there counts as resolved. */
export class ArtifactsEditor implements TableEditor {
  readonly table: EditedTable
  readonly checks: readonly CheckDefinition[] = []
  protected readonly target: ArtifactsTarget
  private readonly resolved: Uint8Array[] = []

  constructor(target: ArtifactsTarget) {
    this.target = target
    this.table = { columns: target.columns, keyless: true, primary: { keyColumns: [] } }
  }

  finder(): undefined {
    return undefined
  }

  insert(): Fetching<void> {
    throw doltError(`${this.target.name} doesn't support INSERT INTO`)
  }

  update(_old: readonly Value[], _row: readonly Value[]): Fetching<void> {
    throw doltError(`${this.target.name} doesn't support UPDATE`)
  }

  // Artifacts go all together, when they are flushed.
  // oxlint-disable-next-line require-yield
  *delete(row: readonly Value[]): Fetching<void> {
    const artifact = this.target.artifactOf(row)
    if (artifact !== undefined) this.resolved.push(artifact.key)
  }

  nextAutoIncrement(): number {
    return 0
  }

  setAutoIncrement(): void {
    // No column of artifacts counts.
  }

  *flush(): Fetching<void> {
    const gone = this.resolved.splice(0)
    if (gone.length > 0) yield* this.target.publish((table) => withArtifacts(table, gone.map((key) => ({ key, value: null }))))
  }
}
