import { OxbowError } from '../../error.ts'
import type { TypeName as TypeNode } from '../parser/ast.ts'
import { bytesOfCharset, charsetOf, collation, collationKeyer, defaultCollation } from '../types/collation.ts'
import type { SqlType, TypeName } from '../types/sql-type.ts'
import { BIGINT, BIGINT_UNSIGNED, BOOLEAN, DEFAULT_COLLATION, JSON_TYPE } from '../types/types.ts'

const TEXT_LENGTHS: Readonly<Record<string, number>> = {
  TINYTEXT: 255, TEXT: 65535, MEDIUMTEXT: 16777215, LONGTEXT: 4294967295, TINYBLOB: 255, BLOB: 65535, MEDIUMBLOB: 16777215, LONGBLOB: 4294967295,
}

function outOfRange(message: string, errno: number): OxbowError {
  return new OxbowError('BAD_TYPE', message, { errno, sqlState: '42000' })
}

/** TEXT(M) and BLOB(M) are the smallest type that holds so many characters. Source: MySQL 8.0 manual, The BLOB and TEXT Types. */
function smallest(kind: 'TEXT' | 'BLOB', length: number | undefined, width: number): TypeName {
  if (length === undefined || length === 0) return kind
  for (const prefix of ['TINY', '', 'MEDIUM']) if (length * width <= TEXT_LENGTHS[prefix + kind]) return (prefix + kind) as TypeName
  return `LONG${kind}`
}

/** The SQL type of a column or cast as it is written. @throws OxbowError 1074, 1425, 1426 and others for impossible sizes. */
export function sqlTypeOf(node: TypeNode, forCast = false, tableCollation: string = DEFAULT_COLLATION): SqlType {
  const [first, second] = node.numbers
  const { name } = node
  switch (name) {
    case 'SIGNED': return BIGINT
    case 'UNSIGNED': return BIGINT_UNSIGNED
    case 'BOOLEAN': return BOOLEAN
    case 'TINYINT': return { name, unsigned: node.unsigned || undefined, length: first === 1 && !node.unsigned ? 1 : undefined }
    case 'SMALLINT': case 'MEDIUMINT': case 'INT': case 'BIGINT': return { name, unsigned: node.unsigned || undefined }
    case 'FLOAT': return first !== undefined && second === undefined && first > 24 ? { name: 'DOUBLE', unsigned: node.unsigned || undefined } : { name, unsigned: node.unsigned || undefined }
    case 'DOUBLE': return { name, unsigned: node.unsigned || undefined }
    case 'DECIMAL': {
      const precision = first ?? 10
      const scale = second ?? 0
      if (precision > 65) throw outOfRange(`Too big precision ${precision} specified for column. Maximum is 65.`, 1426)
      if (scale > 30) throw outOfRange(`Too big scale ${scale} specified for column. Maximum is 30.`, 1425)
      if (scale > precision) throw outOfRange('For float(M,D), double(M,D) or decimal(M,D), M must be >= D (column).', 1427)
      return { name, precision: precision === 0 ? 10 : precision, scale, unsigned: node.unsigned || undefined }
    }
    case 'BIT': return { name, length: first ?? 1 }
    case 'YEAR': case 'DATE': return { name }
    case 'TIME': return { name, fsp: 6 }
    case 'DATETIME': case 'TIMESTAMP': {
      if ((first ?? 0) > 6) throw outOfRange(`Too-big precision ${first} specified for column. Maximum is 6.`, 1426)
      return { name, fsp: first ?? 0 }
    }
    case 'CHAR': case 'VARCHAR': {
      if (name === 'VARCHAR' && first === undefined) throw outOfRange("You have an error in your SQL syntax; a VARCHAR needs a length", 1064)
      if (forCast) return { name: 'LONGTEXT', length: first ?? TEXT_LENGTHS.LONGTEXT, collation: collationOf({ ...node, charset: undefined }, tableCollation) }
      if (isBinaryNode(node)) return { name: name === 'CHAR' ? 'BINARY' : 'VARBINARY', length: first ?? 1 }
      if (name === 'CHAR' && first > 255) throw outOfRange('Column length too big for column (max = 255); use BLOB or TEXT instead', 1074)
      if (name === 'VARCHAR' && first > 65535) throw outOfRange('Column length too big for column (max = 16383); use BLOB or TEXT instead', 1074)
      return { name, length: first ?? 1, collation: collationOf(node, tableCollation) }
    }
    case 'TINYTEXT': case 'TEXT': case 'MEDIUMTEXT': case 'LONGTEXT': {
      if (isBinaryNode(node)) return { name: name.replace('TEXT', 'BLOB') as TypeName, length: TEXT_LENGTHS[name] }
      const own = collationOf(node, tableCollation)
      const sized = name === 'TEXT' ? smallest('TEXT', first, bytesOfCharset(charsetOf(own))) : name
      return { name: sized, length: TEXT_LENGTHS[sized], collation: own }
    }
    case 'BINARY': return forCast && first === undefined ? { name: 'VARBINARY', length: TEXT_LENGTHS.LONGBLOB } : { name, length: first ?? 1 }
    case 'VARBINARY': return { name, length: first ?? 1 }
    case 'TINYBLOB': case 'BLOB': case 'MEDIUMBLOB': case 'LONGBLOB': {
      const sized = name === 'BLOB' ? smallest('BLOB', first, 1) : name
      return { name: sized, length: TEXT_LENGTHS[sized] }
    }
    case 'ENUM': case 'SET': {
      const members = node.members ?? []
      const collation = collationOf(node, tableCollation)
      const key = collationKeyer(collation)
      const twice = members.find((m, i) => members.findIndex((other) => key(other) === key(m)) < i)
      if (twice !== undefined) throw new OxbowError('DUPLICATED_VALUE_IN_TYPE', `Column has duplicated value '${twice}' in ${name}`, { errno: 1291 })
      return { name, members, collation }
    }
    case 'JSON': return JSON_TYPE
    case 'VECTOR': return { name, length: first ?? 2048 }
    case 'GEOMETRY': case 'POINT': case 'LINESTRING': case 'POLYGON': case 'MULTIPOINT': case 'MULTILINESTRING': case 'MULTIPOLYGON': case 'GEOMETRYCOLLECTION':
      return { name, srid: node.srid }
    default: throw new OxbowError('UNKNOWN_TYPE', `Unknown data type: ${name}`, { errno: 1064, sqlState: '42000' })
  }
}

/** Texts of the set or collation `binary` are bytes. */
function isBinaryNode({ charset, collation: named }: TypeNode): boolean {
  return charset === 'binary' || named === 'binary'
}

function collationOf(node: TypeNode, tableCollation: string): string {
  if (node.collation === 'binary of charset') return node.charset === undefined ? 'utf8mb4_0900_bin' : `${node.charset}_bin`
  if (node.collation !== undefined) return collation(node.collation).name
  if (node.charset !== undefined) return defaultCollation(node.charset).name
  return tableCollation
}
