import { decodeHash, EMPTY_HASH, type Hash } from '../store/hash.ts'
import { FlatBufferBuilder, type Offset } from './flatbuffer-builder.ts'
import { TableReader } from './flatbuffer-reader.ts'

const SLOTS = 5
const SCHEMA_SLOTS = 1

/**
 * A whole database at one moment (`RTVL`).
 * Source: Dolt go/serial/rootvalue.fbs, go/libraries/doltcore/doltdb/root_val.go, root_val_storage.go.
 */
export interface RootValue {
  /** What a reader has to know; 7 as of Dolt 2.3. */
  readonly featureVersion: number
  /** The root node (`ADRM`) of the map from table names to tables (`DTBL`), embedded whole. */
  readonly tables: Uint8Array
  /** The foreign keys (`DFKC`); EMPTY_HASH for none. */
  readonly foreignKeys: Hash
  /** MySQL's id of the database's default collation. */
  readonly collation: number
  /** Names of the SQL schemas; none in a MySQL database. */
  readonly schemas: readonly string[]
}

/** @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`. */
export function readRootValue(chunk: Uint8Array): RootValue {
  const table = TableReader.open(chunk, 'RTVL', SLOTS)
  return {
    featureVersion: table.i64(0),
    tables: table.requiredBytes(1),
    foreignKeys: table.address(2) ?? EMPTY_HASH,
    collation: table.u16(3),
    schemas: (table.tables(4, SCHEMA_SLOTS) ?? []).map((schema) => schema.text(0)),
  }
}

export function buildRootValue(root: RootValue): Uint8Array {
  const builder = new FlatBufferBuilder(root.tables.length + 128)
  const tables = builder.byteVector(root.tables)
  const schemas = root.schemas.length === 0 ? 0 : writeSchemas(builder, root.schemas)
  const foreignKeys = builder.byteVector(decodeHash(root.foreignKeys))
  builder.startTable(SLOTS)
  builder.addI64(0, root.featureVersion)
  builder.addU16(3, root.collation)
  builder.addOffset(1, tables)
  builder.addOffset(2, foreignKeys)
  builder.addOffset(4, schemas)
  return builder.finish(builder.endTable(), 'RTVL')
}

function writeSchemas(builder: FlatBufferBuilder, names: readonly string[]): Offset {
  const offsets = new Array<Offset>(names.length)
  for (let i = names.length - 1; i >= 0; i--) {
    const name = builder.string(names[i])
    builder.startTable(SCHEMA_SLOTS)
    builder.addOffset(0, name)
    offsets[i] = builder.endTable()
  }
  return builder.offsetVector(offsets)
}
