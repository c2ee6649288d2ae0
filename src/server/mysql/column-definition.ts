import type { ResultColumn } from '../../sql/result.ts'
import type { SqlType } from '../../sql/types/sql-type.ts'
import { isBinary, isIntegral, isSpatial } from '../../sql/types/types.ts'
import { protocolType } from '../../sql/types/wire.ts'
import type { PacketWriter } from './packet-writer.ts'
import { collationId, hasCharset, type ResultCharset } from './result-charset.ts'

/** Source: MySQL internals, "Column Definition Flags". */
const Flag = { NOT_NULL: 1, BLOB: 16, UNSIGNED: 32, BINARY: 128, ENUM: 256, TIMESTAMP: 1024, SET: 2048 } as const

const BINARY_CHARSET = 63
/** Bytes of a character of utf8mb4. */
const CHARACTER_BYTES = 4

/** Source: MySQL internals, "ColumnDefinition41". */
export function writeColumn(w: PacketWriter, { name, type, nullable }: ResultColumn, database: string, results: ResultCharset): void {
  const { wire } = type
  const shown = wire ?? type
  w.begin()
  w.text('def')
  w.text(database)
  w.text('')
  w.text('')
  w.text(name)
  w.text(name)
  w.uint8(12)
  w.uint16(hasCharset(shown) ? collationId(shown, results) : BINARY_CHARSET)
  w.uint32(displayLength(shown))
  w.uint8(protocolType(type))
  w.uint16(flagsOf(shown, nullable))
  w.uint8(decimalsOf(shown))
  w.uint16(0)
  w.end()
}

function flagsOf(type: SqlType, nullable: boolean): number {
  let flags = nullable ? 0 : Flag.NOT_NULL
  if (type.unsigned === true) flags |= Flag.UNSIGNED
  if (isBinary(type) || isSpatial(type) || type.name === 'JSON') flags |= Flag.BINARY
  if (/BLOB$|TEXT$/.test(type.name) || isSpatial(type) || type.name === 'JSON') flags |= Flag.BLOB
  if (type.name === 'ENUM') flags |= Flag.ENUM
  if (type.name === 'SET') flags |= Flag.SET
  if (type.name === 'TIMESTAMP') flags |= Flag.TIMESTAMP | Flag.BINARY
  return flags
}

/** What drivers call the column's length: characters for numbers and times, bytes for texts. */
function displayLength(type: SqlType): number {
  switch (type.name) {
    case 'TINYINT': return type.length ?? 4
    case 'SMALLINT': return 6
    case 'MEDIUMINT': return 9
    case 'INT': return 11
    case 'BIGINT': return 20
    case 'FLOAT': return 12
    case 'DOUBLE': return 22
    case 'DECIMAL': return (type.precision ?? 65) + 2
    case 'BIT': return type.length ?? 1
    case 'YEAR': return 4
    case 'DATE': return 10
    case 'TIME': return type.fsp === undefined || type.fsp === 0 ? 10 : 11 + type.fsp
    case 'DATETIME':
    case 'TIMESTAMP': return type.fsp === undefined || type.fsp === 0 ? 19 : 20 + type.fsp
    case 'CHAR':
    case 'VARCHAR': return (type.length ?? 16383) * CHARACTER_BYTES
    case 'BINARY':
    case 'VARBINARY': return type.length ?? 65535
    case 'TINYTEXT': return 255 * CHARACTER_BYTES
    case 'TINYBLOB': return 255
    case 'TEXT': return 65535 * CHARACTER_BYTES
    case 'BLOB': return 65535
    case 'MEDIUMTEXT': return 16777215 * CHARACTER_BYTES
    case 'MEDIUMBLOB': return 16777215
    case 'ENUM': return Math.max(1, ...(type.members ?? []).map(({ length }) => length)) * CHARACTER_BYTES
    case 'SET': return Math.max(1, (type.members ?? []).join(',').length) * CHARACTER_BYTES
    case 'NULL': return 0
    default: return 0xffffffff
  }
}

/** Digits behind the point; 31 for those that vary. */
function decimalsOf(type: SqlType): number {
  if (type.name === 'DECIMAL') return type.scale ?? 31
  if (type.name === 'FLOAT' || type.name === 'DOUBLE') return 31
  if (isIntegral(type)) return 0
  return type.fsp ?? 0
}
