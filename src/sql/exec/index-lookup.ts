import type { Node } from '../../prolly/node.ts'
import { scanLeaves } from '../../prolly/scan.ts'
import { lookupCached } from '../../prolly/seek.ts'
import { TupleBuilder } from '../../prolly/tuple.ts'
import type { Hash } from '../../store/hash.ts'
import { type Fetching, Missing } from '../../store/missing.ts'
import type { StoredTable, TableIndex } from '../catalog.ts'
import type { IndexLookupPlan } from '../plan/plan.ts'
import { BATCH_ROWS, Batch, type Operator, SlotColumn } from './batch.ts'
import { type Layouts, outOfBandAccesses } from './compile.ts'
import type { ExecContext } from './context.ts'
import { fieldFrom, fieldTo, locate } from './field.ts'
import { compileFilter } from './filter-kernel.ts'
import { CompiledRange } from './key-range.ts'
import { resolveOutOfBand } from './out-of-band.ts'
import { cardinality } from './scan.ts'

/** Where the fields of the primary key stand in a secondary index's key. */
export class PrimaryKeyOf {
  readonly #fields: readonly number[]
  readonly #builder = new TupleBuilder()

  constructor(table: StoredTable, index: TableIndex) {
    if (table.keyless) {
      // The row's id is the last field of the index key and the whole primary key.
      this.#fields = [index.keyDescriptor.fields.length - 1]
    } else {
      this.#fields = table.primary.keyColumns.map((column) => index.places[column]!.field)
    }
  }

  /** The primary key tuple of an index entry. */
  of(node: Node, i: number): Uint8Array {
    const builder = this.#builder
    for (const field of this.#fields) {
      builder.putField(locate(node, i, true, field) ? node.bytes.subarray(fieldFrom, fieldTo) : null)
    }
    return builder.build()
  }
}

/** Finds the pairs of some primary keys. Chunks that several keys miss are asked for together, level by level. */
export function* fetchRows(table: StoredTable, root: Node, keys: readonly Uint8Array[], into: SlotColumn): Fetching<void> {
  const found = new Array<{ node: Node; index: number } | undefined>(keys.length)
  let open = keys.map((_, i) => i)
  while (open.length > 0) {
    const missing = new Set<Hash>()
    const waiting: number[] = []
    for (const i of open) {
      const place = lookupCached(table.nodes, root, table.primary.keyDescriptor, keys[i])
      if (place instanceof Missing) {
        for (const address of place.addresses) missing.add(address)
        waiting.push(i)
      } else found[i] = place
    }
    open = waiting
    if (missing.size > 0) yield* table.nodes.readAll([...missing])
  }
  for (const place of found) {
    // An index entry without its row would be a damaged database; the row is left out, as Dolt does.
    if (place === undefined) continue
    const times = table.keyless ? cardinality(place.node, place.index) : 1
    for (let k = 0; k < times; k++) into.add(place.node, place.index)
  }
}

export function* runIndexLookup(plan: IndexLookupPlan, cx: ExecContext, layouts: Layouts): Operator {
  const { table, index, slot } = plan
  const kernels = plan.filters.map((f) => compileFilter(f, slot, layouts))
  const outOfBand = outOfBandAccesses(plan.filters, layouts)
  const nodesOf = new Map([[slot, table.nodes]])
  const indexRoot = yield* index.root()
  const primaryRoot = yield* table.primary.root()
  const keyOf = new PrimaryKeyOf(table, index)
  const ranges = plan.ranges.map((r) => new CompiledRange(r, index.keyDescriptor, layouts).seek(cx))
  if (plan.reverse) ranges.reverse()
  let keys: Uint8Array[] = []
  let most = Math.max(1, Math.min(plan.expected ?? BATCH_ROWS, BATCH_ROWS))
  for (const range of ranges) {
    if (range === undefined) continue
    for (const step of scanLeaves(table.nodes, indexRoot, range, { reverse: plan.reverse })) {
      if (step instanceof Missing) {
        yield step
        continue
      }
      for (let k = 0; k < step.to - step.from; k++) {
        keys.push(keyOf.of(step.node, plan.reverse ? step.to - 1 - k : step.from + k))
        if (keys.length >= most) {
          yield* emit()
          keys = []
          most = BATCH_ROWS
        }
      }
    }
  }
  if (keys.length > 0) yield* emit()

  function* emit(): Operator {
    const column = new SlotColumn(slot, true)
    yield* fetchRows(table, primaryRoot, keys, column)
    let batch = new Batch([column])
    batch.length = column.count
    cx.read(batch.length)
    if (outOfBand.length > 0) yield* resolveOutOfBand(cx, nodesOf, outOfBand, batch)
    const one = new Int32Array(1)
    for (const kernel of kernels) {
      const kept = batch.like()
      for (let i = 0; i < batch.length; i++) {
        one[0] = column0(batch).index[i]
        if (kernel(cx, column0(batch).nodes[i], one, 1) === 1) kept.take(batch, i)
      }
      batch = kept
    }
    if (batch.length > 0) yield batch
  }
}

function column0(batch: Batch): SlotColumn {
  return batch.columns[0]
}
