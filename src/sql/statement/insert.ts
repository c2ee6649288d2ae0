import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import type { TableEditor } from '../catalog.ts'
import type { Evaluator } from '../exec/context.ts'
import { runQuery, workLimits } from '../exec/driver.ts'
import type { Expression, Insert } from '../parser/ast.ts'
import { editTable } from '../foreign-keys/keyed-editor.ts'
import type { QueryResult } from '../result.ts'
import type { Value } from '../value.ts'
import { RowTriggers } from '../program/triggers.ts'
import { RowProgram, sameRow } from './row-program.ts'
import { planQuery } from './select.ts'
import { type StatementContext, compute, databaseOf, done, notSupported } from './statement.ts'

/** INSERT and REPLACE. */
export async function runInsert(statement: Insert, cx: StatementContext): Promise<QueryResult> {
  const { transaction, session } = cx
  if (statement.with !== undefined) throw notSupported('WITH … INSERT')
  if (statement.returning !== undefined) throw notSupported('INSERT … RETURNING')
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
  const triggers = await compute(cx, RowTriggers.of(database, statement.table.name, editor, 'insert', cx))
  const writer = new RowWriter(statement, editor, program, triggers, cx)
  await compute(cx, writer.prepareUpdates())
  if (statement.query !== undefined) {
    const plan = await compute(cx, planQuery(statement.query, cx))
    if (plan.columns.length !== targets.length) throw wrongCount(1)
    const { rows } = await runQuery(plan, session, transaction, workLimits(cx.limits))
    const convert = targets.map((t, i) => program.converter(t, plan.columns[i].type))
    await compute(cx, writer.writeAll(rows.map((row) => {
      const wanted = new Map<number, Value>()
      targets.forEach((t, i) => wanted.set(t, convert[i](row[i])))
      return wanted
    })))
  } else {
    let number = 0
    for (const row of statement.rows!) {
      number++
      if (row.length !== targets.length && row.length > 0) throw wrongCount(number)
      await compute(cx, writer.write(valuesOf(row, targets, program)))
    }
  }
  await compute(cx, editor.flush())
  const info = (statement.rows?.length ?? 2) > 1 ? `Records: ${writer.records}  Duplicates: ${writer.duplicates}  Warnings: ${session.warnings.length}` : ''
  return done(writer.affected, { insertId: writer.insertId, info })
}

function wrongCount(row: number): OxbowError {
  return new OxbowError('WRONG_VALUE_COUNT_ON_ROW', `Column count doesn't match value count at row ${row}`, { errno: 1136, sqlState: '21S01' })
}

/** The values of one VALUES row, bound and converted. DEFAULT leaves its column out. */
function* valuesOf(row: readonly Expression[], targets: readonly number[], program: RowProgram): Fetching<Map<number, Value>> {
  const wanted = new Map<number, Value>()
  for (const [i, e] of row.entries()) {
    const column = targets[i]
    if (e.kind === 'default') {
      if (e.column !== undefined) wanted.set(column, program.default(program.ordinal(e.column), []))
      continue
    }
    const info = program.columns[column]
    if (info.generatedText !== undefined) {
      throw new OxbowError('NON_DEFAULT_VALUE_FOR_GENERATED_COLUMN', `The value specified for generated column '${info.name}' in table is not allowed.`, { errno: 3105 })
    }
    const expr = yield* program.bind(e)
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

/** Writes rows through the editor, with what INSERT says of duplicates. */
class RowWriter {
  affected = 0
  records = 0
  duplicates = 0
  insertId: number | bigint = 0
  readonly #statement: Insert
  readonly #editor: TableEditor
  readonly #program: RowProgram
  /** As on Dolt, what ON DUPLICATE KEY UPDATE and REPLACE do to rows that stand there runs INSERT's triggers only. */
  readonly #triggers: RowTriggers | undefined
  readonly #cx: StatementContext
  readonly #autoIncrement: number
  #updates: { column: number; evaluate: Evaluator; convert: (v: Value) => Value }[] = []

  constructor(statement: Insert, editor: TableEditor, program: RowProgram, triggers: RowTriggers | undefined, cx: StatementContext) {
    this.#statement = statement
    this.#editor = editor
    this.#program = program
    this.#triggers = triggers
    this.#cx = cx
    this.#autoIncrement = program.columns.findIndex((c) => c.autoIncrement)
  }

  *prepareUpdates(): Fetching<void> {
    for (const item of this.#statement.onDuplicate ?? []) {
      const column = this.#program.ordinal(item.column.name)
      const expr = yield* this.#program.bind(item.value)
      this.#updates.push({ column, evaluate: this.#program.compile(expr), convert: this.#program.converter(column, expr.type) })
    }
  }

  *writeAll(rows: readonly Map<number, Value>[]): Fetching<void> {
    for (const wanted of rows) yield* this.#writeRow(wanted)
  }

  *write(source: Fetching<Map<number, Value>>): Fetching<void> {
    try {
      yield* this.#writeRow(yield* source)
    } catch (e) {
      if (!this.#ignored(e)) throw e
    }
  }

  /** Under IGNORE, errors of a row become warnings and the row is left out. */
  #ignored(e: unknown): boolean {
    if (!this.#statement.ignore || !(e instanceof OxbowError)) return false
    this.#cx.session.warn(e.errno, e.message)
    this.duplicates++
    return true
  }

  *#writeRow(wanted: Map<number, Value>): Fetching<void> {
    this.records++
    const program = this.#program
    const row = new Array<Value>(program.columns.length).fill(null)
    for (const [column, value] of wanted) row[column] = value
    for (let i = 0; i < row.length; i++) {
      if (!wanted.has(i) && program.columns[i].generatedText === undefined) row[i] = program.default(i, row)
    }
    const auto = this.#autoIncrement
    if (auto >= 0) {
      const zeroStays = this.#cx.session.sqlMode.includes('NO_AUTO_VALUE_ON_ZERO')
      if (row[auto] === null || (row[auto] === 0 && !zeroStays)) {
        row[auto] = this.#editor.nextAutoIncrement()
        if (this.insertId === 0) this.insertId = row[auto] as number | bigint
      } else this.#editor.setAutoIncrement(row[auto] as number | bigint)
    }
    if (this.#triggers !== undefined) yield* this.#triggers.before([], row)
    program.finish(row)
    yield* this.#put(row)
    if (this.#triggers !== undefined) yield* this.#triggers.after([], row)
  }

  *#put(row: readonly Value[]): Fetching<void> {
    for (;;) {
      try {
        yield* this.#editor.insert(row)
        this.affected++
        return
      } catch (e) {
        if (!(e instanceof OxbowError) || e.errno !== 1062) throw e
        const existing = e.cause as readonly Value[] | undefined
        if (existing === undefined) throw e
        if (this.#statement.replace) {
          yield* this.#editor.delete(existing)
          this.affected++
          continue
        }
        if (this.#updates.length > 0) {
          this.duplicates++
          yield* this.#update(existing, row)
          return
        }
        throw e
      }
    }
  }

  *#update(existing: readonly Value[], wanted: readonly Value[]): Fetching<void> {
    const program = this.#program
    const row = [...existing]
    program.cx.rows[1].values = wanted
    for (const { column, evaluate, convert } of this.#updates) {
      program.cx.rows[0].values = row
      row[column] = convert(evaluate(program.cx))
    }
    if (sameRow(existing, row)) return
    program.touch(row, new Set(this.#updates.map((u) => u.column)))
    program.finish(row)
    yield* this.#editor.update(existing, row)
    this.affected += 2
  }
}
