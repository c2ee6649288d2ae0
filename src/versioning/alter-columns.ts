import { kindOfSqlType } from '../doltdb/sql-type-storage.ts'
import { OxbowError } from '../error.ts'
import { Encoding } from '../prolly/encoding-ids.ts'
import type { SchemaColumn, SchemaIndex, TableSchema } from '../serial/table-schema.ts'
import type { ColumnPosition } from '../sql/catalog.ts'
import { columnsInText, renameColumnInText } from '../sql/parser/expression-columns.ts'

/*
 * Changes of a schema's columns, as messages: what else of the schema names columns, by position or in texts, follows.
 */

/** A changed schema, and for each of its columns the ordinal that it had; -1 for a new one. */
export interface ChangedSchema {
  readonly message: TableSchema
  readonly origins: readonly number[]
}

/** @throws OxbowError 1054. */
export function ordinalIn(table: string, columns: readonly SchemaColumn[], name: string): number {
  const ordinal = columns.findIndex((c) => c.name.toLowerCase() === name.toLowerCase())
  if (ordinal < 0) throw new OxbowError('UNKNOWN_COLUMN', `Unknown column '${name}' in '${table}'`, { errno: 1054, sqlState: '42S22' })
  return ordinal
}

/** @throws OxbowError 1060 for a name that is taken. */
export function addColumn(table: string, message: TableSchema, column: SchemaColumn, position: ColumnPosition | undefined): ChangedSchema {
  refuseTakenName(message, column.name)
  const at = position === undefined ? message.columns.length : placeOf(table, message.columns, position)
  const columns = message.columns.toSpliced(at, 0, column)
  return reordered(message, columns, columns.map((_, i) => (i < at ? i : i === at ? -1 : i - 1)))
}

/** Puts a column in the place of another. @throws OxbowError 1054, 1060, 3959. */
export function modifyColumn(
  table: string, message: TableSchema, ordinal: number, column: SchemaColumn, position: ColumnPosition | undefined,
): ChangedSchema {
  const old = message.columns[ordinal]
  const renamed = renameInTexts(message, old.name, column.name)
  const rest = renamed.columns.toSpliced(ordinal, 1)
  const at = position === undefined ? ordinal : placeOf(table, rest, position)
  const order = message.columns.map((_, i) => i).toSpliced(ordinal, 1).toSpliced(at, 0, ordinal)
  return reordered(renamed, rest.toSpliced(at, 0, withOldEncoding(column, old)), order)
}

/** @throws OxbowError 1060, 3959. */
export function renameColumn(message: TableSchema, ordinal: number, name: string): TableSchema {
  const renamed = renameInTexts(message, message.columns[ordinal].name, name)
  return { ...renamed, columns: renamed.columns.with(ordinal, { ...renamed.columns[ordinal], name }) }
}

/** Takes a column away, with the indexes and CHECKs that stand on it. @throws OxbowError 1090, 3108, 3959. */
export function dropColumn(message: TableSchema, ordinal: number): ChangedSchema {
  const { name } = message.columns[ordinal]
  if (message.columns.length === 1) {
    throw new OxbowError('CANT_REMOVE_ALL_FIELDS', "You can't delete all columns with ALTER TABLE; use DROP TABLE instead", {
      errno: 1090, sqlState: '42000',
    })
  }
  for (const other of message.columns) {
    if (other.name === name || !reads(other, name)) continue
    if (other.generated) {
      throw new OxbowError('DEPENDENT_BY_GENERATED_COLUMN', `Column '${name}' has a generated column dependency.`, { errno: 3108 })
    }
    throw new OxbowError(
      'DEPENDENT_BY_DEFAULT', `Column '${name}' has a default value expression dependency and cannot be dropped or renamed.`, { errno: 3837 },
    )
  }
  const checks = message.checks.filter((check) => {
    const columns = columnsInText(check.expression)
    if (!columns.has(name.toLowerCase())) return true
    if (columns.size > 1) throw usedByCheck(check.name, name)
    return false
  })
  const order = message.columns.map((_, i) => i).toSpliced(ordinal, 1)
  const kept = message.secondaryIndexes.filter((index) => !index.indexColumns.includes(ordinal))
  return reordered({ ...message, checks, secondaryIndexes: kept }, message.columns.toSpliced(ordinal, 1), order)
}

