import type { FieldValue } from '../prolly/encoding.ts'
import type { NodeStore } from '../prolly/node-store.ts'
import { buildTuple, fieldBytes } from '../prolly/tuple.ts'
import type { Fetching } from '../store/missing.ts'
import { keysWithPrefix, type EditedTree } from './key-search.ts'
import type { RowEncoder } from './row-encoder.ts'
import type { StoredRow } from './rows.ts'
import type { IndexLayout, Schema } from './schema.ts'

/** Stands for a row's id in keys that are only looked for by their beginning. */
const NO_ROW = new Uint8Array(20)

/** What a finder asks of the table that it looks in. */
export interface SearchedTable {
  readonly schema: Schema
  readonly nodes: NodeStore
  readonly encoder: RowEncoder
  /** The row of a key, and how often it stands in the table; undefined where it doesn't. */
  row(key: Uint8Array): Fetching<{ readonly row: StoredRow; readonly times: number } | undefined>
}

/** Finds the rows of a table, as its waiting changes leave it, that hold given values in the first columns of a key. */
export class RowFinder {
  private readonly table: SearchedTable
  private readonly tree: EditedTree
  private readonly layout: IndexLayout | undefined
  private readonly columns: readonly number[]
  private readonly probe: FieldValue[]

  /** @param layout of the index whose tree it is; none for the table's own rows */
  constructor(table: SearchedTable, tree: EditedTree, layout: IndexLayout | undefined, columns: readonly number[]) {
    this.table = table
    this.tree = tree
    this.layout = layout
    this.columns = columns
    this.probe = new Array<FieldValue>(table.schema.columns.length).fill(null)
  }

  /** @param values none of them NULL, in the order of the finder's columns */
  *has(values: readonly FieldValue[]): Fetching<boolean> {
    return (yield* this.keys(values, 1)).length > 0
  }

  /** In the key's order; of a keyless table, a row as often as it stands there. */
  *rows(values: readonly FieldValue[]): Fetching<StoredRow[]> {
    const rows: StoredRow[] = []
    for (const key of yield* this.keys(values)) {
      const found = yield* this.table.row(this.layout === undefined ? key : rowKeyOf(this.table.schema, this.layout, key))
      for (let i = 0; found !== undefined && i < found.times; i++) rows.push([...found.row])
    }
    return rows
  }

  private *keys(values: readonly FieldValue[], most?: number): Fetching<Uint8Array[]> {
    const { table, layout, probe, columns } = this
    for (let i = 0; i < columns.length; i++) probe[columns[i]] = values[i]
    const key = layout === undefined ? table.encoder.key(probe) : yield* table.encoder.indexKey(layout, probe, NO_ROW)
    return yield* keysWithPrefix(table.nodes, this.tree, key, columns.length, most)
  }
}

/** The key of the row that an entry of a secondary index belongs to. */
export function rowKeyOf(schema: Schema, layout: IndexLayout, key: Uint8Array): Uint8Array {
  if (schema.keyless) return buildTuple([fieldBytes(key, 0, key.length, layout.keyColumns.length)])
  return buildTuple(schema.primaryKey.map((ordinal) => fieldBytes(key, 0, key.length, layout.keyColumns.indexOf(ordinal))))
}

/**
 * The index through which rows can be found by given columns: the name of a secondary one, `''` for the primary key, undefined where
 * none begins with them.
 */
export function indexOfColumns(schema: Schema, columns: readonly number[]): string | undefined {
  if (!schema.keyless && beginsWith(schema.primaryKey, columns)) return ''
  const fits = (index: IndexLayout): boolean => index.kind === 'ordinary' && index.message.predicate === '' && index.message.prefixLengths.length === 0
  const found = schema.indexes.filter((index) => fits(index) && beginsWith(index.keyColumns, columns))
  return (found.find((index) => index.declared === columns.length) ?? found[0])?.name
}

function beginsWith(key: readonly number[], columns: readonly number[]): boolean {
  return columns.length <= key.length && columns.every((ordinal, i) => key[i] === ordinal)
}
