import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import { Binder } from '../analyzer/binder.ts'
import { bindQuery } from '../analyzer/bind-query.ts'
import { runQuery, streamQuery, workLimits } from '../exec/driver.ts'
import type { QueryExpression } from '../parser/ast.ts'
import type { Plan, QueryPlan } from '../plan/plan.ts'
import type { QueryResult, Reuse } from '../result.ts'
import { variableValue } from '../types/convert.ts'
import type { Value } from '../value.ts'
import { liftLiterals, liftParameters } from './lifted-literals.ts'
import type { FoundPlan } from './plan-cache.ts'
import { type StatementContext, compute, done, notSupported } from './statement.ts'

/** Binds and plans a query. */
export function* planQuery(query: QueryExpression, cx: StatementContext): Fetching<QueryPlan & { readonly reuse: Reuse }> {
  const binder = new Binder(cx.transaction, cx.session, cx.params, cx.locals)
  const bound = yield* bindQuery(query, binder, undefined, undefined, [])
  return { root: bound.plan, slot: bound.slot, columns: bound.columns, initial: binder.initial, slots: binder.layouts, nodes: binder.nodes, reuse: binder.reuse }
}

export async function runSelect(query: QueryExpression, cx: StatementContext): Promise<QueryResult> {
  if (query.kind === 'select' && query.intoFile !== undefined) throw notSupported('SELECT … INTO a file')
  // Statements of stored programs have names of their own.
  const plans = cx.calls === undefined && cx.locals === undefined ? cx.plans : undefined
  const lifted = plans === undefined ? undefined : cx.params.length > 0 ? liftParameters(cx.sql, cx.params) : liftLiterals(cx.sql)
  const found = cx.params.length > 0 && lifted !== undefined ? plans!.find(lifted) : undefined
  const again = found === undefined ? undefined : await runAgain(found, cx)
  if (again !== undefined) return again
  const plan = await compute(cx, planQuery(query, cx))
  if (lifted !== undefined && plan.reuse === 'commit' && cx.session.warnings.length === 0) await compute(cx, plans!.offer(query, lifted, plan))
  const into = query.kind === 'select' ? query.into : undefined
  if (into !== undefined) {
    const undeclared = into.find((name) => !name.startsWith('@'))
    if (undeclared !== undefined) throw new OxbowError('SP_UNDECLARED_VAR', `Undeclared variable: ${undeclared}`, { errno: 1327, sqlState: '42000' })
    if (into.length > 0 && into.length !== plan.columns.length) {
      throw new OxbowError('WRONG_NUMBER_OF_COLUMNS_IN_SELECT', 'The used SELECT statements have a different number of columns', { errno: 1222, sqlState: '21000' })
    }
    const { rows, cx: run } = await runQuery(plan, cx.session, cx.transaction, cx.limits)
    if (into.length > 0 && rows.length > 1) throw new OxbowError('TOO_MANY_ROWS', 'Result consisted of more than one row', { errno: 1172, sqlState: '42000' })
    cx.session.rowsRead = run.rowsRead
    // SELECT … INTO @a, @b; DO has an empty list.
    into.forEach((name, i) => cx.session.userVariables.set(name.replace(/^@/, ''), variableValue(plan.columns[i].type, rows[0]?.[i] ?? null)))
    return done(rows.length)
  }
  const result = await answer(plan, plan.reuse, cx, [])
  if (query.kind !== 'select' || !query.calcFoundRows || (query.limit === undefined && query.offset === undefined)) return result
  const whole = await compute(cx, planQuery({ ...query, limit: undefined, offset: undefined }, cx))
  return { ...result, foundRows: (await runQuery(whole, cx.session, cx.transaction, workLimits(cx.limits))).rows.length, reuse: 'never' }
}

/** Runs a query by the plan of one before it; undefined where that doesn't hold any more. */
export async function runAgain(found: FoundPlan, cx: StatementContext): Promise<QueryResult | undefined> {
  const plan = await compute(cx, cx.plans!.plan(found, cx.transaction))
  return plan === undefined ? undefined : await answer(plan, 'commit', cx, found.values)
}

/** Runs a plan; its rows go to the statement's sink where it has one. */
async function answer(plan: QueryPlan, reuse: Reuse, { session, transaction, limits }: StatementContext, params: readonly Value[]): Promise<QueryResult> {
  const { columns } = plan
  const head = { columns, affectedRows: 0, insertId: 0, stored: isWholeTable(plan.root), info: '' }
  const { sink } = limits
  if (sink === undefined) {
    const { rows, cx } = await runQuery(plan, session, transaction, limits, params)
    session.rowsRead = cx.rowsRead
    return { ...head, rows, reuse: cx.timeWasRead ? 'never' : reuse }
  }
  sink.begin(columns, head.stored)
  const { count, cx } = await streamQuery(plan, session, transaction, limits, params, sink)
  session.rowsRead = cx.rowsRead
  return { ...head, rows: [], streamed: count, reuse: 'never' }
}

/** True for all columns of one table, in order, straight from its tree. */
function isWholeTable(plan: Plan): boolean {
  if (plan.kind !== 'project') return false
  const { input, exprs } = plan
  if (input.kind !== 'scan' && input.kind !== 'indexLookup') return false
  return exprs.length === input.table.columns.length && exprs.every((e, i) => e.kind === 'column' && e.slot === input.slot && e.column === i)
}
