import type { Fetching } from '../../store/missing.ts'
import { Binder } from '../analyzer/binder.ts'
import { bindQuery } from '../analyzer/bind-query.ts'
import { runQuery } from '../exec/driver.ts'
import type { QueryExpression } from '../parser/ast.ts'
import type { Plan, QueryPlan } from '../plan/plan.ts'
import type { QueryResult, Reuse } from '../result.ts'
import { type StatementContext, compute, done, notSupported } from './statement.ts'

/** Binds and plans a query. */
export function* planQuery(query: QueryExpression, cx: StatementContext): Fetching<QueryPlan & { readonly reuse: Reuse }> {
  const binder = new Binder(cx.transaction, cx.session, cx.params, cx.locals)
  const bound = yield* bindQuery(query, binder, undefined, undefined, [])
  return { root: bound.plan, slot: bound.slot, columns: bound.columns, initial: binder.initial, slots: binder.layouts, nodes: binder.nodes, reuse: binder.reuse }
}

export async function runSelect(query: QueryExpression, cx: StatementContext): Promise<QueryResult> {
  if (query.kind === 'select' && query.intoFile !== undefined) throw notSupported('SELECT … INTO a file')
  const plan = await compute(cx, planQuery(query, cx))
  const { rows, cx: run } = await runQuery(plan, cx.session, cx.transaction, cx.limits)
  cx.session.rowsRead = run.rowsRead
  const into = query.kind === 'select' ? query.into : undefined
  if (into !== undefined) {
    // SELECT … INTO @a, @b; DO has an empty list.
    into.forEach((name, i) => cx.session.userVariables.set(name.replace(/^@/, ''), rows[0]?.[i] ?? null))
    return done(rows.length)
  }
  const reuse = run.timeWasRead ? 'never' : plan.reuse
  return { columns: plan.columns, rows, affectedRows: 0, insertId: 0, stored: isWholeTable(plan.root), reuse, info: '' }
}

/** True for all columns of one table, in order, straight from its tree. */
function isWholeTable(plan: Plan): boolean {
  if (plan.kind !== 'project') return false
  const { input, exprs } = plan
  if (input.kind !== 'scan' && input.kind !== 'indexLookup') return false
  return exprs.length === input.table.columns.length && exprs.every((e, i) => e.kind === 'column' && e.slot === input.slot && e.column === i)
}
