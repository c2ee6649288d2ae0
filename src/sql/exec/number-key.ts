import type { FieldPlace } from '../catalog.ts'
import type { SortKey } from '../plan/plan.ts'
import type { Value } from '../value.ts'
import type { Batch } from './batch.ts'
import type { Layouts } from './compile.ts'
import { FieldSet, type LocatedField } from './field-set.ts'
import { type NumberReader, numberReader, readNumber } from './number-reader.ts'

/** A first sort key that is a stored number: read where it lies, to turn rows away that can't be among the first N. */
export class NumberKey {
  readonly #fields = new FieldSet()
  readonly #located: LocatedField
  readonly #encoding: number
  readonly #read: NumberReader
  readonly #descending: boolean

  private constructor(slot: number, place: FieldPlace, read: NumberReader, descending: boolean) {
    this.#located = this.#fields.request(slot, place)
    this.#encoding = place.encoding
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

  /** Finds the keys of a batch's rows. */
  locate(batch: Batch): void {
    this.#fields.locate(batch)
  }

  /** True when row `i` comes behind `worst`, the first key of the last row that is kept. Ties are not behind. */
  isBehind(i: number, worst: Value): boolean {
    if (typeof worst !== 'number') return false
    const from = this.#located.from[i]
    if (from < 0) return this.#descending
    const v = readNumber(this.#encoding, this.#read, this.#located.nodes[i].bytes, from)
    return this.#descending ? v < worst : v > worst
  }
}
