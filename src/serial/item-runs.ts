/** Items that an emptied list has room for at once. */
const ROOM = 256

/**
 * Byte strings in order, for a tree node in the making, of 65,535 bytes together at most. Those that stood behind each other in an older
 * node are one part: they are copied at once, and nothing is made for each.
 */
export class ItemRuns implements Iterable<Uint8Array> {
  readonly parts: Uint8Array[] = []
  #ends = new Uint16Array(ROOM)
  #length = 0
  #bytes = 0

  /** Number of items. */
  get length(): number {
    return this.#length
  }

  /** Of all items together. */
  get bytes(): number {
    return this.#bytes
  }

  /** Where each item ends when all are joined; a view that holds until the next change. */
  get ends(): Uint16Array {
    return this.#ends.subarray(0, this.#length)
  }

  push(item: Uint8Array): void {
    this.#makeRoom(1)
    this.parts.push(item)
    this.#bytes += item.length
    this.#ends[this.#length++] = this.#bytes
  }

  /**
   * Adds items that stand one behind the other.
   * @param part all of them
   * @param offsets where, in `bytes`, the 16-bit offsets of the items' ends are; those of the first item's begin stand before them
   */
  pushRun(part: Uint8Array, count: number, bytes: Uint8Array, offsets: number): void {
    this.#makeRoom(count)
    this.parts.push(part)
    const ends = this.#ends
    const shift = this.#bytes - (bytes[offsets - 2] | (bytes[offsets - 1] << 8))
    let length = this.#length
    for (let at = offsets, end = offsets + 2 * count; at < end; at += 2) ends[length++] = shift + (bytes[at] | (bytes[at + 1] << 8))
    this.#length = length
    this.#bytes += part.length
  }

  /** Adds items of `size` bytes each that stand one behind the other. @param part all of them */
  pushEqual(part: Uint8Array, count: number, size: number): void {
    this.#makeRoom(count)
    this.parts.push(part)
    for (let i = 1; i <= count; i++) this.#ends[this.#length++] = this.#bytes + i * size
    this.#bytes += part.length
  }

  /** Forgets all items; the memory stays. */
  clear(): void {
    this.parts.length = 0
    this.#length = 0
    this.#bytes = 0
  }

  #makeRoom(count: number): void {
    if (this.#length + count <= this.#ends.length) return
    const ends = new Uint16Array(2 * (this.#length + count))
    ends.set(this.#ends)
    this.#ends = ends
  }

  /** Each item as a view. */
  *[Symbol.iterator](): Iterator<Uint8Array> {
    let part = 0
    let base = 0
    let from = 0
    for (let i = 0; i < this.#length; i++) {
      const end = this.#ends[i]
      // An empty item may stand between two parts; either has it.
      while (from >= base + this.parts[part].length && end > from) base += this.parts[part++].length
      yield this.parts[part].subarray(from - base, end - base)
      from = end
    }
  }

  /** The last item, in an array of its own or as a view. */
  last(): Uint8Array {
    const part = this.parts[this.parts.length - 1]
    const from = this.#length > 1 ? this.#ends[this.#length - 2] : 0
    return part.subarray(part.length - (this.#bytes - from))
  }
}

/** Byte strings in order. */
export type Items = readonly Uint8Array[] | ItemRuns

/** What is to be copied to join the items. */
export function partsOf(items: Items): readonly Uint8Array[] {
  return items instanceof ItemRuns ? items.parts : items
}

/** Bytes of all items together. */
export function bytesOf(items: Items): number {
  if (items instanceof ItemRuns) return items.bytes
  let bytes = 0
  for (const { length } of items) bytes += length
  return bytes
}
