import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import type { AggregateOptions } from '../functions/function.ts'
import { aggregateFunction } from '../functions/registry.ts'
import type { FunctionCall, OrderItem, WindowSpecification } from '../parser/ast.ts'
import type { Expr } from '../plan/expression.ts'
import { sameExpr, walk } from '../plan/expression.ts'
import type { FrameBound, SortKey, WindowCall } from '../plan/plan.ts'
import type { SqlType } from '../types/sql-type.ts'
import { BIGINT, DOUBLE } from '../types/types.ts'
import { type ExpressionContext, bindExpression, bindInterval } from './bind-expression.ts'
import { argument } from './binder.ts'
import { AGGREGATE_SLOT, WINDOW_SLOT } from './scope.ts'

function aggregateOptions({ distinct, separator }: FunctionCall, cx: ExpressionContext): AggregateOptions {
  return { distinct: distinct === true, separator, longestText: Number(cx.binder.session.variable('group_concat_max_len')) }
}

/** An aggregate call becomes a placeholder column; the block keeps what is to be computed. */
export function* bindAggregate(e: FunctionCall, cx: ExpressionContext): Fetching<Expr> {
  if (!cx.aggregates) throw new OxbowError('INVALID_GROUP_FUNCTION', 'Invalid use of group function', { errno: 1111 })
  const fn = aggregateFunction(e.name)!
  // As in Dolt, HAVING and ORDER BY may aggregate over aliases.
  const inner: ExpressionContext = { ...cx, aggregates: false, windows: false, aliases: cx.aliases === undefined ? undefined : 'last' }
  const around = cx.block.takeSubqueries()
  const args: Expr[] = []
  for (const arg of e.args) if (arg.kind !== 'star') args.push(yield* bindExpression(arg, inner))
  for (const arg of args) refuseNested(arg)
  const star = e.args.some((a) => a.kind === 'star')
  if (star && e.name !== 'count') {
    throw new OxbowError('PARSE_ERROR', `You have an error in your SQL syntax; ${e.name} takes no *`, { errno: 1064, sqlState: '42000' })
  }
  if ((!star && args.length < fn.minArgs) || args.length > fn.maxArgs) {
    throw new OxbowError('WRONG_PARAMETER_COUNT', `Incorrect parameter count in the call to native function '${e.name}'`, { errno: 1582, sqlState: '42000' })
  }
  const bound = fn.bind(args.map((a) => argument(a)), aggregateOptions(e, cx))
  const order = e.orderBy === undefined ? [] : yield* bindOrder(e.orderBy, inner)
  cx.block.rowSubqueries.push(...cx.block.takeSubqueries())
  for (const subquery of around) cx.block.addSubquery(subquery)
  const { aggregates } = cx.block
  const known = aggregates.findIndex((a) =>
    a.name === e.name && a.distinct === (e.distinct === true) && e.separator === undefined && order.length === 0 && a.order.length === 0 &&
    a.args.length === args.length && a.args.every((arg, i) => sameExpr(arg, args[i])))
  const column = known >= 0 ? known : aggregates.length
  if (known < 0) {
    aggregates.push({
      name: e.name, args, distinct: e.distinct === true, type: bound.type, nullable: bound.nullable, order, create: () => bound.create(),
    })
  }
  return { kind: 'column', slot: AGGREGATE_SLOT, column, name: e.name, type: bound.type, nullable: bound.nullable }
}

/** An alias may stand for an aggregate, of which there is none. */
function refuseNested(expr: Expr): void {
  walk(expr, (x) => {
    if (x.kind === 'column' && x.slot === AGGREGATE_SLOT) throw new OxbowError('INVALID_GROUP_FUNCTION', 'Invalid use of group function', { errno: 1111 })
  })
}

export function* bindOrder(items: readonly OrderItem[], cx: ExpressionContext): Fetching<SortKey[]> {
  const keys: SortKey[] = []
  for (const item of items) keys.push({ expr: yield* bindExpression(item.expression, cx), descending: item.descending })
  return keys
}

const NUMBERING: ReadonlyMap<string, SqlType> = new Map([
  ['row_number', BIGINT], ['rank', BIGINT], ['dense_rank', BIGINT], ['ntile', BIGINT], ['percent_rank', DOUBLE], ['cume_dist', DOUBLE],
])
const OF_ROWS: ReadonlySet<string> = new Set(['lag', 'lead', 'first_value', 'last_value', 'nth_value'])

export function isWindowFunction(name: string): boolean {
  return NUMBERING.has(name) || OF_ROWS.has(name)
}

