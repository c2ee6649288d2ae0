import type { Node } from '../../prolly/node.ts'
import type { Expr } from '../plan/expression.ts'
import type { Batch } from './batch.ts'
import type { Layouts } from './compile.ts'
import { Positions } from './gather.ts'
import { rawComparable } from './key-encoder.ts'

/** A key of one stored column whose bytes are taken where they lie: no copy, no loading of the row. */
export class DirectKey {
  /** Where the keys of the batch at hand lie: see Positions. */
  readonly positions = new Positions()
  /** The nodes that hold them, by row. */
  nodes: readonly Node[] = []
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

  /** Finds the keys of all rows of a batch. */
  locate(batch: Batch): void {
    const column = batch.columns.find((c) => c.slot === this.#slot)!
    this.nodes = column.nodes
    this.positions.ofRows(column.nodes, column.index, batch.length, this.#inKey, this.#field)
  }
}
