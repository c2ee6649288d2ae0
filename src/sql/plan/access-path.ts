import { countRange } from '../../prolly/seek.ts'
import type { Fetching } from '../../store/missing.ts'
import type { FieldPlace, StoredTable, TableIndex } from '../catalog.ts'
import { ExecContext } from '../exec/context.ts'
import { CompiledRange, keyField } from '../exec/key-range.ts'
import type { SqlSession } from '../session.ts'
import { type Expr, type LiteralExpr, conjuncts as splitConjuncts } from './expression.ts'
import type { KeyRange, Plan } from './plan.ts'
import type { StoredRelation } from './relation.ts'
import { type Sargable, sargable } from './sargable.ts'

/** What planning needs to know beside the relation. */
export interface PlanContext {
  readonly session: SqlSession
  /** Columns of each slot that the statement reads. */
  readonly used: ReadonlyMap<number, ReadonlySet<number>>
  /** Tells where a slot's rows lie, once an access path is chosen. */
  setStored(slot: number, table: StoredTable, places: readonly (FieldPlace | undefined)[]): void
}

/** A plan and how many rows it is thought to give. */
export interface Planned {
  readonly plan: Plan
  readonly rows: number
}

/** An order that rows should come in: columns of one slot. */
export interface WantedOrder {
  /** -1 when no order is wanted, only a limit is known. */
  readonly slot: number
  readonly columns: readonly { readonly column: number; readonly descending: boolean }[]
  /** LIMIT + OFFSET, when it is a literal. */
  readonly limit: number | undefined
}

/** Points of an IN list that become ranges of their own; longer lists are filters. */
const MAX_POINTS = 1000

/** Cost of finding one row through a secondary index, in rows of a scan. */
const LOOKUP_COST = 6

interface Candidate {
  readonly index: TableIndex
  readonly ranges: readonly KeyRange[] | undefined
  /** Conditions that the ranges answer wholly. */
  readonly answered: ReadonlySet<Expr>
  readonly rows: number
  readonly covering: boolean
  readonly cost: number
  readonly reverse: boolean
  /** Whether the rows come in the wanted order, so that a LIMIT stops early. */
  readonly ordered: boolean
}

/** Chooses how to read a stored table under the given conditions (all of which the plan applies). */
export function* planTable(relation: StoredRelation, conditions: readonly Expr[], context: PlanContext, wanted?: WantedOrder): Fetching<Planned> {
  const { table, slot } = relation
  const order = wanted?.slot === slot || wanted?.slot === -1 ? wanted : undefined
  const total = (yield* table.primary.root()).treeCount
  const used = context.used.get(slot) ?? new Set<number>()
  const filters = conditions.flatMap((c) => splitConjuncts(c))
  const sargables = filters.map((c) => sargable(c, slot, table)).filter((s) => s !== undefined)
  let best: Candidate | undefined
  for (const index of [table.primary, ...table.indexes]) {
    if (index.kind !== 'ordinary') continue
    const candidate = yield* consider(index, table, used, sargables, total, context, order)
    if (candidate !== undefined && (best === undefined || candidate.cost < best.cost)) best = candidate
  }
  const chosen = best!
  const rest = filters.filter((f) => !chosen.answered.has(f))
  const rows = Math.max(1, chosen.rows * rest.reduce((s, f) => s * selectivity(f), 1))
  // Where the rows are sorted first, all of them are asked for.
  const expected = order?.limit !== undefined && rest.length === 0 && (order.slot === -1 || chosen.ordered) ? order.limit : undefined
  if (chosen.index === table.primary || chosen.covering) {
    context.setStored(slot, table, chosen.index.places)
    return {
      plan: { kind: 'scan', table, index: chosen.index, slot, ranges: chosen.ranges, reverse: chosen.reverse, filters: rest, expected },
      rows,
    }
  }
  context.setStored(slot, table, table.primary.places)
  return {
    plan: {
      kind: 'indexLookup', table, index: chosen.index, slot, ranges: chosen.ranges ?? [{ equals: [] }], reverse: chosen.reverse, filters: rest,
      expected,
    },
    rows,
  }
}

function* consider(
  index: TableIndex, table: StoredTable, used: ReadonlySet<number>, sargables: readonly Sargable[], total: number,
  context: PlanContext, order: WantedOrder | undefined,
): Fetching<Candidate | undefined> {
  const primary = index === table.primary
  const covering = primary || (!table.keyless && coversColumns(index, used))
  const prefixed = index.prefixLengths.some((n) => n > 0)
  const { ranges, answered, points, unique } = prefixed
    ? { ranges: undefined, answered: new Set<Expr>(), points: 0, unique: false }
    : rangesFor(index, sargables)
  const direction = ranges === undefined || ranges.length === 1 ? orderDirection(index, ranges?.[0]?.equals.length ?? 0, order) : undefined
  const ordered = direction !== undefined && order?.limit !== undefined
  if (!primary && ranges === undefined && !(covering && !prefixed) && !ordered) return undefined
  let rows = total
  if (ranges !== undefined) {
    if (unique) rows = points
    else rows = yield* estimate(index, ranges, table, total, context.session)
  }
  let cost = covering ? rows * (primary ? 1 : 0.8) + 1 : rows * LOOKUP_COST + 2
  // An index that gives the wanted order lets a LIMIT stop early.
  if (ordered && answered.size === sargables.length) cost = Math.min(cost, order!.limit! * (covering ? 1 : LOOKUP_COST) + 1)
  return { index, ranges, answered, rows, covering, cost, reverse: direction === 'backward', ordered }
}

