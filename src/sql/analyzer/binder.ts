import type { NodeStore } from '../../prolly/node-store.ts'
import type { AsOf, Catalog, FieldPlace, StoredTable } from '../catalog.ts'
import type { SlotLayout } from '../exec/compile.ts'
import { ExecContext } from '../exec/context.ts'
import { type BoundFunction, type Volatility } from '../functions/function.ts'
import { bindFunction, scalarFunction } from '../functions/registry.ts'
import type { Locals } from '../locals.ts'
import type { QueryExpression, With } from '../parser/ast.ts'
import type { CallExpr, ColumnExpr, Expr, LiteralExpr } from '../plan/expression.ts'
import type { PlanContext } from '../plan/access-path.ts'
import type { InitialSubquery } from '../plan/plan.ts'
import type { Reuse } from '../result.ts'
import type { Session } from '../session-state.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { Value } from '../value.ts'

/** A CTE that names in FROM can mean. */
export interface CteBinding {
  readonly name: string
  readonly columns?: readonly string[]
  readonly query: QueryExpression
  /** The WITH that it stands in, for the names that its own query sees. */
  readonly scope: CteScope | undefined
  readonly recursive: boolean
  /** While a recursion's step is bound: the rows of the last round. */
  work?: { readonly id: number; readonly columns: readonly { readonly name: string; readonly type: SqlType }[] }
}

/** WITH clauses in force, innermost first. */
export interface CteScope {
  readonly tables: readonly CteBinding[]
  readonly parent: CteScope | undefined
}

export function openWith(clause: With | undefined, parent: CteScope | undefined): CteScope | undefined {
  if (clause === undefined) return parent
  // Each table sees those before it (and, under RECURSIVE, itself).
  let scope = parent
  for (const table of clause.tables) {
    const binding: CteBinding = { ...table, scope, recursive: clause.recursive }
    scope = { tables: [binding], parent: scope }
  }
  return scope
}

export function findCte(scope: CteScope | undefined, name: string): CteBinding | undefined {
  for (let s = scope; s !== undefined; s = s.parent) {
    const found = s.tables.find((t) => t.name.toLowerCase() === name.toLowerCase())
    if (found !== undefined) return found
  }
  return undefined
}

interface MutableLayout {
  stored: boolean
  places: readonly (FieldPlace | undefined)[]
  nullRows: boolean
}

/** What one statement gathers while it is bound: slots, the columns that it reads, subqueries that run first. */
export class Binder implements PlanContext {
  readonly catalog: Catalog
  readonly session: Session
  readonly params: readonly Value[]
  readonly used = new Map<number, Set<number>>()
  readonly initial: InitialSubquery[] = []
  readonly nodes = new Map<number, NodeStore>()
  /** The tables of slots that hold rows of a tree, and where they were found. */
  readonly storedTables = new Map<number, { readonly table: StoredTable; readonly database: string; readonly asOf: AsOf | undefined }>()
  /** Views being expanded, to refuse a view that contains itself. */
  readonly openViews: string[] = []
  /** Names of the stored program that the statement stands in; texts out of schemas (views, defaults) are bound without. */
  locals: Locals | undefined
  /** The point of history at which tables are read that name none: of a view, or of CALL … AS OF. */
  asOf: AsOf | undefined
  #reuse: Reuse = 'commit'
  #nextInitial = 0
  #nextWork = 0
  readonly #layouts: MutableLayout[] = []
  readonly #virtual = new Map<string, Expr>()
  readonly #folding: ExecContext

  constructor(catalog: Catalog, session: Session, params: readonly Value[], locals?: Locals) {
    this.locals = locals
    this.asOf = locals?.asOf
    this.catalog = catalog
    this.session = session
    this.params = params
    this.#folding = new ExecContext(session, 0, [], session.platform.now() * 1000)
  }

  /** Notes that something was bound for which the result may be reused no further than that. */
  limitReuse(to: Reuse): void {
    if (this.#reuse !== 'never') this.#reuse = to
  }

  /** How far the result of what was bound may be reused. A fold that asked for the time stands for today only. */
  get reuse(): Reuse {
    return this.#folding.timeWasRead ? 'never' : this.#reuse
  }

  newSlot(): number {
    this.#layouts.push({ stored: false, places: [], nullRows: false })
    return this.#layouts.length - 1
  }

  newInitial(): number {
    return this.#nextInitial++
  }

  newWork(): number {
    return this.#nextWork++
  }

  setStored(slot: number, table: StoredTable, places: readonly (FieldPlace | undefined)[]): void {
    const layout = this.#layouts[slot]
    layout.stored = true
    layout.places = places
    this.nodes.set(slot, table.nodes)
  }

  /** The slot may hold rows of NULLs: it is on the inner side of an outer join. */
  setNullRows(slot: number): void {
    this.#layouts[slot].nullRows = true
  }

  get layouts(): readonly SlotLayout[] {
    return this.#layouts
  }

  /** What a column stands for: a virtual column is its expression. */
  valueOf(column: ColumnExpr): Expr {
    const virtual = this.#virtual.get(`${column.slot}.${column.column}`)
    if (virtual !== undefined) return virtual
    this.use(column)
    return column
  }

  /** Says that a column isn't stored but computed. */
  setVirtual(slot: number, column: number, value: Expr): void {
    this.#virtual.set(`${slot}.${column}`, value)
  }

  /** Notes that a column is read. */
  use(column: ColumnExpr): void {
    let columns = this.used.get(column.slot)
    if (columns === undefined) this.used.set(column.slot, (columns = new Set()))
    columns.add(column.column)
  }

  /** A call of a function or operator, folded when all of it is constant. @throws OxbowError 1305, 1582 and the function's own. */
  call(name: string, args: readonly Expr[]): Expr {
    const bound = bindFunction(name, args.map((a) => argument(a)))
    return this.bound(name, bound, args, scalarFunction(name)?.volatility ?? 'volatile')
  }

  /** A call of something that is already bound. */
  bound(name: string, bound: BoundFunction, args: readonly Expr[], volatility: Volatility): Expr {
    if (volatility === 'volatile') this.limitReuse('never')
    const call: CallExpr = { kind: 'call', name, bound, args, type: bound.type, nullable: bound.nullable, volatility }
    return this.fold(call)
  }

  /** The literal that a constant call comes to. What fails is left to fail when it runs. */
  fold(call: CallExpr): Expr {
    if (call.volatility !== 'deterministic' || !call.args.every((a) => a.kind === 'literal')) return call
    try {
      const values = call.args.map((a) => (a as LiteralExpr).value)
      const value = call.bound.compile(values.map((v) => () => v))(this.#folding)
      return literal(value, call.type)
    } catch {
      return call
    }
  }

  /** Evaluates a constant expression now. */
  constant(expr: Expr): Value | undefined {
    return expr.kind === 'literal' ? expr.value : undefined
  }
}

/** What a function may know of an argument. */
export function argument(expr: Expr): { type: SqlType; nullable: boolean; constant?: Value } {
  return expr.kind === 'literal' ? { type: expr.type, nullable: expr.value === null, constant: expr.value } : { type: expr.type, nullable: expr.nullable }
}

export function literal(value: Value, type: SqlType): LiteralExpr {
  return { kind: 'literal', value, type, nullable: value === null }
}
