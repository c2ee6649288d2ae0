import { Decimal } from '../../prolly/decimal.ts'
import { sameJson } from './same-value.ts'
import type { JsonValue } from '../../sql/types/json.ts'

type JsonObject = { [key: string]: JsonValue }

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Decimal)
}

/**
 * Joins two documents that came of `base`, member by member; an array that both changed is a conflict.
 * Source: Dolt go/libraries/doltcore/merge/three_way_json_differ.go.
 * @returns undefined for a conflict
 */
export function mergeJson(base: JsonValue, ours: JsonValue, theirs: JsonValue): JsonValue | undefined {
  if (!isObject(base) || !isObject(ours) || !isObject(theirs)) return sameJson(ours, theirs) ? ours : undefined
  const merged = Object.create(null) as JsonObject
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs), ...Object.keys(base)])) {
    const [was, mine, other] = [member(base, key), member(ours, key), member(theirs, key)]
    let value: JsonValue | undefined
    if (sameMember(mine, other) || sameMember(was, other)) value = mine
    else if (sameMember(was, mine)) value = other
    else if (was === undefined || mine === undefined || other === undefined) return undefined
    else if ((value = mergeJson(was, mine, other)) === undefined) return undefined
    if (value !== undefined) merged[key] = value
  }
  return merged
}

function member(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

function sameMember(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return a === undefined || b === undefined ? a === b : sameJson(a, b)
}
