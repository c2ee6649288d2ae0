import { OxbowError } from '../error.ts'
import { Encoding } from '../prolly/encoding-ids.ts'

/*
 * What storage has to know of a SQL type, read from the text that schemas write (`varchar(20)`, `int unsigned`).
 * Source: Dolt go/libraries/doltcore/schema/typeinfo, schema/serial_encoding.go.
 */

const KINDS: Readonly<Record<string, number>> = {
  float: 1, double: 1,
  char: 2, varchar: 2,
  tinytext: 3, text: 3, mediumtext: 3, longtext: 3, tinyblob: 3, blob: 3, mediumblob: 3, longblob: 3, vector: 3,
  tinyint: 15, smallint: 15, mediumint: 15, int: 15, bigint: 15, year: 15, time: 15,
  bit: 16, enum: 16, set: 16,
  binary: 19, varbinary: 19,
  date: 20, datetime: 20, timestamp: 20,
  decimal: 21,
  json: 22,
  geometry: 23, point: 24, linestring: 25, polygon: 26, multipoint: 28, multilinestring: 29, multipolygon: 30, geometrycollection: 31,
}
const UINT_KIND = 16

/** The kind that Dolt's older value format gives a column of a type, as schemas write it (`int unsigned`). Unknown types have kind 0. */
export function kindOfSqlType(sqlType: string): number {
  const kind = KINDS[firstWord(sqlType)] ?? 0
  return kind === 15 && / unsigned$/i.test(sqlType) ? UINT_KIND : kind
}

const ENCODINGS: Readonly<Record<string, number>> = {
  tinyint: Encoding.Int8, smallint: Encoding.Int16, mediumint: Encoding.Int32, int: Encoding.Int32, bigint: Encoding.Int64,
  float: Encoding.Float32, double: Encoding.Float64, decimal: Encoding.Decimal, bit: Encoding.Uint64, year: Encoding.Year,
  date: Encoding.Date, time: Encoding.Time, datetime: Encoding.Datetime, timestamp: Encoding.Datetime,
  char: Encoding.String, varchar: Encoding.String, binary: Encoding.Bytes, varbinary: Encoding.Bytes,
  tinytext: Encoding.StringAdaptive, text: Encoding.StringAdaptive, mediumtext: Encoding.StringAdaptive, longtext: Encoding.StringAdaptive,
  tinyblob: Encoding.BytesAdaptive, blob: Encoding.BytesAdaptive, mediumblob: Encoding.BytesAdaptive, longblob: Encoding.BytesAdaptive,
  vector: Encoding.BytesAdaptive, json: Encoding.JsonAdaptive, enum: Encoding.Enum, set: Encoding.Set,
  geometry: Encoding.GeometryAdaptive, point: Encoding.GeometryAdaptive, linestring: Encoding.GeometryAdaptive,
  polygon: Encoding.GeometryAdaptive, multipoint: Encoding.GeometryAdaptive, multilinestring: Encoding.GeometryAdaptive,
  multipolygon: Encoding.GeometryAdaptive, geometrycollection: Encoding.GeometryAdaptive,
}
const UNSIGNED: Readonly<Record<number, number>> = {
  [Encoding.Int8]: Encoding.Uint8, [Encoding.Int16]: Encoding.Uint16, [Encoding.Int32]: Encoding.Uint32, [Encoding.Int64]: Encoding.Uint64,
}

/** The encoding that a new column of a type gets. Columns that exist have theirs in the schema. @throws OxbowError `TYPE_UNKNOWN`. */
export function encodingOfSqlType(sqlType: string): number {
  const encoding = ENCODINGS[firstWord(sqlType)]
  if (encoding === undefined) throw new OxbowError('TYPE_UNKNOWN', `unknown SQL type: ${sqlType.slice(0, 200)}`)
  return / unsigned$/i.test(sqlType) ? (UNSIGNED[encoding] ?? encoding) : encoding
}

/** The collation that a text type names; undefined where it names none, and the default one orders by bytes. */
export function collationOfSqlType(sqlType: string): string | undefined {
  const word = firstWord(sqlType)
  if (!word.endsWith('char') && !word.endsWith('text')) return undefined
  return / COLLATE (\w+)$/i.exec(sqlType)?.[1].toLowerCase()
}

/** True for VECTOR, which is stored as a blob is but never shortened for a key. */
export function isVectorType(sqlType: string): boolean {
  return firstWord(sqlType) === 'vector'
}

function firstWord(sqlType: string): string {
  return /^[a-z]+/i.exec(sqlType)?.[0].toLowerCase() ?? ''
}
