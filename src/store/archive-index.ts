import { PREFIX_BYTES, SUFFIX_BYTES, addressKey, lowerBound, prefixMatches, suffixMatches } from './address-key.ts'
import { type ArchiveLayout, REFERENCE_BYTES, type Span, archiveCorrupt, parseReference, parseSpan, spanEndsPlace } from './archive.ts'
import { HASH_BYTES, type Hash, encodeHash } from './hash.ts'

/** Where a chunk lies in its archive. */
export interface ArchivePlace {
  readonly data: Span
  /** The dictionary that the data was compressed with; undefined: it is a record without dictionary. */
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

  /**
   * @param layout as the footer says.
   * @param index the bytes from the span ends to the end of the suffixes.
   * @throws OxbowError `ARCHIVE_CORRUPT`.
   */
  constructor(layout: ArchiveLayout, index: Uint8Array) {
    if (index.length !== layout.metadata - layout.spanEnds) throw archiveCorrupt('index')
    this.layout = layout
    this.#bytes = index
    this.#view = new DataView(index.buffer, index.byteOffset, index.length)
    this.#prefixes = layout.prefixes - layout.spanEnds
    this.#references = layout.references - layout.spanEnds
    this.#suffixes = layout.suffixes - layout.spanEnds
  }

  get count(): number {
    return this.layout.count
  }

  has(hash: Hash): boolean {
    return this.#position(hash) >= 0
  }

  /** @throws OxbowError `ARCHIVE_CORRUPT`. */
  find(hash: Hash): ArchivePlace | undefined {
    const i = this.#position(hash)
    if (i < 0) return undefined
    const { data, dictionary } = parseReference(this.layout, this.#view, this.#references + REFERENCE_BYTES * i)
    return { data: this.#span(data), dictionary: dictionary === 0 ? undefined : this.#span(dictionary) }
  }

  #position(hash: Hash): number {
    const key = addressKey(hash)
    const { count } = this.layout
    let i = lowerBound(this.#view, this.#prefixes, PREFIX_BYTES, count, key)
    for (; i < count && prefixMatches(this.#view, this.#prefixes + PREFIX_BYTES * i, key); i++) {
      if (suffixMatches(this.#view, this.#suffixes + SUFFIX_BYTES * i, key)) return i
    }
    return -1
  }

  #span(id: number): Span {
    return parseSpan(this.layout, id, this.#view, spanEndsPlace(this.layout, id).offset - this.layout.spanEnds)
  }

  /** All addresses, in their order. */
  *hashes(): IterableIterator<Hash> {
    const hash = new Uint8Array(HASH_BYTES)
    for (let i = 0; i < this.layout.count; i++) {
      const prefix = this.#prefixes + PREFIX_BYTES * i
      const suffix = this.#suffixes + SUFFIX_BYTES * i
      hash.set(this.#bytes.subarray(prefix, prefix + PREFIX_BYTES))
      hash.set(this.#bytes.subarray(suffix, suffix + SUFFIX_BYTES), PREFIX_BYTES)
      yield encodeHash(hash)
    }
  }
}
