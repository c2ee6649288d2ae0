import type { Fetching } from '../../store/missing.ts'
import type { StoredTable, TableIndex } from '../catalog.ts'
import { ExecContext } from '../exec/context.ts'
import type { SqlSession } from '../session.ts'
import { isInteger, isText } from '../types/types.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { Value } from '../value.ts'
import { countRanges } from './access-path.ts'
import type { Expr, ParameterExpr } from './expression.ts'
import type { KeyRange, Plan, QueryPlan } from './plan.ts'
import { inRange } from './sargable.ts'

/** A literal of the statement that became a value in the key range of the plan's table. */
interface Hole {
  /** Which of the statement's literals. */
  readonly index: number
  readonly type: SqlType
  /** It ends a range: it must be a value that the column can hold. */
  readonly bound: boolean
}

/** A plan over one table that is good for other literals, and for every state of the table that has the same schema. */
export interface KeptPlan {
  readonly plan: QueryPlan
  readonly table: StoredTable
  /** By index of the literal. */
  readonly holes: ReadonlyMap<number, Hole>
  /** Rows that the range held when it was chosen; undefined where it holds one at most, whatever the literals. */
  readonly rows: number | undefined
}

/** Ranges may hold so many times as many rows as that which the plan was made for before it is made anew. */
const GROWTH = 2
/** Ranges of up to so many rows are as good as any. */
const FEW_ROWS = 200

/**
 * Makes a plan good for other literals: those that stand in the key range of its one table are asked of the execution.
 * @param indexOf which of the statement's literals an expression is; undefined for those that stay as they are.
 * @returns undefined for plans of another shape.
 */
export function* keepPlan(plan: QueryPlan, indexOf: (expr: Expr) => number | undefined, values: readonly Value[], session: SqlSession): Fetching<KeptPlan | undefined> {
  const access = accessOf(plan.root)
  if (access === undefined || plan.initial.length > 0) return undefined
  const holes = new Map<number, Hole>()
  let root = plan.root
  let rows: number | undefined
  if (access.kind !== 'count' && access.ranges !== undefined) {
    const { table, index } = access
    const keep = (expr: Expr, field: number, bound: boolean): Expr => {
      const literal = indexOf(expr)
      const { type } = table.columns[index.keyColumns[field]]
      if (literal === undefined || !(typeof values[literal] === 'string' ? isText(type) : isInteger(type))) return expr
      holes.set(literal, { index: literal, type, bound })
      return { kind: 'parameter', index: literal, type: expr.type, nullable: false } satisfies ParameterExpr
    }
    // An IN list is sorted for its very values.
    const ranges = access.ranges.length > 1 ? access.ranges : access.ranges.map(({ equals, lower, upper }): KeyRange => ({
      equals: equals.map((expr, field) => keep(expr, field, false)),
      lower: lower && { ...lower, value: keep(lower.value, equals.length, true) },
      upper: upper && { ...upper, value: keep(upper.value, equals.length, true) },
    }))
    root = replaceAccess(root, { ...access, ranges })
    const unique = index.unique && ranges.every(({ equals }) => equals.length >= index.declared)
    if (!unique && holes.size > 0) rows = yield* countRanges(index, ranges, table, contextOf(session, values))
  }
  return { plan: { ...plan, root }, table: access.table, holes, rows }
}

/**
 * The plan for other literals and for a table of the same schema.
 * @returns undefined where it would not be right for them, or not be good.
 */
export function* rebind({ plan, holes, rows }: KeptPlan, table: StoredTable, values: readonly Value[], session: SqlSession): Fetching<QueryPlan | undefined> {
  for (const { index, type, bound } of holes.values()) {
    if (bound && isInteger(type) && !inRange(type, values[index])) return undefined
  }
  const access = accessOf(plan.root)!
  const bound = access.kind === 'count' ? { ...access, table } : { ...access, table, index: indexIn(table, access.index) }
  if (rows !== undefined && bound.kind !== 'count') {
    const now = yield* countRanges(bound.index, bound.ranges!, table, contextOf(session, values))
    if (now > Math.max(FEW_ROWS, GROWTH * rows)) return undefined
  }
  return { ...plan, root: replaceAccess(plan.root, bound), nodes: new Map([[access.slot, table.nodes]]) }
}

type Access = Plan & { kind: 'scan' | 'indexLookup' | 'count' }

/** How a plan over one table reads it; undefined for other plans. */
function accessOf(plan: Plan): Access | undefined {
  switch (plan.kind) {
    case 'scan': case 'indexLookup': case 'count': return plan
    case 'filter': case 'sort': case 'limit': case 'project': case 'distinct': case 'aggregate': case 'window': return accessOf(plan.input)
    default: return undefined
  }
}

function replaceAccess(plan: Plan, access: Access): Plan {
  switch (plan.kind) {
    case 'filter': case 'sort': case 'limit': case 'project': case 'distinct': case 'aggregate': case 'window':
      return { ...plan, input: replaceAccess(plan.input, access) }
    default: return access
  }
}

/** The index of the same schema. */
function indexIn(table: StoredTable, index: TableIndex): TableIndex {
  return table.primary.name === index.name ? table.primary : table.indexes.find(({ name }) => name === index.name)!
}

function contextOf(session: SqlSession, values: readonly Value[]): ExecContext {
  return new ExecContext(session, 0, values, 0)
}
