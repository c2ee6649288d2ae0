import { FlatBufferBuilder, type Offset } from './flatbuffer-builder.ts'
import { TableReader } from './flatbuffer-reader.ts'

const SLOTS = 1
const FOREIGN_KEY_SLOTS = 15

/** What happens to the children: the numbers that are stored. */
export const REFERENTIAL_ACTION = { default: 0, cascade: 1, noAction: 2, restrict: 3, setNull: 4 } as const

/**
 * One foreign key of a root value's collection (`DFKC`).
 * Source: Dolt go/serial/foreign_key.fbs, go/libraries/doltcore/doltdb/foreign_key_serialization.go.
 */
export interface ForeignKey {
  readonly name: string
  readonly childTable: string
  /** Name of the child's index; empty when it is the primary key. */
  readonly childIndex: string
  /** Column tags. */
  readonly childColumns: readonly number[]
  readonly parentTable: string
  /** Name of the parent's index; empty when it is the primary key. */
  readonly parentIndex: string
  /** Column tags. */
  readonly parentColumns: readonly number[]
  /** One of REFERENTIAL_ACTION. */
  readonly onUpdate: number
  /** One of REFERENTIAL_ACTION. */
  readonly onDelete: number
  /** The columns' names as the statement gave them; kept after they are resolved. */
  readonly unresolvedChildColumns: readonly string[] | undefined
  readonly unresolvedParentColumns: readonly string[] | undefined
  /** Rows that were there before weren't checked. */
  readonly isNotValid: boolean
  /** 0 simple, 1 full, 2 partial. */
  readonly matchType: number
}

/**
 * The foreign keys in stored order, which is the names' byte order.
 * @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`.
 */
export function readForeignKeys(chunk: Uint8Array): ForeignKey[] {
  const tables = TableReader.open(chunk, 'DFKC', SLOTS).tables(0, FOREIGN_KEY_SLOTS) ?? []
  return tables.map((table) => ({
    name: table.text(0),
    childTable: table.text(1),
    childIndex: table.text(2),
    childColumns: table.u64s(3) ?? [],
    parentTable: table.text(4),
    parentIndex: table.text(5),
    parentColumns: table.u64s(6) ?? [],
    onUpdate: table.u8(7),
    onDelete: table.u8(8),
    unresolvedChildColumns: table.strings(9),
    unresolvedParentColumns: table.strings(10),
    isNotValid: table.bool(13),
    matchType: table.u8(14),
  }))
}

/** @param keys in the byte order of their names. */
export function buildForeignKeys(keys: readonly ForeignKey[]): Uint8Array {
  const builder = new FlatBufferBuilder(1024)
  const offsets = new Array<Offset>(keys.length)
  for (let i = keys.length - 1; i >= 0; i--) offsets[i] = writeForeignKey(builder, keys[i])
  const vector = builder.offsetVector(offsets)
  builder.startTable(SLOTS)
  builder.addOffset(0, vector)
  return builder.finish(builder.endTable(), 'DFKC')
}

function writeForeignKey(builder: FlatBufferBuilder, key: ForeignKey): Offset {
  const unresolvedParent = key.unresolvedParentColumns === undefined ? 0 : builder.stringVector(key.unresolvedParentColumns)
  const unresolvedChild = key.unresolvedChildColumns === undefined ? 0 : builder.stringVector(key.unresolvedChildColumns)
  const parentColumns = builder.u64Vector(key.parentColumns)
  const childColumns = builder.u64Vector(key.childColumns)
  const parentTable = builder.string(key.parentTable)
  const parentIndex = builder.string(key.parentIndex)
  const childTable = builder.string(key.childTable)
  const childIndex = builder.string(key.childIndex)
  const name = builder.string(key.name)
  builder.startTable(FOREIGN_KEY_SLOTS)
  builder.addOffset(0, name)
  builder.addOffset(1, childTable)
  builder.addOffset(2, childIndex)
  builder.addOffset(3, childColumns)
  builder.addOffset(4, parentTable)
  builder.addOffset(5, parentIndex)
  builder.addOffset(6, parentColumns)
  builder.addOffset(9, unresolvedChild)
  builder.addOffset(10, unresolvedParent)
  builder.addU8(7, key.onUpdate)
  builder.addU8(8, key.onDelete)
  builder.addBool(13, key.isNotValid)
  builder.addU8(14, key.matchType)
  return builder.endTable()
}
