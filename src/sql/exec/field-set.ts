import type { Node } from '../../prolly/node.ts'
import type { FieldPlace } from '../catalog.ts'
import type { Expr } from '../plan/expression.ts'
import type { Batch, SlotColumn } from './batch.ts'
import type { Layouts } from './compile.ts'
import { rawComparable } from './key-encoder.ts'
import { NumberField } from './number-column.ts'
import type { NumberReader } from './number-reader.ts'

/** Where one field of a batch's rows lies: by row its first byte (-1 for NULL) and the byte behind its last. */
export class LocatedField {
  readonly field: number
  from = new Int32Array(2048)
  to = new Int32Array(2048)
  /** The nodes that hold the rows. */
  nodes: readonly Node[] = []

  constructor(field: number) {
    this.field = field
  }
}

/**
 * All stored fields that the loops over a batch want, found in one walk over the rows: a row's tuple is looked at once,
 * however many of its fields are asked for.
 */
export class FieldSet {
  readonly #numbers: NumberField[] = []
  readonly #tuples: { readonly slot: number; readonly inKey: boolean; readonly fields: LocatedField[] }[] = []

  /** Asks for a field's numbers; after `locate` they stand in what this returns. */
  requestNumbers(slot: number, place: FieldPlace, read: NumberReader): NumberField {
    let numbers = this.#numbers.find((one) => one.slot === slot && one.place === place)
    if (numbers === undefined) this.#numbers.push((numbers = new NumberField(slot, place, read)))
    return numbers
  }

  /** Asks for a field; after `locate` its positions stand in what this returns. */
  request(slot: number, place: FieldPlace): LocatedField {
    const inKey = place.part === 'key'
    let tuple = this.#tuples.find((t) => t.slot === slot && t.inKey === inKey)
    if (tuple === undefined) this.#tuples.push((tuple = { slot, inKey, fields: [] }))
    let located = tuple.fields.find((f) => f.field === place.field)
    if (located === undefined) tuple.fields.push((located = new LocatedField(place.field)))
    return located
  }

  locate(batch: Batch): void {
    for (const numbers of this.#numbers) numbers.fill(batch.columns.find((c) => c.slot === numbers.slot)!, batch.length)
    for (const { slot, inKey, fields } of this.#tuples) {
      const column = batch.columns.find((c) => c.slot === slot)!
      for (const f of fields) {
        f.nodes = column.nodes
        if (f.from.length < batch.length) {
          f.from = new Int32Array(batch.length * 2)
          f.to = new Int32Array(batch.length * 2)
        }
      }
      locateFields(column, batch.length, inKey, fields)
    }
  }
}

const NO_BYTES = new Uint8Array(0)

/** The same rules as `locate` in field.ts. */
function locateFields(column: SlotColumn, n: number, inKey: boolean, fields: readonly LocatedField[]): void {
  const { nodes, index } = column
  const wanted = fields.length
  let node: Node | undefined
  let bytes: Uint8Array = NO_BYTES
  let items = 0
  let offsets = 0
  for (let i = 0; i < n; i++) {
    const at = index[i]
    if (at < 0) {
      for (let k = 0; k < wanted; k++) fields[k].from[i] = -1
      continue
    }
    const own = nodes[i]
    if (own !== node) {
      node = own
      bytes = own.bytes
      items = inKey ? own.keyItems : own.valueItems
      offsets = inKey ? own.keyOffsets : own.valueOffsets
    }
    const o = offsets + 2 * at
    const start = items + (bytes[o] | (bytes[o + 1] << 8))
    const end = items + (bytes[o + 2] | (bytes[o + 3] << 8))
    const count = bytes[end - 2] | (bytes[end - 1] << 8)
    const table = end - 2 * count
    for (let k = 0; k < wanted; k++) {
      const located = fields[k]
      const { field } = located
      if (field >= count) {
        located.from[i] = -1
        continue
      }
      const t = table + 2 * field
      const a = field === 0 ? start : start + (bytes[t - 2] | (bytes[t - 1] << 8))
      const b = field === count - 1 ? table : start + (bytes[t] | (bytes[t + 1] << 8))
      located.from[i] = a === b ? -1 : a
      located.to[i] = b
    }
  }
}

/** The place of a key that is one stored column whose bytes tell keys apart; undefined for any other key. */
export function placeOfKey(exprs: readonly Expr[], layouts: Layouts): { readonly slot: number; readonly place: FieldPlace } | undefined {
  const [expr] = exprs
  if (exprs.length !== 1 || expr.kind !== 'column' || !rawComparable(expr, layouts)) return undefined
  return { slot: expr.slot, place: layouts[expr.slot].places[expr.column]! }
}

/** The same, asked of a set. */
export function requestKey(exprs: readonly Expr[], layouts: Layouts, fields: FieldSet): LocatedField | undefined {
  const key = placeOfKey(exprs, layouts)
  return key && fields.request(key.slot, key.place)
}
