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
  readonly nodes: Node[] = []
  readonly index: number[] = []
  readonly values: (readonly Value[])[] = []
  /**
   * On the held side of a hash join: which of the held rows each row is. Lets a grouping above keep what it found out
   * about a held row. Undefined elsewhere.
   */
  ordinals: Int32Array | undefined = undefined

  constructor(slot: number, stored: boolean) {
    this.slot = slot
    this.stored = stored
  }

  /** Adds what `from` has in its row `i`. */
  take(from: SlotColumn, i: number): void {
    if (this.stored) {
      this.nodes.push(from.nodes[i])
      this.index.push(from.index[i])
    } else {
      this.values.push(from.values[i])
    }
  }

  /** Adds rows of `from`, column by column; -1 adds a row of NULLs. */
  takeRows(from: SlotColumn, rows: Int32Array, n: number, width: number): void {
    if (this.stored) {
      const { nodes, index } = this
      const fromNodes = from.nodes
      const fromIndex = from.index
      for (let k = 0; k < n; k++) {
        const i = rows[k]
        if (i < 0) this.takeNull(width)
        else {
          nodes.push(fromNodes[i])
          index.push(fromIndex[i])
        }
      }
    } else for (let k = 0; k < n; k++) this.values.push(rows[k] < 0 ? nullRow(width) : from.values[rows[k]])
  }

  /** Adds the row that the context holds for this slot. */
  takeCurrent(cx: ExecContext): void {
    const row = cx.rows[this.slot]
    if (this.stored) {
      this.nodes.push(row.node)
      this.index.push(row.index)
    } else {
      this.values.push(row.values)
    }
  }

  /** Adds a NULL-extended row. */
  takeNull(width: number): void {
    if (this.stored) {
      this.nodes.push(undefined as unknown as Node)
      this.index.push(-1)
    } else {
      this.values.push(nullRow(width))
    }
  }
}

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
export function newBatch(shape: readonly SlotShape[]): Batch {
  return new Batch(shape.map((s) => new SlotColumn(s.slot, s.stored)))
}

/** What a running operator is: it yields batches, or the chunks that it misses. */
export type Operator = Generator<Batch | Missing, void, void>
