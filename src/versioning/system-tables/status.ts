import { readRoot } from '../../doltdb/root-value.ts'
import { tableDeltas, type TableDelta } from '../../doltdb/table-deltas.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import { BOOLEAN, TEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import { column, keyColumn, virtualTable } from '../column.ts'
import { readIgnorePatterns } from '../ignore-patterns.ts'
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
  const staged = yield* tableDeltas(head, state.staged)
  let unstaged = yield* tableDeltas(state.staged, state.working)
  if (!showIgnored && unstaged.some((d) => d.kind === 'added')) {
    const patterns = yield* readIgnorePatterns(state.working)
    unstaged = unstaged.filter((d) => d.kind !== 'added' || !patterns.ignores(d.toName!))
  }
  return { staged, unstaged }
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
    const { staged, unstaged } = yield* readStatus(revision)
    return [...staged.map((d) => statusRow(d, true)), ...unstaged.map((d) => statusRow(d, false))]
  })
}
