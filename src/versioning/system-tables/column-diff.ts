import { diffRows, keysAreComparable } from '../../doltdb/row-diff.ts'
import type { TableDelta } from '../../doltdb/table-deltas.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import { DATETIME, TEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import { Missing, type Fetching } from '../../store/missing.ts'
import { changedColumns, columnPairs } from '../changed-columns.ts'
import { keyColumn, nullable, virtualTable } from '../column.ts'
import type { Revision } from '../revision.ts'
import { commitValues, historyChanges, type HistoryChange } from './history-changes.ts'

const COLUMNS = [
  keyColumn('commit_hash', TEXT), keyColumn('table_name', TEXT), keyColumn('column_name', TEXT), nullable('committer', TEXT),
  nullable('email', TEXT), nullable('date', DATETIME), nullable('message', TEXT), nullable('diff_type', TEXT), nullable('author', TEXT),
  nullable('author_email', TEXT), nullable('author_date', DATETIME),
]

/** dolt_column_diff: which columns each commit of the history added, removed or changed values of. */
export function columnDiffTable(revision: Revision): VirtualTable {
  return virtualTable('dolt_column_diff', COLUMNS, (_session, equals) => historyChanges(revision, equals.get('commit_hash'), changeRows))
}

function* changeRows({ hash, commit, delta }: HistoryChange): Fetching<Value[][]> {
  const { committer, author } = commitValues(commit)
  const name = (delta.toName ?? delta.fromName)!
  return (yield* changesOfColumns(delta)).map(([column, kind]) => [hash, name, column, ...committer, kind, ...author])
}

function* changesOfColumns({ from, to }: TableDelta): Fetching<[column: string, kind: string][]> {
  if (from === undefined || to === undefined) {
    const kind = from === undefined ? 'added' : 'removed'
    return (to ?? from)?.schema.columns.map((c) => [c.name, kind]) ?? []
  }
  const had = new Set(from.schema.columns.map((c) => c.tag))
  const has = new Set(to.schema.columns.map((c) => c.tag))
  const changes: [string, string][] = []
  for (const c of to.schema.columns) if (!had.has(c.tag)) changes.push([c.name, 'added'])
  for (const c of from.schema.columns) if (!has.has(c.tag)) changes.push([c.name, 'removed'])
  const pairs = columnPairs(from.schema, to.schema)
  // Under a key of another kind, every row is another one.
  if (!keysAreComparable(from.schema, to.schema)) return [...changes, ...pairs.map(({ name }): [string, string] => [name, 'modified'])]
  const found = new Set<string>()
  for (const step of diffRows(from, to)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    for (const column of changedColumns(pairs, step, found)) found.add(column)
    if (found.size === pairs.length) break
  }
  for (const { name } of pairs) if (found.has(name)) changes.push([name, 'modified'])
  return changes
}
