import type { Schema } from '../../doltdb/schema.ts'
import type { ColumnInfo, VirtualTable } from '../../sql/catalog.ts'
import { bytesOfCharset, charsetOf } from '../../sql/types/collation.ts'
import { showTypeText } from '../../sql/types/format-type.ts'
import type { SqlType } from '../../sql/types/sql-type.ts'
import { BIGINT, BIGINT_UNSIGNED, DEFAULT_COLLATION, INT_UNSIGNED, isBinary, isText, LONGTEXT, TEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import type { DoltCatalog } from '../catalog.ts'
import { column, nullable, virtualTable } from '../column.ts'
import { columnInfo } from '../stored-table.ts'
import { describedTables, describedViews, infoEnum, infoText, NAME, type DescribedTable } from './described-tables.ts'

const MEDIUMTEXT: SqlType = { name: 'MEDIUMTEXT', length: 16777215, collation: DEFAULT_COLLATION }
const PRIVILEGES = 'insert,references,select,update'
const COLUMNS: readonly ColumnInfo[] = [
  nullable('TABLE_CATALOG', NAME), nullable('TABLE_SCHEMA', NAME), nullable('TABLE_NAME', NAME), nullable('COLUMN_NAME', NAME),
  column('ORDINAL_POSITION', INT_UNSIGNED), nullable('COLUMN_DEFAULT', TEXT), column('IS_NULLABLE', infoText(3)),
  nullable('DATA_TYPE', LONGTEXT),
  nullable('CHARACTER_MAXIMUM_LENGTH', BIGINT), nullable('CHARACTER_OCTET_LENGTH', BIGINT), nullable('NUMERIC_PRECISION', BIGINT_UNSIGNED),
  nullable('NUMERIC_SCALE', BIGINT_UNSIGNED), nullable('DATETIME_PRECISION', INT_UNSIGNED), nullable('CHARACTER_SET_NAME', NAME),
  nullable('COLLATION_NAME', NAME), column('COLUMN_TYPE', MEDIUMTEXT), column('COLUMN_KEY', infoEnum('', 'PRI', 'UNI', 'MUL')),
  nullable('EXTRA', infoText(256)), nullable('PRIVILEGES', infoText(154)), column('COLUMN_COMMENT', TEXT),
  column('GENERATION_EXPRESSION', LONGTEXT),
  nullable('SRS_ID', INT_UNSIGNED),
]

/** information_schema.columns. */
export function columnsTable(catalog: DoltCatalog): VirtualTable {
  return virtualTable('COLUMNS', COLUMNS, function* (session, equals) {
    const wanted = equals.get('column_name')
    const rows: Value[][] = []
    for (const described of yield* describedTables(catalog, equals)) {
      described.table.schema.columns.forEach((c, i) => {
        if (c.hiddenSystem || (typeof wanted === 'string' && c.name.toLowerCase() !== wanted.toLowerCase())) return
        rows.push(columnRow(described, i))
      })
    }
    for (const { database, name, columns } of yield* describedViews(catalog, session, equals)) {
      columns.forEach((c, i) => {
        if (typeof wanted === 'string' && c.name.toLowerCase() !== wanted.toLowerCase()) return
        rows.push([
          'def', database, name, c.name, i + 1, shownDefault(c), c.nullable ? 'YES' : 'NO', ...typeFacts(c.type), 1, extra(c), PRIVILEGES, '', '', c.type.srid ?? null,
        ])
      })
    }
    return rows
  })
}

function columnRow({ database, name, table }: DescribedTable, ordinal: number): Value[] {
  const { schema } = table
  const stored = schema.columns[ordinal]
  const info = columnInfo(stored, schema.primaryKey.includes(ordinal))
  const { type } = info
  return [
    'def', database, name, stored.name, ordinal + 1, shownDefault(info), stored.nullable ? 'YES' : 'NO', ...typeFacts(type),
    columnKey(schema, ordinal), extra(info), PRIVILEGES, stored.comment, '', type.srid ?? null,
  ]
}

/** DATA_TYPE, both lengths, precision and scale, DATETIME_PRECISION, character set, collation and the whole type of a column or parameter. */
export function typeFacts(type: SqlType): Value[] {
  const collation = isText(type) || type.name === 'ENUM' || type.name === 'SET' ? (type.collation ?? DEFAULT_COLLATION) : null
  return [
    type.name.toLowerCase(), ...textLengths(type), ...numericPrecision(type), datetimePrecision(type),
    collation === null ? null : charsetOf(collation), collation, showTypeText(type, collation ?? undefined),
  ]
}

/** A default without its quotes or outer parentheses, as MySQL shows it. */
function shownDefault({ defaultText }: ColumnInfo): Value {
  if (defaultText === undefined || defaultText === 'NULL') return null
  if (defaultText.startsWith("'")) return defaultText.slice(1, -1).replaceAll("''", "'")
  return defaultText.startsWith('(') ? defaultText.slice(1, -1) : defaultText
}

function extra({ autoIncrement, defaultText, onUpdateText }: ColumnInfo): string {
  if (autoIncrement === true) return 'auto_increment'
  const words: string[] = []
  if (defaultText !== undefined && /^(\(|CURRENT_TIMESTAMP|NOW\()/i.test(defaultText)) words.push('DEFAULT_GENERATED')
  if (onUpdateText !== undefined) words.push(`on update ${onUpdateText}`)
  return words.join(' ')
}

/** Member of COLUMN_KEY's ENUM. */
function columnKey(schema: Schema, ordinal: number): number {
  if (schema.primaryKey.includes(ordinal)) return 2
  if (standsForPrimaryKey(schema, ordinal)) return 2
  if (schema.indexes.some((index) => index.message.unique && index.declared === 1 && index.message.indexColumns[0] === ordinal)) return 3
  return schema.indexes.some((index) => index.message.indexColumns.includes(ordinal)) ? 4 : 1
}

/** In a table without primary key MySQL shows the first unique index that can't hold NULL in its place. */
function standsForPrimaryKey(schema: Schema, ordinal: number): boolean {
  if (!schema.keyless) return false
  const index = schema.indexes.find((i) => i.message.unique && i.message.indexColumns.every((c) => !schema.columns[c].nullable))
  return index !== undefined && index.message.indexColumns.includes(ordinal)
}

function textLengths(type: SqlType): [characters: Value, octets: Value] {
  const width = bytesOfCharset(charsetOf(type.collation ?? DEFAULT_COLLATION))
  if (type.name === 'CHAR' || type.name === 'VARCHAR') return [type.length ?? 1, (type.length ?? 1) * width]
  if (isText(type)) return [Math.floor((type.length ?? 0) / width), type.length ?? null]
  if (isBinary(type)) return [type.length ?? null, type.length ?? null]
  if (type.name === 'ENUM' || type.name === 'SET') {
    const members = type.members ?? []
    const length = type.name === 'ENUM'
      ? Math.max(0, ...members.map((m) => m.length))
      : members.reduce((sum, m) => sum + m.length, Math.max(0, members.length - 1))
    return [length, length * width]
  }
  return [null, null]
}

function numericPrecision(type: SqlType): [precision: Value, scale: Value] {
  switch (type.name) {
    case 'TINYINT': return [3, 0]
    case 'SMALLINT': return [5, 0]
    case 'MEDIUMINT': return [7, 0]
    case 'INT': return [10, 0]
    case 'BIGINT': return [type.unsigned === true ? 20 : 19, 0]
    case 'FLOAT': return [12, null]
    case 'DOUBLE': return [22, null]
    case 'DECIMAL': return [type.precision ?? 10, type.scale ?? 0]
    case 'BIT': return [type.length ?? 1, null]
    default: return [null, null]
  }
}

function datetimePrecision(type: SqlType): Value {
  switch (type.name) {
    case 'DATE': return 0
    case 'TIME': return 6
    case 'DATETIME':
    case 'TIMESTAMP': return type.fsp ?? 0
    default: return null
  }
}
