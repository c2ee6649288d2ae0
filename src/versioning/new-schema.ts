import { newColumnTags } from '../doltdb/column-tags.ts'
import type { DoltDatabase } from '../doltdb/database.ts'
import type { RootValue } from '../doltdb/root-value.ts'
import { encodingOfSqlType, kindOfSqlType } from '../doltdb/sql-type-storage.ts'
import { readTable } from '../doltdb/table.ts'
import { OxbowError } from '../error.ts'
import { compareUtf8 } from '../prolly/json-text.ts'
import { DEFAULT_TARGET_ROW_SIZE } from '../prolly/adaptive.ts'
import type { SchemaCheck, SchemaColumn, SchemaIndex, TableSchema } from '../serial/table-schema.ts'
import type { CheckDefinition, ColumnDefinition, IndexDefinition, TableDefinition } from '../sql/catalog.ts'
import { collation } from '../sql/types/collation.ts'
import { storedTypeText } from '../sql/types/format-type.ts'
import { parseSqlType } from '../sql/types/parse-type.ts'
import { DEFAULT_COLLATION, isSpatial } from '../sql/types/types.ts'
import { hashOf } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'

/** The schema that CREATE TABLE makes, equal to the one that Dolt makes of the same statement. */
export function* schemaOfDefinition(
  db: DoltDatabase, definition: TableDefinition, head: RootValue, working: RootValue,
): Fetching<TableSchema> {
  const { name, columns, primaryKey } = definition
  const types = columns.map((c) => storedTypeText(c.type))
  const tags = yield* tagsOf(db, name, columns.map((c, i) => ({ name: c.name, kind: kindOfSqlType(types[i]) })), head, working)
  const stored = columns.map((column, i) => schemaColumn(column, types[i], tags[i], includesName(primaryKey, column.name)))
  const key = primaryKey.map((column) => ordinalOf(columns, column))
  refuseRepeatedColumns(stored, key)
  let indexes: SchemaIndex[] = []
  for (const index of definition.indexes) indexes = addIndex(indexes, schemaIndex(stored, key, indexes, index, false))
  return {
    columns: stored, keyless: key.length === 0, primaryKey: key, secondaryIndexes: indexes,
    checks: checksOf(db, definition), collation: collation(definition.collation ?? DEFAULT_COLLATION).id,
    comment: definition.comment ?? '', targetRowSize: definition.targetRowSize ?? DEFAULT_TARGET_ROW_SIZE,
  }
}

function includesName(names: readonly string[], name: string): boolean {
  return names.some((n) => n.toLowerCase() === name.toLowerCase())
}

function ordinalOf(columns: readonly { readonly name: string }[], name: string): number {
  const ordinal = columns.findIndex((c) => c.name.toLowerCase() === name.toLowerCase())
  if (ordinal < 0) throw new OxbowError(
    'KEY_COLUMN_MISSING', `Key column '${name}' doesn't exist in table`, { errno: 1072, sqlState: '42000' },
  )
  return ordinal
}

/** A column as the schema stores it. */
export function schemaColumn(column: ColumnDefinition, sqlType: string, tag: number, primaryKey: boolean): SchemaColumn {
  return {
    name: column.name, sqlType, tag, primaryKey,
    defaultValue: column.generatedText ?? column.defaultText ?? '',
    comment: column.comment ?? '',
    encoding: encodingOfSqlType(sqlType),
    nullable: column.nullable && !primaryKey,
    autoIncrement: column.autoIncrement === true,
    hidden: false,
    generated: column.generatedText !== undefined,
    virtual: column.generatedText !== undefined && column.virtual === true,
    onUpdate: column.onUpdateText ?? '',
    hiddenSystem: false,
  }
}

/** Tags for the columns of a new table: those of the head's table of that name where they fit, else new ones. */
function* tagsOf(
  db: DoltDatabase, table: string, columns: readonly { readonly name: string; readonly kind: number }[], head: RootValue,
  working: RootValue,
): Fetching<number[]> {
  const used = yield* usedTags(head, working)
  const old = yield* head.find(table)
  const existing = old === undefined
    ? []
    : (yield* readTable(db, old.hash)).schema.columns
      .map((c) => ({ name: c.name, kind: kindOfSqlType(c.sqlType), tag: c.tag }))
      .filter((c) => columns.some((n) => n.name.toLowerCase() === c.name.toLowerCase() && n.kind === c.kind))
  return newColumnTags(db.platform, table, columns, existing, used)
}

/** The tags of all columns of all tables in head and working root. */
export function* usedTags(head: RootValue, working: RootValue): Fetching<Set<number>> {
  const used = new Set<number>()
  for (const root of head.hash === working.hash ? [head] : [head, working]) {
    for (const hash of (yield* root.tables()).values()) {
      for (const column of (yield* readTable(root.db, hash)).schema.columns) used.add(column.tag)
    }
  }
  return used
}

