import { FlatBufferBuilder, type Offset } from './flatbuffer-builder.ts'
import { corrupt, TableReader } from './flatbuffer-reader.ts'

const SLOTS = 8
const COLUMN_SLOTS = 17
const INDEX_SLOTS = 15
const CHECK_SLOTS = 4
const FULLTEXT_SLOTS = 8
const VECTOR_SLOTS = 1

/** Bytes of a row above which long adaptive values move out of it, unless the schema says otherwise. */
export const DEFAULT_TARGET_ROW_SIZE = 2048

/*
 * A table without primary key has two columns at the end that no statement sees: the hash of the row, which is the
 * key, and how often the row occurs.
 */
const KEYLESS_ID_NAME = 'keyless_hash_id'
const KEYLESS_ID_TAG = 2 ** 51 + 5000
const KEYLESS_ID_ENCODING = 14
const KEYLESS_CARDINALITY_NAME = 'keyless_cardinality'
const KEYLESS_CARDINALITY_TAG = 2 ** 51 + 5001
const KEYLESS_CARDINALITY_ENCODING = 10

/** Encodings of TEXT, BLOB, geometry and JSON that stand in the row or out of it; older Dolts have to refuse them. */
const ADAPTIVE_ENCODINGS: readonly number[] = [135, 136, 138, 139]

/**
 * A table's schema (`DSCH`).
 * Source: Dolt go/serial/schema.fbs, go/libraries/doltcore/schema/encoding/serialization.go.
 */
export interface TableSchema {
  /** In order, without the hidden columns of a keyless table. */
  readonly columns: readonly SchemaColumn[]
  /** True for a table without primary key. */
  readonly keyless: boolean
  /** Positions in `columns` of the primary key's columns in the key's order; none when keyless. */
  readonly primaryKey: readonly number[]
  /** In the byte order of their names. */
  readonly secondaryIndexes: readonly SchemaIndex[]
  /** In the order in which they were created. */
  readonly checks: readonly SchemaCheck[]
  /** MySQL's id of the table's default collation. */
  readonly collation: number
  readonly comment: string
  /** Bytes; DEFAULT_TARGET_ROW_SIZE unless the table was made with another. */
  readonly targetRowSize: number
}

export interface SchemaColumn {
  readonly name: string
  /** The SQL type in Dolt's normal form: `varchar(20)`, `datetime(0)`. */
  readonly sqlType: string
  /** SQL text of the default, or of the generating expression; empty for none. */
  readonly defaultValue: string
  readonly comment: string
  readonly tag: number
  /** How its values are stored: an encoding's number. */
  readonly encoding: number
  readonly primaryKey: boolean
  readonly nullable: boolean
  readonly autoIncrement: boolean
  readonly hidden: boolean
  readonly generated: boolean
  readonly virtual: boolean
  /** SQL text of ON UPDATE; empty for none. */
  readonly onUpdate: string
  /** Made for a functional index, not for users to see. */
  readonly hiddenSystem: boolean
}

export interface SchemaIndex {
  readonly name: string
  readonly comment: string
  /** Positions in `columns` of the indexed columns, in order. */
  readonly indexColumns: readonly number[]
  /** Positions of the stored key's columns: the indexed ones and the primary key's others. */
  readonly keyColumns: readonly number[]
  readonly unique: boolean
  /** Made for a foreign key, not by a statement of its own. */
  readonly systemDefined: boolean
  /** Bytes of each indexed column, 0 for all of it; empty when none has a prefix. */
  readonly prefixLengths: readonly number[]
  readonly spatial: boolean
  /** Set for FULLTEXT indexes. */
  readonly fulltext: FulltextInfo | undefined
  /** Set for VECTOR indexes. */
  readonly vector: VectorInfo | undefined
  /** SQL text of the condition of a partial index; empty for none. */
  readonly predicate: string
}

