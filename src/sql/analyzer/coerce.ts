import { Decimal } from '../../prolly/decimal.ts'
import { ExecContext } from '../exec/context.ts'
import type { Expr, LiteralExpr } from '../plan/expression.ts'
import type { SqlSession } from '../session.ts'
import { castTo, enumMember } from '../types/cast.ts'
import { utf8Bytes } from '../types/convert.ts'
import { parse as parseDecimal, rescale } from '../types/decimal-math.ts'
import type { SqlType } from '../types/sql-type.ts'
import { DATETIME6, isInteger, isText } from '../types/types.ts'
import { type Value, normalInt } from '../value.ts'

const MICROS_PER_DAY = 86_400_000_000n

/**
 * A literal that a column is compared with, in the column's own form where nothing of its meaning is lost: then indexes
 * and byte comparisons can take it. Otherwise the literal as it was; the general comparison follows MySQL's rules.
 */
export function literalForColumn(literal: LiteralExpr, type: SqlType, equality: boolean, session: SqlSession): LiteralExpr {
  const { value } = literal
  if (value === null) return literal
  const cx = new ExecContext(session, 0, [], 0)
  const as = (v: Value, t: SqlType): LiteralExpr => ({ kind: 'literal', value: v, type: t, nullable: false })
  if (isInteger(type) || type.name === 'YEAR') {
    const whole = wholeNumber(value, literal.type)
    if (whole === undefined) return literal
    const { source } = whole === value ? literal : {}
    return { ...as(whole, type.name === 'YEAR' ? { name: 'INT' } : { name: 'BIGINT' }), source }
  }
  switch (type.name) {
    case 'DATE':
    case 'DATETIME':
    case 'TIMESTAMP': {
      if (!isText(literal.type) && literal.type.name !== 'DATE' && literal.type.name !== 'DATETIME' && literal.type.name !== 'TIMESTAMP') return literal
      const moment = castTo(DATETIME6, literal.type)(value, cx) as number | bigint | null
      if (moment === null) return literal
      if (type.name !== 'DATE') return as(moment, DATETIME6)
      if (BigInt(moment) % MICROS_PER_DAY !== 0n) return literal
      const date = castTo(type, literal.type)(value, cx)
      return date === null ? literal : as(date, type)
    }
    case 'TIME': {
      if (!isText(literal.type)) return literal
      const time = castTo(type, literal.type)(value, cx)
      return time === null ? literal : as(time, type)
    }
    case 'DOUBLE': {
      if (typeof value === 'number') return as(value, type)
      return value instanceof Decimal ? as(Number(value.toString()), type) : literal
    }
    case 'DECIMAL': {
      const decimal = value instanceof Decimal ? value : isInteger(literal.type) ? new Decimal(BigInt(value as number), 0)
        : isText(literal.type) ? parseDecimal(value as string, true) : undefined
      if (decimal === undefined) return literal
      const scaled = rescale(decimal, type.scale ?? 0)
      return rescale(scaled, decimal.scale).coefficient === decimal.coefficient ? as(scaled, type) : literal
    }
    case 'ENUM': {
      if (!equality || typeof value !== 'string') return literal
      const member = enumMember(type, value)
      return member === undefined ? literal : as(member, type)
    }
    case 'VARBINARY': return typeof value === 'string' ? as(utf8Bytes(value), type) : literal
    default: return literal
  }
}

/** The whole number that a literal is, if it is one. */
function wholeNumber(value: Value, type: SqlType): number | bigint | undefined {
  if (isInteger(type) && (typeof value === 'number' || typeof value === 'bigint')) return value
  if (typeof value === 'number' && Number.isSafeInteger(value) && (type.name === 'DOUBLE' || type.name === 'FLOAT')) return value
  if (value instanceof Decimal) {
    const whole = rescale(value, 0)
    return rescale(whole, value.scale).coefficient === value.coefficient ? normalInt(whole.coefficient) : undefined
  }
  if (typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value)
  return undefined
}

/** True when the two sides of a comparison are a column and a literal: [column, literal, swapped]. */
export function columnAndLiteral(a: Expr, b: Expr): [Expr, LiteralExpr, boolean] | undefined {
  if (a.kind === 'column' && b.kind === 'literal') return [a, b, false]
  if (b.kind === 'column' && a.kind === 'literal') return [b, a, true]
  return undefined
}
