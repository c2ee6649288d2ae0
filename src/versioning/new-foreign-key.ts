import type { RootValue } from '../doltdb/root-value.ts'
import type { Schema } from '../doltdb/schema.ts'
import { readTable } from '../doltdb/table.ts'
import { OxbowError } from '../error.ts'
import { REFERENTIAL_ACTION, type ForeignKey } from '../serial/foreign-keys.ts'
import type { SchemaIndex, TableSchema } from '../serial/table-schema.ts'
import type { ForeignKeyDefinition, ReferentialAction } from '../sql/catalog.ts'
import type { Fetching } from '../store/missing.ts'
import { addIndex, schemaIndex } from './new-schema.ts'

const ACTIONS: Readonly<Record<ReferentialAction, number>> = {
  default: REFERENTIAL_ACTION.default, cascade: REFERENTIAL_ACTION.cascade, 'no action': REFERENTIAL_ACTION.noAction,
  restrict: REFERENTIAL_ACTION.restrict, 'set null': REFERENTIAL_ACTION.setNull,
}

/** Adds the indexes that foreign keys of a new table need, where no index of its own begins with their columns. */
export function withForeignKeyIndexes(schema: TableSchema, keys: readonly ForeignKeyDefinition[]): TableSchema {
  let indexes: readonly SchemaIndex[] = schema.secondaryIndexes
  for (const key of keys) {
    const ordinals = key.columns.map((column) => ordinal(schema.columns, column))
    if (beginsWith(schema.primaryKey, ordinals) || indexes.some((index) => beginsWith(index.indexColumns, ordinals))) continue
    const index = schemaIndex(schema.columns, schema.primaryKey, indexes, {
      ...(key.name !== undefined && { name: key.name }), columns: key.columns.map((name) => ({ name })), unique: false, kind: 'ordinary',
    }, true)
    indexes = addIndex(indexes, index)
  }
  return { ...schema, secondaryIndexes: indexes }
}

/**
 * The foreign keys of a new table as a root value stores them.
 * @throws OxbowError 1826 for a name that is taken, 1824 for a missing parent, 1822 where the parent has no fitting
 * index, 3780 for other types.
 */
export function* newForeignKeys(
  root: RootValue, table: string, child: Schema, keys: readonly ForeignKeyDefinition[],
): Fetching<ForeignKey[]> {
  const existing = yield* root.foreignKeys()
  const made: ForeignKey[] = []
  for (const key of keys) {
    const taken = new Set([...existing, ...made].map((k) => k.name.toLowerCase()))
    const name = key.name ?? unusedName(taken, table)
    if (taken.has(name.toLowerCase())) {
      throw new OxbowError('DUPLICATE_FOREIGN_KEY', `Duplicate foreign key constraint name '${name}'`, { errno: 1826 })
    }
    made.push(yield* foreignKey(root, table, child, key, name))
  }
  return made
}

function unusedName(taken: ReadonlySet<string>, table: string): string {
  for (let i = 1; ; i++) {
    const name = `${table}_ibfk_${i}`
    if (!taken.has(name.toLowerCase())) return name
  }
}

function* foreignKey(root: RootValue, table: string, child: Schema, key: ForeignKeyDefinition, name: string): Fetching<ForeignKey> {
  const itself = key.parentTable.toLowerCase() === table.toLowerCase()
  const found = itself ? undefined : yield* root.find(key.parentTable)
  if (!itself && found === undefined) {
    throw new OxbowError('FOREIGN_KEY_NO_PARENT', `Failed to open the referenced table '${key.parentTable}'`, { errno: 1824 })
  }
  const parent = found === undefined ? child : (yield* readTable(root.db, found.hash)).schema
  const childColumns = key.columns.map((column) => ordinal(child.columns, column))
  const parentNames = key.parentColumns.length > 0 ? key.parentColumns : parent.primaryKey.map((o) => parent.columns[o].name)
  const parentColumns = parentNames.map((column) => ordinal(parent.columns, column))
  childColumns.forEach((o, i) => {
    const other = parent.columns[parentColumns[i]]
    if (other === undefined || other.encoding !== child.columns[o].encoding) {
      throw new OxbowError(
        'FOREIGN_KEY_TYPES',
        `Referencing column '${child.columns[o].name}' and referenced column '${other?.name ?? ''}' ` +
        `in foreign key constraint '${name}' are incompatible.`,
        { errno: 3780 },
      )
    }
  })
  const parentIndex = beginsWith(parent.primaryKey, parentColumns) ? '' : indexWith(parent, parentColumns)
  if (parentIndex === undefined) {
    throw new OxbowError(
      'FOREIGN_KEY_NO_PARENT_INDEX',
      `Failed to add the foreign key constraint. Missing index for constraint '${name}' in the referenced table '${key.parentTable}'`,
      { errno: 1822 },
    )
  }
  return {
    name,
    childTable: table,
    childIndex: indexWith(child, childColumns) ?? '',
    childColumns: childColumns.map((o) => child.columns[o].tag),
    parentTable: found?.name ?? table,
    parentIndex,
    parentColumns: parentColumns.map((o) => parent.columns[o].tag),
    onUpdate: ACTIONS[key.onUpdate],
    onDelete: ACTIONS[key.onDelete],
    unresolvedChildColumns: [...key.columns],
    unresolvedParentColumns: parentNames,
    isNotValid: false,
    matchType: 0,
  }
}

function indexWith(schema: Schema, ordinals: readonly number[]): string | undefined {
  return schema.indexes.find((index) => beginsWith(index.message.indexColumns, ordinals))?.name
}

function beginsWith(columns: readonly number[], start: readonly number[]): boolean {
  return start.length <= columns.length && start.every((o, i) => columns[i] === o)
}

function ordinal(columns: readonly { readonly name: string }[], name: string): number {
  const at = columns.findIndex((c) => c.name.toLowerCase() === name.toLowerCase())
  if (at < 0) throw new OxbowError('KEY_COLUMN_MISSING', `Key column '${name}' doesn't exist in table`, { errno: 1072, sqlState: '42000' })
  return at
}
