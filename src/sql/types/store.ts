import { OxbowError } from '../../error.ts'
import { Decimal } from '../../prolly/decimal.ts'
import type { ExecContext } from '../exec/context.ts'
import { type Int, type Value, normalInt } from '../value.ts'
import { ZERO_DATETIME } from './calendar.ts'
import { type Caster, castTo, enumMember, fitsDecimal, setMask, truncateText, yearOf } from './cast.ts'
import { type ToDatetime, bytesOf, datetimeOfType, dateOfType, decimalOf, doubleOf, textOf, timeOfType, utf8 } from './convert.ts'
import { parseDate, parseDatetime, roundMicros } from './datetime.ts'
import * as decimal from './decimal-math.ts'
import { KINDS } from './geometry.ts'
import { JsonDocument } from './json.ts'
import { parseJson } from './json-text.ts'
import { isWholeNumberText } from './number-text.ts'
import type { SqlType } from './sql-type.ts'
import { integerRange, isBinary, isInteger, isSpatial, isText } from './types.ts'

/**
 * What INSERT and UPDATE do to a value before it goes into a column, in MySQL's strict mode: a value that doesn't fit is
 * an error, never a nearby value.
 */

/** @throws OxbowError 1264 */
function outOfRange(column: string): never {
  throw new OxbowError('ER_WARN_DATA_OUT_OF_RANGE', `Out of range value for column '${column}' at row 1`, {
    errno: 1264, sqlState: '22003',
  })
}

/** @throws OxbowError 1366 */
function incorrect(kind: string, text: string, column: string): never {
  throw new OxbowError('ER_TRUNCATED_WRONG_VALUE_FOR_FIELD', `Incorrect ${kind} value: '${text}' for column '${column}' at row 1`, {
    errno: 1366, sqlState: 'HY000',
  })
}

/** @throws OxbowError 1292 */
function incorrectMoment(kind: string, text: string, column: string): never {
  throw new OxbowError('ER_TRUNCATED_WRONG_VALUE', `Incorrect ${kind} value: '${text}' for column '${column}' at row 1`, {
    errno: 1292, sqlState: '22007',
  })
}

/** @throws OxbowError 1406 */
function tooLong(column: string): never {
  throw new OxbowError('ER_DATA_TOO_LONG', `Data too long for column '${column}' at row 1`, { errno: 1406, sqlState: '22001' })
}

/** @throws OxbowError 1265 */
function truncated(column: string): never {
  throw new OxbowError('WARN_DATA_TRUNCATED', `Data truncated for column '${column}' at row 1`, { errno: 1265, sqlState: '01000' })
}

/**
 * The conversion of values (never NULL ones) of type `from` for storing into a column of type `type`.
 * @throws OxbowError (when it runs) 1264, 1265, 1292, 1366, 1406 or 3140 for values that don't fit.
 */
export function storeConverter(type: SqlType, from: SqlType, column: string): Caster {
  if (isInteger(type) || type.name === 'BIT') return storeInteger(type, from, column)
  if (isText(type)) return storeText(type, from, column)
  if (isBinary(type)) return storeBinary(type, from, column)
  if (isSpatial(type)) return storeGeometry(type, column)
  switch (type.name) {
    case 'FLOAT':
    case 'DOUBLE': return storeDouble(type, from, column)
    case 'DECIMAL': return storeDecimal(type, from, column)
    case 'YEAR': return storeYear(from, column)
    case 'DATE': return guarded(isText(from) ? (v) => parseDate(v as string, true) ?? null : dateOfType(from), 'date', from, column)
    case 'DATETIME':
    case 'TIMESTAMP': return storeDatetime(type, from, column)
    case 'TIME': {
      const toTime = timeOfType(from)
      return guarded((v) => toTime(v), 'time', from, column)
    }
    case 'JSON': return storeJson(from, column)
    case 'ENUM': return storeEnum(type, from, column)
    case 'SET': return storeSet(type, from, column)
    default: return castTo(type, from)
  }
}

function cannotGeometry(): never {
  throw new OxbowError('ER_CANT_CREATE_GEOMETRY_OBJECT', 'Cannot get geometry object from data you send to the GEOMETRY field', {
    errno: 1416, sqlState: '22003',
  })
}