/** True when every used column can be read from the index alone (whole, not a prefix of it). */
export function coversColumns(index: TableIndex, used: ReadonlySet<number>): boolean {
  for (const column of used) {
    const place = index.places[column]
    if (place === undefined) return false
    if (place.part === 'key' && (index.prefixLengths[place.field] ?? 0) > 0) return false
  }
  return true
}

/** Which way the index must be walked to give the order; undefined when it can't. */
function orderDirection(index: TableIndex, bound: number, order: WantedOrder | undefined): 'forward' | 'backward' | undefined {
  if (order === undefined || order.columns.length === 0) return undefined
  if (index.prefixLengths.some((n) => n > 0)) return undefined
  const fixed = new Set(index.keyColumns.slice(0, bound))
  let at = bound
  let backward: boolean | undefined
  for (const { column, descending } of order.columns) {
    if (fixed.has(column)) continue
    if (index.keyColumns[at] !== column) return undefined
    if (backward === undefined) backward = descending
    else if (backward !== descending) return undefined
    at++
  }
  return backward === true ? 'backward' : 'forward'
}

interface Ranges {
  readonly ranges: readonly KeyRange[] | undefined
  readonly answered: ReadonlySet<Expr>
  readonly points: number
  /** Every range holds at most one row. */
  readonly unique: boolean
}

/** The longest run of equalities on the index's leading columns, then bounds on the next. */
function rangesFor(index: TableIndex, sargables: readonly Sargable[]): Ranges {
  const answered = new Set<Expr>()
  let prefixes: Expr[][] = [[]]
  let field = 0
  for (; field < index.keyColumns.length; field++) {
    const column = index.keyColumns[field]
    const equals = sargables.find((s) => s.kind === 'equals' && s.column === column)
    if (equals?.kind === 'equals') {
      prefixes = prefixes.map((p) => [...p, equals.value])
      answered.add(equals.source)
      continue
    }
    const list = sargables.find((s) => s.kind === 'in' && s.column === column)
    if (list?.kind !== 'in') break
    const points = sortedPoints(index, field, list.values)
    if (points === undefined || points.length * prefixes.length > MAX_POINTS) break
    prefixes = prefixes.flatMap((p) => points.map((v) => [...p, v]))
    answered.add(list.source)
  }
  const unique = field >= (index.unique ? index.declared : index.keyColumns.length) && field > 0
  let lower: KeyRange['lower']
  let upper: KeyRange['upper']
  const next = index.keyColumns[field]
  for (const s of sargables) {
    if ((s.kind !== 'lower' && s.kind !== 'upper') || s.column !== next) continue
    if (s.kind === 'lower' ? lower !== undefined : upper !== undefined) continue // the second bound stays a filter
    answered.add(s.source)
    if (s.kind === 'lower') lower = { value: s.value, inclusive: s.inclusive }
    else upper = { value: s.value, inclusive: s.inclusive }
  }
  if (field === 0 && lower === undefined && upper === undefined) return { ranges: undefined, answered, points: 0, unique: false }
  return { ranges: prefixes.map((equals) => ({ equals, lower, upper })), answered, points: prefixes.length, unique }
}

/** The members of an IN list in the index's order, without duplicates and without what the column can't hold. */
function sortedPoints(index: TableIndex, field: number, values: readonly LiteralExpr[]): LiteralExpr[] | undefined {
  const { encoding } = index.keyDescriptor.fields[field]
  const compare = index.keyDescriptor.fieldComparator(field)
  const keyed: { bytes: Uint8Array; value: LiteralExpr }[] = []
  for (const value of values) {
    const bytes = keyField(encoding, value.value)
    if (bytes !== undefined) keyed.push({ bytes, value })
  }
  keyed.sort((a, b) => compare(a.bytes, 0, a.bytes.length, b.bytes, 0, b.bytes.length))
  return keyed
    .filter((k, i) => i === 0 || compare(keyed[i - 1].bytes, 0, keyed[i - 1].bytes.length, k.bytes, 0, k.bytes.length) !== 0)
    .map((k) => k.value)
}

/** Rows in the ranges: counted in the tree where the ends are literals, else a guess. */
function* estimate(index: TableIndex, ranges: readonly KeyRange[], table: StoredTable, total: number, session: SqlSession): Fetching<number> {
  const literal = ranges.every((r) => r.equals.every((e) => e.kind === 'literal'))
  if (!literal || ranges.length > 8) return Math.max(1, (total / 100) * ranges.length)
  return yield* countRanges(index, ranges, table, new ExecContext(session, 0, [], 0))
}

/** Rows in ranges whose ends are constants, or parameters of the context, counted in the tree. */
export function* countRanges(index: TableIndex, ranges: readonly KeyRange[], table: StoredTable, cx: ExecContext): Fetching<number> {
  const root = yield* index.root()
  let rows = 0
  for (const range of ranges) {
    const seek = new CompiledRange(range, index.keyDescriptor, []).seek(cx)
    if (seek !== undefined) rows += yield* countRange(table.nodes, root, seek.lower, seek.upper)
  }
  return rows
}

/** Share of rows that a condition is thought to keep. */
export function selectivity(condition: Expr): number {
  if (condition.kind === 'in') return condition.negated ? 0.9 : Math.min(0.5, 0.05 * condition.list.length)
  if (condition.kind !== 'call') return 0.5
  switch (condition.name) {
    case '=': return 0.05
    case '<': case '<=': case '>': case '>=': return 0.3
    case 'is null': return 0.1
    case 'like': return 0.2
    default: return 0.5
  }
}
