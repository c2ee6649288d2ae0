import { OxbowError } from '../error.ts'
import { ARCHIVE_FOOTER_BYTES, ArchiveIndex, decodeDictionary, decodeSpan, isArchive, parseArchiveFooter } from './archive.ts'
import { type Hash, hashOf } from './hash.ts'
import type { Platform } from './platform.ts'
import { TABLE_FOOTER_BYTES, TABLE_INDEX_BYTES, TableIndex, decodeRecord, isTableFile, parseTableFooter } from './table-file.ts'

/** Reads bytes of a file that is at hand. */
export type ReadAt = (offset: number, length: number) => Uint8Array

/** A table file or archive that can be read synchronously: chunks by address. */
export interface TableSource {
  readonly name: Hash
  readonly count: number
  has(hash: Hash): boolean
  /** The chunk, checked against its address. @throws OxbowError `CHUNK_HASH_MISMATCH` and the codecs' errors. */
  get(hash: Hash): Uint8Array | undefined
  hashes(): IterableIterator<Hash>
}

/**
 * Opens a file by its footer, whichever kind it is; its index is read whole.
 * @param size the file's length in bytes.
 */
export function openTableSource(platform: Platform, name: Hash, size: number, readAt: ReadAt): TableSource {
  const tail = readAt(Math.max(0, size - ARCHIVE_FOOTER_BYTES), Math.min(size, ARCHIVE_FOOTER_BYTES))
  if (isArchive(tail)) {
    const layout = parseArchiveFooter(tail, size)
    return new ArchiveSource(platform, name, new ArchiveIndex(layout, readAt(layout.spanEnds, layout.metadata - layout.spanEnds)), readAt)
  }
  if (!isTableFile(tail)) throw new OxbowError('TABLE_FILE_CORRUPT', `${name} is neither a table file nor an archive; run dolt fsck on the remote`)
  const { count } = parseTableFooter(tail)
  const indexSize = count * TABLE_INDEX_BYTES + TABLE_FOOTER_BYTES
  if (indexSize > size) throw new OxbowError('TABLE_FILE_CORRUPT', `${name} is shorter than its own index; run dolt fsck on the remote`)
  const index = new TableIndex(readAt(size - indexSize, indexSize))
  if (index.dataLength !== size - indexSize) throw new OxbowError('TABLE_FILE_CORRUPT', `${name} has not the length that its index says; run dolt fsck on the remote`)
  return new TableFileSource(platform, name, index, readAt)
}

/** Refuses bytes that aren't the chunk that was asked for. */
export function checkChunk(platform: Platform, hash: Hash, chunk: Uint8Array, where: string): Uint8Array {
  const actual = hashOf(platform, chunk)
  if (actual !== hash) {
    throw new OxbowError('CHUNK_HASH_MISMATCH', `chunk ${hash} in ${where} has the content of ${actual}; run dolt fsck on the remote`)
  }
  return chunk
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
    const place = this.#index.find(hash)
    if (place === undefined) return undefined
    return checkChunk(this.#platform, hash, decodeRecord(this.#readAt(place.offset, place.length)), this.name)
  }

  hashes(): IterableIterator<Hash> {
    return this.#index.hashes()
  }
}

class ArchiveSource implements TableSource {
  readonly name: Hash
  readonly #platform: Platform
  readonly #index: ArchiveIndex
  readonly #readAt: ReadAt
  readonly #dictionaries = new Map<number, Uint8Array>()

  constructor(platform: Platform, name: Hash, index: ArchiveIndex, readAt: ReadAt) {
    this.name = name
    this.#platform = platform
    this.#index = index
    this.#readAt = readAt
  }

  get count(): number {
    return this.#index.layout.count
  }

  has(hash: Hash): boolean {
    return this.#index.find(hash) !== undefined
  }

  get(hash: Hash): Uint8Array | undefined {
    const place = this.#index.find(hash)
    if (place === undefined) return undefined
    let dictionary: Uint8Array | undefined
    if (place.dictionary !== undefined) {
      dictionary = this.#dictionaries.get(place.dictionary.offset)
      if (dictionary === undefined) {
        dictionary = decodeDictionary(this.#platform, this.#readAt(place.dictionary.offset, place.dictionary.length))
        this.#dictionaries.set(place.dictionary.offset, dictionary)
      }
    }
    const span = this.#readAt(place.data.offset, place.data.length)
    return checkChunk(this.#platform, hash, decodeSpan(this.#platform, this.#index.layout, span, dictionary), `${this.name}.darc`)
  }

  hashes(): IterableIterator<Hash> {
    return this.#index.hashes()
  }
}
