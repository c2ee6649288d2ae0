import { OxbowError } from '../error.ts'
import { crc32c } from './crc32c.ts'
import { type Hash, decodeHash, encodeHash } from './hash.ts'
import type { Platform } from './platform.ts'
import { snappyCompress, snappyDecompress } from './snappy.ts'

/**
 * Table files: records of snappy-compressed chunks, then an index, then a footer. All numbers are big-endian.
 * Source: Dolt go/store/nbs/table.go.
 *
 *     record 0 … record N-1 | N × (prefix u64, ordinal u32) sorted by prefix | N × length u32 | N × suffix[12] | footer
 */

/** Bytes of the footer: u32 chunk count, u64 uncompressed bytes, magic. */
export const TABLE_FOOTER_BYTES = 20
/** Index bytes for each chunk. */
export const TABLE_INDEX_BYTES = 28
const MAGIC = Uint8Array.of(0xff, 0xb5, 0xd8, 0xc2, 0x24, 0x63, 0xee, 0x50)
/** Longest message: a 24-bit length and its prefix. */
export const MAX_CHUNK_BYTES = 2 ** 24 + 3

function corrupt(what: string): OxbowError {
  return new OxbowError('TABLE_FILE_CORRUPT', `a table file is damaged (${what}); run dolt fsck on the remote`)
}

/** True when the bytes end with a table file's magic. */
export function isTableFile(tail: Uint8Array): boolean {
  const from = tail.length - 8
  return from >= 0 && MAGIC.every((b, i) => tail[from + i] === b)
}

/** Number of chunks, from the file's last 20 bytes. @throws OxbowError `TABLE_FILE_CORRUPT`. */
export function parseTableFooter(footer: Uint8Array): { count: number } {
  if (footer.length < TABLE_FOOTER_BYTES || !isTableFile(footer)) throw corrupt('footer')
  return { count: new DataView(footer.buffer, footer.byteOffset + footer.length - TABLE_FOOTER_BYTES).getUint32(0) }
}

/** Where a chunk's record lies in its file, in bytes. */
export interface RecordPlace {
  readonly offset: number
  readonly length: number
}

/** A table file's whole index in memory: the 28·N + 20 bytes at the file's end. */
export class TableIndex {
  readonly count: number
  readonly #view: DataView
  readonly #bytes: Uint8Array
  /** Offsets by ordinal; one more for the end. */
  readonly #offsets: Float64Array
  readonly #lengths: number
  readonly #suffixes: number

  /** @throws OxbowError `TABLE_FILE_CORRUPT`. */
  constructor(tail: Uint8Array) {
    const { count } = parseTableFooter(tail)
    const size = count * TABLE_INDEX_BYTES + TABLE_FOOTER_BYTES
    if (size > tail.length) throw corrupt('index')
    const bytes = tail.subarray(tail.length - size)
    this.count = count
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#lengths = 12 * count
    this.#suffixes = 16 * count
    this.#offsets = new Float64Array(count + 1)
    for (let i = 0; i < count; i++) this.#offsets[i + 1] = this.#offsets[i] + this.#view.getUint32(this.#lengths + 4 * i)
  }

  /** Bytes of all records: the file's length must be this and the index. */
  get dataLength(): number {
    return this.#offsets[this.count]
  }