/** The tables that stand behind a FULLTEXT index. */
export interface FulltextInfo {
  readonly configTable: string
  readonly positionTable: string
  readonly docCountTable: string
  readonly globalCountTable: string
  readonly rowCountTable: string
  /** 0 primary key, 1 unique key, 2 none. */
  readonly keyType: number
  readonly keyName: string
  readonly keyPositions: readonly number[]
}

export interface VectorInfo {
  /** 1 is the square of the Euclidean distance. */
  readonly distanceType: number
}

export interface SchemaCheck {
  readonly name: string
  readonly expression: string
  readonly enforced: boolean
  /** Rows that were there before weren't checked. */
  readonly isNotValid: boolean
}

/** @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`. */
export function readTableSchema(chunk: Uint8Array): TableSchema {
  const table = TableReader.open(chunk, 'DSCH', SLOTS)
  const columnTables = table.tables(0, COLUMN_SLOTS)
  if (columnTables === undefined) throw corrupt('a schema has no columns')
  const columns = columnTables.map(readColumn)
  const keyless = isKeyless(columns)
  if (keyless) columns.length -= 2
  const clustered = table.requiredTable(1, INDEX_SLOTS)
  return {
    columns,
    keyless,
    primaryKey: keyless ? [] : positions(clustered, 3, columns.length),
    secondaryIndexes: (table.tables(2, INDEX_SLOTS) ?? []).map((index) => readIndex(index, columns.length)),
    checks: (table.tables(3, CHECK_SLOTS) ?? []).map(readCheck),
    collation: table.u16(4),
    comment: table.text(6),
    targetRowSize: table.u16(7, DEFAULT_TARGET_ROW_SIZE),
  }
}

export function buildTableSchema(schema: TableSchema): Uint8Array {
  const { columns, secondaryIndexes, checks } = schema
  const builder = new FlatBufferBuilder(2048)
  const columnVector = writeColumns(builder, columns, schema.keyless)
  const clustered = writeClusteredIndex(builder, schema)
  const indexOffsets = new Array<Offset>(secondaryIndexes.length)
  for (let i = secondaryIndexes.length - 1; i >= 0; i--) indexOffsets[i] = writeIndex(builder, secondaryIndexes[i])
  const indexVector = builder.offsetVector(indexOffsets)
  const checkOffsets = new Array<Offset>(checks.length)
  for (let i = checks.length - 1; i >= 0; i--) checkOffsets[i] = writeCheck(builder, checks[i])
  const checkVector = builder.offsetVector(checkOffsets)
  const comment = builder.string(schema.comment)
  const isDefaultSize = schema.targetRowSize === DEFAULT_TARGET_ROW_SIZE
  builder.startTable(SLOTS)
  builder.addOffset(1, clustered)
  builder.addOffset(0, columnVector)
  builder.addOffset(2, indexVector)
  builder.addOffset(3, checkVector)
  builder.addU16(4, schema.collation)
  if (schema.comment !== '') builder.addOffset(6, comment)
  builder.addU16(7, schema.targetRowSize, DEFAULT_TARGET_ROW_SIZE)
  // Dolts that overlook unknown column fields don't overlook this one: it makes them refuse the schema.
  builder.addBool(5, schema.comment !== '' || !isDefaultSize || columns.some((column) => column.onUpdate !== ''))
  return builder.finish(builder.endTable(), 'DSCH')
}

function readColumn(table: TableReader): SchemaColumn {
  return {
    name: table.text(0),
    sqlType: table.text(1),
    defaultValue: table.text(2),
    comment: table.text(3),
    tag: table.u64(5),
    encoding: table.u8(6),
    primaryKey: table.bool(7),
    nullable: table.bool(8),
    autoIncrement: table.bool(9),
    hidden: table.bool(10),
    generated: table.bool(11),
    virtual: table.bool(12),
    onUpdate: table.text(13),
    hiddenSystem: table.bool(15),
  }
}

