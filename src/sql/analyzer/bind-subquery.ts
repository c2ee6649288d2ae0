import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import type { Expression, QueryExpression } from '../parser/ast.ts'
import type { ColumnExpr, Expr } from '../plan/expression.ts'
import type { SubqueryMode } from '../plan/plan.ts'
import { commonType } from '../types/compare.ts'
import { BIGINT, BOOLEAN, LONGTEXT } from '../types/types.ts'
import { type ExpressionContext, bindAll, bindExpression, compare, distinctColumns } from './bind-expression.ts'
import { type BoundQuery, bindQuery } from './bind-query.ts'
import { literal } from './binder.ts'

/**
 * Subqueries in expressions. One that reads nothing of the outer query runs once, before the statement; one that does
 * becomes a correlated subquery of the block, whose value stands in a slot of its own.
 */
function* bindInner(query: QueryExpression, cx: ExpressionContext): Fetching<{ bound: BoundQuery; outer: ColumnExpr[] }> {
  const outer: ColumnExpr[] = []
  const bound = yield* bindQuery(query, cx.binder, cx.block, cx.ctes, outer)
  return { bound, outer: distinctColumns(outer) }
}

function correlated(
  cx: ExpressionContext, bound: BoundQuery, outer: readonly ColumnExpr[], mode: SubqueryMode, match?: Expr,
): Expr {
  const { binder, block } = cx
  const slot = binder.newSlot()
  const type = mode === 'scalar' ? bound.columns[0].type : BOOLEAN
  block.addSubquery({ plan: bound.plan, planSlot: bound.slot, mode, correlation: outer, match, slot })
  return { kind: 'column', slot, column: 0, name: 'subquery', type, nullable: mode !== 'exists' }
}

function oneColumn(bound: BoundQuery): void {
  if (bound.columns.length !== 1) throw new OxbowError('OPERAND_COLUMNS', 'Operand should contain 1 column(s)', { errno: 1241, sqlState: '21000' })
}

export function* bindScalarSubquery(query: QueryExpression, cx: ExpressionContext): Fetching<Expr> {
  const { bound, outer } = yield* bindInner(query, cx)
  oneColumn(bound)
  return scalar(cx, bound, outer)
}

/** The value of a subquery of one column. */
function scalar(cx: ExpressionContext, bound: BoundQuery, outer: readonly ColumnExpr[]): Expr {
  if (outer.length > 0) return correlated(cx, bound, outer, 'scalar')
  const id = cx.binder.newInitial()
  const type = bound.columns[0].type
  cx.binder.initial.push({ id, plan: bound.plan, slot: bound.slot, mode: 'scalar', types: [type], compareTypes: [] })
  return { kind: 'subquery', id, type, nullable: true }
}

/** The columns of a subquery of one row, each by a subquery of its own. */
export function* bindRowSubquery(query: QueryExpression, cx: ExpressionContext): Fetching<Expr[]> {
  const values: Expr[] = []
  for (let i = 0, count = 1; i < count; i++) {
    const { bound, outer } = yield* bindInner(query, cx)
    count = bound.columns.length
    const slot = cx.binder.newSlot()
    const columns = [bound.columns[i]]
    values.push(scalar(cx, { plan: { kind: 'project', input: bound.plan, exprs: [resultColumn(bound, i)], slot }, slot, columns }, outer))
  }
  return values
}

export function* bindExists(query: QueryExpression, cx: ExpressionContext): Fetching<Expr> {
  const { bound, outer } = yield* bindInner(query, cx)
  if (outer.length > 0) return correlated(cx, bound, outer, 'exists')
  const id = cx.binder.newInitial()
  const types = bound.columns.map((c) => c.type)
  cx.binder.initial.push({ id, plan: { kind: 'limit', input: bound.plan, limit: literal(1, BIGINT) }, slot: bound.slot, mode: 'exists', types, compareTypes: [] })
  return { kind: 'subquery', id, type: BOOLEAN, nullable: false }
}

export function* bindInSubquery(e: Expression & { kind: 'in' }, cx: ExpressionContext): Fetching<Expr> {
  const { binder } = cx
  const needles = e.operand.kind === 'row' ? yield* bindAll(e.operand.items, cx) : [yield* bindExpression(e.operand, cx)]
  const { bound, outer } = yield* bindInner(e.query!, cx)
  if (bound.columns.length !== needles.length) {
    throw new OxbowError('OPERAND_COLUMNS', `Operand should contain ${needles.length} column(s)`, { errno: 1241, sqlState: '21000' })
  }
  if (outer.length === 0) {
    const id = binder.newInitial()
    const types = bound.columns.map((c) => c.type)
    const compareTypes = needles.map((n, i) => comparisonType(n, bound, i))
    binder.initial.push({ id, plan: bound.plan, slot: bound.slot, mode: 'in', types, compareTypes })
    return { kind: 'inSubquery', id, needles, compareTypes, negated: e.negated, type: BOOLEAN, nullable: true }
  }
  const match = needles
    .map((n, i) => compare('=', n, resultColumn(bound, i), binder))
    .reduce((a, b) => binder.call('and', [a, b]))
  const own = needles.filter((n): n is ColumnExpr => n.kind === 'column')
  const result = correlated(cx, bound, distinctColumns([...outer, ...own]), 'in', match)
  return e.negated ? binder.call('not', [result]) : result
}

/** What both sides of an IN are compared in: numbers as doubles unless both are of one kind. */
function comparisonType(needle: Expr, bound: BoundQuery, i: number): Expr['type'] {
  const other = bound.columns[i].type
  const type = commonType([needle.type, other])
  return type.name === 'NULL' ? LONGTEXT : type
}

function resultColumn(bound: BoundQuery, i: number): Expr {
  return { kind: 'column', slot: bound.slot, column: i, name: bound.columns[i].name, type: bound.columns[i].type, nullable: true }
}

/** `x > ALL (…)` by the extremes where that is the same, `= ANY` and `<> ALL` as IN. */
export function* bindQuantified(e: Expression & { kind: 'quantified' }, cx: ExpressionContext): Fetching<Expr> {
  const { start, end, operator, quantifier, left, query } = e
  if (operator === '=' && quantifier === 'any') return yield* bindInSubquery({ kind: 'in', operand: left, query, negated: false, start, end }, cx)
  if (operator === '<>' && quantifier === 'all') return yield* bindInSubquery({ kind: 'in', operand: left, query, negated: true, start, end }, cx)
  // In general: ANY is EXISTS (a row for which it holds), ALL is NOT ANY of the contrary; NULLs follow from the match.
  const { binder } = cx
  const needle = yield* bindExpression(left, cx)
  const { bound, outer } = yield* bindInner(query, cx)
  oneColumn(bound)
  const contrary: Readonly<Record<string, string>> = { '=': '<>', '<>': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' }
  const match = compare(quantifier === 'any' ? operator : contrary[operator], needle, resultColumn(bound, 0), binder)
  const columns: ColumnExpr[] = needle.kind === 'column' ? [...outer, needle] : [...outer]
  const any = correlated(cx, bound, distinctColumns(columns), 'in', match)
  return quantifier === 'any' ? any : binder.call('not', [any])
}
