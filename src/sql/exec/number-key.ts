import type { Node } from '../../prolly/node.ts'
import type { FieldPlace } from '../catalog.ts'
import type { SortKey } from '../plan/plan.ts'
import type { Value } from '../value.ts'
import type { Batch, SlotColumn } from './batch.ts'
import type { Layouts } from './compile.ts'
import { fieldFrom, locate } from './field.ts'
import { type NumberColumn, numberColumn } from './number-column.ts'
import { type NumberReader, numberReader, readNumber } from './number-reader.ts'

/** A first sort key that is a stored number: turns rows away that can't be among the first N, whole leaves of them at once. */
export class NumberKey {
  readonly #slot: number
  readonly #place: FieldPlace
  readonly #read: NumberReader
  readonly #descending: boolean
  #rows: SlotColumn | undefined
  #node: Node | undefined
  #numbers: NumberColumn | undefined

  private constructor(slot: number, place: FieldPlace, read: NumberReader, descending: boolean) {
    this.#slot = slot
    this.#place = place
    this.#read = read
    this.#descending = descending
  }

  /** Undefined when the key is anything else. */
  static of(key: SortKey, layouts: Layouts): NumberKey | undefined {
    const { expr } = key
    if (expr.kind !== 'column' || !layouts[expr.slot].stored) return undefined
    const place = layouts[expr.slot].places[expr.column]
    const read = place === undefined ? undefined : numberReader(place.encoding)
    if (place === undefined || read === undefined) return undefined
    return new NumberKey(expr.slot, place, read, key.descending)
  }

  /** The batch that is looked at from now on. */
  enter(batch: Batch): void {
    this.#rows = batch.columns.find((column) => column.slot === this.#slot)
  }

  /**
   * The first row of [i, n) that doesn't come behind `worst`, the first key of the last row that is kept; `n` when all do. Ties are
   * not behind.
   */
  skip(i: number, n: number, worst: Value): number {
    if (typeof worst !== 'number') return i
    const { nodes, index } = this.#rows!
    const descending = this.#descending
    let at = i
    while (at < n) {
      const node = nodes[at]
      if (index[at] < 0) {
        // NULL comes first when ascending, last when descending.
        if (!descending) return at
        at++
        continue
      }
      if (node !== this.#node) {
        this.#node = node
        this.#numbers = numberColumn(node, this.#place, this.#read)
      }
      const numbers = this.#numbers
      if (numbers !== undefined && (descending ? numbers.greatest < worst : numbers.least > worst && !numbers.hasNulls)) {
        do at++
        while (at < n && nodes[at] === node && index[at] >= 0)
        continue
      }
      const v = numbers === undefined ? this.#number(node, index[at]) : numbers.values[index[at]]
      const isNull = v !== v || v === numbers?.absent
      if (isNull ? !descending : descending ? v >= worst : v <= worst) return at
      at++
    }
    return n
  }

  /** The number in a pair's field, NaN for NULL. */
  #number(node: Node, pair: number): number {
    const { part, field, encoding } = this.#place
    return locate(node, pair, part === 'key', field) ? readNumber(encoding, this.#read, node.bytes, fieldFrom) : NaN
  }
}
