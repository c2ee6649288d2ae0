import { scanRows, type StoredRow } from '../doltdb/rows.ts'
import type { Schema } from '../doltdb/schema.ts'
import type { Table } from '../doltdb/table.ts'
import { Encoding } from '../prolly/encoding-ids.ts'
import { JsonDocument } from '../sql/types/json.ts'
import type { Value } from '../sql/value.ts'
import { Missing, type Fetching } from '../store/missing.ts'

/** Brings a stored row, whose long values are all in, into the engine's form: JSON texts become documents. */
export function toValues(schema: Schema, row: StoredRow): Value[] {
  const values = row as Value[]
  for (const i of jsonColumns(schema)) {
    const text = values[i]
    if (typeof text === 'string') values[i] = JsonDocument.stored(text)
  }
  return values
}

const jsonColumnsOf = new WeakMap<Schema, readonly number[]>()

function jsonColumns(schema: Schema): readonly number[] {
  let columns = jsonColumnsOf.get(schema)
  if (columns === undefined) {
    columns = schema.columns.flatMap((c, i) => (isJson(c.encoding) ? [i] : []))
    jsonColumnsOf.set(schema, columns)
  }
  return columns
}

function isJson(encoding: number): boolean {
  return encoding === Encoding.JsonAdaptive || encoding === Encoding.JsonAddr || encoding === Encoding.Json
}

/** All rows of a small table (views, ignore patterns) in the engine's form. */
export function* allRows(table: Table): Fetching<Value[][]> {
  const rows: Value[][] = []
  for (const step of scanRows(table)) {
    if (step instanceof Missing) yield step
    else for (const row of step) rows.push(toValues(table.schema, row))
  }
  return rows
}
