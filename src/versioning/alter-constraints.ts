import type { RootValue } from '../doltdb/root-value.ts'
import { writeSchema, type Schema } from '../doltdb/schema.ts'
import type { Table } from '../doltdb/table.ts'
import { OxbowError } from '../error.ts'
import { REFERENTIAL_ACTION } from '../serial/foreign-keys.ts'
import type { SchemaColumn } from '../serial/table-schema.ts'
import type { Fetching } from '../store/missing.ts'
import { isTable } from './foreign-keys/stored-keys.ts'
import { dropIndex } from './table-changes.ts'
import { putTable } from './table-rewrite.ts'

/* Constraints under ALTER TABLE: taken away by name, and carried along when what they stand on changes. */

/** Drops a CHECK, foreign key or unique index by name. @throws OxbowError 3940. */
export function* dropConstraint(
  root: RootValue, table: string, stored: Table, { name, ifExists }: { readonly name: string; readonly ifExists: boolean },
): Fetching<RootValue> {
  const lower = name.toLowerCase()
  const { message } = stored.schema
  const checks = message.checks.filter((check) => check.name.toLowerCase() !== lower)
  if (checks.length < message.checks.length) {
    return yield* putTable(root, table, yield* stored.with({ schema: writeSchema(root.db, { ...message, checks }) }))
  }
  if ((yield* root.foreignKeys()).some((key) => key.childTable === table && key.name.toLowerCase() === lower)) return yield* dropForeignKey(root, table, name)
  if (message.secondaryIndexes.some((index) => index.unique && index.name.toLowerCase() === lower)) return yield* dropIndex(root, table, name)
  if (ifExists) return root
  throw new OxbowError('CONSTRAINT_NOT_FOUND', `Constraint '${name}' does not exist.`, { errno: 3940 })
}

/** @throws OxbowError 1091. */
export function* dropForeignKey(root: RootValue, table: string, name: string): Fetching<RootValue> {
  const keys = yield* root.foreignKeys()
  const kept = keys.filter((key) => key.childTable !== table || key.name.toLowerCase() !== name.toLowerCase())
  if (kept.length === keys.length) {
    throw new OxbowError('CANT_DROP_KEY', `Can't DROP '${name}'; check that column/key exists`, { errno: 1091, sqlState: '42000' })
  }
  return yield* root.with({ foreignKeys: kept })
}

/**
 * Refuses changes of a column that a foreign key stands on.
 * @param sqlType the new type; undefined when the column is dropped
 * @throws OxbowError 1828, 1829, 1830, 1832, 1833.
 */
export function* refuseKeyedColumn(
  root: RootValue, table: string, schema: Schema, ordinal: number, sqlType: string | undefined, nullable: boolean,
): Fetching<void> {
  const { name, tag, sqlType: before } = schema.columns[ordinal]
  for (const key of yield* root.foreignKeys()) {
    const child = key.childTable === table && key.childColumns.includes(tag)
    const parent = isTable(key.parentTable, table) && key.parentColumns.includes(tag)
    if (!child && !parent) continue
    const of = child ? '' : ` of table '${key.childTable}'`
    if (sqlType === undefined) {
      throw new OxbowError('FK_COLUMN_CANNOT_DROP', `Cannot drop column '${name}': needed in a foreign key constraint '${key.name}'${of}`, { errno: child ? 1828 : 1829 })
    }
    if (sqlType !== before && !lengthened(before, sqlType)) {
      throw new OxbowError('FK_COLUMN_CANNOT_CHANGE', `Cannot change column '${name}': used in a foreign key constraint '${key.name}'${of}`, { errno: child ? 1832 : 1833 })
    }
    const setsNull = key.onDelete === REFERENTIAL_ACTION.setNull || key.onUpdate === REFERENTIAL_ACTION.setNull
    if (child && !nullable && setsNull) {
      throw new OxbowError('FK_COLUMN_NOT_NULL', `Column '${name}' cannot be NOT NULL: needed in a foreign key constraint '${key.name}' SET NULL`, { errno: 1830 })
    }
  }
}

/** True for a CHAR, VARCHAR, BINARY or VARBINARY that only grew. */
function lengthened(before: string, after: string): boolean {
  const form = /^((?:var)?(?:char|binary))\((\d+)\)(.*)$/
  const [a, b] = [form.exec(before), form.exec(after)]
  return a !== null && b !== null && a[1] === b[1] && a[3] === b[3] && Number(a[2]) <= Number(b[2])
}

/** Refuses to take an index (the primary key's name is empty) that a foreign key needs. @throws OxbowError 1553. */
export function* refuseKeyedIndex(root: RootValue, table: string, index: string): Fetching<void> {
  const user = (yield* root.foreignKeys()).find((key) => isTable(key.parentTable, table) && key.parentIndex === index)
  if (user !== undefined) {
    throw new OxbowError('INDEX_NEEDED', `Cannot drop index '${index === '' ? 'PRIMARY' : index}': needed in a foreign key constraint`, { errno: 1553 })
  }
}

/** Foreign keys name the columns that their statements named, and know them by tag: both follow a changed column. */
export function* renameInForeignKeys(root: RootValue, table: string, old: SchemaColumn, column: SchemaColumn): Fetching<RootValue> {
  if (old.name === column.name && old.tag === column.tag) return root
  const keys = yield* root.foreignKeys()
  const names = (list: readonly string[]): string[] => list.map((name) => (name.toLowerCase() === old.name.toLowerCase() ? column.name : name))
  const tags = (list: readonly number[]): number[] => list.map((tag) => (tag === old.tag ? column.tag : tag))
  let touched = false
  const changed = keys.map((key) => {
    const child = key.childTable === table && key.childColumns.includes(old.tag)
    const parent = isTable(key.parentTable, table) && key.parentColumns.includes(old.tag)
    if (!child && !parent) return key
    touched = true
    return {
      ...key,
      ...(child && { childColumns: tags(key.childColumns), unresolvedChildColumns: names(key.unresolvedChildColumns ?? []) }),
      ...(parent && { parentColumns: tags(key.parentColumns), unresolvedParentColumns: names(key.unresolvedParentColumns ?? []) }),
    }
  })
  return touched ? yield* root.with({ foreignKeys: changed }) : root
}
