import type { SortKey } from '../plan/plan.ts'
import type { Value } from '../value.ts'
import type { Batch } from './batch.ts'
import type { Layouts } from './compile.ts'
import { fieldFrom, locate } from './field.ts'
import { type NumberReader, numberReader, readNumber } from './number-reader.ts'

/** A first sort key that is a stored number: read where it lies, to turn rows away that can't be among the first N. */
export class NumberKey {
  readonly #slot: number
  readonly #inKey: boolean
  readonly #field: number
  readonly #encoding: number
  readonly #read: NumberReader
  readonly #descending: boolean

  private constructor(slot: number, inKey: boolean, field: number, encoding: number, read: NumberReader, descending: boolean) {
    this.#slot = slot
    this.#inKey = inKey
    this.#field = field
    this.#encoding = encoding
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
    return new NumberKey(expr.slot, place.part === 'key', place.field, place.encoding, read, key.descending)
  }

  /** True when row `i` comes behind `worst`, the first key of the last row that is kept. Ties are not behind. */
  isBehind(batch: Batch, i: number, worst: Value): boolean {
    if (typeof worst !== 'number') return false
    const { columns } = batch
    let c = 0
    while (columns[c].slot !== this.#slot) c++
    const column = columns[c]
    if (column.index[i] < 0 || !locate(column.nodes[i], column.index[i], this.#inKey, this.#field)) return this.#descending
    const v = readNumber(this.#encoding, this.#read, column.nodes[i].bytes, fieldFrom)
    return this.#descending ? v < worst : v > worst
  }
}
