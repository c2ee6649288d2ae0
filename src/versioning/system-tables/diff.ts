import type { VirtualTable } from '../../sql/catalog.ts'
import { BOOLEAN, DATETIME6, TEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import { keyColumn, nullable, virtualTable } from '../column.ts'
import type { Revision } from '../revision.ts'
import { commitValues, historyChanges, type HistoryChange } from './history-changes.ts'

const COLUMNS = [
  keyColumn('commit_hash', TEXT), keyColumn('table_name', TEXT), nullable('committer', TEXT), nullable('email', TEXT),
  nullable('date', DATETIME6),
  nullable('message', TEXT), nullable('data_change', BOOLEAN), nullable('schema_change', BOOLEAN), nullable('author', TEXT),
  nullable('author_email', TEXT), nullable('author_date', DATETIME6),
]

/** dolt_diff: which tables each commit of the history changed against its first parent, and what isn't committed. */
export function diffTable(revision: Revision): VirtualTable {
  return virtualTable('dolt_diff', COLUMNS, (_session, equals) => historyChanges(revision, equals.get('commit_hash'), changeRow))
}

// Deltas know what changed without reading rows.
// oxlint-disable-next-line require-yield
function* changeRow({ hash, commit, delta }: HistoryChange): Fetching<Value[][]> {
  const { committer, author } = commitValues(commit)
  const name = (delta.toName ?? delta.fromName)!
  return [[hash, name, ...committer, delta.dataChanged ? 1 : 0, delta.schemaChanged ? 1 : 0, ...author]]
}
