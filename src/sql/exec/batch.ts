import type { Missing } from '../../store/missing.ts'
import type { Node } from '../../prolly/node.ts'
import type { Value } from '../value.ts'
import type { ExecContext } from './context.ts'

/** Rows in a full batch. Operators may yield shorter ones, never empty ones. */
export const BATCH_ROWS = 1024

/**
 * The part of a batch that belongs to one slot (one source of rows): row i is the pair `index[i]` of `nodes[i]`, or,
 * for materialised rows, `values[i]`. `index[i] === -1` is the NULL-extended row of an outer join; for materialised
 * slots the same is a row of NULLs.
 */
export class SlotColumn {
  readonly slot: number
  readonly stored: boolean
  /** Longer than `count`, as is `index`: what stands behind `count` means nothing. */
  readonly nodes: Node[]
  index: Int32Array
  /** Rows of a stored slot. */
  count = 0
  readonly values: (readonly Value[])[] = []
  /**
   * On the held side of a hash join: which of the held rows each row is. Lets a grouping above keep what it found out
   * about a held row. Undefined elsewhere.
   */
  ordinals: Int32Array | undefined = undefined

  /** @param capacity rows that are expected, so that nothing has to grow. */
  constructor(slot: number, stored: boolean, capacity = 16) {
    this.slot = slot
    this.stored = stored
    this.nodes = stored ? new Array<Node>(capacity) : []
    this.index = stored ? new Int32Array(capacity) : NO_INDEX
  }

  /** Adds one pair of a leaf; -1 is the row of NULLs. */
  add(node: Node, index: number): void {
    if (this.count === this.index.length) this.#grow(this.count + 1)
    this.nodes[this.count] = node
    this.index[this.count++] = index
  }

  /** Adds the pairs `selection[0..n)` of a leaf. */
  addPairs(node: Node, selection: Int32Array, n: number): void {
    const start = this.count
    if (start + n > this.index.length) this.#grow(start + n)
    const { nodes, index } = this
    for (let i = 0; i < n; i++) {
      nodes[start + i] = node
      index[start + i] = selection[i]
    }
    this.count = start + n
  }

  /** Adds what `from` has in its row `i`. */
  take(from: SlotColumn, i: number): void {
    if (this.stored) this.add(from.nodes[i], from.index[i])
    else this.values.push(from.values[i])
  }

  /** Adds rows of `from`; -1 adds a row of NULLs. */
  takeRows(from: SlotColumn, rows: Int32Array, n: number, width: number): void {
    if (!this.stored) {
      for (let k = 0; k < n; k++) this.values.push(rows[k] < 0 ? nullRow(width) : from.values[rows[k]])
      return
    }
    const start = this.count
    if (start + n > this.index.length) this.#grow(start + n)
    const { nodes, index } = this
    const fromNodes = from.nodes
    const fromIndex = from.index
    for (let k = 0; k < n; k++) {
      const i = rows[k]
      nodes[start + k] = i < 0 ? NO_NODE : fromNodes[i]
      index[start + k] = i < 0 ? -1 : fromIndex[i]
    }
    this.count = start + n
  }

  /** Adds a NULL-extended row. */
  takeNull(width: number): void {
    if (this.stored) this.add(NO_NODE, -1)
    else this.values.push(nullRow(width))
  }

  #grow(atLeast: number): void {
    const capacity = Math.max(atLeast, this.index.length * 2)
    const index = new Int32Array(capacity)
    index.set(this.index)
    this.index = index
    this.nodes.length = capacity
  }
}

const NO_INDEX = new Int32Array(0)
/** Stands where there is no row; nobody looks into it, because the index beside it is -1. */
const NO_NODE = undefined as unknown as Node

const NULL_ROWS: (readonly Value[])[] = []

/** A row of `width` NULLs; shared, never to be changed. */
export function nullRow(width: number): readonly Value[] {
  return (NULL_ROWS[width] ??= Object.freeze(new Array<Value>(width).fill(null)))
}

/** Some rows, as places in stored leaves: nothing is decoded until an expression asks. */
export class Batch {
  length = 0
  readonly columns: SlotColumn[]

  constructor(columns: SlotColumn[]) {
    this.columns = columns
  }

  /** Makes row `i` the current row of its slots. */
  load(cx: ExecContext, i: number): void {
    const columns = this.columns
    for (let c = 0; c < columns.length; c++) {
      const column = columns[c]
      const row = cx.rows[column.slot]
      if (column.stored) {
        row.node = column.nodes[i]
        row.index = column.index[i]
      } else {
        row.values = column.values[i]
      }
    }
  }

  /** Adds row `i` of another batch of the same shape. */
  take(from: Batch, i: number): void {
    for (let c = 0; c < this.columns.length; c++) this.columns[c].take(from.columns[c], i)
    this.length++
  }

  /** Adds a row of NULLs; `widths` are the columns' numbers of values. */
  takeNulls(widths: readonly number[]): void {
    for (let c = 0; c < this.columns.length; c++) this.columns[c].takeNull(widths[c])
    this.length++
  }

  /** An empty batch of the same shape. */
  like(): Batch {
    return new Batch(this.columns.map((c) => new SlotColumn(c.slot, c.stored)))
  }
}

/** The slots that a batch of some operator carries. */
export interface SlotShape {
  readonly slot: number
  readonly stored: boolean
  /** Columns of a row (needed for rows of NULLs). */
  readonly width: number
}

/** An empty batch with the given slots. */
export function newBatch(shape: readonly SlotShape[], capacity?: number): Batch {
  return new Batch(shape.map((s) => new SlotColumn(s.slot, s.stored, capacity)))
}

/** What a running operator is: it yields batches, or the chunks that it misses. */
export type Operator = Generator<Batch | Missing, void, void>
