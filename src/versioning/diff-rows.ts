import type { Table } from '../doltdb/table.ts'
import { diffRows, keysAreComparable } from '../doltdb/row-diff.ts'
import type { Schema } from '../doltdb/schema.ts'
import type { ColumnInfo } from '../sql/catalog.ts'
import type { SqlSession } from '../sql/session.ts'
import { DATETIME6, varchar } from '../sql/types/types.ts'
import type { Value } from '../sql/value.ts'
import { Missing, type Fetching } from '../store/missing.ts'
import { nullable } from './column.ts'
import { RowConverter } from './row-conversion.ts'
import { columnInfo } from './stored-table.ts'

/** One side of a comparison of a table. */
export interface DiffSide {
  /** As `from_commit` and `to_commit` show it. */
  readonly name: string
  /** Microseconds since 1970 UTC; null for what isn't committed. */
  readonly date: Value
  /** Undefined where the table didn't exist. */
  readonly table: Table | undefined
}

const COMMIT_TYPE = varchar(1023)

/** The columns of dolt_diff: those of both sides, with the commits, and what happened. */
export function diffColumns(from: Schema, to: Schema): ColumnInfo[] {
  return [
    ...sideColumns('to_', to), nullable('to_commit', COMMIT_TYPE), nullable('to_commit_date', DATETIME6),
    ...sideColumns('from_', from), nullable('from_commit', COMMIT_TYPE), nullable('from_commit_date', DATETIME6),
    nullable('diff_type', COMMIT_TYPE),
  ]
}

/** A table's columns as one side of a comparison shows them: under a prefix, and perhaps NULL. */
export function sideColumns(prefix: string, schema: Schema): ColumnInfo[] {
  return schema.columns.map((c) => {
    const { type, comment } = columnInfo(c, false)
    return { name: prefix + c.name, type, nullable: true, ...(comment !== undefined && { comment }) }
  })
}

/**
 * The rows of dolt_diff between two states of a table, laid out as `diffColumns`.
 * @param fromSchema columns of the `from_` part
 * @param toSchema columns of the `to_` part
 */
export function* diffTableRows(
  session: SqlSession, from: DiffSide, to: DiffSide, fromSchema: Schema, toSchema: Schema,
): Fetching<Value[][]> {
  const rows: Value[][] = []
  const some = to.table ?? from.table
  if (some === undefined) return rows
  if (from.table !== undefined && to.table !== undefined && !keysAreComparable(from.table.schema, to.table.schema)) {
    session.warnings.push({
      level: 'Warning', code: 1105,
      message: `cannot render full diff between commits ${from.name} and ${to.name} due to primary key set change`,
    })
    return rows
  }
  const { nodes } = some.db
  const readFrom = from.table === undefined ? undefined : new RowConverter(session, nodes, from.table.schema, fromSchema)
  const readTo = to.table === undefined ? undefined : new RowConverter(session, nodes, to.table.schema, toSchema)
  const noFrom = fromSchema.columns.map(() => null)
  const noTo = toSchema.columns.map(() => null)
  for (const step of diffRows(from.table, to.table)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    const before = step.from === undefined || readFrom === undefined ? noFrom : yield* readFrom.read(step.from)
    const after = step.to === undefined || readTo === undefined ? noTo : yield* readTo.read(step.to)
    const row = [...after, to.name, to.date, ...before, from.name, from.date, step.kind]
    for (let i = 0; i < step.times; i++) rows.push(row)
  }
  return rows
}
