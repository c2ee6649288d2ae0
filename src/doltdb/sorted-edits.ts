import type { Edit } from '../prolly/mutate.ts'
import type { TupleDescriptor } from '../prolly/tuple-descriptor.ts'

/** Edits in one block; a block that grows beyond is cut in two. */
const BLOCK = 512

/**
 * Edits that wait to be applied, in the order of their keys; of several with equal keys the last stays. Kept in blocks,
 * so that rows in any order cost little, and rows in the key's order next to nothing.
 */
export class SortedEdits {
  private readonly order: TupleDescriptor
  private readonly blocks: Edit[][] = []
  size = 0

  constructor(order: TupleDescriptor) {
    this.order = order
  }

  set(key: Uint8Array, value: Uint8Array | null): void {
    const edit = { key, value }
    if (this.blocks.length === 0) {
      this.blocks.push([edit])
      this.size = 1
      return
    }
    const b = this.blockOf(key)
    const block = this.blocks[b]
    const at = lowerBound(this.order, block, key)
    if (at < block.length && this.compare(block[at].key, key) === 0) {
      block[at] = edit
      return
    }
    block.splice(at, 0, edit)
    this.size++
    if (block.length > BLOCK) {
      // At the end the new block starts empty-handed: rows that come in order fill whole blocks.
      const keep = b === this.blocks.length - 1 && at === block.length - 1 ? block.length - 1 : block.length >> 1
      this.blocks.splice(b + 1, 0, block.splice(keep))
    }
  }

  /** What waits for a key: its edit, or undefined when none does. */
  get(key: Uint8Array): Edit | undefined {
    if (this.blocks.length === 0) return undefined
    const block = this.blocks[this.blockOf(key)]
    const at = lowerBound(this.order, block, key)
    return at < block.length && this.compare(block[at].key, key) === 0 ? block[at] : undefined
  }

  /** The edits whose keys begin with the same `fields` fields as `key`, in order. */
  *withPrefix(key: Uint8Array, fields: number): Generator<Edit, void, void> {
    if (this.blocks.length === 0) return
    const prefix = (other: Uint8Array): number => this.order.comparePrefix(other, 0, other.length, key, 0, key.length, fields)
    let low = 0
    let high = this.blocks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const block = this.blocks[middle]
      if (prefix(block[block.length - 1].key) < 0) low = middle + 1
      else high = middle
    }
    for (let b = low; b < this.blocks.length; b++) {
      for (const edit of this.blocks[b]) {
        const order = prefix(edit.key)
        if (order > 0) return
        if (order === 0) yield edit
      }
    }
  }

  /** All edits in order. */
  all(): Edit[] {
    return this.blocks.flat()
  }

  clear(): void {
    this.blocks.length = 0
    this.size = 0
  }

  /** The last block that may hold the key. */
  private blockOf(key: Uint8Array): number {
    let low = 0
    let high = this.blocks.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.compare(this.blocks[middle][0].key, key) <= 0) low = middle
      else high = middle - 1
    }
    return low
  }

  private compare(a: Uint8Array, b: Uint8Array): number {
    return this.order.compare(a, 0, a.length, b, 0, b.length)
  }
}

function lowerBound(order: TupleDescriptor, block: readonly Edit[], key: Uint8Array): number {
  let low = 0
  let high = block.length
  // The commonest place of a new row is behind all others.
  if (order.compare(block[high - 1].key, 0, block[high - 1].key.length, key, 0, key.length) < 0) return high
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = block[middle].key
    if (order.compare(other, 0, other.length, key, 0, key.length) < 0) low = middle + 1
    else high = middle
  }
  return low
}
