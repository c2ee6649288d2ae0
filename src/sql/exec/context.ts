import { OxbowError } from '../../error.ts'
import type { Node } from '../../prolly/node.ts'
import type { Hash } from '../../store/hash.ts'
import { Missing } from '../../store/missing.ts'
import type { Value } from '../value.ts'
import type { SqlSession } from '../session.ts'
import { MemoryAccount } from './memory.ts'

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

/** How long operators go on without a turn for others, in milliseconds. */
const MAX_TURN_MS = 25

/** What an operator yields that goes on as soon as others had their turn: nothing is missing. */
export const PAUSE = new Missing([])

/** What a computation over rows yields to have a stored program run before it goes on: the driver awaits it. */
export class Interlude extends Missing {
  readonly work: () => Promise<void>

  constructor(work: () => Promise<void>) {
    super([])
    this.work = work
  }
}

/** The state of one execution of a plan: plans are shared, contexts are not. */
export class ExecContext {
  readonly session: SqlSession
  /** The current row of every slot of the plan. */
  readonly rows: RowRef[]
  /** Values of the statement's parameters (`?`). */
  readonly params: readonly Value[]
  readonly #statementTime: number
  /** Results of uncorrelated subqueries, by id: a value, or a set for IN. */
  readonly subqueries: unknown[] = []
  /** Contents of out-of-band values that the batch at hand needs. */
  readonly outOfBand = new Map<Hash, OutOfBandContent>()
  /** Rows that operators have read from stored trees. */
  rowsRead = 0
  /** Rows, and pairs of rows, that operators may look at. */
  maxExamined = Infinity
  /** What operators hold. */
  memory = new MemoryAccount()
  #examined = 0
  #turnAt = 0
  /** True once something asked for `statementTime`, even a conversion that needs today's date. */
  timeWasRead = false

  constructor(session: SqlSession, slots: number, params: readonly Value[], statementTime: number) {
    this.session = session
    this.rows = Array.from({ length: slots }, () => new RowRef())
    this.params = params
    this.#statementTime = statementTime
  }

  /** Microseconds since 1970 UTC, the same for the whole statement (NOW() and friends). */
  get statementTime(): number {
    this.timeWasRead = true
    return this.#statementTime
  }

  /** Counts rows read from stored trees. @throws as `examine`. */
  read(rows: number): void {
    this.rowsRead += rows
    this.examine(rows)
  }

  /** Counts rows, or pairs of rows, that an operator looks at. @throws OxbowError `TOO_MANY_ROWS_EXAMINED` for more than the statement may. */
  examine(rows: number): void {
    this.#examined += rows
    if (this.#examined > this.maxExamined) {
      throw new OxbowError(
        'TOO_MANY_ROWS_EXAMINED', `the statement looks at more than ${this.maxExamined} rows; make it more selective, or raise the limit of the server`,
      )
    }
  }

  /** True when others should get a turn: the operator yields `PAUSE` then. */
  isTurn(): boolean {
    const now = this.session.platform.now()
    if (this.#turnAt === 0) this.#turnAt = now
    if (now - this.#turnAt < MAX_TURN_MS) return false
    this.#turnAt = now
    return true
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
