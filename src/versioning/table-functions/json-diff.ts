import type { VirtualTable } from '../../sql/catalog.ts'
import { JsonDocument, type JsonValue } from '../../sql/types/json.ts'
import { compareJson, parseJson } from '../../sql/types/json-text.ts'
import { JSON_TYPE, TEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import { nullable, virtualTable } from '../column.ts'
import { doltError } from '../errors.ts'

const COLUMNS = [nullable('diff_type', TEXT), nullable('path', TEXT), nullable('from_value', JSON_TYPE), nullable('to_value', JSON_TYPE)]

/**
 * dolt_json_diff(from, to): the paths at which two documents differ, members in the order of their names.
 * Source: Dolt go/store/prolly/tree/json_diff.go.
 */
export function jsonDiffFunction(args: readonly Value[]): VirtualTable {
  if (args.length !== 2) throw doltError(`function 'dolt_json_diff' expected 2 arguments, ${args.length} received`)
  const [from, to] = args.map(valueOf)
  return virtualTable('dolt_json_diff', COLUMNS, differences(from, to))
}

function valueOf(arg: Value): JsonValue {
  if (arg === null) return null
  if (arg instanceof JsonDocument) return arg.value
  const parsed = parseJson(String(arg))
  if ('error' in parsed) throw doltError(`Invalid JSON text: ${parsed.error.message}`)
  return parsed.value
}

function differences(from: JsonValue, to: JsonValue): VirtualTable['rows'] {
  // oxlint-disable-next-line require-yield
  return function* () {
    const rows: Value[][] = []
    compareValues(rows, '$', from, to)
    return rows
  }
}

function compareValues(rows: Value[][], path: string, from: JsonValue | undefined, to: JsonValue | undefined): void {
  if (from === undefined) rows.push(['added', path, null, new JsonDocument(to)])
  else if (to === undefined) rows.push(['removed', path, new JsonDocument(from), null])
  else if (Array.isArray(from) && Array.isArray(to)) {
    for (let i = 0; i < Math.max(from.length, to.length); i++) compareValues(rows, `${path}[${i}]`, from[i], to[i])
  } else if (isObject(from) && isObject(to)) {
    const names = new Set([...Object.keys(from), ...Object.keys(to)])
    for (const name of [...names].toSorted((a, b) => (a < b ? -1 : 1))) compareValues(rows, `${path}.${name}`, from[name], to[name])
  } else if (compareJson(from, to) !== 0) rows.push(['modified', path, new JsonDocument(from), new JsonDocument(to)])
}

function isObject(value: JsonValue): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('coefficient' in value)
}
