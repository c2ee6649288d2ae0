import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import { aggregateFunction } from '../functions/registry.ts'
import type { Expression, FunctionCall, Select } from '../parser/ast.ts'
import { type WantedOrder } from '../plan/access-path.ts'
import { type ColumnExpr, type Expr, conjuncts, rewrite, sameExpr, slotsOf, walk } from '../plan/expression.ts'
import { filtered, planRelation } from '../plan/join-plan.ts'
import { providesOrder } from '../plan/order.ts'
import type { Plan, SortKey } from '../plan/plan.ts'
import { type Relation, slotsOfRelation } from '../plan/relation.ts'
import { type ExpressionContext, bindExpression, condition } from './bind-expression.ts'
import { bindFrom } from './bind-from.ts'
import { type BoundQuery, orderPosition, sortLimit } from './bind-query.ts'
import type { Binder, CteScope } from './binder.ts'
import { AGGREGATE_SLOT, Block, WINDOW_SLOT } from './scope.ts'
import { bindWhere, joinSemi } from './where.ts'

interface OutputItem {
  readonly name: string
  expr: Expr
  /** Of the column that it is. */
  readonly defaultText?: string
}

/** Binds one SELECT and plans it: FROM, WHERE, groups, windows, select list, DISTINCT, order, limit. */
export function* bindSelect(
  select: Select, binder: Binder, parent: Block | undefined, ctes: CteScope | undefined, outer: ColumnExpr[],
): Fetching<BoundQuery> {
  const block = new Block(parent)
  block.isGrouped = () => select.groupBy.length > 0 || holdsAggregate([select.items, select.having, select.orderBy])
  const base = { binder, block, ctes }
  const relation: Relation = select.from === undefined ? { kind: 'none', slot: binder.newSlot() } : yield* bindFrom(select.from, base)
  for (const w of select.windows) block.namedWindows.set(w.name.toLowerCase(), w.specification)

  const where = yield* bindWhere(select.where, base)
  const whereSubqueries = block.takeSubqueries()

  // The select list, then everything that may name its aliases.
  const fields: ExpressionContext = { ...base, clause: 'field list', aggregates: true, windows: true }
  const items = yield* bindItems(select, fields)
  for (const { name, expr } of items) {
    const alias = name.toLowerCase()
    const known = block.aliases.get(alias)
    if (known === undefined) block.aliases.set(alias, expr)
    else if (!sameExpr(known, expr)) block.ambiguous.add(alias)
  }
  const groups: Expr[] = []
  for (const e of select.groupBy) groups.push(yield* bindGroup(e, items, { ...base, clause: 'group statement', aggregates: false, windows: false, aliases: 'last' }))
  const having = select.having === undefined ? undefined
    : condition(yield* bindExpression(select.having, { ...base, clause: 'having clause', aggregates: true, windows: false, aliases: 'last' }), binder)
  const order: SortKey[] = []
  for (const item of select.orderBy) {
    const position = orderPosition(item, items.length)
    const expr = position !== undefined ? items[position].expr
      : yield* bindExpression(item.expression, { ...base, clause: 'order clause', aggregates: true, windows: true, aliases: 'first' })
    order.push({ expr, descending: item.descending })
  }
  const limitContext: ExpressionContext = { ...base, clause: 'limit clause', aggregates: false, windows: false }
  const limit = select.limit === undefined ? undefined : yield* bindExpression(select.limit, limitContext)
  const offset = select.offset === undefined ? undefined : yield* bindExpression(select.offset, limitContext)
  outer.push(...block.outer.filter((c) => !block.columns.some((own) => own.expr.slot === c.slot)))

  // Rows.
  const grouped = groups.length > 0 || block.aggregates.length > 0 || (having !== undefined && select.groupBy.length > 0)
  const postSubqueries = block.takeSubqueries()
  const simple = !grouped && block.windows.length === 0 && !select.distinct && postSubqueries.length === 0 && whereSubqueries.length === 0
  const wanted = simple ? wantedOrder(order, limit, offset, binder) : undefined
  const lateSlots = new Set(whereSubqueries.map((s) => s.slot))
  const late = where.conditions.filter((c) => [...slotsOf(c)].some((s) => lateSlots.has(s)))
  const early = where.conditions.filter((c) => !late.includes(c))
  let plan = yield* countOrRelation(relation, early, where.semi.length > 0, groups, select, block, binder, wanted)
  for (const semi of where.semi) plan = yield* joinSemi(plan, semi, relation, binder)
  if (whereSubqueries.length > 0) plan = { kind: 'apply', input: plan, subqueries: whereSubqueries }
  plan = filtered(plan, late)
  if (block.rowSubqueries.length > 0) plan = { kind: 'apply', input: plan, subqueries: block.rowSubqueries }

  // Groups. One group is one row, whatever its order.
  if (grouped && groups.length === 0) order.length = 0
  let replace = (e: Expr): Expr => e
  let residualHaving = having
  if (grouped) {
    const grouping = group(plan, groups, where.conditions, select.rollup, block, relation, binder, [...items.map((i) => i.expr), ...order.map((o) => o.expr), ...(having ? [having] : []),
      ...block.windows.flatMap((w) => [...w.args, ...w.partition, ...w.order.map((o) => o.expr)]), ...postSubqueries.flatMap((s) => s.correlation)])
    plan = grouping.plan
    replace = grouping.replace
  }
  for (const item of items) item.expr = replace(item.expr)
  const sort = order.map((o) => ({ ...o, expr: replace(o.expr) }))
  if (residualHaving !== undefined) residualHaving = replace(residualHaving)
  if (postSubqueries.length > 0) plan = { kind: 'apply', input: plan, subqueries: postSubqueries.map((s) => ({ ...s, match: s.match && replace(s.match) })) }
  if (residualHaving !== undefined) plan = { kind: 'filter', input: plan, conditions: conjuncts(residualHaving) }

  // Windows.
  if (block.windows.length > 0) {
    const slot = binder.newSlot()
    const calls = block.windows.map((w) => ({
      ...w, args: w.args.map(replace), partition: w.partition.map(replace), order: w.order.map((o) => ({ ...o, expr: replace(o.expr) })),
    }))
    plan = { kind: 'window', input: plan, calls, slot }
    const toWindow = (e: Expr): Expr => rewrite(e, (x) => (x.kind === 'column' && x.slot === WINDOW_SLOT ? { ...x, slot } : undefined))
    for (const item of items) item.expr = toWindow(item.expr)
    for (const key of sort) key.expr = toWindow(key.expr)
  }
  return finish(select, items, sort, limit, offset, plan, binder)
}

