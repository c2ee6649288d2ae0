import { keysAreComparable } from '../../doltdb/row-diff.ts'
import { tableDeltas, type TableDelta } from '../../doltdb/table-deltas.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import type { SqlSession } from '../../sql/session.ts'
import { BIGINT_UNSIGNED, LONGTEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import { column, keyColumn, virtualTable } from '../column.ts'
import { tableNotFound } from '../errors.ts'
import { rowStatements } from '../patch/row-statements.ts'
import { schemaStatements } from '../patch/schema-statements.ts'
import { resolveRevision, type Revision } from '../revision.ts'
import { refPair } from './revisions.ts'

const COLUMNS = [
  keyColumn('statement_order', BIGINT_UNSIGNED), column('from_commit_hash', LONGTEXT), column('to_commit_hash', LONGTEXT),
  column('table_name', LONGTEXT), column('diff_type', LONGTEXT), column('statement', LONGTEXT),
]

/**
 * dolt_patch('from', 'to'[, 'table']): the statements that make one state of the tables the other. Only those of one kind are made,
 * and counted, where the WHERE clause asks for a single diff_type.
 */
export function* patchFunction(revision: Revision, args: readonly string[]): Fetching<VirtualTable> {
  const { from, to, rest } = yield* refPair(revision, 'dolt_patch', args, [0, 1])
  const before = yield* resolveRevision(revision, from)
  const after = yield* resolveRevision(revision, to)
  const [table] = rest
  if (table !== undefined && (yield* before.root.find(table)) === undefined && (yield* after.root.find(table)) === undefined) throw tableNotFound(table)
  return virtualTable('dolt_patch', COLUMNS, function* (session, equals) {
    const wanted = equals.get('diff_type')
    const rows: Value[][] = []
    const add = (name: string, kind: string, statements: readonly string[]): void => {
      for (const statement of statements) rows.push([rows.length + 1, addressOf(before, from), addressOf(after, to), name, kind, statement])
    }
    for (const delta of byNewName(yield* tableDeltas(before.root, after.root))) {
      if (table !== undefined && !names(delta, table)) continue
      const name = (delta.toName ?? delta.fromName)!
      if (wanted === undefined || wanted === 'schema') add(name, 'schema', yield* schemaStatements(before.root, after.root, delta))
      if (wanted === undefined || wanted === 'data') add(name, 'data', yield* dataStatements(session, name, delta))
    }
    return rows
  })
}

function* dataStatements(session: SqlSession, name: string, { from, to }: TableDelta): Fetching<string[]> {
  // A table that is dropped takes its rows along.
  if (to === undefined) return []
  if (from !== undefined && !keysAreComparable(from.schema, to.schema)) {
    session.warnings.push({
      level: 'Warning', code: 1235, message: `Primary key sets differ between revisions for table '${name}', skipping data diff`,
    })
    return []
  }
  return yield* rowStatements(session, name, from, to)
}

/** Dropped tables come first. */
function byNewName(deltas: readonly TableDelta[]): TableDelta[] {
  return deltas.toSorted((a, b) => compare(a.toName ?? '', b.toName ?? ''))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function names({ fromName, toName }: TableDelta, table: string): boolean {
  const lower = table.toLowerCase()
  return fromName?.toLowerCase() === lower || toName?.toLowerCase() === lower
}

/** The address of a commit; what isn't committed keeps the name by which it was asked for. */
function addressOf(revision: Revision, ref: string): string {
  return revision.branch === undefined ? revision.head.hash : ref
}
