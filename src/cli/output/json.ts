import type { QueryResult, ResultColumn } from '../../sql/result.ts'
import type { JsonDocument } from '../../sql/types/json.ts'
import { printJson } from '../../sql/types/json-text.ts'
import { shortestFloat } from '../../sql/types/number-text.ts'
import { BOOLEAN, isIntegral } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import { cellOf } from './result-format.ts'

/**
 * `{"rows": [...]}`, each row an object with its keys sorted and without its NULLs; `{}` and a blank line for no rows.
 * Source: Dolt go/libraries/doltcore/table/typed/json/writer.go.
 */
export function* jsonText({ columns, rows }: QueryResult): Generator<Uint8Array> {
  if (rows.length === 0) {
    yield Buffer.from('{}\n\n')
    return
  }
  // The last of several columns with one name stays.
  const order = [...new Map(columns.map((column, i) => [column.name, i]))].toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const fields = order.map(([name, index]) => ({ key: `${quoted(name)}:`, column: columns[index], index }))
  let first = true
  for (const row of rows) {
    const parts: string[] = []
    for (const { key, column, index } of fields) if (row[index] !== null) parts.push(key + valueText(column, row[index]))
    yield Buffer.from(`${first ? '{"rows": [' : ','}{${parts.join(',')}}`)
    first = false
  }
  yield Buffer.from(']}\n')
}

/** One row as an object, its keys sorted and without its NULLs. */
export function jsonRow(cells: readonly { readonly name: string; readonly column: ResultColumn; readonly value: Value }[]): string {
  const sorted = cells.filter(({ value }) => value !== null).toSorted((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
  return `{${sorted.map(({ name, column, value }) => `${quoted(name)}:${valueText(column, value)}`).join(',')}}`
}

function valueText(column: ResultColumn, value: Value): string {
  const { type } = column
  if (type === BOOLEAN) return value === 0 ? 'false' : 'true'
  if (type.wire === undefined) {
    if (type.name === 'JSON') return printJson((value as JsonDocument).value, false)
    // Dolt's own form of a time: microseconds.
    if (isIntegral(type) || type.name === 'BIT' || type.name === 'YEAR' || type.name === 'TIME') return String(value)
    if (type.name === 'FLOAT') return JSON.stringify(shortestFloat(value as number))
    if (type.name === 'DOUBLE') return JSON.stringify(value)
  }
  const cell = cellOf(column, value)
  return quoted(typeof cell === 'string' ? cell : Buffer.from(cell).toString())
}


function quoted(text: string): string {
  return JSON.stringify(text).replaceAll('\ufffd', '\\ufffd').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}
