import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import { bindExpression, bindLiteral, condition } from '../analyzer/bind-expression.ts'
import { Binder } from '../analyzer/binder.ts'
import { Block } from '../analyzer/scope.ts'
import type { Catalog, CheckDefinition, ColumnInfo } from '../catalog.ts'
import { compile } from '../exec/compile.ts'
import { type Evaluator, ExecContext } from '../exec/context.ts'
import { statementTime } from '../exec/driver.ts'
import type { Locals } from '../locals.ts'
import type { Expression, Literal } from '../parser/ast.ts'
import { parseExpressionText } from '../parser/expression-text.ts'
import type { Expr } from '../plan/expression.ts'
import type { Session } from '../session-state.ts'
import { compareStrings, isInsensitive } from '../types/collation.ts'
import type { Caster } from '../types/cast.ts'
import { closestValue, zeroOf } from '../types/closest.ts'
import { storeConverter } from '../types/store.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { Value } from '../value.ts'

/**
 * What a table's schema computes for a row that is written: defaults, generated columns, ON UPDATE, CHECKs, and the
 * conversion of values to the columns' types. Slot 0 is the row, slot 1 the row that INSERT wanted (for VALUES(x)).
 */
export class RowProgram {
  readonly columns: readonly ColumnInfo[]
  readonly cx: ExecContext
  readonly #binder: Binder
  readonly #block: Block
  readonly #defaults = new Map<number, Evaluator>()
  readonly #generated: { column: number; evaluate: Evaluator; convert: (v: Value) => Value }[] = []
  readonly #onUpdate: { column: number; evaluate: Evaluator; convert: (v: Value) => Value }[] = []
  readonly #checks: { name: string; evaluate: Evaluator }[] = []
  readonly #converters = new Map<string, (v: Value) => Value>()
  /** The converter that each column used last: rows of a statement are alike. */
  readonly #lastConverters: { readonly from: SqlType; readonly convert: (v: Value) => Value }[] = []
  readonly #session: Session
  /** Under IGNORE, a value that doesn't fit is replaced by the closest one that does, with a warning. Set before expressions are bound. */
  lenient = false

  private constructor(columns: readonly ColumnInfo[], table: string, catalog: Catalog, session: Session, params: readonly Value[]) {
    this.columns = columns
    this.#session = session
    this.#binder = new Binder(catalog, session, params)
    this.#block = new Block(undefined)
    for (const [slot, alias] of [[this.#binder.newSlot(), table], [this.#binder.newSlot(), 'values']] as const) {
      columns.forEach((c, i) => this.#block.columns.push({
        name: c.name, table: alias, hidden: slot === 1, expr: { kind: 'column', slot, column: i, name: c.name, type: c.type, nullable: true },
      }))
    }
    this.cx = new ExecContext(session, 3, params, statementTime(session))
  }

  static *of(
    columns: readonly ColumnInfo[], table: string, checks: readonly CheckDefinition[], catalog: Catalog, session: Session, params: readonly Value[],
    locals?: Locals,
  ): Fetching<RowProgram> {
    const program = new RowProgram(columns, table, catalog, session, params)
    for (const [i, column] of columns.entries()) {
      if (column.generatedText !== undefined) program.#generated.push(yield* program.#computed(i, column.generatedText))
      else if (column.defaultText !== undefined) {
        const { evaluate, convert } = yield* program.#computed(i, column.defaultText)
        program.#defaults.set(i, (cx) => convert(evaluate(cx)))
      }
      if (column.onUpdateText !== undefined) program.#onUpdate.push(yield* program.#computed(i, column.onUpdateText))
    }
    for (const check of checks) {
      if (!check.enforced) continue
      const expr = condition(yield* program.bind(parseExpressionText(check.expression)), program.#binder)
      program.#checks.push({ name: check.name ?? '', evaluate: compile(expr, program.#binder.layouts) })
    }
    program.#binder.locals = locals
    return program
  }

  *#computed(i: number, text: string): Fetching<{ column: number; evaluate: Evaluator; convert: (v: Value) => Value }> {
    const expr = yield* this.bind(parseExpressionText(text))
    return { column: i, evaluate: compile(expr, this.#binder.layouts), convert: this.converter(i, expr.type) }
  }

  /** Another name for the row that INSERT wanted (`AS new`). */
  aliasWanted(alias: string, names: readonly string[] | undefined, targets: readonly number[]): void {
    this.columns.forEach((c, i) => {
      const at = targets.indexOf(i)
      const name = names !== undefined && at >= 0 ? names[at] : c.name
      this.#block.columns.push({ name, table: alias, hidden: names === undefined, expr: { kind: 'column', slot: 1, column: i, name, type: c.type, nullable: true } })
    })
  }

  /**
   * Columns of the query that INSERT takes its rows of, for ON DUPLICATE KEY UPDATE: slot 2 holds them.
   * @param table none for a column that was named alone
   */
  addSource(columns: readonly { readonly name: string; readonly table: string | undefined; readonly type: SqlType }[]): void {
    const slot = this.#binder.newSlot()
    columns.forEach(({ name, table, type }, column) => this.#block.columns.push({
      name, table: table ?? '', hidden: table !== undefined, expr: { kind: 'column', slot, column, name, type, nullable: true },
    }))
  }

