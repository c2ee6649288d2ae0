import { buildIndex } from '../../doltdb/index-build.ts'
import type { RootValue } from '../../doltdb/root-value.ts'
import { writeSchema, type Schema } from '../../doltdb/schema.ts'
import { readTable, type Table } from '../../doltdb/table.ts'
import { OxbowError } from '../../error.ts'
import type { ForeignKey } from '../../serial/foreign-keys.ts'
import type { SchemaColumn } from '../../serial/table-schema.ts'
import type { ForeignKeyDefinition, ForeignKeyInfo } from '../../sql/catalog.ts'
import { mayRefer } from '../../sql/foreign-keys/key-types.ts'
import { columnsInText } from '../../sql/parser/expression-columns.ts'
import { parseSqlType } from '../../sql/types/parse-type.ts'
import type { Fetching } from '../../store/missing.ts'
import { addIndex, schemaIndex } from '../new-schema.ts'
import { putTable } from '../table-rewrite.ts'
import { hasKeyWith, notedIndex } from './key-indexes.ts'
import { checkRows } from './orphans.ts'
import { ACTIONS, isTable } from './stored-keys.ts'

/** A key that has a name and the columns' own names. */
type NamedKey = ForeignKeyDefinition & { readonly name: string }

/** A key's parent, with the ordinals of the columns that are referred to. */
interface Parent {
  readonly table: Table
  readonly ordinals: readonly number[]
}

/**
 * Adds a foreign key to a table, with the index that it needs. Source: go-mysql-server's ResolveForeignKey (sql/plan/alter_foreign_key.go).
 * @param name the table's own name
 * @param checks whether the parent has to be there, and the table's rows have to keep to the key; without, the key is settled later
 * @throws OxbowError 1060, 1061, 1072, 1170, 1239, 1452, 1822, 1824, 1826, 1830, 3734, 3780.
 */
export function* addForeignKey(root: RootValue, name: string, definition: ForeignKeyDefinition, checks: boolean): Fetching<RootValue> {
  const table = yield* readTable(root.db, (yield* root.tables()).get(name)!)
  refuseStoredBase(table.schema.columns, definition)
  const keys = yield* root.foreignKeys()
  const child = childColumns(table.schema, definition)
  const key: NamedKey = { ...definition, name: keyName(keys, name, definition.name), columns: child.map((ordinal) => table.schema.columns[ordinal].name) }
  const parent = checks ? yield* findParent(root, name, table, child, key) : undefined
  const changed = yield* withKey(root, name, table, child, definition.name)
  const made = storedKey(name, key, (yield* readTable(root.db, (yield* changed.tables()).get(name)!)).schema, child, parent)
  return yield* changed.with({ foreignKeys: [...keys, made] })
}

/**
 * Settles a key that was made before its parent.
 * @param verify whether the rows that are there have to keep to it
 * @throws OxbowError as `addForeignKey`.
 */
export function* resolveForeignKey(root: RootValue, key: ForeignKeyInfo, verify: boolean): Fetching<RootValue> {
  const found = yield* root.find(key.table)
  if (found === undefined) return root
  const { name } = found
  const table = yield* readTable(root.db, found.hash)
  const child = childColumns(table.schema, key)
  const parent = yield* findParent(root, name, table, child, key, verify)
  const changed = yield* withKey(root, name, table, child, key.name)
  const settled = storedKey(name, key, (yield* readTable(root.db, (yield* changed.tables()).get(name)!)).schema, child, parent)
  const keys = yield* root.foreignKeys()
  return yield* changed.with({ foreignKeys: keys.map((other) => (other.name === key.name ? settled : other)) })
}

/** MySQL's rule for columns that stored generated columns are computed from. */
function refuseStoredBase(columns: readonly SchemaColumn[], { columns: names, onDelete, onUpdate }: ForeignKeyDefinition): void {
  if (![onDelete, onUpdate].some((action) => action === 'cascade' || action === 'set null')) return
  for (const column of columns) {
    if (!column.generated || column.virtual) continue
    const read = columnsInText(column.defaultValue)
    if (names.some((name) => read.has(name.toLowerCase()))) {
      throw new OxbowError('FK_BASE_OF_STORED_COLUMN', 'Cannot add foreign key on the base column of a stored generated column.')
    }
  }
}

/** The name that a key gets: its own, or the table's with the next number. @throws OxbowError 1826. */
function keyName(keys: readonly ForeignKey[], table: string, own: string | undefined): string {
  let name = own
  if (name === undefined) {
    const start = `${table.toLowerCase()}_ibfk_`
    const numbers = keys.flatMap((key) =>
      (key.childTable === table && key.name.startsWith(start) && /^\d+$/.test(key.name.slice(start.length)) ? [Number(key.name.slice(start.length))] : []))
    name = `${start}${Math.max(0, ...numbers) + 1}`
  }
  if (keys.some((key) => key.name.toLowerCase() === name.toLowerCase())) {
    throw new OxbowError('DUPLICATE_FOREIGN_KEY', `Duplicate foreign key constraint name '${name}'`, { errno: 1826 })
  }
  return name
}

function childColumns(schema: Schema, { name, columns, parentColumns, onDelete, onUpdate }: ForeignKeyDefinition): number[] {
  if (parentColumns.length !== columns.length) {
    throw new OxbowError(
      'WRONG_FOREIGN_KEY', `Incorrect foreign key definition for '${name ?? 'foreign key without name'}': Key reference and table reference don't match`,
      { errno: 1239, sqlState: '42000' },
    )
  }
  refuseRepeated(columns)
  return columns.map((column) => {
    const ordinal = schema.ordinal(column)
    if (ordinal < 0) throw new OxbowError('KEY_COLUMN_MISSING', `Key column '${column}' doesn't exist in table`, { errno: 1072, sqlState: '42000' })
    if (!schema.columns[ordinal].nullable && (onDelete === 'set null' || onUpdate === 'set null')) {
      throw new OxbowError(
        'FK_COLUMN_NOT_NULL', `Column '${schema.columns[ordinal].name}' cannot be NOT NULL: needed in a foreign key constraint '${name ?? ''}' SET NULL`,
        { errno: 1830 },
      )
    }
    return ordinal
  })
}

