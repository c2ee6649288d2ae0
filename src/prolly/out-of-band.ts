import type { Hash } from '../store/hash.ts'

/** A field whose bytes are in a tree of their own; `readBlob` (src/prolly/blob-tree.ts) brings them. */
export class OutOfBand {
  readonly hash: Hash
  /** Bytes of the value, or -1 where the encoding (21 to 26) doesn't say. */
  readonly length: number
  constructor(hash: Hash, length: number) {
    this.hash = hash
    this.length = length
  }
}
