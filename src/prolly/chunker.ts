import { OxbowError } from '../error.ts'
import type { ChunkSink } from '../store/chunk-store.ts'
import { decodeHash, HASH_BYTES, type Hash } from '../store/hash.ts'
import { Splitter } from './splitter.ts'

/** Most bytes of keys and values in one node: its offsets are 16 bits. */
export const MAX_NODE_DATA = 65535

/** Turns the pairs of one node into a chunk; one for each kind of tree (src/prolly/node-writers.ts). */
export interface NodeWriter {
  /**
   * @param values of a leaf; in an inner node the children's addresses
   * @param counts pairs below each child; of no meaning in a leaf
   */
  write(level: number, keys: readonly Uint8Array[], values: readonly Uint8Array[], counts: readonly number[]): Uint8Array
}

/** A pair of an inner node: a chunk that was written (or stands) one level below. */
export interface ChildEntry {
  /** The child's last key. */
  readonly key: Uint8Array
  readonly address: Uint8Array
  /** Pairs below the child. */
  readonly count: number
}

/** Cuts the pairs of one level into chunks and writes them. Source: Dolt go/store/prolly/tree/chunker.go. */
export class Chunker {
  /** The chunks written so far, as the pairs of the next level. */
  readonly chunks: ChildEntry[] = []
  /** The chunk written last, its address and how many pairs it has. */
  last: { readonly chunk: Uint8Array; readonly hash: Hash; readonly pairs: number } | undefined
  private readonly sink: ChunkSink
  private readonly writer: NodeWriter
  private readonly level: number
  private readonly splitter: Splitter
  private keys: Uint8Array[] = []
  private values: Uint8Array[] = []
  private counts: number[] = []
  private size = 0

  constructor(sink: ChunkSink, writer: NodeWriter, level: number) {
    this.sink = sink
    this.writer = writer
    this.level = level
    this.splitter = new Splitter(level)
  }

  /** True between two chunks. */
  get empty(): boolean {
    return this.keys.length === 0
  }

  /**
   * Takes the next pair. The bytes are kept until the chunk is written, so they mustn't change.
   * @throws OxbowError `ROW_TOO_LARGE` (1118) when a node can't hold it.
   */
  append(key: Uint8Array, value: Uint8Array, count: number): void {
    const size = key.length + value.length
    if (this.size + size > MAX_NODE_DATA) {
      // An inner node needs two children, or the tree would never end.
      if (this.keys.length === 0 || (this.level > 0 && this.keys.length === 1)) {
        throw new OxbowError('ROW_TOO_LARGE', `Row size too large: key and value take ${size} bytes`, { errno: 1118, sqlState: '42000' })
      }
      this.cut()
    }
    this.keys.push(key)
    this.values.push(value)
    this.counts.push(count)
    this.size += size
    const crossed = this.splitter.append(key, 0, key.length, value.length)
    if (crossed && (this.level === 0 || this.keys.length > 1)) this.cut()
  }

  /** Writes what is left as the last chunk. */
  finish(): void {
    if (this.keys.length > 0) this.cut()
  }

  private cut(): void {
    const { keys, values, counts } = this
    const chunk = this.writer.write(this.level, keys, values, counts)
    const hash = this.sink.put(chunk)
    let below = keys.length
    if (this.level > 0) {
      below = 0
      for (let i = 0; i < counts.length; i++) below += counts[i]
    }
    this.chunks.push({ key: keys[keys.length - 1], address: decodeHash(hash, new Uint8Array(HASH_BYTES)), count: below })
    this.last = { chunk, hash, pairs: keys.length }
    this.keys = []
    this.values = []
    this.counts = []
    this.size = 0
    this.splitter.reset()
  }
}