/** A geometry in MySQL's form: its SRID, then its well-known binary. */
function storeGeometry({ name, srid }: SqlType, column: string): Caster {
  const wanted = (KINDS as readonly string[]).indexOf(name) + 1
  return (v) => {
    if (!(v instanceof Uint8Array) || v.length < 9) cannotGeometry()
    const view = new DataView(v.buffer, v.byteOffset)
    if (wanted > 0 && view.getUint32(5, v[4] === 1) !== wanted) cannotGeometry()
    const own = view.getUint32(0, true)
    if (srid !== undefined && own !== srid) {
      throw new OxbowError(
        'ER_WRONG_SRID_FOR_COLUMN',
        `The SRID of the geometry does not match the SRID of the column '${column}'. The SRID of the geometry is ${own}, but the SRID of the column is ` +
        `${srid}. Consider changing the SRID of the geometry or the SRID property of the column.`,
        { errno: 3643 },
      )
    }
    return v
  }
}

function storeInteger(type: SqlType, from: SqlType, column: string): Caster {
  const [min, max] = type.name === 'BIT' ? [0n, (1n << BigInt(type.length ?? 1)) - 1n] : integerRange(type)
  const low = normalInt(min)
  const high = normalInt(max)
  const check = (n: Int): Int => (n < low || n > high ? (type.name === 'BIT' ? tooLong(column) : outOfRange(column)) : n)
  if (isInteger(from) || from.name === 'BIT' || from.name === 'YEAR') return (v) => check(v as Int)
  if (type.name === 'BIT' && isBinary(from)) return (v) => check(bigEndian(v as Uint8Array))
  const toDecimal = decimalOf(from)
  if (isText(from)) {
    return (v) => {
      const text = v as string
      if (!isWholeNumberText(text)) incorrect('integer', text, column)
      return check(normalInt(decimal.toInteger(toDecimal(text))))
    }
  }
  if (from.name === 'DOUBLE' || from.name === 'FLOAT') {
    return (v) => {
      const n = v as number
      if (!Number.isFinite(n) || Math.abs(n) >= 1e20) outOfRange(column)
      return check(normalInt(decimal.toInteger(toDecimal(n))))
    }
  }
  return (v) => check(normalInt(decimal.toInteger(toDecimal(v))))
}

function bigEndian(bytes: Uint8Array): Int {
  let n = 0n
  for (const b of bytes) n = (n << 8n) | BigInt(b)
  return normalInt(n)
}

function storeDouble(type: SqlType, from: SqlType, column: string): Caster {
  const toDouble = doubleOf(from)
  const single = type.name === 'FLOAT'
  const textual = isText(from)
  return (v) => {
    if (textual && !isWholeNumberText(v as string)) incorrect(single ? 'float' : 'double', v as string, column)
    const n = single ? Math.fround(toDouble(v)) : toDouble(v)
    if (!Number.isFinite(n) || (type.unsigned === true && n < 0)) outOfRange(column)
    return n
  }
}

function storeDecimal(type: SqlType, from: SqlType, column: string): Caster {
  const toDecimal = decimalOf(from)
  const scale = type.scale ?? 0
  const textual = isText(from)
  return (v) => {
    if (textual && !isWholeNumberText(v as string)) incorrect('decimal', v as string, column)
    const exact = textual ? (decimal.parse(v as string) ?? new Decimal(0n, 0)) : toDecimal(v)
    const d = decimal.rescale(exact, scale)
    if (!fitsDecimal(type, d) || (type.unsigned === true && d.coefficient < 0n)) outOfRange(column)
    return d
  }
}

function storeYear(from: SqlType, column: string): Caster {
  if (from.name === 'DATE' || from.name === 'DATETIME' || from.name === 'TIMESTAMP') {
    const cast = castTo({ name: 'YEAR' }, from)
    return (v, cx) => cast(v, cx) ?? outOfRange(column)
  }
  const textual = isText(from)
  const toDecimal = decimalOf(from)
  return (v) => {
    if (textual && !isWholeNumberText(v as string)) incorrect('integer', v as string, column)
    return yearOf(normalInt(decimal.toInteger(toDecimal(v))), textual && v !== '0000') ?? outOfRange(column)
  }
}

function guarded(convert: (v: Value, cx: ExecContext) => Value, kind: string, from: SqlType, column: string): Caster {
  const toText = textOf(from)
  return (v, cx) => convert(v, cx) ?? incorrectMoment(kind, toText(v), column)
}

