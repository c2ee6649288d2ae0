import type { RootValue } from '../../doltdb/root-value.ts'
import { readTable, type Table } from '../../doltdb/table.ts'
import type { SqlType } from '../../sql/types/sql-type.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import type { DoltCatalog } from '../catalog.ts'
import { splitDatabaseName } from '../revision.ts'
import { isSystemTableName } from '../system-schemas.ts'

/** Text columns of information_schema. */
export function infoText(length: number): SqlType {
  return { name: 'VARCHAR', length, collation: 'utf8mb3_general_ci' }
}

export const NAME = infoText(64)

/** ENUM columns of information_schema; their values are 1-based places in `members`. */
export function infoEnum(...members: readonly string[]): SqlType {
  return { name: 'ENUM', members, collation: 'utf8mb3_general_ci' }
}

/** A user's table that information_schema describes. */
export interface DescribedTable {
  readonly database: string
  readonly name: string
  readonly table: Table
  readonly root: RootValue
}

/** The databases that the WHERE clause asks for, with what each shows. */
export function* describedDatabases(
  catalog: DoltCatalog, equals: ReadonlyMap<string, Value>,
): Fetching<{ readonly name: string; readonly root: RootValue }[]> {
  const wanted = equals.get('table_schema') ?? equals.get('constraint_schema') ?? equals.get('schema_name')
  // `db/branch` isn't listed, but who asks for it by name finds it.
  if (typeof wanted === 'string' && splitDatabaseName(wanted).ref !== undefined && catalog.hasDatabase(wanted)) {
    return [{ name: wanted, root: (yield* catalog.revision(wanted)).root }]
  }
  const found: { name: string; root: RootValue }[] = []
  for (const database of catalog.visibleDatabases()) {
    if (typeof wanted === 'string' && wanted.toLowerCase() !== database.name.toLowerCase()) continue
    found.push({ name: database.name, root: (yield* catalog.revision(database.name)).root })
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** The user's tables that the WHERE clause asks for, by database and name. */
export function* describedTables(catalog: DoltCatalog, equals: ReadonlyMap<string, Value>): Fetching<DescribedTable[]> {
  const wanted = equals.get('table_name')
  const tables: DescribedTable[] = []
  for (const { name: database, root } of yield* describedDatabases(catalog, equals)) {
    for (const [name, hash] of yield* root.tables()) {
      if (isSystemTableName(name) || (typeof wanted === 'string' && wanted.toLowerCase() !== name.toLowerCase())) continue
      tables.push({ database, name, table: yield* readTable(root.db, hash), root })
    }
  }
  return tables
}
