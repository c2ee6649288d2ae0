import type { AsOf } from './catalog.ts'
import type { Expr } from './plan/expression.ts'

/**
 * Names that a stored program gives to the statements in it: its parameters and variables, and in a trigger the columns of
 * NEW and OLD. As in MySQL, they come before columns of the same name.
 */
export interface Locals {
  /** What tables are read at where the statement doesn't say it itself: CALL … AS OF. */
  readonly asOf?: AsOf
  /** @param qualifier `new`, `old`, or undefined; @returns undefined for what is no name of the program's */
  resolve(name: string, qualifier: string | undefined): Expr | undefined
}
