import { readRoot } from '../../doltdb/root-value.ts'
import { tableDeltas, type TableDelta } from '../../doltdb/table-deltas.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import { BOOLEAN, TEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import { column, keyColumn, virtualTable } from '../column.ts'
import { collationDeltas } from '../database-collation.ts'
import { readIgnorePatterns } from '../ignore-patterns.ts'
import { namesWith, unmergedTables } from '../merge/artifact-tables.ts'
import type { Revision } from '../revision.ts'

const COLUMNS = [keyColumn('table_name', TEXT), keyColumn('staged', BOOLEAN), keyColumn('status', TEXT)]

/** Changes that a commit would hold, and those that it wouldn't. */
export interface Status {
  readonly staged: readonly TableDelta[]
  readonly unstaged: readonly TableDelta[]
}

/** @param showIgnored new tables that dolt_ignore names are among the unstaged */
export function* readStatus(revision: Revision, showIgnored = false): Fetching<Status> {
  const { state } = revision
  if (state === undefined) return { staged: [], unstaged: [] }
  const head = yield* readRoot(revision.database.db, revision.head.root)
  const { name } = revision.database
  const staged = [...collationDeltas(name, head, state.staged), ...yield* tableDeltas(head, state.staged)]
  // Conflicts alone are no change.
  let unstaged = [...collationDeltas(name, state.staged, state.working), ...yield* tableDeltas(state.staged, state.working)].filter((d) => d.kind !== 'modified' || d.dataChanged || d.schemaChanged)
  if (!showIgnored && unstaged.some((d) => d.kind === 'added')) {
    const patterns = yield* readIgnorePatterns(state.working)
    unstaged = unstaged.filter((d) => d.kind !== 'added' || !patterns.ignores(d.toName!))
  }
  return { staged, unstaged }
}

/** What a merge waits for, before the changes of tables; a table with violations has nothing more said of it. */
function* statusRows(revision: Revision, { staged, unstaged }: Status): Fetching<Value[][]> {
  const unmerged = revision.state === undefined ? [] : yield* unmergedTables(revision.state.working, yield* readRoot(revision.database.db, revision.head.root))
  const violated = namesWith(unmerged, 'violations')
  const shown = (d: TableDelta): boolean => !violated.includes((d.toName ?? d.fromName)!)
  return [
    ...violated.map((name) => [name, 0, 'constraint violation']),
    ...(revision.state?.mergeState?.unmergableTables ?? []).map((name) => [name, 0, 'schema conflict']),
    ...namesWith(unmerged, 'conflicts').map((name) => [name, 0, 'conflict']),
    ...staged.filter(shown).map((d) => statusRow(d, true)), ...unstaged.filter(shown).map((d) => statusRow(d, false)),
  ]
}

const WORDS = { added: 'new table', dropped: 'deleted', renamed: 'renamed', modified: 'modified' } as const

function statusRow(delta: TableDelta, staged: boolean): Value[] {
  const name = delta.kind === 'renamed' ? `${delta.fromName} -> ${delta.toName}` : (delta.toName ?? delta.fromName)!
  return [name, staged ? 1 : 0, WORDS[delta.kind]]
}

const IGNORED_COLUMNS = [...COLUMNS, column('ignored', BOOLEAN)]

/** dolt_status_ignored: what dolt_status shows, and the new tables that dolt_ignore keeps from it. */
export function statusIgnoredTable(revision: Revision): VirtualTable {
  return virtualTable('dolt_status_ignored', IGNORED_COLUMNS, function* () {
    const { staged, unstaged } = yield* readStatus(revision, true)
    const patterns = revision.state === undefined ? undefined : yield* readIgnorePatterns(revision.state.working)
    return [
      ...staged.map((d) => [...statusRow(d, true), 0]),
      ...unstaged.map((d) => [...statusRow(d, false), d.kind === 'added' && patterns?.ignores(d.toName!) === true ? 1 : 0]),
    ]
  })
}

export function isStatusTable(name: string): boolean {
  return /^dolt_status(?:_ignored)?$/i.test(name)
}

/** dolt_status. */
export function statusTable(revision: Revision): VirtualTable {
  return virtualTable('dolt_status', COLUMNS, function* () {
    return yield* statusRows(revision, yield* readStatus(revision))
  })
}
