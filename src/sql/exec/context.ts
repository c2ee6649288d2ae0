import type { Node } from '../../prolly/node.ts'
import type { Value } from '../value.ts'
import type { SqlSession } from '../session.ts'

/**
 * Where an operator has put the current row of one source of rows (a "slot"). Either a place in a stored leaf
 * (`node`, `index`) or a materialised row (`values`). One class for both keeps property access monomorphic.
 */
export class RowRef {
  node: Node = undefined as unknown as Node
  /** Index of the pair in the leaf; -1 marks the NULL-extended row of an outer join. */
  index = 0
  values: readonly Value[] = []
}

/** The state of one execution of a plan: plans are shared, contexts are not. */
export class ExecContext {
  readonly session: SqlSession
  /** The current row of every slot of the plan. */
  readonly rows: RowRef[]
  /** Values of the statement's parameters (`?`). */
  readonly params: readonly Value[]
  /** Microseconds since 1970 UTC, the same for the whole statement (NOW() and friends). */
  readonly statementTime: number
  /** Results of uncorrelated subqueries and of Apply operators, by id. */
  readonly subqueries: Value[] = []

  constructor(session: SqlSession, slots: number, params: readonly Value[], statementTime: number) {
    this.session = session
    this.rows = Array.from({ length: slots }, () => new RowRef())
    this.params = params
    this.statementTime = statementTime
  }
}

/** A compiled expression. Reads the current rows from the context; never waits, never throws for a miss. */
export type Evaluator = (cx: ExecContext) => Value
