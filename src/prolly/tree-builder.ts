import type { ChunkSink } from '../store/chunk-store.ts'
import { Chunker, type NodeWriter } from './chunker.ts'
import { parseNode, type Node } from './node.ts'

/** A pair of a leaf. */
export interface Pair {
  readonly key: Uint8Array
  readonly value: Uint8Array
}

/**
 * Builds a tree from all of its pairs, which must come in the tree's order without duplicates.
 * @returns the root, which was put like every other node.
 */
export function buildTree(sink: ChunkSink, writer: NodeWriter, pairs: Iterable<Pair>): Node {
  const leaves = new Chunker(sink, writer, 0)
  for (const pair of pairs) leaves.append(pair.key, pair.value, 1)
  leaves.finish()
  return buildUpwards(sink, writer, leaves, 0)
}

/** The tree without pairs. */
export function emptyTree(sink: ChunkSink, writer: NodeWriter): Node {
  const chunk = writer.write(0, [], [], [])
  return parseNode(chunk, sink.put(chunk))
}

/** Builds the levels above one whose chunks are all written, up to the root. */
export function buildUpwards(sink: ChunkSink, writer: NodeWriter, chunker: Chunker, level: number): Node {
  while (chunker.chunks.length > 1) {
    const above = new Chunker(sink, writer, ++level)
    for (const child of chunker.chunks) above.append(child.key, child.address, child.count)
    above.finish()
    chunker = above
  }
  return chunker.last === undefined ? emptyTree(sink, writer) : parseNode(chunker.last.chunk, chunker.last.hash)
}
