import { OxbowError } from '../error.ts'
import { ARCHIVE_FOOTER_BYTES } from './archive.ts'
import { type Hash, decodeHash, encodeHash } from './hash.ts'
import type { Platform } from './platform.ts'
import { type BuiltFile, encodeRecord } from './table-file.ts'

/**
 * Lays chunks out as an archive of format version 3, every chunk a snappy record. Its name is H(the whole file); a nonce
 * in the metadata makes it unique, so that equal content pushed twice doesn't get the name of a file that a compaction
 * is about to delete. Addresses must differ. Source: Dolt go/store/nbs/archive_writer.go.
 */
export function buildArchive(platform: Platform, chunks: Iterable<readonly [Hash, Uint8Array]>, metadata: Readonly<Record<string, string>> = {}): BuiltFile {
  const entries = [...chunks].map(([hash, chunk], i) => ({ hash, record: encodeRecord(chunk), span: i + 1 }))
  const nonce = encodeHash(platform.randomBytes(20))
  const json = new TextEncoder().encode(JSON.stringify({ ...metadata, oxbow_nonce: nonce }))
  const count = entries.length
  const data = entries.reduce((n, e) => n + e.record.length, 0)
  const indexLength = 36 * count
  const file = new Uint8Array(data + indexLength + json.length + ARCHIVE_FOOTER_BYTES)
  const view = new DataView(file.buffer)
  let at = 0
  for (const e of entries) {
    file.set(e.record, at)
    at += e.record.length
    view.setBigUint64(data + 8 * (e.span - 1), BigInt(at))
  }
  entries.sort((a, b) => (a.hash < b.hash ? -1 : 1))
  const prefixes = data + 8 * count
  const references = prefixes + 8 * count
  const suffixes = references + 8 * count
  entries.forEach((e, i) => {
    if (i > 0 && entries[i - 1].hash === e.hash) throw new OxbowError('DUPLICATE_CHUNK', `chunk ${e.hash} is to be written twice into one file`)
    const hash = decodeHash(e.hash)
    file.set(hash.subarray(0, 8), prefixes + 8 * i)
    view.setUint32(references + 8 * i + 4, e.span)
    file.set(hash.subarray(8), suffixes + 12 * i)
  })
  file.set(json, data + indexLength)
  const footer = file.length - ARCHIVE_FOOTER_BYTES
  view.setBigUint64(footer, BigInt(indexLength))
  view.setUint32(footer + 8, count)
  view.setUint32(footer + 12, count)
  view.setUint32(footer + 16, json.length)
  file[footer + 212] = 3
  file.set(new TextEncoder().encode('DOLTARC'), footer + 213)
  const name = encodeHash(platform.sha512(file))
  return { name, key: `${name}.darc`, bytes: file, count }
}
