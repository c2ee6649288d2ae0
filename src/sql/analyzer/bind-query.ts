import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import type { OrderItem, QueryExpression, SetOperation, ValuesQuery } from '../parser/ast.ts'
import type { ColumnExpr, Expr } from '../plan/expression.ts'
import type { Plan, SortKey } from '../plan/plan.ts'
import { commonType } from '../types/compare.ts'
import type { SqlType } from '../types/sql-type.ts'
import { type ExpressionContext, bindExpression, cast } from './bind-expression.ts'
import { bindSelect } from './bind-select.ts'
import { type Binder, type CteScope, openWith } from './binder.ts'
import { Block } from './scope.ts'

/** A query that is planned: its rows are values in one slot. */
export interface BoundQuery {
  readonly plan: Plan
  readonly slot: number
  readonly columns: readonly { readonly name: string; readonly type: SqlType; readonly nullable: boolean; readonly defaultText?: string }[]
}

/** Binds and plans a query. Columns of enclosing queries that it reads are added to `outer`. */
export function* bindQuery(
  query: QueryExpression, binder: Binder, parent: Block | undefined, ctes: CteScope | undefined, outer: ColumnExpr[],
): Fetching<BoundQuery> {
  const scope = openWith(query.with, ctes)
  switch (query.kind) {
    case 'select': return yield* bindSelect(query, binder, parent, scope, outer)
    case 'setOperation': return yield* bindSetOperation(query, binder, parent, scope, outer)
    case 'values': return yield* bindValues(query, binder, parent, scope, outer)
  }
}

function* bindSetOperation(
  query: SetOperation, binder: Binder, parent: Block | undefined, ctes: CteScope | undefined, outer: ColumnExpr[],
): Fetching<BoundQuery> {
  const left = yield* bindQuery(query.left, binder, parent, ctes, outer)
  const right = yield* bindQuery(query.right, binder, parent, ctes, outer)
  if (left.columns.length !== right.columns.length) {
    throw new OxbowError('WRONG_NUMBER_OF_COLUMNS', 'The used SELECT statements have a different number of columns', { errno: 1222, sqlState: '21000' })
  }
  const leftTypes = left.columns.map((c) => c.type)
  const rightTypes = right.columns.map((c) => c.type)
  const types = leftTypes.map((t, i) => commonType([t, rightTypes[i]]))
  const slot = binder.newSlot()
  const bound: BoundQuery = {
    plan: {
      kind: 'setOperation', operation: query.operation, all: query.all, left: left.plan, right: right.plan, leftSlot: left.slot,
      rightSlot: right.slot, slot, types, leftTypes, rightTypes,
    },
    slot,
    columns: left.columns.map((c, i) => ({ name: c.name, type: types[i], nullable: c.nullable || right.columns[i].nullable })),
  }
  return yield* finishQuery(bound, query, binder, parent)
}

function* bindValues(
  query: ValuesQuery, binder: Binder, parent: Block | undefined, ctes: CteScope | undefined, outer: ColumnExpr[],
): Fetching<BoundQuery> {
  const block = new Block(parent)
  const cx: ExpressionContext = { binder, block, ctes, clause: 'field list', aggregates: false, windows: false }
  const width = query.rows[0].length
  const rows: Expr[][] = []
  for (const row of query.rows) {
    if (row.length !== width) {
      throw new OxbowError('WRONG_VALUE_COUNT', `Column count doesn't match value count at row ${rows.length + 1}`, { errno: 1136, sqlState: '21S01' })
    }
    const bound: Expr[] = []
    for (const e of row) bound.push(yield* bindExpression(e, cx))
    rows.push(bound)
  }
  outer.push(...block.outer)
  const slot = binder.newSlot()
  const columns = rows[0].map((_, i) => ({
    name: `column_${i}`, type: commonType(rows.map((r) => r[i].type)), nullable: rows.some((r) => r[i].nullable),
  }))
  const fitted = (e: Expr, i: number): Expr => (e.type.name === columns[i].type.name || e.type.name === 'NULL' ? e : cast(e, columns[i].type, binder))
  const plan: Plan = { kind: 'values', slot, rows: rows.map((row) => row.map(fitted)), width }
  return yield* finishQuery({ plan, slot, columns }, query, binder, parent)
}

/** ORDER BY and LIMIT over the result of a set operation: by its columns' names, positions, or expressions of them. */
export function* finishQuery(bound: BoundQuery, query: QueryExpression, binder: Binder, parent: Block | undefined): Fetching<BoundQuery> {
  let { plan } = bound
  const block = new Block(parent)
  bound.columns.forEach((c, i) => {
    const expr: ColumnExpr = { kind: 'column', slot: bound.slot, column: i, name: c.name, type: c.type, nullable: c.nullable }
    block.columns.push({ name: c.name, table: '', expr })
  })
  const cx: ExpressionContext = { binder, block, ctes: undefined, clause: 'order clause', aggregates: false, windows: false }
  const limit = query.limit === undefined ? undefined : yield* bindExpression(query.limit, cx)
  const offset = query.offset === undefined ? undefined : yield* bindExpression(query.offset, cx)
  if (query.orderBy.length > 0) {
    const keys: SortKey[] = []
    for (const item of query.orderBy) {
      const position = orderPosition(item, bound.columns.length)
      keys.push({ expr: position === undefined ? yield* bindExpression(item.expression, cx) : block.columns[position].expr, descending: item.descending })
    }
    plan = { kind: 'sort', input: plan, keys, limit: sortLimit(limit, offset, binder) }
  }
  if (limit !== undefined) plan = { kind: 'limit', input: plan, limit, offset }
  return { ...bound, plan }
}

/** `ORDER BY 2` names the second column. @throws OxbowError 1054 when there is none. */
export function orderPosition(item: OrderItem, columns: number): number | undefined {
  const e = item.expression
  if (e.kind !== 'literal' || e.type !== 'integer') return undefined
  const position = Number(e.value)
  // A negative number is a value like any other.
  if (position < 0) return undefined
  if (position < 1 || position > columns) {
    throw new OxbowError('UNKNOWN_COLUMN', `Unknown column '${position}' in 'order clause'`, { errno: 1054, sqlState: '42S22' })
  }
  return position - 1
}

/** LIMIT + OFFSET: how many sorted rows are asked for. */
export function sortLimit(limit: Expr | undefined, offset: Expr | undefined, binder: Binder): Expr | undefined {
  if (limit === undefined) return undefined
  return offset === undefined ? limit : binder.call('+', [limit, offset])
}
