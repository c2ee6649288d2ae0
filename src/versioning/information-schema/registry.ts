import type { VirtualTable } from '../../sql/catalog.ts'
import type { DoltCatalog } from '../catalog.ts'
import { collationsTable } from './collations.ts'
import { columnsTable } from './columns.ts'
import { checkConstraintsTable, keyColumnUsageTable, referentialConstraintsTable, tableConstraintsTable } from './constraints.ts'
import { columnsExtensionsTable, schemataExtensionsTable, tableConstraintsExtensionsTable, tablesExtensionsTable } from './extensions.ts'
import { applicabilityTable, characterSetsTable, emptyTable, emptyTableNames, enginesTable, keywordsTable, unitsTable } from './fixed-tables.ts'
import { eventsTable, parametersTable, routinesTable, triggersTable } from './programs.ts'
import { schemataTable } from './schemata.ts'
import { statisticsTable } from './statistics.ts'
import { tablesTable, viewsTable } from './tables.ts'

/** The database that describes all others. */
export const INFORMATION_SCHEMA = 'information_schema'

const TABLES: Readonly<Record<string, (catalog: DoltCatalog) => VirtualTable>> = {
  schemata: schemataTable,
  tables: tablesTable,
  views: viewsTable,
  columns: columnsTable,
  key_column_usage: keyColumnUsageTable,
  referential_constraints: referentialConstraintsTable,
  table_constraints: tableConstraintsTable,
  check_constraints: checkConstraintsTable,
  statistics: statisticsTable,
  collations: collationsTable,
  routines: routinesTable,
  parameters: parametersTable,
  triggers: triggersTable,
  events: eventsTable,
  engines: enginesTable,
  character_sets: characterSetsTable,
  collation_character_set_applicability: applicabilityTable,
  keywords: keywordsTable,
  st_units_of_measure: unitsTable,
  columns_extensions: columnsExtensionsTable,
  tables_extensions: tablesExtensionsTable,
  schemata_extensions: schemataExtensionsTable,
  table_constraints_extensions: tableConstraintsExtensionsTable,
}

/** A table of information_schema, by name in any case. */
export function informationSchemaTable(catalog: DoltCatalog, name: string): VirtualTable | undefined {
  const lower = name.toLowerCase()
  return Object.hasOwn(TABLES, lower) ? TABLES[lower](catalog) : emptyTable(lower)
}

/** The names of information_schema's tables. */
export function informationSchemaNames(): readonly string[] {
  return [...Object.keys(TABLES), ...emptyTableNames()]
}
