import { type Hash, encodeHash } from './hash.ts'
import {
  type JournalRecord, KIND_CHUNK, KIND_ROOT, MAX_JOURNAL_RECORD_BYTES, ROOT_RECORD_BYTES, isSoundRecord, readRecord, readUint32,
} from './journal-record.ts'
import type { ReadAt } from './table-source.ts'

/** Bytes that are read at once; what a scan holds in memory is this, or one record. */
const WINDOW_BYTES = 4 << 20
/** What a record of any writer begins with, after its length: the tag of its kind. */
const FIRST_TAG = 1

/** Takes what a scan finds. Places are bytes from the journal's beginning. */
export interface JournalVisitor {
  /** A chunk: its address stands in `bytes` at `address`, its payload in the journal at `offset`. */
  chunk(bytes: Uint8Array, address: number, offset: number, length: number): void
  /** A root, whose record begins at `offset`. */
  root(root: Hash, offset: number, timestampSeconds: number): void
}

/** Where a scan ended. */
export interface JournalScan {
  /** Behind the last sound record. */
  readonly end: number
  /** What stands there instead of a record; undefined at the journal's end. */
  readonly damage: string | undefined
}

/**
 * Reads a journal's records from `from` on, up to the first that isn't sound: power loss may have cut the tail off, or left
 * zeros or garbage there. Source: Dolt go/store/nbs/journal_record.go, processJournalRecordsReader.
 * @param size the journal's length in bytes.
 * @throws OxbowError `JOURNAL_CORRUPT` for a sound record that can't be understood.
 */
export function scanJournal(readAt: ReadAt, size: number, from: number, visitor: JournalVisitor): JournalScan {
  const record: JournalRecord = { kind: 0, address: 0, payload: 0, payloadLength: 0, timestampSeconds: 0 }
  let base = from
  let window: Uint8Array = new Uint8Array(0)
  for (let end = from; ;) {
    let at = end - base
    // Fewer than four bytes are no record, and no damage either.
    if (size - end < 4) return { end, damage: undefined }
    if (window.length - at < 4) {
      window = readAt(end, Math.min(WINDOW_BYTES, size - end))
      base = end
      at = 0
      if (window.length < 4) return { end, damage: undefined }
    }
    const length = readUint32(window, at)
    if (length === 0) return { end, damage: 'zeros' }
    if (length > MAX_JOURNAL_RECORD_BYTES) return { end, damage: `invalid journal record length: ${length}` }
    if (end + length > size) return { end, damage: 'a record is cut short' }
    if (at + length > window.length) {
      window = readAt(end, Math.min(Math.max(WINDOW_BYTES, length), size - end))
      base = end
      at = 0
    }
    if (!isSoundRecord(window, at, length)) return { end, damage: 'a checksum does not match' }
    readRecord(window, at, length, record)
    if (record.kind === KIND_CHUNK) visitor.chunk(window, record.address, base + record.payload, record.payloadLength)
    else visitor.root(encodeHash(window, record.address), end, record.timestampSeconds)
    end += length
  }
}

/**
 * Whether a root and another record stand behind the damage at `from`: then something durable was lost, and nothing may
 * be cut off. Source: Dolt go/store/nbs/journal_record.go, possibleDataLossCheck; beginnings of records are told by their
 * first tag too, so that megabytes of garbage don't take minutes.
 */
export function holdsLostData(readAt: ReadAt, size: number, from: number): boolean {
  const record: JournalRecord = { kind: 0, address: 0, payload: 0, payloadLength: 0, timestampSeconds: 0 }
  let rootFound = false
  let at = from
  while (size - at >= ROOT_RECORD_BYTES) {
    const window = readAt(at, Math.min(2 * MAX_JOURNAL_RECORD_BYTES, size - at))
    const isLast = at + window.length >= size
    let i = 0
    while (i <= window.length - ROOT_RECORD_BYTES) {
      const length = readUint32(window, i)
      if (length === 0 || length > MAX_JOURNAL_RECORD_BYTES || window[i + 4] !== FIRST_TAG || window[i + 5] > KIND_CHUNK) {
        i++
        continue
      }
      if (length > window.length - i) {
        if (!isLast) break
        i++
        continue
      }
      if (!isSoundRecord(window, i, length)) {
        i++
        continue
      }
      if (rootFound) return true
      readRecord(window, i, length, record)
      rootFound = record.kind === KIND_ROOT
      i += length
    }
    if (isLast) return false
    at += i
  }
  return false
}
