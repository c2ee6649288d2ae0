import { OxbowError } from '../error.ts'
import type { SchemaColumn, SchemaIndex, TableSchema } from '../serial/table-schema.ts'
import { wrongPrefix } from '../sql/statement/key-parts.ts'
import { columnsInText } from '../sql/parser/expression-columns.ts'
import { bytesOfCharset, charsetOf, isInsensitive } from '../sql/types/collation.ts'
import { parseSqlType } from '../sql/types/parse-type.ts'
import type { SqlType } from '../sql/types/sql-type.ts'
import { isBinary, isText } from '../sql/types/types.ts'

/* What a schema must keep to beyond its form, whichever statement changes it. */

/** Most characters of a name. */
const LONGEST_NAME = 64
/** Most bytes of a row by its columns' types, less than MySQL's 65535. Source: Dolt go/store/val/tuple.go, MaxTupleDataSize. */
const LARGEST_ROW = 65504
/** Most bytes of a part of a key. */
const LARGEST_PREFIX = 3072
/** What hidden columns of indexes on expressions are called. */
const HIDDEN_PREFIX = '!hidden!'

const INTEGERS: ReadonlySet<string> = new Set(['TINYINT', 'SMALLINT', 'MEDIUMINT', 'INT', 'BIGINT'])

/** @throws OxbowError 1059, 1063, 1071, 1089, 1118, 1166, 1170, 3152, 3767. */
export function checkSchema({ columns, primaryKey, secondaryIndexes, checks }: TableSchema): void {
  for (const { name, hiddenSystem } of columns) {
    checkName(name)
    if (!hiddenSystem && name.toLowerCase().startsWith(HIDDEN_PREFIX)) throw new OxbowError('WRONG_COLUMN_NAME', `Incorrect column name '${name}'`, { errno: 1166, sqlState: '42000' })
  }
  for (const { name } of [...secondaryIndexes, ...checks]) checkName(name)
  const types = columns.map((c) => parseSqlType(c.sqlType))
  checkRowSize(types)
  columns.forEach((column, i) => {
    if (column.autoIncrement && !INTEGERS.has(types[i].name)) {
      throw new OxbowError('WRONG_FIELD_SPEC', `Incorrect column specifier for column '${column.name}'`, { errno: 1063, sqlState: '42000' })
    }
  })
  checkDefaultOrder(columns)
  for (const ordinal of primaryKey) checkKeyPart(columns[ordinal].name, types[ordinal], 0, false)
  for (const index of secondaryIndexes) checkIndex(columns, types, index)
}

/** @throws OxbowError 1059. */
export function checkName(name: string): void {
  if (name.length > LONGEST_NAME) throw new OxbowError('TOO_LONG_IDENT', `Identifier name '${name}' is too long`, { errno: 1059, sqlState: '42000' })
}

function checkRowSize(types: readonly SqlType[]): void {
  let bytes = 0
  for (const type of types) bytes += bytesInRow(type)
  if (bytes > LARGEST_ROW) {
    throw new OxbowError(
      'TOO_BIG_ROWSIZE',
      `Row size too large (${bytes} bytes). The maximum row size, not counting BLOBs, is ${LARGEST_ROW}. You have to change some columns to TEXT or BLOBs`,
      { errno: 1118, sqlState: '42000' },
    )
  }
}

/** Source: Dolt go/libraries/doltcore/schema/schema_impl.go, MaxRowStorageSize. */
function bytesInRow(type: SqlType): number {
  switch (type.name) {
    case 'CHAR': case 'VARCHAR': return (type.length ?? 1) * charsetBytes(type)
    case 'BINARY': case 'VARBINARY': return type.length ?? 1
    case 'DECIMAL': return type.scale ?? 0
    case 'ENUM': return 2
    case 'TIME': return 16
    default: return isText(type) || isBinary(type) || type.name === 'JSON' ? 20 : 8
  }
}

function charsetBytes(type: SqlType): number {
  return type.collation === undefined ? 1 : bytesOfCharset(charsetOf(type.collation))
}

/** The default of a column reads no later column that has a computed default, itself included. */
function checkDefaultOrder(columns: readonly SchemaColumn[]): void {
  const computed = (c: SchemaColumn): boolean => !c.generated && c.defaultValue.startsWith('(')
  columns.forEach((column, i) => {
    if (!computed(column)) return
    const read = columnsInText(column.defaultValue)
    if (columns.some((other, j) => j >= i && computed(other) && read.has(other.name.toLowerCase()))) {
      throw new OxbowError(
        'DEFAULT_VAL_GENERATED_NON_PRIOR',
        `Default value expression of column '${column.name}' cannot refer to a column defined after it if that column is a generated column or has an expression as default value.`,
        { errno: 3767 },
      )
    }
  })
}

function checkIndex(columns: readonly SchemaColumn[], types: readonly SqlType[], index: SchemaIndex): void {
  if (index.spatial || index.fulltext !== undefined || index.vector !== undefined) return
  index.indexColumns.forEach((ordinal, i) => checkKeyPart(columns[ordinal].name, types[ordinal], index.prefixLengths[i] ?? 0, index.unique))
}

/**
 * A column as a part of a key.
 * @param length of the prefix: characters of a text, bytes of others; 0 for the whole
 * @param unique of a secondary index: Dolt compares long texts by their hash, so that those need no length
 */
function checkKeyPart(name: string, type: SqlType, length: number, unique: boolean): void {
  if (type.name === 'JSON') {
    throw new OxbowError('JSON_USED_AS_KEY', `JSON column '${name}' supports indexing only via generated columns on a specified JSON path.`, { errno: 3152, sqlState: '42000' })
  }
  const text = isText(type)
  if (!text && !isBinary(type)) {
    if (length > 0) throw wrongPrefix()
    return
  }
  const long = type.name.endsWith('TEXT') || type.name.endsWith('BLOB')
  if (long && length === 0) {
    if (!unique) {
      throw new OxbowError('BLOB_KEY_WITHOUT_LENGTH', `BLOB/TEXT column '${name}' used in key specification without a key length`, { errno: 1170, sqlState: '42000' })
    }
    if (text && isInsensitive(type.collation)) {
      throw new OxbowError(
        'BLOB_KEY_WITHOUT_LENGTH',
        'unable to create a unique index on TEXT columns without a prefix length specified when using a case-insensitive or accent-insensitive collation',
        { errno: 1170, sqlState: '42000' },
      )
    }
  }
  if (length > LARGEST_PREFIX / charsetBytes(type)) {
    throw new OxbowError('TOO_LONG_KEY', `Specified key was too long; max key length is ${LARGEST_PREFIX} bytes`, { errno: 1071, sqlState: '42000' })
  }
  const most = long && text ? Math.floor((type.length ?? 0) / charsetBytes(type)) : (type.length ?? 0)
  if (length > most) throw wrongPrefix()
}
