import type { Fetching } from '../../store/missing.ts'
import type { TableIndex } from '../catalog.ts'
import { type PlanContext, type Planned, type WantedOrder, coversColumns, planTable, selectivity } from './access-path.ts'
import { type Expr, conjuncts, isConstant, slotsOf } from './expression.ts'
import type { JoinType, Plan } from './plan.ts'
import { type JoinRelation, type Relation, type StoredRelation, slotsOfRelation } from './relation.ts'

/** Cost of one look-up in a join, in rows of a scan. */
const PROBE_COST = 8

/** Relations up to which every one is tried as the first of a join. */
const TRY_ALL = 6

/**
 * Plans FROM under conditions (WHERE, and what outer joins have handed down): pushes each condition as far down as it
 * goes, chooses access paths, the order of inner joins and how each join is done. All conditions are applied.
 */
export function* planRelation(relation: Relation, conditions: readonly Expr[], context: PlanContext, order?: WantedOrder): Fetching<Planned> {
  switch (relation.kind) {
    case 'none': {
      const plan: Plan = { kind: 'values', slot: relation.slot, rows: [[]], width: 0 }
      return { plan: filtered(plan, conditions), rows: 1 }
    }
    case 'stored': return yield* planTable(relation, conditions, context, order)
    case 'virtual': {
      const equals = new Map<string, Expr>()
      for (const c of conditions) {
        if (c.kind !== 'call' || c.name !== '=') continue
        const [a, b] = c.args[0].kind === 'column' ? c.args : [c.args[1], c.args[0]]
        if (a.kind === 'column' && a.slot === relation.slot && (isConstant(b) || b.kind === 'userVariable')) equals.set(relation.table.columns[a.column].name.toLowerCase(), b)
      }
      return { plan: filtered({ kind: 'virtual', table: relation.table, slot: relation.slot, equals }, conditions), rows: 200 }
    }
    case 'derived': return { plan: filtered(relation.plan, conditions), rows: conditions.length > 0 ? 100 : 1000 }
    case 'join': return relation.join === 'left' ? yield* planLeftJoin(relation, conditions, context, order) : yield* planInnerJoins(relation, conditions, context, order)
  }
}

/** Puts a filter on top, if there is anything to filter by. */
export function filtered(input: Plan, conditions: readonly Expr[]): Plan {
  return conditions.length === 0 ? input : { kind: 'filter', input, conditions }
}

function within(expr: Expr, slots: ReadonlySet<number>, all: ReadonlySet<number>): boolean {
  for (const slot of slotsOf(expr)) if (all.has(slot) && !slots.has(slot)) return false
  return true
}

function* planLeftJoin(relation: JoinRelation, conditions: readonly Expr[], context: PlanContext, order?: WantedOrder): Fetching<Planned> {
  const leftSlots = slotsOfRelation(relation.left)
  const rightSlots = slotsOfRelation(relation.right)
  const all = slotsOfRelation(relation)
  const below = conditions.filter((c) => within(c, leftSlots, all))
  const above = conditions.filter((c) => !below.includes(c))
  const left = yield* planRelation(relation.left, below, context, order)
  const on = relation.on.flatMap((c) => conjuncts(c))
  const rightOnly = on.filter((c) => within(c, rightSlots, all))
  const across = on.filter((c) => !rightOnly.includes(c))
  const joined = yield* joinOnto(left, relation.right, rightOnly, across, 'left', all, context)
  return { plan: filtered(joined.plan, above), rows: joined.rows * above.reduce((s, c) => s * selectivity(c), 1) }
}

function* planInnerJoins(relation: JoinRelation, conditions: readonly Expr[], context: PlanContext, order?: WantedOrder): Fetching<Planned> {
  const parts: Relation[] = []
  const all = slotsOfRelation(relation)
  const conds = conditions.flatMap((c) => conjuncts(c))
  let straight = false
  collect(relation)
  function collect(r: Relation): void {
    if (r.kind === 'join' && r.join === 'inner') {
      collect(r.left)
      collect(r.right)
      conds.push(...r.on.flatMap((c) => conjuncts(c)))
      straight ||= r.straight
    } else parts.push(r)
  }
  const slots = parts.map((p) => slotsOfRelation(p))
  const local = parts.map((_, i) => conds.filter((c) => within(c, slots[i], all)))
  const across = conds.filter((c) => !local.some((l) => l.includes(c)))
  const lateral = parts.some((p) => p.kind === 'derived' && p.correlation.length > 0)
  const alone: Planned[] = []
  for (let i = 0; i < parts.length; i++) alone.push(yield* planRelation(parts[i], local[i], context))
  const starts = straight || lateral ? [0] : parts.length <= TRY_ALL ? parts.map((_, i) => i) : [smallest(alone)]
  let best: { cost: number; sequence: number[] } | undefined
  for (const start of starts) {
    const sequence = greedy(start, parts, alone, slots, across, all, straight || lateral)
    if (best === undefined || sequence.cost < best.cost) best = sequence
  }
  const [first, ...rest] = best!.sequence
  let current = yield* planRelation(parts[first], local[first], context, order)
  const placed = new Set(slots[first])
  const open = new Set(across)
  for (const i of rest) {
    const known = new Set([...placed, ...slots[i]])
    const usable = [...open].filter((c) => within(c, known, all))
    for (const c of usable) open.delete(c)
    current = yield* joinOnto(current, parts[i], local[i], usable, 'inner', all, context)
    for (const s of slots[i]) placed.add(s)
  }
  return { plan: filtered(current.plan, [...open]), rows: current.rows }
}

