import type { Table } from '../../doltdb/table.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import { BIGINT_UNSIGNED, BOOLEAN, TEXT } from '../../sql/types/types.ts'
import type { Fetching } from '../../store/missing.ts'
import { branchRef } from '../../doltdb/refs.ts'
import { column, keyColumn, nullable, virtualTable } from '../column.ts'
import { namesWith, unmergedTables } from '../merge/artifact-tables.ts'
import { conflictColumns, conflictRows, readConflicts } from '../merge/conflict-rows.ts'
import { CONFLICTS_PREFIX, VIOLATIONS_PREFIX } from '../merge/edit-artifacts.ts'
import { readViolations, violationColumns } from '../merge/violation-rows.ts'
import type { Revision } from '../revision.ts'

/** dolt_conflicts: the tables with conflicts. */
export function conflictsTable({ root, state }: Revision): VirtualTable {
  return virtualTable('dolt_conflicts', [keyColumn('table', TEXT), column('num_conflicts', BIGINT_UNSIGNED)], function* () {
    const rows: [string, number][] = (yield* unmergedTables(root)).flatMap(({ name, conflicts }) => (conflicts > 0 ? [[name, conflicts]] : []))
    for (const name of state?.mergeState?.unmergableTables ?? []) if ((yield* root.find(name)) !== undefined) rows.push([name, 0])
    return rows
  })
}

/** dolt_conflicts_<table>: each conflict's row as it was, as it is, and as the other side has it. */
export function* tableConflicts(name: string, table: Table): Fetching<VirtualTable> {
  const conflicted = yield* readConflicts(name, table)
  return virtualTable(CONFLICTS_PREFIX + name, conflictColumns(conflicted), (session) => conflictRows(session, conflicted))
}

/** dolt_constraint_violations: the tables with rows that violate constraints. */
export function violationsTable({ root }: Revision): VirtualTable {
  return virtualTable('dolt_constraint_violations', [keyColumn('table', TEXT), column('num_violations', BIGINT_UNSIGNED)], function* () {
    return (yield* unmergedTables(root)).flatMap(({ name, violations }) => (violations > 0 ? [[name, violations]] : []))
  })
}

/** dolt_constraint_violations_<table>: the rows, and what they violate. */
export function tableViolations(name: string, table: Table): VirtualTable {
  return virtualTable(VIOLATIONS_PREFIX + name, violationColumns(table), function* () {
    return (yield* readViolations(table)).map(({ row }) => row)
  })
}

const MERGE_STATUS = [
  column('is_merging', BOOLEAN), nullable('source', TEXT), nullable('source_commit', TEXT), nullable('target', TEXT), nullable('unmerged_tables', TEXT),
]

/** dolt_merge_status: the merge, cherry-pick or revert that waits. */
export function mergeStatusTable({ root, state, branch }: Revision): VirtualTable {
  return virtualTable('dolt_merge_status', MERGE_STATUS, function* () {
    const merging = state?.mergeState
    if (merging === undefined) return [[0, null, null, null, null]]
    const tables = yield* unmergedTables(root)
    const names = new Set([...namesWith(tables, 'conflicts'), ...namesWith(tables, 'violations'), ...merging.unmergableTables])
    return [[1, merging.fromCommitSpec, merging.fromCommit, branchRef(branch ?? ''), [...names].join(', ')]]
  })
}