function refuseRepeated(columns: readonly string[]): void {
  const lower = columns.map((column) => column.toLowerCase())
  const repeated = columns.find((_, i) => lower.indexOf(lower[i]) < i)
  if (repeated !== undefined) throw new OxbowError('DUP_FIELDNAME', `Duplicate column name '${repeated}'`, { errno: 1060, sqlState: '42S21' })
}

/** The parent of a key, when it can be one. @param verify whether the child's rows have to keep to the key */
function* findParent(root: RootValue, child: string, table: Table, ordinals: readonly number[], key: NamedKey, verify = true): Fetching<Parent> {
  const { name: keyName, parentTable, parentColumns } = key
  const found = yield* root.find(parentTable)
  if (found === undefined) throw new OxbowError('FOREIGN_KEY_NO_PARENT', `Failed to open the referenced table '${parentTable}'`, { errno: 1824 })
  const parent = isTable(parentTable, child) ? table : yield* readTable(root.db, found.hash)
  const { columns } = parent.schema
  refuseRepeated(parentColumns)
  const parentOrdinals = parentColumns.map((column) => {
    const ordinal = parent.schema.ordinal(column)
    if (ordinal < 0) {
      throw new OxbowError(
        'FK_NO_COLUMN_PARENT', `Failed to add the foreign key constraint. Missing column '${column}' for constraint '${keyName}' in the referenced table '${parentTable}'`,
        { errno: 3734 },
      )
    }
    return ordinal
  })
  ordinals.forEach((ordinal, i) => checkTypes(table.schema.columns[ordinal], columns[parentOrdinals[i]], keyName))
  if (!hasKeyWith(parent.schema.message, parentOrdinals, true)) {
    throw new OxbowError(
      'FOREIGN_KEY_NO_PARENT_INDEX',
      `Failed to add the foreign key constraint. Missing index for constraint '${keyName}' in the referenced table '${parentTable}'`, { errno: 1822 },
    )
  }
  if (verify) yield* checkRows({ ...key, table: child, resolved: true }, { table, ordinals }, { table: parent, ordinals: parentOrdinals })
  return { table: parent, ordinals: parentOrdinals }
}

/** @throws OxbowError 3780, 1170. */
function checkTypes(child: SchemaColumn, parent: SchemaColumn, key: string): void {
  const type = parseSqlType(child.sqlType)
  if (!mayRefer(type, parseSqlType(parent.sqlType))) {
    throw new OxbowError(
      'FOREIGN_KEY_TYPES', `Referencing column '${child.name}' and referenced column '${parent.name}' in foreign key constraint '${key}' are incompatible.`,
      { errno: 3780 },
    )
  }
  if (type.name.endsWith('TEXT') || type.name.endsWith('BLOB')) {
    throw new OxbowError('BLOB_KEY_WITHOUT_LENGTH', `BLOB/TEXT column '${child.name}' used in key specification without a key length`, { errno: 1170, sqlState: '42000' })
  }
}

/** The root with an index on the child's columns, where no key begins with them. @param name the index's, as the statement names the foreign key */
function* withKey(root: RootValue, table: string, stored: Table, ordinals: readonly number[], name: string | undefined): Fetching<RootValue> {
  const { message } = stored.schema
  if (hasKeyWith(message, ordinals, false)) return root
  const columns = ordinals.map((ordinal) => ({ name: message.columns[ordinal].name }))
  const index = schemaIndex(message.columns, message.primaryKey, message.secondaryIndexes, { name, columns, unique: false, kind: 'ordinary' }, true)
  const schema = writeSchema(root.db, { ...message, secondaryIndexes: addIndex(message.secondaryIndexes, index) })
  const tree = yield* buildIndex(stored, schema, schema.indexes.find((i) => i.name === index.name)!)
  return yield* putTable(root, table, yield* stored.with({ schema, indexes: [[index.name, tree.hash!]] }))
}

/** @param parent none for a key that is settled later */
function storedKey(table: string, key: NamedKey, schema: Schema, child: readonly number[], parent: Parent | undefined): ForeignKey {
  const { name, columns, parentTable, parentColumns, onDelete, onUpdate } = key
  const common = { name, childTable: table, onUpdate: ACTIONS[onUpdate], onDelete: ACTIONS[onDelete], isNotValid: false, matchType: 0 }
  if (parent === undefined) {
    return {
      ...common, childIndex: '', childColumns: [], parentTable, parentIndex: '', parentColumns: [],
      unresolvedChildColumns: columns, unresolvedParentColumns: parentColumns,
    }
  }
  // A table that refers to itself has got its index by now.
  const parentSchema = isTable(parentTable, table) ? schema : parent.table.schema
  return {
    ...common,
    childIndex: notedIndex(schema.message, child),
    childColumns: child.map((ordinal) => schema.columns[ordinal].tag),
    parentTable,
    parentIndex: notedIndex(parentSchema.message, parent.ordinals),
    parentColumns: parent.ordinals.map((ordinal) => parentSchema.columns[ordinal].tag),
    unresolvedChildColumns: columns,
    unresolvedParentColumns: parent.ordinals.map((ordinal) => parentSchema.columns[ordinal].name),
  }
}
