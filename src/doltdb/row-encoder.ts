import { placeAdaptiveFields } from '../prolly/adaptive.ts'
import { writeBlob } from '../prolly/blob-tree.ts'
import { encodeField, type FieldValue } from '../prolly/encoding.ts'
import { Encoding, isAdaptive } from '../prolly/encoding-ids.ts'
import { keylessKey } from '../prolly/keyless.ts'
import { OutOfBand } from '../prolly/out-of-band.ts'
import { buildTuple } from '../prolly/tuple.ts'
import type { TupleDescriptor } from '../prolly/tuple-descriptor.ts'
import type { ChunkSink } from '../store/chunk-store.ts'
import type { NodeStore } from '../prolly/node-store.ts'
import type { Fetching } from '../store/missing.ts'
import type { IndexLayout, Schema } from './schema.ts'
import { spatialCell } from './spatial-cell.ts'

/** A row as it is stored: the pair of the rows' tree. */
export interface EncodedRow {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

const utf8 = new TextEncoder()

/**
 * Turns rows in column order into the tuples that a table and its indexes store. Values must be in the form of their
 * column's type; JSON is given as its stored text. Values of virtual columns count for indexes only.
 */
export class RowEncoder {
  private readonly schema: Schema
  private readonly nodes: NodeStore
  private readonly sink: ChunkSink
  private readonly adaptive: boolean

  constructor(schema: Schema, nodes: NodeStore, sink: ChunkSink) {
    this.schema = schema
    this.nodes = nodes
    this.sink = sink
    this.adaptive = schema.valueDescriptor.fields.some((f) => isAdaptive(f.encoding))
  }

  /**
   * @param times how often the row stands in a keyless table
   * @throws OxbowError `ROW_TOO_LARGE` (1118).
   */
  *encode(row: readonly FieldValue[], times = 1): Fetching<EncodedRow> {
    const { schema } = this
    const fields: (Uint8Array | null)[] = schema.keyless ? [encodeField(Encoding.Uint64, times)] : []
    for (const ordinal of schema.valueColumns) fields.push(this.field(schema.columns[ordinal].encoding, row[ordinal]))
    const placed = this.adaptive
      ? yield* placeAdaptiveFields(this.nodes, this.sink, schema.valueDescriptor, fields, schema.message.targetRowSize)
      : fields
    const value = buildTuple(placed)
    return { key: schema.keyless ? keylessKey(value) : this.key(row), value }
  }

  /** The key of a row of a table with primary key. */
  key(row: readonly FieldValue[]): Uint8Array {
    const { schema } = this
    return buildTuple(schema.primaryKey.map((ordinal, i) => encodeField(schema.keyDescriptor.fields[i].encoding, row[ordinal])))
  }

  /** The key under which a secondary index has a row. @param rowKey the row's own key, whose id ends the keys of keyless tables */
  *indexKey(index: IndexLayout, row: readonly FieldValue[], rowKey: Uint8Array): Fetching<Uint8Array> {
    const { keyDescriptor, keyColumns, message } = index
    const fields: (Uint8Array | null)[] = keyColumns.map((ordinal, i) => {
      const prefix = message.prefixLengths[i] ?? 0
      const value = prefix > 0 ? cut(row[ordinal], prefix) : row[ordinal]
      return this.field(keyDescriptor.fields[i].encoding, value)
    })
    if (this.schema.keyless) fields.push(rowKey.subarray(0, 16))
    return buildTuple(
      hasAdaptive(keyDescriptor)
        ? yield* placeAdaptiveFields(this.nodes, this.sink, keyDescriptor, fields, this.schema.message.targetRowSize)
        : fields,
    )
  }

  private field(encoding: number, value: FieldValue): Uint8Array | null {
    if (value === null) return null
    switch (encoding) {
      case Encoding.Cell: return spatialCell(value as Uint8Array)
      case Encoding.StringAddr:
      case Encoding.BytesAddr:
      case Encoding.JsonAddr:
      case Encoding.GeometryAddr: {
        const bytes = typeof value === 'string' ? utf8.encode(value) : value
        if (bytes instanceof Uint8Array && bytes.length > 0) return encodeField(encoding, new OutOfBand(writeBlob(this.sink, bytes), -1))
      }
    }
    return encodeField(encoding, value)
  }
}

function hasAdaptive(descriptor: TupleDescriptor): boolean {
  return descriptor.fields.some((f) => isAdaptive(f.encoding))
}

/** The first `length` bytes; they may end inside a character, so texts become bytes. */
function cut(value: FieldValue, length: number): FieldValue {
  if (typeof value === 'string') return utf8.encode(value).slice(0, length)
  return value instanceof Uint8Array ? value.slice(0, length) : value
}
