import { Encoding } from '../prolly/encoding-ids.ts'
import type { Node } from '../prolly/node.ts'
import type { NodeStore } from '../prolly/node-store.ts'
import type { TupleDescriptor } from '../prolly/tuple-descriptor.ts'
import { NO_FIELDS, type IndexLayout, type Schema } from '../doltdb/schema.ts'
import type { Table } from '../doltdb/table.ts'
import type { SchemaColumn, TableSchema } from '../serial/table-schema.ts'
import type { ColumnInfo, FieldPlace, StoredTable, TableIndex } from '../sql/catalog.ts'
import { collationName } from '../sql/types/collation.ts'
import { parseSqlType } from '../sql/types/parse-type.ts'
import type { Fetching } from '../store/missing.ts'

/** All of a table that follows from its schema alone; made once for each schema. */
interface Shape {
  readonly columns: readonly ColumnInfo[]
  readonly primaryPlaces: readonly (FieldPlace | undefined)[]
  readonly indexPlaces: readonly (readonly (FieldPlace | undefined)[])[]
}

const shapes = new WeakMap<Schema, Shape>()

function shapeOf(schema: Schema): Shape {
  let shape = shapes.get(schema)
  if (shape === undefined) {
    const inKey = new Set(schema.primaryKey)
    shape = {
      columns: schema.columns.map((c, i) => columnInfo(c, inKey.has(i))),
      primaryPlaces: primaryPlaces(schema),
      indexPlaces: schema.indexes.map((index) => indexPlaces(schema, index)),
    }
    shapes.set(schema, shape)
  }
  return shape
}

/** A stored column as the analyzer sees it. */
export function columnInfo(column: SchemaColumn, primaryKey: boolean): ColumnInfo {
  const { defaultValue, generated, onUpdate, comment } = column
  return {
    name: column.name,
    type: parseSqlType(column.sqlType),
    nullable: column.nullable,
    ...(defaultValue !== '' && (generated ? { generatedText: defaultValue } : { defaultText: defaultValue })),
    ...(column.autoIncrement && { autoIncrement: true }),
    ...(column.virtual && { virtual: true }),
    ...(onUpdate !== '' && { onUpdateText: onUpdate }),
    ...(comment !== '' && { comment }),
    ...(primaryKey && { primaryKey: true }),
  }
}

/** All columns of a schema as the analyzer sees them. */
export function columnInfos({ columns, primaryKey }: TableSchema): ColumnInfo[] {
  return columns.map((column, i) => columnInfo(column, primaryKey.includes(i)))
}

function primaryPlaces(schema: Schema): (FieldPlace | undefined)[] {
  const places = new Array<FieldPlace | undefined>(schema.columns.length).fill(undefined)
  schema.primaryKey.forEach((ordinal, field) => {
    places[ordinal] = { part: 'key', field, encoding: schema.keyDescriptor.fields[field].encoding }
  })
  const first = schema.keyless ? 1 : 0
  schema.valueColumns.forEach((ordinal, i) => {
    places[ordinal] = { part: 'value', field: i + first, encoding: schema.columns[ordinal].encoding }
  })
  return places
}

function indexPlaces(schema: Schema, index: IndexLayout): (FieldPlace | undefined)[] {
  const places = new Array<FieldPlace | undefined>(schema.columns.length).fill(undefined)
  index.keyColumns.forEach((ordinal, field) => {
    const { encoding } = index.keyDescriptor.fields[field]
    // Of a prefix, or the cell that a shape lies in, the column's value can't be had.
    if ((index.message.prefixLengths[field] ?? 0) > 0 || encoding === Encoding.Cell) return
    places[ordinal] ??= { part: 'key', field, encoding }
  })
  return places
}

class StoredIndex implements TableIndex {
  readonly name: string
  readonly unique: boolean
  readonly keyColumns: readonly number[]
  readonly declared: number
  readonly prefixLengths: readonly number[]
  readonly keyDescriptor: TupleDescriptor
  readonly valueDescriptor: TupleDescriptor
  readonly places: readonly (FieldPlace | undefined)[]
  readonly comment: string | undefined
  readonly kind: TableIndex['kind']
  readonly wordCounts: string | undefined
  private readonly table: Table

  constructor(table: Table, index: IndexLayout, places: readonly (FieldPlace | undefined)[]) {
    this.table = table
    this.name = index.name
    this.unique = index.message.unique
    this.keyColumns = index.keyColumns
    this.declared = index.declared
    this.prefixLengths = index.message.prefixLengths
    this.keyDescriptor = index.keyDescriptor
    this.valueDescriptor = NO_FIELDS
    this.places = places
    this.comment = index.message.comment === '' ? undefined : index.message.comment
    this.kind = index.kind
    this.wordCounts = index.message.fulltext?.globalCountTable
  }

  *root(): Fetching<Node> {
    return yield* this.table.indexRoot(this.name)
  }
}

class PrimaryIndex implements TableIndex {
  readonly name = 'PRIMARY'
  readonly unique = true
  readonly keyColumns: readonly number[]
  readonly declared: number
  readonly prefixLengths: readonly number[] = []
  readonly keyDescriptor: TupleDescriptor
  readonly valueDescriptor: TupleDescriptor
  readonly places: readonly (FieldPlace | undefined)[]
  readonly kind = 'ordinary'
  private readonly rows: Node

  constructor(table: Table, places: readonly (FieldPlace | undefined)[]) {
    const { schema } = table
    this.rows = table.rows
    this.keyColumns = schema.primaryKey
    this.declared = schema.primaryKey.length
    this.keyDescriptor = schema.keyDescriptor
    this.valueDescriptor = schema.valueDescriptor
    this.places = places
  }

  // Everything is at hand: the root of the rows is embedded in the table's message.
  // oxlint-disable-next-line require-yield
  *root(): Fetching<Node> {
    return this.rows
  }
}

/** A table of a root value as the engine reads it. */
export class StoredTableView implements StoredTable {
  readonly kind = 'stored'
  readonly name: string
  readonly columns: readonly ColumnInfo[]
  readonly keyless: boolean
  readonly primary: TableIndex
  readonly indexes: readonly TableIndex[]
  readonly nodes: NodeStore
  readonly schemaHash: string
  readonly collation: string
  readonly temporary: boolean
  /** The table as storage knows it. */
  readonly stored: Table

  constructor(name: string, table: Table, temporary = false) {
    const { schema } = table
    const shape = shapeOf(schema)
    this.name = name
    this.stored = table
    this.temporary = temporary
    this.columns = shape.columns
    this.keyless = schema.keyless
    this.nodes = table.db.nodes
    this.schemaHash = schema.hash
    this.collation = collationName(schema.message.collation)
    this.primary = new PrimaryIndex(table, shape.primaryPlaces)
    // A partial index lacks rows, so no query may be answered from it.
    this.indexes = schema.indexes.flatMap((index, i) =>
      index.message.predicate === '' ? [new StoredIndex(table, index, shape.indexPlaces[i])] : [])
  }
}
