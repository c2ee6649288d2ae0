import { OxbowError } from '../error.ts'
import { type Items, ItemRuns } from '../serial/item-runs.ts'
import type { ChunkSink } from '../store/chunk-store.ts'
import { decodeHash, HASH_BYTES, type Hash } from '../store/hash.ts'
import type { Node } from './node.ts'
import { Splitter } from './splitter.ts'

/** Most bytes of keys and values in one node: its offsets are 16 bits. */
export const MAX_NODE_DATA = 65535

/** Turns the pairs of one node into a chunk; one for each kind of tree (src/prolly/node-writers.ts). */
export interface NodeWriter {
  /**
   * @param values of a leaf; in an inner node the children's addresses
   * @param counts pairs below each child; of no meaning in a leaf
   */
  write(level: number, keys: Items, values: Items, counts: readonly number[]): Uint8Array
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
  private readonly keys = new ItemRuns()
  private readonly values = new ItemRuns()
  /** Pairs below each child; in a leaf nothing. */
  private readonly counts: number[] = []
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
    this.makeRoom(key.length + value.length, this.keys.length)
    this.keys.push(key)
    this.values.push(value)
    if (this.level > 0) this.counts.push(count)
    const crossed = this.splitter.append(key, 0, key.length, value.length)
    if (crossed && (this.level === 0 || this.keys.length > 1)) this.cut()
  }

  /**
   * Takes pairs from ≤ i < to of a node of this level as they stand there; those before `sure` end no chunk, as the node shows.
   * @throws OxbowError as `append` does.
   */
  appendRun(node: Node, from: number, to: number, sure: number): void {
    const { splitter, level } = this
    let begin = from
    let keyEnd = node.keyStart(from)
    let valueEnd = node.valueStart(from)
    for (let i = from; i < to; i++) {
      const keyStart = keyEnd
      keyEnd = node.keyEnd(i)
      const valueStart = valueEnd
      valueEnd = node.valueEnd(i)
      const valueSize = valueEnd - valueStart
      const size = keyEnd - keyStart + valueSize
      if (i < sure) {
        this.size += size
        splitter.pass(size)
        continue
      }
      if (this.size + size > MAX_NODE_DATA) {
        this.take(node, begin, i)
        begin = i
      }
      this.makeRoom(size, this.keys.length + i - begin)
      if (!splitter.append(node.bytes, keyStart, keyEnd, valueSize) || (level > 0 && this.keys.length + i - begin === 0)) continue
      this.take(node, begin, i + 1)
      begin = i + 1
      this.cut()
    }
    this.take(node, begin, to)
  }

  /** Cuts where a pair of `size` bytes doesn't fit in any more; `pairs` are in the chunk by now. */
  private makeRoom(size: number, pairs: number): void {
    if (this.size + size > MAX_NODE_DATA) {
      // An inner node needs two children, or the tree would never end.
      if (pairs === 0 || (this.level > 0 && pairs === 1)) {
        throw new OxbowError('ROW_TOO_LARGE', `Row size too large: key and value take ${size} bytes`, { errno: 1118, sqlState: '42000' })
      }
      this.cut()
    }
    this.size += size
  }

  /** Takes pairs of a node into the chunk, whose size has them already. */
  private take(node: Node, from: number, to: number): void {
    if (from === to) return
    pushItems(this.keys, node.bytes, node.keyStart(from), node.keyEnd(to - 1), to - from, node.keyOffsets < 0 ? -1 : node.keyOffsets + 2 * (from + 1), node.keySize)
    pushItems(this.values, node.bytes, node.valueStart(from), node.valueEnd(to - 1), to - from, node.valueOffsets < 0 ? -1 : node.valueOffsets + 2 * (from + 1), node.valueSize)
    if (this.level > 0) for (let i = from; i < to; i++) this.counts.push(node.subtreeCount(i))
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
    this.chunks.push({ key: keys.last(), address: decodeHash(hash, new Uint8Array(HASH_BYTES)), count: below })
    this.last = { chunk, hash, pairs: keys.length }
    keys.clear()
    values.clear()
    counts.length = 0
    this.size = 0
    this.splitter.reset()
  }
}

/** @param offsets where the offsets of the items' ends stand; negative where each has `size` bytes */
function pushItems(items: ItemRuns, bytes: Uint8Array, start: number, end: number, count: number, offsets: number, size: number): void {
  const part = bytes.subarray(start, end)
  if (offsets < 0) items.pushEqual(part, count, size)
  else items.pushRun(part, count, bytes, offsets)
}