/** True where an aggregate other than ANY_VALUE stands, subqueries aside. */
function holdsAggregate(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(holdsAggregate)
  if (typeof node !== 'object' || node === null) return false
  const call = node as Partial<FunctionCall>
  if (call.kind === 'call' && call.over === undefined && call.name !== 'any_value' && aggregateFunction(call.name!) !== undefined) return true
  return Object.entries(node).some(([name, value]) => name !== 'query' && holdsAggregate(value))
}

/** The order that an index might give for free. */
function wantedOrder(order: readonly SortKey[], limit: Expr | undefined, offset: Expr | undefined, binder: Binder): WantedOrder | undefined {
  const bound = limit === undefined ? undefined : binder.constant(limit)
  const skip = offset === undefined ? 0 : binder.constant(offset)
  const rows = typeof bound === 'number' && typeof skip === 'number' ? bound + skip : undefined
  if (order.length === 0) return rows === undefined ? undefined : { columns: [], limit: rows, slot: -1 }
  const columns: { column: number; descending: boolean }[] = []
  const first = order[0].expr
  if (first.kind !== 'column') return undefined
  for (const key of order) {
    if (key.expr.kind !== 'column' || key.expr.slot !== first.slot) return undefined
    columns.push({ column: key.expr.column, descending: key.descending })
  }
  return { columns, limit: rows, slot: first.slot }
}

function* countOrRelation(
  relation: Relation, conditions: readonly Expr[], semi: boolean, groups: readonly Expr[], select: Select, block: Block, binder: Binder,
  wanted: WantedOrder | undefined,
): Fetching<Plan> {
  // COUNT(*) of a whole table stands in its root.
  const only = block.aggregates.length === 1 ? block.aggregates[0] : undefined
  if (relation.kind === 'stored' && !relation.table.keyless && conditions.length === 0 && !semi && groups.length === 0 && only?.name === 'count' &&
    !only.distinct && (only.args.length === 0 || (only.args[0].kind === 'literal' && only.args[0].value !== null)) &&
    binder.used.get(relation.slot) === undefined && !select.rollup) {
    return { kind: 'count', table: relation.table, slot: binder.newSlot() }
  }
  return (yield* planRelation(relation, conditions, binder, wanted)).plan
}

