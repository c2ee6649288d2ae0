import { FlatBufferBuilder } from './flatbuffer-builder.ts'
import { TableReader } from './flatbuffer-reader.ts'

const SLOTS = 1

/** What `refs/tuples/<key>` names (`TUPL`): a few bytes. Source: Dolt go/serial/tuple.fbs, go/store/datas/tuple.go. */
export interface TupleMessage {
  readonly value: Uint8Array
}

/** The value is a view of the chunk. @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`. */
export function readTuple(chunk: Uint8Array): TupleMessage {
  return { value: TableReader.open(chunk, 'TUPL', SLOTS).requiredBytes(0) }
}

export function buildTuple(tuple: TupleMessage): Uint8Array {
  const builder = new FlatBufferBuilder(tuple.value.length + 64)
  const value = builder.byteVector(tuple.value)
  builder.startTable(SLOTS)
  builder.addOffset(0, value)
  return builder.finish(builder.endTable(), 'TUPL')
}
