import type { NodeStore } from '../../prolly/node-store.ts'
import type { SlotLayout } from '../exec/compile.ts'
import type { Accumulator } from '../functions/function.ts'
import type { StoredTable, TableIndex, VirtualTable } from '../catalog.ts'
import type { JsonPath } from '../types/json-path.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { Expr } from './expression.ts'

/**
 * Physical plans: frozen data nodes. Each operator puts rows into slots; `shape` in src/sql/exec/shape.ts tells which.
 * What an operator needs of a stored tree is in the node, so a plan is good for exactly the roots that it was made on.
 */
export type Plan =
  | ScanPlan
  | IndexLookupPlan
  | CountPlan
  | VirtualPlan
  | ValuesPlan
  | FilterPlan
  | HashJoinPlan
  | LookupJoinPlan
  | LoopJoinPlan
  | LateralPlan
  | AggregatePlan
  | WindowPlan
  | SortPlan
  | LimitPlan
  | ProjectPlan
  | DistinctPlan
  | SetOperationPlan
  | ApplyPlan
  | RecursivePlan
  | WorkTablePlan
  | JsonTablePlan

/** A bound of a range on one field of an index key. */
export interface Bound {
  readonly value: Expr
  readonly inclusive: boolean
}

/** Keys whose leading fields equal `equals`, and whose next field lies within the bounds. NULLs are never inside. */
export interface KeyRange {
  readonly equals: readonly Expr[]
  readonly lower?: Bound
  readonly upper?: Bound
}

/** Pairs of one tree in key order, filtered. The slot's rows are places in that tree. */
export interface ScanPlan {
  readonly kind: 'scan'
  readonly table: StoredTable
  readonly index: TableIndex
  readonly slot: number
  /** Undefined: the whole tree. Else disjoint ranges in ascending order. */
  readonly ranges?: readonly KeyRange[]
  readonly reverse: boolean
  readonly filters: readonly Expr[]
  /** Rows that are likely to be asked for, when a LIMIT tells: nothing is read ahead beyond. */
  readonly expected?: number
}

/** Ranges of a secondary index, then the rows by their primary keys. The slot's rows are places in the primary tree. */
export interface IndexLookupPlan {
  readonly kind: 'indexLookup'
  readonly table: StoredTable
  readonly index: TableIndex
  readonly slot: number
  readonly ranges: readonly KeyRange[]
  readonly reverse: boolean
  readonly filters: readonly Expr[]
  /** Rows that are likely to be asked for, when a LIMIT tells: so many are looked up first. */
  readonly expected?: number
}

/** COUNT(*) of a whole table, from the tree's own count. */
export interface CountPlan {
  readonly kind: 'count'
  readonly table: StoredTable
  readonly slot: number
}

export interface VirtualPlan {
  readonly kind: 'virtual'
  readonly table: VirtualTable
  readonly slot: number
  /** Constant values that columns are asked to equal, by lower-case name. */
  readonly equals: ReadonlyMap<string, Expr>
}

/** Constant rows; one row without columns for a SELECT without FROM. */
export interface ValuesPlan {
  readonly kind: 'values'
  readonly slot: number
  readonly rows: readonly (readonly Expr[])[]
  readonly width: number
}

export interface FilterPlan {
  readonly kind: 'filter'
  readonly input: Plan
  readonly conditions: readonly Expr[]
}

export type JoinType = 'inner' | 'left' | 'semi' | 'anti'

export interface HashJoinPlan {
  readonly kind: 'hashJoin'
  readonly join: JoinType
  /** The side that streams. */
  readonly probe: Plan
  /** The side that is held in memory. */
  readonly build: Plan
  readonly probeKeys: readonly Expr[]
  readonly buildKeys: readonly Expr[]
  /** Further conditions on a pair of rows. */
  readonly residual: readonly Expr[]
}

/** For each row of `outer`, the rows of a stored table by an index. */
export interface LookupJoinPlan {
  readonly kind: 'lookupJoin'
  readonly join: JoinType
  readonly outer: Plan
  readonly table: StoredTable
  readonly index: TableIndex
  /** The index holds all columns that are used: no look-up in the primary tree. */
  readonly covering: boolean
  readonly slot: number
  /** Values of the leading key fields, over the outer row. */
  readonly keys: readonly Expr[]
  readonly residual: readonly Expr[]
}

/** Every pair of rows; the right side is held in memory. */
export interface LoopJoinPlan {
  readonly kind: 'loopJoin'
  readonly join: JoinType
  readonly left: Plan
  readonly right: Plan
  readonly conditions: readonly Expr[]
}

/** For each row of `outer`, the rows of a subquery that reads it (LATERAL). */
export interface LateralPlan {
  readonly kind: 'lateral'
  readonly join: JoinType
  readonly outer: Plan
  readonly inner: Plan
  /** Outer columns that the subquery reads. */
  readonly correlation: readonly Expr[]
  readonly conditions: readonly Expr[]
}

export interface AggregateCall {
  /** Lower-case name. */
  readonly name: string
  readonly args: readonly Expr[]
  readonly distinct: boolean
  readonly type: SqlType
  readonly nullable: boolean
  /** ORDER BY inside GROUP_CONCAT. */
  readonly order: readonly SortKey[]
  create(): Accumulator
}

/** Rows by group: first the group's expressions, then the aggregates, as values. */
export interface AggregatePlan {
  readonly kind: 'aggregate'
  readonly input: Plan
  readonly groups: readonly Expr[]
  readonly aggregates: readonly AggregateCall[]
  readonly slot: number
  /** The first row of each group stays at hand, for columns that are not grouped by. */
  readonly keepFirst: boolean
  /** WITH ROLLUP: also the totals over every shorter prefix of the groups. */
  readonly rollup: boolean
}

