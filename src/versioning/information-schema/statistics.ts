import type { ColumnInfo, VirtualTable } from '../../sql/catalog.ts'
import type { SqlType } from '../../sql/types/sql-type.ts'
import { BIGINT, INT, INT_UNSIGNED, LONGTEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import type { DoltCatalog } from '../catalog.ts'
import { column, nullable, virtualTable } from '../column.ts'
import { describedTables, infoText, NAME } from './described-tables.ts'

const NOTHING: SqlType = { name: 'BINARY', length: 0 }
const COLUMNS: readonly ColumnInfo[] = [
  nullable('TABLE_CATALOG', NAME), nullable('TABLE_SCHEMA', NAME), nullable('TABLE_NAME', NAME), column('NON_UNIQUE', INT),
  nullable('INDEX_SCHEMA', NAME), nullable('INDEX_NAME', NAME), column('SEQ_IN_INDEX', INT_UNSIGNED), nullable('COLUMN_NAME', NAME),
  nullable('COLLATION', infoText(1)), nullable('CARDINALITY', BIGINT), nullable('SUB_PART', BIGINT), nullable('PACKED', NOTHING),
  column('NULLABLE', infoText(3)), column('INDEX_TYPE', infoText(11)), column('COMMENT', infoText(8)),
  column('INDEX_COMMENT', infoText(2048)),
  column('IS_VISIBLE', infoText(3)), nullable('EXPRESSION', LONGTEXT),
]

/** information_schema.statistics: the columns of indexes. */
export function statisticsTable(catalog: DoltCatalog): VirtualTable {
  return virtualTable('STATISTICS', COLUMNS, function* (_session, equals) {
    const rows: Value[][] = []
    for (const { database, name, table } of yield* describedTables(catalog, equals)) {
      const { schema } = table
      const add = (
        index: string, unique: boolean, ordinals: readonly number[], prefixes: readonly number[], type: string, comment: string,
      ): void => {
        ordinals.forEach((ordinal, i) => {
          const { name: columnName, nullable: isNullable } = schema.columns[ordinal]
          const prefix = prefixes[i] ?? 0
          rows.push([
            'def', database, name, unique ? 0 : 1, database, index, i + 1, columnName, 'A', 0, prefix === 0 ? null : prefix, null,
            isNullable ? 'YES' : '', type, '', comment, 'YES', null,
          ])
        })
      }
      if (schema.primaryKey.length > 0) add('PRIMARY', true, schema.primaryKey, [], 'BTREE', '')
      for (const { name: index, message, kind } of schema.indexes) {
        add(
          index, message.unique, message.indexColumns, message.prefixLengths, kind === 'ordinary' ? 'BTREE' : kind.toUpperCase(),
          message.comment,
        )
      }
    }
    return rows
  })
}
