import { Decimal } from '../../prolly/decimal.ts'
import type { ExecContext } from '../exec/context.ts'
import { type Int, type Value, normalInt } from '../value.ts'
import { dateOfDatetime, datetimeOf, datetimeOfDate, daysOfDatetime, microsOfDay, ZERO_DATETIME } from './calendar.ts'
import {
  dateToNumber, datetimeFromNumber, datetimePlus, datetimeToNumber, formatDate, formatDatetime, formatTime, parseDatetime, parseTime,
  subsecondMicros, timeFromNumber, timeToNumber,
} from './datetime.ts'
import { encodeText, isUtf8 } from './charset.ts'
import { charsetOf } from './collation.ts'
import * as decimal from './decimal-math.ts'
import { JsonDocument, type JsonValue } from './json.ts'
import { printJson } from './json-text.ts'
import { numberPrefix, plainNumber, shortestFloat } from './number-text.ts'
import type { SqlType } from './sql-type.ts'
import { BOOLEAN, isBinary, isIntegral, isSpatial, isText } from './types.ts'

/**
 * Conversions between the forms of values, chosen once by the static type they come from. All of them take values that
 * aren't NULL. They never fail: what can't be converted becomes 0, '' or (dates) null, as in MySQL's SELECTs.
 */

const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })
const encoder = new TextEncoder()

export function utf8(bytes: Uint8Array): string {
  return decoder.decode(bytes)
}

export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text)
}

/** The text of an ENUM's member. */
export function enumText(type: SqlType, member: number): string {
  return member === 0 ? '' : (type.members?.[member - 1] ?? '')
}

/** The text of a SET: its members in order, with commas. */
export function setText(type: SqlType, mask: Int): string {
  const members = type.members ?? []
  const bits = BigInt(mask)
  const chosen: string[] = []
  for (let i = 0; i < members.length; i++) if ((bits >> BigInt(i)) & 1n) chosen.push(members[i])
  return chosen.join(',')
}

/** BIT's bytes, big end first. */
export function bitBytes(type: SqlType, v: Int): Uint8Array {
  const size = Math.ceil((type.length ?? 1) / 8)
  const out = new Uint8Array(size)
  let rest = BigInt(v)
  for (let i = size - 1; i >= 0; i--) {
    out[i] = Number(rest & 255n)
    rest >>= 8n
  }
  return out
}

/** Unsigned integer of bytes, big end first (hexadecimal literals in numeric contexts); the last eight bytes count. */
export function bytesToInt(bytes: Uint8Array): Int {
  let n = 0n
  for (const b of bytes.subarray(Math.max(0, bytes.length - 8))) n = (n << 8n) | BigInt(b)
  return normalInt(n)
}

export type ToText = (v: Value) => string

/** The text of values of a type (`CONCAT`, `CAST(… AS CHAR)`). */
export function textOf(type: SqlType): ToText {
  if (isText(type)) return (v) => v as string
  if (isBinary(type) || isSpatial(type)) return (v) => utf8(v as Uint8Array)
  switch (type.name) {
    case 'FLOAT': return (v) => plainNumber(shortestFloat(v as number))
    case 'DOUBLE': return (v) => plainNumber(v as number)
    case 'DECIMAL': {
      const scale = type.scale
      return scale === undefined ? String : (v) => decimal.rescale(v as Decimal, scale).toString()
    }
    case 'DATE': return (v) => formatDate(v as number)
    case 'TIME': return (v) => formatTime(v as number, 6)
    case 'DATETIME':
    case 'TIMESTAMP': {
      const fsp = type.fsp ?? 0
      return (v) => formatDatetime(v as Int, fsp)
    }
    case 'ENUM': return (v) => enumText(type, v as number)
    case 'SET': return (v) => setText(type, v as Int)
    case 'JSON': return (v) => printJson((v as JsonDocument).value)
    default: return dynamicText
  }
}

/** Text of a value whose type says nothing (NULL's type: user variables, parameters). */
function dynamicText(v: Value): string {
  if (v instanceof Uint8Array) return utf8(v)
  if (v instanceof JsonDocument) return printJson(v.value)
  return typeof v === 'number' ? plainNumber(v) : String(v)
}

/**
 * A value of a type as a user variable keeps it: variables have no types of dates, times and members of ENUM and SET, whose texts
 * they hold (MySQL manual, "User-Defined Variables").
 */
export function variableValue(type: SqlType, v: Value): Value {
  switch (type.name) {
    case 'DATE': case 'TIME': case 'DATETIME': case 'TIMESTAMP': case 'ENUM': case 'SET': return v === null || typeof v === 'string' ? v : textOf(type)(v)
    default: return v
  }
}

export type ToBytes = (v: Value) => Uint8Array

