import { OxbowError } from '../../error.ts'
import type { JsonOutcome, JsonTableField, JsonTablePlan } from '../plan/plan.ts'
import { castTo } from '../types/cast.ts'
import { findAll } from '../types/json-path.ts'
import { parseJson } from '../types/json-text.ts'
import { JsonDocument, type JsonValue } from '../types/json.ts'
import { storeConverter } from '../types/store.ts'
import { JSON_TYPE, LONGTEXT } from '../types/types.ts'
import type { Value } from '../value.ts'
import type { Operator } from './batch.ts'
import { compile } from './compile.ts'
import type { ExecContext } from './context.ts'
import type { Run } from './run.ts'
import { emitRows } from './scan.ts'

/** JSON_TABLE: a row for each value that the row path finds. NULL gives no rows. */
export function* runJsonTable(plan: JsonTablePlan, cx: ExecContext, run: Run): Operator {
  const value = compile(plan.document, run.layouts)(cx)
  if (value === null) return
  const document = documentOf(value)
  const rows: Value[][] = []
  findAll(document, plan.path).forEach((found, i) => rows.push(...rowsOf(plan.fields, found, i + 1, plan.width, cx)))
  yield* emitRows(plan.slot, rows)
}

function documentOf(value: Value): JsonValue {
  if (value instanceof JsonDocument) return value.value
  const parsed = parseJson(String(value))
  if ('error' in parsed) {
    throw new OxbowError('INVALID_JSON_TEXT', `Invalid JSON text in argument 1 to function json_table: "${parsed.error.message}" at position ${parsed.error.position}.`, { errno: 3141, sqlState: '22032' })
  }
  return parsed.value
}

/** The rows of one found value: its own columns, beside each row of every nested path in turn. */
function rowsOf(fields: readonly JsonTableField[], found: JsonValue, ordinal: number, width: number, cx: ExecContext): Value[][] {
  const own = new Array<Value>(width).fill(null)
  for (const field of fields) {
    if (field.kind === 'ordinality') own[field.column] = ordinal
    else if (field.kind === 'path') own[field.column] = columnOf(field, found, cx)
  }
  const nested: Value[][] = []
  for (const field of fields) {
    if (field.kind !== 'nested') continue
    findAll(found, field.path).forEach((inner, i) => {
      for (const row of rowsOf(field.fields, inner, i + 1, width, cx)) nested.push(row.map((v, c) => v ?? own[c]))
    })
  }
  return nested.length > 0 ? nested : [own]
}

function columnOf(field: JsonTableField & { kind: 'path' }, found: JsonValue, cx: ExecContext): Value {
  const values = findAll(found, field.path)
  if (field.exists) return values.length > 0 ? 1 : 0
  if (values.length === 0) return resolve(field, field.onEmpty, cx, () => new OxbowError('JT_VALUE_MISSING', `Missing value for JSON_TABLE column '${field.name}'`, { errno: 3665 }))
  const [value] = values
  if (value === null) return null
  try {
    if (field.type.name === 'JSON') return new JsonDocument(value)
    if (typeof value === 'object' && (Array.isArray(value) || values.length > 1)) throw new OxbowError('JT_ARRAY', `Can't store an array or an object in the scalar JSON_TABLE column '${field.name}'`, { errno: 3666 })
    if (typeof value === 'string') return storeConverter(field.type, LONGTEXT, field.name)(value, cx)
    return castTo(field.type, JSON_TYPE)(new JsonDocument(value), cx)
  } catch (e) {
    if (!(e instanceof OxbowError)) throw e
    return resolve(field, field.onError, cx, () => e)
  }
}

function resolve(field: JsonTableField & { kind: 'path' }, outcome: JsonOutcome, cx: ExecContext, error: () => OxbowError): Value {
  switch (outcome.kind) {
    case 'null': return null
    case 'error': throw error()
    case 'default': {
      const value = documentOf(outcome.text)
      if (value === null) return null
      return typeof value === 'string' ? storeConverter(field.type, LONGTEXT, field.name)(value, cx) : castTo(field.type, JSON_TYPE)(new JsonDocument(value), cx)
    }
  }
}
