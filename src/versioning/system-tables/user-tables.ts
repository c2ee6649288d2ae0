import type { ColumnInfo, VirtualTable } from '../../sql/catalog.ts'
import { BOOLEAN, DATETIME6, JSON_TYPE, LONGTEXT, TEXT, varchar } from '../../sql/types/types.ts'
import { column, keyColumn, nullable, virtualTable } from '../column.ts'

/*
 * System tables that are stored like a user's once they hold something. Until then they are there, and empty.
 */

const AI_CI = 'utf8mb4_0900_ai_ci'

const COLUMNS: Readonly<Record<string, readonly ColumnInfo[]>> = {
  dolt_schemas: [
    keyColumn('type', varchar(64, AI_CI)), keyColumn('name', varchar(64, AI_CI)), nullable('fragment', LONGTEXT),
    nullable('extra', JSON_TYPE),
    nullable('sql_mode', varchar(256, AI_CI)),
  ],
  dolt_procedures: [
    keyColumn('name', varchar(1023)), nullable('create_stmt', varchar(8191)), nullable('created_at', DATETIME6),
    nullable('modified_at', DATETIME6),
    nullable('sql_mode', varchar(1023)),
  ],
  dolt_docs: [keyColumn('doc_name', varchar(1023)), column('doc_text', LONGTEXT)],
  dolt_ignore: [keyColumn('pattern', TEXT), column('ignored', BOOLEAN)],
  dolt_nonlocal_tables: [
    keyColumn('table_name', varchar(16383)), column('target_ref', varchar(16383)), column('ref_table', varchar(16383)),
    column('options', varchar(16383)),
  ],
  dolt_tests: [
    keyColumn('test_name', TEXT), nullable('test_group', TEXT), column('test_query', TEXT), column('assertion_type', TEXT),
    column('assertion_comparator', TEXT), nullable('assertion_value', TEXT),
  ],
  dolt_query_catalog: [
    keyColumn('id', LONGTEXT), column('display_order', { name: 'BIGINT', unsigned: true }), column('name', LONGTEXT),
    column('query', LONGTEXT),
    column('description', LONGTEXT),
  ],
}

/** True for the system tables that users write to. */
export function isUserSystemTable(name: string): boolean {
  return Object.hasOwn(COLUMNS, name.toLowerCase())
}

/** The empty form of such a table. */
export function emptyUserSystemTable(name: string): VirtualTable | undefined {
  const lower = name.toLowerCase()
  // oxlint-disable-next-line require-yield
  return isUserSystemTable(lower) ? virtualTable(lower, COLUMNS[lower], function* () { return [] }) : undefined
}
