import { ARCHIVE_FOOTER_BYTES, type ChunkReference, type Span, decodeArchiveChunk, decodeDictionary, isArchive, parseArchiveFooter } from '../archive.ts'
import { ArchiveIndex } from '../archive-index.ts'
import { NONCE_KEY, archiveBytes, archiveMetadata, finishArchive } from '../archive-writer.ts'
import { OxbowError } from '../../error.ts'
import { checkChunk } from '../check-chunk.ts'
import type { Hash } from '../hash.ts'
import type { Platform } from '../platform.ts'
import { type BuiltFile, TableIndex, isTableFile, parseTableFooter } from '../table-file.ts'

/** Bytes that are taken at a time, until others have their turn. */
const TURN_BYTES = 512 * 1024

/** A chunk in a file, as it is compressed there. */
interface PackedChunk {
  readonly hash: Hash
  readonly data: Span
  readonly dictionary: Span | undefined
}

/**
 * Makes one archive of several files, one file at a time. Compressed chunks are copied as they are, with the dictionaries
 * that they need; each is checked against its address, so that damage never moves on. A chunk that several files have comes once.
 */
export class ArchiveMerger {
  readonly #platform: Platform
  readonly #bytes: Uint8Array
  readonly #metadata: Uint8Array
  readonly #spanEnds: number[] = []
  readonly #chunks = new Map<Hash, ChunkReference>()
  #at = 0

  /** @param size bytes of all files together. @param count chunks in them. */
  constructor(platform: Platform, size: number, count: number) {
    this.#platform = platform
    this.#metadata = archiveMetadata(platform)
    // Each chunk brings at most one span of data and one of a dictionary, whose bytes are part of `size`.
    this.#bytes = new Uint8Array(archiveBytes(size, 2 * count, count, this.#metadata))
  }

  /**
   * Takes all chunks of a file.
   * @returns whether an oxbow wrote it: then its name is unique, and nobody names it again once it is replaced.
   * @throws OxbowError `CHUNK_HASH_MISMATCH`, and those of damaged files.
   */
  async add(name: Hash, count: number, bytes: Uint8Array): Promise<boolean> {
    const { chunks, unique } = this.#open(name, bytes)
    if (chunks.length !== count) {
      throw new OxbowError('TABLE_FILE_CORRUPT', `${name} has ${chunks.length} chunks, and the manifest says ${count}; run dolt fsck on a clone of the remote`)
    }
    const dictionaries = new Map<number, { readonly id: number; readonly raw: Uint8Array }>()
    let next = this.#at + TURN_BYTES
    for (const { hash, data, dictionary } of chunks) {
      if (this.#chunks.has(hash)) continue
      let known = dictionary === undefined ? undefined : dictionaries.get(dictionary.offset)
      if (dictionary !== undefined && known === undefined) {
        const span = cut(bytes, dictionary)
        known = { id: this.#append(span), raw: decodeDictionary(this.#platform, span) }
        dictionaries.set(dictionary.offset, known)
      }
      const span = cut(bytes, data)
      checkChunk(this.#platform, hash, decodeArchiveChunk(this.#platform, span, known?.raw), name)
      this.#chunks.set(hash, { dictionary: known?.id ?? 0, data: this.#append(span) })
      if (this.#at < next) continue
      next = this.#at + TURN_BYTES
      // A server has more to do than this.
      await new Promise((resolve) => setTimeout(resolve, 0))
    }
    return unique
  }

  finish(): BuiltFile {
    return finishArchive(this.#platform, { bytes: this.#bytes, spanEnds: this.#spanEnds, chunks: this.#chunks, metadata: this.#metadata })
  }

  #append(span: Uint8Array): number {
    this.#bytes.set(span, this.#at)
    this.#at += span.length
    return this.#spanEnds.push(this.#at)
  }

  #open(name: Hash, bytes: Uint8Array): { chunks: PackedChunk[]; unique: boolean } {
    const chunks: PackedChunk[] = []
    let unique = false
    const tail = bytes.subarray(Math.max(0, bytes.length - ARCHIVE_FOOTER_BYTES))
    if (isArchive(tail)) {
      const layout = parseArchiveFooter(tail, bytes.length)
      const index = new ArchiveIndex(layout, bytes.subarray(layout.spanEnds, layout.metadata))
      for (const hash of index.hashes()) chunks.push({ hash, ...index.find(hash)! })
      unique = hasNonce(bytes.subarray(layout.metadata, layout.metadata + layout.metadataLength))
    } else if (isTableFile(bytes)) {
      const layout = parseTableFooter(bytes, bytes.length)
      const index = new TableIndex(layout, bytes.subarray(layout.prefixTuples, layout.footer))
      for (const hash of index.hashes()) chunks.push({ hash, data: index.find(hash)!, dictionary: undefined })
    } else {
      throw new OxbowError('TABLE_FILE_CORRUPT', `${name} ends neither as a table file nor as an archive does; run dolt fsck on a clone of the remote`)
    }
    return { chunks: chunks.sort((a, b) => a.data.offset - b.data.offset), unique }
  }
}

function cut(bytes: Uint8Array, { offset, length }: Span): Uint8Array {
  return bytes.subarray(offset, offset + length)
}

function hasNonce(metadata: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(metadata))
    return typeof value === 'object' && value !== null && NONCE_KEY in value
  } catch {
    return false
  }
}
