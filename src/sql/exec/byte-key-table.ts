/**
 * A hash table from byte strings to dense ids 0, 1, 2, …: the one mechanism behind GROUP BY, DISTINCT, hash joins, set
 * operations and IN sets. Keys live one behind the other in an arena; nothing is allocated per look-up.
 */
export class ByteKeyTable {
  /** Number of distinct keys. */
  size = 0
  #slots = new Int32Array(64).fill(-1)
  #mask = 63
  #hashes = new Int32Array(32)
  #starts = new Int32Array(33)
  #arena = new Uint8Array(512)

  /** Bytes that the table holds, for memory budgets. */
  get byteLength(): number {
    return this.#slots.byteLength + this.#hashes.byteLength + this.#starts.byteLength + this.#arena.byteLength
  }

  /** The id of the key in `length` bytes of `key` from `from`, added if it is new (then `size` has grown). */
  findOrAdd(key: Uint8Array, length: number, from = 0): number {
    const hash = hashBytes(key, length, from)
    let slot = hash & this.#mask
    for (let id = this.#slots[slot]; id !== -1; id = this.#slots[slot]) {
      if (this.#hashes[id] === hash && this.#equals(id, key, length, from)) return id
      slot = (slot + 1) & this.#mask
    }
    return this.#add(key, length, from, hash, slot)
  }

  /** The id of a key, or -1. */
  find(key: Uint8Array, length: number, from = 0): number {
    const hash = hashBytes(key, length, from)
    let slot = hash & this.#mask
    for (let id = this.#slots[slot]; id !== -1; id = this.#slots[slot]) {
      if (this.#hashes[id] === hash && this.#equals(id, key, length, from)) return id
      slot = (slot + 1) & this.#mask
    }
    return -1
  }

  #equals(id: number, key: Uint8Array, length: number, from: number): boolean {
    const start = this.#starts[id]
    if (this.#starts[id + 1] - start !== length) return false
    const arena = this.#arena
    for (let i = 0; i < length; i++) if (arena[start + i] !== key[from + i]) return false
    return true
  }

  #add(key: Uint8Array, length: number, from: number, hash: number, slot: number): number {
    const id = this.size++
    if (id === this.#hashes.length) this.#growEntries()
    const start = this.#starts[id]
    if (start + length > this.#arena.length) this.#growArena(start + length)
    for (let i = 0; i < length; i++) this.#arena[start + i] = key[from + i]
    this.#starts[id + 1] = start + length
    this.#hashes[id] = hash
    this.#slots[slot] = id
    if (this.size * 2 > this.#slots.length) this.#rehash()
    return id
  }

  #growEntries(): void {
    const hashes = new Int32Array(this.#hashes.length * 2)
    hashes.set(this.#hashes)
    this.#hashes = hashes
    const starts = new Int32Array(hashes.length + 1)
    starts.set(this.#starts)
    this.#starts = starts
  }

  #growArena(atLeast: number): void {
    const arena = new Uint8Array(Math.max(atLeast, this.#arena.length * 2))
    arena.set(this.#arena)
    this.#arena = arena
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1)
    const mask = slots.length - 1
    for (let id = 0; id < this.size; id++) {
      let slot = this.#hashes[id] & mask
      while (slots[slot] !== -1) slot = (slot + 1) & mask
      slots[slot] = id
    }
    this.#slots = slots
    this.#mask = mask
  }
}

/** A hash of `length` bytes of `key` from `from`: four bytes a step, multiplied and mixed (the table masks low bits). */
export function hashBytes(key: Uint8Array, length: number, from = 0): number {
  let h = 0x811c9dc5 ^ length
  const end = from + length
  let i = from
  for (; i + 4 <= end; i += 4) {
    h = Math.imul(h ^ (key[i] | (key[i + 1] << 8) | (key[i + 2] << 16) | (key[i + 3] << 24)), 0x9e3779b1)
    h ^= h >>> 15
  }
  for (; i < end; i++) h = Math.imul(h ^ key[i], 0x01000193)
  h ^= h >>> 15
  h = Math.imul(h, 0x2c1b3c6d)
  return (h ^ (h >>> 13)) | 0
}
