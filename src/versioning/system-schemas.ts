import type { OxbowError } from '../error.ts'
import type { CheckDefinition, ColumnDefinition, TableDefinition } from '../sql/catalog.ts'
import { DEFAULT_TARGET_ROW_SIZE } from '../prolly/adaptive.ts'
import { Encoding } from '../prolly/encoding-ids.ts'
import type { SchemaColumn, TableSchema } from '../serial/table-schema.ts'
import { BOOLEAN, INT, LONGTEXT, TEXT, varchar } from '../sql/types/types.ts'
import type { SqlType } from '../sql/types/sql-type.ts'
import { isDatabaseEntry } from './database-collation.ts'
import { doltError } from './errors.ts'

/** The first tag of Dolt's own tables. Source: Dolt go/libraries/doltcore/schema/reserved_tags.go. */
const RESERVED_TAGS = 2 ** 51

function reserved(name: string, sqlType: string, encoding: number, tag: number, primaryKey: boolean): SchemaColumn {
  return {
    name, sqlType, encoding, tag: RESERVED_TAGS + tag, primaryKey, nullable: !primaryKey, defaultValue: '', comment: '',
    autoIncrement: false,
    hidden: false, generated: false, virtual: false, onUpdate: '', hiddenSystem: false,
  }
}

/** The schema of dolt_schemas, which holds views, triggers and events. */
export const SCHEMAS_SCHEMA: TableSchema = {
  columns: [
    reserved('type', 'varchar(64) COLLATE utf8mb4_0900_ai_ci', Encoding.String, 4008, true),
    reserved('name', 'varchar(64) COLLATE utf8mb4_0900_ai_ci', Encoding.String, 4009, true),
    reserved('fragment', 'longtext', Encoding.StringAdaptive, 4010, false),
    reserved('extra', 'json', Encoding.JsonAdaptive, 4011, false),
    reserved('sql_mode', 'varchar(256) COLLATE utf8mb4_0900_ai_ci', Encoding.String, 4012, false),
  ],
  keyless: false, primaryKey: [0, 1], secondaryIndexes: [], checks: [], collation: 309, comment: '', targetRowSize: DEFAULT_TARGET_ROW_SIZE,
}

/** The schema of dolt_procedures. Source: Dolt go/libraries/doltcore/sqle/procedures_table.go. */
export const PROCEDURES_SCHEMA: TableSchema = {
  columns: [
    reserved('name', 'varchar(1023)', Encoding.String, 6000, true),
    reserved('create_stmt', 'varchar(8191)', Encoding.String, 6001, false),
    reserved('created_at', 'datetime(6)', Encoding.Datetime, 6002, false),
    reserved('modified_at', 'datetime(6)', Encoding.Datetime, 6003, false),
    reserved('sql_mode', 'varchar(1023)', Encoding.String, 6004, false),
  ],
  keyless: false, primaryKey: [0], secondaryIndexes: [], checks: [], collation: 309, comment: '', targetRowSize: DEFAULT_TARGET_ROW_SIZE,
}

function keyed(name: string, key: ColumnDefinition, others: readonly ColumnDefinition[]): TableDefinition {
  return { name, columns: [{ ...key, primaryKey: true }, ...others], primaryKey: [key.name], indexes: [], foreignKeys: [], checks: [] }
}

function required(name: string, type: SqlType): ColumnDefinition {
  return { name, type, nullable: false }
}

type NamedCheck = CheckDefinition & { readonly name: string }

function check(column: string, values: readonly string[]): NamedCheck {
  return { name: `${column}_check`, expression: `(\`${column}\` IN (${values.map((v) => `'${v}'`).join(', ')}))`, enforced: true }
}

function optional(name: string, type: SqlType): ColumnDefinition {
  return { name, type, nullable: true }
}

const DEFINITIONS: Readonly<Record<string, TableDefinition>> = {
  dolt_docs: keyed('dolt_docs', required('doc_name', varchar(1023)), [required('doc_text', LONGTEXT)]),
  dolt_ignore: keyed('dolt_ignore', required('pattern', TEXT), [required('ignored', BOOLEAN)]),
  dolt_nonlocal_tables: keyed('dolt_nonlocal_tables', required('table_name', varchar(65535)), [
    optional('target_ref', varchar(65535)), optional('ref_table', varchar(65535)), optional('options', varchar(65535)),
  ]),
  dolt_query_catalog: keyed('dolt_query_catalog', required('id', LONGTEXT), [
    required('display_order', INT), required('name', TEXT), required('query', TEXT), required('description', TEXT),
  ]),
  dolt_tests: keyed('dolt_tests', required('test_name', TEXT), [
    optional('test_group', TEXT), required('test_query', TEXT), required('assertion_type', TEXT), required('assertion_comparator', TEXT),
    optional('assertion_value', TEXT),
  ]),
}

/** What rows of dolt_tests must keep to; its schema doesn't hold it. Source: Dolt go/libraries/doltcore/sqle/dtables/tests_table.go. */
const TESTS_CHECKS: readonly NamedCheck[] = [
  check('assertion_type', ['expected_rows', 'expected_columns', 'expected_single_value']),
  check('assertion_comparator', ['==', '!=', '<', '>', '<=', '>=']),
]

/** The CHECK constraints of a system table that aren't stored with it. */
export function systemTableChecks(name: string): readonly NamedCheck[] {
  return name.toLowerCase() === 'dolt_tests' ? TESTS_CHECKS : []
}

/** True for names that Dolt keeps for itself. */
export function isSystemTableName(name: string): boolean {
  return name.slice(0, 5).toLowerCase() === 'dolt_'
}

/** True for names that no statement may give a table. Source: Dolt go/libraries/doltcore/sqle/database.go, CreateTable. */
export function isReservedName(name: string): boolean {
  const lower = name.toLowerCase()
  if (isDatabaseEntry(name)) return true
  return isSystemTableName(name) && lower !== 'dolt_tests' && !isBehindFulltext(lower)
}

/** True for the tables that hold the words of a FULLTEXT index. */
export function isBehindFulltext(name: string): boolean {
  return /_fts_(config|position|doc_count|global_count|row_count)$/i.test(name)
}

/** The error for a table whose name Dolt keeps for itself. */
export function reservedName(name: string): OxbowError {
  const prefix = isDatabaseEntry(name) ? '__DATABASE__' : 'dolt_'
  return doltError(`Invalid table name ${name}. Table names beginning with \`${prefix}\` are reserved for internal use`)
}

/** How a system table that users write to is made when it gets its first row; undefined for others. */
export function userSystemTableDefinition(name: string): TableDefinition | undefined {
  const lower = name.toLowerCase()
  return Object.hasOwn(DEFINITIONS, lower) ? DEFINITIONS[lower] : undefined
}
