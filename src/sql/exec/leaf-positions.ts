import type { Node } from '../../prolly/node.ts'

/**
 * Finds one field of a leaf's rows at once: the loops of filters run over the positions that this leaves behind. The same
 * rules as `locate` in field.ts, with everything that the rows share kept in locals.
 */
class LeafPositions {
  /** By row: the field's first byte in its node's bytes, or -1 where it is NULL. */
  from = new Int32Array(1024)
  /** By row: the byte behind the field's last. */
  to = new Int32Array(1024)
  #all = new Int32Array(0)

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

  /** One field of all pairs of a leaf. */
  ofWholeLeaf(node: Node, inKey: boolean, field: number): void {
    if (this.#all.length < node.count) this.#all = Int32Array.from({ length: node.count * 2 }, (_, i) => i)
    this.ofLeaf(node, this.#all, node.count, inKey, field)
  }

  #grow(n: number): void {
    this.from = new Int32Array(Math.max(n, this.from.length * 2))
    this.to = new Int32Array(this.from.length)
  }
}

/** Positions for the loop that runs at this moment: filled and read within one call, never kept. */
export const positions = new LeafPositions()
