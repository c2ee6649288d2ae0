import { readBlob } from '../../prolly/blob-tree.ts'
import type { NodeStore } from '../../prolly/node-store.ts'
import type { Hash } from '../../store/hash.ts'
import { type Fetching, together } from '../../store/missing.ts'
import type { Batch } from './batch.ts'
import type { OutOfBandAccess } from './compile.ts'
import { type ExecContext, OutOfBandContent } from './context.ts'
import { outOfBandAddress } from './field.ts'

/** Bytes of contents that may stay from earlier batches. */
const BUDGET_BYTES = 32 * 1024 * 1024

/** Brings the out-of-band values of rows `from` to `to` of a batch to hand, all absent chunks of a tree level at once. */
export function* resolveOutOfBand(
  cx: ExecContext, nodesOf: ReadonlyMap<number, NodeStore>, accesses: readonly OutOfBandAccess[], batch: Batch,
  from = 0, to = batch.length,
): Fetching<void> {
  let held = 0
  for (const content of cx.outOfBand.values()) held += content.bytes.length
  if (held > BUDGET_BYTES) cx.outOfBand.clear()
  const wanted = new Map<Hash, NodeStore>()
  for (let i = from; i < to; i++) {
    batch.load(cx, i)
    for (const access of accesses) {
      const address = outOfBandAddress(cx, access.slot, access.place)
      if (address !== undefined && !cx.outOfBand.has(address.hash)) wanted.set(address.hash, nodesOf.get(access.slot)!)
    }
  }
  if (wanted.size === 0) return
  const addresses = [...wanted.keys()]
  const contents = yield* together(addresses.map((a) => readBlob(wanted.get(a)!, a)))
  addresses.forEach((a, i) => cx.outOfBand.set(a, new OutOfBandContent(contents[i])))
}
