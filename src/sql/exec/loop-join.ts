import { Missing } from '../../store/missing.ts'
import type { LoopJoinPlan } from '../plan/plan.ts'
import { shapeOf } from '../plan/shape.ts'
import { BATCH_ROWS, type Operator, newBatch } from './batch.ts'
import { compile } from './compile.ts'
import { PAUSE, type ExecContext } from './context.ts'
import { isTrue } from './filter-kernel.ts'
import { JoinOutput } from './hash-join.ts'
import { batchBytes } from './memory.ts'
import { resolveOutOfBand } from './out-of-band.ts'
import { type Run, accessesOf, execute } from './run.ts'

/** Tests every pair of rows: for cross joins and conditions without an equality. */
export function* runLoopJoin(plan: LoopJoinPlan, cx: ExecContext, run: Run): Operator {
  const { join } = plan
  const conditions = plan.conditions.map((c) => compile(c, run.layouts))
  const accesses = accessesOf(run, plan.conditions)
  const right = newBatch(shapeOf(plan.right))
  let held = 0
  for (const step of execute(plan.right, cx, run)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    const bytes = batchBytes(step)
    cx.memory.take(bytes)
    held += bytes
    for (let i = 0; i < step.length; i++) right.take(step, i)
  }
  const output = new JoinOutput(shapeOf(plan.left), join === 'semi' || join === 'anti' ? undefined : shapeOf(plan.right))
  for (const step of execute(plan.left, cx, run)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    if (accesses.length > 0) {
      yield* resolveOutOfBand(cx, run.nodesOf, accesses.filter((a) => step.columns.some((c) => c.slot === a.slot)), step)
      yield* resolveOutOfBand(cx, run.nodesOf, accesses.filter((a) => right.columns.some((c) => c.slot === a.slot)), right)
    }
    for (let i = 0; i < step.length; i++) {
      step.load(cx, i)
      let matched = false
      cx.examine(right.length)
      if (cx.isTurn()) yield PAUSE
      for (let j = 0; j < right.length; j++) {
        right.load(cx, j)
        if (!conditions.every((c) => isTrue(c(cx)))) continue
        matched = true
        if (join === 'semi' || join === 'anti') break
        output.pair(step, i, right, j)
        if (output.batch.length >= BATCH_ROWS) {
          yield output.take()
          step.load(cx, i) // who took the batch has loaded rows of its own
        }
      }
      if (join === 'semi' ? matched : join === 'anti' && !matched) output.left(step, i)
      else if (join === 'left' && !matched) output.leftWithNulls(step, i)
    }
  }
  if (output.batch.length > 0) yield output.take()
  cx.memory.release(held)
}
