import { buildIndex } from '../doltdb/index-build.ts'
import type { RootValue } from '../doltdb/root-value.ts'
import { INDEX_WRITER, writeSchema } from '../doltdb/schema.ts'
import { createTable as writeTable, readTable, type Table } from '../doltdb/table.ts'
import { OxbowError } from '../error.ts'
import { emptyTree } from '../prolly/tree-builder.ts'
import type { IndexDefinition, RowConversion, TableDefinition } from '../sql/catalog.ts'
import type { Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import { tableNotFound } from './errors.ts'
import { newForeignKeys, withForeignKeyIndexes } from './new-foreign-key.ts'
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

/** @param head the branch's head, whose tags a table of the same name takes over. @throws OxbowError 1050. */
export function* createTable(root: RootValue, head: RootValue, definition: TableDefinition): Fetching<RootValue> {
  const { name } = definition
  checkName(name)
  if ((yield* root.find(name)) !== undefined || (yield* findView(root, name)) !== undefined) throw tableExists(name)
  const { db } = root
  const message = withForeignKeyIndexes(yield* schemaOfDefinition(db, definition, head, root), definition.foreignKeys)
  if (!isSystemTableName(name)) checkSchema(message)
  const schema = writeSchema(db, message)
  const start = definition.autoIncrement
  const table = yield* writeTable(db, schema, start === undefined || schema.autoIncrement < 0 ? 0n : BigInt(start))
  const keys = definition.foreignKeys.length === 0 ? [] : yield* newForeignKeys(root, name, schema, definition.foreignKeys)
  return yield* root.with({
    tables: [[name, table.hash]],
    ...(keys.length > 0 && { foreignKeys: [...(yield* root.foreignKeys()), ...keys] }),
  })
}

/** A table by name, for a change. @throws OxbowError 1146. */
export function* findTable(root: RootValue, name: string): Fetching<{ readonly name: string; readonly table: Table }> {
  const found = yield* root.find(name)
  if (found === undefined) throw tableNotFound(name)
  return { name: found.name, table: yield* readTable(root.db, found.hash) }
}

/** @throws OxbowError 1051 for an unknown table, 3730 for one that another table's foreign key refers to. */
export function* dropTable(root: RootValue, name: string): Fetching<RootValue> {
  const found = yield* root.find(name)
  if (found === undefined) throw new OxbowError('UNKNOWN_TABLE', `Unknown table '${name}'`, { errno: 1051, sqlState: '42S02' })
  const keys = yield* root.foreignKeys()
  const user = keys.find((key) => key.parentTable === found.name && key.childTable !== found.name)
  if (user !== undefined) {
    throw new OxbowError(
      'TABLE_IS_REFERENCED',
      `Cannot drop table '${found.name}' referenced by a foreign key constraint '${user.name}' on table '${user.childTable}'.`,
      { errno: 3730 },
    )
  }
  const kept = keys.filter((key) => key.childTable !== found.name)
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
  const touched = keys.some((key) => key.childTable === found.name || key.parentTable === found.name)
  const renamed = keys.map((key) => ({
    ...key,
    childTable: key.childTable === found.name ? to : key.childTable,
    parentTable: key.parentTable === found.name ? to : key.parentTable,
  }))
  return yield* root.with({ tables: [[found.name, null], [to, found.hash]], ...(touched && { foreignKeys: renamed }) })
}

/** Removes all rows and begins AUTO_INCREMENT anew. @throws OxbowError 1146, 1701. */
export function* truncateTable(root: RootValue, name: string): Fetching<{ readonly root: RootValue; readonly rows: number }> {
  const { name: exact, table } = yield* findTable(root, name)
  const user = (yield* root.foreignKeys()).find((key) => key.parentTable === exact && key.childTable !== exact)
  if (user !== undefined) {
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
  return { root: yield* root.with({ tables: [[exact, emptied.hash]] }), rows: table.rows.treeCount }
}

/** @throws OxbowError 1146, 1061, 1062, 1072, 1235. */
export function* createIndex(root: RootValue, name: string, definition: IndexDefinition, conversion: RowConversion): Fetching<RootValue> {
  const { name: exact, table } = yield* findTable(root, name)
  const { message } = table.schema
  const index = schemaIndex(message.columns, message.primaryKey, message.secondaryIndexes, definition, false)
  const changedMessage = { ...message, secondaryIndexes: addIndex(message.secondaryIndexes, index) }
  checkSchema(changedMessage)
  const schema = writeSchema(root.db, changedMessage)
  if (index.indexColumns.some((ordinal) => message.columns[ordinal].virtual)) {
    const columns = columnInfos(message)
    const convert = yield* conversion({ from: columns, to: columns, origins: columns.map((_, i) => i) })
    return yield* putTable(root, exact, yield* rewriteTable(exact, table, schema, convert))
  }
  const tree = yield* buildIndex(table, schema, schema.indexes.find((i) => i.name === index.name)!)
  const changed = yield* table.with({ schema, indexes: [[index.name, tree.hash!]] })
  return yield* root.with({ tables: [[exact, changed.hash]] })
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
  if (
    keys.some(
      (key) => (key.childTable === exact && key.childIndex === index.name) || (key.parentTable === exact && key.parentIndex === index.name),
    )
  ) {
    throw new OxbowError('INDEX_NEEDED', `Cannot drop index '${index.name}': needed in a foreign key constraint`, { errno: 1553 })
  }
  const schema = writeSchema(root.db, { ...message, secondaryIndexes: message.secondaryIndexes.filter((i) => i !== index) })
  const changed = yield* table.with({ schema, indexes: [[index.name, null]] })
  return yield* root.with({ tables: [[exact, changed.hash]] })
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
  const keys = yield* root.foreignKeys()
  const renamed = keys.map((key) => ({
    ...key,
    childIndex: key.childTable === name && key.childIndex === index.name ? to : key.childIndex,
    parentIndex: key.parentTable === name && key.parentIndex === index.name ? to : key.parentIndex,
  }))
  const touched = keys.some((key, i) => key.childIndex !== renamed[i].childIndex || key.parentIndex !== renamed[i].parentIndex)
  return yield* root.with({ tables: [[name, changed.hash]], ...(touched && { foreignKeys: renamed }) })
}
