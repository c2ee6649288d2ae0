import { OxbowError } from '../../error.ts'
import type { Decimal } from '../../prolly/decimal.ts'
import type { ExecContext } from '../exec/context.ts'
import { type Int, type Value, normalInt } from '../value.ts'
import { dateOfDatetime, ZERO_DATETIME } from './calendar.ts'
import { bytesOf, dateOfType, datetimeOfType, decimalOf, doubleOf, intOf, jsonOf, textOf, timeOfType, utf8 } from './convert.ts'
import { roundMicros } from './datetime.ts'
import * as decimal from './decimal-math.ts'
import { JsonDocument } from './json.ts'
import { parseJson } from './json-text.ts'
import type { SqlType } from './sql-type.ts'
import { isBinary, isInteger, isNumeric, isSpatial, isText } from './types.ts'

/** Conversions as CAST, UNION and CASE make them: lenient ones, that give the nearest value or NULL. */

/** Converts values (never NULL ones) of one type to another. */
export type Caster = (v: Value, cx: ExecContext) => Value

const same: Caster = (v) => v

/** The conversion from one type to another; choose it once per plan. */
export function castTo(type: SqlType, from: SqlType): Caster {
  if (isInteger(type) || type.name === 'BIT') return castToInteger(type, from)
  if (isText(type)) return castToText(type, from)
  if (isBinary(type)) return castToBinary(type, from)
  switch (type.name) {
    case 'NULL': return same
    case 'DOUBLE': return from.name === 'DOUBLE' || from.name === 'FLOAT' ? same : doubleOf(from)
    case 'FLOAT': {
      const toDouble = doubleOf(from)
      return (v) => Math.fround(toDouble(v))
    }
    case 'DECIMAL': return castToDecimal(type, from)
    case 'YEAR': return castToYear(from)
    // Real Dolt makes no date of a number here.
    case 'DATE': return isNumeric(from) ? () => null : dateOfType(from)
    case 'TIME': {
      const toTime = timeOfType(from)
      return (v) => toTime(v)
    }
    case 'DATETIME':
    case 'TIMESTAMP': return isNumeric(from) ? () => null : castToDatetime(type, from)
    case 'JSON': return castToJson(from)
    case 'ENUM': return castToEnum(type, from)
    case 'SET': return castToSet(type, from)
    default: return isSpatial(from) || isBinary(from) ? same : () => null
  }
}

function castToInteger(type: SqlType, from: SqlType): Caster {
  if (isInteger(from) && from.unsigned === type.unsigned) return same
  const toInt = intOf(from)
  if (type.unsigned === true) {
    return (v) => {
      const n = toInt(v)
      return n >= 0 ? n : normalInt(BigInt.asUintN(64, BigInt(n)))
    }
  }
  return (v) => {
    const n = toInt(v)
    return typeof n === 'number' ? n : normalInt(BigInt.asIntN(64, n))
  }
}

/** Characters that LONGTEXT may have: nothing is longer. */
const LONGEST_TEXT = 4294967295

function castToText(type: SqlType, from: SqlType): Caster {
  const toText: (v: Value) => string | null = isBinary(from) ? (v) => strictText(v as Uint8Array) : textOf(from)
  const { length } = type
  if (length === undefined || length >= LONGEST_TEXT) return toText
  return (v) => {
    const text = toText(v)
    return text === null ? null : truncateText(text, length)
  }
}

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The text of bytes; null where they are no UTF-8. */
function strictText(bytes: Uint8Array): string | null {
  try {
    return strictDecoder.decode(bytes)
  } catch {
    return null
  }
}

/** The first characters (not UTF-16 units) of a text. */
export function truncateText(text: string, length: number): string {
  if (text.length <= length) return text
  let units = 0
  for (let n = 0; n < length && units < text.length; n++) units += (text.codePointAt(units) as number) > 0xffff ? 2 : 1
  return text.slice(0, units)
}

function castToBinary(type: SqlType, from: SqlType): Caster {
  const toBytes = bytesOf(from)
  const { length } = type
  if (length === undefined || (type.name !== 'BINARY' && type.name !== 'VARBINARY')) return toBytes
  const pad = type.name === 'BINARY'
  return (v) => {
    const bytes = toBytes(v)
    if (bytes.length > length) return bytes.slice(0, length)
    if (!pad || bytes.length === length) return bytes
    const padded = new Uint8Array(length)
    padded.set(bytes)
    return padded
  }
}

function castToDecimal(type: SqlType, from: SqlType): Caster {
  const toDecimal = decimalOf(from)
  const precision = type.precision ?? 10
  const scale = type.scale ?? 0
  const largest = decimal.largest(precision, scale)
  const lowest = decimal.neg(largest)
  return (v) => {
    const d = decimal.rescale(toDecimal(v), scale)
    return d.coefficient > largest.coefficient ? largest : d.coefficient < lowest.coefficient ? lowest : d
  }
}

