import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import type { Expression, QueryExpression, TableReference } from '../parser/ast.ts'
import type { ColumnExpr } from '../plan/expression.ts'
import { commonType } from '../types/compare.ts'
import type { SqlType } from '../types/sql-type.ts'
import { type BoundQuery, bindQuery, finishQuery } from './bind-query.ts'
import { type Binder, type CteBinding } from './binder.ts'
import { type Block, sameName } from './scope.ts'

/** Binds a CTE at a place that names it; one that names itself under WITH RECURSIVE becomes a recursion. */
export function* bindRecursive(cte: CteBinding, binder: Binder, parent: Block | undefined): Fetching<BoundQuery> {
  const { query } = cte
  const outer: ColumnExpr[] = []
  if (!cte.recursive || !mentions(query, cte.name)) return yield* bindQuery(query, binder, parent, cte.scope, outer)
  if (query.kind !== 'setOperation' || query.operation !== 'union') {
    throw new OxbowError('CTE_RECURSIVE_REQUIRES_UNION', `Recursive Common Table Expression '${cte.name}' should contain a UNION`, { errno: 3573 })
  }
  if (mentions(query.left, cte.name)) {
    throw new OxbowError('CTE_RECURSIVE_REQUIRES_NONRECURSIVE_FIRST',
      `Recursive Common Table Expression '${cte.name}' should have one or more non-recursive query blocks followed by one or more recursive ones`, { errno: 3574 })
  }
  const base = yield* bindQuery(query.left, binder, parent, cte.scope, outer)
  const columns = base.columns.map((c, i) => ({ name: cte.columns?.[i] ?? c.name, type: widened(c.type) }))
  const work = binder.newWork()
  const self: CteBinding = { ...cte, work: { id: work, columns } }
  const step = yield* bindQuery(query.right, binder, parent, { tables: [self], parent: cte.scope }, outer)
  if (step.columns.length !== base.columns.length) {
    throw new OxbowError('WRONG_NUMBER_OF_COLUMNS', 'The used SELECT statements have a different number of columns', { errno: 1222, sqlState: '21000' })
  }
  const types = columns.map((c) => c.type)
  const slot = binder.newSlot()
  const bound: BoundQuery = {
    plan: {
      kind: 'recursive', base: base.plan, baseSlot: base.slot, step: step.plan, stepSlot: step.slot, distinct: !query.all, work, slot, types,
      baseTypes: base.columns.map((c) => c.type), stepTypes: step.columns.map((c) => c.type),
    },
    slot,
    columns: columns.map((c) => ({ name: c.name, type: c.type, nullable: true })),
  }
  return yield* finishQuery(bound, query, binder, parent)
}

/** The first part's integers must hold what the recursion counts up to. */
function widened(type: SqlType): SqlType {
  switch (type.name) {
    case 'TINYINT': case 'SMALLINT': case 'MEDIUMINT': case 'INT': return commonType([type, { name: 'BIGINT' }])
    default: return type
  }
}

/** True when a query reads a table of this name anywhere. */
function mentions(query: QueryExpression, name: string): boolean {
  switch (query.kind) {
    case 'values': return false
    case 'setOperation': return mentions(query.left, name) || mentions(query.right, name)
    case 'select': {
      if (query.from !== undefined && inReference(query.from, name)) return true
      return [query.where, ...query.items.map((i) => i.expression)].some((e) => e !== undefined && inExpression(e, name))
    }
  }
}

function inReference(reference: TableReference, name: string): boolean {
  switch (reference.kind) {
    case 'table': return reference.database === undefined && sameName(reference.name, name)
    case 'derived': return mentions(reference.query, name)
    case 'join': return inReference(reference.left, name) || inReference(reference.right, name)
    default: return false
  }
}

function inExpression(e: Expression, name: string): boolean {
  switch (e.kind) {
    case 'exists':
    case 'subquery': return mentions(e.query, name)
    case 'in': return e.query !== undefined && mentions(e.query, name)
    case 'binary': return inExpression(e.left, name) || inExpression(e.right, name)
    case 'unary': return inExpression(e.operand, name)
    default: return false
  }
}
