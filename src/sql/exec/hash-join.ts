import { Missing } from '../../store/missing.ts'
import type { HashJoinPlan } from '../plan/plan.ts'
import { shapeOf } from '../plan/shape.ts'
import { BATCH_ROWS, type Batch, type Operator, type SlotShape, newBatch } from './batch.ts'
import { ByteKeyTable } from './byte-key-table.ts'
import { compile } from './compile.ts'
import { PAUSE, type ExecContext } from './context.ts'
import { isTrue } from './filter-kernel.ts'
import { FieldSet, requestKey } from './field-set.ts'
import { KeyEncoder, sameRawForm } from './key-encoder.ts'
import { resolveOutOfBand } from './out-of-band.ts'
import { type Run, accessesOf, execute } from './run.ts'

/** Holds the build side in memory as places in leaves, and streams the probe side against it. */
export function* runHashJoin(plan: HashJoinPlan, cx: ExecContext, run: Run): Operator {
  // Both sides must give equal bytes for equal keys: stored bytes are taken only where both sides store alike.
  const raw = plan.probeKeys.map((key, i) => sameRawForm(key, plan.buildKeys[i], run.layouts))
  const build = new BuildSide(plan, KeyEncoder.of(plan.buildKeys, run.layouts, raw))
  const buildAccesses = accessesOf(run, plan.buildKeys)
  for (const step of execute(plan.build, cx, run)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    if (buildAccesses.length > 0) yield* resolveOutOfBand(cx, run.nodesOf, buildAccesses, step)
    build.take(cx, step)
  }
  const { join } = plan
  const residual = plan.residual.map((c) => compile(c, run.layouts))
  const encoder = KeyEncoder.of(plan.probeKeys, run.layouts, raw)
  const fields = new FieldSet()
  const direct = raw[0] ? requestKey(plan.probeKeys, run.layouts, fields) : undefined
  const accesses = accessesOf(run, plan.probeKeys)
  const residualAccesses = accessesOf(run, plan.residual)
  const output = new JoinOutput(shapeOf(plan.probe), join === 'semi' || join === 'anti' ? undefined : shapeOf(plan.build))
  // Matches are noted as pairs of row numbers, and the batch is then put together column by column.
  const left = new Int32Array(BATCH_ROWS)
  const right = new Int32Array(BATCH_ROWS)
  let n = 0
  for (const step of execute(plan.probe, cx, run)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    if (accesses.length > 0) yield* resolveOutOfBand(cx, run.nodesOf, accesses, step)
    if (residualAccesses.length > 0) {
      yield* resolveOutOfBand(cx, run.nodesOf, residualAccesses.filter((a) => step.columns.some((c) => c.slot === a.slot)), step)
      yield* resolveOutOfBand(cx, run.nodesOf, residualAccesses.filter((a) => build.rows.columns.some((c) => c.slot === a.slot)), build.rows)
    }
    fields.locate(step)
    for (let i = 0; i < step.length; i++) {
      let row: number
      if (direct !== undefined) {
        const { from, to } = direct
        row = from[i] < 0 ? -1 : build.first(direct.nodes[i].bytes, to[i] - from[i], from[i])
        if (residual.length > 0) step.load(cx, i)
      } else {
        step.load(cx, i)
        const length = encoder.encode(cx)
        row = encoder.hasNull ? -1 : build.first(encoder.buffer, length)
      }
      let matched = false
      for (; row !== -1; row = build.next(row)) {
        if (residual.length > 0) {
          build.rows.load(cx, row)
          if (!residual.every((c) => isTrue(c(cx)))) continue
        }
        matched = true
        if (join === 'semi' || join === 'anti') break
        left[n] = i
        right[n++] = row
        if (n === BATCH_ROWS) {
          yield output.rows(step, build.rows, left, right, n)
          cx.examine(n)
          if (cx.isTurn()) yield PAUSE
          n = 0
          step.load(cx, i) // who took the batch has loaded rows of its own
        }
      }
      if ((join === 'semi' && matched) || (!matched && (join === 'anti' || join === 'left'))) {
        left[n] = i
        right[n++] = -1
        if (n === BATCH_ROWS) {
          yield output.rows(step, build.rows, left, right, n)
          n = 0
        }
      }
    }
    if (n > 0) yield output.rows(step, build.rows, left, right, n)
    n = 0
  }
}

