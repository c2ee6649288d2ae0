import { OxbowError } from '../error.ts'
import { type Hash, decodeHash } from './hash.ts'
import { encodeTableRecord } from './table-record.ts'

/** A chunk that is to be written. */
export interface FileEntry {
  readonly address: Uint8Array
  readonly hash: Hash
  readonly record: Uint8Array
  /** Its number in order of insertion. */
  readonly ordinal: number
  /** Bytes of the chunk, uncompressed. */
  readonly size: number
}

/**
 * Compresses the chunks for a file, in order of insertion.
 * @throws OxbowError `DUPLICATE_CHUNK`: a file may hold an address once. `CHUNK_LENGTH`.
 */
export function fileEntries(chunks: Iterable<readonly [Hash, Uint8Array]>): FileEntry[] {
  const entries: FileEntry[] = []
  const hashes = new Set<Hash>()
  for (const [hash, chunk] of chunks) {
    if (hashes.has(hash)) throw new OxbowError('DUPLICATE_CHUNK', `chunk ${hash} is to be written twice into one file`)
    hashes.add(hash)
    entries.push({ address: decodeHash(hash), hash, record: encodeTableRecord(chunk), ordinal: entries.length, size: chunk.length })
  }
  return entries
}

/** The entries in the order of their addresses. */
export function byAddress(entries: readonly FileEntry[]): FileEntry[] {
  return entries.toSorted((a, b) => (a.hash < b.hash ? -1 : 1))
}
