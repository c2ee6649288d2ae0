import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import { sameName } from '../analyzer/scope.ts'
import { runQuery, workLimits } from '../exec/driver.ts'
import type { Expression, Insert, QueryExpression, Select, SelectItem, With } from '../parser/ast.ts'
import { editTable } from '../foreign-keys/keyed-editor.ts'
import type { QueryResult } from '../result.ts'
import type { Value } from '../value.ts'
import { RowTriggers } from '../program/triggers.ts'
import { someNode } from '../program/walk.ts'
import type { SqlType } from '../types/sql-type.ts'
import { RowWriter } from './insert-rows.ts'
import { RowProgram } from './row-program.ts'
import { planQuery } from './select.ts'
import { type StatementContext, compute, databaseOf, done, resultSet } from './statement.ts'

/** INSERT and REPLACE. */
export async function runInsert(statement: Insert, cx: StatementContext): Promise<QueryResult> {
  const { transaction, session } = cx
  const database = databaseOf(cx, statement.table.database)
  const change = statement.replace || (statement.onDuplicate ?? []).length > 0 ? 'update' : 'insert'
  const editor = await compute(cx, editTable(database, statement.table.name, change, cx))
  const { columns } = editor.table
  const program = await compute(cx, RowProgram.of(columns, statement.table.name, editor.checks, transaction, session, cx.params, cx.locals))
  const targets = statement.columns === undefined || (statement.columns.length === 0 && statement.rows?.every((r) => r.length === columns.length))
    ? columns.map((_, i) => i)
    : statement.columns.map((name) => program.ordinal(name))
  if (new Set(targets).size < targets.length) {
    throw new OxbowError('FIELD_SPECIFIED_TWICE', `Column '${columns[targets.find((t, i) => targets.indexOf(t) !== i)!].name}' specified twice`, { errno: 1110, sqlState: '42000' })
  }
  if (statement.rowAlias !== undefined) program.aliasWanted(statement.rowAlias, statement.columnAliases, targets)
  program.lenient = statement.ignore
  const triggers = await compute(cx, RowTriggers.of(database, statement.table.name, editor, 'insert', cx))
  const writer = new RowWriter(statement, editor, program, triggers, cx)
  if (statement.query !== undefined) {
    const read = sourceColumns(statement, program)
    const plan = await compute(cx, planQuery(withColumns(withTables(statement.query, statement.with), read), cx))
    if (plan.columns.length - read.length !== targets.length) throw wrongCount(1)
    program.addSource(read.map((column, i) => ({ ...column, type: plan.columns[targets.length + i].type })))
    await compute(cx, writer.prepare())
    const { rows } = await runQuery(plan, session, transaction, workLimits(cx.limits))
    const convert = targets.map((t, i) => program.converter(t, plan.columns[i].type))
    await compute(cx, writer.writeAll(rows.map((row) => {
      const wanted = new Map<number, Value>()
      targets.forEach((t, i) => wanted.set(t, convert[i](row[i])))
      return { wanted, source: read.length === 0 ? row : row.slice(targets.length) }
    })))
  } else {
    await compute(cx, writer.prepare())
    const rows = statement.rows!
    let written = 0
    while (written < rows.length) {
      // Rows without subqueries are written together: nothing waits between them.
      const asking = rows.findIndex((row, i) => i >= written && row.some(asks))
      const until = asking < 0 ? rows.length : asking
      await compute(cx, writeValues(rows, written, until, targets, program, writer))
      written = until
      if (asking < 0) break
      checkCount(rows, asking, targets)
      const queried = await queriedValues(rows[asking], statement.with, cx)
      await compute(cx, writer.write(valuesOf(rows[asking], targets, program, queried)))
      written++
    }
  }
  await compute(cx, editor.flush())
  const info = (statement.rows?.length ?? 2) > 1 ? `Records: ${writer.records}  Duplicates: ${writer.duplicates}  Warnings: ${session.warnings.length}` : ''
  if (statement.returning !== undefined) return resultSet(writer.returned.columns, writer.returned.rows)
  return done(writer.affected, { insertId: writer.insertId, info })
}

/** True for an expression that holds a subquery. */
function asks(expression: Expression): boolean {
  return expression.kind !== 'literal' && someNode(expression, (node) => 'query' in node)
}

/** @throws OxbowError 1136 where a row of VALUES has more or fewer values than it should. */
function checkCount(rows: readonly (readonly Expression[])[], row: number, targets: readonly number[]): void {
  if (rows[row].length !== targets.length && rows[row].length > 0) throw wrongCount(row + 1)
}

const NOTHING_QUERIED: ReadonlyMap<Expression, Queried> = new Map()

