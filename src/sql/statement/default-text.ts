import { OxbowError } from '../../error.ts'
import type { Decimal } from '../../prolly/decimal.ts'
import { ExecContext } from '../exec/context.ts'
import { statementTime } from '../exec/driver.ts'
import type { ColumnDefinition as ColumnNode, Expression, Literal } from '../parser/ast.ts'
import { readsVariables } from '../parser/expression-columns.ts'
import { formatDefault, quoteText } from '../parser/format.ts'
import type { Session } from '../session-state.ts'
import { bytesToInt, textOf, utf8Bytes } from '../types/convert.ts'
import { collationKeyer } from '../types/collation.ts'
import { fromText } from '../types/decimal-math.ts'
import { generalNumber, shortestFloat } from '../types/number-text.ts'
import type { SqlType } from '../types/sql-type.ts'
import { storeConverter } from '../types/store.ts'
import { BOOLEAN, DOUBLE, LONGBLOB, LONGTEXT, decimalType, integerLiteralType, isBinary, isText } from '../types/types.ts'
import { type Int, type Value, normalInt } from '../value.ts'

/** Types whose constant defaults Dolt converts before it keeps them; dates, times and members stay as they are written. */
const CONVERTED: ReadonlySet<string> = new Set([
  'TINYINT', 'SMALLINT', 'MEDIUMINT', 'INT', 'BIGINT', 'DECIMAL', 'FLOAT', 'DOUBLE', 'YEAR', 'BIT',
])

const NOW: readonly string[] = ['current_timestamp', 'now', 'localtime', 'localtimestamp', 'sysdate']

/**
 * A column's DEFAULT as Dolt's schema keeps it: a constant is the column's value (`1.5` of an INT is 2, `1` of a
 * DECIMAL(10,2) is 1.00, `'a'` of a VARBINARY is 0x61), everything else an expression in parentheses.
 * @throws OxbowError 1067 for a constant that the column can't hold.
 */
export function defaultText(column: Pick<ColumnNode, 'name' | 'default' | 'defaultInParentheses'>, type: SqlType, session: Session): string | undefined {
  const e = column.default
  if (e === undefined) return undefined
  refuseVariables(column.name, e)
  const isNow = e.kind === 'call' && NOW.includes(e.name)
  if (isNow && !mayBeNow(type, column.defaultInParentheses === true, e.args[0])) throw invalidDefault(column.name)
  const text = formatDefault(e, column.defaultInParentheses === true, isNow)
  const textual = isText(type)
  const binary = isBinary(type)
  if (type.name === 'ENUM' && e.kind === 'literal' && e.type === 'string' && column.defaultInParentheses !== true) {
    // A member's number, which strings may stand for elsewhere, is none here.
    const key = collationKeyer(type.collation)
    if (!type.members!.some((member) => key(member) === key(e.value))) throw invalidDefault(column.name)
  }
  if (column.defaultInParentheses === true || !(CONVERTED.has(type.name) || textual || binary)) return text
  const constant = constantOf(e, type)
  if (constant === undefined) return text
  let value: Value
  try {
    const cx = new ExecContext(session, 0, [], statementTime(session))
    value = storeConverter(type, constant.type, column.name)(constant.value, cx)
  } catch (cause) {
    if (!(cause instanceof OxbowError)) throw cause
    throw invalidDefault(column.name, cause)
  }
  if (binary) return `0x${[...(value as Uint8Array)].map((b) => b.toString(16).padStart(2, '0')).join('').toUpperCase()}`
  if (textual) return quoteText(value as string)
  if (type.name === 'DOUBLE') return generalNumber(value as number)
  if (type.name === 'FLOAT') return generalNumber(shortestFloat(value as number))
  return type.name === 'DECIMAL' ? textOf(type)(value) : String(value)
}

/** A DATETIME or TIMESTAMP takes the time with as many digits as it has itself; other types take it as an expression only. */
function mayBeNow(type: SqlType, inParentheses: boolean, digits: Expression | undefined): boolean {
  if (type.name !== 'DATETIME' && type.name !== 'TIMESTAMP') return inParentheses
  return (digits?.kind === 'literal' && digits.type === 'integer' ? Number(digits.value) : 0) === (type.fsp ?? 0)
}

export function invalidDefault(column: string, cause?: unknown): OxbowError {
  return new OxbowError('INVALID_DEFAULT', `Invalid default value for '${column}'`, { errno: 1067, sqlState: '42000', cause })
}

/** @throws OxbowError 3772 for what isn't the same in every session. */
export function refuseVariables(column: string, e: Expression): void {
  if (readsVariables(e)) {
    throw new OxbowError('DEFAULT_VAL_GENERATED_VARIABLES', `Default value expression of column '${column}' cannot refer user or system variables.`, { errno: 3772 })
  }
}

/** A constant for a column of type `to`, perhaps with a sign before it; undefined for NULL, dates, and what isn't one. */
function constantOf(e: Expression, to: SqlType): { readonly value: Value; readonly type: SqlType } | undefined {
  if (e.kind === 'literal') {
    // Numbers read x'41' as 65, and bits read 'a' as its bytes.
    if (e.type === 'bytes' && CONVERTED.has(to.name)) return { value: bytesToInt(e.value), type: { name: 'BIGINT', unsigned: true } }
    if (e.type === 'string' && to.name === 'BIT') return { value: bytesToInt(utf8Bytes(e.value)), type: { name: 'BIGINT', unsigned: true } }
    return literalOf(e)
  }
  if (e.kind !== 'unary' || e.operand.kind !== 'literal' || (e.operator !== '-' && e.operator !== '+')) return undefined
  const { operand } = e
  if (e.operator === '+') return literalOf(operand)
  if (operand.type === 'integer') return literalOf({ ...operand, value: normalInt(-BigInt(operand.value)) })
  if (operand.type === 'decimal') return literalOf({ ...operand, text: `-${operand.text}` })
  return operand.type === 'float' ? literalOf({ ...operand, value: -operand.value }) : undefined
}

function literalOf(e: Literal): { readonly value: Value; readonly type: SqlType } | undefined {
  switch (e.type) {
    case 'boolean': return { value: Number(e.value), type: BOOLEAN }
    case 'integer': return { value: e.value as Int, type: integerLiteralType(e.value) }
    case 'decimal': {
      const value: Decimal = fromText(e.text)
      return { value, type: decimalType(65, value.scale) }
    }
    case 'float': return { value: e.value, type: DOUBLE }
    case 'string': return { value: e.value, type: LONGTEXT }
    case 'bytes': return e.notation === 'bit' && e.value.length <= 8
      ? { value: bytesToInt(e.value), type: { name: 'BIGINT', unsigned: true } } : { value: e.value, type: { ...LONGBLOB, length: e.value.length } }
    default: return undefined
  }
}
