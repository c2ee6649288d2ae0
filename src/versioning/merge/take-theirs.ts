import type { Artifact } from '../../doltdb/artifacts.ts'
import { readRootIsh } from '../../doltdb/root-ish.ts'
import { cardinality, resolveRow, RowDecoder, type StoredRow } from '../../doltdb/rows.ts'
import { readTable, type Table } from '../../doltdb/table.ts'
import { TableWriter } from '../../doltdb/table-writer.ts'
import { lookup } from '../../prolly/seek.ts'
import type { Hash } from '../../store/hash.ts'
import type { Fetching } from '../../store/missing.ts'
import { doltError } from '../errors.ts'

/** A row, and how often it stands in its table: 0 where it doesn't. */
interface FoundRow {
  readonly row: StoredRow | undefined
  readonly times: number
}

/** The table with the other side's row in the place of each one in conflict. @throws OxbowError where its columns are other ones. */
export function* takeTheirs(name: string, table: Table, conflicts: readonly Artifact[]): Fetching<Table> {
  const writer = yield* TableWriter.open(table)
  const sources = new Map<Hash, Table>()
  const changes: { readonly old: FoundRow; readonly young: FoundRow }[] = []
  for (const { from, rowKey } of conflicts) {
    let source = sources.get(from)
    if (source === undefined) {
      const found = yield* (yield* readRootIsh(table.db, from)).find(name)
      if (found === undefined) throw doltError('table not found')
      sources.set(from, (source = yield* readTable(table.db, found.hash)))
      if (JSON.stringify(source.schema.columns) !== JSON.stringify(table.schema.columns)) {
        throw doltError('the conflict schema\'s columns are not equal to the current schema\'s columns, please resolve manually')
      }
    }
    changes.push({ old: yield* rowAt(table, rowKey), young: yield* rowAt(source, rowKey) })
  }
  // All old rows go before the new ones come: a unique key may pass from one row to another.
  for (const { old } of changes) for (let i = 0; i < old.times; i++) yield* writer.delete(old.row!)
  for (const { young } of changes) for (let i = 0; i < young.times; i++) yield* writer.put(young.row!)
  return yield* writer.flush()
}

function* rowAt(table: Table, key: Uint8Array): Fetching<FoundRow> {
  const { schema, db } = table
  const place = yield* lookup(db.nodes, table.rows, schema.keyDescriptor, key)
  if (place === undefined) return { row: undefined, times: 0 }
  const row = yield* resolveRow(db.nodes, schema, new RowDecoder(schema).decode(place.node, place.index))
  return { row, times: schema.keyless ? cardinality(place.node, place.index) : 1 }
}
