import { type LeafSpan, scanLeaves } from '../../prolly/scan.ts'
import type { Node } from '../../prolly/node.ts'
import { type Fetching, Missing, together } from '../../store/missing.ts'
import type { LookupJoinPlan } from '../plan/plan.ts'
import { shapeOf } from '../plan/shape.ts'
import { BATCH_ROWS, Batch, type Operator, SlotColumn } from './batch.ts'
import { compile } from './compile.ts'
import { PAUSE, type ExecContext } from './context.ts'
import { isTrue } from './filter-kernel.ts'
import { JoinOutput } from './hash-join.ts'
import { PrimaryKeyOf, fetchRows } from './index-lookup.ts'
import { CompiledRange } from './key-range.ts'
import { resolveOutOfBand } from './out-of-band.ts'
import { type Run, accessesOf, execute } from './run.ts'

/** Outer rows whose look-ups go side by side, so that what they miss is fetched together. */
const SIDE_BY_SIDE = 256

/** For each outer row the matching rows of a stored table, by one of its indexes. */
export function* runLookupJoin(plan: LookupJoinPlan, cx: ExecContext, run: Run): Operator {
  const { join, table, index, slot } = plan
  const residual = plan.residual.map((c) => compile(c, run.layouts))
  const keyAccesses = accessesOf(run, plan.keys)
  const residualAccesses = accessesOf(run, plan.residual)
  const range = new CompiledRange({ equals: plan.keys }, index.keyDescriptor, run.layouts)
  const root = yield* index.root()
  const primaryRoot = yield* table.primary.root()
  const keyOf = index === table.primary || plan.covering ? undefined : new PrimaryKeyOf(table, index)
  const inner = [{ slot, stored: true, width: table.columns.length }]
  const output = new JoinOutput(shapeOf(plan.outer), join === 'semi' || join === 'anti' ? undefined : inner)
  for (const step of execute(plan.outer, cx, run)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    if (keyAccesses.length > 0) yield* resolveOutOfBand(cx, run.nodesOf, keyAccesses, step)
    for (let from = 0; from < step.length; from += SIDE_BY_SIDE) {
      const to = Math.min(step.length, from + SIDE_BY_SIDE)
      const seeks = []
      for (let i = from; i < to; i++) {
        step.load(cx, i)
        seeks.push(range.seek(cx))
      }
      const matches = yield* together(seeks.map((seek) => rowsIn(seek)))
      for (let i = from; i < to; i++) {
        const found = matches[i - from]
        if (residualAccesses.length > 0 && found.length > 0) {
          yield* resolveOutOfBand(cx, run.nodesOf, residualAccesses.filter((a) => a.slot === slot), found)
          yield* resolveOutOfBand(cx, run.nodesOf, residualAccesses.filter((a) => a.slot !== slot), step, i, i + 1)
        }
        step.load(cx, i)
        let matched = false
        for (let j = 0; j < found.length; j++) {
          if (residual.length > 0) {
            found.load(cx, j)
            if (!residual.every((c) => isTrue(c(cx)))) continue
          }
          matched = true
          if (join === 'semi' || join === 'anti') break
          output.pair(step, i, found, j)
        }
        if (join === 'semi' ? matched : join === 'anti' && !matched) output.left(step, i)
        else if (join === 'left' && !matched) output.leftWithNulls(step, i)
      }
      if (output.batch.length >= BATCH_ROWS) yield output.take()
      if (cx.isTurn()) yield PAUSE
    }
  }
  if (output.batch.length > 0) yield output.take()

  function* rowsIn(seek: ReturnType<CompiledRange['seek']>): Fetching<Batch> {
    const column = new SlotColumn(slot, true)
    const batch = new Batch([column])
    if (seek === undefined) return batch
    const keys: Uint8Array[] = []
    for (const step of scanLeaves(table.nodes, root, seek, { readAhead: 1 })) {
      if (step instanceof Missing) yield step
      else takeSpan(step, keys, column)
    }
    if (keyOf !== undefined) yield* fetchRows(table, primaryRoot, keys, column)
    batch.length = column.count
    cx.read(batch.length)
    return batch
  }

  function takeSpan(span: LeafSpan, keys: Uint8Array[], column: SlotColumn): void {
    const node: Node = span.node
    for (let i = span.from; i < span.to; i++) {
      if (keyOf !== undefined) keys.push(keyOf.of(node, i))
      else {
        column.add(node, i)
      }
    }
  }
}
