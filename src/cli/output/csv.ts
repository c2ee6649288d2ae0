import type { QueryResult, ResultColumn } from '../../sql/result.ts'
import type { Value } from '../../sql/value.ts'
import { cellOf } from './result-format.ts'

/**
 * Values with commas, or another separator, between them, and a header: NULL is nothing, the empty string is `""`.
 * Source: Dolt go/libraries/doltcore/table/untyped/csv/writer.go.
 */
export function* csvText({ columns, rows }: QueryResult, separator = ','): Generator<Uint8Array> {
  yield csvLine(columns.map((column) => column.name), separator)
  for (const row of rows) yield csvLine(columns.map((column, i) => (row[i] === null ? null : csvCell(column, row[i]))), separator)
}

function csvCell(column: ResultColumn, value: Value): string | Uint8Array {
  return column.type.name === 'BIT' && column.type.wire === undefined ? String(value) : cellOf(column, value)
}

function csvLine(cells: readonly (string | Uint8Array | null)[], separator: string): Buffer {
  // One character a byte, so that binary values pass as they are.
  const fields = cells.map((cell) => (cell === null ? '' : quote(Buffer.from(cell as string).toString('latin1'), separator)))
  return Buffer.from(`${fields.join(separator)}\n`, 'latin1')
}

/** @param text bytes as Latin-1 */
function quote(text: string, separator: string): string {
  return text === '' || text === '\\.' || /["\r\n]/.test(text) || text.includes(separator) || startsWithSpace(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function startsWithSpace(text: string): boolean {
  const first = text.charCodeAt(0)
  if (first < 0x80) return first === 0x20 || (first >= 9 && first <= 13)
  return /^[\s\x85]/.test(Buffer.from(text.slice(0, 4), 'latin1').toString()) && !text.startsWith('\xef\xbb\xbf')
}
