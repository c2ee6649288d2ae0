import { OxbowError } from '../error.ts'
import { type Hash, decodeHash, encodeHash } from './hash.ts'
import type { Platform } from './platform.ts'
import { MAX_CHUNK_BYTES, decodeRecord } from './table-file.ts'

/**
 * Archives (`<name>.darc`): byte spans, an index sorted by address, metadata, a footer. All numbers are big-endian.
 * Source: Dolt go/store/nbs/archive.go.
 *
 *     spans … | S × span end u64 | C × prefix u64 | C × (dictionary span u32, data span u32) | C × suffix[12] | JSON | footer
 */

/** Read so many bytes from the file's end: enough for the footer of every version. */
export const ARCHIVE_FOOTER_BYTES = 220
const MAGIC = new TextEncoder().encode('DOLTARC')
/** Longest raw dictionary that is believed; Dolt trains them to 4 KiB. */
const MAX_DICTIONARY_BYTES = 1 << 20

function corrupt(what: string): OxbowError {
  return new OxbowError('ARCHIVE_CORRUPT', `an archive is damaged (${what}); run dolt fsck on the remote`)
}

/** True when the bytes end with an archive's magic. */
export function isArchive(tail: Uint8Array): boolean {
  const from = tail.length - 7
  return from >= 0 && MAGIC.every((b, i) => tail[from + i] === b)
}

/** Where the parts of an archive lie, as offsets in bytes from the file's start. */
export interface ArchiveLayout {
  readonly version: number
  readonly spanCount: number
  readonly count: number
  /** S × u64: the end of span 1, 2, …. */
  readonly spanEnds: number
  readonly prefixes: number
  readonly references: number
  readonly suffixes: number
  readonly metadata: number
  readonly metadataLength: number
}

/**
 * Reads the footer.
 * @param tail the file's last 220 bytes (or the whole file when it is shorter). @param fileSize bytes of the whole file.
 * @throws OxbowError `ARCHIVE_CORRUPT`, `ARCHIVE_VERSION`.
 */
export function parseArchiveFooter(tail: Uint8Array, fileSize: number): ArchiveLayout {
  if (!isArchive(tail) || tail.length < 9) throw corrupt('footer')
  const version = tail[tail.length - 8]
  if (version < 1 || version > 3) {
    throw new OxbowError('ARCHIVE_VERSION', `an archive has format version ${version}; this oxbow reads 1 to 3: use a newer one`)
  }
  const size = version === 3 ? 220 : 216
  if (tail.length < size || fileSize < size) throw corrupt('footer')
  const view = new DataView(tail.buffer, tail.byteOffset + tail.length - size, size)
  const shift = version === 3 ? 8 : 4
  const indexLength = version === 3 ? Number(view.getBigUint64(0)) : view.getUint32(0)
  const spanCount = view.getUint32(shift)
  const count = view.getUint32(shift + 4)
  const metadataLength = view.getUint32(shift + 8)
  if (indexLength !== 8 * spanCount + 28 * count) throw corrupt('index length')
  const metadata = fileSize - size - metadataLength
  const spanEnds = metadata - indexLength
  if (metadata < 0 || spanEnds < 0) throw corrupt('lengths')
  const prefixes = spanEnds + 8 * spanCount
  return {
    version, spanCount, count, spanEnds, prefixes, references: prefixes + 8 * count, suffixes: prefixes + 16 * count, metadata, metadataLength,
  }
}

/** A run of bytes in the file. */
export interface Span {
  readonly offset: number
  readonly length: number
}

/** Where a chunk lies: its data, and the dictionary that it was compressed with (undefined: it is a snappy record). */
export interface ArchivePlace {
  readonly data: Span
  readonly dictionary: Span | undefined
}

/** An archive's whole index in memory, read in place. */
export class ArchiveIndex {
  readonly layout: ArchiveLayout
  readonly #view: DataView
  readonly #bytes: Uint8Array
  readonly #prefixes: number
  readonly #references: number
  readonly #suffixes: number

