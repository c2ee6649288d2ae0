import type { RootValue } from '../doltdb/root-value.ts'
import type { TableDelta } from '../doltdb/table-deltas.ts'

/**
 * The collation of a database itself, which commits hold beside its tables: where it changed, Dolt lists the database as one of them.
 * Source: Dolt go/libraries/doltcore/diff/table_deltas.go (DBPrefix).
 */
const PREFIX = '__DATABASE__'

/** The name under which a database's collation is listed and staged. */
export function databaseEntry(database: string): string {
  return PREFIX + database
}

/** True for names that look like a database's entry, which no table may have. */
export function isDatabaseEntry(name: string): boolean {
  return name.startsWith(PREFIX)
}

/** The change of a database's collation from one root value to another, in the form of a table's; none where it stayed. */
export function collationDeltas(database: string, from: RootValue, to: RootValue): TableDelta[] {
  if (from.message.collation === to.message.collation) return []
  const name = databaseEntry(database)
  return [{ fromName: name, toName: name, from: undefined, to: undefined, dataChanged: false, schemaChanged: true, kind: 'modified' }]
}
