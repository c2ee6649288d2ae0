import { diffRows } from '../../doltdb/row-diff.ts'
import type { Schema } from '../../doltdb/schema.ts'
import type { Table } from '../../doltdb/table.ts'
import type { SqlSession } from '../../sql/session.ts'
import { parseSqlType } from '../../sql/types/parse-type.ts'
import type { Value } from '../../sql/value.ts'
import { Missing, type Fetching } from '../../store/missing.ts'
import { RowConverter } from '../row-conversion.ts'
import { quoteName } from '../show-create.ts'
import { sqlLiteral } from './literal.ts'

/**
 * The statements that bring the rows of one state of a table to another, in the order of the key. The keys must be comparable.
 * Source: Dolt go/libraries/doltcore/sqle/sqlfmt/row_fmt.go; `IS NULL` where Dolt's condition would match nothing.
 */
export function* rowStatements(session: SqlSession, name: string, from: Table | undefined, to: Table): Fetching<string[]> {
  const { nodes } = to.db
  const { schema } = to
  const types = schema.columns.map((c) => parseSqlType(c.sqlType))
  const names = schema.columns.map((c) => quoteName(c.name))
  const table = quoteName(name)
  const literals = (row: readonly Value[]): string[] => row.map((value, i) => sqlLiteral(types[i], value))
  const condition = (row: readonly string[]): string => keyOf(schema).map(
    (i) => (row[i] === 'NULL' ? `${names[i]} IS NULL` : `${names[i]}=${row[i]}`),
  ).join(' AND ')
  const before = from === undefined ? undefined : new RowConverter(session, nodes, from.schema, schema)
  const after = new RowConverter(session, nodes, schema, schema)
  const statements: string[] = []
  for (const step of diffRows(from, to)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    const old = step.from === undefined || before === undefined ? undefined : literals(yield* before.read(step.from))
    const young = step.to === undefined ? undefined : literals(yield* after.read(step.to))
    const statement = old === undefined ? `INSERT INTO ${table} (${names.join(',')}) VALUES (${young!.join(',')});`
      : young === undefined ? `DELETE FROM ${table} WHERE ${condition(old)};`
        : update(table, names, old, young, condition(young))
    if (statement !== undefined) for (let i = 0; i < step.times; i++) statements.push(statement)
  }
  return statements
}

/** By key; in a table without one, by all columns. */
function keyOf(schema: Schema): readonly number[] {
  const inKey = new Set(schema.primaryKey)
  return schema.columns.flatMap((_, i) => (schema.keyless || inKey.has(i) ? [i] : []))
}

/** Undefined where only columns differ that are gone. */
function update(table: string, names: readonly string[], old: readonly string[], young: readonly string[], condition: string): string | undefined {
  const changes = young.flatMap((literal, i) => (literal === old[i] ? [] : [`${names[i]}=${literal}`]))
  return changes.length === 0 ? undefined : `UPDATE ${table} SET ${changes.join(',')} WHERE ${condition};`
}
