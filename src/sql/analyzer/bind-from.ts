import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import type { AsOf, Relation as CatalogRelation, StoredTable, View, VirtualTable } from '../catalog.ts'
import { parseExpressionText } from '../parser/expression-text.ts'
import { parse } from '../parser/parser.ts'
import type { Expression, JoinedTable, TableName, TableReference } from '../parser/ast.ts'
import type { ColumnExpr, Expr } from '../plan/expression.ts'
import { type Relation, slotsOfRelation } from '../plan/relation.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { Value } from '../value.ts'
import { type ExpressionContext, bindExpression, cast, compare, condition } from './bind-expression.ts'
import { type BoundQuery, bindQuery } from './bind-query.ts'
import { bindRecursive } from './bind-recursive.ts'
import { type Binder, type CteScope, findCte } from './binder.ts'
import { bindJsonTable } from './json-table.ts'
import { Block, type ScopeColumn, sameName } from './scope.ts'

/** What FROM binds against. */
export interface FromContext {
  readonly binder: Binder
  readonly block: Block
  readonly ctes: CteScope | undefined
}

/** Binds a table reference and adds its columns to the block. */
export function* bindFrom(reference: TableReference, cx: FromContext): Fetching<Relation> {
  switch (reference.kind) {
    case 'table': return yield* bindTable(reference, cx)
    case 'derived': {
      const outer: ColumnExpr[] = []
      // Only LATERAL sees the relations to its left; other derived tables see what the whole query sees.
      const parent = reference.lateral ? cx.block : cx.block.parent
      const bound = yield* bindQuery(reference.query, cx.binder, parent, cx.ctes, outer)
      // What it reads of enclosing queries, the query around it reads, too.
      cx.block.outer.push(...outer.filter((c) => !cx.block.columns.some((s) => s.expr.slot === c.slot)))
      return addDerived(bound, reference.alias, reference.columns, cx, reference.lateral ? outer.filter((c) => cx.block.columns.some((s) => s.expr === c)) : [])
    }
    case 'tableFunction': {
      const args: Value[] = []
      for (const arg of reference.args) args.push(yield* constantArgument(arg, cx, reference.name))
      const database = reference.database ?? currentDatabase(cx.binder)
      const table = yield* cx.binder.catalog.tableFunction(cx.binder.session, database, reference.name, args)
      if (table === undefined) throw new OxbowError('UNKNOWN_TABLE_FUNCTION', `FUNCTION ${reference.name} does not exist`, { errno: 1305, sqlState: '42000' })
      return addVirtual(table, reference.alias ?? reference.name, undefined, cx)
    }
    case 'jsonTable': return yield* bindJsonTable(reference, cx)
    case 'join': return yield* bindJoin(reference, cx)
  }
}

/** The current database. @throws OxbowError 1046 (3D000). */
export function currentDatabase(binder: Binder): string {
  const { database } = binder.session
  if (database === null) throw new OxbowError('NO_DATABASE', 'No database selected', { errno: 1046, sqlState: '3D000' })
  return database
}

function* constantArgument(arg: Expression, cx: FromContext, name: string): Fetching<Value> {
  const bound = yield* bindExpression(arg, { ...cx, clause: 'from clause', aggregates: false, windows: false })
  const value = bound.kind === 'userVariable' ? (cx.binder.session.userVariables.get(bound.name) ?? null) : cx.binder.constant(bound)
  if (value === undefined) throw new OxbowError('NOT_CONSTANT', `the arguments of ${name}() must be constants`)
  return value
}

function* bindTable(reference: TableName, cx: FromContext): Fetching<Relation> {
  const { binder } = cx
  const alias = reference.alias ?? reference.name
  if (reference.database === undefined) {
    const cte = findCte(cx.ctes, reference.name)
    if (cte !== undefined) {
      if (cte.work !== undefined) {
        const slot = binder.newSlot()
        cte.work.columns.forEach((c, i) => addColumn(cx, { name: c.name, type: c.type, nullable: true }, i, slot, alias, undefined))
        return { kind: 'derived', slot, plan: { kind: 'workTable', work: cte.work.id, slot, width: cte.work.columns.length }, correlation: [] }
      }
      const bound = yield* bindRecursive(cte, binder, cx.block.parent)
      return addDerived(bound, alias, cte.columns, cx, [])
    }
  }
  const database = reference.database ?? currentDatabase(binder)
  const asOf = reference.asOf === undefined ? binder.asOf : yield* bindAsOf(reference.asOf, cx)
  if (reference.asOf !== undefined && sameName(database, 'information_schema')) {
    throw new OxbowError('BAD_AS_OF', 'AS OF not supported for database information_schema')
  }
  const relation = (yield* binder.catalog.relation(database, reference.name, asOf)) ?? (yield* laterView(database, reference.name, asOf, binder))
  if (relation === undefined) throw noSuchTable(database, reference.name)
  // Another database has a root of its own, and what a ref means is only sure at one root.
  if (reference.database !== undefined && reference.database !== binder.session.database) binder.limitReuse('never')
  else if (asOf !== undefined) binder.limitReuse('view')
  return yield* addRelation(relation, database, alias, cx, asOf)
}

