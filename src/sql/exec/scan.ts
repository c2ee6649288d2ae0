import { readUint64 } from '../../prolly/encoding.ts'
import type { Node } from '../../prolly/node.ts'
import { type LeafSpan, type ScanRange, approachRanges, scanLeaves } from '../../prolly/scan.ts'
import { Missing } from '../../store/missing.ts'
import type { CountPlan, ScanPlan, ValuesPlan, VirtualPlan } from '../plan/plan.ts'
import { BATCH_ROWS, Batch, type Operator, SlotColumn } from './batch.ts'
import { type Layouts, compile, outOfBandAccesses } from './compile.ts'
import { PAUSE, type ExecContext } from './context.ts'
import { compileFilter } from './filter-kernel.ts'
import { CompiledRange } from './key-range.ts'
import { resolveOutOfBand } from './out-of-band.ts'
import type { Value } from '../value.ts'
import type { Run } from './run.ts'

/** Walks a tree's leaves and yields the pairs that pass the filters. */
export function* runScan(plan: ScanPlan, cx: ExecContext, layouts: Layouts): Operator {
  const { slot } = plan
  const kernels = plan.filters.map((f) => compileFilter(f, slot, layouts))
  const outOfBand = outOfBandAccesses(plan.filters, layouts)
  const nodesOf = new Map([[slot, plan.table.nodes]])
  const root = yield* plan.index.root()
  const ranges: ScanRange[] = plan.ranges
    ?.map((r) => new CompiledRange(r, plan.index.keyDescriptor, layouts).seek(cx))
    .filter((range) => range !== undefined) ?? [{}]
  if (plan.reverse) ranges.reverse()
  yield* approachRanges(plan.table.nodes, root, ranges, plan.reverse)
  const options = { reverse: plan.reverse, readAhead: plan.expected === undefined ? undefined : Math.max(1, Math.ceil(plan.expected / 64)) }
  const { keyless } = plan.table
  let selection = new Int32Array(256)
  const capacity = plan.expected ?? BATCH_ROWS + 256
  let column = new SlotColumn(slot, true, Math.min(capacity, BATCH_ROWS + 256))
  let batch = new Batch([column])
  for (const range of ranges) {
    for (const step of scanLeaves(plan.table.nodes, root, range, options)) {
      if (step instanceof Missing) {
        yield step
        continue
      }
      const { node, from, to } = step
      let n = to - from
      cx.read(n)
      if (cx.isTurn()) yield PAUSE
      if (n > selection.length) selection = new Int32Array(n * 2)
      if (plan.reverse) for (let i = 0; i < n; i++) selection[i] = to - 1 - i
      else for (let i = 0; i < n; i++) selection[i] = from + i
      if (outOfBand.length > 0) yield* resolveOutOfBand(cx, nodesOf, outOfBand, leafBatch(slot, step))
      for (let k = 0; k < kernels.length && n > 0; k++) n = kernels[k](cx, node, selection, n)
      if (keyless) batch.length += pushRepeated(node, selection, n, column)
      else {
        column.addPairs(node, selection, n)
        batch.length += n
      }
      if (batch.length >= BATCH_ROWS || (plan.expected !== undefined && batch.length >= plan.expected)) {
        yield batch
        column = new SlotColumn(slot, true, BATCH_ROWS + 256)
        batch = new Batch([column])
      }
    }
  }
  if (batch.length > 0) yield batch
}

/** Rows of a keyless table stand once for all their duplicates: each comes as often as its pair says. */
function pushRepeated(node: Node, selection: Int32Array, n: number, column: SlotColumn): number {
  let pushed = 0
  for (let i = 0; i < n; i++) {
    const times = cardinality(node, selection[i])
    for (let k = 0; k < times; k++) column.add(node, selection[i])
    pushed += times
  }
  return pushed
}

/** How often a row of a keyless table is in it: the first field of its value. */
export function cardinality(node: Node, i: number): number {
  return Number(readUint64(node.bytes, node.valueStart(i)))
}

function leafBatch(slot: number, span: LeafSpan): Batch {
  const column = new SlotColumn(slot, true)
  const batch = new Batch([column])
  for (let i = span.from; i < span.to; i++) {
    column.add(span.node, i)
  }
  batch.length = span.to - span.from
  return batch
}

/** The number of pairs in a table's tree, without reading its leaves. */
export function* runCount(plan: CountPlan): Operator {
  const root = yield* plan.table.primary.root()
  yield valuesBatch(plan.slot, [[root.treeCount]])
}

/** A batch of materialised rows. */
export function valuesBatch(slot: number, rows: readonly (readonly Value[])[]): Batch {
  const column = new SlotColumn(slot, false)
  for (const row of rows) column.values.push(row)
  const batch = new Batch([column])
  batch.length = rows.length
  return batch
}

/** Cuts materialised rows into batches. */
export function* emitRows(slot: number, rows: readonly (readonly Value[])[]): Operator {
  for (let i = 0; i < rows.length; i += BATCH_ROWS) yield valuesBatch(slot, rows.slice(i, i + BATCH_ROWS))
}

export function* runVirtual(plan: VirtualPlan, cx: ExecContext, layouts: Layouts): Operator {
  const equals = new Map<string, Value>()
  for (const [name, expr] of plan.equals) equals.set(name, compile(expr, layouts)(cx))
  const rows = yield* plan.table.rows(cx.session, equals)
  let batch: (readonly Value[])[] = []
  for (const row of rows) {
    batch.push(row)
    cx.read(1)
    if (batch.length === BATCH_ROWS) {
      yield valuesBatch(plan.slot, batch)
      batch = []
    }
  }
  if (batch.length > 0) yield valuesBatch(plan.slot, batch)
}

export function* runValues(plan: ValuesPlan, cx: ExecContext, run: Run): Operator {
  const rows = plan.rows.map((row) => row.map((e) => compile(e, run.layouts)(cx)))
  yield* emitRows(plan.slot, rows)
}
