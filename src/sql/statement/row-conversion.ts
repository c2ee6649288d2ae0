import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import type { ColumnInfo, RowConversion, RowShapes } from '../catalog.ts'
import type { SqlType } from '../types/sql-type.ts'
import { zeroOf } from '../types/closest.ts'
import type { Value } from '../value.ts'
import { RowProgram } from './row-program.ts'
import type { StatementContext } from './statement.ts'

/** How ALTER TABLE brings rows into a table's new shape: values are converted as INSERT would, new columns take their defaults. */
export function conversionOf(table: string, cx: StatementContext): RowConversion {
  return (shapes) => conversion(shapes, table, cx)
}

function* conversion({ from, to, origins }: RowShapes, table: string, cx: StatementContext): Fetching<(row: readonly Value[]) => Value[]> {
  const program = yield* RowProgram.of(to, table, [], cx.transaction, cx.session, [])
  const converters = to.map((column, i) => {
    const origin = origins[i]
    if (origin < 0 || sameType(from[origin].type, column.type)) return undefined
    return enumRemap(from[origin].type, column.type) ?? program.converter(i, from[origin].type)
  })
  const added = to.flatMap((column, i) => (origins[i] < 0 && column.generatedText === undefined && column.autoIncrement !== true ? [i] : []))
  const notNull = to.flatMap((column, i) => (column.nullable || column.autoIncrement === true ? [] : [i]))
  return (row) => {
    const out = new Array<Value>(to.length).fill(null)
    for (let i = 0; i < out.length; i++) {
      const origin = origins[i]
      if (origin < 0) continue
      const value = row[origin]
      const convert = converters[i]
      out[i] = convert === undefined || value === null ? value : convert(value)
    }
    for (const i of added) out[i] = defaultOf(program, to[i], i, out)
    program.generate(out)
    for (const i of notNull) {
      if (out[i] === null) throw new OxbowError('INVALID_USE_OF_NULL', 'Invalid use of NULL value', { errno: 1138, sqlState: '22004' })
    }
    return out
  }
}

/** A new column that can't be NULL and has no default holds its type's zero. */
function defaultOf(program: RowProgram, column: ColumnInfo, ordinal: number, row: readonly Value[]): Value {
  if (column.defaultText === undefined && !column.nullable) return zeroOf(column.type)
  return program.default(ordinal, row)
}

/** Members keep their names, whatever their numbers become; an empty value stays empty. */
function enumRemap(from: SqlType, to: SqlType): ((v: Value) => Value) | undefined {
  if (from.name !== 'ENUM' || to.name !== 'ENUM') return undefined
  const members = to.members ?? []
  return (v) => {
    if (v === 0) return 0
    const member = from.members?.[Number(v) - 1] ?? ''
    const at = members.indexOf(member)
    if (at < 0) throw new OxbowError('WARN_DATA_TRUNCATED', `Data truncated for column at row 1`, { errno: 1265, sqlState: '01000' })
    return at + 1
  }
}

function sameType(a: SqlType, b: SqlType): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
