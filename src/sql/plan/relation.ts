import type { StoredTable, VirtualTable } from '../catalog.ts'
import type { Expr } from './expression.ts'
import type { Plan } from './plan.ts'

/** FROM, bound: a tree of relations and joins, before the order of joins and the access paths are chosen. */
export type Relation = StoredRelation | VirtualRelation | DerivedRelation | JoinRelation | NoRelation

export interface StoredRelation {
  readonly kind: 'stored'
  readonly slot: number
  readonly table: StoredTable
}

export interface VirtualRelation {
  readonly kind: 'virtual'
  readonly slot: number
  readonly table: VirtualTable
}

/** A subquery, view or CTE, already planned; its rows are values. */
export interface DerivedRelation {
  readonly kind: 'derived'
  readonly slot: number
  readonly plan: Plan
  /** LATERAL: columns of relations to its left that it reads. */
  readonly correlation: readonly Expr[]
}

export interface JoinRelation {
  readonly kind: 'join'
  /** RIGHT JOIN is bound as LEFT JOIN with its sides changed. */
  readonly join: 'inner' | 'left'
  readonly left: Relation
  readonly right: Relation
  readonly on: readonly Expr[]
  /** STRAIGHT_JOIN: the order as written. */
  readonly straight: boolean
}

/** SELECT without FROM: one row without columns. */
export interface NoRelation {
  readonly kind: 'none'
  readonly slot: number
}

/** The slots of a relation's rows. */
export function slotsOfRelation(relation: Relation, into: Set<number> = new Set()): Set<number> {
  if (relation.kind === 'join') {
    slotsOfRelation(relation.left, into)
    slotsOfRelation(relation.right, into)
  } else into.add(relation.slot)
  return into
}
