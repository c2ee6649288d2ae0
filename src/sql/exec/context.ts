import { OxbowError } from '../../error.ts'
import type { Node } from '../../prolly/node.ts'
import type { Hash } from '../../store/hash.ts'
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

/** The content of a value that lay out of band, in chunks of its own. */
export class OutOfBandContent {
  readonly bytes: Uint8Array
  #text: string | undefined
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
  text(): string {
    return (this.#text ??= new TextDecoder().decode(this.bytes))
  }
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
  /** Results of uncorrelated subqueries, by id: a value, or a set for IN. */
  readonly subqueries: unknown[] = []
  /** Contents of out-of-band values that the batch at hand needs. */
  readonly outOfBand = new Map<Hash, OutOfBandContent>()
  /** Rows that operators have read from stored trees. */
  rowsRead = 0

  constructor(session: SqlSession, slots: number, params: readonly Value[], statementTime: number) {
    this.session = session
    this.rows = Array.from({ length: slots }, () => new RowRef())
    this.params = params
    this.statementTime = statementTime
  }

  /** The content of an out-of-band value; the operator has brought it to hand before it evaluates. */
  outOfBandContent(address: Hash): OutOfBandContent {
    const content = this.outOfBand.get(address)
    if (content === undefined) throw new OxbowError('INTERNAL', `value ${address} was not brought to hand`)
    return content
  }
}

/** A compiled expression. Reads the current rows from the context; never waits, never throws for a miss. */
export type Evaluator = (cx: ExecContext) => Value
