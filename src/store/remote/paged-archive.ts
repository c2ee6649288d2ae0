import { PREFIX_BYTES, SUFFIX_BYTES } from '../address-key.ts'
import { type ArchiveLayout, REFERENCE_BYTES, SPAN_END_BYTES, type Span, archiveCorrupt, spanEndsPlace } from '../archive.ts'
import type { Hash } from '../hash.ts'
import { MAX_RECORD_BYTES } from '../table-record.ts'
import type { FileIndex, IndexWork, Place } from './paged-index.ts'
import { type AddressesByHigh, type PrefixArray, addressesIn, highsOf, searchPrefixes, suffixIs } from './prefix-search.ts'
import { SparseBytes } from './sparse-bytes.ts'

/** Span ends are read in parts of so many bytes: chunks that are wanted together lie together. */
const SPAN_ENDS_PART = 8 * 1024
/** So many bytes of them come with the first look into a file: those of 2,048 spans, the upper nodes of trees among them. */
const FIRST_SPAN_ENDS = 16 * 1024

/** An archive's index, of which only pages are at hand. */
export class PagedArchive implements FileIndex {
  readonly layout: ArchiveLayout
  readonly bytes: SparseBytes
  readonly #prefixes: PrefixArray

  constructor(layout: ArchiveLayout) {
    this.layout = layout
    this.bytes = new SparseBytes(layout.spanEnds, layout.metadata)
    this.#prefixes = { offset: layout.prefixes, stride: PREFIX_BYTES, count: layout.count }
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

  *locate(addresses: readonly Hash[], expectsHits: boolean): IndexWork<Map<Hash, Place>> {
    const { bytes, layout } = this
    // What is wanted first of a file lies in front, most often.
    const front = expectsHits ? [{ offset: layout.spanEnds, length: Math.min(FIRST_SPAN_ENDS, layout.prefixes - layout.spanEnds) }] : []
    const entries = (from: number, to: number): Span[] => [
      ...front,
      { offset: layout.references + REFERENCE_BYTES * from, length: REFERENCE_BYTES * (to - from) },
      { offset: layout.suffixes + SUFFIX_BYTES * from, length: SUFFIX_BYTES * (to - from) },
    ]
    const windows = yield* searchPrefixes(bytes, this.#prefixes, addresses, expectsHits ? entries : () => [])
    const absent = [...windows.values()].flatMap(({ from, to }) => entries(from, to)).filter((part) => !bytes.has(part))
    if (absent.length > 0) yield absent
    const spans = new Map<Hash, { dictionary: number; data: number }>()
    for (const [hash, { from, to }] of windows) {
      for (let i = from; i < to; i++) {
        if (!suffixIs(bytes, layout.suffixes + SUFFIX_BYTES * i, hash)) continue
        const at = layout.references + REFERENCE_BYTES * i
        const dictionary = bytes.uint32(at)
        const data = bytes.uint32(at + 4)
        if (dictionary > layout.spanCount || data < 1 || data > layout.spanCount) throw archiveCorrupt('number of a span')
        if (dictionary === 0 && layout.version < 2) throw archiveCorrupt('a chunk without dictionary in version 1')
        spans.set(hash, { dictionary, data })
        break
      }
    }
    const needs: Span[] = []
    for (const { dictionary, data } of spans.values()) {
      for (const id of dictionary === 0 ? [data] : [dictionary, data]) {
        const place = spanEndsPlace(layout, id)
        if (!bytes.has(place)) needs.push(this.#partAround(place))
      }
    }
    if (needs.length > 0) yield needs
    const places = new Map<Hash, Place>()
    for (const [hash, { dictionary, data }] of spans) {
      places.set(hash, { number: data, data: this.#span(data), dictionary: dictionary === 0 ? undefined : this.#span(dictionary) })
    }
    return places
  }

  spanAt(number: number): Span | undefined {
    if (number < 1 || number > this.layout.spanCount || !this.bytes.has(spanEndsPlace(this.layout, number))) return undefined
    return this.#span(number)
  }

  clear(): void {
    this.bytes.clear()
  }

  #partAround({ offset, length }: Span): Span {
    const { spanEnds, prefixes } = this.layout
    const from = spanEnds + Math.floor((offset - spanEnds) / SPAN_ENDS_PART) * SPAN_ENDS_PART
    const to = Math.min(prefixes, Math.max(from + SPAN_ENDS_PART, offset + length))
    return { offset: from, length: to - from }
  }

  #span(id: number): Span {
    const { spanEnds } = this.layout
    const end = this.bytes.uint64(spanEnds + SPAN_END_BYTES * (id - 1))
    const offset = id === 1 ? 0 : this.bytes.uint64(spanEnds + SPAN_END_BYTES * (id - 2))
    if (offset >= end || end > spanEnds || end - offset > MAX_RECORD_BYTES) throw archiveCorrupt('place of a span')
    return { offset, length: end - offset }
  }
}