function smallest(planned: readonly Planned[]): number {
  return planned.reduce((best, p, i) => (p.rows < planned[best].rows ? i : best), 0)
}

/** A left-deep order that takes the cheapest joinable relation next. */
function greedy(
  start: number, parts: readonly Relation[], alone: readonly Planned[], slots: readonly ReadonlySet<number>[], across: readonly Expr[],
  all: ReadonlySet<number>, asWritten: boolean,
): { cost: number; sequence: number[] } {
  const sequence = [start]
  const placed = new Set(slots[start])
  let rows = alone[start].rows
  let cost = rows
  const left = new Set(parts.map((_, i) => i).filter((i) => i !== start))
  while (left.size > 0) {
    let next: { i: number; cost: number; rows: number } | undefined
    for (const i of left) {
      const known = new Set([...placed, ...slots[i]])
      const usable = across.filter((c) => within(c, known, all) && !within(c, placed, all))
      const step = stepCost(rows, parts[i], alone[i], usable, slots[i], all)
      if (next === undefined || step.cost < next.cost) next = { i, ...step }
      if (asWritten) break
    }
    sequence.push(next!.i)
    left.delete(next!.i)
    for (const s of slots[next!.i]) placed.add(s)
    cost += next!.cost
    rows = next!.rows
  }
  return { cost, sequence }
}

function stepCost(rows: number, part: Relation, alone: Planned, usable: readonly Expr[], slots: ReadonlySet<number>, all: ReadonlySet<number>): { cost: number; rows: number } {
  const keys = equiKeys(usable, slots, all)
  if (keys.length === 0) {
    const pairs = rows * alone.rows
    return { cost: pairs * 2, rows: pairs * usable.reduce((s, c) => s * selectivity(c), 1) }
  }
  const hash = rows + alone.rows * 1.5
  const lookup = part.kind === 'stored' ? bestLookup(part, keys) : undefined
  const matches = lookup?.unique ? 1 : Math.max(1, alone.rows / Math.max(10, Math.sqrt(alone.rows) * 2))
  const out = Math.max(1, lookup?.unique ? rows * 0.9 : rows * matches)
  return { cost: Math.min(hash, lookup === undefined ? Infinity : rows * PROBE_COST + out), rows: Math.min(out, rows * alone.rows) }
}

/** `inner expression = outer expression` conditions of a join, sides sorted. */
export function equiKeys(conditions: readonly Expr[], inner: ReadonlySet<number>, all: ReadonlySet<number>): { inner: Expr; outer: Expr; source: Expr }[] {
  const keys: { inner: Expr; outer: Expr; source: Expr }[] = []
  for (const c of conditions) {
    if (c.kind !== 'call' || c.name !== '=' || c.args.length !== 2) continue
    const [a, b] = c.args
    const inA = touches(a, inner)
    const inB = touches(b, inner)
    if (inA === inB) continue
    const [mine, other] = inA ? [a, b] : [b, a]
    if (!within(mine, inner, all) || !hashable(mine, other)) continue
    keys.push({ inner: mine, outer: other, source: c })
  }
  return keys
}

function touches(expr: Expr, slots: ReadonlySet<number>): boolean {
  for (const s of slotsOf(expr)) if (slots.has(s)) return true
  return false
}

/** True when equality under MySQL's rules for the two types is equality of their key bytes. */
function hashable(a: Expr, b: Expr): boolean {
  const form = keyForm(a)
  return form !== undefined && form === keyForm(b)
}

function keyForm(e: Expr): string | undefined {
  switch (e.type.name) {
    case 'TINYINT': case 'SMALLINT': case 'MEDIUMINT': case 'INT': case 'BIGINT': case 'YEAR': case 'FLOAT': case 'DOUBLE': return 'number'
    case 'DATETIME': case 'TIMESTAMP': return 'datetime'
    case 'CHAR': case 'VARCHAR': case 'TINYTEXT': case 'TEXT': case 'MEDIUMTEXT': case 'LONGTEXT': return `text ${e.type.collation ?? ''}`
    case 'BINARY': case 'VARBINARY': case 'TINYBLOB': case 'BLOB': case 'MEDIUMBLOB': case 'LONGBLOB': return 'bytes'
    case 'DECIMAL': case 'DATE': case 'TIME': return e.type.name
    default: return undefined
  }
}

