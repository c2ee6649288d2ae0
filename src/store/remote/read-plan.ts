import type { Span } from '../archive.ts'
import type { Hash } from '../hash.ts'
import type { FileIndex, Place } from './paged-index.ts'

/** Ranges closer than this are read as one: a request costs more than the bytes between. */
const MERGE_GAP = 32 * 1024
/** The same where much is read: runs of a table's leaves lie between those of its indexes. */
const SCAN_MERGE_GAP = 64 * 1024
/** So many bytes of chunks are much. */
const SCAN_BYTES = 1024 * 1024
/** Longest range of one request. */
export const MAX_RANGE = 4 * 1024 * 1024
/** Bytes that may be read around all the chunks of one fetch, where few are wanted. */
const LOOK_AROUND = 28 * 1024
/** The first read of a file looks around further: chunks of one push lie together, in the order of the tree's levels. */
const FIRST_LOOK_AROUND = 48 * 1024
/** Looking around less than this brings nothing. */
const LEAST_LOOK_AROUND = 4 * 1024

/** A chunk that is read because it was asked for. */
export interface Wanted {
  readonly hash: Hash
  readonly place: Place
}

/** One request for data: chunks that were asked for, and what else the range covers. */
export interface PlannedRange extends Span {
  readonly wanted: Wanted[]
  /** Whether to keep the neighbours that the range covers: a scan has more to do than to decode other tables' chunks. */
  readonly keepsNeighbours: boolean
}

/** Merges parts that lie close together; the result is sorted and free of overlaps. */
export function mergeSpans(spans: readonly Span[], gap = MERGE_GAP, longest = MAX_RANGE): Span[] {
  const merged: { offset: number; length: number }[] = []
  for (const { offset, length } of spans.toSorted((a, b) => a.offset - b.offset)) {
    const last = merged.at(-1)
    const end = offset + length
    if (last !== undefined && end <= last.offset + last.length) continue
    if (last !== undefined && offset <= last.offset + last.length + gap && end - last.offset <= longest) last.length = end - last.offset
    else merged.push({ offset, length })
  }
  return merged
}

/**
 * Plans how chunks of one file are read. Where they are few, the ranges are widened by whole neighbours, mostly those
 * behind, as far as the places of these are known.
 * @param first whether nothing was read from the file yet.
 */
export function planReads(index: FileIndex, wanted: readonly Wanted[], first: boolean): PlannedRange[] {
  const sorted = wanted.toSorted((a, b) => a.place.data.offset - b.place.data.offset)
  let asked = 0
  for (const { place } of sorted) asked += place.data.length
  const budget = Math.min(MAX_RANGE, first ? FIRST_LOOK_AROUND : LOOK_AROUND) - asked
  const each = Math.floor(budget / sorted.length)
  const keepsNeighbours = each >= LEAST_LOOK_AROUND
  const spans = sorted.map(({ place }) => (keepsNeighbours ? widened(index, place, each) : place.data))
  const merged = mergeSpans(spans, asked < SCAN_BYTES ? MERGE_GAP : SCAN_MERGE_GAP)
  const ranges = merged.map((span): PlannedRange => ({ ...span, wanted: [], keepsNeighbours }))
  let at = 0
  for (const entry of sorted) {
    const { offset, length } = entry.place.data
    while (at + 1 < ranges.length && offset + length > ranges[at].offset + ranges[at].length) at++
    ranges[at].wanted.push(entry)
  }
  return ranges
}

function widened(index: FileIndex, { number, data }: Place, budget: number): Span {
  let from = data.offset
  let to = data.offset + data.length
  const least = from - budget / 8
  for (let n = number - 1; ; n--) {
    const span = index.spanAt(n)
    if (span === undefined || span.offset < least) break
    from = span.offset
  }
  const most = from + budget
  for (let n = number + 1; ; n++) {
    const span = index.spanAt(n)
    if (span === undefined || span.offset + span.length > most) break
    to = span.offset + span.length
  }
  return { offset: from, length: to - from }
}

/** The neighbours of the wanted chunks that lie wholly in the range, by number; those that were wanted aren't among them. */
export function* neighbours(index: FileIndex, range: PlannedRange): IterableIterator<Span> {
  const seen = new Set(range.wanted.map(({ place }) => place.number))
  const end = range.offset + range.length
  for (const { place } of range.wanted) {
    for (const step of [-1, 1]) {
      for (let n = place.number + step; !seen.has(n); n += step) {
        const span = index.spanAt(n)
        if (span === undefined || span.offset < range.offset || span.offset + span.length > end) break
        seen.add(n)
        if (span.length > 0) yield span
      }
    }
  }
}
