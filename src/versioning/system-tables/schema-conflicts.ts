import { readCommit } from '../../doltdb/commit.ts'
import { mergeBase } from '../../doltdb/merge-base.ts'
import { readRoot, type RootValue } from '../../doltdb/root-value.ts'
import { readTable, type Table } from '../../doltdb/table.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import { TEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import { keyColumn, nullable, virtualTable } from '../column.ts'
import { mergeSchemas } from '../merge/merge-schema.ts'
import type { Revision } from '../revision.ts'
import { createTableText } from '../show-create.ts'

const COLUMNS = [
  keyColumn('table_name', TEXT), nullable('base_schema', TEXT), nullable('our_schema', TEXT), nullable('their_schema', TEXT), nullable('description', TEXT),
]

/** dolt_schema_conflicts: tables whose schemas a merge couldn't join. Source: Dolt go/libraries/doltcore/sqle/dtables/schema_conflicts_table.go. */
export function schemaConflictsTable(revision: Revision): VirtualTable {
  return virtualTable('dolt_schema_conflicts', COLUMNS, function* () {
    const merging = revision.state?.mergeState
    if (merging === undefined || merging.unmergableTables.length === 0) return []
    const { db } = revision.database
    const from = yield* readCommit(db, merging.fromCommit)
    const common = yield* mergeBase(db, revision.head, from)
    const ours = yield* readRoot(db, merging.preWorkingRoot)
    const theirs = yield* readRoot(db, from.root)
    const base = common === undefined ? undefined : yield* readRoot(db, (yield* readCommit(db, common)).root)
    const rows: Value[][] = []
    for (const name of merging.unmergableTables) rows.push(yield* conflictRow(name, base, ours, theirs))
    return rows
  })
}

function* conflictRow(name: string, base: RootValue | undefined, ours: RootValue, theirs: RootValue): Fetching<Value[]> {
  const [was, mine, other] = [base && (yield* tableIn(base, name)), yield* tableIn(ours, name), yield* tableIn(theirs, name)]
  const texts: string[] = []
  for (const [root, table] of [[base, was], [ours, mine], [theirs, other]] as const) {
    texts.push(root === undefined || table === undefined ? '<deleted>' : `${yield* createTableText(root, name, table, false)};`)
  }
  return [name, ...texts, describe(name, was, mine, other)]
}

function describe(name: string, was: Table | undefined, mine: Table | undefined, other: Table | undefined): string {
  const left = mine ?? other
  if (mine === undefined || other === undefined) {
    return `cannot merge a table deletion with ${was?.schema.hash === left?.schema.hash ? 'data' : 'schema'} modification`
  }
  const merged = mergeSchemas(mine.db, name, (was ?? mine).schema, mine.schema, other.schema)
  return 'schema' in merged ? '' : merged.join('\n')
}

function* tableIn(root: RootValue, name: string): Fetching<Table | undefined> {
  const found = yield* root.find(name)
  return found === undefined ? undefined : yield* readTable(root.db, found.hash)
}
