import type { Explain } from '../parser/ast.ts'
import { OxbowError } from '../../error.ts'
import type { Plan } from '../plan/plan.ts'
import type { QueryResult } from '../result.ts'
import { planQuery } from './select.ts'
import { type StatementContext, compute, resultSet, textColumn } from './statement.ts'

/** EXPLAIN: the plan as an indented tree, a line an operator. */
export async function runExplain(statement: Explain, cx: StatementContext): Promise<QueryResult> {
  if (statement.statement.kind !== 'query') {
    throw new OxbowError('NOT_SUPPORTED', 'EXPLAIN takes a query; data changes are not explained yet', { errno: 1235, sqlState: '42000' })
  }
  const plan = await compute(cx, planQuery(statement.statement.query, cx))
  const lines: string[] = []
  for (const subquery of plan.initial) {
    lines.push(`Subquery #${subquery.id} (${subquery.mode}, runs once)`)
    describe(subquery.plan, 1, lines)
  }
  describe(plan.root, 0, lines)
  return resultSet([textColumn('plan')], lines.map((line) => [line]))
}

function describe(plan: Plan, depth: number, lines: string[]): void {
  const add = (text: string, ...inputs: Plan[]): void => {
    lines.push(`${'  '.repeat(depth)}${text}`)
    for (const input of inputs) describe(input, depth + 1, lines)
  }
  switch (plan.kind) {
    case 'scan': {
      const how = plan.ranges === undefined ? 'all' : `${plan.ranges.length} range${plan.ranges.length === 1 ? '' : 's'}`
      return add(`Scan ${plan.table.name} by ${plan.index.name} (${how}${plan.reverse ? ', backward' : ''}, ${plan.filters.length} filters)`)
    }
    case 'indexLookup': return add(`IndexLookup ${plan.table.name} by ${plan.index.name} (${plan.ranges.length} ranges, ${plan.filters.length} filters)`)
    case 'count': return add(`Count ${plan.table.name} (from the tree)`)
    case 'virtual': return add(`Virtual ${plan.table.name}`)
    case 'values': return add(`Values (${plan.rows.length} rows)`)
    case 'filter': return add(`Filter (${plan.conditions.length} conditions)`, plan.input)
    case 'hashJoin': return add(`HashJoin ${plan.join} (${plan.probeKeys.length} keys; probe, then build)`, plan.probe, plan.build)
    case 'lookupJoin': return add(`LookupJoin ${plan.join} ${plan.table.name} by ${plan.index.name}${plan.covering ? ' (covering)' : ''}`, plan.outer)
    case 'loopJoin': return add(`LoopJoin ${plan.join} (${plan.conditions.length} conditions)`, plan.left, plan.right)
    case 'lateral': return add(`Lateral ${plan.join}`, plan.outer, plan.inner)
    case 'aggregate': return add(`Aggregate (${plan.groups.length} keys, ${plan.aggregates.map((a) => a.name).join(', ')})`, plan.input)
    case 'window': return add(`Window (${plan.calls.map((c) => c.name).join(', ')})`, plan.input)
    case 'sort': return add(plan.limit === undefined ? `Sort (${plan.keys.length} keys)` : `TopN (${plan.keys.length} keys)`, plan.input)
    case 'limit': return add('Limit', plan.input)
    case 'project': return add(`Project (${plan.exprs.length} columns)`, plan.input)
    case 'distinct': return add('Distinct', plan.input)
    case 'setOperation': return add(`${plan.operation}${plan.all ? ' all' : ''}`, plan.left, plan.right)
    case 'apply': return add(`Apply (${plan.subqueries.length} subqueries)`, plan.input, ...plan.subqueries.map((s) => s.plan))
    case 'recursive': return add('Recursive', plan.base, plan.step)
    case 'workTable': return add('WorkTable')
    case 'jsonTable': return add('JsonTable')
  }
}
