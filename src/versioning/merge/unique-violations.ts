import { ArtifactType, violationEdit } from '../../doltdb/artifacts.ts'
import { keysWithPrefix } from '../../doltdb/key-search.ts'
import { RowEncoder } from '../../doltdb/row-encoder.ts'
import { rowKeyOf } from '../../doltdb/row-finder.ts'
import type { StoredRow } from '../../doltdb/rows.ts'
import type { IndexLayout } from '../../doltdb/schema.ts'
import { SortedEdits } from '../../doltdb/sorted-edits.ts'
import type { Table } from '../../doltdb/table.ts'
import type { Edit } from '../../prolly/mutate.ts'
import { lookup } from '../../prolly/seek.ts'
import type { Hash } from '../../store/hash.ts'
import type { Fetching } from '../../store/missing.ts'
import { goJson } from './go-json.ts'

/**
 * What records the rows that share a unique key with one of those that a merge brought; all rows that share it, once for each key.
 * Source: Dolt go/libraries/doltcore/merge/violations_unique_prolly.go.
 * @param table as it was merged
 * @param rows that came to it
 */
export function* uniqueViolations(table: Table, rows: readonly StoredRow[], theirs: Hash): Fetching<Edit[]> {
  const { schema, db } = table
  const edits = new Map<string, Edit>()
  const encoder = new RowEncoder(schema, db.nodes, db.sink)
  for (const layout of schema.indexes) {
    if (!layout.message.unique) continue
    const { indexColumns } = layout.message
    const info = goJson({ Columns: indexColumns.map((ordinal) => schema.columns[ordinal].name), Name: layout.name })
    const tree = { root: yield* table.indexRoot(layout.name), edits: new SortedEdits(layout.keyDescriptor), keyDescriptor: layout.keyDescriptor }
    for (const row of rows) {
      if (indexColumns.some((ordinal) => row[ordinal] === null)) continue
      const rowKey = schema.keyless ? (yield* encoder.encode(row)).key : encoder.key(row)
      const found = yield* keysWithPrefix(db.nodes, tree, yield* encoder.indexKey(layout, row, rowKey), layout.declared)
      if (found.length < 2) continue
      for (const key of found) {
        const edit = yield* uniqueViolation(table, layout, key, theirs, info)
        edits.set(String(edit.key), edit)
      }
    }
  }
  return [...edits.values()]
}

function* uniqueViolation(table: Table, layout: IndexLayout, key: Uint8Array, theirs: Hash, info: string): Fetching<Edit> {
  const { schema, db } = table
  const rowKey = rowKeyOf(schema, layout, key)
  const place = yield* lookup(db.nodes, table.rows, schema.keyDescriptor, rowKey)
  const value = place === undefined ? new Uint8Array(0) : place.node.value(place.index)
  return violationEdit(schema, rowKey, theirs, ArtifactType.UniqueIndex, { info, value })
}
