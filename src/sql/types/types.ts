import type { SqlType } from './sql-type.ts'

/** The types that expressions commonly have, one shared object each. */

export const NULL_TYPE: SqlType = Object.freeze({ name: 'NULL' })
/** What comparisons answer: TINYINT(1). */
export const BOOLEAN: SqlType = Object.freeze({ name: 'TINYINT', length: 1 })
export const TINYINT: SqlType = Object.freeze({ name: 'TINYINT' })
export const SMALLINT: SqlType = Object.freeze({ name: 'SMALLINT' })
export const MEDIUMINT: SqlType = Object.freeze({ name: 'MEDIUMINT' })
export const INT: SqlType = Object.freeze({ name: 'INT' })
export const BIGINT: SqlType = Object.freeze({ name: 'BIGINT' })
export const TINYINT_UNSIGNED: SqlType = Object.freeze({ name: 'TINYINT', unsigned: true })
export const SMALLINT_UNSIGNED: SqlType = Object.freeze({ name: 'SMALLINT', unsigned: true })
export const MEDIUMINT_UNSIGNED: SqlType = Object.freeze({ name: 'MEDIUMINT', unsigned: true })
export const INT_UNSIGNED: SqlType = Object.freeze({ name: 'INT', unsigned: true })
export const BIGINT_UNSIGNED: SqlType = Object.freeze({ name: 'BIGINT', unsigned: true })
export const FLOAT: SqlType = Object.freeze({ name: 'FLOAT' })
export const DOUBLE: SqlType = Object.freeze({ name: 'DOUBLE' })
export const YEAR: SqlType = Object.freeze({ name: 'YEAR' })
export const DATE: SqlType = Object.freeze({ name: 'DATE' })
export const TIME: SqlType = Object.freeze({ name: 'TIME', fsp: 6 })
export const DATETIME: SqlType = Object.freeze({ name: 'DATETIME', fsp: 0 })
export const DATETIME6: SqlType = Object.freeze({ name: 'DATETIME', fsp: 6 })
export const TIMESTAMP: SqlType = Object.freeze({ name: 'TIMESTAMP', fsp: 0 })
export const JSON_TYPE: SqlType = Object.freeze({ name: 'JSON' })
export const GEOMETRY: SqlType = Object.freeze({ name: 'GEOMETRY' })

/** Dolt's default collation, also of string literals and of what string functions answer. */
export const DEFAULT_COLLATION = 'utf8mb4_0900_bin'

export const TEXT: SqlType = Object.freeze({ name: 'TEXT', length: 65535, collation: DEFAULT_COLLATION })
export const LONGTEXT: SqlType = Object.freeze({ name: 'LONGTEXT', length: 4294967295, collation: DEFAULT_COLLATION })
export const LONGBLOB: SqlType = Object.freeze({ name: 'LONGBLOB', length: 4294967295 })
export const VARBINARY: SqlType = Object.freeze({ name: 'VARBINARY', length: 255 })

/** VARCHAR(length). */
export function varchar(length: number, collation: string = DEFAULT_COLLATION): SqlType {
  return { name: 'VARCHAR', length, collation }
}

/** LONGTEXT of a collation. */
export function longText(collation: string): SqlType {
  return collation === DEFAULT_COLLATION ? LONGTEXT : { name: 'LONGTEXT', length: 4294967295, collation }
}

/** DECIMAL(precision, scale), brought within MySQL's limits of 65 digits and 30 behind the point. */
export function decimalType(precision: number, scale: number): SqlType {
  const s = Math.min(scale, 30)
  return { name: 'DECIMAL', precision: Math.min(65, Math.max(precision, s, 1)), scale: s }
}

/** DATETIME(fsp). */
export function datetimeType(fsp: number): SqlType {
  return fsp === 0 ? DATETIME : fsp === 6 ? DATETIME6 : { name: 'DATETIME', fsp }
}