/** The bytes of values of a type: binary values as they are, texts in their character set, others as the UTF-8 of their text. */
export function bytesOf(type: SqlType): ToBytes {
  if (isBinary(type) || isSpatial(type)) return (v) => v as Uint8Array
  if (type.name === 'BIT') return (v) => bitBytes(type, v as Int)
  const text = textOf(type)
  const set = type.collation === undefined ? 'utf8mb4' : charsetOf(type.collation)
  if (!isUtf8(set)) return (v) => (v instanceof Uint8Array ? v : encodeText(set, text(v)))
  return (v) => (v instanceof Uint8Array ? v : utf8Bytes(text(v)))
}

export type ToDouble = (v: Value) => number

/** Values as doubles. */
export function doubleOf(type: SqlType): ToDouble {
  if (isText(type)) return (v) => numberPrefix(v as string)
  if (isBinary(type) || isSpatial(type)) return (v) => numberPrefix(utf8(v as Uint8Array))
  if (isIntegral(type)) return (v) => Number(v)
  switch (type.name) {
    case 'DOUBLE':
    case 'FLOAT': return (v) => v as number
    case 'DECIMAL': return (v) => decimal.toNumber(v as Decimal)
    case 'DATE': return (v) => dateToNumber(v as number)
    case 'TIME': return (v) => timeToNumber(v as number) + ((v as number) % 1e6) / 1e6
    case 'DATETIME':
    case 'TIMESTAMP': return (v) => datetimeToNumber(v as Int) + subsecondMicros(v as Int) / 1e6
    case 'JSON': return (v) => jsonToDouble((v as JsonDocument).value)
    case 'ENUM':
    case 'SET': return (v) => Number(v)
    default: return dynamicDouble
  }
}

function dynamicDouble(v: Value): number {
  if (typeof v === 'number') return v
  if (typeof v === 'string') return numberPrefix(v)
  if (v instanceof Decimal) return decimal.toNumber(v)
  if (v instanceof Uint8Array) return numberPrefix(utf8(v))
  return v instanceof JsonDocument ? jsonToDouble(v.value) : Number(v)
}

function jsonToDouble(v: JsonValue): number {
  switch (typeof v) {
    case 'number': return v
    case 'bigint': return Number(v)
    case 'object': return v instanceof Decimal ? decimal.toNumber(v) : 0
    case 'boolean': return v ? 1 : 0
    case 'string': return numberPrefix(v)
    default: return 0
  }
}

export type ToDecimal = (v: Value) => Decimal

/** Values as decimals. */
export function decimalOf(type: SqlType): ToDecimal {
  if (isText(type)) return (v) => decimal.fromText(v as string)
  if (isBinary(type)) return (v) => decimal.fromText(utf8(v as Uint8Array))
  if (isIntegral(type) || type.name === 'ENUM' || type.name === 'SET') return (v) => decimal.fromInt(v as Int)
  switch (type.name) {
    case 'DECIMAL': return (v) => v as Decimal
    case 'DATE': return (v) => decimal.fromInt(dateToNumber(v as number))
    case 'TIME': return (v) => temporalDecimal(timeToNumber(v as number), Math.abs((v as number) % 1e6), (v as number) < 0)
    case 'DATETIME':
    case 'TIMESTAMP': return (v) => temporalDecimal(datetimeToNumber(v as Int), subsecondMicros(v as Int), false)
    default: {
      const toNumber = doubleOf(type)
      return (v) => (v instanceof Decimal ? v : decimal.fromNumber(toNumber(v)))
    }
  }
}

function temporalDecimal(whole: number, micros: number, negative: boolean): Decimal {
  if (micros === 0) return decimal.fromInt(whole)
  return new Decimal(BigInt(whole) * 1000000n + BigInt(negative ? -micros : micros), 6)
}

export type ToInt = (v: Value) => Int

const INT64_MIN = -9223372036854775808n

/** A double rounded to an integer (half away from zero), held within 64 bits. */
export function doubleToInt(n: number): Int {
  const r = n < 0 ? -Math.round(-n) : Math.round(n)
  if (Number.isSafeInteger(r)) return r === 0 ? 0 : r
  if (Number.isNaN(r)) return 0
  if (r >= 2 ** 64) return 18446744073709551615n
  return r <= -(2 ** 63) ? INT64_MIN : normalInt(BigInt(r))
}

/** Values as 64-bit integers; fractions are rounded, of texts the leading digits count. */
export function intOf(type: SqlType): ToInt {
  if (isIntegral(type)) return (v) => v as Int
  if (isText(type)) return (v) => textToInt(v as string)
  if (isBinary(type)) return (v) => textToInt(utf8(v as Uint8Array))
  switch (type.name) {
    case 'DECIMAL': return (v) => clampInt(decimal.toInteger(v as Decimal))
    case 'ENUM':
    case 'SET': return (v) => v as Int
    default: {
      const toNumber = doubleOf(type)
      return (v) => (typeof v === 'bigint' && type.name === 'NULL' ? v : doubleToInt(toNumber(v)))
    }
  }
}