/** Writes the rows from ≤ i < to of VALUES, which hold no subqueries. */
function* writeValues(
  rows: readonly (readonly Expression[])[], from: number, to: number, targets: readonly number[], program: RowProgram, writer: RowWriter,
): Fetching<void> {
  for (let i = from; i < to; i++) {
    checkCount(rows, i, targets)
    yield* writer.write(valuesOf(rows[i], targets, program, NOTHING_QUERIED))
  }
}

/** A value that a subquery in VALUES gave. */
interface Queried {
  readonly type: SqlType
  readonly value: Value
}

/** Runs those expressions of a row that hold subqueries. */
async function queriedValues(row: readonly Expression[], tables: With | undefined, cx: StatementContext): Promise<ReadonlyMap<Expression, Queried>> {
  const values = new Map<Expression, Queried>()
  for (const expression of row) {
    if (!asks(expression)) continue
    const { start, end } = expression
    const select: Select = {
      kind: 'select', distinct: false, calcFoundRows: false, groupBy: [], rollup: false, windows: [], orderBy: [], with: tables, start, end,
      items: [{ expression, text: '', start, end }],
    }
    const plan = await compute(cx, planQuery(select, cx))
    const { rows } = await runQuery(plan, cx.session, cx.transaction, workLimits(cx.limits))
    values.set(expression, { type: plan.columns[0].type, value: rows[0][0] })
  }
  return values
}

/** A column that an expression names. */
interface NamedColumn {
  readonly name: string
  readonly table: string | undefined
}

/** The columns that ON DUPLICATE KEY UPDATE reads of the query that the rows come from: those that aren't the table's own. */
function sourceColumns({ onDuplicate, table, rowAlias }: Insert, program: RowProgram): NamedColumn[] {
  const own = new Set([table.name, rowAlias, 'values'].map((name) => name?.toLowerCase()))
  const read = new Map<string, NamedColumn>()
  someNode((onDuplicate ?? []).map((item) => item.value), (node) => {
    if (node.kind !== 'column') return false
    const column: NamedColumn = { name: String(node.name), table: node.table === undefined ? undefined : String(node.table) }
    const known = column.table === undefined ? program.columns.some((c) => sameName(c.name, column.name)) : own.has(column.table.toLowerCase())
    if (!known) read.set(`${column.table ?? ''}.${column.name}`.toLowerCase(), column)
    return false
  })
  return [...read.values()]
}

/** The query with more columns at its end. */
function withColumns(query: QueryExpression, columns: readonly NamedColumn[]): QueryExpression {
  if (columns.length === 0 || query.kind !== 'select') return query
  const { start, end } = query
  const items = columns.map((column): SelectItem => ({ expression: { kind: 'column', ...column, start, end }, text: '', start, end }))
  return { ...query, items: [...query.items, ...items] }
}

function withTables(query: QueryExpression, tables: With | undefined): QueryExpression {
  return tables === undefined ? query : { ...query, with: tables }
}

function wrongCount(row: number): OxbowError {
  return new OxbowError('WRONG_VALUE_COUNT_ON_ROW', `Column count doesn't match value count at row ${row}`, { errno: 1136, sqlState: '21S01' })
}

/** The values of one VALUES row, bound and converted. DEFAULT leaves its column out. */
function* valuesOf(
  row: readonly Expression[], targets: readonly number[], program: RowProgram, queried: ReadonlyMap<Expression, Queried>,
): Fetching<Map<number, Value>> {
  const wanted = new Map<number, Value>()
  for (let i = 0; i < row.length; i++) {
    const e = row[i]
    const column = targets[i]
    if (e.kind === 'default') {
      if (e.column !== undefined) wanted.set(column, program.default(program.ordinal(e.column), []))
      continue
    }
    const info = program.columns[column]
    if (info.generatedText !== undefined) {
      throw new OxbowError('NON_DEFAULT_VALUE_FOR_GENERATED_COLUMN', `The value specified for generated column '${info.name}' in table is not allowed.`, { errno: 3105 })
    }
    const found = queried.get(e)
    if (found !== undefined) {
      wanted.set(column, program.converter(column, found.type)(found.value))
      continue
    }
    const expr = e.kind === 'literal' ? program.literal(e) : yield* program.bind(e)
    if (expr.kind === 'literal') wanted.set(column, program.converter(column, expr.type)(expr.value))
    else {
      // Columns named in VALUES stand for the values left of them.
      const sofar = new Array<Value>(program.columns.length).fill(null)
      for (const [c, v] of wanted) sofar[c] = v
      program.cx.rows[0].values = sofar
      wanted.set(column, program.converter(column, expr.type)(program.compile(expr)(program.cx)))
    }
  }
  return wanted
}
