import { ArtifactType, violationEdit } from '../../doltdb/artifacts.ts'
import { keysWithPrefix, type EditedTree } from '../../doltdb/key-search.ts'
import { RowEncoder } from '../../doltdb/row-encoder.ts'
import { rowKeyOf } from '../../doltdb/row-finder.ts'
import type { StoredRow } from '../../doltdb/rows.ts'
import type { IndexLayout, Schema } from '../../doltdb/schema.ts'
import { SortedEdits } from '../../doltdb/sorted-edits.ts'
import type { Table } from '../../doltdb/table.ts'
import type { Edit } from '../../prolly/mutate.ts'
import { scanLeaves } from '../../prolly/scan.ts'
import { lookup } from '../../prolly/seek.ts'
import { fieldIsNull } from '../../prolly/tuple.ts'
import type { Hash } from '../../store/hash.ts'
import { Missing, type Fetching } from '../../store/missing.ts'
import { standsIn } from './apply-rows.ts'
import { goJson } from './go-json.ts'

/**
 * What records the rows that share a unique key: of an index that the table had before with one of those that a merge brought, of one
 * that is new to it all. Source: Dolt go/libraries/doltcore/merge/violations_unique_prolly.go.
 * @param table as it was merged
 * @param before the schema that it had
 * @param rows that came to it
 */
export function* uniqueViolations(table: Table, before: Schema, rows: readonly StoredRow[], theirs: Hash): Fetching<Edit[]> {
  const { schema } = table
  const edits = new Map<string, Edit>()
  for (const layout of schema.indexes) {
    if (!layout.message.unique) continue
    const info = goJson({ Columns: layout.message.indexColumns.map((ordinal) => schema.columns[ordinal].name), Name: layout.name })
    const tree = { root: yield* table.indexRoot(layout.name), edits: new SortedEdits(layout.keyDescriptor), keyDescriptor: layout.keyDescriptor }
    const repeated = standsIn(before, schema, layout) ? yield* repeatedBy(table, layout, tree, rows) : yield* repeatedKeys(table, layout, tree)
    for (const key of repeated) {
      const edit = yield* uniqueViolation(table, layout, key, theirs, info)
      edits.set(String(edit.key), edit)
    }
  }
  return [...edits.values()]
}

/** The entries of an index that one of some rows shares its key with. */
function* repeatedBy({ schema, db }: Table, layout: IndexLayout, tree: EditedTree, rows: readonly StoredRow[]): Fetching<Uint8Array[]> {
  const encoder = new RowEncoder(schema, db.nodes, db.sink)
  const keys: Uint8Array[] = []
  for (const row of rows) {
    if (layout.message.indexColumns.some((ordinal) => row[ordinal] === null)) continue
    const rowKey = schema.keyless ? (yield* encoder.encode(row)).key : encoder.key(row)
    const found = yield* keysWithPrefix(db.nodes, tree, yield* encoder.indexKey(layout, row, rowKey), layout.declared)
    if (found.length > 1) keys.push(...found)
  }
  return keys
}

/** All entries of an index that share their keys with others. */
function* repeatedKeys({ db }: Table, { declared, keyDescriptor }: IndexLayout, { root }: EditedTree): Fetching<Uint8Array[]> {
  const keys: Uint8Array[] = []
  let last: Uint8Array | undefined
  for (const step of scanLeaves(db.nodes, root)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    for (let i = step.from; i < step.to; i++) {
      const key = step.node.key(i)
      const same = last !== undefined && keyDescriptor.comparePrefix(last, 0, last.length, key, 0, key.length, declared) === 0
      if (same && !hasNull(key, declared)) keys.push(last!, key)
      last = key
    }
  }
  return keys
}

function hasNull(key: Uint8Array, fields: number): boolean {
  for (let i = 0; i < fields; i++) if (fieldIsNull(key, 0, key.length, i)) return true
  return false
}

function* uniqueViolation(table: Table, layout: IndexLayout, key: Uint8Array, theirs: Hash, info: string): Fetching<Edit> {
  const { schema, db } = table
  const rowKey = rowKeyOf(schema, layout, key)
  const place = yield* lookup(db.nodes, table.rows, schema.keyDescriptor, rowKey)
  const value = place === undefined ? new Uint8Array(0) : place.node.value(place.index)
  return violationEdit(schema, rowKey, theirs, ArtifactType.UniqueIndex, { info, value })
}
