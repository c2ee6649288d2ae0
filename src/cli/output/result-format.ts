import type { QueryResult, ResultColumn } from '../../sql/result.ts'
import { printJson } from '../../sql/types/json-text.ts'
import { BOOLEAN } from '../../sql/types/types.ts'
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
export function formatResult(result: QueryResult, format: ResultFormat): Iterable<Uint8Array> {
  switch (format) {
    case 'tabular': return tabularText(result)
    case 'csv': return csvText(result)
    case 'json': return jsonText(result)
    case 'vertical': return verticalText(result)
    case 'null': return []
  }
}

/** A value, not NULL, as tables show it: text, or bytes that needn't be any. */
export function cellOf({ type }: ResultColumn, value: Value): string | Uint8Array {
  // What a comparison gives is a boolean to Dolt's printers; a TINYINT(1) column isn't.
  if (type === BOOLEAN) return value === 0 ? 'false' : 'true'
  if (type.name === 'JSON' && type.wire === undefined) return (value as JsonDocument).storedText ?? printJson((value as JsonDocument).value, false)
  return toText(type, value)
}
