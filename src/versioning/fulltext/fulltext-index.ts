import { buildIndex } from '../../doltdb/index-build.ts'
import type { RootValue } from '../../doltdb/root-value.ts'
import { scanRows } from '../../doltdb/rows.ts'
import { INDEX_WRITER, writeSchema, type Schema } from '../../doltdb/schema.ts'
import { createTable, readTable, type Table } from '../../doltdb/table.ts'
import { OxbowError } from '../../error.ts'
import { compareMemory } from '../../prolly/compare-memory.ts'
import { emptyTree } from '../../prolly/tree-builder.ts'
import type { FulltextInfo, SchemaIndex } from '../../serial/table-schema.ts'
import type { ColumnDefinition, IndexDefinition } from '../../sql/catalog.ts'
import { LONGEST_WORD } from '../../sql/fulltext/words.ts'
import type { SqlType } from '../../sql/types/sql-type.ts'
import { BIGINT_UNSIGNED, BOOLEAN, DEFAULT_COLLATION, INT, isText, varchar } from '../../sql/types/types.ts'
import type { Hash } from '../../store/hash.ts'
import { Missing, type Fetching } from '../../store/missing.ts'
import { addIndex, schemaIndex, schemaOfDefinition } from '../new-schema.ts'
import { toValues } from '../row-values.ts'
import { columnInfos } from '../stored-table.ts'
import { FulltextWriter } from './fulltext-writer.ts'

/** The names of the tables behind an index. */
type TableNames = Pick<FulltextInfo, 'configTable' | 'positionTable' | 'docCountTable' | 'globalCountTable' | 'rowCountTable'>

/** What knows a row to an index: numbers as FulltextInfo has them. */
interface RowKey {
  readonly keyType: number
  readonly keyName: string
  readonly keyPositions: readonly number[]
}

/** The indexes of a schema that are FULLTEXT ones. */
export function fulltextIndexes({ message }: Schema): readonly (SchemaIndex & { readonly fulltext: FulltextInfo })[] {
  return message.secondaryIndexes.filter((index) => index.fulltext !== undefined) as (SchemaIndex & { fulltext: FulltextInfo })[]
}

/**
 * Adds FULLTEXT indexes to a table, with the tables that stand behind them, and fills these.
 * Source: go-mysql-server's sql/fulltext/fulltext.go (CreateFulltextIndexes).
 * @param head the branch's head, whose tags tables of the same names take over
 * @param names the tables of indexes that were there before, by the index's name
 * @throws OxbowError 1061, 1072, 1283, 1105.
 */
export function* addFulltextIndexes(
  root: RootValue, head: RootValue, name: string, definitions: readonly IndexDefinition[], names: ReadonlyMap<string, TableNames> = new Map(),
): Fetching<RootValue> {
  if (definitions.length === 0) return root
  let changed = root
  for (const definition of definitions) changed = yield* addIndexWithTables(changed, head, name, definition, names)
  const table = yield* tableOf(changed, name)
  const writer = yield* FulltextWriter.open(changed, table.schema)
  for (const step of scanRows(table)) {
    if (step instanceof Missing) yield step
    else for (const row of step) yield* writer!.insert(toValues(table.schema, row))
  }
  return yield* withTables(changed, yield* writer!.flush())
}

