import { newColumnTags } from '../doltdb/column-tags.ts'
import type { RootValue } from '../doltdb/root-value.ts'
import { writeSchema, type Schema } from '../doltdb/schema.ts'
import { kindOfSqlType } from '../doltdb/sql-type-storage.ts'
import type { Table } from '../doltdb/table.ts'
import { OxbowError } from '../error.ts'
import { DEFAULT_TARGET_ROW_SIZE } from '../prolly/adaptive.ts'
import type { SchemaColumn, TableSchema } from '../serial/table-schema.ts'
import type { RowConversion, TableAlteration } from '../sql/catalog.ts'
import { renameColumnInText } from '../sql/parser/expression-columns.ts'
import { collation } from '../sql/types/collation.ts'
import { storedTypeText } from '../sql/types/format-type.ts'
import type { SqlType } from '../sql/types/sql-type.ts'
import { isText } from '../sql/types/types.ts'
import type { Fetching } from '../store/missing.ts'
import { addColumn, dropColumn, modifyColumn, ordinalIn, renameColumn, withPrimaryKey, withoutUnfitPrefixes, type ChangedSchema } from './alter-columns.ts'
import { dropConstraint, dropForeignKey, refuseKeyedColumn, refuseKeyedIndex, renameInForeignKeys } from './alter-constraints.ts'
import { addForeignKey } from './foreign-keys/new-key.ts'
import { rebuildFulltext } from './fulltext/fulltext-index.ts'
import { refuseRepeatedColumns, schemaCheck, schemaColumn, usedTags } from './new-schema.ts'
import { checkSchema } from './schema-rules.ts'
import { columnInfos } from './stored-table.ts'
import { findTable, renameIndex } from './table-changes.ts'
import { largestAutoIncrement, putTable, rewriteTable } from './table-rewrite.ts'

/** A table to be altered, and where it stands. */
interface Altered {
  readonly root: RootValue
  readonly head: RootValue
  readonly name: string
  readonly table: Table
  readonly conversion: RowConversion
}

/** What ALTER TABLE goes by. */
export interface AlterTerms {
  readonly conversion: RowConversion
  /** Whether new foreign keys need their parents, and rows that keep to them. */
  readonly checks: boolean
}

/**
 * One step of ALTER TABLE. Rows are written anew only where their stored form changes.
 * Source: Dolt go/libraries/doltcore/sqle/tables.go, alterschema.go.
 * @param head the branch's head, whose tags are taken, too
 * @throws OxbowError 1146, and for what the step can't do: 1054, 1060, 1062, 1068, 1091 …
 */
export function* alterTable(root: RootValue, head: RootValue, tableName: string, step: TableAlteration, terms: AlterTerms): Fetching<RootValue> {
  const { name, table } = yield* findTable(root, tableName)
  const changed = yield* applyStep(root, head, name, table, step, terms)
  switch (step.kind) {
    case 'addColumn':
    case 'modifyColumn':
    case 'dropColumn':
    case 'addPrimaryKey':
    case 'dropPrimaryKey': return yield* rebuildFulltext(changed, head, name, table)
    default: return changed
  }
}

