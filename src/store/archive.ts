import { OxbowError } from '../error.ts'
import { PREFIX_BYTES, SUFFIX_BYTES } from './address-key.ts'
import type { Platform } from './platform.ts'
import { MAX_CHUNK_BYTES, MAX_RECORD_BYTES, decodeTableRecord } from './table-record.ts'

/*
 * Archives (`<name>.darc`): byte spans, an index sorted by address, metadata, a footer. All numbers are big-endian.
 * Source: Dolt go/store/nbs/archive.go, archive_reader.go.
 *
 *     spans … | S × span end u64 | C × prefix u64 | C × (dictionary span u32, data span u32) | C × suffix | JSON | footer
 */

/** Bytes to read from the file's end: enough for the footer of every version. */
export const ARCHIVE_FOOTER_BYTES = 220
/** Version 1 and 2 state the index's length in 4 bytes instead of 8. */
const SHORT_FOOTER_BYTES = 216
/** What an archive ends with: "DOLTARC". The byte before is the version. */
export const ARCHIVE_MAGIC: Uint8Array = Uint8Array.of(0x44, 0x4f, 0x4c, 0x54, 0x41, 0x52, 0x43)
/** The version that is written; 1 and 2 are read too. */
export const ARCHIVE_VERSION = 3
/** Bytes of a span's end. */
export const SPAN_END_BYTES = 8
/** Bytes of the numbers of a chunk's two spans. */
export const REFERENCE_BYTES = 8
/** Index bytes for each chunk: prefix, reference, suffix. */
const ENTRY_BYTES = PREFIX_BYTES + REFERENCE_BYTES + SUFFIX_BYTES
/** Longest raw dictionary that is believed: Dolt trains them to 4 KiB. */
const MAX_DICTIONARY_BYTES = 1 << 20

export function archiveCorrupt(what: string): OxbowError {
  return new OxbowError('ARCHIVE_CORRUPT', `the archive is damaged (${what})`)
}

/** True when the bytes, the last of a file, end as an archive does. */
export function isArchive(tail: Uint8Array): boolean {
  const from = tail.length - ARCHIVE_MAGIC.length
  return from >= 0 && ARCHIVE_MAGIC.every((b, i) => tail[from + i] === b)
}

/** Where an archive's parts lie, as offsets in bytes from the file's start. */
export interface ArchiveLayout {
  readonly version: number
  /** Number of spans, S. Their ids run from 1 to S; 0 stands for "no span". */
  readonly spanCount: number
  /** Number of chunks, C. */
  readonly count: number
  /** S × u64: where span 1, 2, … ends; each begins where the one before it ended. The spans end here. */
  readonly spanEnds: number
  /** C × u64, sorted by the whole address. */
  readonly prefixes: number
  /** C × (u32 dictionary span, u32 data span), in the order of the prefixes. */
  readonly references: number
  /** C × 12 bytes, in the order of the prefixes. */
  readonly suffixes: number
  /** A JSON object of strings. The index ends here. */
  readonly metadata: number
  readonly metadataLength: number
}

/**
 * Reads a footer of version 1, 2 or 3.
 * @param tail the file's last 220 bytes, or the whole file when it is shorter.
 * @param fileSize bytes of the whole file.
 * @throws OxbowError `ARCHIVE_CORRUPT`, `ARCHIVE_VERSION`.
 */
