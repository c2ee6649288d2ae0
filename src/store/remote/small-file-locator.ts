import { addressKey } from '../address-key.ts'
import type { Hash } from '../hash.ts'
import { NAME_LETTERS, type SmallFile, prefixOf } from './starter.ts'

/** More files than there can be, so that a prefix and a file's number make one number. */
const FILES = 2 ** 24

/**
 * Tells which of many small files is likely to hold a chunk, from lists of the first 24 bits of addresses; 8 bytes of
 * memory a chunk. It may name a file in vain, but is silent about a file only where that hasn't the chunk.
 */
export class SmallFileLocator {
  readonly #names: readonly string[]
  readonly #known: ReadonlySet<string>
  /** Prefix and file's number, sorted. */
  readonly #entries: Float64Array

  constructor(files: readonly SmallFile[]) {
    this.#names = files.map((file) => file.name)
    this.#known = new Set(this.#names)
    this.#entries = Float64Array.from(files.flatMap(({ prefixes }, i) => prefixes.map((prefix) => prefix * FILES + i))).sort()
  }

  /** Bytes of memory, roughly. */
  get bytes(): number {
    return 8 * this.#entries.length + 100 * this.#names.length
  }

  /** Whether the chunks of a file are known. */
  covers(name: Hash): boolean {
    return this.#known.has(name.slice(0, NAME_LETTERS))
  }

  /** Names the files that are likely to hold any of the chunks, by their first letters. */
  filesOf(addresses: Iterable<Hash>): Set<string> {
    const names = new Set<string>()
    const entries = this.#entries
    for (const address of addresses) {
      const least = prefixOf(addressKey(address).high) * FILES
      let from = 0
      for (let to = entries.length; from < to;) {
        const middle = (from + to) >>> 1
        if (entries[middle] < least) from = middle + 1
        else to = middle
      }
      for (; from < entries.length && entries[from] < least + FILES; from++) names.add(this.#names[entries[from] - least])
    }
    return names
  }
}
