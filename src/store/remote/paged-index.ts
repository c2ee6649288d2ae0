import type { Span } from '../archive.ts'
import type { Hash } from '../hash.ts'
import type { AddressesByHigh } from './prefix-search.ts'
import type { SparseBytes } from './sparse-bytes.ts'

/** Where a chunk lies in its file. */
export interface Place {
  /** Number of its span (archive) or record (table file); neighbours in the file have neighbouring numbers. */
  readonly number: number
  readonly data: Span
  /** The dictionary that it was compressed with; undefined: it is a record without one. */
  readonly dictionary: Span | undefined
}

/**
 * A look-up that stops for parts of the index that aren't at hand: it yields all that it knows it needs next, and goes
 * on when they are there.
 */
export type IndexWork<T> = Generator<readonly Span[], T, void>

/** The index of a remote file, of which parts may be at hand. */
export interface FileIndex {
  readonly bytes: SparseBytes
  /** Chunks in the file. */
  readonly count: number
  /** Those of the addresses that may be in the file; undefined when that can't be told without reading. Quick for small files. */
  among(addresses: AddressesByHigh): Hash[] | undefined
  /**
   * Finds those of the chunks that the file holds.
   * @param expectsHits whether to ask at once for what is needed of chunks that are there, which saves a trip if they are.
   * @throws OxbowError `ARCHIVE_CORRUPT`, `TABLE_FILE_CORRUPT`.
   */
  locate(addresses: readonly Hash[], expectsHits: boolean): IndexWork<Map<Hash, Place>>
  /** The first 32 bits of all addresses; undefined when they aren't all at hand. */
  highs(): number[] | undefined
  /** Where a span or record lies, when that is known without reading; undefined also for numbers that there aren't. */
  spanAt(number: number): Span | undefined
  /** Forgets what is at hand; no look-up may be under way. */
  clear(): void
}
