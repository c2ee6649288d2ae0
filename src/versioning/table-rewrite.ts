import type { RootValue } from '../doltdb/root-value.ts'
import { scanRows } from '../doltdb/rows.ts'
import { INDEX_WRITER, type Schema } from '../doltdb/schema.ts'
import type { Table } from '../doltdb/table.ts'
import { TableWriter } from '../doltdb/table-writer.ts'
import { emptyTree } from '../prolly/tree-builder.ts'
import type { Value } from '../sql/value.ts'
import type { Hash } from '../store/hash.ts'
import { Missing, type Fetching } from '../store/missing.ts'
import { toValues } from './row-values.ts'
import { DoltTableEditor } from './table-editor.ts'

/** Rows that wait in memory before they are written. */
const WAITING_ROWS = 20_000

/**
 * A table under another schema, with all its rows converted and its indexes built anew. A column that becomes
 * AUTO_INCREMENT is numbered where it is NULL.
 * @throws OxbowError 1062 where rows become equal in a key, and what `convert` throws.
 */
export function* rewriteTable(
  name: string, table: Table, schema: Schema, convert: (row: readonly Value[]) => Value[],
): Fetching<Table> {
  const numbered = table.schema.autoIncrement < 0 ? schema.autoIncrement : -1
  let written = yield* emptyTable(table, schema, numbered < 0 && schema.autoIncrement >= 0 ? table.message.autoIncrementValue : 0n)
  const writer = yield* TableWriter.open(written)
  // What a flush writes is at hand: nothing is fetched.
  // oxlint-disable-next-line require-yield
  const editor = new DoltTableEditor(name, writer, function* (changed) { written = changed })
  let waiting = 0
  for (const step of scanRows(table)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    for (const stored of step) {
      const row = convert(toValues(table.schema, stored))
      if (numbered >= 0) {
        const own = row[numbered]
        if (own === null || own === 0) row[numbered] = editor.nextAutoIncrement()
        else editor.setAutoIncrement(own as number | bigint)
      }
      yield* editor.insert(row)
    }
    waiting += step.length
    if (waiting >= WAITING_ROWS) {
      yield* editor.flush()
      waiting = 0
    }
  }
  yield* editor.flush()
  return written
}

/** The table without rows, under another schema. Dolt leaves the tree of an index that goes with its column, and so has its addresses. */
function* emptyTable(table: Table, schema: Schema, autoIncrement: bigint): Fetching<Table> {
  const { sink } = table.db
  const emptyIndex = emptyTree(sink, INDEX_WRITER).hash!
  const indexes = schema.indexes.map((index): [string, Hash] => [index.name, emptyIndex])
  return yield* table.with({ schema, rows: emptyTree(sink, schema.rowWriter), indexes, autoIncrement })
}

/** The largest value of the table's AUTO_INCREMENT column; 0 without rows. */
export function* largestAutoIncrement(table: Table): Fetching<bigint> {
  const ordinal = table.schema.autoIncrement
  let largest = 0n
  for (const step of scanRows(table)) {
    if (step instanceof Missing) yield step
    else for (const row of step) {
      const value = row[ordinal]
      if (typeof value !== 'number' && typeof value !== 'bigint') continue
      if (BigInt(value) > largest) largest = BigInt(value)
    }
  }
  return largest
}

/** The root value with another state of a table. */
export function* putTable(root: RootValue, name: string, table: Table): Fetching<RootValue> {
  return yield* root.with({ tables: [[name, table.hash]] })
}