export interface WindowCall {
  readonly name: string
  readonly args: readonly Expr[]
  readonly partition: readonly Expr[]
  readonly order: readonly SortKey[]
  readonly frame?: WindowFrame
  readonly type: SqlType
  readonly nullable: boolean
  /** For aggregates over a window. */
  create?(): Accumulator
}

export interface WindowFrame {
  readonly unit: 'rows' | 'range'
  readonly start: FrameBound
  readonly end: FrameBound
}

export type FrameBound =
  | { readonly kind: 'unboundedPreceding' | 'unboundedFollowing' | 'currentRow' }
  | { readonly kind: 'preceding' | 'following'; readonly offset: Expr }
  /** RANGE … INTERVAL: the value, over a row, that the keys of the frame's rows lie before or behind. */
  | { readonly kind: 'until'; readonly limit: Expr }

/** Adds one slot whose values are the window functions' results for each row. */
export interface WindowPlan {
  readonly kind: 'window'
  readonly input: Plan
  readonly calls: readonly WindowCall[]
  readonly slot: number
}

export interface SortKey {
  readonly expr: Expr
  readonly descending: boolean
}

export interface SortPlan {
  readonly kind: 'sort'
  readonly input: Plan
  readonly keys: readonly SortKey[]
  /** Only the first so many rows are asked for (LIMIT + OFFSET). */
  readonly limit?: Expr
}

export interface LimitPlan {
  readonly kind: 'limit'
  readonly input: Plan
  readonly limit?: Expr
  readonly offset?: Expr
}

/** Evaluates expressions to rows of values. */
export interface ProjectPlan {
  readonly kind: 'project'
  readonly input: Plan
  readonly exprs: readonly Expr[]
  readonly slot: number
}

/** Drops rows whose values of the input's one slot (or of `exprs`) have been seen. */
export interface DistinctPlan {
  readonly kind: 'distinct'
  readonly input: Plan
  readonly exprs: readonly Expr[]
}

export interface SetOperationPlan {
  readonly kind: 'setOperation'
  readonly operation: 'union' | 'intersect' | 'except'
  readonly all: boolean
  /** Both give one slot of values. */
  readonly left: Plan
  readonly right: Plan
  readonly leftSlot: number
  readonly rightSlot: number
  readonly slot: number
  /** Types of the result; each side is cast to them. */
  readonly types: readonly SqlType[]
  readonly leftTypes: readonly SqlType[]
  readonly rightTypes: readonly SqlType[]
}

export type SubqueryMode = 'scalar' | 'exists' | 'in'

/** A subquery that reads columns of the outer row: run for each distinct set of them, its value put into a slot of its own. */
export interface CorrelatedSubquery {
  readonly plan: Plan
  readonly planSlot: number
  readonly mode: SubqueryMode
  /** Outer columns that it reads: the key under which results are kept. */
  readonly correlation: readonly Expr[]
  /** Mode `in`: `needle = row` as a condition over the outer row and `planSlot`. */
  readonly match?: Expr
  /** EXISTS gives 0 and 1; IN gives 0, 1 or NULL. */
  readonly slot: number
}

export interface ApplyPlan {
  readonly kind: 'apply'
  readonly input: Plan
  readonly subqueries: readonly CorrelatedSubquery[]
}

/** WITH RECURSIVE: rows of `base`, then of `step` over the rows that the round before gave, until there are none. */
export interface RecursivePlan {
  readonly kind: 'recursive'
  readonly base: Plan
  readonly baseSlot: number
  readonly step: Plan
  readonly stepSlot: number
  /** UNION DISTINCT: rows seen before are dropped. */
  readonly distinct: boolean
  /** Id under which `workTable` nodes find the last round's rows. */
  readonly work: number
  readonly slot: number
  readonly types: readonly SqlType[]
  readonly baseTypes: readonly SqlType[]
  readonly stepTypes: readonly SqlType[]
}

/** The rows of the recursion's last round. */
export interface WorkTablePlan {
  readonly kind: 'workTable'
  readonly work: number
  readonly slot: number
  readonly width: number
}

/** JSON_TABLE; the document may read outer rows. */
export interface JsonTablePlan {
  readonly kind: 'jsonTable'
  readonly slot: number
  readonly document: Expr
  readonly path: JsonPath
  readonly fields: readonly JsonTableField[]
  readonly width: number
}

export type JsonTableField =
  | { readonly kind: 'ordinality'; readonly column: number }
  | {
      readonly kind: 'path'; readonly column: number; readonly name: string; readonly type: SqlType; readonly path: JsonPath
      readonly exists: boolean; readonly onEmpty: JsonOutcome; readonly onError: JsonOutcome
    }
  | { readonly kind: 'nested'; readonly path: JsonPath; readonly fields: readonly JsonTableField[] }

/** What a column gets when its path finds nothing, or what it can't hold. */
export type JsonOutcome = { readonly kind: 'null' | 'error' } | { readonly kind: 'default'; readonly text: string }

/** An uncorrelated subquery in an expression: runs once, before the statement's own plan. */
export interface InitialSubquery {
  readonly id: number
  readonly plan: Plan
  readonly slot: number
  readonly mode: SubqueryMode
  readonly types: readonly SqlType[]
  readonly compareTypes: readonly SqlType[]
}

/** A whole query, ready to run. */
export interface QueryPlan {
  readonly root: Plan
  /** Slot of the root's rows, as values. */
  readonly slot: number
  readonly columns: readonly { readonly name: string; readonly type: SqlType; readonly nullable: boolean; readonly defaultText?: string }[]
  readonly initial: readonly InitialSubquery[]
  readonly slots: readonly SlotLayout[]
  /** The node store behind each stored slot. */
  readonly nodes: ReadonlyMap<number, NodeStore>
}
