import { decodeHash, type Hash } from '../store/hash.ts'
import { FlatBufferBuilder } from './flatbuffer-builder.ts'
import { TableReader } from './flatbuffer-reader.ts'

const SLOTS = 6

/** What `refs/tags/<name>` names (`DTAG`). Source: Dolt go/serial/tag.fbs, go/store/datas/tag.go. */
export interface Tag {
  readonly commit: Hash
  /** The tagger. */
  readonly name: string
  readonly email: string
  readonly description: string
  /** Milliseconds since 1970 UTC. */
  readonly timestampMillis: number
  /** Milliseconds since 1970 UTC; the one that is shown. */
  readonly userTimestampMillis: number
}

/** @throws OxbowError `MESSAGE_CORRUPT`, `MESSAGE_TOO_NEW`. */
export function readTag(chunk: Uint8Array): Tag {
  const table = TableReader.open(chunk, 'DTAG', SLOTS)
  return {
    commit: table.requiredAddress(0),
    name: table.text(1),
    email: table.text(2),
    description: table.text(3),
    timestampMillis: table.i64(4),
    userTimestampMillis: table.i64(5),
  }
}

export function buildTag(tag: Tag): Uint8Array {
  const builder = new FlatBufferBuilder()
  const commit = builder.byteVector(decodeHash(tag.commit))
  const name = builder.string(tag.name)
  const email = builder.string(tag.email)
  const description = builder.string(tag.description)
  builder.startTable(SLOTS)
  builder.addOffset(0, commit)
  builder.addOffset(1, name)
  builder.addOffset(2, email)
  builder.addOffset(3, description)
  builder.addI64(4, tag.timestampMillis)
  builder.addI64(5, tag.userTimestampMillis)
  return builder.finish(builder.endTable(), 'DTAG')
}
