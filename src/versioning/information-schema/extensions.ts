import type { VirtualTable } from '../../sql/catalog.ts'
import type { DoltCatalog } from '../catalog.ts'
import { virtualTable } from '../column.ts'
import { columnsTable } from './columns.ts'
import { tableConstraintsTable } from './constraints.ts'
import { schemataTable } from './schemata.ts'
import { tablesTable } from './tables.ts'
import { writtenColumns } from './written-columns.ts'

const ATTRIBUTES = 'ENGINE_ATTRIBUTE json, SECONDARY_ENGINE_ATTRIBUTE json'

/** A table that says of each row of another what an engine could: nothing. */
function extension(name: string, columns: string, of: VirtualTable, names: readonly string[], rest: readonly (string | null)[]): VirtualTable {
  const places = names.map((column) => of.columns.findIndex((one) => one.name.toUpperCase() === column))
  return virtualTable(name, writtenColumns(columns), function* (session, equals) {
    return [...(yield* of.rows(session, equals))].map((row) => [...places.map((place) => row[place]), ...rest])
  })
}

/** information_schema.columns_extensions. */
export function columnsExtensionsTable(catalog: DoltCatalog): VirtualTable {
  return extension('COLUMNS_EXTENSIONS', `TABLE_CATALOG varchar(64) not null, TABLE_SCHEMA varchar(64) not null, TABLE_NAME varchar(64) not null, COLUMN_NAME varchar(64), ${ATTRIBUTES}`,
    columnsTable(catalog), ['TABLE_CATALOG', 'TABLE_SCHEMA', 'TABLE_NAME', 'COLUMN_NAME'], [null, null])
}

/** information_schema.tables_extensions. */
export function tablesExtensionsTable(catalog: DoltCatalog): VirtualTable {
  return extension('TABLES_EXTENSIONS', `TABLE_CATALOG varchar(64) not null, TABLE_SCHEMA varchar(64) not null, TABLE_NAME varchar(64) not null, ${ATTRIBUTES}`,
    tablesTable(catalog), ['TABLE_CATALOG', 'TABLE_SCHEMA', 'TABLE_NAME'], [null, null])
}

/** information_schema.schemata_extensions. */
export function schemataExtensionsTable(catalog: DoltCatalog): VirtualTable {
  return extension('SCHEMATA_EXTENSIONS', 'CATALOG_NAME varchar(64), SCHEMA_NAME varchar(64), OPTIONS varchar(256)', schemataTable(catalog), ['CATALOG_NAME', 'SCHEMA_NAME'], [''])
}

/** information_schema.table_constraints_extensions: of keys, not of checks. */
export function tableConstraintsExtensionsTable(catalog: DoltCatalog): VirtualTable {
  return extension('TABLE_CONSTRAINTS_EXTENSIONS',
    `CONSTRAINT_CATALOG varchar(64) not null, CONSTRAINT_SCHEMA varchar(64) not null, CONSTRAINT_NAME varchar(64) not null, TABLE_NAME varchar(64) not null, ${ATTRIBUTES}`,
    tableConstraintsTable(catalog), ['CONSTRAINT_CATALOG', 'CONSTRAINT_SCHEMA', 'CONSTRAINT_NAME', 'TABLE_NAME'], [null, null])
}
