import { Missing } from '../../store/missing.ts'
import type { HashJoinPlan } from '../plan/plan.ts'
import { shapeOf } from '../plan/shape.ts'
import { BATCH_ROWS, type Batch, type Operator, type SlotShape, newBatch } from './batch.ts'
import { ByteKeyTable, hashBytes } from './byte-key-table.ts'
import { compile } from './compile.ts'
import { PAUSE, type ExecContext } from './context.ts'
import { isTrue } from './filter-kernel.ts'
import { FieldSet, requestKey } from './field-set.ts'
import { KeyEncoder, sameRawForm } from './key-encoder.ts'
import { inParts, isInPart, type KeyPart } from './key-parts.ts'
import { batchBytes } from './memory.ts'
import { resolveOutOfBand } from './out-of-band.ts'
import { type Run, accessesOf, execute } from './run.ts'

/**
 * Holds the build side in memory as places in leaves, and streams the probe side against it; where the build side takes too much, both
 * run again for a part of the keys at a time.
 */
export function* runHashJoin(plan: HashJoinPlan, cx: ExecContext, run: Run): Operator {
  yield* inParts(plan, plan.build, cx, run, (part) => joinPart(plan, part, cx, run))
}

function* joinPart(plan: HashJoinPlan, part: KeyPart, cx: ExecContext, run: Run): Generator<Batch | Missing, number, void> {
  // Both sides must give equal bytes for equal keys: stored bytes are taken only where both sides store alike.
  const raw = plan.probeKeys.map((key, i) => sameRawForm(key, plan.buildKeys[i], run.layouts))
  const build = new BuildSide(plan, KeyEncoder.of(plan.buildKeys, run.layouts, raw))
  const buildAccesses = accessesOf(run, plan.buildKeys)
  let read = 0
  for (const step of execute(plan.build, cx, run)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    if (buildAccesses.length > 0) yield* resolveOutOfBand(cx, run.nodesOf, buildAccesses, step)
    build.take(cx, step, part)
    read += step.length
    if (build.bytes > cx.memory.room()) return read
  }
  cx.memory.hold(build.bytes)
  try {
    yield* probe(plan, build, raw, part, cx, run)
  } finally {
    cx.memory.release(build.bytes)
  }
  return 0
}

/** Streams the probe side against the build side. @param raw which keys are compared as they are stored */
function* probe(plan: HashJoinPlan, build: BuildSide, raw: readonly boolean[], part: KeyPart, cx: ExecContext, run: Run): Operator {
  const { join } = plan
  const isWhole = part.modulus === 1
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
        if (!isWhole && !isInPart(from[i] < 0 ? 0 : hashBytes(direct.nodes[i].bytes, to[i] - from[i], from[i]), part)) continue
        row = from[i] < 0 ? -1 : build.first(direct.nodes[i].bytes, to[i] - from[i], from[i])
        if (residual.length > 0) step.load(cx, i)
      } else {
        step.load(cx, i)
        const length = encoder.encode(cx)
        if (!isWhole && !isInPart(encoder.hasNull ? 0 : hashBytes(encoder.buffer, length), part)) continue
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

/** What a held row takes beside itself: its links to others of its key. */
const LINK_BYTES = 24

class BuildSide {
  readonly rows: Batch
  readonly #encoder: KeyEncoder
  readonly #keys = new ByteKeyTable()
  /** First row of each key, and each row's next of the same key; -1 ends. Rows of one key come in order of arrival. */
  readonly #first: number[] = []
  readonly #last: number[] = []
  readonly #next: number[] = []
  #rowBytes = 0

  constructor(plan: HashJoinPlan, encoder: KeyEncoder) {
    this.rows = newBatch(shapeOf(plan.build))
    this.#encoder = encoder
  }

  /** Bytes that are held, about. */
  get bytes(): number {
    return this.#keys.byteLength + this.#rowBytes
  }

  take(cx: ExecContext, batch: Batch, part: KeyPart): void {
    const encoder = this.#encoder
    const before = this.rows.length
    for (let i = 0; i < batch.length; i++) {
      batch.load(cx, i)
      const length = encoder.encode(cx)
      if (encoder.hasNull) continue // NULL equals nothing
      if (part.modulus > 1 && !isInPart(hashBytes(encoder.buffer, length), part)) continue
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
    const taken = this.rows.length - before
    this.#rowBytes += taken * LINK_BYTES + (taken / batch.length) * batchBytes(batch)
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