function isKeyless(columns: readonly SchemaColumn[]): boolean {
  const id = columns.at(-2)
  const cardinality = columns.at(-1)
  return (
    id !== undefined && id.generated && id.hidden && id.name === KEYLESS_ID_NAME &&
    cardinality !== undefined && cardinality.generated && cardinality.hidden && cardinality.name === KEYLESS_CARDINALITY_NAME
  )
}

/** Positions of columns, each below `count`. */
function positions(index: TableReader, slot: number, count: number): number[] {
  const values = index.u16s(slot) ?? []
  for (const value of values) if (value >= count) throw corrupt('an index has a column that its table has not')
  return values
}

function readIndex(table: TableReader, columns: number): SchemaIndex {
  const fulltext = table.tableAt(11, FULLTEXT_SLOTS)
  const vector = table.tableAt(13, VECTOR_SLOTS)
  return {
    name: table.text(0),
    comment: table.text(1),
    indexColumns: positions(table, 2, columns),
    keyColumns: positions(table, 3, columns),
    unique: table.bool(6),
    systemDefined: table.bool(7),
    prefixLengths: table.u16s(8) ?? [],
    spatial: table.bool(9),
    fulltext: table.bool(10) && fulltext !== undefined ? readFulltext(fulltext) : undefined,
    vector: table.bool(12) && vector !== undefined ? { distanceType: vector.u8(0) } : undefined,
    predicate: table.text(14),
  }
}

function readFulltext(table: TableReader): FulltextInfo {
  return {
    configTable: table.text(0),
    positionTable: table.text(1),
    docCountTable: table.text(2),
    globalCountTable: table.text(3),
    rowCountTable: table.text(4),
    keyType: table.u8(5),
    keyName: table.text(6),
    keyPositions: table.u16s(7) ?? [],
  }
}

function readCheck(table: TableReader): SchemaCheck {
  return { name: table.text(0), expression: table.text(1), enforced: table.bool(2), isNotValid: table.bool(3) }
}

function writeColumns(builder: FlatBufferBuilder, columns: readonly SchemaColumn[], keyless: boolean): Offset {
  const offsets = new Array<Offset>(columns.length)
  if (keyless) {
    const cardinality = writeHiddenColumn(builder, KEYLESS_CARDINALITY_NAME, KEYLESS_CARDINALITY_TAG, KEYLESS_CARDINALITY_ENCODING)
    const id = writeHiddenColumn(builder, KEYLESS_ID_NAME, KEYLESS_ID_TAG, KEYLESS_ID_ENCODING)
    offsets.push(id, cardinality)
  }
  for (let i = columns.length - 1; i >= 0; i--) offsets[i] = writeColumn(builder, columns[i], i)
  return builder.offsetVector(offsets)
}

function writeHiddenColumn(builder: FlatBufferBuilder, columnName: string, tag: number, encoding: number): Offset {
  const name = builder.string(columnName)
  builder.startTable(COLUMN_SLOTS)
  builder.addOffset(0, name)
  builder.addI16(4, -1)
  builder.addU64(5, tag)
  builder.addU8(6, encoding)
  builder.addBool(11, true)
  builder.addBool(10, true)
  return builder.endTable()
}

function writeColumn(builder: FlatBufferBuilder, column: SchemaColumn, position: number): Offset {
  const comment = builder.string(column.comment)
  const defaultValue = builder.string(column.defaultValue)
  const onUpdate = builder.string(column.onUpdate)
  const sqlType = builder.string(column.sqlType)
  const name = builder.string(column.name)
  const adaptive = ADAPTIVE_ENCODINGS.includes(column.encoding)
  builder.startTable(COLUMN_SLOTS)
  builder.addOffset(0, name)
  builder.addOffset(1, sqlType)
  builder.addOffset(2, defaultValue)
  builder.addOffset(3, comment)
  builder.addI16(4, position)
  builder.addU64(5, column.tag)
  builder.addU8(6, column.encoding)
  builder.addBool(7, column.primaryKey)
  builder.addBool(9, column.autoIncrement)
  builder.addBool(8, column.nullable)
  builder.addBool(11, column.generated)
  builder.addBool(12, column.virtual)
  if (column.onUpdate !== '') builder.addOffset(13, onUpdate)
  builder.addBool(14, adaptive)
  builder.addBool(16, adaptive)
  builder.addBool(10, column.hidden)
  builder.addBool(15, column.hiddenSystem)
  return builder.endTable()
}

