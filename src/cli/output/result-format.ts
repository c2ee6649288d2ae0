import type { QueryResult, ResultColumn } from '../../sql/result.ts'
import { printJson } from '../../sql/types/json-text.ts'
import { BOOLEAN, TEXT } from '../../sql/types/types.ts'
import { toText } from '../../sql/types/wire.ts'
import type { JsonDocument } from '../../sql/types/json.ts'
import type { Value } from '../../sql/value.ts'
import { csvText } from './csv.ts'
import { jsonText } from './json.ts'
import { tabularText } from './tabular.ts'
import { verticalText } from './vertical.ts'

/** How `sql -r` prints a result set. */
export type ResultFormat = 'tabular' | 'csv' | 'json' | 'vertical' | 'null'

/** @returns undefined for a name that there is none of. */
export function parseResultFormat(name: string): ResultFormat | undefined {
  switch (name.toLowerCase()) {
    case 'tabular': case 'csv': case 'json': case 'vertical': case 'null': return name.toLowerCase() as ResultFormat
    default: return undefined
  }
}

/**
 * A result set as `dolt sql -r` prints it, byte for byte.
 * Source: Dolt go/cmd/dolt/commands/engine/sql_print.go.
 */
export function formatResult(given: QueryResult, format: ResultFormat, { hex = false }: { hex?: boolean } = {}): Iterable<Uint8Array> {
  const result = hex && format !== 'json' ? withHex(given) : given
  switch (format) {
    case 'tabular': return tabularText(result)
    case 'csv': return csvText(result)
    case 'json': return jsonText(result)
    case 'vertical': return verticalText(result)
    case 'null': return []
  }
}

/** Columns of binary values as texts, `0x…`. */
function withHex(result: QueryResult): QueryResult {
  const binary = result.columns.map(({ type }) => type.name === 'BINARY' || type.name === 'VARBINARY')
  if (!binary.includes(true)) return result
  return {
    ...result,
    columns: result.columns.map((column, i) => (binary[i] ? { ...column, type: TEXT } : column)),
    rows: result.rows.map((row) => row.map((value, i) => (binary[i] && value !== null ? `0x${Buffer.from(value as Uint8Array).toString('hex').toUpperCase()}` : value))),
  }
}

/** A value, not NULL, as tables show it: text, or bytes that needn't be any. */
export function cellOf({ type }: ResultColumn, value: Value): string | Uint8Array {
  // What a comparison gives is a boolean to Dolt's printers; a TINYINT(1) column isn't.
  if (type === BOOLEAN) return value === 0 ? 'false' : 'true'
  if (type.name === 'JSON' && type.wire === undefined) return (value as JsonDocument).storedText ?? printJson((value as JsonDocument).value, false)
  return toText(type, value)
}
