import { OxbowError } from '../../error.ts'
import { runQuery, workLimits } from '../exec/driver.ts'
import type { Delete, Expression, Select, SelectItem, TableName, TableReference, Update } from '../parser/ast.ts'
import type { QueryPlan } from '../plan/plan.ts'
import type { Value } from '../value.ts'
import { planQuery } from './select.ts'
import { type StatementContext, compute } from './statement.ts'

/** A table that UPDATE or DELETE names, under the alias by which its columns are found. */
export interface TargetTable {
  readonly table: TableName
  readonly alias: string
}

/** The tables of a reference, leftmost first. */
export function tablesOf(reference: TableReference): TargetTable[] {
  switch (reference.kind) {
    case 'table': return [{ table: reference, alias: reference.alias ?? reference.name }]
    case 'join': return [...tablesOf(reference.left), ...tablesOf(reference.right)]
    default: return []
  }
}

/** The target of a name or alias. @throws OxbowError 1109 (42S02). */
export function findTarget(targets: readonly TargetTable[], name: string, clause: string): TargetTable {
  const found = targets.find((t) => t.alias.toLowerCase() === name.toLowerCase()) ?? targets.find((t) => t.table.name.toLowerCase() === name.toLowerCase())
  if (found === undefined) throw new OxbowError('UNKNOWN_TABLE', `Unknown table '${name}' in ${clause}`, { errno: 1109, sqlState: '42S02' })
  return found
}

/**
 * The rows that a data change concerns: all columns of each target, then the given expressions. It runs as a SELECT, so
 * WHERE, joins, ORDER BY and LIMIT mean what they mean there.
 */
export async function targetRows(
  targets: readonly TargetTable[], expressions: readonly Expression[],
  clauses: Pick<Update | Delete, 'tables' | 'where' | 'orderBy' | 'limit' | 'offset' | 'with'>, cx: StatementContext,
): Promise<{ plan: QueryPlan; rows: readonly (readonly Value[])[] }> {
  const { start, end } = clauses.tables
  const item = (expression: Expression): SelectItem => ({ expression, text: '', start, end })
  const select: Select = {
    kind: 'select', distinct: false, calcFoundRows: false, from: clauses.tables, where: clauses.where, groupBy: [], rollup: false, windows: [],
    items: [...targets.map((t) => item({ kind: 'star', table: t.alias, start, end })), ...expressions.map(item)],
    orderBy: clauses.orderBy, limit: clauses.limit, offset: clauses.offset, with: clauses.with, start, end,
  }
  const plan = await compute(cx, planQuery(select, cx))
  const { rows } = await runQuery(plan, cx.session, cx.transaction, workLimits(cx.limits))
  return { plan, rows }
}
