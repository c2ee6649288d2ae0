import type { Span } from '../archive.ts'

/** Bytes of an index page. Every number of an index lies in one page: all begin at multiples of 4 from its start. */
export const PAGE_BYTES = 2048

/** Parts of a file's index that are at hand, by page. */
export class SparseBytes {
  /** Where the index begins and ends, in bytes from the file's start. */
  readonly from: number
  readonly to: number
  readonly #pages = new Map<number, DataView>()
  #size = 0
  #lastNumber = -1
  #last: DataView | undefined

  constructor(from: number, to: number) {
    this.from = from
    this.to = to
  }

  /** Takes a page. The bytes are kept as they are, not copied. */
  put(page: number, bytes: Uint8Array): void {
    if (!this.#pages.has(page)) this.#size += bytes.length
    this.#pages.set(page, new DataView(bytes.buffer, bytes.byteOffset, bytes.length))
    this.#lastNumber = -1
  }

  /** Takes the pages that lie wholly in a part of the file. */
  putPart(offset: number, bytes: Uint8Array): void {
    for (const page of this.pagesOf({ offset, length: bytes.length })) {
      const place = this.place(page)
      const at = place.offset - offset
      if (at >= 0 && at + place.length <= bytes.length) this.put(page, bytes.subarray(at, at + place.length))
    }
  }

  /** Forgets all pages. */
  clear(): void {
    this.#pages.clear()
    this.#size = 0
    this.#lastNumber = -1
  }

  /** Bytes at hand. */
  get size(): number {
    return this.#size
  }

  hasPage(page: number): boolean {
    return this.#pages.has(page)
  }

  /** The numbers of the pages that a part of the index touches. */
  *pagesOf({ offset, length }: Span): IterableIterator<number> {
    const end = Math.floor((Math.min(offset + length, this.to) - 1 - this.from) / PAGE_BYTES)
    for (let page = Math.floor((Math.max(offset, this.from) - this.from) / PAGE_BYTES); page <= end; page++) yield page
  }

  /** Where a page lies in the file. */
  place(page: number): Span {
    const offset = this.from + page * PAGE_BYTES
    return { offset, length: Math.min(PAGE_BYTES, this.to - offset) }
  }

  has(part: Span): boolean {
    for (const page of this.pagesOf(part)) if (!this.#pages.has(page)) return false
    return true
  }

  /** The big-endian number at an offset of the file, whose page must be at hand. */
  uint32(offset: number): number {
    const at = offset - this.from
    const page = Math.floor(at / PAGE_BYTES)
    if (page !== this.#lastNumber) {
      const found = this.#pages.get(page)
      if (found === undefined) throw new Error(`index page ${page} is not at hand`)
      this.#last = found
      this.#lastNumber = page
    }
    return this.#last!.getUint32(at - page * PAGE_BYTES)
  }

  /** A number of 8 bytes: exact up to 2^53. */
  uint64(offset: number): number {
    return this.uint32(offset) * 2 ** 32 + this.uint32(offset + 4)
  }
}
