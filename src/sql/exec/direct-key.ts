import type { Expr } from '../plan/expression.ts'
import type { Batch } from './batch.ts'
import type { Layouts } from './compile.ts'
import { fieldFrom, fieldTo, locate } from './field.ts'
import { rawComparable } from './key-encoder.ts'

/** A key of one stored column whose bytes are taken where they lie: no copy, no loading of the row. */
export class DirectKey {
  bytes: Uint8Array = new Uint8Array(0)
  from = 0
  length = 0
  readonly #slot: number
  readonly #inKey: boolean
  readonly #field: number

  private constructor(slot: number, inKey: boolean, field: number) {
    this.#slot = slot
    this.#inKey = inKey
    this.#field = field
  }

  /** Undefined when the key isn't one such column. */
  static of(exprs: readonly Expr[], layouts: Layouts): DirectKey | undefined {
    const [expr] = exprs
    if (exprs.length !== 1 || expr.kind !== 'column' || !rawComparable(expr, layouts)) return undefined
    const place = layouts[expr.slot].places[expr.column]!
    return new DirectKey(expr.slot, place.part === 'key', place.field)
  }

  /** Finds the key of row `i`; false for NULL (then the length is 0). */
  locate(batch: Batch, i: number): boolean {
    const { columns } = batch
    let c = 0
    while (columns[c].slot !== this.#slot) c++
    const column = columns[c]
    const node = column.nodes[i]
    if (column.index[i] < 0 || !locate(node, column.index[i], this.#inKey, this.#field)) {
      this.length = 0
      return false
    }
    this.bytes = node.bytes
    this.from = fieldFrom
    this.length = fieldTo - fieldFrom
    return true
  }
}