/** As on Dolt, a view that is there now can be read at a point where it wasn't. */
function* laterView(database: string, name: string, asOf: AsOf | undefined, binder: Binder): Fetching<View | undefined> {
  const relation = asOf === undefined ? undefined : yield* binder.catalog.relation(database, name)
  return relation?.kind === 'view' ? relation : undefined
}

export function noSuchTable(database: string, name: string): OxbowError {
  return new OxbowError('NO_SUCH_TABLE', `Table '${database}.${name}' doesn't exist`, { errno: 1146, sqlState: '42S02' })
}

/** What AS OF says: a ref expression or a moment. */
export function* bindAsOf(expression: Expression, cx: FromContext): Fetching<AsOf> {
  // AS OF HEAD~2 or AS OF main: a bare name is a ref.
  if (expression.kind === 'column' && expression.table === undefined) return { ref: expression.name }
  const bound = yield* bindExpression(expression, { ...cx, clause: 'from clause', aggregates: false, windows: false })
  const value = bound.kind === 'userVariable' ? (cx.binder.session.userVariables.get(bound.name) ?? null) : cx.binder.constant(bound)
  if (typeof value === 'string') return { ref: value }
  if (bound.type.name === 'DATETIME' || bound.type.name === 'TIMESTAMP') {
    if (typeof value === 'number') return { time: value }
    if (bound.kind === 'call') {
      const now = cx.binder.session.platform.now() * 1000
      return { time: now }
    }
  }
  throw new OxbowError('BAD_AS_OF', 'AS OF takes a branch, tag, commit hash or point in time, as a constant')
}

function* addRelation(relation: CatalogRelation, database: string, alias: string, cx: FromContext, asOf: AsOf | undefined): Fetching<Relation> {
  if (relation.kind === 'stored') return yield* addStored(relation, alias, database, cx, asOf)
  if (relation.kind === 'virtual') return addVirtual(relation, alias, database, cx)
  return yield* addView(relation, database, alias, cx, asOf)
}

function addColumn(cx: FromContext, column: { name: string; type: SqlType; nullable: boolean; defaultText?: string }, ordinal: number, slot: number, table: string, database: string | undefined): void {
  const expr: ColumnExpr = { kind: 'column', slot, column: ordinal, name: column.name, type: column.type, nullable: column.nullable }
  cx.block.columns.push({ name: column.name, table, database, expr, defaultText: column.defaultText })
}

function* addStored(table: StoredTable, alias: string, database: string, cx: FromContext, asOf: AsOf | undefined): Fetching<Relation> {
  refuseDuplicate(alias, cx)
  const { binder } = cx
  const slot = binder.newSlot()
  const before = cx.block.columns.length
  table.columns.forEach((c, i) => addColumn(cx, c, i, slot, alias, database))
  binder.nodes.set(slot, table.nodes)
  binder.storedTables.set(slot, { table, database, asOf })
  const { locals } = binder
  binder.locals = undefined
  for (const [i, column] of table.columns.entries()) {
    if (!column.virtual || column.generatedText === undefined) continue
    const block = new Block(undefined)
    block.columns.push(...cx.block.columns.slice(before))
    const context: ExpressionContext = { binder, block, ctes: undefined, clause: 'generated column function', aggregates: false, windows: false }
    binder.setVirtual(slot, i, cast(yield* bindExpression(parseExpressionText(column.generatedText), context), column.type, binder))
  }
  binder.locals = locals
  return { kind: 'stored', slot, table }
}

function addVirtual(table: VirtualTable, alias: string, database: string | undefined, cx: FromContext): Relation {
  refuseDuplicate(alias, cx)
  const slot = cx.binder.newSlot()
  table.columns.forEach((c, i) => addColumn(cx, c, i, slot, alias, database))
  cx.binder.limitReuse(table.reuse ?? 'never')
  return { kind: 'virtual', slot, table }
}

function addDerived(bound: BoundQuery, alias: string, names: readonly string[] | undefined, cx: FromContext, correlation: readonly Expr[]): Relation {
  refuseDuplicate(alias, cx)
  if (names !== undefined && names.length !== bound.columns.length) {
    throw new OxbowError('VIEW_WRONG_LIST', 'In definition of view, derived table or common table expression, SELECT list and column names list have different column counts', { errno: 1353 })
  }
  bound.columns.forEach((c, i) => addColumn(cx, { ...c, name: names?.[i] ?? c.name }, i, bound.slot, alias, undefined))
  return { kind: 'derived', slot: bound.slot, plan: bound.plan, correlation }
}

function refuseDuplicate(alias: string, cx: FromContext): void {
  if (alias !== '' && cx.block.columns.some((c) => sameName(c.table, alias))) {
    throw new OxbowError('NONUNIQUE_TABLE', `Not unique table/alias: '${alias}'`, { errno: 1066, sqlState: '42000' })
  }
}

/** Errors that say that what a view reads has changed: unknown tables, columns, functions. */
const BROKEN_VIEW = new Set([1054, 1146, 1305])