/** The select list, with stars spelled out. */
function* bindItems(select: Select, cx: ExpressionContext): Fetching<OutputItem[]> {
  const { block, binder } = cx
  const items: OutputItem[] = []
  for (const item of select.items) {
    const e = item.expression
    if (e.kind !== 'star') {
      const expr = yield* bindExpression(e, cx)
      const name = item.alias ?? (e.kind === 'column' ? e.name : literalName(e, item.text) ?? item.text)
      const own = expr.kind === 'column' ? block.columns.find((c) => c.expr.slot === expr.slot && c.expr.column === expr.column) : undefined
      items.push({ name: e.kind === 'column' && item.alias === undefined && expr.kind === 'column' ? expr.name : name, expr, defaultText: own?.defaultText })
      if (item.alias !== undefined && !block.aliases.has(item.alias.toLowerCase())) block.aliases.set(item.alias.toLowerCase(), expr)
      continue
    }
    const columns = block.star(e.table, e.database)
    if (columns.length === 0) {
      if (e.table !== undefined) throw new OxbowError('UNKNOWN_TABLE', `Unknown table '${e.table}'`, { errno: 1051, sqlState: '42S02' })
      throw new OxbowError('NO_TABLES_USED', 'No tables used', { errno: 1096 })
    }
    for (const c of columns) {
      items.push({ name: c.name, expr: binder.valueOf(c.expr), defaultText: c.defaultText })
    }
  }
  return items
}

/** GROUP BY takes expressions, aliases and positions. */
function* bindGroup(e: Expression, items: readonly OutputItem[], cx: ExpressionContext): Fetching<Expr> {
  if (e.kind === 'literal' && e.type === 'integer') {
    const position = Number(e.value)
    if (position < 1 || position > items.length) {
      throw new OxbowError('UNKNOWN_COLUMN', `Unknown column '${position}' in 'group statement'`, { errno: 1054, sqlState: '42S22' })
    }
    const { expr } = items[position - 1]
    refuseAggregate(expr)
    return expr
  }
  const expr = yield* bindExpression(e, cx)
  refuseAggregate(expr)
  return expr
}

function refuseAggregate(expr: Expr): void {
  walk(expr, (x) => {
    if (x.kind === 'column' && x.slot === AGGREGATE_SLOT) {
      throw new OxbowError('WRONG_GROUP_FIELD', `Can't group on '${x.name}'`, { errno: 1056, sqlState: '42000' })
    }
  })
}

/** Puts an aggregation on top, and tells how expressions over the rows become expressions over the groups. */
function group(
  input: Plan, groups: readonly Expr[], conditions: readonly Expr[], rollup: boolean, block: Block, relation: Relation, binder: Binder, outputs: readonly Expr[],
): { plan: Plan; replace: (e: Expr) => Expr } {
  const own = slotsOfRelation(relation)
  const counted = input.kind === 'count'
  const slot = counted ? input.slot : binder.newSlot()
  const replace = (e: Expr): Expr => rewrite(e, (x) => {
    const g = groups.findIndex((candidate) => sameExpr(candidate, x))
    if (g >= 0) return { kind: 'column', slot, column: g, name: x.kind === 'column' ? x.name : '', type: x.type, nullable: x.nullable || rollup }
    return x.kind === 'column' && x.slot === AGGREGATE_SLOT ? { ...x, slot, column: groups.length + x.column } : undefined
  })
  // Columns that are neither grouped by nor aggregated take the group's first row.
  let keepFirst = false
  for (const e of outputs) {
    walk(replace(e), (x) => {
      if (x.kind === 'column' && own.has(x.slot)) {
        keepFirst = true
        checkDependent(x, groups, conditions, relation, binder)
      }
    })
  }
  if (counted) return { plan: input, replace }
  if (keepFirst && groups.length === 0) for (const s of own) binder.setNullRows(s)
  return { plan: { kind: 'aggregate', input, groups, aggregates: block.aggregates, slot, keepFirst, rollup }, replace }
}

/**
 * ONLY_FULL_GROUP_BY: a bare column must follow from the groups and from what WHERE sets equal to constants (here: as one of them, or
 * through a key of its table). Source: MySQL manual, "Detection of Functional Dependence".
 */
