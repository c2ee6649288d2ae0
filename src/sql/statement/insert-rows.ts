import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import { sameName } from '../analyzer/scope.ts'
import type { TableEditor } from '../catalog.ts'
import type { Evaluator } from '../exec/context.ts'
import type { Insert } from '../parser/ast.ts'
import type { RowTriggers } from '../program/triggers.ts'
import type { ResultColumn } from '../result.ts'
import { integerRange, isInteger } from '../types/types.ts'
import type { Value } from '../value.ts'
import { isIgnorable } from './ignorable.ts'
import { type RowProgram, sameRow } from './row-program.ts'
import type { StatementContext } from './statement.ts'

/** Writes rows through the editor, with what INSERT says of duplicates. */
export class RowWriter {
  affected = 0
  records = 0
  duplicates = 0
  insertId: number | bigint = 0
  /** What RETURNING answers. */
  readonly returned: { readonly columns: ResultColumn[]; readonly rows: Value[][] } = { columns: [], rows: [] }
  readonly #returning: Evaluator[] = []
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

  /** Binds what ON DUPLICATE KEY UPDATE sets, and what RETURNING answers. */
  *prepare(): Fetching<void> {
    for (const item of this.#statement.onDuplicate ?? []) {
      const { table } = item.column
      if (table !== undefined && !sameName(table, this.#statement.table.name)) {
        throw new OxbowError('UNKNOWN_COLUMN', `Unknown column '${table}.${item.column.name}' in 'field list'`, { errno: 1054, sqlState: '42S22' })
      }
      const column = this.#program.ordinal(item.column.name)
      const expr = yield* this.#program.bind(item.value)
      this.#updates.push({ column, evaluate: this.#program.compile(expr), convert: this.#program.converter(column, expr.type) })
    }
    for (const { expression, alias, text } of this.#statement.returning ?? []) {
      if (expression.kind === 'star') this.#program.columns.forEach((c, i) => this.#answer({ ...c }, (cx) => cx.rows[0].values[i]))
      else {
        const expr = yield* this.#program.bind(expression)
        const name = alias ?? (expression.kind === 'column' ? expression.name : text)
        this.#answer({ name, type: expr.type, nullable: true }, this.#program.compile(expr))
      }
    }
  }

  #answer({ name, type, nullable }: ResultColumn, evaluate: Evaluator): void {
    this.returned.columns.push({ name, type, nullable })
    this.#returning.push(evaluate)
  }

  /** @param source the row that the values come from, which ON DUPLICATE KEY UPDATE may read */
  *writeAll(rows: readonly { readonly wanted: Map<number, Value>; readonly source: readonly Value[] }[]): Fetching<void> {
    for (const { wanted, source } of rows) {
      this.#program.cx.rows[2].values = source
      yield* this.#tryRow(wanted)
    }
  }

  *write(source: Fetching<Map<number, Value>>): Fetching<void> {
    yield* this.#tryRow(yield* source)
  }

  /** Under IGNORE, a row that can't be written is left out with a warning. */
  *#tryRow(wanted: Map<number, Value>): Fetching<void> {
    try {
      yield* this.#writeRow(wanted)
    } catch (e) {
      if (!this.#statement.ignore || !isIgnorable(e)) throw e
      this.#cx.session.warn(e.errno, e.message, 'Note')
      this.duplicates++
    }
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
      const zeroStays = this.#cx.session.sqlMode.toUpperCase().includes('NO_AUTO_VALUE_ON_ZERO')
      if (row[auto] === null || (row[auto] === 0 && !zeroStays)) {
        row[auto] = this.#nextId(auto)
        if (this.insertId === 0) this.insertId = row[auto] as number | bigint
      } else this.#editor.setAutoIncrement(row[auto] as number | bigint)
    }
    if (this.#triggers !== undefined) {
      program.generate(row)
      yield* this.#triggers.before([], row)
    }
    program.finish(row)
    yield* this.#put(row)
    if (this.#triggers !== undefined) yield* this.#triggers.after([], row)
  }

  /** @throws OxbowError 1467 where the column's type holds no more. */
  #nextId(column: number): number | bigint {
    const next = this.#editor.nextAutoIncrement()
    const { type } = this.#program.columns[column]
    if (isInteger(type) && next > integerRange(type)[1]) {
      throw new OxbowError('AUTOINC_READ_FAILED', 'Failed to read auto-increment value from storage engine', { errno: 1467 })
    }
    return next
  }

  *#put(row: readonly Value[]): Fetching<void> {
    for (;;) {
      try {
        yield* this.#editor.insert(row)
        this.affected++
        this.#return(row)
        return
      } catch (e) {
        if (!(e instanceof OxbowError) || e.errno !== 1062) throw e
        const stored = e.cause as readonly Value[] | undefined
        if (stored === undefined) throw e
        const existing = this.#program.complete(stored)
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
    if (sameRow(existing, row)) return this.#return(row)
    program.touch(row, new Set(this.#updates.map((u) => u.column)))
    program.finish(row)
    yield* this.#editor.update(existing, row)
    this.affected += 2
    this.#return(row)
  }

  #return(row: readonly Value[]): void {
    if (this.#returning.length === 0) return
    const { cx } = this.#program
    cx.rows[0].values = row
    this.returned.rows.push(this.#returning.map((evaluate) => evaluate(cx)))
  }
}
