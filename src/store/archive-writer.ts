import { PREFIX_BYTES, SUFFIX_BYTES } from './address-key.ts'
import { ARCHIVE_FOOTER_BYTES, ARCHIVE_MAGIC, ARCHIVE_VERSION, type ChunkReference, REFERENCE_BYTES, SPAN_END_BYTES } from './archive.ts'
import { fileEntries } from './file-entries.ts'
import { type Hash, decodeHash, encodeHash } from './hash.ts'
import type { Platform } from './platform.ts'
import type { BuiltFile } from './table-file.ts'

/** The metadata's key of the nonce. */
export const NONCE_KEY = 'oxbow_nonce'

/** An archive in the making: its spans, and which of them each chunk has. */
export interface ArchiveParts {
  /** Takes the whole archive: the spans are at its beginning already. See `archiveBytes`. */
  readonly bytes: Uint8Array
  /** Where each span ends, from span 1 on. */
  readonly spanEnds: readonly number[]
  readonly chunks: ReadonlyMap<Hash, ChunkReference>
  /** What the file says about itself, as JSON. */
  readonly metadata: Uint8Array
}

/** Bytes that an archive takes. */
export function archiveBytes(spanBytes: number, spans: number, chunks: number, metadata: Uint8Array): number {
  return spanBytes + SPAN_END_BYTES * spans + (PREFIX_BYTES + REFERENCE_BYTES + SUFFIX_BYTES) * chunks + metadata.length + ARCHIVE_FOOTER_BYTES
}

/**
 * What an archive says about itself. The nonce makes its name unique: equal content pushed twice must not get the name of
 * a file that a compaction is about to delete.
 * @param more what else it shall say; Dolt's own writer puts `dolt_version` there.
 */
export function archiveMetadata(platform: Platform, more: Readonly<Record<string, string>> = {}): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ ...more, [NONCE_KEY]: encodeHash(platform.randomBytes(20)) }))
}

/**
 * Writes what follows an archive's spans, in format version 3, into `out` at `at`.
 * Source: Dolt go/store/nbs/archive_writer.go.
 */
export function writeArchiveTail(out: Uint8Array, at: number, { spanEnds, chunks, metadata }: Omit<ArchiveParts, 'bytes'>): void {
  const count = chunks.size
  const view = new DataView(out.buffer, out.byteOffset, out.length)
  const prefixes = at + SPAN_END_BYTES * spanEnds.length
  const references = prefixes + PREFIX_BYTES * count
  const suffixes = references + REFERENCE_BYTES * count
  const metadataAt = suffixes + SUFFIX_BYTES * count
  const footer = metadataAt + metadata.length
  spanEnds.forEach((end, i) => view.setBigUint64(at + SPAN_END_BYTES * i, BigInt(end)))
  ;[...chunks.keys()].sort().forEach((hash, i) => {
    const address = decodeHash(hash)
    const { dictionary, data } = chunks.get(hash)!
    out.set(address.subarray(0, PREFIX_BYTES), prefixes + PREFIX_BYTES * i)
    view.setUint32(references + REFERENCE_BYTES * i, dictionary)
    view.setUint32(references + REFERENCE_BYTES * i + 4, data)
    out.set(address.subarray(PREFIX_BYTES), suffixes + SUFFIX_BYTES * i)
  })
  out.set(metadata, metadataAt)
  view.setBigUint64(footer, BigInt(metadataAt - at))
  view.setUint32(footer + 8, spanEnds.length)
  view.setUint32(footer + 12, count)
  view.setUint32(footer + 16, metadata.length)
  out[footer + ARCHIVE_FOOTER_BYTES - ARCHIVE_MAGIC.length - 1] = ARCHIVE_VERSION
  out.set(ARCHIVE_MAGIC, footer + ARCHIVE_FOOTER_BYTES - ARCHIVE_MAGIC.length)
}

/** Ends an archive whose spans are written. Its name is H(the whole file). */
export function finishArchive(platform: Platform, { bytes: room, ...parts }: ArchiveParts): BuiltFile {
  const { spanEnds, chunks, metadata } = parts
  const spanBytes = spanEnds.at(-1) ?? 0
  const bytes = room.subarray(0, archiveBytes(spanBytes, spanEnds.length, chunks.size, metadata))
  writeArchiveTail(bytes, spanBytes, parts)
  const name = encodeHash(platform.sha512(bytes))
  return { name, key: `${name}.darc`, bytes, count: chunks.size }
}

/**
 * Lays chunks out as an archive, every chunk a record without dictionary.
 * @param more what else the file shall say about itself.
 * @throws OxbowError `DUPLICATE_CHUNK`, `CHUNK_LENGTH`.
 */
export function buildArchive(
  platform: Platform, chunks: Iterable<readonly [Hash, Uint8Array]>, more: Readonly<Record<string, string>> = {},
): BuiltFile {
  const entries = fileEntries(chunks)
  const metadata = archiveMetadata(platform, more)
  let spanBytes = 0
  for (const { record } of entries) spanBytes += record.length
  const bytes = new Uint8Array(archiveBytes(spanBytes, entries.length, entries.length, metadata))
  const spanEnds: number[] = []
  const references = new Map<Hash, ChunkReference>()
  let at = 0
  for (const { hash, record, ordinal } of entries) {
    bytes.set(record, at)
    at += record.length
    spanEnds.push(at)
    references.set(hash, { dictionary: 0, data: ordinal + 1 })
  }
  return finishArchive(platform, { bytes, spanEnds, chunks: references, metadata })
}
