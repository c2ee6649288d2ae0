import { Binder } from '../../sql/analyzer/binder.ts'
import { bindQuery } from '../../sql/analyzer/bind-query.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import { Interlude } from '../../sql/exec/context.ts'
import { runQuery } from '../../sql/exec/driver.ts'
import { parse } from '../../sql/parser/parser.ts'
import type { Plan, QueryPlan } from '../../sql/plan/plan.ts'
import type { Session } from '../../sql/session-state.ts'
import { comparator } from '../../sql/types/compare.ts'
import { TEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import type { DoltCatalog } from '../catalog.ts'
import { nullable, virtualTable } from '../column.ts'
import { doltError } from '../errors.ts'

type Row = readonly Value[]

/**
 * dolt_query_diff('select …', 'select …'): the rows in which two queries' answers differ. Rows are paired by the primary key, where
 * both read all of one table's key, else one after the other; answers of different columns have nothing in common.
 * Source: Dolt go/libraries/doltcore/sqle/dtablefunctions/dolt_query_diff.go.
 */
export function* queryDiffFunction(catalog: DoltCatalog, session: Session, args: readonly Value[]): Fetching<VirtualTable> {
  if (args.length !== 2) throw doltError(`function 'dolt_query_diff' expected 2 arguments, ${args.length} received`)
  const from = yield* planOf(catalog, session, args[0])
  const to = yield* planOf(catalog, session, args[1])
  const columns = [
    ...from.columns.map((c) => nullable(`from_${c.name}`, c.type)), ...to.columns.map((c) => nullable(`to_${c.name}`, c.type)),
    nullable('diff_type', TEXT),
  ]
  return virtualTable('dolt_query_diff', columns, function* () {
    let before: readonly Row[] = []
    let after: readonly Row[] = []
    yield new Interlude(async () => {
      before = (await runQuery(from, session, catalog)).rows
      after = (await runQuery(to, session, catalog)).rows
    })
    return differences(from, to, before, after)
  })
}

function* planOf(catalog: DoltCatalog, session: Session, query: Value): Fetching<QueryPlan> {
  if (typeof query !== 'string') throw doltError(`query must be a string, not ${typeof query}`)
  if (!/^\s*select/i.test(query)) throw doltError('query must be a SELECT statement')
  const statement = parse(query)
  if (statement.kind !== 'query') throw doltError('query must be a SELECT statement')
  const binder = new Binder(catalog, session, [])
  const { plan, slot, columns } = yield* bindQuery(statement.query, binder, undefined, undefined, [])
  return { root: plan, slot, columns, initial: binder.initial, slots: binder.layouts, nodes: binder.nodes }
}

function differences(from: QueryPlan, to: QueryPlan, before: readonly Row[], after: readonly Row[]): Row[] {
  const rows: Row[] = []
  const noFrom = from.columns.map(() => null)
  const noTo = to.columns.map(() => null)
  const removed = (row: Row): void => void rows.push([...row, ...noTo, 'deleted'])
  const added = (row: Row): void => void rows.push([...noFrom, ...row, 'added'])
  const alike = from.columns.length === to.columns.length
    && from.columns.every(({ name, type }, i) => name === to.columns[i].name && type.name === to.columns[i].type.name)
  if (!alike) {
    before.forEach(removed)
    after.forEach(added)
    return rows
  }
  const compare = from.columns.map((c, i) => nullsFirst(comparator(c.type, to.columns[i].type)))
  const keys = [keyOf(from.root), keyOf(to.root)]
  const key = keys[0].join() === keys[1].join() ? keys[0] : []
  const byKey = (a: Row, b: Row): number => key.reduce((order, i) => order || compare[i](a[i], b[i]), 0)
  const [left, right] = key.length === 0 ? [before, after] : [before.toSorted(byKey), after.toSorted(byKey)]
  let i = 0
  let j = 0
  while (i < left.length && j < right.length) {
    const order = byKey(left[i], right[j])
    if (order < 0) removed(left[i++])
    else if (order > 0) added(right[j++])
    else {
      const [old, young] = [left[i++], right[j++]]
      if (compare.some((c, k) => c(old[k], young[k]) !== 0)) rows.push([...old, ...young, 'modified'])
    }
  }
  left.slice(i).forEach(removed)
  right.slice(j).forEach(added)
  return rows
}

function nullsFirst(compare: (a: Value, b: Value) => number): (a: Value, b: Value) => number {
  return (a, b) => (a === null || b === null ? Number(a !== null) - Number(b !== null) : compare(a, b))
}

/** Where a query that reads one table has all columns of its primary key; empty for other queries. */
function keyOf(root: Plan): readonly number[] {
  let plan = root
  while (plan.kind !== 'project' && 'input' in plan) plan = plan.input
  if (plan.kind !== 'project') return []
  const { exprs } = plan
  let source: Plan = plan.input
  while ('input' in source) source = source.input
  if (source.kind !== 'scan' && source.kind !== 'indexLookup') return []
  const { slot, table: { primary } } = source
  const places = primary.keyColumns.map((column) => exprs.findIndex((e) => e.kind === 'column' && e.slot === slot && e.column === column))
  return places.includes(-1) ? [] : places
}
