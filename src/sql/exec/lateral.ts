import { Missing } from '../../store/missing.ts'
import type { LateralPlan } from '../plan/plan.ts'
import { shapeOf } from '../plan/shape.ts'
import { BATCH_ROWS, type Operator, newBatch } from './batch.ts'
import { compile } from './compile.ts'
import type { ExecContext } from './context.ts'
import { isTrue } from './filter-kernel.ts'
import { JoinOutput } from './hash-join.ts'
import { batchBytes } from './memory.ts'
import { resolveOutOfBand } from './out-of-band.ts'
import { type Run, accessesOf, execute } from './run.ts'

/** Runs the inner query anew for each outer row, which it reads through the context. */
export function* runLateral(plan: LateralPlan, cx: ExecContext, run: Run): Operator {
  const { join } = plan
  const conditions = plan.conditions.map((c) => compile(c, run.layouts))
  const accesses = accessesOf(run, [...plan.correlation, ...plan.conditions])
  const output = new JoinOutput(shapeOf(plan.outer), shapeOf(plan.inner))
  for (const step of execute(plan.outer, cx, run)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    yield* resolveOutOfBand(cx, run.nodesOf, accesses.filter((a) => step.columns.some((c) => c.slot === a.slot)), step)
    for (let i = 0; i < step.length; i++) {
      step.load(cx, i)
      const inner = newBatch(shapeOf(plan.inner))
      let held = 0
      for (const innerStep of execute(plan.inner, cx, run)) {
        if (innerStep instanceof Missing) {
          yield innerStep
          continue
        }
        const bytes = batchBytes(innerStep)
        cx.memory.take(bytes)
        held += bytes
        for (let j = 0; j < innerStep.length; j++) inner.take(innerStep, j)
      }
      let matched = false
      for (let j = 0; j < inner.length; j++) {
        inner.load(cx, j)
        if (!conditions.every((c) => isTrue(c(cx)))) continue
        matched = true
        output.pair(step, i, inner, j)
      }
      if (join === 'left' && !matched) output.leftWithNulls(step, i)
      if (output.batch.length >= BATCH_ROWS) yield output.take()
      cx.memory.release(held)
    }
  }
  if (output.batch.length > 0) yield output.take()
}
