import { Encoding } from '../../prolly/encoding.ts'
import type { Node } from '../../prolly/node.ts'
import type { FieldPlace } from '../catalog.ts'
import type { SlotColumn } from './batch.ts'
import { derivedColumn } from './derived-columns.ts'
import { fieldFrom, locate } from './field.ts'
import { positions } from './leaf-positions.ts'
import { type NumberReader, readNumber } from './number-reader.ts'

/** A numeric field of all pairs of a leaf. */
export interface NumberColumn {
  /** By pair. */
  readonly values: Int16Array | Int32Array | Float64Array
  /** What stands for NULL among the values: NaN, or the least number of their width. */
  readonly absent: number
  readonly hasNulls: boolean
  /** The least and the greatest number; infinities the wrong way round where all are NULL. */
  readonly least: number
  readonly greatest: number
}

/** Memory that a column takes beside its numbers, in bytes, roughly. */
const OVERHEAD = 160

/** How wide a column of an encoding is, in bytes; 8 where it isn't here. */
const WIDTHS: ReadonlyMap<number, 2 | 4> = new Map<number, 2 | 4>([
  [Encoding.Int8, 2], [Encoding.Uint8, 2], [Encoding.Int16, 2], [Encoding.Year, 2], [Encoding.Uint16, 4], [Encoding.Int32, 4], [Encoding.Date, 4],
])

/**
 * The field as a column: decoded once and kept with the leaf for as long as that is in memory, so that who scans a table again
 * reads numbers in a row, and passes over leaves whose numbers are all out of its range.
 * @param read a reader of the place's encoding.
 * @returns undefined where a number isn't safe, or the leaf has no room for the column.
 */
export function numberColumn(node: Node, place: FieldPlace, read: NumberReader): NumberColumn | undefined {
  const width = WIDTHS.get(place.encoding) ?? 8
  return derivedColumn<NumberColumn>(node, place, NUMBERS, OVERHEAD + width * node.count, () => decode(node, place, read, width))
}

/** Tells columns of numbers from coded ones. */
const NUMBERS = 0

function decode(node: Node, { part, field }: FieldPlace, read: NumberReader, width: 2 | 4 | 8): NumberColumn | undefined {
  const { count, bytes } = node
  positions.ofWholeLeaf(node, part === 'key', field)
  const { from } = positions
  const absent = width === 8 ? NaN : width === 4 ? -2147483648 : -32768
  const values = width === 8 ? new Float64Array(count) : width === 4 ? new Int32Array(count) : new Int16Array(count)
  let hasNulls = false
  let least = Infinity
  let greatest = -Infinity
  for (let i = 0; i < count; i++) {
    if (from[i] < 0) {
      values[i] = absent
      hasNulls = true
      continue
    }
    const number = read(bytes, from[i])
    // What isn't safe is read as a bigint; one that stands for NULL would pass for it.
    if (typeof number !== 'number' || number === absent || Number.isNaN(number)) return undefined
    if (number < least) least = number
    if (number > greatest) greatest = number
    values[i] = number
  }
  return { values, absent, hasNulls, least, greatest }
}

/** A numeric field of a batch's rows: what loops over many rows read, NaN for NULL. */
export class NumberField {
  numbers = new Float64Array(2048)
  readonly slot: number
  readonly place: FieldPlace
  readonly #read: NumberReader

  constructor(slot: number, place: FieldPlace, read: NumberReader) {
    this.slot = slot
    this.place = place
    this.#read = read
  }

  fill({ nodes, index }: SlotColumn, n: number): void {
    if (this.numbers.length < n) this.numbers = new Float64Array(n * 2)
    const { numbers } = this
    for (let i = 0; i < n;) {
      // Rows of NULLs have no node.
      const node = nodes[i]
      let end = i + 1
      while (end < n && nodes[end] === node) end++
      if (index[i] < 0) {
        numbers.fill(NaN, i, end)
        i = end
        continue
      }
      const column = numberColumn(node, this.place, this.#read)
      if (column === undefined) {
        for (; i < end; i++) numbers[i] = this.#number(node, index[i])
        continue
      }
      const { values, absent } = column
      for (; i < end; i++) {
        const v = values[index[i]]
        numbers[i] = v === absent ? NaN : v
      }
    }
  }

  #number(node: Node, pair: number): number {
    const { part, field, encoding } = this.place
    return locate(node, pair, part === 'key', field) ? readNumber(encoding, this.#read, node.bytes, fieldFrom) : NaN
  }
}
