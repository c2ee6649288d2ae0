import { charsetOf } from './collation.ts'
import type { SqlType } from './sql-type.ts'
import { DEFAULT_COLLATION, isText } from './types.ts'

/** The texts of SQL types: the stored one (in schemas) and the one that SHOW CREATE TABLE and DESCRIBE print. */

function members(type: SqlType): string {
  return (type.members ?? []).map((m) => `'${m.replaceAll("'", "''")}'`).join(',')
}

function base(type: SqlType): string {
  const unsigned = type.unsigned === true ? ' unsigned' : ''
  switch (type.name) {
    case 'TINYINT': return type.length === 1 ? 'tinyint(1)' : `tinyint${unsigned}`
    case 'SMALLINT':
    case 'MEDIUMINT':
    case 'INT':
    case 'BIGINT':
    case 'FLOAT':
    case 'DOUBLE': return type.name.toLowerCase() + unsigned
    case 'DECIMAL': return `decimal(${type.precision ?? 10},${type.scale ?? 0})${unsigned}`
    case 'BIT':
    case 'CHAR':
    case 'VARCHAR':
    case 'BINARY':
    case 'VARBINARY': return `${type.name.toLowerCase()}(${type.length ?? 1})`
    case 'TIME': return 'time(6)'
    case 'VECTOR': return `VECTOR(${type.length ?? 2048})`
    case 'ENUM':
    case 'SET': return `${type.name.toLowerCase()}(${members(type)})`
    default: return type.name.toLowerCase()
  }
}

function collationSuffix(type: SqlType, usual: string): string {
  if (!isText(type) && type.name !== 'ENUM' && type.name !== 'SET') return ''
  const collation = type.collation ?? DEFAULT_COLLATION
  if (collation === usual) return ''
  const charset = charsetOf(collation)
  return charset === charsetOf(usual) ? ` COLLATE ${collation}` : ` CHARACTER SET ${charset} COLLATE ${collation}`
}

/** The text that Dolt's schemas store for a type: precision always written, collation where it isn't the default one. */
export function storedTypeText(type: SqlType): string {
  if (type.name === 'DATETIME' || type.name === 'TIMESTAMP') return `${type.name.toLowerCase()}(${type.fsp ?? 0})`
  const srid = type.srid === undefined ? '' : ` SRID ${type.srid}`
  return base(type) + collationSuffix(type, DEFAULT_COLLATION) + srid
}

/** The text that SHOW CREATE TABLE prints (a declared SRID stands in its own comment there). */
export function showTypeText(type: SqlType, tableCollation: string = DEFAULT_COLLATION): string {
  if (type.name === 'DATETIME' || type.name === 'TIMESTAMP') {
    const fsp = type.fsp ?? 0
    return fsp === 0 ? type.name.toLowerCase() : `${type.name.toLowerCase()}(${fsp})`
  }
  return base(type) + collationSuffix(type, tableCollation)
}
