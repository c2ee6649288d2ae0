import { OxbowError } from '../error.ts'
import { buildTree } from '../prolly/tree-builder.ts'
import type { Node } from '../prolly/node.ts'
import { scanLeaves } from '../prolly/scan.ts'
import { buildTuple, EMPTY_TUPLE, fieldBytes, fieldIsNull } from '../prolly/tuple.ts'
import { Missing, type Fetching } from '../store/missing.ts'
import { RowEncoder } from './row-encoder.ts'
import { resolveRow, RowDecoder, type StoredRow } from './rows.ts'
import { INDEX_WRITER, type IndexLayout, type Schema } from './schema.ts'
import type { Table } from './table.ts'

/** What a merge asks for. */
export interface IndexBuildTerms {
  /** A unique index may hold a key twice: that is told of afterwards. */
  readonly keepDuplicates?: boolean
  /** Fills in what isn't stored of a row. */
  readonly complete?: (row: StoredRow) => StoredRow
}

/**
 * Builds a secondary index over the rows that a table has.
 * @param schema the table's schema with the index in it; its columns must be stored as the table's are
 * @throws OxbowError 1062 when a unique index would hold a key twice, 1235 where it holds a virtual column.
 */
export function* buildIndex(table: Table, schema: Schema, layout: IndexLayout, terms: IndexBuildTerms = {}): Fetching<Node> {
  const { nodes, sink } = table.db
  const { complete } = terms
  if (complete === undefined && layout.message.indexColumns.some((ordinal) => schema.columns[ordinal].virtual)) {
    throw new OxbowError(
      'NOT_SUPPORTED', "an index on a virtual column can't be added to a table by oxbow yet", { errno: 1235, sqlState: '42000' },
    )
  }
  const encoder = new RowEncoder(schema, nodes, sink)
  const decoder = new RowDecoder(schema)
  const keys: Uint8Array[] = []
  for (const step of scanLeaves(nodes, table.rows)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    for (let i = step.from; i < step.to; i++) {
      if (layout.kind === 'fulltext') {
        keys.push(storedKey(schema, layout, step.node, i))
        continue
      }
      const row = yield* resolveRow(nodes, schema, decoder.decode(step.node, i))
      keys.push(yield* encoder.indexKey(layout, complete?.(row) ?? row, step.node.key(i)))
    }
  }
  const { keyDescriptor, declared } = layout
  keys.sort((a, b) => keyDescriptor.compare(a, 0, a.length, b, 0, b.length))
  if (layout.message.unique && terms.keepDuplicates !== true) {
    for (let i = 1; i < keys.length; i++) {
      const a = keys[i - 1]
      const b = keys[i]
      if (!hasNull(b, declared) && keyDescriptor.comparePrefix(a, 0, a.length, b, 0, b.length, declared) === 0) {
        throw new OxbowError('DUPLICATE_ENTRY', `Duplicate entry for key '${layout.name}'`, { errno: 1062, sqlState: '23000' })
      }
    }
  }
  return buildTree(sink, INDEX_WRITER, pairs(keys))
}

/** A key of a FULLTEXT index: of long texts, too, Dolt puts the bytes into it that the row holds. */
function storedKey(schema: Schema, layout: IndexLayout, node: Node, i: number): Uint8Array {
  const rowKey = node.key(i)
  const { bytes } = node
  const first = schema.keyless ? 1 : 0
  const fields = layout.keyColumns.map((ordinal) => {
    const inKey = schema.primaryKey.indexOf(ordinal)
    if (inKey >= 0) return fieldBytes(rowKey, 0, rowKey.length, inKey)
    const field = first + schema.valueColumns.indexOf(ordinal)
    return fieldBytes(bytes, node.valueStart(i), node.valueEnd(i), field)
  })
  if (schema.keyless) fields.push(rowKey.subarray(0, 16))
  return buildTuple(fields)
}

function* pairs(keys: readonly Uint8Array[]): Generator<{ key: Uint8Array; value: Uint8Array }> {
  for (const key of keys) yield { key, value: EMPTY_TUPLE }
}

function hasNull(key: Uint8Array, fields: number): boolean {
  for (let i = 0; i < fields; i++) if (fieldIsNull(key, 0, key.length, i)) return true
  return false
}
