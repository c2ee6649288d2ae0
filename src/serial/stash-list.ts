import { FlatBufferBuilder } from './flatbuffer-builder.ts'
import { TableReader } from './flatbuffer-reader.ts'

const SLOTS = 1

/**
 * What `refs/stashes/<name>` names (`SLST`): the stashes by number.
 * Source: Dolt go/serial/stashlist.fbs, go/store/datas/stashlist.go.
 */
export interface StashList {
  /**
   * The root node (`ADRM`) of the map from ids to stashes (`STSH`), embedded whole. The ids are decimal numbers as
   * text, so the map's order (`10` before `9`) isn't theirs.
   */
  readonly addressMap: Uint8Array
}

/** @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`. */
export function readStashList(chunk: Uint8Array): StashList {
  return { addressMap: TableReader.open(chunk, 'SLST', SLOTS).requiredBytes(0) }
}

export function buildStashList(list: StashList): Uint8Array {
  const builder = new FlatBufferBuilder(list.addressMap.length + 64)
  const addressMap = builder.byteVector(list.addressMap)
  builder.startTable(SLOTS)
  builder.addOffset(0, addressMap)
  return builder.finish(builder.endTable(), 'SLST')
}
