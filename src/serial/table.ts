import { decodeHash, EMPTY_HASH, type Hash } from '../store/hash.ts'
import { FlatBufferBuilder, type Offset } from './flatbuffer-builder.ts'
import { TableReader } from './flatbuffer-reader.ts'

const SLOTS = 7
const CONFLICTS_SLOTS = 4

/** A table (`DTBL`). Source: Dolt go/serial/table.fbs, go/libraries/doltcore/doltdb/durable/table.go. */
export interface Table {
  /** The table's schema (`DSCH`). */
  readonly schema: Hash
  /** The root node (`TUPM`) of the rows by primary key, embedded whole. */
  readonly primaryIndex: Uint8Array
  /** The root node (`ADRM`) of the map from index names to the indexes' root nodes, embedded whole. */
  readonly secondaryIndexes: Uint8Array
  /** The next value; 0 when there is none or none was used. A BIGINT UNSIGNED column needs all 64 bits. */
  readonly autoIncrementValue: bigint
  /** Left from Dolt's old format: all EMPTY_HASH. */
  readonly conflicts: LegacyConflicts
  /** Left from Dolt's old format: EMPTY_HASH. */
  readonly violations: Hash
  /** Root node (`ARTM`) of conflicts and constraint violations; EMPTY_HASH for none. */
  readonly artifacts: Hash
}

/** Where Dolt's old format kept conflicts. */
export interface LegacyConflicts {
  readonly data: Hash
  readonly ourSchema: Hash
  readonly theirSchema: Hash
  readonly ancestorSchema: Hash
}

/** What every table has that Dolt's present format wrote. */
export const NO_CONFLICTS: LegacyConflicts = {
  data: EMPTY_HASH, ourSchema: EMPTY_HASH, theirSchema: EMPTY_HASH, ancestorSchema: EMPTY_HASH,
}

/** @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`. */
export function readTable(chunk: Uint8Array): Table {
  const table = TableReader.open(chunk, 'DTBL', SLOTS)
  const conflicts = table.tableAt(4, CONFLICTS_SLOTS)
  return {
    schema: table.requiredAddress(0),
    primaryIndex: table.requiredBytes(1),
    secondaryIndexes: table.requiredBytes(2),
    autoIncrementValue: table.bigU64(3),
    conflicts: conflicts === undefined ? NO_CONFLICTS : {
      data: conflicts.requiredAddress(0),
      ourSchema: conflicts.requiredAddress(1),
      theirSchema: conflicts.requiredAddress(2),
      ancestorSchema: conflicts.requiredAddress(3),
    },
    violations: table.address(5) ?? EMPTY_HASH,
    artifacts: table.address(6) ?? EMPTY_HASH,
  }
}

export function buildTable(table: Table): Uint8Array {
  const builder = new FlatBufferBuilder(table.primaryIndex.length + table.secondaryIndexes.length + 384)
  const schema = builder.byteVector(decodeHash(table.schema))
  const primaryIndex = builder.byteVector(table.primaryIndex)
  const secondaryIndexes = builder.byteVector(table.secondaryIndexes)
  const conflicts = writeConflicts(builder, table.conflicts)
  const violations = builder.byteVector(decodeHash(table.violations))
  const artifacts = builder.byteVector(decodeHash(table.artifacts))
  builder.startTable(SLOTS)
  builder.addOffset(0, schema)
  builder.addOffset(1, primaryIndex)
  builder.addOffset(2, secondaryIndexes)
  builder.addBigU64(3, table.autoIncrementValue)
  builder.addOffset(4, conflicts)
  builder.addOffset(5, violations)
  builder.addOffset(6, artifacts)
  return builder.finish(builder.endTable(), 'DTBL')
}

function writeConflicts(builder: FlatBufferBuilder, conflicts: LegacyConflicts): Offset {
  const data = builder.byteVector(decodeHash(conflicts.data))
  const ourSchema = builder.byteVector(decodeHash(conflicts.ourSchema))
  const theirSchema = builder.byteVector(decodeHash(conflicts.theirSchema))
  const ancestorSchema = builder.byteVector(decodeHash(conflicts.ancestorSchema))
  builder.startTable(CONFLICTS_SLOTS)
  builder.addOffset(0, data)
  builder.addOffset(1, ourSchema)
  builder.addOffset(2, theirSchema)
  builder.addOffset(3, ancestorSchema)
  return builder.endTable()
}
