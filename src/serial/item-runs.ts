/**
 * Byte strings in order, for a tree node in the making. Those that stood behind each other in an older node are one part: they are
 * copied at once, and nothing is made for each.
 */
export class ItemRuns implements Iterable<Uint8Array> {
  readonly parts: Uint8Array[] = []
  /** Where each item ends when all are joined. */
  readonly ends: number[] = []
  #bytes = 0

  /** Number of items. */
  get length(): number {
    return this.ends.length
  }

  /** Of all items together. */
  get bytes(): number {
    return this.#bytes
  }

  push(item: Uint8Array): void {
    this.parts.push(item)
    this.#bytes += item.length
    this.ends.push(this.#bytes)
  }

  /** Adds items that stand in `part` one behind the other. @param count of them @param endOf where the i-th ends, in bytes from `part`'s beginning */
  pushRun(part: Uint8Array, count: number, endOf: (i: number) => number): void {
    this.parts.push(part)
    for (let i = 0; i < count; i++) this.ends.push(this.#bytes + endOf(i))
    this.#bytes += part.length
  }

  /** Each item as a view. */
  *[Symbol.iterator](): Iterator<Uint8Array> {
    let part = 0
    let base = 0
    let from = 0
    for (const end of this.ends) {
      // An empty item may stand between two parts; either has it.
      while (from >= base + this.parts[part].length && end > from) base += this.parts[part++].length
      yield this.parts[part].subarray(from - base, end - base)
      from = end
    }
  }

  /** The last item, in an array of its own or as a view. */
  last(): Uint8Array {
    const part = this.parts[this.parts.length - 1]
    const from = this.ends.length > 1 ? this.ends[this.ends.length - 2] : 0
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