function clampInt(n: bigint): Int {
  return normalInt(n > 18446744073709551615n ? 18446744073709551615n : n < INT64_MIN ? INT64_MIN : n)
}

const INTEGER_PREFIX = /^[ \t]*[+-]?\d+/

function textToInt(text: string): Int {
  const m = INTEGER_PREFIX.exec(text)
  if (m === null) return 0
  const n = Number(m[0])
  return Number.isSafeInteger(n) ? (n === 0 ? 0 : n) : clampInt(BigInt(m[0].trim()))
}

export type ToTruth = (v: Value) => boolean

/** Whether values count as true. */
export function truthOf(type: SqlType): ToTruth {
  if (isIntegral(type) || type.name === 'DOUBLE' || type.name === 'FLOAT') return (v) => v !== 0
  if (type.name === 'DECIMAL') return (v) => (v as Decimal).coefficient !== 0n
  const toNumber = doubleOf(type)
  return (v) => toNumber(v) !== 0
}

/** Today at midnight in the session's time zone, microseconds. */
export function currentDay(cx: ExecContext): number {
  return daysOfDatetime(cx.statementTime + cx.session.timeZoneOffset(cx.statementTime))
}

export type ToDatetime = (v: Value, cx: ExecContext) => Int | null

/** Values as datetimes; null where there is none. A TIME is taken on the current day. */
export function datetimeOfType(type: SqlType): ToDatetime {
  switch (type.name) {
    case 'DATETIME':
    case 'TIMESTAMP': return (v) => v as Int
    case 'DATE': return (v) => datetimeOfDate(v as number)
    case 'TIME': return (v, cx) => datetimePlus(datetimeOf(currentDay(cx), 0), v as number)
    case 'DOUBLE':
    case 'FLOAT': return (v) => datetimeFromNumber(v as number) ?? null
    case 'DECIMAL': return (v) => parseDatetime((v as Decimal).toString()) ?? datetimeFromNumber(decimal.toNumber(v as Decimal)) ?? null
    case 'JSON': return (v) => jsonDatetime((v as JsonDocument).value)
    default: {
      // Shorter numbers (YYMMDD) are no dates in Dolt, and hardly ever meant as ones.
      if (isIntegral(type)) return (v) => ((v as Int) >= 10000101 || v === 0 ? (datetimeFromNumber(v as Int) ?? null) : null)
      const text = textOf(type)
      return (v) => (typeof v === 'number' && type.name === 'NULL' ? datetimeFromNumber(v) : parseDatetime(text(v), false)) ?? null
    }
  }
}

function jsonDatetime(v: JsonValue): Int | null {
  return typeof v === 'string' ? (parseDatetime(v) ?? null) : null
}

/** Values as packed dates; null where there is none. */
export function dateOfType(type: SqlType): (v: Value, cx: ExecContext) => number | null {
  if (type.name === 'DATE') return (v) => v as number
  const toDatetime = datetimeOfType(type)
  return (v, cx) => {
    const at = toDatetime(v, cx)
    return at === null ? null : at === ZERO_DATETIME ? 0 : dateOfDatetime(at)
  }
}

/** Values as TIME (microseconds); null where there is none. */
export function timeOfType(type: SqlType): (v: Value) => number | null {
  switch (type.name) {
    case 'TIME': return (v) => v as number
    case 'DATETIME':
    case 'TIMESTAMP': return (v) => microsOfDay(v as Int)
    case 'DATE': return () => 0
    case 'DOUBLE':
    case 'FLOAT': return (v) => timeFromNumber(v as number) ?? null
    case 'DECIMAL': return (v) => parseTime((v as Decimal).toString()) ?? null
    default: {
      if (isIntegral(type)) return (v) => timeFromNumber(Number(v)) ?? null
      const text = textOf(type)
      return (v) => (typeof v === 'number' && type.name === 'NULL' ? timeFromNumber(v) : parseTime(text(v))) ?? null
    }
  }
}

export type ToJson = (v: Value) => JsonValue

/** Values as JSON values, as JSON_ARRAY and its like take them: text is a JSON string, not JSON text. */
export function jsonOf(type: SqlType): ToJson {
  if (type.name === 'JSON') return (v) => (v as JsonDocument).value
  // Only what comparisons answer is a JSON boolean; a TINYINT(1) column holds numbers.
  if (type === BOOLEAN) return (v) => v !== 0
  if (isIntegral(type)) return (v) => v as Int
  switch (type.name) {
    case 'DOUBLE':
    case 'FLOAT': return (v) => v as number
    case 'DECIMAL': return (v) => v as Decimal
    case 'DATETIME':
    case 'TIMESTAMP': return (v) => formatDatetime(v as Int, 6)
    default: {
      const text = textOf(type)
      return (v) => (typeof v === 'number' && type.name === 'NULL' ? v : text(v))
    }
  }
}
