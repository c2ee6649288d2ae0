import { OxbowError } from '../error.ts'
import { crc32c } from './crc32c.ts'
import { maxCompressedLength, snappyCompressInto, snappyDecompress } from './snappy.ts'

/*
 * A record: a chunk as table files and the journal keep it, and archives where they have no dictionary for it: a snappy
 * block, then its CRC-32C (u32, big-endian). Source: Dolt go/store/nbs/table.go, cmp_chunk_table_writer.go.
 */

/** Most bytes of a chunk: a message states its length in 24 bits and has a prefix of 4 bytes. */
export const MAX_CHUNK_BYTES = 2 ** 24 + 3
/** Most bytes that a chunk's record or span may have in a file; whatever claims more is damaged. */
export const MAX_RECORD_BYTES = 2 ** 25

/**
 * The chunk in a record, in an array of its own.
 * @throws OxbowError `RECORD_CORRUPT` (the checksum is wrong), `SNAPPY_CORRUPT`.
 */
export function decodeTableRecord(record: Uint8Array): Uint8Array {
  const end = record.length - 4
  if (end < 1) throw new OxbowError('RECORD_CORRUPT', 'a compressed chunk is damaged (cut short)')
  const stated = ((record[end] << 24) | (record[end + 1] << 16) | (record[end + 2] << 8) | record[end + 3]) >>> 0
  if (crc32c(record, 0, end) !== stated) throw new OxbowError('RECORD_CORRUPT', 'a compressed chunk is damaged (checksum)')
  return snappyDecompress(record, 0, end, MAX_CHUNK_BYTES)
}

/** Where records are made; it grows to the largest. */
let scratch = new Uint8Array(64 << 10)

/** The record of a chunk. @throws OxbowError `CHUNK_LENGTH` for chunks that Dolt's format can't hold. */
export function encodeTableRecord(chunk: Uint8Array): Uint8Array {
  if (chunk.length === 0 || chunk.length > MAX_CHUNK_BYTES) {
    throw new OxbowError('CHUNK_LENGTH', `a chunk has ${chunk.length} bytes; it may have 1 to ${MAX_CHUNK_BYTES}`)
  }
  const room = maxCompressedLength(chunk.length) + 4
  if (scratch.length < room) scratch = new Uint8Array(room)
  const end = snappyCompressInto(chunk, scratch)
  const crc = crc32c(scratch, 0, end)
  for (let i = 0; i < 4; i++) scratch[end + i] = (crc >>> (24 - 8 * i)) & 255
  return scratch.slice(0, end + 4)
}
