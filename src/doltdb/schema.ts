import { Encoding } from '../prolly/encoding-ids.ts'
import type { NodeWriter } from '../prolly/chunker.ts'
import { rowWriter } from '../prolly/node-writers.ts'
import { TupleDescriptor, type FieldDescriptor } from '../prolly/tuple-descriptor.ts'
import { buildTableSchema, readTableSchema, type SchemaColumn, type SchemaIndex, type TableSchema } from '../serial/table-schema.ts'
import type { Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import type { DoltDatabase } from './database.ts'
import { collationOfSqlType, isVectorType } from './sql-type-storage.ts'

/** How a secondary index is stored. */
export interface IndexLayout {
  readonly message: SchemaIndex
  readonly name: string
  /** Ordinals of the key's columns: the declared ones, then those of the primary key that aren't among them. */
  readonly keyColumns: readonly number[]
  readonly declared: number
  /** One field more than `keyColumns` in a keyless table: the row's id. */
  readonly keyDescriptor: TupleDescriptor
  readonly kind: 'ordinary' | 'spatial' | 'fulltext' | 'vector'
}

/** The value of every entry of a secondary index has no fields. */
export const NO_FIELDS = new TupleDescriptor([])

/** Writes the nodes of secondary indexes. */
export const INDEX_WRITER: NodeWriter = rowWriter(NO_FIELDS)

/**
 * A table's schema, and what follows from it for storage. Columns are named by ordinal, their position in `columns`.
 * Source: Dolt go/libraries/doltcore/schema/schema_impl.go, index.go.
 */
export class Schema {
  readonly hash: Hash
  readonly message: TableSchema
  readonly columns: readonly SchemaColumn[]
  readonly keyless: boolean
  /** Ordinals in the key's order. */
  readonly primaryKey: readonly number[]
  /** Ordinals of the columns in the value tuple, in its order; in a keyless table the cardinality stands before them. */
  readonly valueColumns: readonly number[]
  readonly keyDescriptor: TupleDescriptor
  readonly valueDescriptor: TupleDescriptor
  readonly rowWriter: NodeWriter
  readonly indexes: readonly IndexLayout[]

  constructor(message: TableSchema, hash: Hash) {
    this.hash = hash
    this.message = message
    this.columns = message.columns
    this.keyless = message.keyless
    this.primaryKey = message.primaryKey
    const inKey = new Set(message.primaryKey)
    this.valueColumns = message.columns.flatMap((c, i) => (inKey.has(i) || c.virtual ? [] : [i]))
    const keyFields = message.keyless
      ? [ROW_ID]
      : message.primaryKey.map((i) => keyField(message.columns[i], false, false))
    this.keyDescriptor = new TupleDescriptor(keyFields)
    const valueFields = this.valueColumns.map((i) => valueField(message.columns[i]))
    this.valueDescriptor = new TupleDescriptor(message.keyless ? [CARDINALITY, ...valueFields] : valueFields)
    this.rowWriter = rowWriter(this.valueDescriptor)
    this.indexes = message.secondaryIndexes.map((index) => indexLayout(message, index))
  }

  /** Ordinal of the column of that name, in any case; -1 when there is none. */
  ordinal(name: string): number {
    const lower = name.toLowerCase()
    return this.columns.findIndex((c) => c.name.toLowerCase() === lower)
  }

  /** Ordinal of the AUTO_INCREMENT column; -1 when there is none. */
  get autoIncrement(): number {
    return this.columns.findIndex((c) => c.autoIncrement)
  }
}

const ROW_ID: FieldDescriptor = { encoding: Encoding.Hash128, nullable: false }
const CARDINALITY: FieldDescriptor = { encoding: Encoding.Uint64, nullable: false }

function valueField(column: SchemaColumn): FieldDescriptor {
  return withCollation(column.encoding, column.nullable, column.sqlType)
}

function withCollation(encoding: number, nullable: boolean, sqlType: string): FieldDescriptor {
  const collation = collationOfSqlType(sqlType)
  return collation === undefined ? { encoding, nullable } : { encoding, nullable, collation }
}

/** @param asStored keeps the column's own encoding, where keys otherwise hold texts and blobs inline. */
function keyField(column: SchemaColumn, nullable: boolean, asStored: boolean): FieldDescriptor {
  return withCollation(asStored ? column.encoding : keyEncoding(column), nullable, column.sqlType)
}

function keyEncoding({ encoding, sqlType }: SchemaColumn): number {
  switch (encoding) {
    case Encoding.StringAdaptive:
    case Encoding.StringAddr: return Encoding.String
    case Encoding.BytesAdaptive:
    case Encoding.BytesAddr: return isVectorType(sqlType) ? encoding : Encoding.Bytes
    case Encoding.GeometryAdaptive:
    case Encoding.GeometryAddr:
    case Encoding.Geometry: return Encoding.Cell
    default: return encoding
  }
}

function indexLayout(schema: TableSchema, index: SchemaIndex): IndexLayout {
  const { indexColumns, prefixLengths } = index
  const declared = new Set(indexColumns)
  const keyColumns = [...indexColumns, ...schema.primaryKey.filter((i) => !declared.has(i))]
  // Null is possible in every field: Dolt makes these descriptors from columns without their constraints.
  const fields = keyColumns.map((ordinal, i) => keyField(schema.columns[ordinal], true, index.unique && (prefixLengths[i] ?? 0) === 0))
  if (schema.keyless) fields.push(ROW_ID)
  return {
    message: index, name: index.name, keyColumns, declared: indexColumns.length, keyDescriptor: new TupleDescriptor(fields),
    kind: index.fulltext !== undefined ? 'fulltext' : index.vector !== undefined ? 'vector' : index.spatial ? 'spatial' : 'ordinary',
  }
}

/** @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`, `COLLATION_UNKNOWN`. */
export function* readSchema(db: DoltDatabase, hash: Hash): Fetching<Schema> {
  return yield* db.object('schema', hash, decodeSchema)
}

function decodeSchema(chunk: Uint8Array, hash: Hash): Schema {
  return new Schema(readTableSchema(chunk), hash)
}

/** Writes a schema. */
export function writeSchema(db: DoltDatabase, message: TableSchema): Schema {
  return new Schema(message, db.sink.put(buildTableSchema(message)))
}