function* addIndexWithTables(
  root: RootValue, head: RootValue, name: string, definition: IndexDefinition, names: ReadonlyMap<string, TableNames>,
): Fetching<RootValue> {
  const table = yield* tableOf(root, name)
  const { message } = table.schema
  const index = schemaIndex(message.columns, message.primaryKey, message.secondaryIndexes, { ...definition, kind: 'ordinary' }, false)
  const infos = columnInfos(message)
  const collation = collationOf(index.indexColumns.map((ordinal) => infos[ordinal].type))
  const tables = names.get(index.name) ?? (yield* newNames(root, name, index.name))
  const key = rowKeyOf(table.schema)
  const rowHash: ColumnDefinition = { name: 'row_hash', type: varchar(LONGEST_WORD), nullable: false, primaryKey: true }
  const keyColumns = key.keyPositions.length === 0 ? [rowHash]
    : key.keyPositions.map((ordinal, i): ColumnDefinition => ({ ...infos[ordinal], name: `C${i}`, nullable: false, primaryKey: true }))
  let changed = root
  const create = function* (table: string, columns: readonly ColumnDefinition[]): Fetching<void> {
    const collated = columns.map((c) => (c.type.collation === undefined ? c : { ...c, type: { ...c.type, collation } }))
    changed = yield* createBehind(changed, head, table, collated)
  }
  if ((yield* root.find(tables.configTable)) === undefined) changed = yield* createBehind(root, head, tables.configTable, CONFIG)
  yield* create(tables.positionTable, [WORD, ...keyColumns, { ...number('position'), primaryKey: true }])
  yield* create(tables.docCountTable, [WORD, ...keyColumns, number('doc_count')])
  yield* create(tables.globalCountTable, [WORD, number('global_count')])
  yield* create(tables.rowCountTable, [rowHash, number('row_count'), number('unique_words')])
  const made: SchemaIndex = { ...index, fulltext: { ...tables, ...key } }
  const schema = writeSchema(root.db, { ...message, secondaryIndexes: addIndex(message.secondaryIndexes, made) })
  const tree = yield* buildIndex(table, schema, schema.indexes.find((i) => i.name === made.name)!)
  const indexed = yield* table.with({ schema, indexes: [[made.name, tree.hash!]] })
  return yield* changed.with({ tables: [[name, indexed.hash]] })
}

const WORD: ColumnDefinition = { name: 'word', type: varchar(LONGEST_WORD), nullable: false, primaryKey: true }

const CONFIG: readonly ColumnDefinition[] = [
  { name: 'id', type: INT, nullable: false, primaryKey: true },
  { name: 'stopword_table', type: varchar(2048), nullable: false },
  { name: 'use_stopword', type: BOOLEAN, nullable: false },
]

function number(name: string): ColumnDefinition {
  return { name, type: BIGINT_UNSIGNED, nullable: false }
}

function* createBehind(root: RootValue, head: RootValue, name: string, columns: readonly ColumnDefinition[]): Fetching<RootValue> {
  const { db } = root
  const primaryKey = columns.filter((c) => c.primaryKey === true).map((c) => c.name)
  const message = yield* schemaOfDefinition(db, { name, columns, primaryKey, indexes: [], foreignKeys: [], checks: [] }, head, root)
  return yield* root.with({ tables: [[name, (yield* createTable(db, writeSchema(db, message))).hash]] })
}

/** The collation of the texts of an index, which they share. @throws OxbowError 1283. */
function collationOf(types: readonly SqlType[]): string {
  if (!types.every(isText)) {
    throw new OxbowError('BAD_FULLTEXT_COLUMN', 'Full-Text indexes may only be created on CHAR, VARCHAR, and TEXT columns', { errno: 1283 })
  }
  const [first, ...rest] = types.map((type) => type.collation ?? DEFAULT_COLLATION)
  if (rest.some((other) => other !== first)) throw new OxbowError('FULLTEXT_COLLATIONS', 'Full-Text index columns must have the same collation')
  return first
}

/** Source: Dolt go/libraries/doltcore/sqle/database.go (CreateFulltextTableNames). */
function* newNames(root: RootValue, table: string, index: string): Fetching<TableNames> {
  const taken = [...(yield* root.tables()).keys()].map((name) => name.toLowerCase())
  let prefix = ''
  for (let i = 0; ; i++) {
    prefix = `dolt_${table}_${index}_${i}`.toLowerCase()
    if (!taken.some((name) => name.startsWith(prefix))) break
  }
  return {
    configTable: `dolt_${table}_fts_config`, positionTable: `${prefix}_fts_position`, docCountTable: `${prefix}_fts_doc_count`,
    globalCountTable: `${prefix}_fts_global_count`, rowCountTable: `${prefix}_fts_row_count`,
  }
}

/** The primary key, else the first unique key without NULLs, else nothing. */
function rowKeyOf({ message }: Schema): RowKey {
  if (message.primaryKey.length > 0) return { keyType: 0, keyName: '', keyPositions: message.primaryKey }
  const unique = message.secondaryIndexes.find((index) => index.unique && index.indexColumns.every((ordinal) => !message.columns[ordinal].nullable))
  return unique === undefined ? { keyType: 2, keyName: '', keyPositions: [] } : { keyType: 1, keyName: unique.name, keyPositions: unique.indexColumns }
}

