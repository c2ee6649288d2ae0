import { OxbowError } from '../error.ts'
import { crc32c } from './crc32c.ts'
import { HASH_BYTES, type Hash, decodeHash, encodeHash } from './hash.ts'

/*
 * Records of a chunk journal, back to back; all numbers are big-endian. A record is its length (u32, itself included),
 * fields that each begin with a tag, and the CRC-32C of all of that. Source: Dolt go/store/nbs/journal_record.go.
 *
 *     chunk  length | 1, kind 2 | 2, address (20) | 3, payload: a table file's record | checksum
 *     root   length | 1, kind 1 | 4, seconds (u64) | 2, address (20)                  | checksum
 */

/** Most bytes of a record; readers take a larger length for damage. */
export const MAX_JOURNAL_RECORD_BYTES = 5 << 20
/** Bytes of a chunk's record in front of its payload. */
const PAYLOAD_OFFSET = 28
const CHECKSUM_BYTES = 4
/** Most bytes that a chunk's payload may have in a journal; one that is larger belongs into a table file. */
export const MAX_JOURNAL_PAYLOAD_BYTES = MAX_JOURNAL_RECORD_BYTES - PAYLOAD_OFFSET - CHECKSUM_BYTES
/** Bytes of a root's record. */
export const ROOT_RECORD_BYTES = 40
/** Fewest bytes that can be a record: a length and a checksum. */
const MIN_RECORD_BYTES = 8

const TAG_KIND = 1
const TAG_ADDRESS = 2
const TAG_PAYLOAD = 3
const TAG_TIMESTAMP = 4

export const KIND_ROOT = 1
export const KIND_CHUNK = 2

/** A record's fields, as places in the bytes that it was read from. */
export interface JournalRecord {
  /** `KIND_ROOT`, `KIND_CHUNK`, or what a newer writer put there. */
  kind: number
  /** Where the address begins. */
  address: number
  /** Where the payload begins; it ends before the record's checksum. */
  payload: number
  payloadLength: number
  /** Seconds since 1970 UTC; 0 in files of old writers. */
  timestampSeconds: number
}

function corrupt(what: string): OxbowError {
  return new OxbowError('JOURNAL_CORRUPT', `the chunk journal is damaged (${what})`)
}

/** Bytes of the record of a chunk with such a payload. */
export function chunkRecordBytes(payloadLength: number): number {
  return PAYLOAD_OFFSET + payloadLength + CHECKSUM_BYTES
}

/**
 * Writes a chunk's record.
 * @param payload the chunk as a table file keeps it. @returns where in `out` the payload begins.
 */
export function writeChunkRecord(out: Uint8Array, at: number, address: Hash, payload: Uint8Array): number {
  const end = writeUint32(out, at, chunkRecordBytes(payload.length))
  out[end] = TAG_KIND
  out[end + 1] = KIND_CHUNK
  out[end + 2] = TAG_ADDRESS
  decodeHash(address, out, end + 3)
  out[at + PAYLOAD_OFFSET - 1] = TAG_PAYLOAD
  out.set(payload, at + PAYLOAD_OFFSET)
  const checksum = at + PAYLOAD_OFFSET + payload.length
  writeUint32(out, checksum, crc32c(out, at, checksum))
  return at + PAYLOAD_OFFSET
}

/** Writes a root's record. @param timestampSeconds since 1970 UTC. */
export function writeRootRecord(out: Uint8Array, at: number, root: Hash, timestampSeconds: number): void {
  let o = writeUint32(out, at, ROOT_RECORD_BYTES)
  out[o++] = TAG_KIND
  out[o++] = KIND_ROOT
  out[o++] = TAG_TIMESTAMP
  o = writeUint32(out, o, Math.floor(timestampSeconds / 2 ** 32))
  o = writeUint32(out, o, timestampSeconds % 2 ** 32)
  out[o++] = TAG_ADDRESS
  decodeHash(root, out, o)
  o += HASH_BYTES
  writeUint32(out, o, crc32c(out, at, o))
}

/** True when the bytes at a place are a whole record with the right checksum. @param length as the record states it. */
export function isSoundRecord(bytes: Uint8Array, at: number, length: number): boolean {
  if (length < MIN_RECORD_BYTES || at + length > bytes.length) return false
  const checksum = at + length - CHECKSUM_BYTES
  return crc32c(bytes, at, checksum) === readUint32(bytes, checksum)
}

/**
 * Reads the fields of a sound record into `record`.
 * @throws OxbowError `JOURNAL_CORRUPT` for fields that no writer makes.
 */
export function readRecord(bytes: Uint8Array, at: number, length: number, record: JournalRecord): void {
  record.kind = 0
  record.address = -1
  record.payload = -1
  record.payloadLength = 0
  record.timestampSeconds = 0
  const end = at + length - CHECKSUM_BYTES
  let i = at + 4
  while (i < end) {
    const tag = bytes[i++]
    if (tag === TAG_KIND) record.kind = bytes[i++]
    else if (tag === TAG_ADDRESS) {
      record.address = i
      i += HASH_BYTES
    } else if (tag === TAG_TIMESTAMP) {
      if (i + 8 <= end) record.timestampSeconds = readUint32(bytes, i) * 2 ** 32 + readUint32(bytes, i + 4)
      i += 8
    } else if (tag === TAG_PAYLOAD) {
      record.payload = i
      record.payloadLength = end - i
      i = end
    } else throw corrupt(`unknown record field tag: ${tag}`)
  }
  if (i !== end) throw corrupt('a field reaches beyond its record')
  if (record.kind !== KIND_ROOT && record.kind !== KIND_CHUNK) throw corrupt(`unknown journal record kind (${record.kind})`)
  if (record.address < 0 || (record.kind === KIND_CHUNK && record.payload < 0)) throw corrupt('a record lacks a field')
}

/** The root in a root's record that stands alone at a place; undefined where there is none. */
export function rootAt(bytes: Uint8Array, at: number): Hash | undefined {
  if (at + 4 > bytes.length) return undefined
  const length = readUint32(bytes, at)
  if (length > ROOT_RECORD_BYTES || !isSoundRecord(bytes, at, length)) return undefined
  const record: JournalRecord = { kind: 0, address: 0, payload: 0, payloadLength: 0, timestampSeconds: 0 }
  readRecord(bytes, at, length, record)
  return record.kind === KIND_ROOT ? encodeHash(bytes, record.address) : undefined
}

/** The unsigned 32-bit number at a place. */
export function readUint32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0
}

function writeUint32(out: Uint8Array, at: number, value: number): number {
  out[at] = value >>> 24
  out[at + 1] = value >>> 16
  out[at + 2] = value >>> 8
  out[at + 3] = value
  return at + 4
}
