import { literal } from '../analyzer/binder.ts'
import type { AsOf, ColumnInfo } from '../catalog.ts'
import { ExecContext } from '../exec/context.ts'
import { statementTime } from '../exec/driver.ts'
import type { Locals } from '../locals.ts'
import type { ConditionValue, DeclareHandler, QueryExpression } from '../parser/ast.ts'
import type { Expr } from '../plan/expression.ts'
import type { Session } from '../session-state.ts'
import { storeConverter } from '../types/store.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { Value } from '../value.ts'
import { rowCannotChange, undeclaredVariable } from './errors.ts'
import { unknownColumn } from '../analyzer/scope.ts'

/** Slots of a program's expressions: its variables, the row NEW, the row OLD. */
const VARIABLES = 0
const NEW = 1
const OLD = 2
export const FRAME_SLOTS = 3

interface Variable {
  readonly name: string
  readonly type: SqlType
  /** Where its value stands in the frame. */
  readonly at: number
}

/** A cursor: its rows while it is open. */
export interface Cursor {
  readonly name: string
  readonly query: QueryExpression
  open?: { readonly rows: readonly (readonly Value[])[]; readonly types: readonly SqlType[]; next: number }
}

export interface Handler {
  readonly declared: DeclareHandler
  /** The block that declared it, which EXIT leaves. */
  readonly block: object
  /** What the block could see: the handler sees no more. */
  readonly scope: Scope
}

/** What is declared at some place of a program. */
export interface Scope {
  readonly variables: readonly Variable[]
  readonly conditions: readonly { readonly name: string; readonly value: ConditionValue }[]
  readonly cursors: readonly Cursor[]
  readonly handlers: readonly Handler[]
}

export interface TriggerRows {
  readonly columns: readonly ColumnInfo[]
  readonly time: 'before' | 'after'
}

/** One activation of a stored program: values of its variables, what is declared where it stands, a trigger's rows. */
export class Frame implements Locals {
  scope: Scope = { variables: [], conditions: [], cursors: [], handlers: [] }
  /** How many handlers run within one another. */
  handling = 0
  /** The program's rows, slot by slot; expressions over them are compiled once. */
  readonly cx: ExecContext
  readonly rows: TriggerRows | undefined
  readonly asOf: AsOf | undefined
  readonly #columns: Locals = { resolve: (name, qualifier) => this.#column(name, qualifier) }

  constructor(session: Session, rows?: TriggerRows, asOf?: AsOf) {
    this.asOf = asOf
    this.rows = rows
    this.cx = new ExecContext(session, FRAME_SLOTS, [], statementTime(session))
    this.cx.rows[VARIABLES].values = []
  }

  /** The same names as columns of the frame, for expressions that are compiled once. */
  get columns(): Locals {
    return this.#columns
  }

  setRows(old: readonly Value[], row: readonly Value[]): void {
    this.cx.rows[OLD].values = old
    this.cx.rows[NEW].values = row
  }

  get #values(): Value[] {
    return this.cx.rows[VARIABLES].values as Value[]
  }

  declare(name: string, type: SqlType, value: Value, from: SqlType): void {
    const at = this.#values.length
    this.#values.push(this.#convert(value, from, type, name))
    this.scope = { ...this.scope, variables: [...this.scope.variables, { name: name.toLowerCase(), type, at }] }
  }

  /** Takes the values of variables away that were declared since. */
  leave(scope: Scope, values: number): void {
    this.scope = scope
    this.#values.length = values
  }

  get size(): number {
    return this.#values.length
  }

  #find(name: string): Variable | undefined {
    const lower = name.toLowerCase()
    return this.scope.variables.findLast((v) => v.name === lower)
  }

  has(name: string): boolean {
    return this.#find(name) !== undefined
  }

  value(name: string): Value {
    const variable = this.#find(name)
    if (variable === undefined) throw undeclaredVariable(name)
    return this.#values[variable.at]
  }

  /** @throws OxbowError 1327, and what storing into a column of the type throws. */
  assign(name: string, value: Value, from: SqlType): void {
    const variable = this.#find(name)
    if (variable === undefined) throw undeclaredVariable(name)
    this.#values[variable.at] = this.#convert(value, from, variable.type, name)
  }

  /** SET NEW.x = value. @throws OxbowError 1362, 1054. */
  assignRow(row: 'new' | 'old', column: string, value: Value, from: SqlType): void {
    if (this.rows === undefined) throw unknownColumn(`${row}.${column}`, 'field list')
    if (row === 'old' || this.rows.time === 'after') throw rowCannotChange(row.toUpperCase(), this.rows.time === 'after' ? 'after ' : '')
    const at = this.#ordinal(column)
    if (at < 0) throw unknownColumn(column, row.toUpperCase())
    const values = this.cx.rows[NEW].values as Value[]
    values[at] = this.#convert(value, from, this.rows.columns[at].type, column)
  }

  #ordinal(column: string): number {
    return this.rows!.columns.findIndex((c) => c.name.toLowerCase() === column.toLowerCase())
  }

  #convert(value: Value, from: SqlType, type: SqlType, name: string): Value {
    return value === null ? null : storeConverter(type, from, name)(value, this.cx)
  }

  resolve(name: string, qualifier: string | undefined): Expr | undefined {
    const column = this.#column(name, qualifier)
    return column?.kind === 'column' ? literal(this.cx.rows[column.slot].values[column.column], column.type) : column
  }

  #column(name: string, qualifier: string | undefined): Expr | undefined {
    if (qualifier === undefined) {
      const variable = this.#find(name)
      return variable && { kind: 'column', slot: VARIABLES, column: variable.at, name, type: variable.type, nullable: true }
    }
    if (this.rows === undefined) return undefined
    const lower = qualifier.toLowerCase()
    if (lower !== 'new' && lower !== 'old') return undefined
    const at = this.#ordinal(name)
    return at < 0 ? undefined : { kind: 'column', slot: lower === 'new' ? NEW : OLD, column: at, name, type: this.rows.columns[at].type, nullable: true }
  }
}