export function parseArchiveFooter(tail: Uint8Array, fileSize: number): ArchiveLayout {
  if (tail.length < SHORT_FOOTER_BYTES || !isArchive(tail)) throw archiveCorrupt('footer')
  const version = tail[tail.length - ARCHIVE_MAGIC.length - 1]
  if (version < 1 || version > ARCHIVE_VERSION) {
    throw new OxbowError(
      'ARCHIVE_VERSION', `the archive has format version ${version}, and this oxbow reads 1 to ${ARCHIVE_VERSION}: use a newer oxbow`,
    )
  }
  const size = version === 3 ? ARCHIVE_FOOTER_BYTES : SHORT_FOOTER_BYTES
  if (tail.length < size || fileSize < size) throw archiveCorrupt('footer')
  const view = new DataView(tail.buffer, tail.byteOffset + tail.length - size, size)
  const after = version === 3 ? 8 : 4
  const indexLength = version === 3 ? readUint64(view, 0) : view.getUint32(0)
  const spanCount = view.getUint32(after)
  const count = view.getUint32(after + 4)
  const metadataLength = view.getUint32(after + 8)
  if (indexLength !== SPAN_END_BYTES * spanCount + ENTRY_BYTES * count) throw archiveCorrupt('length of its index')
  const metadata = fileSize - size - metadataLength
  const spanEnds = metadata - indexLength
  if (spanEnds < 0) throw archiveCorrupt('it is too short for its index')
  const prefixes = spanEnds + SPAN_END_BYTES * spanCount
  const references = prefixes + PREFIX_BYTES * count
  return {
    version, spanCount, count, spanEnds, prefixes, references, suffixes: references + REFERENCE_BYTES * count, metadata, metadataLength,
  }
}

/** A big-endian u64 as a number: exact up to 2^53, and beyond it too large for any file all the same. */
function readUint64(view: DataView, at: number): number {
  return view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4)
}

/** A run of bytes in the file. */
export interface Span {
  readonly offset: number
  readonly length: number
}

/** The spans of a chunk. */
export interface ChunkReference {
  /** 0: the chunk is a record without dictionary. */
  readonly dictionary: number
  readonly data: number
}

/**
 * Reads the numbers of a chunk's spans.
 * @throws OxbowError `ARCHIVE_CORRUPT`: span numbers that the archive hasn't, or no dictionary in version 1, which needs one.
 */
export function parseReference(layout: ArchiveLayout, view: DataView, at: number): ChunkReference {
  const dictionary = view.getUint32(at)
  const data = view.getUint32(at + 4)
  if (dictionary > layout.spanCount || data < 1 || data > layout.spanCount) throw archiveCorrupt('number of a span')
  if (dictionary === 0 && layout.version < 2) throw archiveCorrupt('a chunk without dictionary in version 1')
  return { dictionary, data }
}

/** The bytes of the file that say where a span lies: one span end for span 1, two for the others. */
export function spanEndsPlace(layout: ArchiveLayout, id: number): Span {
  if (id < 1 || id > layout.spanCount) throw archiveCorrupt('number of a span')
  if (id === 1) return { offset: layout.spanEnds, length: SPAN_END_BYTES }
  return { offset: layout.spanEnds + SPAN_END_BYTES * (id - 2), length: 2 * SPAN_END_BYTES }
}

/**
 * Reads where a span lies.
 * @param at where the bytes of `spanEndsPlace(layout, id)` begin in `view`.
 * @throws OxbowError `ARCHIVE_CORRUPT` when the span lies outside of the data, or is longer than any chunk.
 */
export function parseSpan(layout: ArchiveLayout, id: number, view: DataView, at: number): Span {
  const offset = id === 1 ? 0 : readUint64(view, at)
  const end = readUint64(view, id === 1 ? at : at + SPAN_END_BYTES)
  if (offset > end || end > layout.spanEnds || end - offset > MAX_RECORD_BYTES) throw archiveCorrupt('place of a span')
  return { offset, length: end - offset }
}

/** The raw dictionary in a dictionary's span. @throws OxbowError `ZSTD_CORRUPT`. */
export function decodeDictionary(platform: Platform, span: Uint8Array): Uint8Array {
  return platform.zstdDecompress(span, undefined, MAX_DICTIONARY_BYTES)
}

/**
 * The chunk in a data span.
 * @param dictionary the raw dictionary; undefined where the chunk has none.
 * @throws OxbowError `ZSTD_CORRUPT`, `RECORD_CORRUPT`, `SNAPPY_CORRUPT`.
 */
export function decodeArchiveChunk(platform: Platform, span: Uint8Array, dictionary: Uint8Array | undefined): Uint8Array {
  return dictionary === undefined ? decodeTableRecord(span) : platform.zstdDecompress(span, dictionary, MAX_CHUNK_BYTES)
}
