import { Decimal } from '../../prolly/decimal.ts'
import { sha256 } from '../../sql/functions/hash.ts'
import { JsonDocument } from '../../sql/types/json.ts'
import type { SqlType } from '../../sql/types/sql-type.ts'
import { isBinary, isText } from '../../sql/types/types.ts'
import { datetimeOfDate } from '../../sql/types/calendar.ts'
import { toText } from '../../sql/types/wire.ts'
import type { Value } from '../../sql/value.ts'

const encoder = new TextEncoder()

/** What knows a row of a table with FULLTEXT indexes: a hash of all its values. Source: go-mysql-server's fulltext.HashRow. */
export function rowHash(types: readonly SqlType[], row: readonly Value[]): string {
  const parts: Uint8Array[] = []
  const nulls = new Uint8Array(row.length)
  row.forEach((value, i) => {
    if (value === null) nulls[i] = 1
    else parts.push(hashedBytes(types[i], value))
  })
  parts.push(nulls)
  const message = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    message.set(part, at)
    at += part.length
  }
  return sha256(message)
}

function hashedBytes(type: SqlType, value: Exclude<Value, null>): Uint8Array {
  if (typeof value === 'string') return encoder.encode(value)
  if (value instanceof Uint8Array) return value
  if (value instanceof Decimal || value instanceof JsonDocument || isText(type) || isBinary(type)) {
    const text = toText(type, value)
    return typeof text === 'string' ? encoder.encode(text) : text
  }
  switch (type.name) {
    case 'TINYINT': return integerBytes(1, value)
    case 'SMALLINT':
    case 'YEAR':
    case 'ENUM': return integerBytes(2, value)
    case 'MEDIUMINT':
    case 'INT': return integerBytes(4, value)
    case 'FLOAT': return floatBytes(4, Number(value))
    case 'DOUBLE': return floatBytes(8, Number(value))
    case 'DATE': return momentBytes(BigInt(datetimeOfDate(Number(value))))
    case 'DATETIME':
    case 'TIMESTAMP': return momentBytes(BigInt(value))
    default: return integerBytes(8, value)
  }
}

function integerBytes(width: number, value: number | bigint): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigInt64(0, BigInt.asIntN(64, BigInt(value)), true)
  return bytes.subarray(0, width)
}

function floatBytes(width: number, value: number): Uint8Array {
  const bytes = new Uint8Array(width)
  const view = new DataView(bytes.buffer)
  if (width === 4) view.setFloat32(0, value, true)
  else view.setFloat64(0, value, true)
  return bytes
}

/** Seconds from the year 1 to 1970. */
const GO_EPOCH = 62135596800n

/** A moment in Go's binary form (time.MarshalBinary): a version, seconds, nanoseconds, and -1 for UTC. */
function momentBytes(micros: bigint): Uint8Array {
  const bytes = new Uint8Array(15)
  const view = new DataView(bytes.buffer)
  const within = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n
  view.setUint8(0, 1)
  view.setBigInt64(1, (micros - within) / 1_000_000n + GO_EPOCH)
  view.setInt32(9, Number(within) * 1000)
  view.setInt16(13, -1)
  return bytes
}