/** The smallest type that holds an integer literal, as Dolt types it. */
export function integerLiteralType(v: number | bigint): SqlType {
  if (v >= -128 && v <= 127) return TINYINT
  if (v >= 0 && v <= 255) return TINYINT_UNSIGNED
  if (v >= -32768 && v <= 32767) return SMALLINT
  if (v >= 0 && v <= 65535) return SMALLINT_UNSIGNED
  if (v >= -2147483648 && v <= 2147483647) return INT
  if (v >= 0 && v <= 4294967295) return INT_UNSIGNED
  if (v >= -9223372036854775808n && v <= 9223372036854775807n) return BIGINT
  return BIGINT_UNSIGNED
}

export function isInteger(type: SqlType): boolean {
  switch (type.name) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'MEDIUMINT':
    case 'INT':
    case 'BIGINT': return true
    default: return false
  }
}

/** Types whose values are integers in the engine: integers, BIT and YEAR. */
export function isIntegral(type: SqlType): boolean {
  return isInteger(type) || type.name === 'BIT' || type.name === 'YEAR'
}

export function isFloating(type: SqlType): boolean {
  return type.name === 'DOUBLE' || type.name === 'FLOAT'
}

export function isNumeric(type: SqlType): boolean {
  return isIntegral(type) || isFloating(type) || type.name === 'DECIMAL'
}

/** CHAR, VARCHAR and the texts: values are `string`. */
export function isText(type: SqlType): boolean {
  switch (type.name) {
    case 'CHAR':
    case 'VARCHAR':
    case 'TINYTEXT':
    case 'TEXT':
    case 'MEDIUMTEXT':
    case 'LONGTEXT': return true
    default: return false
  }
}

/** BINARY, VARBINARY and the blobs: values are `Uint8Array`. */
export function isBinary(type: SqlType): boolean {
  switch (type.name) {
    case 'BINARY':
    case 'VARBINARY':
    case 'TINYBLOB':
    case 'BLOB':
    case 'MEDIUMBLOB':
    case 'LONGBLOB':
    case 'VECTOR': return true
    default: return false
  }
}

export function isSpatial(type: SqlType): boolean {
  switch (type.name) {
    case 'GEOMETRY':
    case 'POINT':
    case 'LINESTRING':
    case 'POLYGON':
    case 'MULTIPOINT':
    case 'MULTILINESTRING':
    case 'MULTIPOLYGON':
    case 'GEOMETRYCOLLECTION': return true
    default: return false
  }
}

/** Text as people read it: text types, ENUM and SET. */
export function isStringLike(type: SqlType): boolean {
  return isText(type) || isBinary(type) || type.name === 'ENUM' || type.name === 'SET'
}

export function isTemporal(type: SqlType): boolean {
  return type.name === 'DATE' || type.name === 'TIME' || type.name === 'DATETIME' || type.name === 'TIMESTAMP'
}

/** DATE, DATETIME and TIMESTAMP. */
export function hasDate(type: SqlType): boolean {
  return type.name === 'DATE' || type.name === 'DATETIME' || type.name === 'TIMESTAMP'
}

/** The lowest and highest value of an integer type. */
export function integerRange(type: SqlType): [min: bigint, max: bigint] {
  const bits = BigInt(INTEGER_BITS[type.name as keyof typeof INTEGER_BITS])
  return type.unsigned === true ? [0n, (1n << bits) - 1n] : [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n]
}

const INTEGER_BITS = { TINYINT: 8, SMALLINT: 16, MEDIUMINT: 24, INT: 32, BIGINT: 64 } as const

/** Decimal digits that values of a numeric type may have in front of and behind the point. */
export function decimalDigits(type: SqlType): [whole: number, scale: number] {
  switch (type.name) {
    case 'DECIMAL': return [(type.precision ?? 10) - (type.scale ?? 0), type.scale ?? 0]
    case 'TINYINT': return [3, 0]
    case 'SMALLINT': return [5, 0]
    case 'MEDIUMINT': return [8, 0]
    case 'INT': return [10, 0]
    case 'YEAR': return [4, 0]
    case 'NULL': return [1, 0]
    case 'BIGINT':
    case 'BIT': return [20, 0]
    case 'DATETIME':
    case 'TIMESTAMP': return [14, type.fsp ?? 0]
    case 'DATE': return [8, 0]
    case 'TIME': return [7, type.fsp ?? 0]
    default: return [35, 30]
  }
}
