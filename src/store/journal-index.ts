import { addressKey } from './address-key.ts'
import { HASH_BYTES, type Hash, encodeHash } from './hash.ts'

/** Words of an address. */
const WORDS = HASH_BYTES / 4
const FIRST_CAPACITY = 1 << 10

/** Where a journal holds chunks: about 45 bytes of memory for each, whatever the chunks weigh. */
export class JournalIndex {
  #count = 0
  #capacity = FIRST_CAPACITY
  /** Addresses as big-endian words, in order of arrival. */
  #words = new Uint32Array(WORDS * FIRST_CAPACITY)
  #offsets = new Float64Array(FIRST_CAPACITY)
  #lengths = new Uint32Array(FIRST_CAPACITY)
  /** Open addressing by the first word, which is as good as random: number of the entry + 1, 0 where it is free. */
  #slots = new Int32Array(2 * FIRST_CAPACITY)

  /** Chunks in it. */
  get count(): number {
    return this.#count
  }

  /** Notes the chunk whose address stands in `bytes` at `at`. Of one that comes again, the last place counts. */
  add(bytes: Uint8Array, at: number, offset: number, length: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, HASH_BYTES)
    const w0 = view.getUint32(0)
    const slot = this.#slotOf(w0, view.getUint32(4), view.getUint32(8), view.getUint32(12), view.getUint32(16))
    let entry = this.#slots[slot] - 1
    if (entry < 0) {
      entry = this.#count++
      this.#slots[slot] = entry + 1
      for (let i = 0; i < WORDS; i++) this.#words[WORDS * entry + i] = view.getUint32(4 * i)
    }
    this.#offsets[entry] = offset
    this.#lengths[entry] = length
    if (this.#count === this.#capacity) this.#grow()
  }

  /** The number of an address's entry, for `offsetOf` and `lengthOf`; -1 where it isn't here. */
  find(hash: Hash): number {
    if (this.#count === 0) return -1
    const { high, low, suffix0, suffix1, suffix2 } = addressKey(hash)
    return this.#slots[this.#slotOf(high, low, suffix0, suffix1, suffix2)] - 1
  }

  /** In bytes from the journal's beginning. */
  offsetOf(entry: number): number {
    return this.#offsets[entry]
  }

  /** In bytes. */
  lengthOf(entry: number): number {
    return this.#lengths[entry]
  }

  /** All addresses, in order of arrival. */
  *hashes(): IterableIterator<Hash> {
    const bytes = new Uint8Array(HASH_BYTES)
    const view = new DataView(bytes.buffer)
    for (let entry = 0; entry < this.#count; entry++) {
      for (let i = 0; i < WORDS; i++) view.setUint32(4 * i, this.#words[WORDS * entry + i])
      yield encodeHash(bytes)
    }
  }

  /** The slot that holds the address, or the free one where it belongs. */
  #slotOf(w0: number, w1: number, w2: number, w3: number, w4: number): number {
    const slots = this.#slots
    const words = this.#words
    const mask = slots.length - 1
    for (let slot = w0 & mask; ; slot = (slot + 1) & mask) {
      const at = WORDS * (slots[slot] - 1)
      if (at < 0) return slot
      if (words[at] === w0 && words[at + 1] === w1 && words[at + 2] === w2 && words[at + 3] === w3 && words[at + 4] === w4) return slot
    }
  }

  #grow(): void {
    this.#capacity *= 2
    this.#words = grown(this.#words, new Uint32Array(WORDS * this.#capacity))
    this.#offsets = grown(this.#offsets, new Float64Array(this.#capacity))
    this.#lengths = grown(this.#lengths, new Uint32Array(this.#capacity))
    this.#slots = new Int32Array(2 * this.#capacity)
    const words = this.#words
    for (let entry = 0; entry < this.#count; entry++) {
      const at = WORDS * entry
      this.#slots[this.#slotOf(words[at], words[at + 1], words[at + 2], words[at + 3], words[at + 4])] = entry + 1
    }
  }
}

function grown<T extends Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from)
  return to
}
