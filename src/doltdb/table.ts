import { OxbowError } from '../error.ts'
import { editAddressMap, emptyAddressMap, readAddressMapTree } from '../prolly/address-map-tree.ts'
import { parseNode, type Node } from '../prolly/node.ts'
import { emptyTree } from '../prolly/tree-builder.ts'
import { buildTable, NO_CONFLICTS, readTable as readMessage, type Table as TableMessage } from '../serial/table.ts'
import { EMPTY_HASH, type Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import type { DoltDatabase } from './database.ts'
import { INDEX_WRITER, readSchema, type Schema } from './schema.ts'

/** A table as it was at one moment: schema, rows, indexes. */
export class Table {
  readonly db: DoltDatabase
  readonly hash: Hash
  readonly schema: Schema
  readonly message: TableMessage
  /** Root of the rows. */
  readonly rows: Node
  readonly #indexMap: Node

  constructor(db: DoltDatabase, stored: StoredTableMessage, schema: Schema) {
    this.db = db
    this.hash = stored.hash
    this.schema = schema
    this.message = stored.message
    this.rows = stored.rows
    this.#indexMap = stored.indexes
  }

  /** Addresses of the roots of the secondary indexes, by name. */
  *indexRoots(): Fetching<ReadonlyMap<string, Hash>> {
    return yield* readAddressMapTree(this.db.nodes, this.#indexMap)
  }

  /** Root of a secondary index. @throws OxbowError `INDEX_MISSING` when the schema has one that isn't stored. */
  *indexRoot(name: string): Fetching<Node> {
    const hash = (yield* this.indexRoots()).get(name)
    if (hash === undefined) throw new OxbowError('INDEX_MISSING', `the index ${name} is in a table's schema but isn't stored`)
    return yield* this.db.nodes.read(hash)
  }

  /**
   * Writes the table with something changed.
   * @param change.indexes new roots by name; null removes one
   */
  *with(change: {
    readonly schema?: Schema
    readonly rows?: Node
    readonly indexes?: Iterable<readonly [string, Hash | null]>
    readonly autoIncrement?: bigint
    readonly artifacts?: Hash
  }): Fetching<Table> {
    const { db, message } = this
    const indexes = change.indexes === undefined
      ? message.secondaryIndexes
      : (yield* editAddressMap(db.nodes, db.sink, this.#indexMap, change.indexes)).bytes
    const schema = change.schema ?? this.schema
    return putTable(db, schema, {
      ...message,
      schema: schema.hash,
      primaryIndex: change.rows === undefined ? message.primaryIndex : change.rows.bytes,
      secondaryIndexes: indexes,
      autoIncrementValue: change.autoIncrement ?? message.autoIncrementValue,
      artifacts: change.artifacts ?? message.artifacts,
    })
  }
}

interface StoredTableMessage {
  readonly hash: Hash
  readonly message: TableMessage
  readonly rows: Node
  readonly indexes: Node
}

/** @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`. */
export function* readTable(db: DoltDatabase, hash: Hash): Fetching<Table> {
  const stored = yield* db.object('table', hash, decodeTable)
  return new Table(db, stored, yield* readSchema(db, stored.message.schema))
}

function decodeTable(chunk: Uint8Array, hash: Hash): StoredTableMessage {
  const message = readMessage(chunk)
  return { hash, message, rows: parseNode(message.primaryIndex), indexes: parseNode(message.secondaryIndexes) }
}

function putTable(db: DoltDatabase, schema: Schema, message: TableMessage): Table {
  const chunk = buildTable(message)
  return new Table(db, decodeTable(chunk, db.sink.put(chunk)), schema)
}

/** Writes a table without rows. @param autoIncrement the next value, 0 when there is none */
export function* createTable(db: DoltDatabase, schema: Schema, autoIncrement = 0n): Fetching<Table> {
  const { sink, nodes } = db
  const emptyIndex = schema.indexes.length === 0 ? EMPTY_HASH : (emptyTree(sink, INDEX_WRITER).hash ?? EMPTY_HASH)
  const indexes = yield* editAddressMap(
    nodes, sink, emptyAddressMap(sink), schema.indexes.map((index) => [index.name, emptyIndex] as const),
  )
  return putTable(db, schema, {
    schema: schema.hash,
    primaryIndex: emptyTree(sink, schema.rowWriter).bytes,
    secondaryIndexes: indexes.bytes,
    autoIncrementValue: autoIncrement,
    conflicts: NO_CONFLICTS,
    violations: EMPTY_HASH,
    artifacts: EMPTY_HASH,
  })
}
