import { readTable, type Table } from '../../doltdb/table.ts'
import type { Relation, VirtualTable } from '../../sql/catalog.ts'
import type { Fetching } from '../../store/missing.ts'
import type { DoltCatalog } from '../catalog.ts'
import type { Revision } from '../revision.ts'
import { branchesTable, remoteBranchesTable } from './branches.ts'
import { WORKSPACE_PREFIX, workspaceTable } from '../workspace/workspace-table.ts'
import { blameTable } from './blame.ts'
import { columnDiffTable } from './column-diff.ts'
import { commitAncestorsTable, commitsTable } from './commits.ts'
import { CONFLICTS_PREFIX, VIOLATIONS_PREFIX } from '../merge/edit-artifacts.ts'
import { conflictsTable, mergeStatusTable, tableConflicts, tableViolations, violationsTable } from './conflicts.ts'
import { diffTable } from './diff.ts'
import { historyTable } from './history.ts'
import { logTable } from './log.ts'
import { backupsTable, remotesTable } from './remotes.ts'
import { replicationStatusTable } from './replication-status.ts'
import { schemaConflictsTable } from './schema-conflicts.ts'
import { stashesTable } from './stashes.ts'
import { statisticsTable } from './statistics.ts'
import { statusIgnoredTable, statusTable } from './status.ts'
import { commitDiffTable, tableDiffTable } from './table-diff.ts'
import { tagsTable } from './tags.ts'
import { emptyUserSystemTable } from './user-tables.ts'

type Computed = (revision: Revision, catalog: DoltCatalog) => VirtualTable

const TABLES: Readonly<Record<string, Computed>> = {
  dolt_backups: backupsTable,
  dolt_log: logTable,
  dolt_branches: (revision, catalog) => branchesTable(catalog, revision),
  dolt_remote_branches: remoteBranchesTable,
  dolt_tags: tagsTable,
  dolt_remotes: remotesTable,
  dolt_schema_conflicts: schemaConflictsTable,
  dolt_replication_status: (_revision, catalog) => replicationStatusTable(catalog),
  dolt_stashes: stashesTable,
  dolt_statistics: statisticsTable,
  dolt_status: statusTable,
  dolt_status_ignored: statusIgnoredTable,
  dolt_commits: commitsTable,
  dolt_conflicts: conflictsTable,
  dolt_constraint_violations: violationsTable,
  dolt_merge_status: mergeStatusTable,
  dolt_commit_ancestors: commitAncestorsTable,
  dolt_diff: diffTable,
  dolt_column_diff: columnDiffTable,
}

/** Tables that show nothing but what a database's refs lead to, so that one root always gives the same rows. */
const FROM_REFS = new Set(['dolt_log', 'dolt_tags', 'dolt_commits', 'dolt_commit_ancestors', 'dolt_diff', 'dolt_column_diff'])

const BY_TABLE: readonly (readonly [prefix: string, make: (revision: Revision, name: string, table: Table) => Relation])[] = [
  ['dolt_diff_', tableDiffTable],
  ['dolt_commit_diff_', commitDiffTable],
  ['dolt_history_', historyTable],
  ['dolt_blame_', blameTable],
]

/** The names of all computed system tables, where these are the stored tables; sorted. */
export function systemTableNames(stored: readonly string[]): string[] {
  const prefixes = [...BY_TABLE.map(([prefix]) => prefix), CONFLICTS_PREFIX, VIOLATIONS_PREFIX, WORKSPACE_PREFIX]
  return [...Object.keys(TABLES), ...prefixes.flatMap((prefix) => stored.map((name) => prefix + name))].toSorted()
}

/** A system table of a revision that isn't stored; undefined when there is none of that name, or it is stored. */
export function* systemTable(catalog: DoltCatalog, revision: Revision, name: string): Fetching<Relation | undefined> {
  const lower = name.toLowerCase()
  if (Object.hasOwn(TABLES, lower)) {
    const table = TABLES[lower](revision, catalog)
    return FROM_REFS.has(lower) ? { ...table, reuse: 'view' } : table
  }
  if (lower.startsWith(WORKSPACE_PREFIX)) return yield* workspaceTable(revision, name.slice(WORKSPACE_PREFIX.length))
  const { root } = revision
  for (const prefix of [CONFLICTS_PREFIX, VIOLATIONS_PREFIX]) {
    if (!lower.startsWith(prefix)) continue
    const found = yield* root.find(name.slice(prefix.length))
    if (found === undefined) return undefined
    const table = yield* readTable(root.db, found.hash)
    return prefix === CONFLICTS_PREFIX ? yield* tableConflicts(found.name, table) : tableViolations(found.name, table)
  }
  for (const [prefix, make] of BY_TABLE) {
    if (!lower.startsWith(prefix)) continue
    const found = yield* root.find(name.slice(prefix.length))
    if (found === undefined) continue
    const made = make(revision, found.name, yield* readTable(root.db, found.hash))
    return made.kind === 'virtual' ? { ...made, reuse: 'view' } : made
  }
  if ((yield* root.find(lower)) === undefined) return emptyUserSystemTable(lower)
  return undefined
}
