import { FlatBufferBuilder } from './flatbuffer-builder.ts'
import { TableReader } from './flatbuffer-reader.ts'

const SLOTS = 1

/**
 * What a manifest's root address names (`STRT`): the map of all refs.
 * Source: Dolt go/serial/storeroot.fbs, go/store/datas/refmap.go.
 */
export interface StoreRoot {
  /** The root node (`ADRM`) of the map from dataset names (`refs/heads/main`) to addresses, embedded whole. */
  readonly addressMap: Uint8Array
}

/** @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`. */
export function readStoreRoot(chunk: Uint8Array): StoreRoot {
  return { addressMap: TableReader.open(chunk, 'STRT', SLOTS).requiredBytes(0) }
}

export function buildStoreRoot(storeRoot: StoreRoot): Uint8Array {
  const builder = new FlatBufferBuilder(storeRoot.addressMap.length + 64)
  const addressMap = builder.byteVector(storeRoot.addressMap)
  builder.startTable(SLOTS)
  builder.addOffset(0, addressMap)
  return builder.finish(builder.endTable(), 'STRT')
}