/** A view is its SELECT, bound in the database where it stands and at the same point of history. */
function* addView(view: View, database: string, alias: string, cx: FromContext, asOf: AsOf | undefined): Fetching<Relation> {
  const { binder } = cx
  const key = `${database}.${view.name}`.toLowerCase()
  if (binder.openViews.includes(key)) {
    throw new OxbowError('VIEW_RECURSIVE', `View '${database}.${view.name}' contains view recursion`, { errno: 1462 })
  }
  const statement = parse(view.select)
  if (statement.kind !== 'query') throw new OxbowError('VIEW_INVALID', `View '${database}.${view.name}' is not a query`, { errno: 1356 })
  const { session } = binder
  const before = session.database
  const asOfBefore = binder.asOf
  binder.openViews.push(key)
  session.database = database
  binder.asOf = asOf
  try {
    const bound = yield* bindQuery(statement.query, binder, undefined, undefined, [])
    return addDerived(bound, alias, view.columnNames, cx, [])
  } catch (e) {
    if (!(e instanceof OxbowError) || !BROKEN_VIEW.has(e.errno)) throw e
    throw new OxbowError(
      'VIEW_INVALID', `View '${database}.${view.name}' references invalid table(s) or column(s) or function(s) or definer/invoker of view lack rights to use them`,
      { errno: 1356, cause: e },
    )
  } finally {
    session.database = before
    binder.asOf = asOfBefore
    binder.openViews.pop()
  }
}

function* bindJoin(reference: JoinedTable, cx: FromContext): Fetching<Relation> {
  const { binder, block } = cx
  const before = block.columns.length
  const left = yield* bindFrom(reference.left, cx)
  const middle = block.columns.length
  const right = yield* bindFrom(reference.right, cx)
  const leftColumns = block.columns.slice(before, middle)
  const rightColumns = block.columns.slice(middle)
  const on: Expr[] = []
  let names = reference.using
  if (reference.natural) names = leftColumns.filter((c) => !c.hidden && rightColumns.some((r) => !r.hidden && sameName(r.name, c.name))).map((c) => c.name)
  if (names !== undefined) {
    for (const name of names) on.push(joinColumns(name, leftColumns, rightColumns, reference, cx))
    // The joined columns come first in `*`, in the order of the left side.
    const joined = names.map((n) => block.columns.find((c) => !c.hidden && sameName(c.name, n) && (leftColumns.includes(c) || rightColumns.includes(c))))
    const rest = block.columns.slice(before).filter((c) => !joined.includes(c))
    block.columns.splice(before, block.columns.length, ...joined.filter((c) => c !== undefined), ...rest)
  }
  if (reference.on !== undefined) {
    const context: ExpressionContext = { ...cx, clause: 'on clause', aggregates: false, windows: false }
    on.push(condition(yield* bindExpression(reference.on, context), binder))
  }
  if (reference.join === 'inner') return { kind: 'join', join: 'inner', left, right, on, straight: reference.straight }
  if (reference.join === 'full') throw new OxbowError('NOT_SUPPORTED', "FULL OUTER JOIN can't be run by oxbow yet", { errno: 1235, sqlState: '42000' })
  if (reference.join === 'right' && right.kind === 'derived' && right.correlation.length > 0) {
    const alias = reference.right.kind === 'derived' ? reference.right.alias : ''
    throw new OxbowError('TF_FORBIDDEN_JOIN_TYPE', `INNER or LEFT JOIN must be used for LATERAL references made by '${alias}'`, { errno: 3668 })
  }
  const [outer, inner] = reference.join === 'left' ? [left, right] : [right, left]
  for (const slot of slotsOfRelation(inner)) binder.setNullRows(slot)
  markNullable(block, slotsOfRelation(inner))
  return { kind: 'join', join: 'left', left: outer, right: inner, on, straight: false }
}

/** The columns of an outer join's inner side may be NULL, whatever their tables say. */
function markNullable(block: Block, slots: ReadonlySet<number>): void {
  for (let i = 0; i < block.columns.length; i++) {
    const c = block.columns[i]
    if (slots.has(c.expr.slot) && !c.expr.nullable) block.columns[i] = { ...c, expr: { ...c.expr, nullable: true } }
  }
}

/** USING (name): an equality, and from then on the name means the column of the outer side. */
function joinColumns(name: string, left: readonly ScopeColumn[], right: readonly ScopeColumn[], reference: JoinedTable, cx: FromContext): Expr {
  const { binder, block } = cx
  const pick = (columns: readonly ScopeColumn[]): ScopeColumn => {
    const found = columns.find((c) => !c.hidden && sameName(c.name, name))
    if (found === undefined) throw new OxbowError('UNKNOWN_COLUMN', `Unknown column '${name}' in 'from clause'`, { errno: 1054, sqlState: '42S22' })
    return found
  }
  const a = pick(left)
  const b = pick(right)
  binder.use(a.expr)
  binder.use(b.expr)
  const hide = reference.join === 'right' ? a : b
  const at = block.columns.indexOf(hide)
  block.columns[at] = { ...hide, hidden: true }
  return compare('=', a.expr, b.expr, binder)
}
