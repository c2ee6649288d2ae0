import type { Edit } from '../prolly/mutate.ts'
import type { TupleDescriptor } from '../prolly/tuple-descriptor.ts'

/** Edits in one block; a block that grows beyond is cut in two. */
const BLOCK = 512
/** From so many unsorted edits on, sorting all is faster than inserting each. */
const MANY = 64

/**
 * Edits that wait to be applied, in the order of their keys; of several with equal keys the last stays. Kept in blocks,
 * so that rows in any order cost little, and rows in the key's order next to nothing. Keys that come out of order wait
 * unsorted until somebody asks: of an index that isn't unique, nobody does before all are sorted at once.
 */
export class SortedEdits {
  private readonly order: TupleDescriptor
  private readonly blocks: Edit[][] = []
  /** What came out of order since somebody asked, in order of arrival; it comes after all of the blocks. */
  private unsorted: Edit[] = []
  /** How many edits are in the blocks. */
  private sorted = 0

  constructor(order: TupleDescriptor) {
    this.order = order
  }

  /** Keys that have an edit. */
  get size(): number {
    this.sort()
    return this.sorted
  }

  set(key: Uint8Array, value: Uint8Array | null): void {
    const edit = { key, value }
    const last = this.blocks.at(-1)
    if (last !== undefined && (this.unsorted.length > 0 || this.compare(last[last.length - 1].key, key) >= 0)) {
      this.unsorted.push(edit)
      return
    }
    if (last !== undefined && last.length < BLOCK) last.push(edit)
    else this.blocks.push([edit])
    this.sorted++
  }

  /** What waits for a key: its edit, or undefined when none does. */
  get(key: Uint8Array): Edit | undefined {
    this.settle()
    if (this.blocks.length === 0) return undefined
    const block = this.blocks[this.blockOf(key)]
    const at = lowerBound(this.order, block, key)
    return at < block.length && this.compare(block[at].key, key) === 0 ? block[at] : undefined
  }

  /** The edits whose keys begin with the same `fields` fields as `key`, in order. */
  *withPrefix(key: Uint8Array, fields: number): Generator<Edit, void, void> {
    this.settle()
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
    this.sort()
    return this.blocks.flat()
  }

  clear(): void {
    this.blocks.length = 0
    this.unsorted = []
    this.sorted = 0
  }

  private sort(): void {
    if (this.unsorted.length > MANY) this.sortAll()
    else this.settle()
  }

  /** Puts what came out of order into the blocks. */
  private settle(): void {
    if (this.unsorted.length === 0) return
    for (const edit of this.unsorted) this.insert(edit)
    this.unsorted = []
  }

  private insert(edit: Edit): void {
    const b = this.blockOf(edit.key)
    const block = this.blocks[b]
    const at = lowerBound(this.order, block, edit.key)
    if (at < block.length && this.compare(block[at].key, edit.key) === 0) {
      block[at] = edit
      return
    }
    block.splice(at, 0, edit)
    this.sorted++
    if (block.length > BLOCK) this.blocks.splice(b + 1, 0, block.splice(block.length >> 1))
  }

  /** Sorts everything anew. */
  private sortAll(): void {
    // Sorting keeps the order of equal keys, so the last of them is the one that came last.
    const sorted = [...this.blocks.flat(), ...this.unsorted].sort((a, b) => this.compare(a.key, b.key))
    const kept = sorted.filter((edit, i) => i === sorted.length - 1 || this.compare(edit.key, sorted[i + 1].key) !== 0)
    this.sorted = kept.length
    this.blocks.length = 0
    for (let i = 0; i < kept.length; i += BLOCK) this.blocks.push(kept.slice(i, i + BLOCK))
    this.unsorted = []
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
