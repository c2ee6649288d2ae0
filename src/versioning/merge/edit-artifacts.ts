import { conflictId } from '../../doltdb/artifacts.ts'
import type { RootValue } from '../../doltdb/root-value.ts'
import { readTable, type Table } from '../../doltdb/table.ts'
import type { TableEditor } from '../../sql/catalog.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import { ArtifactsEditor } from './artifacts-editor.ts'
import { conflictColumns, readConflicts } from './conflict-rows.ts'
import { ConflictsEditor } from './conflicts-editor.ts'
import { readViolations, violationColumns } from './violation-rows.ts'

/** What the system tables of a table's conflicts and violations are called before its name. */
export const CONFLICTS_PREFIX = 'dolt_conflicts_'
export const VIOLATIONS_PREFIX = 'dolt_constraint_violations_'

/** What changes the working root of the branch whose artifacts are edited. */
export interface ArtifactsBranch {
  readonly working: RootValue
  change(work: (root: RootValue) => Fetching<RootValue>): Fetching<void>
  /** Opens one of its tables. */
  edit(table: string): Fetching<TableEditor>
}

/** The editor of a system table of conflicts or violations; undefined for other names, and those of tables that aren't there. */
export function* editArtifacts(name: string, branch: ArtifactsBranch): Fetching<TableEditor | undefined> {
  const lower = name.toLowerCase()
  const prefix = [CONFLICTS_PREFIX, VIOLATIONS_PREFIX].find((start) => lower.startsWith(start))
  const found = prefix === undefined ? undefined : yield* branch.working.find(name.slice(prefix.length))
  if (found === undefined) return undefined
  const table = yield* readTable(branch.working.db, found.hash)
  const publish = (change: (changed: Table) => Fetching<Table>): Fetching<void> => branch.change(function* (root) {
    const now = (yield* root.tables()).get(found.name)
    return now === undefined ? root : yield* root.with({ tables: [[found.name, (yield* change(yield* readTable(root.db, now))).hash]] })
  })
  if (prefix === VIOLATIONS_PREFIX) {
    const violations = yield* readViolations(table)
    const byRow = new Map(violations.map(({ row, artifact }) => [rowText(row), artifact]))
    return new ArtifactsEditor({ name, columns: violationColumns(table), artifactOf: (row) => byRow.get(rowText(row)), publish })
  }
  const conflicted = yield* readConflicts(found.name, table)
  const columns = conflictColumns(conflicted)
  const id = columns.findIndex((column) => column.name === 'dolt_conflict_id')
  const byId = new Map(conflicted.conflicts.map((artifact) => [conflictId(artifact), artifact]))
  const target = { name, columns, artifactOf: (row: readonly Value[]) => byId.get(row[id] as string), publish }
  return new ConflictsEditor(target, conflicted, () => branch.edit(found.name))
}

function rowText(row: readonly Value[]): string {
  return JSON.stringify(row, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
}
