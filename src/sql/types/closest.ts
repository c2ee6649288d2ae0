import { decimalOf, doubleOf, bytesOf, textOf, utf8 } from './convert.ts'
import { ZERO_DATETIME } from './calendar.ts'
import { truncateText } from './cast.ts'
import { fromText, toInteger } from './decimal-math.ts'
import { type Value, normalInt } from '../value.ts'
import type { SqlType } from './sql-type.ts'
import { integerRange, isBinary, isFloating, isInteger, isText } from './types.ts'

/**
 * What INSERT IGNORE and UPDATE IGNORE store for a value that doesn't fit its column: the closest value where there is one, else the type's
 * zero. Source: Dolt, whose choice differs from MySQL's (a negative number goes round in an unsigned column, a decimal becomes zero).
 */
export function closestValue(type: SqlType, from: SqlType, value: Value): Value {
  if (isInteger(type)) return closestInteger(type, toInteger(decimalOf(from)(value)))
  if (isFloating(type)) {
    const number = doubleOf(from)(value)
    return Number.isFinite(number) ? number : 0
  }
  if (type.name === 'CHAR' || type.name === 'VARCHAR') return truncateText(textOf(from)(value), type.length ?? 1)
  if (isText(type)) return utf8(new TextEncoder().encode(textOf(from)(value)).subarray(0, type.length))
  if (isBinary(type) && type.name !== 'VECTOR') return bytesOf(from)(value).slice(0, type.length)
  return zeroOf(type)
}

function closestInteger(type: SqlType, value: bigint): Value {
  const [min, max] = integerRange(type)
  if (value > max) return normalInt(max)
  if (value >= min) return normalInt(value)
  return normalInt(type.unsigned === true ? BigInt.asUintN(max.toString(2).length, value) : min)
}

/** The value that stands for none. Source: the Zero methods of go-mysql-server's types; JSON has none. */
export function zeroOf(type: SqlType): Value {
  if (isText(type)) return ''
  if (type.name === 'BINARY') return new Uint8Array(type.length ?? 1)
  if (isBinary(type)) return new Uint8Array(0)
  if (type.name === 'DECIMAL') return fromText((0).toFixed(type.scale ?? 0))
  if (type.name === 'DATETIME' || type.name === 'TIMESTAMP') return ZERO_DATETIME
  return type.name === 'JSON' ? null : 0
}
