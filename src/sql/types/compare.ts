import type { Decimal } from '../../prolly/decimal.ts'
import type { Value } from '../value.ts'
import { datetimeOfDate } from './calendar.ts'
import { enumMember, setMask } from './cast.ts'
import { mergeCollations, textComparer } from './collation.ts'
import { bytesOf, decimalOf, doubleOf, jsonOf, textOf } from './convert.ts'
import { datetimeFromNumber, parseDatetime, parseTime } from './datetime.ts'
import { compare as compareDecimals } from './decimal-math.ts'
import type { JsonDocument } from './json.ts'
import { compareJson } from './json-text.ts'
import type { SqlType } from './sql-type.ts'
import {
  BIGINT, BIGINT_UNSIGNED, DATETIME6, DOUBLE, JSON_TYPE, LONGBLOB, LONGTEXT, NULL_TYPE, TIME, decimalDigits, decimalType, hasDate, isBinary,
  isFloating, isInteger, isIntegral, isNumeric, isSpatial, isStringLike, isText, longText,
} from './types.ts'

/** How values are ordered, and the types that several values can share. */

/** Compares two values that aren't NULL: below 0, 0 or above 0. NaN when one side can't be converted (then nothing holds). */
export type Comparator = (a: Value, b: Value) => number

/** Integers, doubles, dates of one kind: `<` orders numbers and bigints rightly. */
export const compareOrdered: Comparator = (a, b) => ((a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0)

const compareDecimal: Comparator = (a, b) => compareDecimals(a as Decimal, b as Decimal)

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const n = a.length < b.length ? a.length : b.length
  for (let i = 0; i < n; i++) if (a[i] !== b[i]) return a[i] - b[i]
  return a.length - b.length
}

/** The forms that two types can be compared in. */
export type CompareKind = 'integer' | 'double' | 'decimal' | 'text' | 'bytes' | 'datetime' | 'time' | 'json'

/** MySQL's rules (manual, "Type Conversion in Expression Evaluation") for the kind in which two types are compared. */
export function compareKind(a: SqlType, b: SqlType): CompareKind {
  if (a.name === 'NULL' || b.name === 'NULL') return ownKind(a.name === 'NULL' ? b : a)
  if (a.name === 'JSON' || b.name === 'JSON') return 'json'
  const ka = ownKind(a)
  const kb = ownKind(b)
  if (ka === kb) return ka
  if (ka === 'datetime' || kb === 'datetime') return 'datetime'
  if (ka === 'time' || kb === 'time') return 'time'
  const ta = ka === 'text' || ka === 'bytes'
  const tb = kb === 'text' || kb === 'bytes'
  if (ta && tb) return 'bytes'
  if (ta || tb || ka === 'double' || kb === 'double') return 'double'
  return 'decimal'
}

function ownKind(type: SqlType): CompareKind {
  if (isIntegral(type)) return 'integer'
  if (isFloating(type)) return 'double'
  switch (type.name) {
    case 'DECIMAL': return 'decimal'
    case 'DATE':
    case 'DATETIME':
    case 'TIMESTAMP': return 'datetime'
    case 'TIME': return 'time'
    case 'JSON': return 'json'
    default: return isBinary(type) || isSpatial(type) ? 'bytes' : 'text'
  }
}

/** Converts values of a type into the form in which a kind compares them; undefined where they already have it. */
function converter(kind: CompareKind, type: SqlType): ((v: Value) => Value) | undefined {
  switch (kind) {
    case 'integer': return undefined
    case 'double': return isFloating(type) || (isIntegral(type) && type.name !== 'BIGINT') ? undefined : doubleOf(type)
    case 'decimal': return type.name === 'DECIMAL' ? undefined : decimalOf(type)
    case 'text': return isText(type) ? undefined : textOf(type)
    case 'bytes': return isBinary(type) || isSpatial(type) ? undefined : bytesOf(type)
    case 'datetime': return datetimeConverter(type)
    case 'time': return timeConverter(type)
    case 'json': return undefined
  }
}