function storeDatetime(type: SqlType, from: SqlType, column: string): Caster {
  const toDatetime: ToDatetime = isText(from) ? (v) => parseDatetime(v as string) ?? null : datetimeOfType(from)
  const toText = textOf(from)
  const fsp = type.fsp ?? 0
  const stored: ToDatetime = (v, cx) => roundMicros(toDatetime(v, cx) ?? incorrectMoment('datetime', toText(v), column), fsp)
  if (type.name !== 'TIMESTAMP') return stored
  return (v, cx) => {
    const micros = stored(v, cx)!
    return micros === ZERO_DATETIME || (micros >= LEAST_TIMESTAMP && micros <= LARGEST_TIMESTAMP) ? micros : incorrectMoment('datetime', toText(v), column)
  }
}

/** 1970-01-01 00:00:01 and 2038-01-19 03:14:07.999999. */
const LEAST_TIMESTAMP = 1_000_000n
const LARGEST_TIMESTAMP = 2_147_483_647_999_999n

/** Blanks at the end count as other characters do: Dolt's CHAR keeps them, and what is too long by blanks alone is refused; not so in MySQL. */
function storeText(type: SqlType, from: SqlType, column: string): Caster {
  const toText = textOf(from)
  const inCharacters = type.name === 'CHAR' || type.name === 'VARCHAR'
  const limit = type.length ?? (inCharacters ? 1 : 4294967295)
  return (v) => {
    const text = v instanceof Uint8Array ? decodeStrict(v, column) : toText(v)
    // A UTF-16 unit is at least one byte and at most one character.
    if (inCharacters ? text.length <= limit : text.length * 3 <= limit) return text
    const fitting = inCharacters ? truncateText(text, limit) : undefined
    if (fitting === undefined) {
      if (new TextEncoder().encode(text).length > limit) tooLong(column)
      return text
    }
    if (fitting.length < text.length) tooLong(column)
    return text
  }
}

function decodeStrict(bytes: Uint8Array, column: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return incorrect('string', [...bytes.subarray(0, 8)].map((b) => `\\x${b.toString(16).toUpperCase().padStart(2, '0')}`).join(''), column)
  }
}

function storeBinary(type: SqlType, from: SqlType, column: string): Caster {
  const toBytes = bytesOf(from)
  if (type.name === 'VECTOR') {
    return (v) => {
      const bytes = toBytes(v)
      if (bytes.length !== 4 * (type.length ?? 0)) incorrect('VECTOR', utf8(bytes), column)
      return bytes
    }
  }
  const limit = type.length ?? 4294967295
  const pad = type.name === 'BINARY'
  return (v) => {
    const bytes = toBytes(v)
    if (bytes.length > limit) tooLong(column)
    if (!pad || bytes.length === limit) return bytes
    const padded = new Uint8Array(limit)
    padded.set(bytes)
    return padded
  }
}

function storeJson(from: SqlType, column: string): Caster {
  if (from.name === 'JSON') return (v) => v
  if (!isText(from) && !isBinary(from)) return castTo({ name: 'JSON' }, from)
  return (v) => {
    const parsed = parseJson(typeof v === 'string' ? v : utf8(v as Uint8Array))
    if ('value' in parsed) return new JsonDocument(parsed.value)
    const { message, position } = parsed.error
    throw new OxbowError(
      'ER_INVALID_JSON_TEXT',
      `Invalid JSON text: "${message}" at position ${position} in value for column '${column}'.`,
      { errno: 3140, sqlState: '22032' },
    )
  }
}

function storeEnum(type: SqlType, from: SqlType, column: string): Caster {
  const count = type.members?.length ?? 0
  const toText = textOf(from)
  const numeric = isInteger(from) || from.name === 'DOUBLE' || from.name === 'DECIMAL'
  const toDouble = doubleOf(from)
  return (v) => {
    if (!numeric) {
      const text = toText(v)
      return enumMember(type, text) ?? (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= count ? Number(text) : truncated(column))
    }
    const n = toDouble(v)
    return Number.isInteger(n) && n >= 1 && n <= count ? n : truncated(column)
  }
}

function storeSet(type: SqlType, from: SqlType, column: string): Caster {
  const limit = 1n << BigInt(type.members?.length ?? 0)
  const toText = textOf(from)
  return (v) => {
    if (typeof v === 'number' || typeof v === 'bigint') {
      if (from.name === 'SET') return setMask(type, toText(v)) ?? truncated(column)
      return (typeof v === 'bigint' || Number.isInteger(v)) && v >= 0 && BigInt(v) < limit ? v : truncated(column)
    }
    return setMask(type, toText(v)) ?? truncated(column)
  }
}