function* applyStep(
  root: RootValue, head: RootValue, name: string, table: Table, step: TableAlteration, { conversion, checks }: AlterTerms,
): Fetching<RootValue> {
  const altered: Altered = { root, head, name, table, conversion }
  const { message } = table.schema
  switch (step.kind) {
    case 'addColumn': {
      const { column } = step
      const sqlType = storedTypeText(column.type)
      const key = column.primaryKey === true
      // Tags that only the head has are taken where Dolt writes the table anew.
      const tag = yield* drawTag(key ? altered : { ...altered, head: root }, column.name, sqlType)
      if (key) refuseSecondKey(message)
      const changed = addColumn(name, message, schemaColumn(column, sqlType, tag, key), step.position)
      return yield* replaced(altered, key ? { ...changed, message: withPrimaryKey(changed.message, [changed.origins.indexOf(-1)]) } : changed)
    }
    case 'modifyColumn': {
      const { column } = step
      const ordinal = ordinalIn(name, message.columns, step.name)
      const old = message.columns[ordinal]
      const sqlType = storedTypeText(column.type)
      const inKey = message.primaryKey.includes(ordinal)
      const newKey = column.primaryKey === true && !inKey
      if (newKey) refuseSecondKey(message)
      yield* refuseKeyedColumn(root, name, table.schema, ordinal, sqlType, column.nullable)
      const modified = (tag: number): ChangedSchema => modifyColumn(name, message, ordinal, schemaColumn(column, sqlType, tag, inKey), step.position)
      const kept = modified(old.tag)
      const at = kept.origins.indexOf(ordinal)
      const rewritten = at !== ordinal || (old.sqlType !== sqlType && !keepsRows(table.schema, kept))
      // Dolt's ToDoltSchema knows a column by its name alone when its table is written anew.
      const moved = old.name !== column.name && (rewritten || kindOfSqlType(old.sqlType) !== kindOfSqlType(sqlType))
      const tag = moved ? yield* drawTag(altered, column.name, sqlType) : old.tag
      const changed = moved ? modified(tag) : kept
      const fit = withoutUnfitPrefixes(changed.message, at, isText(column.type) ? mostBytes(column.type) : 0)
      const done = yield* replaced(altered, { ...changed, message: newKey ? withPrimaryKey(fit, [at]) : fit })
      return yield* renameInForeignKeys(done, name, old, { ...old, name: column.name, tag })
    }
    case 'renameColumn': {
      const ordinal = ordinalIn(name, message.columns, step.from)
      const old = message.columns[ordinal]
      const done = yield* withMessage(altered, renameColumn(message, ordinal, step.to))
      return yield* renameInForeignKeys(done, name, old, { ...old, name: step.to })
    }
    case 'dropColumn': {
      const ordinal = message.columns.findIndex((c) => c.name.toLowerCase() === step.name.toLowerCase())
      if (ordinal < 0) throw cantDrop(step.name)
      yield* refuseKeyedColumn(root, name, table.schema, ordinal, undefined, true)
      return yield* replaced(altered, dropColumn(message, ordinal))
    }
    case 'setDefault': {
      const ordinal = ordinalIn(name, message.columns, step.name)
      const column = { ...message.columns[ordinal], defaultValue: step.text ?? '' }
      return yield* withMessage(altered, { ...message, columns: message.columns.with(ordinal, column) })
    }
    case 'addPrimaryKey': {
      refuseSecondKey(message)
      const key = step.columns.map((column) => keyOrdinal(message.columns, column))
      refuseRepeatedColumns(message.columns, key)
      return yield* replaced(altered, unmoved(withPrimaryKey(message, key)))
    }
    case 'dropPrimaryKey':
      if (message.primaryKey.length === 0) throw cantDrop('PRIMARY')
      yield* refuseKeyedIndex(root, name, '')
      return yield* replaced(altered, unmoved(withPrimaryKey(message, [])))
    case 'renameIndex': return yield* renameIndex(root, name, table, step.from, step.to)
    case 'addCheck':
      return yield* withMessage(altered, { ...message, checks: [...message.checks, schemaCheck(root.db, name, message.checks, step.check)] })
    case 'dropConstraint': return yield* dropConstraint(root, name, table, step)
    case 'addForeignKey': return yield* addForeignKey(root, name, step.key, checks)
    case 'dropForeignKey': return yield* dropForeignKey(root, name, step.name)
    case 'setEnforced': {
      const at = message.checks.findIndex((check) => check.name.toLowerCase() === step.name.toLowerCase())
      if (at < 0) throw new OxbowError('CHECK_NOT_FOUND', `Check constraint '${step.name}' is not found in the table.`, { errno: 3821 })
      return yield* withMessage(altered, { ...message, checks: message.checks.with(at, { ...message.checks[at], enforced: step.enforced }) })
    }
    case 'setCollation': return yield* withMessage(altered, { ...message, collation: collation(step.collation).id })
    case 'setComment': return yield* withMessage(altered, { ...message, comment: step.comment })
    case 'setTargetRowSize': return yield* withMessage(altered, { ...message, targetRowSize: step.bytes })
    case 'setAutoIncrement': {
      if (table.schema.autoIncrement < 0) return root
      const least = (yield* largestAutoIncrement(table)) + 1n
      return yield* putTable(root, name, yield* table.with({ autoIncrement: step.next < least ? least : step.next }))
    }
  }
}