  /** `index`: the bytes from the span ends to the end of the suffixes. */
  constructor(layout: ArchiveLayout, index: Uint8Array) {
    if (index.length < 8 * layout.spanCount + 28 * layout.count) throw corrupt('index')
    this.layout = layout
    this.#bytes = index
    this.#view = new DataView(index.buffer, index.byteOffset, index.length)
    this.#prefixes = layout.prefixes - layout.spanEnds
    this.#references = layout.references - layout.spanEnds
    this.#suffixes = layout.suffixes - layout.spanEnds
  }

  find(hash: Hash): ArchivePlace | undefined {
    const wanted = decodeHash(hash)
    const view = new DataView(wanted.buffer)
    const high = view.getUint32(0)
    const low = view.getUint32(4)
    let from = 0
    let to = this.layout.count
    while (from < to) {
      const middle = (from + to) >>> 1
      const h = this.#view.getUint32(this.#prefixes + 8 * middle)
      if (h < high || (h === high && this.#view.getUint32(this.#prefixes + 8 * middle + 4) < low)) from = middle + 1
      else to = middle
    }
    for (; from < this.layout.count; from++) {
      const at = this.#prefixes + 8 * from
      if (this.#view.getUint32(at) !== high || this.#view.getUint32(at + 4) !== low) return undefined
      const suffix = this.#suffixes + 12 * from
      let i = 0
      while (i < 12 && this.#bytes[suffix + i] === wanted[8 + i]) i++
      if (i < 12) continue
      const dictionary = this.#view.getUint32(this.#references + 8 * from)
      const data = this.#view.getUint32(this.#references + 8 * from + 4)
      return { data: this.#span(data), dictionary: dictionary === 0 ? undefined : this.#span(dictionary) }
    }
    return undefined
  }

  #span(id: number): Span {
    if (id < 1 || id > this.layout.spanCount) throw corrupt('span')
    return spanBetween(id === 1 ? 0n : this.#view.getBigUint64(8 * (id - 2)), this.#view.getBigUint64(8 * (id - 1)), this.layout)
  }

  *hashes(): IterableIterator<Hash> {
    const hash = new Uint8Array(20)
    for (let i = 0; i < this.layout.count; i++) {
      hash.set(this.#bytes.subarray(this.#prefixes + 8 * i, this.#prefixes + 8 * i + 8))
      hash.set(this.#bytes.subarray(this.#suffixes + 12 * i, this.#suffixes + 12 * i + 12), 8)
      yield encodeHash(hash)
    }
  }
}

/** A span from its ends as they stand in the index. @throws OxbowError `ARCHIVE_CORRUPT`. */
export function spanBetween(start: bigint, end: bigint, layout: ArchiveLayout): Span {
  if (start > end || end > BigInt(layout.spanEnds)) throw corrupt('span')
  return { offset: Number(start), length: Number(end - start) }
}

/** The raw dictionary in a dictionary span. */
export function decodeDictionary(platform: Platform, span: Uint8Array): Uint8Array {
  return platform.zstdDecompress(span, undefined, MAX_DICTIONARY_BYTES)
}

/**
 * The chunk in a data span.
 * @param dictionary the raw dictionary; undefined for spans that are snappy records.
 * @throws OxbowError `ZSTD_CORRUPT`, `SNAPPY_CORRUPT`, `TABLE_FILE_CORRUPT`, `ARCHIVE_CORRUPT`.
 */
export function decodeSpan(platform: Platform, layout: ArchiveLayout, span: Uint8Array, dictionary: Uint8Array | undefined): Uint8Array {
  if (dictionary !== undefined) return platform.zstdDecompress(span, dictionary, MAX_CHUNK_BYTES)
  if (layout.version < 2) throw corrupt('a chunk without dictionary in version 1')
  return decodeRecord(span)
}
