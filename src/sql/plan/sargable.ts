import type { Decimal } from '../../prolly/decimal.ts'
import type { ColumnInfo, StoredTable } from '../catalog.ts'
import type { SqlType } from '../types/sql-type.ts'
import { isInteger, isText } from '../types/types.ts'
import type { Value } from '../value.ts'
import { type CallExpr, type Expr, type LiteralExpr, slotsOf } from './expression.ts'

/** A condition on one column that an index can answer: `column op value`, or `column IN (literals)`. */
export type Sargable =
  | { readonly kind: 'equals'; readonly column: number; readonly value: Expr; readonly source: Expr }
  | { readonly kind: 'in'; readonly column: number; readonly values: readonly LiteralExpr[]; readonly source: Expr }
  | { readonly kind: 'lower' | 'upper'; readonly column: number; readonly value: LiteralExpr; readonly inclusive: boolean; readonly source: Expr }

const FLIPPED: Readonly<Record<string, string>> = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

/** Reads a condition as an index condition on `slot`; undefined when it isn't one. */
export function sargable(condition: Expr, slot: number, table: StoredTable): Sargable | undefined {
  if (condition.kind === 'in') {
    const { needle } = condition
    if (condition.negated || needle.kind !== 'column' || needle.slot !== slot) return undefined
    const column = table.columns[needle.column]
    const values: LiteralExpr[] = []
    for (const item of condition.list) {
      if (item.kind !== 'literal') return undefined
      if (item.value === null) continue // never true
      if (!sameForm(column, item)) return undefined
      values.push(item)
    }
    return { kind: 'in', column: needle.column, values, source: condition }
  }
  if (condition.kind !== 'call' || condition.args.length !== 2) return undefined
  return comparison(condition, slot, table)
}

function comparison(call: CallExpr, slot: number, table: StoredTable): Sargable | undefined {
  if (FLIPPED[call.name] === undefined) return undefined
  let [left, right] = call.args
  let operator = call.name
  if (!(left.kind === 'column' && left.slot === slot)) {
    ;[left, right] = [right, left]
    operator = FLIPPED[operator]
  }
  if (left.kind !== 'column' || left.slot !== slot || slotsOf(right).has(slot)) return undefined
  const column = table.columns[left.column]
  if (!sameForm(column, right)) return undefined
  if (operator === '=') return { kind: 'equals', column: left.column, value: right, source: call }
  if (right.kind !== 'literal' || right.value === null || !inRange(column.type, right.value)) return undefined
  const inclusive = operator === '<=' || operator === '>='
  return { kind: operator.startsWith('<') ? 'upper' : 'lower', column: left.column, value: right, inclusive, source: call }
}

/** True when the value compares with the column in the form in which the column is stored. */
function sameForm(column: ColumnInfo, value: Expr): boolean {
  const own = column.type
  const other = value.type
  if (value.kind === 'literal' && value.value === null) return true
  if (isInteger(own) || own.name === 'YEAR') return isInteger(other) || other.name === 'YEAR'
  if (isText(own)) {
    if (!isText(other)) return false
    return value.kind === 'literal' || (own.collation ?? '') === (other.collation ?? '')
  }
  switch (own.name) {
    case 'DATE': return other.name === 'DATE'
    case 'DATETIME':
    case 'TIMESTAMP': return other.name === 'DATETIME' || other.name === 'TIMESTAMP'
    case 'TIME': return other.name === 'TIME'
    case 'DOUBLE': return other.name === 'DOUBLE' || (isInteger(other) && value.kind === 'literal' && typeof value.value === 'number')
    case 'DECIMAL': return other.name === 'DECIMAL' && (value.kind !== 'literal' ? other.scale === own.scale : (value.value as Decimal).scale === own.scale)
    case 'BINARY':
    case 'VARBINARY': return other.name === 'VARBINARY' || other.name === 'BINARY'
    default: return false
  }
}

const INTEGER_BITS: Readonly<Record<string, number>> = { TINYINT: 8, SMALLINT: 16, MEDIUMINT: 24, INT: 32, BIGINT: 64 }

/** A bound that the column can't hold would have no key: such conditions are left to the filter. */
export function inRange(type: SqlType, value: Value): boolean {
  const bits = INTEGER_BITS[type.name]
  if (bits === undefined) return type.name !== 'YEAR'
  const v = value as number | bigint
  if (typeof v === 'number' && !Number.isInteger(v)) return false
  const low = type.unsigned ? 0n : -(1n << BigInt(bits - 1))
  const high = type.unsigned ? (1n << BigInt(bits)) - 1n : (1n << BigInt(bits - 1)) - 1n
  return v >= low && v <= high
}
