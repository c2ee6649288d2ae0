import { OxbowError } from '../../error.ts'
import { defaultCollation, collation as findCollation } from './collation.ts'
import type { SqlType, TypeName } from './sql-type.ts'
import { DEFAULT_COLLATION } from './types.ts'

/**
 * Reads SQL types as schemas store them (`varchar(20) COLLATE utf8mb4_0900_ai_ci`, `decimal(10,2)`, `geometry SRID 0`).
 */

const HEAD = /^([a-z]+)(?:\s*\(([^']*?)\))?/i
const SYNONYMS: Readonly<Record<string, TypeName>> = {
  INTEGER: 'INT', BOOL: 'TINYINT', BOOLEAN: 'TINYINT', REAL: 'DOUBLE', NUMERIC: 'DECIMAL', DEC: 'DECIMAL', FIXED: 'DECIMAL',
  CHARACTER: 'CHAR', GEOMCOLLECTION: 'GEOMETRYCOLLECTION',
}
const TEXT_LENGTHS: Readonly<Record<string, number>> = { TINYTEXT: 255, TEXT: 65535, MEDIUMTEXT: 16777215, LONGTEXT: 4294967295 }
const BLOB_LENGTHS: Readonly<Record<string, number>> = { TINYBLOB: 255, BLOB: 65535, MEDIUMBLOB: 16777215, LONGBLOB: 4294967295 }

const cache = new Map<string, SqlType>()

/**
 * The type that a text names. The same text gives the same object.
 * @throws OxbowError `TYPE_UNKNOWN` for text that names no type.
 */
export function parseSqlType(text: string): SqlType {
  let type = cache.get(text)
  if (type === undefined) {
    type = Object.freeze(parse(text))
    if (cache.size < 10_000) cache.set(text, type)
  }
  return type
}

function unknown(text: string): never {
  throw new OxbowError('TYPE_UNKNOWN', `unknown SQL type: ${text.slice(0, 200)}`)
}

function parse(text: string): SqlType {
  const trimmed = text.trim()
  const m = HEAD.exec(trimmed)
  if (m === null) return unknown(text)
  const word = m[1].toUpperCase()
  const name = SYNONYMS[word] ?? (word as TypeName)
  if (name === 'ENUM' || name === 'SET') return parseMembers(name, trimmed, text)
  const numbers = m[2] === undefined ? [] : m[2].split(',').map((n) => Number(n.trim()))
  if (numbers.some((n) => !Number.isInteger(n) || n < 0)) return unknown(text)
  const rest = trimmed.slice(m[0].length)
  const unsigned = /\bunsigned\b/i.test(rest)
  switch (name) {
    case 'TINYINT': {
      const bool = numbers[0] === 1 || word.startsWith('BOOL')
      return unsigned ? { name, unsigned } : bool ? { name, length: 1 } : { name }
    }
    case 'SMALLINT':
    case 'MEDIUMINT':
    case 'INT':
    case 'BIGINT':
    case 'FLOAT':
    case 'DOUBLE': return unsigned ? { name, unsigned } : { name }
    case 'DECIMAL': {
      const type = { name, precision: numbers[0] ?? 10, scale: numbers[1] ?? 0 }
      return unsigned ? { ...type, unsigned } : type
    }
    case 'BIT': return { name, length: numbers[0] ?? 1 }
    case 'YEAR':
    case 'DATE':
    case 'JSON': return { name }
    case 'TIME': return { name, fsp: 6 }
    case 'DATETIME':
    case 'TIMESTAMP': return { name, fsp: numbers[0] ?? 0 }
    case 'CHAR':
    case 'VARCHAR': return { name, length: numbers[0] ?? 1, collation: collationIn(rest) }
    case 'TINYTEXT':
    case 'TEXT':
    case 'MEDIUMTEXT':
    case 'LONGTEXT': return { name, length: TEXT_LENGTHS[name], collation: collationIn(rest) }
    case 'BINARY':
    case 'VARBINARY': return { name, length: numbers[0] ?? 1 }
    case 'TINYBLOB':
    case 'BLOB':
    case 'MEDIUMBLOB':
    case 'LONGBLOB': return { name, length: BLOB_LENGTHS[name] }
    case 'VECTOR': return { name, length: numbers[0] ?? 2048 }
    case 'GEOMETRY':
    case 'POINT':
    case 'LINESTRING':
    case 'POLYGON':
    case 'MULTIPOINT':
    case 'MULTILINESTRING':
    case 'MULTIPOLYGON':
    case 'GEOMETRYCOLLECTION': {
      const srid = /\bsrid\s+(\d+)/i.exec(rest)
      return srid === null ? { name } : { name, srid: Number(srid[1]) }
    }
    default: return unknown(text)
  }
}

function collationIn(rest: string): string {
  const collate = /\bcollate\s+(\w+)/i.exec(rest)
  if (collate !== null) return findCollation(collate[1]).name
  const charset = /\b(?:character\s+set|charset)\s+(\w+)/i.exec(rest)
  return charset === null ? DEFAULT_COLLATION : defaultCollation(charset[1]).name
}

/** `enum('a','it''s')`: quotes are doubled, blanks between the members are allowed. */
function parseMembers(name: 'ENUM' | 'SET', trimmed: string, text: string): SqlType {
  const members: string[] = []
  const member = /\s*'((?:[^']|'')*)'\s*([,)])/gy
  member.lastIndex = trimmed.indexOf('(') + 1
  if (member.lastIndex === 0) return unknown(text)
  for (;;) {
    const m = member.exec(trimmed)
    if (m === null) return unknown(text)
    members.push(m[1].replaceAll("''", "'"))
    if (m[2] === ')') return { name, members: Object.freeze(members), collation: collationIn(trimmed.slice(m.index + m[0].length)) }
  }
}
