import type { Fetching } from '../../store/missing.ts'
import type { Expression, Select } from '../parser/ast.ts'
import { type Expr, conjuncts, slotsOf } from '../plan/expression.ts'
import { joinOnto } from '../plan/join-plan.ts'
import type { Plan } from '../plan/plan.ts'
import { type Relation, slotsOfRelation } from '../plan/relation.ts'
import { bindExpression, condition } from './bind-expression.ts'
import { type FromContext, bindFrom } from './bind-from.ts'
import type { Binder } from './binder.ts'
import { Block } from './scope.ts'

/** `[NOT] EXISTS (simple subquery)` as a condition of WHERE: a semi-join or anti-join. */
export interface SemiJoin {
  readonly join: 'semi' | 'anti'
  readonly relation: Relation
  /** Conditions on the inner relation alone. */
  readonly local: readonly Expr[]
  /** Conditions over both sides. */
  readonly across: readonly Expr[]
}

export interface BoundWhere {
  readonly conditions: readonly Expr[]
  readonly semi: readonly SemiJoin[]
}

/** Binds WHERE; conditions that are ANDed are kept apart, and EXISTS over a plain subquery becomes a join. */
export function* bindWhere(where: Expression | undefined, cx: FromContext): Fetching<BoundWhere> {
  const conditions: Expr[] = []
  const semi: SemiJoin[] = []
  for (const part of splitAnd(where)) {
    const exists = existsOf(part)
    if (exists !== undefined) {
      const join = yield* bindSemi(exists.select, exists.negated, cx)
      if (join !== undefined) {
        semi.push(join)
        continue
      }
    }
    const bound = yield* bindExpression(part, { ...cx, clause: 'where clause', aggregates: false, windows: false })
    conditions.push(...conjuncts(condition(bound, cx.binder)))
  }
  return { conditions, semi }
}

function splitAnd(e: Expression | undefined): Expression[] {
  if (e === undefined) return []
  if (e.kind === 'binary' && e.operator === 'and') return [...splitAnd(e.left), ...splitAnd(e.right)]
  return [e]
}

function existsOf(e: Expression): { select: Select; negated: boolean } | undefined {
  let negated = false
  let inner = e
  while (inner.kind === 'unary' && (inner.operator === 'not' || inner.operator === '!')) {
    negated = !negated
    inner = inner.operand
  }
  if (inner.kind !== 'exists' || inner.query.kind !== 'select') return undefined
  const { query } = inner
  const plain = query.from !== undefined && query.groupBy.length === 0 && query.having === undefined && query.limit === undefined &&
    query.with === undefined && query.windows.length === 0 && !query.items.some((i) => i.expression.kind === 'call')
  return plain ? { select: query, negated } : undefined
}

/** Undefined when the subquery can't be a join: it reads nothing of the outer rows, or holds subqueries of its own. */
function* bindSemi(select: Select, negated: boolean, cx: FromContext): Fetching<SemiJoin | undefined> {
  const block = new Block(cx.block)
  const inner: FromContext = { ...cx, block }
  const relation = yield* bindFrom(select.from!, inner)
  const where = yield* bindWhere(select.where, inner)
  if (where.semi.length > 0 || block.takeSubqueries().length > 0) return undefined
  const own = new Set(cx.block.columns.map((c) => c.expr.slot))
  if (block.outer.length === 0 || block.outer.some((c) => !own.has(c.slot))) return undefined
  const slots = slotsOfRelation(relation)
  const local = where.conditions.filter((c) => [...slotsOf(c)].every((s) => slots.has(s)))
  const across = where.conditions.filter((c) => !local.includes(c))
  return { join: negated ? 'anti' : 'semi', relation, local, across }
}

/** Puts the join onto a plan of the outer rows. */
export function* joinSemi(plan: Plan, semi: SemiJoin, outer: Relation, binder: Binder): Fetching<Plan> {
  const all = slotsOfRelation(semi.relation, slotsOfRelation(outer))
  return (yield* joinOnto({ plan, rows: 10_000 }, semi.relation, semi.local, semi.across, semi.join, all, binder)).plan
}
