import type { Node } from '../../prolly/node.ts'

/**
 * Finds one field of many rows at once: the loops of filters, aggregates and keys run over the positions that these
 * leave behind. The same rules as `locate` in field.ts, with everything that a leaf's rows share kept in locals.
 */
export class Positions {
  /** By row: the field's first byte in its node's bytes, or -1 where it is NULL. */
  from = new Int32Array(1024)
  /** By row: the byte behind the field's last. */
  to = new Int32Array(1024)

  /** One field of the pairs `selection[0..n)` of a leaf. */
  ofLeaf(node: Node, selection: Int32Array, n: number, inKey: boolean, field: number): void {
    if (n > this.from.length) this.#grow(n)
    const { from, to } = this
    const { bytes } = node
    const items = inKey ? node.keyItems : node.valueItems
    const offsets = inKey ? node.keyOffsets : node.valueOffsets
    for (let i = 0; i < n; i++) {
      const o = offsets + 2 * selection[i]
      const end = items + (bytes[o + 2] | (bytes[o + 3] << 8))
      const count = bytes[end - 2] | (bytes[end - 1] << 8)
      if (field >= count) {
        from[i] = -1
        continue
      }
      const start = items + (bytes[o] | (bytes[o + 1] << 8))
      const table = end - 2 * count + 2 * field
      const a = field === 0 ? start : start + (bytes[table - 2] | (bytes[table - 1] << 8))
      const b = field === count - 1 ? end - 2 * count : start + (bytes[table] | (bytes[table + 1] << 8))
      from[i] = a === b ? -1 : a
      to[i] = b
    }
  }

  /** One field of `n` rows that may lie in many leaves; row i is pair `index[i]` of `nodes[i]`, -1 the row of NULLs. */
  ofRows(nodes: readonly Node[], index: readonly number[], n: number, inKey: boolean, field: number): void {
    if (n > this.from.length) this.#grow(n)
    const { from, to } = this
    let node: Node | undefined
    let bytes: Uint8Array = NO_BYTES
    let items = 0
    let offsets = 0
    for (let i = 0; i < n; i++) {
      const at = index[i]
      if (at < 0) {
        from[i] = -1
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
      const end = items + (bytes[o + 2] | (bytes[o + 3] << 8))
      const count = bytes[end - 2] | (bytes[end - 1] << 8)
      if (field >= count) {
        from[i] = -1
        continue
      }
      const start = items + (bytes[o] | (bytes[o + 1] << 8))
      const table = end - 2 * count + 2 * field
      const a = field === 0 ? start : start + (bytes[table - 2] | (bytes[table - 1] << 8))
      const b = field === count - 1 ? end - 2 * count : start + (bytes[table] | (bytes[table + 1] << 8))
      from[i] = a === b ? -1 : a
      to[i] = b
    }
  }

  #grow(n: number): void {
    this.from = new Int32Array(Math.max(n, this.from.length * 2))
    this.to = new Int32Array(this.from.length)
  }
}

const NO_BYTES = new Uint8Array(0)

/** Positions for the loop that runs at this moment: filled and read within one call, never kept. */
export const positions = new Positions()
