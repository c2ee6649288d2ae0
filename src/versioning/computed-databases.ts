import type { VirtualTable } from '../sql/catalog.ts'
import type { DoltCatalog } from './catalog.ts'
import { INFORMATION_SCHEMA, informationSchemaNames, informationSchemaTable } from './information-schema/registry.ts'
import { MYSQL_DATABASE, mysqlTable, mysqlTableNames } from './mysql-database.ts'

/* Databases that hold nothing of their own. */

/** True for `information_schema` and, for who sees all databases, `mysql`. */
export function isComputedDatabase(catalog: DoltCatalog, name: string): boolean {
  return computedDatabases(catalog).includes(name.toLowerCase())
}

export function computedDatabases(catalog: DoltCatalog): readonly string[] {
  const { access } = catalog
  return access === undefined || (access.privileges !== undefined && access.seesDatabase(MYSQL_DATABASE)) ? [INFORMATION_SCHEMA, MYSQL_DATABASE] : [INFORMATION_SCHEMA]
}

export function computedTable(catalog: DoltCatalog, database: string, name: string): VirtualTable | undefined {
  return database.toLowerCase() === MYSQL_DATABASE ? mysqlTable(name) : informationSchemaTable(catalog, name)
}

export function computedTableNames(database: string): readonly { readonly name: string; readonly kind: 'table' | 'view' }[] {
  if (database.toLowerCase() === MYSQL_DATABASE) return mysqlTableNames().map((name) => ({ name, kind: 'table' }))
  return informationSchemaNames().map((name) => ({ name, kind: 'view' }))
}
