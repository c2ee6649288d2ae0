import type { QueryResult, ResultColumn } from '../../sql/result.ts'
import { fromText } from '../../sql/types/decimal-math.ts'
import { comparator } from '../../sql/types/compare.ts'
import { generalNumber, shortestFloat } from '../../sql/types/number-text.ts'
import type { SqlType } from '../../sql/types/sql-type.ts'
import { toText } from '../../sql/types/wire.ts'
import { decimalType, isTemporal } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import { momentForms, type MomentForm } from './moments.ts'

/*
 * What a row of dolt_tests asserts of its query's answer.
 * Source: Dolt go/libraries/doltcore/sqle/dtablefunctions/dolt_test_run.go.
 */

const INTEGERS: ReadonlySet<string> = new Set(['TINYINT', 'SMALLINT', 'MEDIUMINT', 'INT', 'BIGINT', 'YEAR', 'BIT'])
const BOOLEANS: Readonly<Record<string, boolean>> = {
  t: true, T: true, TRUE: true, true: true, True: true, f: false, F: false, FALSE: false, false: false, False: false,
}
const SINGLE = 'expected_single_value'

const COMPARISONS: Readonly<Record<string, readonly [words: string, holds: (order: number) => boolean]>> = {
  '==': ['equal to', (order) => order === 0], '!=': ['not equal to', (order) => order !== 0],
  '<': ['less than', (order) => order < 0], '<=': ['less than or equal to', (order) => order <= 0],
  '>': ['greater than', (order) => order > 0], '>=': ['greater than or equal to', (order) => order >= 0],
}

/** Why an answer isn't what is asserted of it; empty where it is. */
export function failure(assertion: string, comparison: string, wanted: string | null, answer: QueryResult): string {
  switch (assertion) {
    case 'expected_rows': return count(assertion, comparison, wanted, answer.rows.length)
    // Dolt counts the columns of the first row.
    case 'expected_columns': return count(assertion, comparison, wanted, answer.rows.length === 0 ? 0 : answer.columns.length)
    case SINGLE: return single(comparison, wanted, answer)
    default: return `${assertion} is not a valid assertion type`
  }
}

function compared(assertion: string, comparison: string, order: number, wanted: string, got: string): string {
  if (!Object.hasOwn(COMPARISONS, comparison)) return `${comparison} is not a valid comparison type`
  const [words, holds] = COMPARISONS[comparison]
  return holds(order) ? '' : `Assertion failed: ${assertion} ${words} ${wanted}, got ${got}`
}

function count(assertion: string, comparison: string, wanted: string | null, got: number): string {
  if (wanted === null) return 'null is not a valid assertion for expected_rows'
  if (!/^[+-]?\d+$/.test(wanted)) return `cannot run assertion on non integer value: ${wanted}`
  return compared(assertion, comparison, got - Number(wanted), String(Number(wanted)), String(got))
}

function single(comparison: string, wanted: string | null, { columns, rows }: QueryResult): string {
  const refused = (received: string): string => `${SINGLE} expects exactly one cell. Received ${received}`
  if (rows.length === 0) return refused('0 rows')
  if (columns.length !== 1) return refused('multiple columns')
  if (rows.length > 1) return refused('multiple rows')
  const [column] = columns
  const [got] = rows[0]
  if (wanted === null) return againstNull(comparison, got, column)
  if (Object.hasOwn(BOOLEANS, wanted)) return againstBoolean(comparison, BOOLEANS[wanted], shown(got, column))
  if (got === null) return `Type ${column.type.name} is not supported`
  return againstText(comparison, wanted, got, column.type, shown(got, column))
}

function shown(value: Value, { type }: ResultColumn): string {
  if (value === null) return '<nil>'
  if (type.name === 'DOUBLE') return generalNumber(value as number)
  if (type.name === 'FLOAT') return generalNumber(shortestFloat(value as number))
  const text = toText(type, value)
  return typeof text === 'string' ? text : new TextDecoder().decode(text)
}

function againstNull(comparison: string, got: Value, column: ResultColumn): string {
  if (comparison !== '==' && comparison !== '!=') return `${comparison} is not a valid comparison for NULL values`
  return compared(SINGLE, comparison, got === null ? 0 : 1, 'NULL', got === null ? 'NULL' : shown(got, column))
}

function againstBoolean(comparison: string, wanted: boolean, text: string): string {
  if (comparison !== '==' && comparison !== '!=') return `${comparison} is not a valid comparison for boolean values. Only '==' and '!=' are supported`
  const got = text === '1'
  return compared(SINGLE, comparison, Number(got) - Number(wanted), String(wanted), String(got))
}

function againstText(comparison: string, wanted: string, got: Value, type: SqlType, text: string): string {
  if (INTEGERS.has(type.name)) {
    if (!/^[+-]?\d+$/.test(wanted)) return `Could not compare non integer value '${wanted}', with ${text}`
    const order = BigInt(text) - BigInt(wanted)
    return compared(SINGLE, comparison, order < 0n ? -1 : order > 0n ? 1 : 0, String(BigInt(wanted)), text)
  }
  if (type.name === 'DOUBLE' || type.name === 'FLOAT') {
    const number = Number(wanted)
    if (wanted.trim() === '' || Number.isNaN(number)) return `Could not compare non float value '${wanted}', with ${text}`
    return compared(SINGLE, comparison, (got as number) - number, generalNumber(number), text)
  }
  if (type.name === 'DECIMAL') {
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(wanted)) return `Could not compare non decimal value '${wanted}', with ${text}`
    const number = fromText(wanted)
    return compared(SINGLE, comparison, comparator(type, decimalType(65, number.scale))(got, number), wanted, text)
  }
  if (isTemporal(type) && type.name !== 'TIME') return againstMoment(comparison, wanted, text)
  return compared(SINGLE, comparison, text < wanted ? -1 : text > wanted ? 1 : 0, wanted, text)
}

function againstMoment(comparison: string, wanted: string, text: string): string {
  const form: MomentForm | undefined = momentForms.find((f) => f.parse(wanted) !== undefined)
  if (form === undefined) return `${wanted} does not appear to be a valid date`
  const [micros, actual] = [form.parse(wanted)!, momentForms[0].parse(text) ?? momentForms[1].parse(text)!]
  return compared(SINGLE, comparison, actual - micros, form.format(micros), form.format(actual))
}
