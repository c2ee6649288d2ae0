import { OxbowError } from '../error.ts'
import type { ChunkSource } from '../store/chunk-store.ts'
import type { Hash } from '../store/hash.ts'
import type { BudgetUser } from '../store/memory-budget.ts'
import { Missing, type Fetching } from '../store/missing.ts'
import { parseNode, type Node } from './node.ts'

/** Memory that a parsed node takes beside its chunk, in bytes, roughly. */
const NODE_OVERHEAD = 256

/** How much of the budget is left in use when nodes have to go. */
const ROOM_SHARE = 15 / 16

/** Of a node in memory, in bytes, with what readers keep with it. */
function sizeOf(node: Node): number {
  return node.bytes.length * 1.25 + NODE_OVERHEAD
}

/** Attempts to bring a chunk to hand before it counts as lost. */
const TRIES = 3

/**
 * Parsed nodes over a source of chunks. Nodes stay in memory up to a budget; when it is used up, those go first that
 * came first and weren't read since the last look (the clock algorithm: a read only sets a flag).
 */
export class NodeStore implements BudgetUser {
  readonly source: ChunkSource
  private budget: number
  private readonly nodes = new Map<Hash, Node>()
  private bytes = 0

  /** @param options.budgetBytes bytes of chunks to keep parsed; 64 MiB by default, or a part of the source's budget where it has one. */
  constructor(source: ChunkSource, options: { budgetBytes?: number } = {}) {
    this.source = source
    this.budget = options.budgetBytes ?? 64 * 1024 * 1024
    if (options.budgetBytes === undefined) source.budget?.join(this)
  }

  /**
   * The node, when its chunk is at hand.
   * @throws OxbowError `MESSAGE_CORRUPT`, `NODE_CORRUPT` when the chunk is no tree node.
   */
  get(hash: Hash): Node | undefined {
    const cached = this.nodes.get(hash)
    if (cached !== undefined) {
      cached.recent = true
      return cached
    }
    const chunk = this.source.get(hash)
    if (chunk === undefined) return undefined
    const node = parseNode(chunk, hash)
    this.add(hash, node)
    return node
  }

  /** The node, waiting for its chunk if need be. @throws OxbowError `CHUNK_NOT_FOUND`. */
  *read(hash: Hash): Fetching<Node> {
    for (let tries = 0; ; tries++) {
      const node = this.get(hash)
      if (node !== undefined) return node
      if (tries === TRIES) throw lost(hash)
      yield new Missing([hash])
    }
  }

  /** The nodes in the order of `hashes`; all that are absent are asked for together. @throws OxbowError `CHUNK_NOT_FOUND`. */
  *readAll(hashes: readonly Hash[]): Fetching<Node[]> {
    const found = new Array<Node>(hashes.length)
    let absent: number[] = []
    for (let i = 0; i < hashes.length; i++) {
      const node = this.get(hashes[i])
      if (node === undefined) absent.push(i)
      else found[i] = node
    }
    for (let tries = 0; absent.length > 0; tries++) {
      if (tries === TRIES) throw lost(hashes[absent[0]])
      yield new Missing([...new Set(absent.map((i) => hashes[i]))])
      const still: number[] = []
      for (const i of absent) {
        const node = this.get(hashes[i])
        if (node === undefined) still.push(i)
        else found[i] = node
      }
      absent = still
    }
    return found
  }

  /** Changes the bound, in bytes. */
  resize(bytes: number): void {
    this.budget = bytes
    this.trim()
  }

  private add(hash: Hash, node: Node): void {
    this.nodes.set(hash, node)
    this.bytes += sizeOf(node)
    this.trim()
  }

  /** Makes room, for more than one node at once: to look for the oldest again and again is what costs. */
  private trim(): void {
    if (this.bytes <= this.budget) return
    const wanted = this.budget * ROOM_SHARE
    for (const [oldHash, old] of this.nodes) {
      if (this.bytes <= wanted || this.nodes.size === 1) return
      this.nodes.delete(oldHash)
      if (old.recent) {
        // Read since: it goes to the end of the line once more.
        old.recent = false
        this.nodes.set(oldHash, old)
      } else {
        this.bytes -= sizeOf(old)
      }
    }
  }
}

function lost(hash: Hash): OxbowError {
  return new OxbowError('CHUNK_NOT_FOUND', `chunk ${hash} is not in this database or its remote`)
}