function datetimeConverter(type: SqlType): ((v: Value) => Value) | undefined {
  switch (type.name) {
    case 'DATETIME':
    case 'TIMESTAMP': return undefined
    case 'DATE': return (v) => datetimeOfDate(v as number)
    case 'TIME': return (v) => v
    default: {
      if (isNumeric(type)) {
        const toNumber = doubleOf(type)
        return (v) => datetimeFromNumber(toNumber(v)) ?? NaN
      }
      const text = textOf(type)
      return (v) => parseDatetime(text(v), false) ?? NaN
    }
  }
}

function timeConverter(type: SqlType): ((v: Value) => Value) | undefined {
  if (type.name === 'TIME') return undefined
  const text = textOf(type)
  return (v) => parseTime(text(v)) ?? NaN
}

/** A comparator of values of two types, by MySQL's comparison rules. Choose it once per plan. */
export function comparator(a: SqlType, b: SqlType): Comparator {
  if (a.name === 'DATE' && b.name === 'DATE') return compareOrdered
  if ((a.name === 'ENUM' || a.name === 'SET') && a === b) return compareOrdered
  if (isText(b) && (a.name === 'ENUM' || a.name === 'SET')) return memberComparator(a, b)
  if (isText(a) && (b.name === 'ENUM' || b.name === 'SET')) {
    const reversed = memberComparator(b, a)
    return (x, y) => -reversed(y, x)
  }
  const kind = compareKind(a, b)
  if (kind === 'json') return jsonComparator(a, b)
  const base = baseComparator(kind, a, b)
  const fromA = converter(kind, a)
  const fromB = converter(kind, b)
  if (fromA === undefined) return fromB === undefined ? base : (x, y) => base(x, fromB(y))
  return fromB === undefined ? (x, y) => base(fromA(x), y) : (x, y) => base(fromA(x), fromB(y))
}

/** Compares members with texts by their numbers, as Dolt does; MySQL compares their texts. */
function memberComparator(members: SqlType, text: SqlType): Comparator {
  if (members.name === 'ENUM') return (x, y) => compareOrdered(x, memberNumber(members, y as string))
  const toText = textOf(members)
  const compareTexts = textComparer(mergeCollations(members.collation, text.collation))
  return (x, y) => {
    const mask = setMask(members, y as string)
    return mask === undefined ? compareTexts(toText(x) as string, y as string) : compareOrdered(x, mask)
  }
}

/** A text's number among an ENUM's members, or the number that it says; one that no row has where it says neither. */
function memberNumber(type: SqlType, text: string): number {
  const member = enumMember(type, text)
  if (member !== undefined) return member
  if (text === '') return 0
  const number = /^[0-9]+$/.test(text) ? Number(text) : 0
  return number >= 1 && number <= (type.members?.length ?? 0) ? number : -1
}

function baseComparator(kind: CompareKind, a: SqlType, b: SqlType): Comparator {
  switch (kind) {
    case 'decimal': return compareDecimal
    case 'bytes': return (x, y) => compareBytes(x as Uint8Array, y as Uint8Array)
    case 'text': return textComparer(mergeCollations(a.collation, b.collation)) as Comparator
    case 'datetime': return (x, y) => (Number.isNaN(x) || Number.isNaN(y) ? NaN : compareOrdered(x, y))
    case 'time': return (x, y) => (Number.isNaN(x) || Number.isNaN(y) ? NaN : compareOrdered(x, y))
    default: return compareOrdered
  }
}

function jsonComparator(a: SqlType, b: SqlType): Comparator {
  const fromA = jsonOf(a)
  const fromB = jsonOf(b)
  if (a.name === 'JSON' && b.name === 'JSON') {
    return (x, y) => (x === y ? 0 : compareJson((x as JsonDocument).value, (y as JsonDocument).value))
  }
  return (x, y) => compareJson(fromA(x), fromB(y))
}

/**
 * The type that holds all values of some types (UNION, CASE, COALESCE, IF), as MySQL aggregates result types; NULL where
 * there are none.
 */
export function commonType(types: readonly SqlType[]): SqlType {
  let result: SqlType = NULL_TYPE
  for (const type of types) result = result.name === 'NULL' ? type : type.name === 'NULL' ? result : commonOfTwo(result, type)
  return result
}

const SIZE_ORDER = ['TINYINT', 'SMALLINT', 'MEDIUMINT', 'INT', 'BIGINT']
const TEXT_ORDER = ['TINYTEXT', 'TEXT', 'MEDIUMTEXT', 'LONGTEXT']

