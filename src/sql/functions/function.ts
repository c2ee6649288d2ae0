import type { Evaluator } from '../exec/context.ts'
import type { SqlType } from '../types/sql-type.ts'
import type { Value } from '../value.ts'

/** What is known about an argument before anything runs. */
export interface Argument {
  readonly type: SqlType
  readonly nullable: boolean
  /** The value, when the argument is a literal or folds to one. (`null` is a value: test with `!== undefined`.) */
  readonly constant?: Value
}

/**
 * How results may be reused: `deterministic` follows from the arguments alone; `session` also from session values
 * (time zone, SQL mode, user, variables); `volatile` may differ at every call (NOW, RAND, UUID) or from one session to
 * the next (CONNECTION_ID).
 */
export type Volatility = 'deterministic' | 'session' | 'volatile'

/** A function or operator that is bound to its arguments' types. */
export interface BoundFunction {
  readonly type: SqlType
  readonly nullable: boolean
  /** Puts evaluators of the arguments together to an evaluator of the call. Choose the code by type here, not per row. */
  compile(args: readonly Evaluator[]): Evaluator
}

/** A scalar function or operator (operators are registered under their sign, e.g. `+`, `=`, `like`). */
export interface ScalarFunction {
  /** Lower case. */
  readonly name: string
  readonly minArgs: number
  readonly maxArgs: number
  /** `volatile` when left out: results of what isn't classed are not reused. */
  readonly volatility?: Volatility
  /** @throws OxbowError with MySQL's number when the types can't do. */
  bind(args: readonly Argument[]): BoundFunction
}

/** The running state of one aggregate in one group. */
export interface Accumulator {
  /** Takes one row's argument values. NULL handling and DISTINCT of the function itself are its own matter, except
   *  that the engine has already dropped duplicates where DISTINCT was written. */
  add(args: readonly Value[]): void
  result(): Value
}

/** What an aggregate function is told besides its arguments. */
export interface AggregateOptions {
  readonly distinct: boolean
  /** Of GROUP_CONCAT. */
  readonly separator?: string
  /** In bytes, of GROUP_CONCAT's answer (`group_concat_max_len`). */
  readonly longestText?: number
}

/** An aggregate function. */
export interface AggregateFunction {
  readonly name: string
  readonly minArgs: number
  readonly maxArgs: number
  bind(args: readonly Argument[], options: AggregateOptions): {
    readonly type: SqlType
    readonly nullable: boolean
    create(): Accumulator
  }
}
