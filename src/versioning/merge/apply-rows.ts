import { buildIndex } from '../../doltdb/index-build.ts'
import type { StoredRow } from '../../doltdb/rows.ts'
import { Schema, type IndexLayout } from '../../doltdb/schema.ts'
import type { Table } from '../../doltdb/table.ts'
import { TableWriter } from '../../doltdb/table-writer.ts'
import type { Hash } from '../../store/hash.ts'
import type { Fetching } from '../../store/missing.ts'
import type { MergedSchema } from './merge-schema.ts'

/** A row in the place of one of ours, either of which may not be there; both in the columns of the merged schema. */
export interface RowChange {
  readonly old: StoredRow | undefined
  readonly row: StoredRow | undefined
  readonly times: number
}

/**
 * Our table in the merged schema, with rows changed. Indexes that it has already are kept up with the rows; others are built.
 * What shares a unique key is in both rows' places.
 * @param complete fills in what isn't stored of a row, for indexes over it
 */
export function* applyRowChanges(
  ours: Table, theirs: Table, { schema, rebuildsIndexes }: MergedSchema, changes: readonly RowChange[],
  complete: (row: StoredRow) => StoredRow,
): Fetching<Table> {
  const kept = rebuildsIndexes ? [] : schema.indexes.filter((layout) => standsIn(ours.schema, schema, layout))
  const gone = ours.schema.indexes.filter(({ name }) => !kept.some((layout) => layout.name === name))
  // While rows are changed the table has no other indexes than those that it had.
  const during = kept.length === schema.indexes.length
    ? schema
    : new Schema({ ...schema.message, secondaryIndexes: kept.map(({ message }) => message) }, schema.hash)
  const started = schema.hash === ours.schema.hash && gone.length === 0
    ? ours
    : yield* ours.with({ schema: during, indexes: gone.map(({ name }): [string, Hash | null] => [name, null]) })
  const writer = yield* TableWriter.open(started)
  // All old rows go before the new ones come: a unique key may pass from one row to another.
  for (const { old, times } of changes) if (old !== undefined) for (let i = 0; i < times; i++) yield* writer.delete(old)
  for (const { row, times } of changes) if (row !== undefined) for (let i = 0; i < times; i++) yield* writer.put(row)
  let table = yield* writer.flush()
  const built: [string, Hash][] = []
  for (const layout of schema.indexes) {
    if (kept.includes(layout)) continue
    const root = yield* buildIndex(table, schema, layout, { keepDuplicates: true, complete })
    built.push([layout.name, root.hash ?? table.db.sink.put(root.bytes)])
  }
  if (built.length > 0 || table.schema !== schema) table = yield* table.with({ schema, indexes: built })
  const next = schema.autoIncrement < 0 ? 0n : theirs.message.autoIncrementValue
  return next > table.message.autoIncrementValue ? yield* table.with({ autoIncrement: next }) : table
}

/** Whether a table of another schema has that very index. */
export function standsIn(other: Schema, schema: Schema, layout: IndexLayout): boolean {
  const found = other.indexes.find(({ name }) => name === layout.name)
  if (found === undefined) return false
  const shape = (of: Schema, { message, keyColumns }: IndexLayout): string => JSON.stringify([
    keyColumns.map((ordinal) => [of.columns[ordinal].tag, of.columns[ordinal].encoding]), message.unique, message.spatial, message.prefixLengths, message.comment,
    message.predicate,
  ])
  return shape(other, found) === shape(schema, layout)
}