function castToYear(from: SqlType): Caster {
  if (from.name === 'DATE') return (v) => (v as number) >> 16
  if (from.name === 'DATETIME' || from.name === 'TIMESTAMP') return (v) => (v === ZERO_DATETIME ? 0 : dateOfDatetime(v as Int) >> 16)
  const text = isText(from)
  const toInt = intOf(from)
  return (v) => yearOf(toInt(v), text && v !== '0000')
}

/** The YEAR that an integer stands for, or null; of texts, 0 is 2000. */
export function yearOf(n: Int, isTextual: boolean): number | null {
  if (typeof n !== 'number') return null
  if (n === 0) return isTextual ? 2000 : 0
  if (n >= 1 && n <= 69) return 2000 + n
  if (n >= 70 && n <= 99) return 1900 + n
  return n >= 1901 && n <= 2155 ? n : null
}

function castToDatetime(type: SqlType, from: SqlType): Caster {
  const toDatetime = datetimeOfType(from)
  const fsp = type.fsp ?? 0
  return (v, cx) => {
    const at = toDatetime(v, cx)
    return at === null ? null : roundMicros(at, fsp)
  }
}

/** JSON documents out of JSON text; other values become JSON values. @throws OxbowError 3141 for invalid text. */
function castToJson(from: SqlType): Caster {
  if (from.name === 'JSON') return same
  if (isText(from)) return (v) => jsonDocument(v as string, 1, 'cast_as_json')
  if (isBinary(from)) return (v) => jsonDocument(utf8(v as Uint8Array), 1, 'cast_as_json')
  const toValue = jsonOf(from)
  const scalarType = jsonTypeOf(from)
  return (v) => new JsonDocument(toValue(v), undefined, scalarType)
}

/** What JSON_TYPE says of a value of a type, where the JSON value alone doesn't tell. Source: MySQL manual, JSON_TYPE. */
function jsonTypeOf({ name, unsigned }: SqlType): string | undefined {
  switch (name) {
    case 'DATE': case 'TIME': return name
    case 'DATETIME': case 'TIMESTAMP': return 'DATETIME'
    default: return unsigned === true || name === 'YEAR' ? 'UNSIGNED INTEGER' : undefined
  }
}

/** The document of a JSON text. @throws OxbowError 3141 naming the function and argument that the text was given to. */
export function jsonDocument(text: string, argument: number, fn: string): JsonDocument {
  const parsed = parseJson(text)
  if ('value' in parsed) return new JsonDocument(parsed.value)
  const { message, position } = parsed.error
  throw new OxbowError(
    'ER_INVALID_JSON_TEXT_IN_PARAM',
    `Invalid JSON text in argument ${argument} to function ${fn}: "${message}" at position ${position}.`,
    { errno: 3141, sqlState: '22032' },
  )
}

function castToEnum(type: SqlType, from: SqlType): Caster {
  if (from === type) return same
  const toText = textOf(from)
  return (v) => (typeof v === 'number' && from.name !== 'ENUM' ? v : enumMember(type, toText(v)) ?? 0)
}

/** The number of an ENUM's member, compared without case unless the collation is binary; undefined when there is none. */
export function enumMember(type: SqlType, text: string): number | undefined {
  const i = memberIndex(type, text)
  return i < 0 ? undefined : i + 1
}

function memberIndex(type: SqlType, text: string): number {
  const members = type.members ?? []
  const exact = members.indexOf(text)
  if (exact >= 0 || type.collation === undefined || type.collation.endsWith('_bin')) return exact
  const folded = text.toLowerCase()
  return members.findIndex((m) => m.toLowerCase() === folded)
}

function castToSet(type: SqlType, from: SqlType): Caster {
  if (from === type) return same
  const toText = textOf(from)
  return (v) => (typeof v === 'number' || typeof v === 'bigint' ? v : setMask(type, toText(v)) ?? 0)
}

/** The mask of a SET's text; undefined when one of the names isn't a member. */
export function setMask(type: SqlType, text: string): Int | undefined {
  if (text === '') return 0
  let mask = 0n
  for (const part of text.split(',')) {
    const i = memberIndex(type, part)
    if (i < 0) return undefined
    mask |= 1n << BigInt(i)
  }
  return normalInt(mask)
}

/** True when a decimal fits a type without losing whole digits. */
export function fitsDecimal(type: SqlType, d: Decimal): boolean {
  const c = d.coefficient
  const limit = decimal.powerOfTen(type.precision ?? 10)
  return c < limit && c > -limit
}