function commonOfTwo(a: SqlType, b: SqlType): SqlType {
  if (a === b || sameType(a, b)) return a
  if (isInteger(a) && isInteger(b)) return commonInteger(a, b)
  if (isNumeric(a) && isNumeric(b)) return commonNumber(a, b)
  if (hasDate(a) && hasDate(b)) return DATETIME6
  if (a.name === 'TIME' && b.name === 'TIME') return TIME
  if ((a.name === 'TIME' && hasDate(b)) || (b.name === 'TIME' && hasDate(a))) return DATETIME6
  if (a.name === 'JSON' || b.name === 'JSON') return a.name === b.name || !isBinary(a.name === 'JSON' ? b : a) ? JSON_TYPE : LONGBLOB
  if (isText(a) && isText(b)) return commonText(a, b)
  if (isBinary(a) || isBinary(b) || isSpatial(a) || isSpatial(b)) return LONGBLOB
  const collation = isStringLike(a) ? a.collation : b.collation
  return collation === undefined ? LONGTEXT : longText(collation)
}

function sameType(a: SqlType, b: SqlType): boolean {
  return a.name === b.name && a.unsigned === b.unsigned && a.length === b.length && a.precision === b.precision && a.scale === b.scale &&
    a.fsp === b.fsp && a.collation === b.collation && a.members === b.members
}

function commonInteger(a: SqlType, b: SqlType): SqlType {
  if (a.name === b.name && a.unsigned === b.unsigned) return a.length === undefined ? a : { name: a.name, unsigned: a.unsigned }
  const larger = SIZE_ORDER.indexOf(a.name) >= SIZE_ORDER.indexOf(b.name) ? a : b
  const smaller = larger === a ? b : a
  if (a.unsigned === b.unsigned) return larger
  // A signed and an unsigned one: the next size that holds both.
  if (larger.unsigned !== true && larger.name !== smaller.name) return larger
  if (larger.name === 'BIGINT') return larger.unsigned === true ? decimalType(20, 0) : BIGINT
  return { name: SIZE_ORDER[SIZE_ORDER.indexOf(larger.name) + 1] as SqlType['name'] }
}

function commonNumber(a: SqlType, b: SqlType): SqlType {
  if (isFloating(a) || isFloating(b)) return DOUBLE
  if (a.name === 'DECIMAL' || b.name === 'DECIMAL') {
    const [wholeA, scaleA] = decimalDigits(a)
    const [wholeB, scaleB] = decimalDigits(b)
    const scale = Math.max(scaleA, scaleB)
    return decimalType(Math.max(wholeA, wholeB) + scale, scale)
  }
  return a.name === 'BIT' || b.name === 'BIT' ? BIGINT_UNSIGNED : BIGINT
}

function commonText(a: SqlType, b: SqlType): SqlType {
  const collation = mergeCollations(a.collation, b.collation)
  const ta = TEXT_ORDER.indexOf(a.name)
  const tb = TEXT_ORDER.indexOf(b.name)
  if (ta < 0 && tb < 0) return { name: 'VARCHAR', length: Math.max(a.length ?? 0, b.length ?? 0), collation }
  const larger = ta >= tb ? a : b
  return { name: larger.name, length: larger.length, collation }
}

/** A key for hashing and grouping values of a type: equal (by `===`) exactly for values that compare as equal. */
export function groupKeyOf(type: SqlType, textKey: (s: string) => string): (v: Value) => string | number | bigint {
  if (isText(type)) return (v) => textKey(v as string)
  if (isBinary(type) || isSpatial(type)) return (v) => latin1(v as Uint8Array)
  if (type.name === 'DECIMAL') return (v) => decimalKey(v as Decimal)
  if (type.name === 'JSON') {
    const text = textOf(type)
    return (v) => text(v)
  }
  return (v) => (v === 0 ? 0 : (v as number | bigint))
}

function decimalKey(d: Decimal): string {
  return d.scale === 0 ? d.toString() : d.toString().replace(/\.?0+$/, '')
}

function latin1(bytes: Uint8Array): string {
  let out = ''
  for (let i = 0; i < bytes.length; i++) out += String.fromCharCode(bytes[i])
  return out
}