/** The index of a table that the most of the join's keys can seek. */
function bestLookup(part: StoredRelation, keys: readonly { inner: Expr; outer: Expr }[]): { index: TableIndex; keys: Expr[]; used: Expr[]; unique: boolean } | undefined {
  let best: { index: TableIndex; keys: Expr[]; used: Expr[]; unique: boolean } | undefined
  for (const index of [part.table.primary, ...part.table.indexes]) {
    if (index.kind !== 'ordinary' || index.prefixLengths.some((n) => n > 0)) continue
    const values: Expr[] = []
    const used: Expr[] = []
    for (const column of index.keyColumns) {
      const key = keys.find((k) => k.inner.kind === 'column' && k.inner.slot === part.slot && k.inner.column === column && storedAlike(k.inner, k.outer))
      if (key === undefined) break
      values.push(key.outer)
      used.push(key.inner)
    }
    if (values.length === 0) continue
    const unique = values.length >= (index.unique ? index.declared : index.keyColumns.length)
    if (best === undefined || (unique && !best.unique) || (unique === best.unique && values.length > best.keys.length)) best = { index, keys: values, used, unique }
  }
  return best
}

/** True when the outer value has the form in which the inner column is stored, so that it can be made a key. */
function storedAlike(inner: Expr, outer: Expr): boolean {
  if (inner.type.name === 'DECIMAL') return outer.type.name === 'DECIMAL' && inner.type.scale === outer.type.scale
  if (inner.type.name === 'FLOAT' || inner.type.name === 'DOUBLE') return outer.type.name === inner.type.name
  return hashable(inner, outer)
}

/**
 * Rows that one key of an index's leading fields is thought to have: from how many different ones stand among the keys
 * of the root node, which are a sample at equal distances.
 */
function* rowsPerKey(index: TableIndex, fields: number): Fetching<number> {
  const root = yield* index.root()
  if (root.count < 2) return 1
  let distinct = 1
  for (let i = 1; i < root.count; i++) {
    const { bytes } = root
    const order = index.keyDescriptor.comparePrefix(bytes, root.keyStart(i - 1), root.keyEnd(i - 1), bytes, root.keyStart(i), root.keyEnd(i), fields)
    if (order !== 0) distinct++
  }
  // All different: there may be many more keys than the sample shows.
  if (distinct > root.count * 0.9) return Math.max(1, Math.sqrt(root.treeCount / root.count))
  return root.treeCount / distinct
}

/** Joins one more relation onto a plan. `local` conditions concern it alone, `across` both. */
export function* joinOnto(
  current: Planned, part: Relation, local: readonly Expr[], across: readonly Expr[], join: JoinType, all: ReadonlySet<number>, context: PlanContext,
): Fetching<Planned> {
  const inner = slotsOfRelation(part)
  if (part.kind === 'derived' && part.correlation.length > 0) {
    const conditions = [...local, ...across]
    return { plan: { kind: 'lateral', join, outer: current.plan, inner: part.plan, correlation: part.correlation, conditions }, rows: current.rows * 2 }
  }
  const keys = equiKeys(across, inner, all)
  const alone = yield* planRelation(part, local, context)
  if (keys.length === 0) {
    const plan: Plan = { kind: 'loopJoin', join, left: current.plan, right: alone.plan, conditions: across }
    return { plan, rows: Math.max(1, current.rows * alone.rows * across.reduce((s, c) => s * selectivity(c), 1)) }
  }
  const lookup = part.kind === 'stored' ? bestLookup(part, keys) : undefined
  const matches = lookup === undefined ? 4 : lookup.unique ? 1 : yield* rowsPerKey(lookup.index, lookup.keys.length)
  const residual = across.filter((c) => !keys.some((k) => k.source === c))
  const rows = Math.max(1, join === 'semi' || join === 'anti' ? current.rows / 2 : current.rows * matches)
  const covers = part.kind === 'stored' && lookup !== undefined &&
    (lookup.index === part.table.primary || (!part.table.keyless && coversColumns(lookup.index, context.used.get(part.slot) ?? new Set())))
  const lookupCost = current.rows * (PROBE_COST + matches * (covers ? 1 : PROBE_COST))
  if (lookup !== undefined && part.kind === 'stored' && lookupCost < alone.rows * 1.5 + current.rows) {
    const { table, slot } = part
    const covering = covers
    context.setStored(slot, table, covering ? lookup.index.places : table.primary.places)
    const unused = keys.filter((k) => !lookup.used.includes(k.inner)).map((k) => k.source)
    return {
      plan: { kind: 'lookupJoin', join, outer: current.plan, table, index: lookup.index, covering, slot, keys: lookup.keys, residual: [...local, ...unused, ...residual] },
      rows,
    }
  }
  const swap = join === 'inner' && alone.rows > current.rows
  const [probe, build] = swap ? [alone.plan, current.plan] : [current.plan, alone.plan]
  const innerKeys = keys.map((k) => k.inner)
  const outerKeys = keys.map((k) => k.outer)
  return {
    plan: { kind: 'hashJoin', join, probe, build, probeKeys: swap ? innerKeys : outerKeys, buildKeys: swap ? outerKeys : innerKeys, residual },
    rows: Math.max(rows, 1),
  }
}
