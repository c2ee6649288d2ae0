import type { BoundFunction, Volatility } from '../functions/function.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { Value } from '../value.ts'

/**
 * Bound expressions: plain frozen data between the analyzer (names resolved, types known) and the compiler (closures).
 * Columns are named by slot (the source of rows in this statement) and ordinal.
 */
export type Expr =
  | ColumnExpr
  | LiteralExpr
  | ParameterExpr
  | CallExpr
  | InListExpr
  | InSubqueryExpr
  | SubqueryExpr
  | UserVariableExpr
  | AssignExpr

interface Typed {
  readonly type: SqlType
  readonly nullable: boolean
}

export interface ColumnExpr extends Typed {
  readonly kind: 'column'
  readonly slot: number
  readonly column: number
  /** Name for messages. */
  readonly name: string
}

export interface LiteralExpr extends Typed {
  readonly kind: 'literal'
  readonly value: Value
  /** The node of the statement that it stands for unchanged, where it is one: a kept plan takes other values there. */
  readonly source?: object
}

export interface ParameterExpr extends Typed {
  readonly kind: 'parameter'
  readonly index: number
}

export interface CallExpr extends Typed {
  readonly kind: 'call'
  /** Lower-case name of the function, or the operator's sign. */
  readonly name: string
  readonly bound: BoundFunction
  readonly args: readonly Expr[]
  readonly volatility: Volatility
}

/** `needle IN (list)`; `equals` is the bound `=` of needle and each member. */
export interface InListExpr extends Typed {
  readonly kind: 'in'
  readonly needle: Expr
  readonly list: readonly Expr[]
  readonly equals: readonly BoundFunction[]
  readonly negated: boolean
}

/** `needles IN (uncorrelated subquery)`: the subquery has run before and left its set under `id`. */
export interface InSubqueryExpr extends Typed {
  readonly kind: 'inSubquery'
  readonly id: number
  readonly needles: readonly Expr[]
  /** The types that both sides are compared in. */
  readonly compareTypes: readonly SqlType[]
  readonly negated: boolean
}

/** An uncorrelated scalar or EXISTS subquery: it has run before and left its value under `id`. */
export interface SubqueryExpr extends Typed {
  readonly kind: 'subquery'
  readonly id: number
}

/** `@name`. */
export interface UserVariableExpr extends Typed {
  readonly kind: 'userVariable'
  readonly name: string
}

/** `@name := value`. */
export interface AssignExpr extends Typed {
  readonly kind: 'assign'
  readonly name: string
  readonly value: Expr
}

/** The operands of an expression, in order. */
export function operands(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'call': return expr.args
    case 'in': return [expr.needle, ...expr.list]
    case 'inSubquery': return expr.needles
    case 'assign': return [expr.value]
    default: return []
  }
}

/** Calls `visit` for an expression and all below it, parents first. */
export function walk(expr: Expr, visit: (e: Expr) => void): void {
  visit(expr)
  for (const operand of operands(expr)) walk(operand, visit)
}

/** The same expression with every sub-expression for which `replace` gives one replaced (parents are asked first). */
export function rewrite(expr: Expr, replace: (e: Expr) => Expr | undefined): Expr {
  const replaced = replace(expr)
  if (replaced !== undefined) return replaced
  switch (expr.kind) {
    case 'call': return { ...expr, args: expr.args.map((a) => rewrite(a, replace)) }
    case 'in': return { ...expr, needle: rewrite(expr.needle, replace), list: expr.list.map((a) => rewrite(a, replace)) }
    case 'inSubquery': return { ...expr, needles: expr.needles.map((a) => rewrite(a, replace)) }
    case 'assign': return { ...expr, value: rewrite(expr.value, replace) }
    default: return expr
  }
}

/** The slots whose columns an expression reads. */
export function slotsOf(expr: Expr, into: Set<number> = new Set()): Set<number> {
  walk(expr, (e) => {
    if (e.kind === 'column') into.add(e.slot)
  })
  return into
}

/** True when the expression is the same for all rows of one execution. */
export function isConstant(expr: Expr): boolean {
  let constant = true
  walk(expr, (e) => {
    if (e.kind === 'column' || e.kind === 'assign' || e.kind === 'userVariable') constant = false
    else if (e.kind === 'call' && e.volatility === 'volatile' && !STATEMENT_CONSTANT.has(e.name)) constant = false
  })
  return constant
}

/** Volatile between statements, yet the same within one. */
export const STATEMENT_CONSTANT = new Set([
  'now', 'current_timestamp', 'localtime', 'localtimestamp', 'curdate', 'current_date', 'curtime', 'current_time', 'connection_id',
  'utc_timestamp', 'utc_date', 'utc_time', 'unix_timestamp',
])

/** Splits nested ANDs to the list of their operands. */
export function conjuncts(expr: Expr | undefined): Expr[] {
  if (expr === undefined) return []
  if (expr.kind === 'call' && expr.name === 'and') return expr.args.flatMap((a) => conjuncts(a))
  return [expr]
}

/** True when two expressions are the same by structure (needed to find GROUP BY expressions in the select list). */
export function sameExpr(a: Expr, b: Expr): boolean {
  if (a === b) return true
  if (a.kind !== b.kind) return false
  switch (a.kind) {
    case 'column': return a.slot === (b as ColumnExpr).slot && a.column === (b as ColumnExpr).column
    case 'literal': return sameValue(a.value, (b as LiteralExpr).value) && a.type.name === b.type.name
    case 'parameter': return a.index === (b as ParameterExpr).index
    case 'call': {
      const other = b as CallExpr
      return a.volatility !== 'volatile' && a.name === other.name && a.args.length === other.args.length &&
        a.type.name === other.type.name && a.args.every((arg, i) => sameExpr(arg, other.args[i]))
    }
    case 'in': {
      const other = b as InListExpr
      return a.negated === other.negated && a.list.length === other.list.length && sameExpr(a.needle, other.needle) &&
        a.list.every((arg, i) => sameExpr(arg, other.list[i]))
    }
    case 'subquery': return a.id === (b as SubqueryExpr).id
    case 'userVariable': return a.name === (b as UserVariableExpr).name
    default: return false
  }
}

function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  return a.constructor === b.constructor && String(a) === String(b)
}
