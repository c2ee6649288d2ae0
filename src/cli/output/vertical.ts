import type { QueryResult } from '../../sql/result.ts'
import { cellOf } from './result-format.ts'

/**
 * Each row as lines of `name: value`, names to the right.
 * Source: Dolt go/cmd/dolt/commands/engine/sql_print.go, verticalRowWriter.
 */
export function* verticalText({ columns, rows }: QueryResult): Generator<Uint8Array> {
  const lengths = columns.map((column) => Buffer.byteLength(column.name))
  const widest = Math.max(0, ...lengths)
  for (const [n, row] of rows.entries()) {
    const parts = [Buffer.from(`*************************** ${n + 1}. row ***************************\n`)]
    for (const [i, column] of columns.entries()) {
      parts.push(Buffer.from(`${' '.repeat(widest - lengths[i])}${column.name}: `))
      parts.push(row[i] === null ? Buffer.from('NULL') : Buffer.from(cellOf(column, row[i]) as string), Buffer.from('\n'))
    }
    yield Buffer.concat([...parts, Buffer.from('\n')])
  }
  yield Buffer.from('\n')
}
