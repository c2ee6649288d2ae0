import { diffRows, keysAreComparable } from '../../doltdb/row-diff.ts'
import type { Table } from '../../doltdb/table.ts'
import type { ColumnInfo, VirtualTable } from '../../sql/catalog.ts'
import { Missing, type Fetching } from '../../store/missing.ts'
import { changedColumns, columnPairs } from '../changed-columns.ts'
import { virtualTable, type VirtualRows } from '../column.ts'

/**
 * The columns that `--skinny` leaves in dolt_diff, by name: the key's, those that only one side has or that changed their type, those in
 * which some row differs, and `included`. Where rows were added or removed, all of them differ. Dolt compares the tables
 * row by row from their beginning; here only what changed is read.
 * Source: Dolt go/libraries/doltcore/sqle/dtablefunctions/dolt_diff.go.
 */
export function* skinnyColumns(from: Table, to: Table, included: readonly string[]): Fetching<ReadonlySet<string>> {
  const wanted = new Set(included)
  const before = new Map(from.schema.columns.map((c) => [c.name, c]))
  const inKey = new Set([...from.schema.primaryKey.map((i) => from.schema.columns[i].name), ...to.schema.primaryKey.map((i) => to.schema.columns[i].name)])
  const shown = new Set<string>()
  const all = [...from.schema.columns, ...to.schema.columns].map((c) => c.name)
  const after = new Map(to.schema.columns.map((c) => [c.name, c]))
  for (const name of all) {
    if (inKey.has(name) || wanted.has(name) || before.get(name)?.sqlType !== after.get(name)?.sqlType) shown.add(name)
  }
  if (!keysAreComparable(from.schema, to.schema)) return new Set(all)
  const pairs = columnPairs(from.schema, to.schema)
  for (const step of diffRows(from, to)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    if (step.kind !== 'modified') return new Set(all)
    for (const name of changedColumns(pairs, step, shown)) shown.add(name)
    if (pairs.every((pair) => shown.has(pair.name))) break
  }
  return shown
}

/** dolt_diff with only some of the tables' columns; what tells of the commits stays. */
export function pickColumns(columns: readonly ColumnInfo[], shown: ReadonlySet<string>, rows: VirtualRows): VirtualTable {
  const kept = columns.flatMap(({ name }, i) => (isShown(name, shown) ? [i] : []))
  return virtualTable('dolt_diff', kept.map((i) => columns[i]), function* (session, equals) {
    const picked = []
    for (const row of yield* rows(session, equals)) picked.push(kept.map((i) => row[i]))
    return picked
  })
}

const OF_THE_COMMITS = new Set(['to_commit', 'to_commit_date', 'from_commit', 'from_commit_date', 'diff_type'])

function isShown(name: string, shown: ReadonlySet<string>): boolean {
  return OF_THE_COMMITS.has(name) || shown.has(name.replace(/^(?:to|from)_/, ''))
}
