import { readCommit, type Commit } from '../../doltdb/commit.ts'
import { commitsOfHeads, inGroups } from '../../doltdb/commit-walk.ts'
import { readRoot } from '../../doltdb/root-value.ts'
import { tableDeltas, type TableDelta } from '../../doltdb/table-deltas.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import { BOOLEAN, DATETIME6, TEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import { Missing, together, type Fetching } from '../../store/missing.ts'
import { keyColumn, nullable, virtualTable } from '../column.ts'
import type { Revision } from '../revision.ts'
import { readStatus } from './status.ts'

const COLUMNS = [
  keyColumn('commit_hash', TEXT), keyColumn('table_name', TEXT), nullable('committer', TEXT), nullable('email', TEXT),
  nullable('date', DATETIME6),
  nullable('message', TEXT), nullable('data_change', BOOLEAN), nullable('schema_change', BOOLEAN), nullable('author', TEXT),
  nullable('author_email', TEXT), nullable('author_date', DATETIME6),
]

/** dolt_diff: which tables each commit of the history changed against its first parent, and what isn't committed. */
export function diffTable(revision: Revision): VirtualTable {
  return virtualTable('dolt_diff', COLUMNS, function* (_session, equals) {
    const rows: Value[][] = []
    const wanted = equals.get('commit_hash')
    if (wanted === undefined || wanted === 'WORKING' || wanted === 'STAGED') {
      const { staged, unstaged } = yield* readStatus(revision)
      for (const delta of staged) rows.push(diffRow('STAGED', undefined, delta))
      for (const delta of unstaged) rows.push(diffRow('WORKING', undefined, delta))
    }
    const { db } = revision.database
    const rowsOf = function* (commit: Commit): Fetching<Value[][]> {
      if (commit.parents.length === 0 || (wanted !== undefined && wanted !== commit.hash)) return []
      const parent = yield* readCommit(db, commit.parents[0])
      const deltas = yield* tableDeltas(yield* readRoot(db, parent.root), yield* readRoot(db, commit.root))
      return deltas.map((delta) => diffRow(commit.hash, commit, delta))
    }
    for (const step of inGroups(commitsOfHeads(db, [revision.head.hash]))) {
      if (step instanceof Missing) yield step
      else rows.push(...(yield* together(step.map(rowsOf))).flat())
    }
    return rows
  })
}

function diffRow(hash: string, commit: Commit | undefined, delta: TableDelta): Value[] {
  const changes = [delta.dataChanged ? 1 : 0, delta.schemaChanged ? 1 : 0]
  const name = (delta.toName ?? delta.fromName)!
  if (commit === undefined) return [hash, name, null, null, null, null, ...changes, null, null, null]
  return [
    hash, name, commit.committerName, commit.committerEmail, commit.timestampMillis * 1000, commit.description, ...changes, commit.name,
    commit.email, commit.userTimestampMillis * 1000,
  ]
}

