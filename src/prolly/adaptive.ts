import type { ChunkSink } from '../store/chunk-store.ts'
import type { Fetching } from '../store/missing.ts'
import { readBlob, writeBlob } from './blob-tree.ts'
import { encodeField } from './encode-field.ts'
import { Encoding, isAdaptive } from './encoding-ids.ts'
import { readOutOfBand } from './encoding.ts'
import type { NodeStore } from './node-store.ts'
import { OutOfBand } from './out-of-band.ts'
import type { TupleDescriptor } from './tuple-descriptor.ts'
import { readVarint } from './varint.ts'

/** Bytes that a row's value may take before its long fields move to trees of their own, unless the schema says else. */
export const DEFAULT_TARGET_ROW_SIZE = 2048

/** What Dolt takes an inline value's out-of-band form to be when it weighs what moving it out saves. */
const ASSUMED_OUT_SIZE = 21

/**
 * Decides which adaptive fields of a row's value stand in the tuple and which in trees of their own, and brings them
 * into that form. The largest go first, until the row is small enough; so it depends on all fields of the value (not
 * on the key's). Source: Dolt go/store/val/tuple_builder.go.
 *
 * Dolt leaves a field that was out of band there when it copies a row that would now fit as a whole; here it always
 * comes back, so that a row's bytes follow from its values alone.
 *
 * @param fields encoded (`encodeField`), the adaptive ones inline or out of band as they come
 * @param target the schema's target row size, in bytes
 */
export function* placeAdaptiveFields(
  nodes: NodeStore, sink: ChunkSink, descriptor: TupleDescriptor, fields: readonly (Uint8Array | null)[],
  target: number = DEFAULT_TARGET_ROW_SIZE,
): Fetching<(Uint8Array | null)[]> {
  const placed = [...fields]
  const candidates: { field: number; saving: number }[] = []
  const out = new Set<number>()
  let total = 0
  for (let i = 0; i < fields.length; i++) {
    const bytes = fields[i]
    if (bytes === null || bytes.length === 0) continue
    const { encoding } = descriptor.fields[i]
    if (!isAdaptive(encoding)) {
      // Dolt counts two bytes for YEAR, though it stores one.
      total += encoding === Encoding.Year ? 2 : bytes.length
      continue
    }
    const isOut = bytes[0] !== 0
    const inlineSize = isOut ? 1 + readVarint(bytes, 0, bytes.length) : bytes.length
    let outSize = ASSUMED_OUT_SIZE
    if (isOut) outSize = bytes.length
    else if (inlineSize > target) {
      // So long that it can't stay: Dolt writes it at once, and then knows its true size.
      placed[i] = moveOut(sink, encoding, bytes)
      outSize = placed[i]!.length
    }
    total += inlineSize
    if (inlineSize > outSize) candidates.push({ field: i, saving: inlineSize - outSize })
  }
  if (total > target) {
    candidates.sort((a, b) => b.saving - a.saving || a.field - b.field)
    for (const { field, saving } of candidates) {
      out.add(field)
      total -= saving
      if (total <= target) break
    }
  }
  for (let i = 0; i < placed.length; i++) {
    const bytes = placed[i]
    if (bytes === null || bytes.length === 0 || !isAdaptive(descriptor.fields[i].encoding)) continue
    const isOut = bytes[0] !== 0
    if (out.has(i) === isOut) continue
    placed[i] = isOut ? yield* bringIn(nodes, bytes) : moveOut(sink, descriptor.fields[i].encoding, bytes)
  }
  return placed
}

function moveOut(sink: ChunkSink, encoding: number, inline: Uint8Array): Uint8Array {
  const hash = writeBlob(sink, inline.subarray(1))
  return encodeField(encoding, new OutOfBand(hash, inline.length - 1))!
}

function* bringIn(nodes: NodeStore, out: Uint8Array): Fetching<Uint8Array> {
  const content = yield* readBlob(nodes, readOutOfBand(out, 0, out.length).hash)
  const inline = new Uint8Array(1 + content.length)
  inline.set(content, 1)
  return inline
}
