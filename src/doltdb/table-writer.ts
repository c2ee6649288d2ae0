import { OxbowError } from '../error.ts'
import { encodeField, type FieldValue } from '../prolly/encoding.ts'
import { Encoding } from '../prolly/encoding-ids.ts'
import { applyMutations } from '../prolly/mutate.ts'
import type { Node } from '../prolly/node.ts'
import { lookup } from '../prolly/seek.ts'
import { EMPTY_TUPLE, fieldIsNull } from '../prolly/tuple.ts'
import type { Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import { keysWithPrefix, type EditedTree } from './key-search.ts'
import { RowEncoder, type EncodedRow } from './row-encoder.ts'
import { indexOfColumns, RowFinder, rowKeyOf, type SearchedTable } from './row-finder.ts'
import { cardinality, resolveRow, RowDecoder, type StoredRow } from './rows.ts'
import { INDEX_WRITER, type IndexLayout, type Schema } from './schema.ts'
import { SortedEdits } from './sorted-edits.ts'
import type { Table } from './table.ts'

/** What stands in the way of a row: the row that has its key already. */
export interface Duplicate {
  /** `PRIMARY`, or the name of a unique index. */
  readonly index: string
  readonly row: StoredRow
}

/** Where AUTO_INCREMENT values come from: those below `next` are taken. */
export interface Sequence {
  next: bigint
}

/** A tree with what waits for it. */
interface OpenTree extends EditedTree {
  root: Node
}

/** A secondary index. */
interface OpenIndex extends OpenTree {
  readonly layout: IndexLayout
}

/**
 * Changes a table's rows and keeps its secondary indexes. Changes wait in memory, sorted, until `flush` writes the new
 * table; what waits is seen by later changes.
 */
export class TableWriter {
  table: Table
  private readonly schema: Schema
  private readonly encoder: RowEncoder
  private readonly decoder: RowDecoder
  private readonly edits: SortedEdits
  private readonly rows: OpenTree
  private readonly indexes: OpenIndex[]
  /** The next AUTO_INCREMENT value; 0 when none was used. */
  private next: bigint
  private sequence: Sequence = { next: 0n }

  private constructor(table: Table, roots: ReadonlyMap<IndexLayout, Node>) {
    const { schema, db } = table
    this.table = table
    this.schema = schema
    this.encoder = new RowEncoder(schema, db.nodes, db.sink)
    this.decoder = new RowDecoder(schema)
    this.rows = { root: table.rows, edits: new SortedEdits(schema.keyDescriptor), keyDescriptor: schema.keyDescriptor }
    this.edits = this.rows.edits
    this.indexes = Array.from(roots, ([layout, root]) => ({ layout, keyDescriptor: layout.keyDescriptor, edits: new SortedEdits(layout.keyDescriptor), root }))
    this.next = table.message.autoIncrementValue
  }

  /** @throws OxbowError 1235 for a table with an index of a kind that can't be kept. */
  static *open(table: Table): Fetching<TableWriter> {
    const roots = new Map<IndexLayout, Node>()
    for (const index of table.schema.indexes) {
      // Dolt builds the tree of a FULLTEXT index and leaves it alone then: it is searched in tables of its own.
      if (index.kind === 'fulltext') continue
      if (index.kind === 'vector' || index.message.predicate !== '') {
        const kind = index.kind === 'vector' ? 'VECTOR' : 'partial'
        throw new OxbowError(
          'NOT_SUPPORTED', `a table with a ${kind} index can't be changed by oxbow yet`, { errno: 1235, sqlState: '42000' },
        )
      }
      roots.set(index, yield* table.indexRoot(index.name))
    }
    return new TableWriter(table, roots)
  }

  /** True when something waits to be written. */
  get changed(): boolean {
    return this.edits.size > 0 || this.next !== this.table.message.autoIncrementValue
  }

  /** Adds a row. @returns the row that stands in its way, in which case nothing was changed. */
  *insert(row: readonly FieldValue[]): Fetching<Duplicate | undefined> {
    if (this.schema.keyless) return yield* this.insertKeyless(row)
    const encoded = yield* this.encoder.encode(row)
    const existing = yield* this.find(encoded.key)
    if (existing !== undefined) return { index: 'PRIMARY', row: existing }
    const keys = yield* this.indexKeys(row, encoded.key)
    const duplicate = yield* this.uniqueConflict(keys, undefined)
    if (duplicate !== undefined) return duplicate
    this.edits.set(encoded.key, encoded.value)
    this.putIndexKeys(keys)
    return undefined
  }

  /** Adds a row, or replaces the one of its key, whatever unique keys it shares with others: those of a merge are told of afterwards. */
  *put(row: readonly FieldValue[]): Fetching<void> {
    const encoded = yield* this.encoder.encode(row)
    if (this.schema.keyless) {
      const times = yield* this.timesOf(encoded.key)
      this.edits.set(encoded.key, times > 0 ? withCardinality(encoded, times + 1) : encoded.value)
    } else {
      const existing = yield* this.find(encoded.key)
      if (existing !== undefined) for (const [i, key] of (yield* this.indexKeys(existing, encoded.key)).entries()) this.indexes[i].edits.set(key, null)
      this.edits.set(encoded.key, encoded.value)
    }
    this.putIndexKeys(yield* this.indexKeys(row, encoded.key))
  }

  /** Puts `row` in the place of `old`, which must stand in the table. @returns as `insert`. */
  *update(old: readonly FieldValue[], row: readonly FieldValue[]): Fetching<Duplicate | undefined> {
    if (this.schema.keyless) {
      yield* this.delete(old)
      const duplicate = yield* this.insertKeyless(row)
      if (duplicate !== undefined) yield* this.insertKeyless(old)
      return duplicate
    }
    const { keyDescriptor } = this.schema
    const oldKey = this.encoder.key(old)
    const encoded = yield* this.encoder.encode(row)
    const moved = keyDescriptor.compare(oldKey, 0, oldKey.length, encoded.key, 0, encoded.key.length) !== 0
    if (moved) {
      const existing = yield* this.find(encoded.key)
      if (existing !== undefined) return { index: 'PRIMARY', row: existing }
    }
    const oldKeys = yield* this.indexKeys(old, oldKey)
    const keys = yield* this.indexKeys(row, encoded.key)
    const duplicate = yield* this.uniqueConflict(keys, oldKeys)
    if (duplicate !== undefined) return duplicate
    if (moved) this.edits.set(oldKey, null)
    this.edits.set(encoded.key, encoded.value)
    this.indexes.forEach(({ edits }, i) => {
      if (sameBytes(oldKeys[i], keys[i])) return
      edits.set(oldKeys[i], null)
      edits.set(keys[i], EMPTY_TUPLE)
    })
    return undefined
  }

  /** Removes a row, which must stand in the table; of equal rows of a keyless table, one. */
  *delete(row: readonly FieldValue[]): Fetching<void> {
    const encoded = yield* this.encoder.encode(row)
    if (this.schema.keyless) {
      const times = yield* this.timesOf(encoded.key)
      if (times === 0) return
      this.edits.set(encoded.key, times === 1 ? null : withCardinality(encoded, times - 1))
      if (times > 1) return
    } else {
      this.edits.set(encoded.key, null)
    }
    const keys = yield* this.indexKeys(row, encoded.key)
    this.indexes.forEach(({ edits }, i) => edits.set(keys[i], null))
  }

  /** What finds rows, those that wait among them, by the values of some columns; undefined where no key begins with these. */
  finder(columns: readonly number[]): RowFinder | undefined {
    const name = indexOfColumns(this.schema, columns)
    if (name === undefined) return undefined
    const searched: SearchedTable = { schema: this.schema, nodes: this.table.db.nodes, encoder: this.encoder, row: (key) => this.rowOf(key) }
    const index = this.indexes.find(({ layout }) => layout.name === name)
    return new RowFinder(searched, index ?? this.rows, index?.layout, columns)
  }

  private *rowOf(key: Uint8Array): Fetching<{ readonly row: StoredRow; readonly times: number } | undefined> {
    const row = yield* this.find(key)
    return row && { row, times: this.schema.keyless ? yield* this.timesOf(key) : 1 }
  }

  /** Has AUTO_INCREMENT values come of a sequence that others take of, too. */
  share(sequence: Sequence): void {
    this.sequence = sequence
  }

  /** Takes the next AUTO_INCREMENT value. */
  takeAutoIncrement(): bigint {
    const least = this.sequence.next > this.next ? this.sequence.next : this.next
    const taken = least === 0n ? 1n : least
    this.next = this.sequence.next = taken + 1n
    return taken
  }

  /** A row brought its own AUTO_INCREMENT value. */
  useAutoIncrement(used: bigint): void {
    if (used >= this.next && used > 0n) this.next = used + 1n
    if (this.next > this.sequence.next) this.sequence.next = this.next
  }

  /** Writes what waits. @returns the new table, which later changes build upon. */
  *flush(): Fetching<Table> {
    if (!this.changed) return this.table
    const { nodes, sink } = this.table.db
    const { schema } = this
    const rows = yield* applyMutations(nodes, sink, this.rows.root, this.edits.all(), schema.keyDescriptor, schema.rowWriter)
    this.rows.root = rows
    const roots: [string, Hash][] = []
    for (const index of this.indexes) {
      if (index.edits.size === 0) continue
      const { layout } = index
      index.root = yield* applyMutations(nodes, sink, index.root, index.edits.all(), layout.keyDescriptor, INDEX_WRITER)
      roots.push([layout.name, index.root.hash ?? sink.put(index.root.bytes)])
      index.edits.clear()
    }
    this.edits.clear()
    return (this.table = yield* this.table.with({ rows, indexes: roots, autoIncrement: this.next }))
  }

  private *insertKeyless(row: readonly FieldValue[]): Fetching<Duplicate | undefined> {
    const encoded = yield* this.encoder.encode(row)
    const times = yield* this.timesOf(encoded.key)
    if (times > 0) {
      // A second row equal to the first would have the same unique key.
      const unique = this.indexes.find(({ layout }) => layout.message.unique && layout.message.indexColumns.every((c) => row[c] !== null))
      if (unique !== undefined) return { index: unique.layout.name, row: [...row] }
      this.edits.set(encoded.key, withCardinality(encoded, times + 1))
      return undefined
    }
    const keys = yield* this.indexKeys(row, encoded.key)
    const duplicate = yield* this.uniqueConflict(keys, undefined)
    if (duplicate !== undefined) return duplicate
    this.edits.set(encoded.key, encoded.value)
    this.putIndexKeys(keys)
    return undefined
  }

  private putIndexKeys(keys: readonly Uint8Array[]): void {
    this.indexes.forEach(({ edits }, i) => edits.set(keys[i], EMPTY_TUPLE))
  }

  private *indexKeys(row: readonly FieldValue[], rowKey: Uint8Array): Fetching<Uint8Array[]> {
    const keys: Uint8Array[] = []
    for (const { layout } of this.indexes) keys.push(yield* this.encoder.indexKey(layout, row, rowKey))
    return keys
  }

  /** How often a row of a keyless table stands in it now. */
  private *timesOf(key: Uint8Array): Fetching<number> {
    const edit = this.edits.get(key)
    if (edit !== undefined) return edit.value === null ? 0 : new DataView(edit.value.buffer, edit.value.byteOffset).getUint32(0, true)
    const found = yield* lookup(this.table.db.nodes, this.table.rows, this.schema.keyDescriptor, key)
    return found === undefined ? 0 : cardinality(found.node, found.index)
  }

  /** The row of a key as it would stand in the table now. */
  private *find(key: Uint8Array): Fetching<StoredRow | undefined> {
    const { nodes } = this.table.db
    const edit = this.edits.get(key)
    if (edit !== undefined) return edit.value === null ? undefined : yield* resolveRow(
      nodes, this.schema, this.decoder.decodePair(edit.key, edit.value),
    )
    const found = yield* lookup(nodes, this.table.rows, this.schema.keyDescriptor, key)
    return found === undefined ? undefined : yield* resolveRow(nodes, this.schema, this.decoder.decode(found.node, found.index))
  }

  /** @param own the row's present keys, which are no conflict */
  private *uniqueConflict(keys: readonly Uint8Array[], own: readonly Uint8Array[] | undefined): Fetching<Duplicate | undefined> {
    for (let i = 0; i < this.indexes.length; i++) {
      const index = this.indexes[i]
      const { layout } = index
      const key = keys[i]
      if (!layout.message.unique || hasNull(key, layout.declared)) continue
      if (own !== undefined && samePrefix(layout, own[i], key)) continue
      const [other] = yield* keysWithPrefix(this.table.db.nodes, index, key, layout.declared, 1)
      if (other !== undefined) return { index: layout.name, row: yield* this.rowOfIndexKey(layout, other) }
    }
    return undefined
  }

  /** The row that an index's entry stands for. */
  private *rowOfIndexKey(layout: IndexLayout, key: Uint8Array): Fetching<StoredRow> {
    const rowKey = rowKeyOf(this.schema, layout, key)
    return (yield* this.find(rowKey)) ?? new Array<FieldValue>(this.schema.columns.length).fill(null)
  }
}

function hasNull(key: Uint8Array, fields: number): boolean {
  for (let i = 0; i < fields; i++) if (fieldIsNull(key, 0, key.length, i)) return true
  return false
}

function samePrefix(layout: IndexLayout, a: Uint8Array, b: Uint8Array): boolean {
  return layout.keyDescriptor.comparePrefix(a, 0, a.length, b, 0, b.length, layout.declared) === 0
}

/** The value of a keyless row with another cardinality, which isn't part of the row's id. */
function withCardinality({ value }: EncodedRow, times: number): Uint8Array {
  const changed = value.slice()
  changed.set(encodeField(Encoding.Uint64, times)!)
  return changed
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
