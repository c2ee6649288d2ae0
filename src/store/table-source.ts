import { OxbowError, isOxbowError } from '../error.ts'
import { ARCHIVE_FOOTER_BYTES, type Span, decodeArchiveChunk, decodeDictionary, isArchive, parseArchiveFooter } from './archive.ts'
import { ArchiveIndex } from './archive-index.ts'
import { checkChunk } from './check-chunk.ts'
import type { Hash } from './hash.ts'
import type { Platform } from './platform.ts'
import { TableIndex, isTableFile, parseTableFooter } from './table-file.ts'
import { decodeTableRecord } from './table-record.ts'

/** Reads bytes of a file that is at hand. It may answer fewer where the file ends earlier. */
export type ReadAt = (offset: number, length: number) => Uint8Array

/** A table file or archive that can be read synchronously: chunks by address. */
export interface TableSource {
  readonly name: Hash
  /** Chunks in the file. */
  readonly count: number
  has(hash: Hash): boolean
  /**
   * The chunk, checked against its address.
   * @throws OxbowError `CHUNK_HASH_MISMATCH`, `ARCHIVE_CORRUPT`, `TABLE_FILE_CORRUPT`, `RECORD_CORRUPT`, `SNAPPY_CORRUPT`, `ZSTD_CORRUPT`.
   */
  get(hash: Hash): Uint8Array | undefined
  /** All addresses in the file. */
  hashes(): IterableIterator<Hash>
}

/** Opens a file that is whole in memory. See `openTableSource`. */
export function openWholeFile(platform: Platform, bytes: Uint8Array, name: Hash): TableSource {
  return openTableSource(platform, name, bytes.length, (offset, length) => bytes.subarray(offset, offset + length))
}

/**
 * Opens a file by its footer, whichever kind it is, and reads its index whole.
 * @param size the file's length in bytes.
 * @throws OxbowError `TABLE_FILE_CORRUPT`, `ARCHIVE_CORRUPT`, `ARCHIVE_VERSION`.
 */
export function openTableSource(platform: Platform, name: Hash, size: number, readAt: ReadAt): TableSource {
  try {
    const tailLength = Math.min(size, ARCHIVE_FOOTER_BYTES)
    const tail = readAt(size - tailLength, tailLength)
    if (isArchive(tail)) {
      const layout = parseArchiveFooter(tail, size)
      const index = new ArchiveIndex(layout, readAt(layout.spanEnds, layout.metadata - layout.spanEnds))
      return new ArchiveSource(platform, name, index, readAt)
    }
    if (!isTableFile(tail)) throw new OxbowError('TABLE_FILE_CORRUPT', 'it ends neither as a table file nor as an archive does')
    const layout = parseTableFooter(tail, size)
    const index = new TableIndex(layout, readAt(layout.prefixTuples, layout.footer - layout.prefixTuples))
    return new TableFileSource(platform, name, index, readAt)
  } catch (e) {
    throw inFile(e, name, 'can not be opened')
  }
}

/** Puts the file's name into an error of a codec, which knows bytes only. */
function inFile(e: unknown, name: Hash, what: string): unknown {
  if (!isOxbowError(e)) return e
  return new OxbowError(e.code, `${name} ${what}: ${e.message}; run dolt fsck on a clone of the remote`, { cause: e })
}

class TableFileSource implements TableSource {
  readonly name: Hash
  readonly #platform: Platform
  readonly #index: TableIndex
  readonly #readAt: ReadAt

  constructor(platform: Platform, name: Hash, index: TableIndex, readAt: ReadAt) {
    this.name = name
    this.#platform = platform
    this.#index = index
    this.#readAt = readAt
  }

  get count(): number {
    return this.#index.count
  }

  has(hash: Hash): boolean {
    return this.#index.find(hash) !== undefined
  }

  get(hash: Hash): Uint8Array | undefined {
    let chunk: Uint8Array
    try {
      const place = this.#index.find(hash)
      if (place === undefined) return undefined
      chunk = decodeTableRecord(this.#readAt(place.offset, place.length))
    } catch (e) {
      throw inFile(e, this.name, `has no readable chunk ${hash}`)
    }
    return checkChunk(this.#platform, hash, chunk, this.name)
  }

  hashes(): IterableIterator<Hash> {
    return this.#index.hashes()
  }
}

/** Raw dictionaries that are kept for each archive. Dolt writes one a file; a conjoined one has those of its parts. */
const MAX_DICTIONARIES = 64

class ArchiveSource implements TableSource {
  readonly name: Hash
  readonly #platform: Platform
  readonly #index: ArchiveIndex
  readonly #readAt: ReadAt
  /** By the offset of their spans. */
  readonly #dictionaries = new Map<number, Uint8Array>()

  constructor(platform: Platform, name: Hash, index: ArchiveIndex, readAt: ReadAt) {
    this.name = name
    this.#platform = platform
    this.#index = index
    this.#readAt = readAt
  }

  get count(): number {
    return this.#index.count
  }

  has(hash: Hash): boolean {
    return this.#index.has(hash)
  }

  get(hash: Hash): Uint8Array | undefined {
    let chunk: Uint8Array
    try {
      const place = this.#index.find(hash)
      if (place === undefined) return undefined
      const dictionary = place.dictionary === undefined ? undefined : this.#dictionary(place.dictionary)
      chunk = decodeArchiveChunk(this.#platform, this.#readAt(place.data.offset, place.data.length), dictionary)
    } catch (e) {
      throw inFile(e, this.name, `has no readable chunk ${hash}`)
    }
    return checkChunk(this.#platform, hash, chunk, this.name)
  }

  #dictionary(span: Span): Uint8Array {
    let dictionary = this.#dictionaries.get(span.offset)
    if (dictionary === undefined) {
      dictionary = decodeDictionary(this.#platform, this.#readAt(span.offset, span.length))
      if (this.#dictionaries.size === MAX_DICTIONARIES) this.#dictionaries.clear()
      this.#dictionaries.set(span.offset, dictionary)
    }
    return dictionary
  }

  hashes(): IterableIterator<Hash> {
    return this.#index.hashes()
  }
}
