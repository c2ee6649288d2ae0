import { buildIndex } from '../doltdb/index-build.ts'
import type { RootValue } from '../doltdb/root-value.ts'
import { INDEX_WRITER, writeSchema } from '../doltdb/schema.ts'
import { createTable as writeTable, readTable, type Table } from '../doltdb/table.ts'
import { OxbowError } from '../error.ts'
import { emptyTree } from '../prolly/tree-builder.ts'
import type { IndexDefinition, RowConversion, TableDefinition } from '../sql/catalog.ts'
import type { ForeignKey } from '../serial/foreign-keys.ts'
import type { SchemaIndex, TableSchema } from '../serial/table-schema.ts'
import type { Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import { tableNotFound } from './errors.ts'
import { hasKeyWith, notedIndex } from './foreign-keys/key-indexes.ts'
import { addForeignKey } from './foreign-keys/new-key.ts'
import { addFulltextIndexes, dropBehind, emptyBehind, fulltextIndexes } from './fulltext/fulltext-index.ts'
import { isTable } from './foreign-keys/stored-keys.ts'
import { addIndex, schemaIndex, schemaOfDefinition } from './new-schema.ts'
import { checkName, checkSchema } from './schema-rules.ts'
import { columnInfos } from './stored-table.ts'
import { putTable, rewriteTable } from './table-rewrite.ts'
import { isReservedName, isSystemTableName, reservedName } from './system-schemas.ts'
import { renameView } from './view-changes.ts'
import { findView } from './views.ts'

/*
 * DDL on root values: each function answers the root value that comes of it. Nothing is changed in place.
 */

function tableExists(name: string): OxbowError {
  return new OxbowError('TABLE_EXISTS', `table with name ${name} already exists`, { errno: 1050, sqlState: '42S01' })
}

/**
 * @param head the branch's head, whose tags a table of the same name takes over
 * @param checks whether foreign keys need their parents
 * @throws OxbowError 1050, and as `addForeignKey`.
 */
export function* createTable(root: RootValue, head: RootValue, definition: TableDefinition, checks: boolean): Fetching<RootValue> {
  const { name } = definition
  checkName(name)
  if ((yield* root.find(name)) !== undefined || (yield* findView(root, name)) !== undefined) throw tableExists(name)
  const { db } = root
  const fulltext = definition.indexes.filter((index) => index.kind === 'fulltext')
  const message = yield* schemaOfDefinition(db, { ...definition, indexes: definition.indexes.filter((index) => index.kind !== 'fulltext') }, head, root)
  if (!isSystemTableName(name)) checkSchema(message)
  const schema = writeSchema(db, message)
  const start = definition.autoIncrement
  const table = yield* writeTable(db, schema, start === undefined || schema.autoIncrement < 0 ? 0n : BigInt(start))
  let changed = yield* putTable(root, name, table)
  for (const key of definition.foreignKeys) changed = yield* addForeignKey(changed, name, key, checks)
  return yield* addFulltextIndexes(changed, head, name, fulltext)
}

/** A table by name, for a change. @throws OxbowError 1146. */
export function* findTable(root: RootValue, name: string): Fetching<{ readonly name: string; readonly table: Table }> {
  const found = yield* root.find(name)
  if (found === undefined) throw tableNotFound(name)
  return { name: found.name, table: yield* readTable(root.db, found.hash) }
}

/** Which foreign keys keep a table from being dropped. */
export interface DropTerms {
  /** Whether any do. */
  readonly checks: boolean
  /** Tables, in lower case, that are dropped by the same statement: their keys don't. */
  readonly together: ReadonlySet<string>
}

/** @throws OxbowError 1051 for an unknown table, 3730 for one that another table's foreign key refers to. */
export function* dropTable(root: RootValue, name: string, { checks, together }: DropTerms): Fetching<RootValue> {
  const found = yield* root.find(name)
  if (found === undefined) throw new OxbowError('UNKNOWN_TABLE', `Unknown table '${name}'`, { errno: 1051, sqlState: '42S02' })
  const keys = yield* root.foreignKeys()
  const user = keys.find((key) => isTable(key.parentTable, found.name) && key.childTable !== found.name && !together.has(key.childTable.toLowerCase()))
  if (checks && user !== undefined) {
    throw new OxbowError(
      'TABLE_IS_REFERENCED',
      `Cannot drop table '${found.name}' referenced by a foreign key constraint '${user.name}' on table '${user.childTable}'.`,
      { errno: 3730 },
    )
  }
  const kept = keys.filter((key) => key.childTable !== found.name)
  // As on Dolt, the tables behind FULLTEXT indexes stay.
  return yield* root.with({ tables: [[found.name, null]], ...(kept.length < keys.length && { foreignKeys: kept }) })
}

/** @throws OxbowError 1146, 1050, 1059, 1105. */
export function* renameTable(root: RootValue, from: string, to: string): Fetching<RootValue> {
  checkName(to)
  if (isReservedName(to)) throw reservedName(to)
  const found = yield* root.find(from)
  if (found === undefined) {
    const view = yield* findView(root, from)
    if (view === undefined) throw tableNotFound(from)
    return yield* renameView(root, view, to)
  }
  const target = yield* root.find(to)
  if ((target !== undefined && target.name !== found.name) || (yield* findView(root, to)) !== undefined) throw tableExists(to)
  const keys = yield* root.foreignKeys()
  const touched = keys.some((key) => key.childTable === found.name || isTable(key.parentTable, found.name))
  // Names that Dolt made of the table's name go with it.
  const made = `${found.name}_ibfk_`
  const renamed = keys.map((key) => ({
    ...key,
    name: key.childTable === found.name && key.name.startsWith(made) ? `${to}_ibfk_${key.name.slice(made.length)}` : key.name,
    childTable: key.childTable === found.name ? to : key.childTable,
    parentTable: isTable(key.parentTable, found.name) ? to : key.parentTable,
  }))
  return yield* root.with({ tables: [[found.name, null], [to, found.hash]], ...(touched && { foreignKeys: renamed }) })
}

/** Removes all rows and begins AUTO_INCREMENT anew. @param checks whether keys that refer to the table count @throws OxbowError 1146, 1701. */
export function* truncateTable(root: RootValue, name: string, checks: boolean): Fetching<{ readonly root: RootValue; readonly rows: number }> {
  const { name: exact, table } = yield* findTable(root, name)
  const user = (yield* root.foreignKeys()).find((key) => isTable(key.parentTable, exact) && key.childTable !== exact)
  if (checks && user !== undefined) {
    throw new OxbowError(
      'TRUNCATE_REFERENCED',
      `Cannot truncate a table referenced in a foreign key constraint (\`${user.childTable}\`, CONSTRAINT \`${user.name}\`)`,
      { errno: 1701, sqlState: '42000' },
    )
  }
  const { sink } = root.db
  const emptyIndex = emptyTree(sink, INDEX_WRITER).hash!
  const emptied = yield* table.with({
    rows: emptyTree(sink, table.schema.rowWriter),
    indexes: table.schema.indexes.map((index): [string, Hash] => [index.name, emptyIndex]),
    autoIncrement: 0n,
  })
  return { root: yield* (yield* emptyBehind(root, table.schema)).with({ tables: [[exact, emptied.hash]] }), rows: table.rows.treeCount }
}

/** @throws OxbowError 1146, 1061, 1062, 1072, 1235. */
export function* createIndex(
  root: RootValue, head: RootValue, name: string, definition: IndexDefinition, conversion: RowConversion,
): Fetching<RootValue> {
  const { name: exact, table } = yield* findTable(root, name)
  if (definition.kind === 'fulltext') return yield* addFulltextIndexes(root, head, exact, [definition])
  const { message } = table.schema
  const named = new Set(definition.columns.map((c) => table.schema.ordinal(c.name)))
  const twin = message.secondaryIndexes.find((i) => i.indexColumns.length === named.size && [...named].every((o, at) => i.indexColumns[at] === o))
  // An index that was only made for a foreign key gives way to one of the user's own.
  const own = twin?.systemDefined === true ? twin : undefined
  const others = message.secondaryIndexes.filter((i) => i !== own)
  const index = schemaIndex(message.columns, message.primaryKey, others, definition, false)
  const changedMessage = { ...message, secondaryIndexes: addIndex(others, index) }
  checkSchema(changedMessage)
  const schema = writeSchema(root.db, changedMessage)
  if (index.indexColumns.some((ordinal) => message.columns[ordinal].virtual)) {
    const columns = columnInfos(message)
    const convert = yield* conversion({ from: columns, to: columns, origins: columns.map((_, i) => i) })
    return yield* putTable(root, exact, yield* rewriteTable(exact, table, schema, convert))
  }
  const tree = yield* buildIndex(table, schema, schema.indexes.find((i) => i.name === index.name)!)
  const gone: [string, Hash | null][] = own === undefined ? [] : [[own.name, null]]
  const changed = yield* putTable(root, exact, yield* table.with({ schema, indexes: new Map<string, Hash | null>([...gone, [index.name, tree.hash!]]) }))
  // As on Dolt, foreign keys note the latest index over their columns.
  return twin === undefined ? changed : yield* renameKeyIndexes(changed, exact, twin.name, index.name)
}

/** @throws OxbowError 1146, 1091 for an unknown index, 1553 for one that a foreign key needs. */
export function* dropIndex(root: RootValue, name: string, indexName: string): Fetching<RootValue> {
  const { name: exact, table } = yield* findTable(root, name)
  const { message } = table.schema
  const index = message.secondaryIndexes.find((i) => i.name.toLowerCase() === indexName.toLowerCase())
  if (index === undefined) {
    throw new OxbowError('CANT_DROP_KEY', `Can't DROP '${indexName}'; check that column/key exists`, { errno: 1091, sqlState: '42000' })
  }
  const keys = yield* root.foreignKeys()
  refuseNeededIndex(exact, message, keys, index)
  const changedMessage = { ...message, secondaryIndexes: message.secondaryIndexes.filter((i) => i !== index) }
  const changed = yield* table.with({ schema: writeSchema(root.db, changedMessage), indexes: [[index.name, null]] })
  const moved = keys.map((key) => (isTable(key.parentTable, exact) && key.parentIndex === index.name
    ? { ...key, parentIndex: notedIndex(changedMessage, ordinalsOf(message, key.parentColumns)) } : key))
  const bare = index.fulltext === undefined ? root : yield* dropBehind(root, table.schema, fulltextIndexes(table.schema).filter((i) => i === index), false)
  return yield* bare.with({ tables: [[exact, changed.hash]], ...(moved.some((key, i) => key !== keys[i]) && { foreignKeys: moved }) })
}

function ordinalsOf(message: TableSchema, tags: readonly number[]): number[] {
  return tags.map((tag) => message.columns.findIndex((c) => c.tag === tag))
}

/** A key that was made before its parent knows its columns by name alone. */
function keyOrdinals(message: TableSchema, tags: readonly number[], names: readonly string[] | undefined): number[] {
  if (tags.length > 0) return ordinalsOf(message, tags)
  return (names ?? []).map((name) => message.columns.findIndex((c) => c.name.toLowerCase() === name.toLowerCase()))
}

/** Each foreign key needs an index in both its tables, of which there may be several. @throws OxbowError 1553. */
function refuseNeededIndex(table: string, message: TableSchema, keys: readonly ForeignKey[], index: SchemaIndex): void {
  for (const key of keys) {
    const child = isTable(key.childTable, table) && !hasKeyWith(message, keyOrdinals(message, key.childColumns, key.unresolvedChildColumns), false, index.name)
    const parent = isTable(key.parentTable, table) && !hasKeyWith(message, keyOrdinals(message, key.parentColumns, key.unresolvedParentColumns), true, index.name)
    if (child || parent) {
      throw new OxbowError('INDEX_NEEDED', `Cannot drop index '${index.name}': needed in a foreign key constraint`, { errno: 1553 })
    }
  }
}

/** @throws OxbowError 1176 for an unknown index, 1061 for a name that is taken. */
export function* renameIndex(root: RootValue, name: string, table: Table, from: string, to: string): Fetching<RootValue> {
  const { message } = table.schema
  const index = message.secondaryIndexes.find((i) => i.name.toLowerCase() === from.toLowerCase())
  if (index === undefined) {
    throw new OxbowError('KEY_DOES_NOT_EXIST', `Key '${from}' doesn't exist in table '${name}'`, { errno: 1176, sqlState: '42000' })
  }
  const others = message.secondaryIndexes.filter((i) => i !== index)
  if (others.some((i) => i.name.toLowerCase() === to.toLowerCase())) {
    throw new OxbowError('DUPLICATE_KEY_NAME', `Duplicate key name '${to}'`, { errno: 1061, sqlState: '42000' })
  }
  const schema = writeSchema(root.db, { ...message, secondaryIndexes: addIndex(others, { ...index, name: to }) })
  const tree = (yield* table.indexRoots()).get(index.name)!
  const changed = yield* table.with({ schema, indexes: new Map<string, Hash | null>([[index.name, null], [to, tree]]) })
  // As on Dolt, foreign keys note the index under the name that it had.
  return yield* putTable(root, name, changed)
}

/** Foreign keys note the names of the indexes that they stand on. */
function* renameKeyIndexes(root: RootValue, table: string, from: string, to: string): Fetching<RootValue> {
  const keys = yield* root.foreignKeys()
  const renamed = keys.map((key) => ({
    ...key,
    childIndex: key.childTable === table && key.childIndex === from ? to : key.childIndex,
    parentIndex: isTable(key.parentTable, table) && key.parentIndex === from ? to : key.parentIndex,
  }))
  const touched = keys.some((key, i) => key.childIndex !== renamed[i].childIndex || key.parentIndex !== renamed[i].parentIndex)
  return touched ? yield* root.with({ foreignKeys: renamed }) : root
}