  find(hash: Hash): RecordPlace | undefined {
    const wanted = decodeHash(hash)
    const view = new DataView(wanted.buffer)
    const high = view.getUint32(0)
    const low = view.getUint32(4)
    let from = 0
    let to = this.count
    while (from < to) {
      const middle = (from + to) >>> 1
      const h = this.#view.getUint32(12 * middle)
      if (h < high || (h === high && this.#view.getUint32(12 * middle + 4) < low)) from = middle + 1
      else to = middle
    }
    for (; from < this.count; from++) {
      if (this.#view.getUint32(12 * from) !== high || this.#view.getUint32(12 * from + 4) !== low) return undefined
      const ordinal = this.#view.getUint32(12 * from + 8)
      if (ordinal >= this.count) throw corrupt('ordinal')
      const suffix = this.#suffixes + 12 * ordinal
      let i = 0
      while (i < 12 && this.#bytes[suffix + i] === wanted[8 + i]) i++
      if (i === 12) return { offset: this.#offsets[ordinal], length: this.#offsets[ordinal + 1] - this.#offsets[ordinal] }
    }
    return undefined
  }

  /** All addresses, in the order of their prefixes. */
  *hashes(): IterableIterator<Hash> {
    const hash = new Uint8Array(20)
    for (let i = 0; i < this.count; i++) {
      const ordinal = this.#view.getUint32(12 * i + 8)
      if (ordinal >= this.count) throw corrupt('ordinal')
      hash.set(this.#bytes.subarray(12 * i, 12 * i + 8))
      hash.set(this.#bytes.subarray(this.#suffixes + 12 * ordinal, this.#suffixes + 12 * ordinal + 12), 8)
      yield encodeHash(hash)
    }
  }
}

/** The chunk in a record: snappy block and its CRC. @throws OxbowError `TABLE_FILE_CORRUPT`, `SNAPPY_CORRUPT`. */
export function decodeRecord(record: Uint8Array): Uint8Array {
  const end = record.length - 4
  if (end < 1) throw corrupt('record')
  const crc = ((record[end] << 24) | (record[end + 1] << 16) | (record[end + 2] << 8) | record[end + 3]) >>> 0
  if (crc32c(record, 0, end) !== crc) throw corrupt('checksum of a chunk')
  return snappyDecompress(record, 0, end, MAX_CHUNK_BYTES)
}

/** A record of a chunk. */
export function encodeRecord(chunk: Uint8Array): Uint8Array {
  const block = snappyCompress(chunk)
  const record = new Uint8Array(block.length + 4)
  record.set(block)
  new DataView(record.buffer).setUint32(block.length, crc32c(block))
  return record
}

/** A file ready to be stored. */
export interface BuiltFile {
  readonly name: Hash
  /** The object's key: the name, with `.darc` for an archive. */
  readonly key: string
  readonly bytes: Uint8Array
  readonly count: number
}

/** Lays chunks out as a table file. Its name is H(all suffixes in order of insertion). Addresses must differ. */
export function buildTableFile(platform: Platform, chunks: Iterable<readonly [Hash, Uint8Array]>): BuiltFile {
  const entries = [...chunks].map(([hash, chunk], ordinal) => ({ hash, bytes: decodeHash(hash), record: encodeRecord(chunk), ordinal, size: chunk.length }))
  const count = entries.length
  const data = entries.reduce((n, e) => n + e.record.length, 0)
  const file = new Uint8Array(data + TABLE_INDEX_BYTES * count + TABLE_FOOTER_BYTES)
  const view = new DataView(file.buffer)
  let at = 0
  let uncompressed = 0
  const suffixes = data + 16 * count
  for (const e of entries) {
    file.set(e.record, at)
    at += e.record.length
    uncompressed += e.size
    view.setUint32(data + 12 * count + 4 * e.ordinal, e.record.length)
    file.set(e.bytes.subarray(8), suffixes + 12 * e.ordinal)
  }
  entries.sort((a, b) => (a.hash < b.hash ? -1 : 1))
  entries.forEach((e, i) => {
    if (i > 0 && entries[i - 1].hash === e.hash) throw new OxbowError('DUPLICATE_CHUNK', `chunk ${e.hash} is to be written twice into one file`)
    file.set(e.bytes.subarray(0, 8), data + 12 * i)
    view.setUint32(data + 12 * i + 8, e.ordinal)
  })
  const footer = file.length - TABLE_FOOTER_BYTES
  view.setUint32(footer, count)
  view.setBigUint64(footer + 4, BigInt(uncompressed))
  file.set(MAGIC, footer + 12)
  const name = encodeHash(platform.sha512(file.subarray(suffixes, suffixes + 12 * count)))
  return { name, key: name, bytes: file, count }
}
