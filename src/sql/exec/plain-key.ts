import type { Node } from '../../prolly/node.ts'
import type { FieldPlace } from '../catalog.ts'
import type { Batch } from './batch.ts'
import type { ByteKeyTable } from './byte-key-table.ts'
import { CODES, codedColumn } from './coded-column.ts'
import { fieldFrom, fieldTo, locate } from './field.ts'

/** No field of a tuple that isn't NULL is empty, so that the empty key is NULL's. */
const NULL_KEY = new Uint8Array(0)

/** A key of groups that is one stored field whose bytes tell keys apart. */
export class PlainKey {
  readonly #slot: number
  readonly #place: FieldPlace
  readonly #keys: ByteKeyTable
  /** By code: the key's id, or -1. */
  readonly #ids = new Int32Array(CODES).fill(-1)

  /** @param keys gives the keys their ids. */
  constructor(slot: number, place: FieldPlace, keys: ByteKeyTable) {
    this.#slot = slot
    this.#place = place
    this.#keys = keys
  }

  /** Writes the ids of a batch's keys into `ids`; `added` is told of the first row of each new one. */
  find(batch: Batch, ids: Int32Array, added: (row: number) => void): void {
    const { nodes, index } = batch.columns.find((column) => column.slot === this.#slot)!
    const known = this.#ids
    const n = batch.length
    for (let i = 0; i < n;) {
      const node = nodes[i]
      const codes = index[i] < 0 ? undefined : codedColumn(node, this.#place)
      let end = i + 1
      while (end < n && nodes[end] === node) end++
      for (; i < end; i++) {
        const id = codes === undefined ? -1 : known[codes[index[i]]]
        ids[i] = id >= 0 ? id : this.#open(node, index[i], i, codes, added)
      }
    }
  }

  /** The id of one row's key. */
  idOf(batch: Batch, row: number): number {
    const { nodes, index } = batch.columns.find((column) => column.slot === this.#slot)!
    return this.#idOf(nodes[row], index[row])
  }

  #open(node: Node, pair: number, row: number, codes: Uint16Array | undefined, added: (row: number) => void): number {
    const { size } = this.#keys
    const id = this.#idOf(node, pair)
    if (id === size) added(row)
    if (codes !== undefined) this.#ids[codes[pair]] = id
    return id
  }

  #idOf(node: Node, pair: number): number {
    const { part, field } = this.#place
    if (pair < 0 || !locate(node, pair, part === 'key', field)) return this.#keys.findOrAdd(NULL_KEY, 0)
    return this.#keys.findOrAdd(node.bytes, fieldTo - fieldFrom, fieldFrom)
  }
}
