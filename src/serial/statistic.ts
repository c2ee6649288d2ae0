import { decodeHash, type Hash } from '../store/hash.ts'
import { FlatBufferBuilder } from './flatbuffer-builder.ts'
import { TableReader } from './flatbuffer-reader.ts'

const SLOTS = 1

/** Table statistics (`STAT`). Source: Dolt go/serial/stat.fbs, go/store/datas/statistics.go. */
export interface Statistic {
  /** Root node of the map that holds them. */
  readonly root: Hash
}

/** @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`. */
export function readStatistic(chunk: Uint8Array): Statistic {
  return { root: TableReader.open(chunk, 'STAT', SLOTS).requiredAddress(0) }
}

export function buildStatistic(statistic: Statistic): Uint8Array {
  const builder = new FlatBufferBuilder()
  const root = builder.byteVector(decodeHash(statistic.root))
  builder.startTable(SLOTS)
  builder.addOffset(0, root)
  return builder.finish(builder.endTable(), 'STAT')
}