/** @throws OxbowError 1210 for what is no count of rows, in Dolt's words. */
function checkOffset(name: string, offset: Expr): void {
  if (offset.kind !== 'literal') return
  const { value } = offset
  const isCount = (typeof value === 'number' && Number.isInteger(value) || typeof value === 'bigint') && value >= (name === 'nth_value' ? 1 : 0)
  if (!isCount && value !== null) throw new OxbowError('WRONG_ARGUMENTS', `offset must be a non-negative integer; found: ${String(value)}`, { errno: 1210 })
}

/** @throws OxbowError 1210 */
function checkBuckets([count]: readonly Expr[]): void {
  if (count?.kind !== 'literal' || count.value === null) return
  const { value } = count
  const isCount = (typeof value === 'number' && Number.isInteger(value)) || typeof value === 'bigint'
  if (!isCount || value < 1 || value > 9223372036854775807n) throw new OxbowError('WRONG_ARGUMENTS', 'Invalid argument to NTILE', { errno: 1210 })
}

/** A call with OVER becomes a placeholder column, too. */
export function* bindWindow(e: FunctionCall, cx: ExpressionContext): Fetching<Expr> {
  if (!cx.windows) {
    throw new OxbowError('WINDOW_INVALID_USE', `You cannot use the window function '${e.name}' in this context.'`, { errno: 3593 })
  }
  if (e.over === undefined) {
    throw new OxbowError('PARSE_ERROR', `You have an error in your SQL syntax; the window function ${e.name} needs an OVER clause`, { errno: 1064, sqlState: '42000' })
  }
  const inner: ExpressionContext = { ...cx, windows: false }
  const specification = typeof e.over === 'string' ? namedWindow(e.over, cx) : withBase(e.over, cx)
  const args: Expr[] = []
  for (const arg of e.args) if (arg.kind !== 'star') args.push(yield* bindExpression(arg, inner))
  const partition: Expr[] = []
  for (const p of specification.partitionBy) partition.push(yield* bindExpression(p, inner))
  const order = yield* bindOrder(specification.orderBy, inner)
  let type: SqlType
  let nullable = true
  let create: WindowCall['create']
  if (NUMBERING.has(e.name)) {
    type = NUMBERING.get(e.name)!
    nullable = false
    if (e.name === 'ntile') checkBuckets(args)
  } else if (OF_ROWS.has(e.name)) {
    if (args.length > 1) checkOffset(e.name, args[1])
    type = args[0].type
  }
  else {
    const fn = aggregateFunction(e.name)
    if (fn === undefined) throw new OxbowError('ER_SP_DOES_NOT_EXIST', `FUNCTION ${e.name} does not exist`, { errno: 1305, sqlState: '42000' })
    const bound = fn.bind(args.map((a) => argument(a)), aggregateOptions(e, cx))
    type = bound.type
    nullable = bound.nullable
    create = () => bound.create()
  }
  const frame = specification.frame === undefined ? undefined : {
    unit: specification.frame.unit === 'rows' ? ('rows' as const) : ('range' as const),
    start: yield* bindBound(specification.frame.start, order, inner),
    end: yield* bindBound(specification.frame.end, order, inner),
  }
  const { windows } = cx.block
  windows.push({ name: e.name, args, partition, order, frame, type, nullable, create })
  return { kind: 'column', slot: WINDOW_SLOT, column: windows.length - 1, name: e.name, type, nullable }
}

function* bindBound(bound: NonNullable<WindowSpecification['frame']>['start'], order: readonly SortKey[], cx: ExpressionContext): Fetching<FrameBound> {
  if (!('offset' in bound)) return bound
  if (bound.offset.kind !== 'interval' || order.length === 0) return { kind: bound.kind, offset: yield* bindExpression(bound.offset, cx) }
  const [{ expr, descending }] = order
  const earlier = (bound.kind === 'preceding') !== descending
  return { kind: 'until', limit: cx.binder.call(earlier ? 'date_sub' : 'date_add', [expr, ...(yield* bindInterval(bound.offset, cx))]) }
}

function namedWindow(name: string, cx: ExpressionContext): WindowSpecification {
  const found = cx.block.namedWindows.get(name.toLowerCase())
  if (found === undefined) throw new OxbowError('WINDOW_NO_SUCH_WINDOW', `Window name '${name}' is not defined.`, { errno: 3579 })
  return withBase(found, cx)
}

/** A specification that builds on a named window. */
function withBase(specification: WindowSpecification, cx: ExpressionContext): WindowSpecification {
  if (specification.base === undefined) return specification
  const base = namedWindow(specification.base, cx)
  return {
    partitionBy: specification.partitionBy.length > 0 ? specification.partitionBy : base.partitionBy,
    orderBy: specification.orderBy.length > 0 ? specification.orderBy : base.orderBy,
    frame: specification.frame ?? base.frame,
  }
}
