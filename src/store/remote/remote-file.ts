import { OxbowError } from '../../error.ts'
import { ARCHIVE_FOOTER_BYTES, isArchive, parseArchiveFooter } from '../archive.ts'
import type { Hash } from '../hash.ts'
import { TABLE_FOOTER_BYTES, isTableFile, parseTableFooter } from '../table-file.ts'
import { PagedArchive } from './paged-archive.ts'
import type { FileIndex } from './paged-index.ts'
import { PagedTableFile } from './paged-table-file.ts'
import type { Part } from './range-reader.ts'

/** The end of a file that is read first; a file that isn't longer comes whole. */
export const TAIL_BYTES = 64 * 1024
/** Of a file whose index does not fit, only the footer is read, and what of the rest comes at no cost. */
const SHORT_TAIL_BYTES = 4 * 1024
/** Bytes of an archive's index for each chunk, the ends of dictionaries' spans and some metadata aside. */
const INDEX_BYTES = 36
/** So few chunks may make a file that is read whole. */
export const FEW_CHUNKS = 256
/** Bytes to read of the beginning of a large file together with its end. */
export const HEAD_BYTES = 168 * 1024

/** A table file or archive of a remote whose footer is known. */
export class RemoteFile {
  readonly name: Hash
  /** The object's key. */
  readonly key: string
  /** Bytes of the whole file. */
  readonly size: number
  readonly index: FileIndex
  /** Of a large file: all that stands behind its index. */
  readonly footer: Uint8Array | undefined
  /** Raw dictionaries, by the offsets of their spans. */
  readonly dictionaries = new Map<number, Uint8Array>()
  /** The file's first bytes, until chunks are read from it. */
  head: Uint8Array | undefined
  /** How many look-ups and reads use it now. */
  users = 0
  /** Whether chunks were read from it. */
  touched = false

  private constructor(name: Hash, key: string, size: number, index: FileIndex, footer: Uint8Array | undefined) {
    this.footer = footer
    this.name = name
    this.key = key
    this.size = size
    this.index = index
  }

  /**
   * Opens a file by its last bytes; what of the index is among them is at hand then.
   * @throws OxbowError `TABLE_FILE_CORRUPT`, `ARCHIVE_CORRUPT`, `ARCHIVE_VERSION`.
   */
  static open(name: Hash, key: string, { bytes, size }: Part): RemoteFile {
    let index: FileIndex
    if (isArchive(bytes)) {
      // The codec wants the footer at the end of at most the bytes it reads.
      index = new PagedArchive(parseArchiveFooter(bytes.subarray(Math.max(0, bytes.length - ARCHIVE_FOOTER_BYTES)), size))
    } else if (isTableFile(bytes)) {
      index = new PagedTableFile(parseTableFooter(bytes.subarray(Math.max(0, bytes.length - TABLE_FOOTER_BYTES)), size))
    } else {
      throw new OxbowError(
        'TABLE_FILE_CORRUPT', `${key} ends neither as a table file nor as an archive does; run dolt fsck on a clone of the remote`,
      )
    }
    const behind = bytes.length - (size - index.bytes.to)
    const file = new RemoteFile(name, key, size, index, index.count > FEW_CHUNKS && behind >= 0 ? bytes.slice(behind) : undefined)
    file.#takeIndex({ bytes, size })
    return file
  }

  /** Whether the index is part of the file's record, when there is one. */
  get isIndexRecorded(): boolean {
    return tailLength(this.index.count) >= this.size - this.index.bytes.from
  }

  /** Takes what of the index a record has, after it was forgotten. */
  restore(record: Uint8Array): void {
    if (record.length > 8) this.#takeIndex(tailOf(record))
  }

  /** Copies the index out of the file's end, so that the data beside it needn't stay in memory. */
  #takeIndex({ bytes, size }: Part): void {
    const start = size - bytes.length
    const { from, to } = this.index.bytes
    const first = Math.max(from, start)
    if (first < to) this.index.bytes.putPart(first, bytes.slice(first - start, to - start))
  }

  /** What to keep of the file's end, so that it can be opened again without a request: the index if it is there, else the footer. */
  static record({ bytes, size }: Part, file: RemoteFile): Uint8Array {
    const start = size - bytes.length
    const { from, to } = file.index.bytes
    const cut = start <= from ? from - start : Math.max(0, to - start)
    const record = new Uint8Array(8 + bytes.length - cut)
    new DataView(record.buffer).setFloat64(0, size)
    record.set(bytes.subarray(cut), 8)
    return record
  }

  /** A record of nothing but what stands behind the index. @param size bytes of the whole file. */
  static recordOf(footer: Uint8Array, size: number): Uint8Array {
    const record = new Uint8Array(8 + footer.length)
    new DataView(record.buffer).setFloat64(0, size)
    record.set(footer, 8)
    return record
  }

  /** Opens a file from a record; undefined when that isn't one. @param folder where it lies: '' or what ends in '/'. */
  static fromRecord(name: Hash, record: Uint8Array, folder: string): RemoteFile | undefined {
    if (record.length <= 8) return undefined
    const tail = tailOf(record)
    try {
      return RemoteFile.open(name, objectKeys(name, folder)[isArchive(tail.bytes) ? 1 : 0], tail)
    } catch {
      return undefined
    }
  }
}

/** The end of a file as a record has it. */
function tailOf(record: Uint8Array): Part {
  return { bytes: record.subarray(8), size: new DataView(record.buffer, record.byteOffset).getFloat64(0) }
}

/** The keys that a file may have: the manifest doesn't say whether it is a table file or an archive. */
export function objectKeys(name: Hash, folder: string): [tableFile: string, archive: string] {
  return [`${folder}${name}`, `${folder}${name}.darc`]
}

/** The more likely key first: Dolt flushes small changes of refs as table files of two chunks, and pushes all else as archives. */
export function likelyKeys(name: Hash, count: number, folder: string): (string | undefined)[] {
  const keys = objectKeys(name, folder)
  return count === 2 ? keys : keys.toReversed()
}

/** Bytes to read from the end of a file with so many chunks. */
export function tailLength(count: number): number {
  if (count <= FEW_CHUNKS) return TAIL_BYTES
  const index = INDEX_BYTES * count + 2048
  return index <= TAIL_BYTES ? index : SHORT_TAIL_BYTES
}
