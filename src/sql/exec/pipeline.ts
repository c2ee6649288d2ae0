import { OxbowError } from '../../error.ts'
import { Missing } from '../../store/missing.ts'
import type { DistinctPlan, FilterPlan, LimitPlan, ProjectPlan } from '../plan/plan.ts'
import type { Value } from '../value.ts'
import { shapeOf } from '../plan/shape.ts'
import { type Operator, type Batch, newBatch } from './batch.ts'
import { ByteKeyTable, hashBytes } from './byte-key-table.ts'
import { compile } from './compile.ts'
import type { ExecContext } from './context.ts'
import { isTrue } from './filter-kernel.ts'
import { KeyEncoder } from './key-encoder.ts'
import { inParts, isInPart } from './key-parts.ts'
import { batchBytes } from './memory.ts'
import { resolveOutOfBand } from './out-of-band.ts'
import { type Run, accessesOf, execute } from './run.ts'
import { valuesBatch } from './scan.ts'

export function* runFilter(plan: FilterPlan, cx: ExecContext, run: Run): Operator {
  const conditions = plan.conditions.map((c) => compile(c, run.layouts))
  const accesses = accessesOf(run, plan.conditions)
  for (const step of execute(plan.input, cx, run)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    if (accesses.length > 0) yield* resolveOutOfBand(cx, run.nodesOf, accesses, step)
    const kept = step.like()
    next: for (let i = 0; i < step.length; i++) {
      step.load(cx, i)
      for (const condition of conditions) if (!isTrue(condition(cx))) continue next
      kept.take(step, i)
    }
    if (kept.length > 0) yield kept
  }
}

export function* runProject(plan: ProjectPlan, cx: ExecContext, run: Run): Operator {
  const exprs = plan.exprs.map((e) => compile(e, run.layouts))
  const accesses = accessesOf(run, plan.exprs)
  const width = exprs.length
  for (const step of execute(plan.input, cx, run)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    if (accesses.length > 0) yield* resolveOutOfBand(cx, run.nodesOf, accesses, step)
    const rows = new Array<readonly Value[]>(step.length)
    for (let i = 0; i < step.length; i++) {
      step.load(cx, i)
      const row = new Array<Value>(width)
      for (let c = 0; c < width; c++) row[c] = exprs[c](cx)
      rows[i] = row
    }
    yield valuesBatch(plan.slot, rows)
  }
}

/** The rows that a projection is of, with what its expressions need at hand. */
export function* runPlaces({ exprs, input }: ProjectPlan, cx: ExecContext, run: Run): Operator {
  const accesses = accessesOf(run, exprs)
  for (const step of execute(input, cx, run)) {
    if (!(step instanceof Missing) && accesses.length > 0) yield* resolveOutOfBand(cx, run.nodesOf, accesses, step)
    yield step
  }
}

export function* runLimit(plan: LimitPlan, cx: ExecContext, run: Run): Operator {
  let skip = rowCount(plan.offset && compile(plan.offset, run.layouts)(cx), 0)
  let left = rowCount(plan.limit && compile(plan.limit, run.layouts)(cx), Infinity)
  if (left === 0) return
  for (const step of execute(plan.input, cx, run)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    if (skip >= step.length) {
      skip -= step.length
      continue
    }
    const batch = skip === 0 && left >= step.length ? step : slice(step, skip, Math.min(step.length, skip + left))
    skip = 0
    left -= batch.length
    yield batch
    if (left <= 0) return
  }
}

/** A LIMIT or OFFSET as a number; NULL and absent mean `otherwise`. */
export function rowCount(value: Value | undefined, otherwise: number): number {
  if (value === undefined || value === null) return otherwise
  const rows = Number(value)
  if (!(rows >= 0)) throw new OxbowError('WRONG_LIMIT', `LIMIT and OFFSET take whole numbers that aren't negative, not ${String(value)}`, { errno: 1064, sqlState: '42000' })
  return rows
}

function slice(batch: Batch, from: number, to: number): Batch {
  const part = batch.like()
  for (let i = from; i < to; i++) part.take(batch, i)
  return part
}

/**
 * Rows that weren't seen yet come at once. Where the keys that were seen get too many, no more are kept; the input runs again for the
 * others, a part of them at a time.
 */
export function* runDistinct(plan: DistinctPlan, cx: ExecContext, run: Run): Operator {
  const encoder = KeyEncoder.of(plan.exprs, run.layouts)
  const accesses = accessesOf(run, plan.exprs)
  const given = new ByteKeyTable()
  const room = cx.memory.room() / 2
  let isFull = false
  for (const step of execute(plan.input, cx, run)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    if (accesses.length > 0) yield* resolveOutOfBand(cx, run.nodesOf, accesses, step)
    const kept = step.like()
    for (let i = 0; i < step.length; i++) {
      step.load(cx, i)
      const length = encoder.encode(cx)
      const before = given.size
      given.findOrAdd(encoder.buffer, length)
      if (given.size > before) kept.take(step, i)
    }
    if (kept.length > 0) yield kept
    isFull = given.byteLength > room
    if (isFull) break
  }
  if (!isFull) return
  yield* inParts(plan, plan.input, cx, run, function* (part) {
    const keys = new ByteKeyTable()
    let read = 0
    const firsts = newBatch(shapeOf(plan.input))
    for (const step of execute(plan.input, cx, run)) {
      if (step instanceof Missing) {
        yield step
        continue
      }
      if (accesses.length > 0) yield* resolveOutOfBand(cx, run.nodesOf, accesses, step)
      for (let i = 0; i < step.length; i++) {
        step.load(cx, i)
        const length = encoder.encode(cx)
        if (!isInPart(hashBytes(encoder.buffer, length), part) || given.find(encoder.buffer, length) !== -1) continue
        const before = keys.size
        keys.findOrAdd(encoder.buffer, length)
        if (keys.size > before) firsts.take(step, i)
      }
      read += step.length
      if (keys.byteLength + batchBytes(firsts) > room) return read
    }
    if (firsts.length > 0) yield firsts
    return 0
  })
}