function* tableOf(root: RootValue, name: string): Fetching<Table> {
  return yield* readTable(root.db, (yield* root.tables()).get(name)!)
}

/** The root with other states of tables. */
export function* withTables(root: RootValue, tables: readonly (readonly [string, Table])[]): Fetching<RootValue> {
  return yield* root.with({ tables: tables.map(([name, table]): [string, Hash] => [name, table.hash]) })
}

/** Takes away the tables behind an index; those that the table's other indexes share stay. */
export function* dropBehind(root: RootValue, schema: Schema, dropped: readonly { readonly fulltext: FulltextInfo }[], keepConfig: boolean): Fetching<RootValue> {
  const gone = dropped.flatMap(({ fulltext: t }) => [t.positionTable, t.docCountTable, t.globalCountTable, t.rowCountTable])
  const stays = keepConfig || fulltextIndexes(schema).some((index) => !dropped.some((other) => other.fulltext === index.fulltext))
  if (!stays) gone.push(...new Set(dropped.map((index) => index.fulltext.configTable)))
  const tables = yield* root.tables()
  return yield* root.with({ tables: gone.filter((name) => tables.has(name)).map((name): [string, null] => [name, null]) })
}

/** Empties the tables behind a table's indexes. */
export function* emptyBehind(root: RootValue, schema: Schema): Fetching<RootValue> {
  const edits: [string, Table][] = []
  for (const { fulltext: t } of fulltextIndexes(schema)) {
    for (const name of [t.positionTable, t.docCountTable, t.globalCountTable, t.rowCountTable]) {
      const table = yield* tableOf(root, name)
      edits.push([name, yield* table.with({ rows: emptyTree(root.db.sink, table.schema.rowWriter) })])
    }
  }
  return edits.length === 0 ? root : yield* withTables(root, edits)
}

/**
 * Makes the FULLTEXT indexes of a table anew, after its columns or its key have changed. As on Dolt, their own trees stay empty where the
 * table's rows were written anew. @param before the table as it was
 */
export function* rebuildFulltext(root: RootValue, head: RootValue, name: string, before: Table): Fetching<RootValue> {
  const old = fulltextIndexes(before.schema)
  if (old.length === 0) return root
  const table = yield* tableOf(root, name)
  const rewritten = compareMemory(table.rows.bytes, 0, table.rows.bytes.length, before.rows.bytes, 0, before.rows.bytes.length) !== 0
  const { message } = table.schema
  const standing = fulltextIndexes(table.schema)
  const definitions = old.flatMap((index): IndexDefinition[] => {
    const own = standing.find((other) => other.name === index.name)
    // An index that went with one of its columns is made of the others.
    const columns = own === undefined
      ? index.indexColumns.flatMap((ordinal) => message.columns.find((c) => c.tag === before.schema.columns[ordinal].tag) ?? [])
      : own.indexColumns.map((ordinal) => message.columns[ordinal])
    return columns.length === 0 ? [] : [{ name: index.name, columns: columns.map(({ name }) => ({ name })), unique: false, kind: 'fulltext', comment: index.comment }]
  })
  const bare = yield* table.with({
    schema: writeSchema(root.db, { ...message, secondaryIndexes: message.secondaryIndexes.filter((index) => index.fulltext === undefined) }),
    indexes: standing.map((index): [string, null] => [index.name, null]),
  })
  const cleared = yield* dropBehind(yield* withTables(root, [[name, bare]]), before.schema, old, definitions.length > 0)
  const made = yield* addFulltextIndexes(cleared, rewritten ? root : head, name, definitions, new Map(old.map((index) => [index.name, index.fulltext])))
  if (!rewritten || definitions.length === 0) return made
  const empty = emptyTree(root.db.sink, INDEX_WRITER).hash!
  const indexed = yield* tableOf(made, name)
  return yield* withTables(made, [[name, yield* indexed.with({ indexes: definitions.map((index): [string, Hash] => [index.name!, empty]) })]])
}