function checkDependent(column: ColumnExpr, groups: readonly Expr[], conditions: readonly Expr[], relation: Relation, binder: Binder): void {
  if (!binder.session.sqlMode.includes('ONLY_FULL_GROUP_BY')) return
  const table = storedTable(relation, column.slot)
  const has = (ordinal: number): boolean =>
    groups.some((g) => g.kind === 'column' && g.slot === column.slot && g.column === ordinal) || conditions.some((c) => fixes(c, column.slot, ordinal))
  if (has(column.column)) return
  if (table !== undefined) {
    if (!table.keyless && table.primary.keyColumns.every(has)) return
    if (table.indexes.some((i) => i.unique && i.keyColumns.slice(0, i.declared).every((c) => has(c) && !table.columns[c].nullable))) return
  }
  if (table === undefined && groups.length > 0) return // derived tables: not followed
  if (groups.length === 0) {
    throw new OxbowError('MIX_OF_GROUP_FUNC_AND_FIELDS',
      `In aggregated query without GROUP BY, expression contains nonaggregated column '${column.name}'; this is incompatible with sql_mode=only_full_group_by`,
      { errno: 1140, sqlState: '42000' })
  }
  throw new OxbowError('WRONG_FIELD_WITH_GROUP',
    `Expression is not in GROUP BY clause and contains nonaggregated column '${column.name}' which is not functionally dependent on columns in GROUP BY clause; this is incompatible with sql_mode=only_full_group_by`,
    { errno: 1055, sqlState: '42000' })
}

/** True for a condition that holds for one value of a column at most. */
function fixes(condition: Expr, slot: number, column: number): boolean {
  if (condition.kind !== 'call' || condition.name !== '=') return false
  const [a, b] = condition.args
  const isColumn = (e: Expr): boolean => e.kind === 'column' && e.slot === slot && e.column === column
  return (isColumn(a) && b.kind === 'literal') || (isColumn(b) && a.kind === 'literal')
}

function storedTable(relation: Relation, slot: number): (Relation & { kind: 'stored' })['table'] | undefined {
  if (relation.kind === 'join') return storedTable(relation.left, slot) ?? storedTable(relation.right, slot)
  return relation.kind === 'stored' && relation.slot === slot ? relation.table : undefined
}

/** Order, projection, DISTINCT and LIMIT. Sorting comes before the projection, so that only asked-for rows are decoded. */
function finish(
  select: Select, items: readonly OutputItem[], sort: SortKey[], limit: Expr | undefined, offset: Expr | undefined, input: Plan, binder: Binder,
): BoundQuery {
  const slot = binder.newSlot()
  const exprs = items.map((i) => i.expr)
  const columns = items.map((i) => ({ name: i.name, type: i.expr.type, nullable: i.expr.nullable, defaultText: i.defaultText }))
  let plan = input
  if (select.distinct) {
    const outputs = columns.map((c, i): Expr => ({ kind: 'column', slot, column: i, ...c }))
    plan = { kind: 'distinct', input: { kind: 'project', input: plan, exprs, slot }, exprs: outputs }
    if (sort.length > 0) {
      const keys = sort.map((key) => {
        const over = rewrite(key.expr, (x) => {
          const i = exprs.findIndex((e) => sameExpr(e, x))
          return i >= 0 ? outputs[i] : undefined
        })
        if ([...slotsOf(over)].some((s) => s !== slot)) {
          throw new OxbowError('FIELD_IN_ORDER_NOT_SELECT',
            'Expression of ORDER BY clause is not in SELECT list, references a column which is not in SELECT list; this is incompatible with DISTINCT', { errno: 3065 })
        }
        return { ...key, expr: over }
      })
      plan = { kind: 'sort', input: plan, keys, limit: sortLimit(limit, offset, binder) }
    }
    if (limit !== undefined) plan = { kind: 'limit', input: plan, limit, offset }
    return { plan, slot, columns }
  }
  if (sort.length > 0 && !providesOrder(plan, sort)) plan = { kind: 'sort', input: plan, keys: sort, limit: sortLimit(limit, offset, binder) }
  if (limit !== undefined) plan = { kind: 'limit', input: plan, limit, offset }
  return { plan: { kind: 'project', input: plan, exprs, slot }, slot, columns }
}

/** A text's name is what it says, without its quotes; not that of several texts side by side. */
function literalName(e: Expression, text: string): string | undefined {
  return e.kind === 'literal' && e.type === 'string' && isOneText(text) ? e.value : undefined
}

/** True for the source of one quoted text. Texts may have megabytes: no regular expression goes through them. */
function isOneText(source: string): boolean {
  const quote = source[0]
  if (quote !== "'" && quote !== '"') return false
  for (let at = 1; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (source[at] === quote) {
      if (source[at + 1] !== quote) return at === source.length - 1
      at++
    }
  }
  return false
}