function checksOf(db: DoltDatabase, { name: table, checks }: TableDefinition): SchemaCheck[] {
  const named: SchemaCheck[] = []
  for (const check of checks) named.push(schemaCheck(db, table, named, check))
  return named
}

/** A CHECK as the schema stores it; one without a name takes it of its text. @throws OxbowError 3822. */
export function schemaCheck(
  db: DoltDatabase, table: string, existing: readonly SchemaCheck[], { name, expression, enforced }: CheckDefinition,
): SchemaCheck {
  const base = name ?? `${table}_chk_${hashOf(db.platform, new TextEncoder().encode(expression)).slice(0, 8)}`
  let unique = base
  for (let i = 0; existing.some((c) => c.name.toLowerCase() === unique.toLowerCase()); i++) {
    if (name !== undefined) throw new OxbowError('DUPLICATE_CHECK', `Duplicate check constraint name '${name}'.`, { errno: 3822 })
    unique = `${base}_${i}`
  }
  return { name: unique, expression, enforced, isNotValid: false }
}

/** An index as the schema stores it. @throws OxbowError 1061, 1072, 1089, 1170, 1235. */
export function schemaIndex(
  columns: readonly SchemaColumn[], primaryKey: readonly number[], existing: readonly SchemaIndex[], index: IndexDefinition,
  systemDefined: boolean,
): SchemaIndex {
  if (index.kind !== 'ordinary' && index.kind !== 'spatial') {
    throw new OxbowError(
      'NOT_SUPPORTED', `${index.kind.toUpperCase()} indexes can't be made by oxbow yet`, { errno: 1235, sqlState: '42000' },
    )
  }
  if (index.name?.toLowerCase() === 'primary') {
    throw new OxbowError('WRONG_INDEX_NAME', `Incorrect index name '${index.name}'`, { errno: 1280, sqlState: '42000' })
  }
  const indexColumns = index.columns.map((c) => ordinalOf(columns, c.name))
  refuseRepeatedColumns(columns, indexColumns)
  if (index.kind === 'spatial') refuseUnspatial(indexColumns.map((ordinal) => columns[ordinal]))
  const name = index.name ?? unusedIndexName(existing, columns[indexColumns[0]].name)
  if (existing.some((other) => other.name.toLowerCase() === name.toLowerCase())) {
    throw new OxbowError('DUPLICATE_KEY_NAME', `Duplicate key name '${name}'`, { errno: 1061, sqlState: '42000' })
  }
  const prefixes = index.columns.map((c) => c.prefixLength ?? 0)
  return {
    name, indexColumns, systemDefined,
    comment: index.comment ?? '',
    keyColumns: [...indexColumns, ...primaryKey.filter((ordinal) => !indexColumns.includes(ordinal))],
    unique: index.unique,
    prefixLengths: prefixes.some((n) => n > 0) ? prefixes : [],
    spatial: index.kind === 'spatial', fulltext: undefined, vector: undefined, predicate: '',
  }
}

/** @throws OxbowError 1070, 1252, 1687 for what a SPATIAL index can't be over. */
function refuseUnspatial(columns: readonly SchemaColumn[]): void {
  if (columns.length > 1) throw new OxbowError('TOO_MANY_KEY_PARTS', 'Too many key parts specified; max 1 parts allowed', { errno: 1070, sqlState: '42000' })
  const [{ sqlType, nullable }] = columns
  if (!isSpatial(parseSqlType(sqlType))) {
    throw new OxbowError('WRONG_SPATIAL_COLUMN', 'A SPATIAL index may only contain a geometrical type column', { errno: 1687, sqlState: '42000' })
  }
  if (nullable) throw new OxbowError('SPATIAL_CANT_HAVE_NULL', 'All parts of a SPATIAL index must be NOT NULL', { errno: 1252, sqlState: '42000' })
}

/** @throws OxbowError 1060 for a key that names a column twice. */
export function refuseRepeatedColumns(columns: readonly SchemaColumn[], key: readonly number[]): void {
  const repeated = key.find((ordinal, i) => key.indexOf(ordinal) < i)
  if (repeated !== undefined) {
    throw new OxbowError('DUP_FIELDNAME', `Duplicate column name '${columns[repeated].name}'`, { errno: 1060, sqlState: '42S21' })
  }
}

/** MySQL's name for an index that has none: its first column's, with a number where that is taken. */
function unusedIndexName(existing: readonly SchemaIndex[], column: string): string {
  let name = column
  for (let i = 2; existing.some((index) => index.name.toLowerCase() === name.toLowerCase()); i++) name = `${column}_${i}`
  return name
}

/** The indexes with one more, in the stored order. */
export function addIndex(indexes: readonly SchemaIndex[], index: SchemaIndex): SchemaIndex[] {
  return [...indexes, index].sort((a, b) => compareUtf8(a.name, b.name))
}
