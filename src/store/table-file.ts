import { OxbowError } from '../error.ts'
import { PREFIX_BYTES, SUFFIX_BYTES, addressKey, lowerBound, prefixMatches, suffixMatches } from './address-key.ts'
import { byAddress, fileEntries } from './file-entries.ts'
import { HASH_BYTES, type Hash, encodeHash } from './hash.ts'
import type { Platform } from './platform.ts'
import { MAX_RECORD_BYTES } from './table-record.ts'

/*
 * Table files: records, then an index, then a footer. All numbers are big-endian. Source: Dolt go/store/nbs/table.go.
 *
 *     record 0 … record N-1 | N × (prefix u64, ordinal u32) sorted by prefix | N × length u32 | N × suffix | footer
 */

/** Bytes of the footer: u32 chunk count, u64 uncompressed bytes, magic. */
export const TABLE_FOOTER_BYTES = 20
/** Bytes of a prefix and its chunk's ordinal. */
export const PREFIX_TUPLE_BYTES = PREFIX_BYTES + 4
/** Index bytes for each chunk: prefix tuple, length, suffix. */
export const TABLE_INDEX_BYTES = PREFIX_TUPLE_BYTES + 4 + SUFFIX_BYTES
/** What a table file ends with: the first 8 bytes of SHA-256("https://github.com/attic-labs/nbs"). */
const MAGIC = Uint8Array.of(0xff, 0xb5, 0xd8, 0xc2, 0x24, 0x63, 0xee, 0x50)

function corrupt(what: string): OxbowError {
  return new OxbowError('TABLE_FILE_CORRUPT', `the table file is damaged (${what})`)
}

/** True when the bytes, the last of a file, end as a table file does. */
export function isTableFile(tail: Uint8Array): boolean {
  const from = tail.length - MAGIC.length
  return from >= 0 && MAGIC.every((b, i) => tail[from + i] === b)
}

/** Where a table file's parts lie, as offsets in bytes from the file's start; an index of N chunks takes 28·N bytes. */
export interface TableLayout {
  readonly count: number
  /** N × (u64 prefix, u32 ordinal), sorted by prefix. The records end here. */
  readonly prefixTuples: number
  /** N × u32, by ordinal: bytes of the record. Records stand one after the other, so offsets are sums of these. */
  readonly lengths: number
  /** N × 12 bytes, by ordinal. */
  readonly suffixes: number
  readonly footer: number
}

/**
 * Reads a footer.
 * @param tail the file's last bytes, at least 20 of them.
 * @param fileSize bytes of the whole file.
 * @throws OxbowError `TABLE_FILE_CORRUPT`.
 */
export function parseTableFooter(tail: Uint8Array, fileSize: number): TableLayout {
  if (tail.length < TABLE_FOOTER_BYTES || fileSize < TABLE_FOOTER_BYTES || !isTableFile(tail)) throw corrupt('footer')
  const count = new DataView(tail.buffer, tail.byteOffset + tail.length - TABLE_FOOTER_BYTES).getUint32(0)
  const footer = fileSize - TABLE_FOOTER_BYTES
  const prefixTuples = footer - TABLE_INDEX_BYTES * count
  if (prefixTuples < 0) throw corrupt(`it is too short for its ${count} chunks`)
  const lengths = prefixTuples + PREFIX_TUPLE_BYTES * count
  return { count, prefixTuples, lengths, suffixes: lengths + 4 * count, footer }
}

/** Where a chunk's record lies in its file, in bytes. */
export interface RecordPlace {
  /** The record's number in order of insertion. */
  readonly ordinal: number
  readonly offset: number
  readonly length: number
}

/** A table file's whole index in memory, read in place. */
export class TableIndex {
  readonly layout: TableLayout
  readonly #view: DataView
  readonly #bytes: Uint8Array
  /** Offsets of the records by ordinal, and the end of the last one. */
  readonly #offsets: Float64Array
  readonly #suffixes: number

