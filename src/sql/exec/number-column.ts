import { Encoding } from '../../prolly/encoding.ts'
import type { Node } from '../../prolly/node.ts'
import type { FieldPlace } from '../catalog.ts'
import { positions } from './leaf-positions.ts'
import type { NumberReader } from './number-reader.ts'

/** A numeric field of all pairs of a leaf. */
export interface NumberColumn {
  /** Which field, in which encoding: leaves of one content may be of tables with different schemas. */
  readonly key: number
  /** By pair: the number; NULL is NaN, and `NULL_INT16` among 16-bit numbers. */
  readonly values: Int16Array | Float64Array
  readonly hasNulls: boolean
  /** The least and the greatest number; infinities the wrong way round where all are NULL. */
  readonly least: number
  readonly greatest: number
}

export const NULL_INT16 = -32768

/** Leaves keep so much of what was decoded of them, as a part of their bytes; the node store counts it in. */
const PART = 1 / 4
/** Memory that a column takes beside its numbers, in bytes, roughly. */
const OVERHEAD = 160

const NARROW: ReadonlySet<number> = new Set([Encoding.Int8, Encoding.Uint8, Encoding.Int16, Encoding.Year])

/**
 * The field as a column: decoded once and kept with the leaf for as long as that is in memory, so that who scans a table again
 * reads numbers in a row, and passes over leaves whose numbers are all out of its range.
 * @param read a reader of the place's encoding.
 * @returns undefined where a number isn't safe, or the leaf has no room for the column.
 */
export function numberColumn(node: Node, place: FieldPlace, read: NumberReader): NumberColumn | undefined {
  const key = place.field * 512 + (place.part === 'key' ? 256 : 0) + place.encoding
  const kept = (node.derived ??= []) as NumberColumn[]
  for (let i = 0; i < kept.length; i++) if (kept[i].key === key) return kept[i]
  const width = NARROW.has(place.encoding) ? 2 : 8
  const room = Math.floor((node.bytes.length * PART) / (OVERHEAD + width * node.count))
  if (room === 0) return undefined
  const column = decode(node, place, read, key)
  if (column === undefined) return undefined
  if (kept.length >= room) kept.shift()
  kept.push(column)
  return column
}

let all = new Int32Array(0)

function decode(node: Node, { part, field, encoding }: FieldPlace, read: NumberReader, key: number): NumberColumn | undefined {
  const { count, bytes } = node
  if (all.length < count) all = Int32Array.from({ length: count * 2 }, (_, i) => i)
  positions.ofLeaf(node, all, count, part === 'key', field)
  const { from } = positions
  let narrow = NARROW.has(encoding)
  let hasNulls = false
  let least = Infinity
  let greatest = -Infinity
  const numbers = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    if (from[i] < 0) {
      numbers[i] = NaN
      hasNulls = true
      continue
    }
    const number = read(bytes, from[i])
    // What isn't safe is read as a bigint; a NaN would pass for NULL.
    if (typeof number !== 'number' || Number.isNaN(number)) return undefined
    if (number === NULL_INT16) narrow = false
    if (number < least) least = number
    if (number > greatest) greatest = number
    numbers[i] = number
  }
  if (!narrow) return { key, values: numbers, hasNulls, least, greatest }
  const values = new Int16Array(count)
  for (let i = 0; i < count; i++) values[i] = Number.isNaN(numbers[i]) ? NULL_INT16 : numbers[i]
  return { key, values, hasNulls, least, greatest }
}
