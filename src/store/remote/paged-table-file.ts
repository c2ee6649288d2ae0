import { OxbowError } from '../../error.ts'
import { PREFIX_BYTES, SUFFIX_BYTES } from '../address-key.ts'
import type { Span } from '../archive.ts'
import type { Hash } from '../hash.ts'
import { PREFIX_TUPLE_BYTES, type TableLayout } from '../table-file.ts'
import { MAX_RECORD_BYTES } from '../table-record.ts'
import type { FileIndex, IndexWork, Place } from './paged-index.ts'
import { type AddressesByHigh, type PrefixArray, addressesIn, highsOf, searchPrefixes, suffixIs } from './prefix-search.ts'
import { SparseBytes } from './sparse-bytes.ts'

/**
 * A table file's index, of which only pages are at hand. Offsets are sums of all lengths before, so the lengths (a
 * seventh of the index) are read whole; large table files are rare, as Dolt pushes archives.
 */
export class PagedTableFile implements FileIndex {
  readonly layout: TableLayout
  readonly bytes: SparseBytes
  readonly #prefixes: PrefixArray
  #offsets: Float64Array | undefined

  constructor(layout: TableLayout) {
    this.layout = layout
    this.bytes = new SparseBytes(layout.prefixTuples, layout.footer)
    this.#prefixes = { offset: layout.prefixTuples, stride: PREFIX_TUPLE_BYTES, count: layout.count }
  }

  get count(): number {
    return this.layout.count
  }

  among(addresses: AddressesByHigh): Hash[] | undefined {
    return addressesIn(this.bytes, this.#prefixes, addresses)
  }

  highs(): number[] | undefined {
    return highsOf(this.bytes, this.#prefixes)
  }

  *locate(addresses: readonly Hash[], _expectsHits: boolean): IndexWork<Map<Hash, Place>> {
    const { bytes, layout } = this
    const windows = yield* searchPrefixes(bytes, this.#prefixes, addresses, () => [])
    const candidates: { hash: Hash; ordinal: number }[] = []
    const needs: Span[] = []
    for (const [hash, { from, to }] of windows) {
      for (let i = from; i < to; i++) {
        const ordinal = bytes.uint32(layout.prefixTuples + PREFIX_TUPLE_BYTES * i + PREFIX_BYTES)
        if (ordinal >= layout.count) throw corrupt('ordinal')
        candidates.push({ hash, ordinal })
        const suffix = { offset: layout.suffixes + SUFFIX_BYTES * ordinal, length: SUFFIX_BYTES }
        if (!bytes.has(suffix)) needs.push(suffix)
      }
    }
    const places = new Map<Hash, Place>()
    if (candidates.length === 0) return places
    const lengths = { offset: layout.lengths, length: layout.suffixes - layout.lengths }
    if (this.#offsets === undefined && !bytes.has(lengths)) needs.push(lengths)
    if (needs.length > 0) yield needs
    this.#offsets ??= this.#sumLengths()
    for (const { hash, ordinal } of candidates) {
      if (!suffixIs(bytes, layout.suffixes + SUFFIX_BYTES * ordinal, hash)) continue
      const data = this.spanAt(ordinal)
      if (data !== undefined) places.set(hash, { number: ordinal, data, dictionary: undefined })
    }
    return places
  }

  spanAt(number: number): Span | undefined {
    const offsets = this.#offsets
    if (offsets === undefined || number < 0 || number >= this.layout.count) return undefined
    return { offset: offsets[number], length: offsets[number + 1] - offsets[number] }
  }

  clear(): void {
    this.bytes.clear()
    this.#offsets = undefined
  }

  #sumLengths(): Float64Array {
    const { count, lengths, prefixTuples } = this.layout
    const offsets = new Float64Array(count + 1)
    for (let i = 0; i < count; i++) {
      const length = this.bytes.uint32(lengths + 4 * i)
      if (length === 0 || length > MAX_RECORD_BYTES) throw corrupt('length of a record')
      offsets[i + 1] = offsets[i] + length
    }
    if (offsets[count] !== prefixTuples) throw corrupt('its records and its index say different lengths')
    return offsets
  }
}

function corrupt(what: string): OxbowError {
  return new OxbowError('TABLE_FILE_CORRUPT', `the table file is damaged (${what})`)
}