  /**
   * @param layout as the footer says.
   * @param index the 28·N bytes between records and footer.
   * @throws OxbowError `TABLE_FILE_CORRUPT` when the records' lengths aren't what the file has room for.
   */
  constructor(layout: TableLayout, index: Uint8Array) {
    const { count } = layout
    if (index.length !== TABLE_INDEX_BYTES * count) throw corrupt('index')
    this.layout = layout
    this.#bytes = index
    this.#view = new DataView(index.buffer, index.byteOffset, index.length)
    this.#suffixes = layout.suffixes - layout.prefixTuples
    const lengths = layout.lengths - layout.prefixTuples
    const offsets = new Float64Array(count + 1)
    for (let i = 0; i < count; i++) {
      const length = this.#view.getUint32(lengths + 4 * i)
      if (length > MAX_RECORD_BYTES) throw corrupt('length of a record')
      offsets[i + 1] = offsets[i] + length
    }
    if (offsets[count] !== layout.prefixTuples) throw corrupt('its records and its index say different lengths')
    this.#offsets = offsets
  }

  get count(): number {
    return this.layout.count
  }

  /** @throws OxbowError `TABLE_FILE_CORRUPT`. */
  find(hash: Hash): RecordPlace | undefined {
    const key = addressKey(hash)
    const view = this.#view
    const { count } = this.layout
    let i = lowerBound(view, 0, PREFIX_TUPLE_BYTES, count, key)
    for (; i < count && prefixMatches(view, PREFIX_TUPLE_BYTES * i, key); i++) {
      const ordinal = this.#ordinal(i)
      if (suffixMatches(view, this.#suffixes + SUFFIX_BYTES * ordinal, key)) {
        const offset = this.#offsets[ordinal]
        return { ordinal, offset, length: this.#offsets[ordinal + 1] - offset }
      }
    }
    return undefined
  }

  #ordinal(i: number): number {
    const ordinal = this.#view.getUint32(PREFIX_TUPLE_BYTES * i + PREFIX_BYTES)
    if (ordinal >= this.layout.count) throw corrupt('ordinal')
    return ordinal
  }

  /** All addresses, in the order of their prefixes. @throws OxbowError `TABLE_FILE_CORRUPT`. */
  *hashes(): IterableIterator<Hash> {
    const hash = new Uint8Array(HASH_BYTES)
    for (let i = 0; i < this.layout.count; i++) {
      const tuple = PREFIX_TUPLE_BYTES * i
      const suffix = this.#suffixes + SUFFIX_BYTES * this.#ordinal(i)
      hash.set(this.#bytes.subarray(tuple, tuple + PREFIX_BYTES))
      hash.set(this.#bytes.subarray(suffix, suffix + SUFFIX_BYTES), PREFIX_BYTES)
      yield encodeHash(hash)
    }
  }
}

/** A table file or archive that is ready to be stored. */
export interface BuiltFile {
  /** What the manifest calls it. */
  readonly name: Hash
  /** The object's key: the name, with `.darc` for an archive. */
  readonly key: string
  readonly bytes: Uint8Array
  /** Chunks in it. */
  readonly count: number
}

/**
 * Lays chunks out as a table file; its name is H(all suffixes in order of insertion), so equal chunks in equal order get
 * an equal name. Source: Dolt go/store/nbs/table_writer.go.
 * @throws OxbowError `DUPLICATE_CHUNK`, `CHUNK_LENGTH`.
 */
export function buildTableFile(platform: Platform, chunks: Iterable<readonly [Hash, Uint8Array]>): BuiltFile {
  const entries = fileEntries(chunks)
  const count = entries.length
  let prefixTuples = 0
  let uncompressed = 0
  for (const { record, size } of entries) {
    prefixTuples += record.length
    uncompressed += size
  }
  const lengths = prefixTuples + PREFIX_TUPLE_BYTES * count
  const suffixes = lengths + 4 * count
  const footer = prefixTuples + TABLE_INDEX_BYTES * count
  const bytes = new Uint8Array(footer + TABLE_FOOTER_BYTES)
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const { record, address, ordinal } of entries) {
    bytes.set(record, at)
    at += record.length
    view.setUint32(lengths + 4 * ordinal, record.length)
    bytes.set(address.subarray(PREFIX_BYTES), suffixes + SUFFIX_BYTES * ordinal)
  }
  byAddress(entries).forEach(({ address, ordinal }, i) => {
    const tuple = prefixTuples + PREFIX_TUPLE_BYTES * i
    bytes.set(address.subarray(0, PREFIX_BYTES), tuple)
    view.setUint32(tuple + PREFIX_BYTES, ordinal)
  })
  view.setUint32(footer, count)
  view.setBigUint64(footer + 4, BigInt(uncompressed))
  bytes.set(MAGIC, footer + 12)
  const name = encodeHash(platform.sha512(bytes.subarray(suffixes, footer)))
  return { name, key: name, bytes, count }
}
