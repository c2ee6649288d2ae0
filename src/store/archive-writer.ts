import { PREFIX_BYTES, SUFFIX_BYTES } from './address-key.ts'
import { ARCHIVE_FOOTER_BYTES, ARCHIVE_MAGIC, ARCHIVE_VERSION, REFERENCE_BYTES, SPAN_END_BYTES } from './archive.ts'
import { byAddress, fileEntries } from './file-entries.ts'
import { type Hash, encodeHash } from './hash.ts'
import type { Platform } from './platform.ts'
import type { BuiltFile } from './table-file.ts'

/** The metadata's key of the nonce. */
export const NONCE_KEY = 'oxbow_nonce'

/**
 * Lays chunks out as an archive of format version 3, every chunk a record without dictionary. Its name is H(the whole
 * file). A nonce in the metadata makes the name unique: equal content pushed twice must not get the name of a file that
 * a compaction is about to delete. Source: Dolt go/store/nbs/archive_writer.go.
 * @param metadata what else the file shall say about itself; Dolt's own writer puts `dolt_version` there.
 * @throws OxbowError `DUPLICATE_CHUNK`, `CHUNK_LENGTH`.
 */
export function buildArchive(
  platform: Platform, chunks: Iterable<readonly [Hash, Uint8Array]>, metadata: Readonly<Record<string, string>> = {},
): BuiltFile {
  const entries = fileEntries(chunks)
  const count = entries.length
  const json = new TextEncoder().encode(JSON.stringify({ ...metadata, [NONCE_KEY]: encodeHash(platform.randomBytes(20)) }))
  let spanEnds = 0
  for (const { record } of entries) spanEnds += record.length
  const prefixes = spanEnds + SPAN_END_BYTES * count
  const references = prefixes + PREFIX_BYTES * count
  const suffixes = references + REFERENCE_BYTES * count
  const metadataAt = suffixes + SUFFIX_BYTES * count
  const footer = metadataAt + json.length
  const bytes = new Uint8Array(footer + ARCHIVE_FOOTER_BYTES)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const { record, ordinal } of entries) {
    bytes.set(record, at)
    at += record.length
    view.setBigUint64(spanEnds + SPAN_END_BYTES * ordinal, BigInt(at))
  }
  byAddress(entries).forEach(({ address, ordinal }, i) => {
    bytes.set(address.subarray(0, PREFIX_BYTES), prefixes + PREFIX_BYTES * i)
    view.setUint32(references + REFERENCE_BYTES * i + 4, ordinal + 1)
    bytes.set(address.subarray(PREFIX_BYTES), suffixes + SUFFIX_BYTES * i)
  })
  bytes.set(json, metadataAt)
  view.setBigUint64(footer, BigInt(metadataAt - spanEnds))
  view.setUint32(footer + 8, count)
  view.setUint32(footer + 12, count)
  view.setUint32(footer + 16, json.length)
  bytes[footer + ARCHIVE_FOOTER_BYTES - ARCHIVE_MAGIC.length - 1] = ARCHIVE_VERSION
  bytes.set(ARCHIVE_MAGIC, footer + ARCHIVE_FOOTER_BYTES - ARCHIVE_MAGIC.length)
  const name = encodeHash(platform.sha512(bytes))
  return { name, key: `${name}.darc`, bytes, count }
}
