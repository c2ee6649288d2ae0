import type { Decimal } from '../../prolly/decimal.ts'
import type { Int, Value } from '../value.ts'
import { bitBytes, doubleToInt, enumText, setText } from './convert.ts'
import { formatDate, formatDatetime, formatTime } from './datetime.ts'
import { fromNumber, rescale } from './decimal-math.ts'
import type { JsonDocument, JsonValue } from './json.ts'
import { printJson } from './json-text.ts'
import { generalNumber, plainNumber, shortestFloat } from './number-text.ts'
import type { SqlType } from './sql-type.ts'
import { isBinary, isIntegral, isSpatial, isText } from './types.ts'

/** Values and types as they leave us: MySQL's text protocol and JSON over HTTP. */

/** MySQL's number of a column type (MySQL internals, "Protocol::ColumnType"), as Dolt sends it. */
export function protocolType(type: SqlType): number {
  if (type.wire !== undefined) return protocolType(type.wire)
  switch (type.name) {
    case 'TINYINT': return 1
    case 'SMALLINT': return 2
    case 'INT': return 3
    case 'FLOAT': return 4
    case 'DOUBLE': return 5
    case 'NULL': return 6
    case 'TIMESTAMP': return 7
    case 'BIGINT': return 8
    case 'MEDIUMINT': return 9
    case 'DATE': return 10
    case 'TIME': return 11
    case 'DATETIME': return 12
    case 'YEAR': return 13
    case 'BIT': return 16
    case 'VECTOR': return 242
    case 'JSON': return 245
    case 'DECIMAL': return 246
    case 'VARCHAR':
    case 'VARBINARY': return 253
    case 'CHAR':
    case 'BINARY':
    case 'ENUM':
    case 'SET': return 254
    default: return isSpatial(type) ? 255 : 252
  }
}

/** The type's name as the HTTP API gives it, e.g. `BIGINT UNSIGNED`. */
export function typeLabel(type: SqlType): string {
  if (type.wire !== undefined) return typeLabel(type.wire)
  return type.unsigned === true ? `${type.name} UNSIGNED` : type.name
}

/**
 * A value (not NULL) as MySQL's text protocol carries it. Dolt prints doubles in two ways: `stored` is the way of rows
 * that pass from a table to the client as they are (`1000000`), else computed ones (`1e+06`).
 */
export function toText(type: SqlType, value: Value, stored = false): string | Uint8Array {
  if (type.wire !== undefined) return isText(type.wire) ? toText({ ...type, wire: undefined }, value) : rewiredText(type.wire, value as Int)
  if (isText(type)) return value as string
  if (isBinary(type) || isSpatial(type)) return value as Uint8Array
  switch (type.name) {
    case 'FLOAT': return stored ? plainNumber(shortestFloat(value as number)) : generalNumber(shortestFloat(value as number))
    case 'DOUBLE': return stored ? plainNumber(value as number) : generalNumber(value as number)
    case 'DECIMAL': return (type.scale === undefined ? (value as Decimal) : rescale(value as Decimal, type.scale)).toString()
    case 'DATE': return formatDate(value as number)
    case 'TIME': return formatTime(value as number, 6)
    case 'DATETIME':
    case 'TIMESTAMP': return formatDatetime(value as Int, type.fsp ?? 0)
    case 'BIT': return bitBytes(type, value as Int)
    case 'ENUM': return enumText(type, value as number)
    case 'SET': return setText(type, value as Int)
    case 'JSON': return (value as JsonDocument).storedText ?? printJson((value as JsonDocument).value)
    case 'NULL': return value instanceof Uint8Array ? value : String(value)
    default: return String(value)
  }
}

/** A computed number as the type that Dolt labels it with prints it. */
function rewiredText(type: SqlType, value: Int): string {
  if (type.name === 'DECIMAL') return typeof value === 'number' ? rescale(fromNumber(value), type.scale ?? 0).toString() : value.toString()
  return isIntegral(type) ? doubleToInt(Number(value)).toString() : generalNumber(Number(value))
}

/** A value as the HTTP API puts it into JSON. */
export function toJson(type: SqlType, value: Value): JsonValue {
  if (value === null) return null
  switch ((type.wire ?? type).name) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'MEDIUMINT':
    case 'INT':
    case 'YEAR': return type.wire === undefined ? (value as number) : Number(toText(type, value))
    case 'FLOAT': return finite(shortestFloat(value as number))
    case 'DOUBLE': return finite(value as number)
    case 'BIT': return String(value)
    case 'JSON': return (value as JsonDocument).value
    default: {
      const text = toText(type, value)
      return typeof text === 'string' ? text : { base64: base64(text) }
    }
  }
}

/** JSON has no infinities. */
function finite(n: number): JsonValue {
  return Number.isFinite(n) ? n : null
}

/** RFC 4648 base64 with padding. */
export function base64(bytes: Uint8Array): string {
  let binary = ''
  for (let i = 0; i < bytes.length; i += 0x2000) binary += String.fromCharCode(...bytes.subarray(i, i + 0x2000))
  return btoa(binary)
}