function writeClusteredIndex(builder: FlatBufferBuilder, schema: TableSchema): Offset {
  const { columns, keyless } = schema
  const values: number[] = keyless ? [columns.length + 1] : []
  for (let i = 0; i < columns.length; i++) if (!columns[i].primaryKey) values.push(i)
  const keyVector = builder.u16Vector(keyless ? [columns.length] : schema.primaryKey)
  const valueVector = builder.u16Vector(values)
  builder.startTable(INDEX_SLOTS)
  builder.addOffset(2, keyVector)
  builder.addOffset(3, keyVector)
  builder.addOffset(4, valueVector)
  builder.addBool(5, true)
  builder.addBool(6, true)
  return builder.endTable()
}

function writeIndex(builder: FlatBufferBuilder, index: SchemaIndex): Offset {
  const name = builder.string(index.name)
  const comment = builder.string(index.comment)
  const predicate = index.predicate === '' ? 0 : builder.string(index.predicate)
  const indexColumns = builder.u16Vector(index.indexColumns)
  const keyColumns = builder.u16Vector(index.keyColumns)
  const prefixLengths = builder.u16Vector(index.prefixLengths)
  const fulltext = index.fulltext === undefined ? 0 : writeFulltext(builder, index.fulltext)
  const vector = index.vector === undefined ? 0 : writeVector(builder, index.vector)
  builder.startTable(INDEX_SLOTS)
  builder.addOffset(0, name)
  builder.addOffset(1, comment)
  builder.addOffset(2, indexColumns)
  builder.addOffset(3, keyColumns)
  builder.addBool(6, index.unique)
  builder.addBool(7, index.systemDefined)
  builder.addOffset(8, prefixLengths)
  builder.addBool(9, index.spatial)
  builder.addBool(10, index.fulltext !== undefined)
  builder.addOffset(11, fulltext)
  builder.addBool(12, index.vector !== undefined)
  builder.addOffset(13, vector)
  builder.addOffset(14, predicate)
  return builder.endTable()
}

function writeFulltext(builder: FlatBufferBuilder, info: FulltextInfo): Offset {
  const configTable = builder.string(info.configTable)
  const positionTable = builder.string(info.positionTable)
  const docCountTable = builder.string(info.docCountTable)
  const globalCountTable = builder.string(info.globalCountTable)
  const rowCountTable = builder.string(info.rowCountTable)
  const keyName = builder.string(info.keyName)
  const keyPositions = builder.u16Vector(info.keyPositions)
  builder.startTable(FULLTEXT_SLOTS)
  builder.addOffset(0, configTable)
  builder.addOffset(1, positionTable)
  builder.addOffset(2, docCountTable)
  builder.addOffset(3, globalCountTable)
  builder.addOffset(4, rowCountTable)
  builder.addU8(5, info.keyType)
  builder.addOffset(6, keyName)
  builder.addOffset(7, keyPositions)
  return builder.endTable()
}

function writeVector(builder: FlatBufferBuilder, info: VectorInfo): Offset {
  builder.startTable(VECTOR_SLOTS)
  builder.addU8(0, info.distanceType)
  return builder.endTable()
}

function writeCheck(builder: FlatBufferBuilder, check: SchemaCheck): Offset {
  const expression = builder.string(check.expression)
  const name = builder.string(check.name)
  builder.startTable(CHECK_SLOTS)
  builder.addBool(2, check.enforced)
  builder.addOffset(1, expression)
  builder.addOffset(0, name)
  builder.addBool(3, check.isNotValid)
  return builder.endTable()
}