  /** Binds an expression over the row. */
  *bind(e: Expression): Fetching<Expr> {
    return yield* bindExpression(e, { binder: this.#binder, block: this.#block, ctes: undefined, clause: 'field list', aggregates: false, windows: false })
  }

  /** Binds a literal. */
  literal(e: Literal): Expr {
    return bindLiteral(e, this.#binder)
  }

  compile(expr: Expr): Evaluator {
    return compile(expr, this.#binder.layouts)
  }

  /** Converts a value of some type for a column, by MySQL's strict rules. */
  converter(column: number, from: SqlType): (v: Value) => Value {
    const last = this.#lastConverters[column]
    if (last !== undefined && last.from === from) return last.convert
    const convert = this.#converterByType(column, from)
    this.#lastConverters[column] = { from, convert }
    return convert
  }

  #converterByType(column: number, from: SqlType): (v: Value) => Value {
    const info = this.columns[column]
    const key = `${column} ${from.name} ${from.scale ?? ''} ${from.length ?? ''} ${from.unsigned ?? ''} ${from.collation ?? ''}`
    let converter = this.#converters.get(key)
    if (converter === undefined) {
      const strict = storeConverter(info.type, from, info.name)
      const convert = this.lenient && info.type.name !== 'JSON' ? this.#closest(strict, info.type, from) : strict
      converter = (v) => (v === null ? null : convert(v, this.cx))
      this.#converters.set(key, converter)
    }
    return converter
  }

  #closest(strict: Caster, type: SqlType, from: SqlType): Caster {
    return (v, cx) => {
      try {
        return strict(v, cx)
      } catch (e) {
        if (!(e instanceof OxbowError)) throw e
        this.#session.warn(e.errno, e.message, 'Note')
        return closestValue(type, from, v)
      }
    }
  }

  /** The default of a column. @throws OxbowError 1364 when it has none and can't be NULL. */
  default(column: number, row: readonly Value[]): Value {
    const evaluate = this.#defaults.get(column)
    if (evaluate !== undefined) {
      this.cx.rows[0].values = row
      return evaluate(this.cx)
    }
    const info = this.columns[column]
    if (info.nullable || info.autoIncrement) return null
    // MySQL's implicit default: the first member.
    if (info.type.name === 'ENUM') return 1
    return this.#instead(info, new OxbowError('NO_DEFAULT_FOR_FIELD', `Field '${info.name}' doesn't have a default value`, { errno: 1364 }))
  }

  /** Fills generated columns in. */
  generate(row: Value[]): void {
    this.cx.rows[0].values = row
    for (const { column, evaluate, convert } of this.#generated) row[column] = convert(evaluate(this.cx))
  }

  /** A stored row with the columns that aren't stored. */
  complete(row: readonly Value[]): readonly Value[] {
    if (!this.columns.some((c) => c.virtual === true)) return row
    const whole = [...row]
    this.generate(whole)
    return whole
  }

  /** Fills generated columns in, then tests NOT NULL and CHECKs. @throws OxbowError 1048 (23000), 3819. */
  finish(row: Value[]): void {
    this.generate(row)
    for (let i = 0; i < row.length; i++) {
      if (row[i] === null && !this.columns[i].nullable) {
        row[i] = this.#instead(this.columns[i], new OxbowError('BAD_NULL', `Column '${this.columns[i].name}' cannot be null`, { errno: 1048, sqlState: '23000' }))
      }
    }
    for (const { name, evaluate } of this.#checks) {
      if (evaluate(this.cx) === 0) throw new OxbowError('CHECK_VIOLATED', `Check constraint '${name}' is violated.`, { errno: 3819 })
    }
  }

  /** Names of the CHECKs that a row violates. */
  violatedChecks(row: readonly Value[]): string[] {
    this.cx.rows[0].values = row
    return this.#checks.flatMap(({ name, evaluate }) => (evaluate(this.cx) === 0 ? [name] : []))
  }

  /** What stands for a value that is missing: the type's zero under IGNORE. */
  #instead({ type }: ColumnInfo, error: OxbowError): Value {
    if (!this.lenient) throw error
    this.#session.warn(error.errno, error.message, 'Note')
    return zeroOf(type)
  }

  /** Sets ON UPDATE columns that the statement has not set itself, in a row that has changed. */
  touch(row: Value[], assigned: ReadonlySet<number>): void {
    this.cx.rows[0].values = row
    for (const { column, evaluate, convert } of this.#onUpdate) if (!assigned.has(column)) row[column] = convert(evaluate(this.cx))
  }

  /** Ordinal of a column. @throws OxbowError 1054. */
  ordinal(name: string): number {
    const at = this.columns.findIndex((c) => c.name.toLowerCase() === name.toLowerCase())
    if (at < 0) throw new OxbowError('UNKNOWN_COLUMN', `Unknown column '${name}' in 'field list'`, { errno: 1054, sqlState: '42S22' })
    return at
  }

  /** True when UPDATE has nothing to write: Dolt compares texts by their collation there, so that a change of case alone is none. */
  unchanged(old: readonly Value[], row: readonly Value[]): boolean {
    return old.every((v, i) => {
      const w = row[i]
      if (sameStored(v, w)) return true
      return typeof v === 'string' && typeof w === 'string' && isInsensitive(this.columns[i].type.collation) && compareStrings(this.columns[i].type.collation, v, w) === 0
    })
  }
}

/** True when two rows hold the same values. */
export function sameRow(a: readonly Value[], b: readonly Value[]): boolean {
  return a.every((v, i) => sameStored(v, b[i]))
}

function sameStored(a: Value, b: Value): boolean {
  if (a === b) return true
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  if (a instanceof Uint8Array) return b instanceof Uint8Array && a.length === b.length && a.every((x, i) => x === b[i])
  if ('coefficient' in a && 'coefficient' in b) return a.coefficient === b.coefficient && a.scale === b.scale
  if ('value' in a && 'value' in b) return JSON.stringify(a.value, bigints) === JSON.stringify(b.value, bigints)
  return false
}

function bigints(_key: string, v: unknown): unknown {
  return typeof v === 'bigint' ? `${v}n` : v
}
