import { decodeField, type FieldValue } from '../prolly/encoding.ts'
import { Encoding } from '../prolly/encoding-ids.ts'
import type { Node } from '../prolly/node.ts'
import type { NodeStore } from '../prolly/node-store.ts'
import { OutOfBand } from '../prolly/out-of-band.ts'
import { readBlob } from '../prolly/blob-tree.ts'
import { scanLeaves, type LeafSpan, type ScanRange } from '../prolly/scan.ts'
import { fieldCount, fieldEnd, fieldStart } from '../prolly/tuple.ts'
import { Missing, wantChunks, type Fetching } from '../store/missing.ts'
import type { Schema } from './schema.ts'
import type { Table } from './table.ts'

/** A row in column order; columns that aren't stored are null. Long values may still be OutOfBand (see `resolveRow`). */
export type StoredRow = FieldValue[]

/** Reads whole rows of tables of one schema. For queries the engine reads single fields in place instead. */
export class RowDecoder {
  private readonly width: number
  private readonly keyColumns: readonly number[]
  private readonly keyEncodings: readonly number[]
  private readonly valueColumns: readonly number[]
  private readonly valueEncodings: readonly number[]

  constructor(schema: Schema) {
    this.width = schema.columns.length
    // The key of a keyless row is a hash, and its value begins with the cardinality: neither is a column.
    this.keyColumns = schema.primaryKey
    this.keyEncodings = schema.keyDescriptor.fields.map((f) => f.encoding)
    this.valueColumns = schema.keyless ? [-1, ...schema.valueColumns] : schema.valueColumns
    this.valueEncodings = schema.valueDescriptor.fields.map((f) => f.encoding)
  }

  /** The row of pair `index` of a leaf. @throws OxbowError `FIELD_CORRUPT`, `ENCODING_UNKNOWN`. */
  decode(node: Node, index: number): StoredRow {
    const row = new Array<FieldValue>(this.width).fill(null)
    fill(row, node.bytes, node.keyStart(index), node.keyEnd(index), this.keyColumns, this.keyEncodings)
    fill(row, node.bytes, node.valueStart(index), node.valueEnd(index), this.valueColumns, this.valueEncodings)
    return row
  }

  /** The row of a key and value that stand in no leaf yet. */
  decodePair(key: Uint8Array, value: Uint8Array): StoredRow {
    const row = new Array<FieldValue>(this.width).fill(null)
    fill(row, key, 0, key.length, this.keyColumns, this.keyEncodings)
    fill(row, value, 0, value.length, this.valueColumns, this.valueEncodings)
    return row
  }
}

function fill(
  row: StoredRow, bytes: Uint8Array, start: number, end: number, columns: readonly number[], encodings: readonly number[],
): void {
  const count = Math.min(columns.length, fieldCount(bytes, end))
  for (let i = 0; i < count; i++) {
    const column = columns[i]
    if (column >= 0) row[column] = decodeField(encodings[i], bytes, fieldStart(bytes, start, end, i), fieldEnd(bytes, start, end, i))
  }
}

/** How often the row of a keyless table stands in it. */
export function cardinality(node: Node, index: number): number {
  const start = node.valueStart(index)
  const value = decodeField(Encoding.Uint64, node.bytes, start, start + 8)
  return Number(value)
}

const utf8 = new TextDecoder()

/** Brings the long values of a row in. */
export function* resolveRow(nodes: NodeStore, schema: Schema, row: StoredRow): Fetching<StoredRow> {
  for (let i = 0; i < row.length; i++) {
    const value = row[i]
    if (!(value instanceof OutOfBand)) continue
    const bytes = yield* readBlob(nodes, value.hash)
    row[i] = holdsText(schema.columns[i].encoding) ? utf8.decode(bytes) : bytes
  }
  return row
}

function holdsText(encoding: number): boolean {
  switch (encoding) {
    case Encoding.StringAdaptive:
    case Encoding.StringAddr:
    case Encoding.JsonAdaptive:
    case Encoding.JsonAddr: return true
    default: return false
  }
}

/** The rows of a leaf's span, with the long values of all of them asked for together. */
export function* rowsOfSpan(nodes: NodeStore, schema: Schema, decoder: RowDecoder, span: LeafSpan): Fetching<StoredRow[]> {
  const rows: StoredRow[] = []
  for (let i = span.from; i < span.to; i++) {
    const row = decoder.decode(span.node, i)
    const times = schema.keyless ? cardinality(span.node, i) : 1
    for (let n = 0; n < times; n++) rows.push(n === 0 ? row : [...row])
  }
  const roots = rows.flatMap((row) => row.filter((v) => v instanceof OutOfBand).map((v) => v.hash))
  if (roots.length > 0) {
    yield* wantChunks(nodes.source, [...new Set(roots)])
    for (const row of rows) yield* resolveRow(nodes, schema, row)
  }
  return rows
}

/** All rows of a table (or those in a range of its keys) in the order of the key, a leaf's at a time. */
export function* scanRows(table: Table, range: ScanRange = {}): Generator<Missing | StoredRow[], void, void> {
  const { nodes } = table.db
  const decoder = new RowDecoder(table.schema)
  for (const step of scanLeaves(nodes, table.rows, range)) {
    if (step instanceof Missing) yield step
    else yield yield* rowsOfSpan(nodes, table.schema, decoder, step)
  }
}
