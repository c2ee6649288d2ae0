import type { ColumnInfo, VirtualTable } from '../../sql/catalog.ts'
import { BIGINT, BIGINT_UNSIGNED, DATETIME, INT, LONGTEXT, TEXT, TIMESTAMP } from '../../sql/types/types.ts'
import { normalInt, type Value } from '../../sql/value.ts'
import type { DoltCatalog } from '../catalog.ts'
import { column, nullable, virtualTable } from '../column.ts'
import { collationName } from '../../sql/types/collation.ts'
import { isSystemTableName } from '../system-schemas.ts'
import { readViews } from '../views.ts'
import { describedDatabases, describedTables, infoEnum, infoText, NAME } from './described-tables.ts'

const COLUMNS: readonly ColumnInfo[] = [
  nullable('TABLE_CATALOG', NAME), nullable('TABLE_SCHEMA', NAME), nullable('TABLE_NAME', NAME),
  column('TABLE_TYPE', infoEnum('BASE TABLE', 'VIEW', 'SYSTEM VIEW')), nullable('ENGINE', NAME), nullable('VERSION', INT),
  nullable('ROW_FORMAT', infoEnum('Fixed', 'Dynamic', 'Compressed', 'Redundant', 'Compact', 'Paged')),
  nullable('TABLE_ROWS', BIGINT_UNSIGNED),
  nullable('AVG_ROW_LENGTH', BIGINT_UNSIGNED), nullable('DATA_LENGTH', BIGINT_UNSIGNED), nullable('MAX_DATA_LENGTH', BIGINT_UNSIGNED),
  nullable('INDEX_LENGTH', BIGINT_UNSIGNED), nullable('DATA_FREE', BIGINT_UNSIGNED), nullable('AUTO_INCREMENT', BIGINT_UNSIGNED),
  column('CREATE_TIME', TIMESTAMP), nullable('UPDATE_TIME', DATETIME), nullable('CHECK_TIME', DATETIME), nullable('TABLE_COLLATION', NAME),
  nullable('CHECKSUM', BIGINT), nullable('CREATE_OPTIONS', infoText(256)), nullable('TABLE_COMMENT', TEXT),
]

/** Dolt keeps no times of tables: all show this one, 2000-01-01 00:00:00 UTC in microseconds. */
const NO_TIME = 946684800000000

/** information_schema.tables: tables and views. */
export function tablesTable(catalog: DoltCatalog): VirtualTable {
  return virtualTable('TABLES', COLUMNS, function* (_session, equals) {
    const rows: Value[][] = []
    for (const { database, name, table } of yield* describedTables(catalog, equals)) {
      const { message, autoIncrement } = table.schema
      const count = table.rows.treeCount
      const next = autoIncrement < 0 || table.message.autoIncrementValue <= 1n ? null : normalInt(table.message.autoIncrementValue)
      rows.push([
        'def', database, name, 1, 'InnoDB', 10, 2, count, 0, 0, 0, 0, 0, next, NO_TIME, NO_TIME, null, collationName(message.collation),
        null, '',
        message.comment,
      ])
    }
    for (const { name: database, root } of yield* describedDatabases(catalog, equals)) {
      for (const view of yield* readViews(root)) {
        if (isSystemTableName(view.name)) continue
        rows.push([
          'def', database, view.name, 2, null, null, null, null, null, null, null, null, null, null, NO_TIME, null, null, null, null, null,
          'VIEW',
        ])
      }
    }
    return rows
  })
}

const VIEW_COLUMNS: readonly ColumnInfo[] = [
  nullable('TABLE_CATALOG', NAME), nullable('TABLE_SCHEMA', NAME), nullable('TABLE_NAME', NAME), nullable('VIEW_DEFINITION', LONGTEXT),
  nullable('CHECK_OPTION', infoEnum('NONE', 'LOCAL', 'CASCADED')), nullable('IS_UPDATABLE', infoEnum('NO', 'YES')),
  nullable('DEFINER', infoText(288)),
  nullable('SECURITY_TYPE', infoText(7)), column('CHARACTER_SET_CLIENT', NAME), column('COLLATION_CONNECTION', NAME),
]

/** information_schema.views. */
export function viewsTable(catalog: DoltCatalog): VirtualTable {
  return virtualTable('VIEWS', VIEW_COLUMNS, function* (_session, equals) {
    const rows: Value[][] = []
    for (const { name: database, root } of yield* describedDatabases(catalog, equals)) {
      for (const view of yield* readViews(root)) {
        rows.push(['def', database, view.name, view.select, 1, 2, 'root@localhost', 'DEFINER', 'utf8mb4', 'utf8mb4_0900_bin'])
      }
    }
    return rows
  })
}