class BuildSide {
  readonly rows: Batch
  readonly #encoder: KeyEncoder
  readonly #keys = new ByteKeyTable()
  /** First row of each key, and each row's next of the same key; -1 ends. Rows of one key come in order of arrival. */
  readonly #first: number[] = []
  readonly #last: number[] = []
  readonly #next: number[] = []

  constructor(plan: HashJoinPlan, encoder: KeyEncoder) {
    this.rows = newBatch(shapeOf(plan.build))
    this.#encoder = encoder
  }

  take(cx: ExecContext, batch: Batch): void {
    const encoder = this.#encoder
    for (let i = 0; i < batch.length; i++) {
      batch.load(cx, i)
      const length = encoder.encode(cx)
      if (encoder.hasNull) continue // NULL equals nothing
      const id = this.#keys.findOrAdd(encoder.buffer, length)
      const row = this.rows.length
      this.rows.take(batch, i)
      this.#next.push(-1)
      if (id === this.#first.length) {
        this.#first.push(row)
        this.#last.push(row)
      } else {
        this.#next[this.#last[id]] = row
        this.#last[id] = row
      }
    }
  }

  first(key: Uint8Array, length: number, from = 0): number {
    const id = this.#keys.find(key, length, from)
    return id === -1 ? -1 : this.#first[id]
  }

  next(row: number): number {
    return this.#next[row]
  }
}

/** Puts joined rows together. */
export class JoinOutput {
  batch: Batch
  readonly #left: number
  readonly #shape: readonly SlotShape[]

  /** `right` is undefined where only the left side goes on (semi-joins). */
  constructor(left: readonly SlotShape[], right: readonly SlotShape[] | undefined) {
    this.#left = left.length
    this.#shape = right === undefined ? left : [...left, ...right]
    this.batch = newBatch(this.#shape)
  }

  /**
   * A batch of `n` pairs of rows; -1 on the right is the row of NULLs. `held` is one batch for the whole join, so that its
   * rows can be told by their ordinals.
   */
  rows(left: Batch, held: Batch, leftRows: Int32Array, heldRows: Int32Array, n: number): Batch {
    const batch = newBatch(this.#shape, n)
    const { columns } = batch
    for (let c = 0; c < this.#left; c++) columns[c].takeRows(left.columns[c], leftRows, n, this.#shape[c].width)
    for (let c = this.#left; c < columns.length; c++) {
      columns[c].takeRows(held.columns[c - this.#left], heldRows, n, this.#shape[c].width)
      columns[c].ordinals = heldRows.slice(0, n)
    }
    batch.length = n
    return batch
  }

  pair(left: Batch, i: number, right: Batch, j: number): void {
    const columns = this.batch.columns
    for (let c = 0; c < this.#left; c++) columns[c].take(left.columns[c], i)
    for (let c = this.#left; c < columns.length; c++) columns[c].take(right.columns[c - this.#left], j)
    this.batch.length++
  }

  left(left: Batch, i: number): void {
    for (let c = 0; c < this.#left; c++) this.batch.columns[c].take(left.columns[c], i)
    this.batch.length++
  }

  leftWithNulls(left: Batch, i: number): void {
    const columns = this.batch.columns
    for (let c = 0; c < this.#left; c++) columns[c].take(left.columns[c], i)
    for (let c = this.#left; c < columns.length; c++) columns[c].takeNull(this.#shape[c].width)
    this.batch.length++
  }

  /** Hands the collected rows over and begins anew. */
  take(): Batch {
    const full = this.batch
    this.batch = newBatch(this.#shape)
    return full
  }
}