/** The schema with another primary key; none makes it keyless. */
export function withPrimaryKey(message: TableSchema, primaryKey: readonly number[]): TableSchema {
  const columns = message.columns.map((c, i) => (primaryKey.includes(i) ? { ...c, primaryKey: true, nullable: false } : { ...c, primaryKey: false }))
  return withKeyColumns({ ...message, columns, primaryKey, keyless: primaryKey.length === 0 })
}

/** Prefixes of index columns go where a changed column is no longer a text, or too short for them. */
export function withoutUnfitPrefixes(message: TableSchema, ordinal: number, mostBytes: number): TableSchema {
  const secondaryIndexes = message.secondaryIndexes.map((index) => {
    const lengths = index.prefixLengths.map((n, i) => (index.indexColumns[i] === ordinal && n > mostBytes ? 0 : n))
    return { ...index, prefixLengths: lengths.some((n) => n > 0) ? lengths : [] }
  })
  return { ...message, secondaryIndexes }
}

function placeOf(table: string, columns: readonly SchemaColumn[], position: ColumnPosition): number {
  return position === 'first' ? 0 : ordinalIn(table, columns, position.after) + 1
}

/** @param order for each column, the ordinal that it had, or -1 */
function reordered(message: TableSchema, columns: readonly SchemaColumn[], order: readonly number[]): ChangedSchema {
  const place = (ordinal: number): number => order.indexOf(ordinal)
  const primaryKey = message.primaryKey.map(place).filter((ordinal) => ordinal >= 0)
  const secondaryIndexes = message.secondaryIndexes.map((index): SchemaIndex => ({ ...index, indexColumns: index.indexColumns.map(place) }))
  return { message: withKeyColumns({ ...message, columns, primaryKey, keyless: primaryKey.length === 0, secondaryIndexes }), origins: order }
}

function withKeyColumns(message: TableSchema): TableSchema {
  const { primaryKey } = message
  const secondaryIndexes = message.secondaryIndexes.map((index): SchemaIndex => ({
    ...index, keyColumns: [...index.indexColumns, ...primaryKey.filter((ordinal) => !index.indexColumns.includes(ordinal))],
  }))
  return { ...message, secondaryIndexes }
}

function renameInTexts(message: TableSchema, from: string, to: string): TableSchema {
  if (from === to) return message
  if (from.toLowerCase() !== to.toLowerCase()) {
    refuseTakenName(message, to)
    const user = message.checks.find((check) => columnsInText(check.expression).has(from.toLowerCase()))
    if (user !== undefined) throw usedByCheck(user.name, from)
  }
  const columns = message.columns.map((c) => (c.defaultValue === '' ? c : { ...c, defaultValue: renameColumnInText(c.defaultValue, from, to) }))
  return { ...message, columns }
}

function reads(column: SchemaColumn, name: string): boolean {
  return column.defaultValue.startsWith('(') && columnsInText(column.defaultValue).has(name.toLowerCase())
}

function refuseTakenName(message: TableSchema, name: string): void {
  if (message.columns.some((c) => c.name.toLowerCase() === name.toLowerCase())) {
    throw new OxbowError('DUP_FIELDNAME', `Duplicate column name '${name}'`, { errno: 1060, sqlState: '42S21' })
  }
}

function usedByCheck(check: string, column: string): OxbowError {
  return new OxbowError(
    'CHECK_USES_COLUMN', `Check constraint '${check}' uses column '${column}', hence column cannot be dropped or renamed.`, { errno: 3959 },
  )
}

const ADDRESSED: Readonly<Record<number, number>> = {
  [Encoding.StringAdaptive]: Encoding.StringAddr, [Encoding.BytesAdaptive]: Encoding.BytesAddr,
  [Encoding.JsonAdaptive]: Encoding.JsonAddr, [Encoding.GeometryAdaptive]: Encoding.GeometryAddr,
}

/**
 * A column of an older table keeps its long values out of the row, as they were.
 * Source: Dolt go/libraries/doltcore/schema/typeinfo, PreserveAdaptiveEncoding.
 */
function withOldEncoding(column: SchemaColumn, old: SchemaColumn): SchemaColumn {
  const keeps = old.encoding === ADDRESSED[column.encoding] && kindOfSqlType(old.sqlType) === kindOfSqlType(column.sqlType)
  return keeps ? { ...column, encoding: old.encoding } : column
}