/** The schema alone changes. */
function* withMessage({ root, name, table }: Altered, message: TableSchema): Fetching<RootValue> {
  checkSchema(message)
  return yield* putTable(root, name, yield* table.with({ schema: writeSchema(root.db, message) }))
}

/** Schema and, where they are stored otherwise, rows change. */
function* replaced(altered: Altered, changed: ChangedSchema): Fetching<RootValue> {
  const { root, name, table, conversion } = altered
  const stays = keepsRows(table.schema, changed)
  // Source: Dolt's ToDoltSchema, which knows nothing of either.
  const message = stays ? changed.message : { ...changed.message, comment: '', targetRowSize: DEFAULT_TARGET_ROW_SIZE }
  if (stays) return yield* withMessage(altered, message)
  checkSchema(message)
  const schema = writeSchema(root.db, message)
  const convert = yield* conversion({ from: columnInfos(table.schema.message), to: columnInfos(message), origins: changed.origins })
  return yield* putTable(root, name, yield* rewriteTable(name, table, schema, convert))
}

/** True where every row and index entry is stored as it was, and allowed as it was. */
function keepsRows(old: Schema, { message, origins }: ChangedSchema): boolean {
  const { columns } = message
  if (message.keyless !== old.keyless || message.primaryKey.length !== old.primaryKey.length) return false
  if (origins.filter((o) => o >= 0).length < old.columns.length) return false
  const stored = origins.filter((_, i) => !columns[i].virtual && !message.primaryKey.includes(i))
  // A row ends with its last value that isn't NULL: columns at the end that hold only NULL are there already.
  if (!old.valueColumns.every((ordinal, i) => stored[i] === ordinal)) return false
  // What computes a column follows its columns' names.
  const names = columns.flatMap(({ name }, i) => (origins[i] >= 0 && old.columns[origins[i]].name !== name ? [[old.columns[origins[i]].name, name] as const] : []))
  const renamed = (text: string): string => names.reduce((t, [from, to]) => renameColumnInText(t, from, to), text)
  return columns.every((column, i) => {
    const before = old.columns[origins[i]]
    if (before === undefined) return column.nullable && column.defaultValue === '' && !column.autoIncrement
    return before.sqlType === column.sqlType && before.encoding === column.encoding && (column.nullable || !before.nullable) &&
      before.virtual === column.virtual && before.generated === column.generated && (!column.autoIncrement || before.autoIncrement) &&
      (!column.generated || renamed(before.defaultValue) === column.defaultValue)
  })
}

function unmoved(message: TableSchema): ChangedSchema {
  return { message, origins: message.columns.map((_, i) => i) }
}

function* drawTag({ root, head, name, table }: Altered, column: string, sqlType: string): Fetching<number> {
  const existing = table.schema.columns.map((c) => ({ name: c.name, kind: kindOfSqlType(c.sqlType), tag: c.tag }))
  const wanted = { name: column, kind: kindOfSqlType(sqlType) }
  return newColumnTags(root.db.platform, name, [wanted], existing, yield* usedTags(head, root))[0]
}

function mostBytes(type: SqlType): number {
  return (type.length ?? 0) * (/^(CHAR|VARCHAR)$/.test(type.name) ? 4 : 1)
}

function keyOrdinal(columns: readonly SchemaColumn[], name: string): number {
  const ordinal = columns.findIndex((c) => c.name.toLowerCase() === name.toLowerCase())
  if (ordinal < 0) throw new OxbowError('KEY_COLUMN_MISSING', `Key column '${name}' doesn't exist in table`, { errno: 1072, sqlState: '42000' })
  if (columns[ordinal].virtual) {
    throw new OxbowError('VIRTUAL_PRIMARY_KEY', "'Defining a virtual generated column as primary key' is not supported for generated columns.", { errno: 3106 })
  }
  return ordinal
}

function refuseSecondKey(message: TableSchema): void {
  if (message.primaryKey.length > 0) throw new OxbowError('MULTIPLE_PRI_KEY', 'Multiple primary key defined', { errno: 1068, sqlState: '42000' })
}

function cantDrop(name: string): OxbowError {
  return new OxbowError('CANT_DROP_KEY', `Can't DROP '${name}'; check that column/key exists`, { errno: 1091, sqlState: '42000' })
}
