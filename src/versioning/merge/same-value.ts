import { Decimal } from '../../prolly/decimal.ts'
import { compareStrings } from '../../sql/types/collation.ts'
import { JsonDocument, type JsonValue } from '../../sql/types/json.ts'
import type { SqlType } from '../../sql/types/sql-type.ts'
import type { Value } from '../../sql/value.ts'

/** Whether two values of a column count as one: texts by their collation. */
export function sameValue(type: SqlType, a: Value, b: Value): boolean {
  if (a === b) return true
  if (a === null || b === null) return false
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(type.collation, a, b) === 0
  if (a instanceof Uint8Array) return b instanceof Uint8Array && a.length === b.length && a.every((byte, i) => byte === b[i])
  if (a instanceof Decimal) return b instanceof Decimal && a.toString() === b.toString()
  if (a instanceof JsonDocument && b instanceof JsonDocument) {
    return (a.storedText !== undefined && a.storedText === b.storedText) || sameJson(a.value, b.value)
  }
  return typeof a === typeof b && String(a) === String(b)
}

/** Whether two documents hold the same, in whatever order of their members. */
export function sameJson(a: JsonValue, b: JsonValue): boolean {
  if (a === b) return true
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => sameJson(item, b[i] as JsonValue))
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object' || Array.isArray(b)) return String(a) === String(b) && typeof a === typeof b
  if (a instanceof Decimal || b instanceof Decimal) return String(a) === String(b)
  const [x, y] = [Object.entries(a), b as { [key: string]: JsonValue }]
  return x.length === Object.keys(y).length && x.every(([key, value]) => Object.hasOwn(y, key) && sameJson(value as JsonValue, y[key]))
}
