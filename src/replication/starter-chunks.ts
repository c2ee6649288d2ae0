import type { DoltDatabase } from '../doltdb/database.ts'
import { branchRef } from '../doltdb/refs.ts'
import { identifierOf } from '../serial/file-identifier.ts'
import { readCommit } from '../serial/commit.ts'
import { references } from '../serial/references.ts'
import { readTag } from '../serial/tag.ts'
import type { Hash } from '../store/hash.ts'
import { starterRecord } from '../store/remote/starter.ts'

/** Most branches and tags whose tops go into a starter. */
const MOST_HEADS = 32
/** The part of the room that is left for trees, however many heads there are. */
const SHARE_OF_TREES = 0.5

/**
 * What a replica that has nothing reads first, as far as there is room: the store root with its refs, the default branch's
 * commit, root value, tables and schemas, the same of other heads, and then the default branch's trees from their tops
 * down, a node of each table in turn.
 * @param get a chunk that is at hand; others are left out.
 * @param room bytes that the records may take.
 * @returns records as `starterRecord` makes them.
 */
export function starterChunks(
  get: (hash: Hash) => Uint8Array | undefined, storeRoot: Hash, refs: ReadonlyMap<string, Hash>, room: number,
): Map<Hash, Uint8Array> {
  const collector = new Collector(get, room)
  collector.takeRefs(storeRoot)
  const [first, ...others] = headsOf(refs)
  const trees = first === undefined ? [] : collector.takeHead(first)
  const left = collector.room
  for (const head of others) if (collector.room > left * SHARE_OF_TREES) collector.takeHead(head)
  collector.takeTrees(trees)
  return collector.records
}

/** Targets of branches and tags, the default branch's first. */
function headsOf(refs: ReadonlyMap<string, Hash>): Hash[] {
  const names = [...refs.keys()].filter((ref) => ref.startsWith('refs/heads/') || ref.startsWith('refs/tags/'))
  const first = ['main', 'master'].map(branchRef).find((ref) => refs.has(ref))
  const ordered = first === undefined ? names : [first, ...names.filter((name) => name !== first)]
  return ordered.slice(0, MOST_HEADS).map((name) => refs.get(name)!)
}

class Collector {
  readonly records = new Map<Hash, Uint8Array>()
  room: number
  readonly #get: (hash: Hash) => Uint8Array | undefined

  constructor(get: (hash: Hash) => Uint8Array | undefined, room: number) {
    this.#get = get
    this.room = room
  }

  /** Takes a chunk, if there is room for it. @returns it, also where it was taken before. */
  #take(hash: Hash, chunk = this.#get(hash)): Uint8Array | undefined {
    if (chunk === undefined || this.records.has(hash)) return chunk
    const { bytes, record } = starterRecord(chunk)
    if (bytes > this.room) return undefined
    this.records.set(hash, record)
    this.room -= bytes
    return chunk
  }

  takeRefs(storeRoot: Hash): void {
    const chunk = this.#take(storeRoot)
    if (chunk === undefined) return
    this.#takeMap(references(chunk))
  }

  /** Takes the nodes of a map of addresses. @returns what its leaves lead to. */
  #takeMap(below: readonly Hash[]): Hash[] {
    return below.flatMap((hash) => {
      const chunk = this.#get(hash)
      if (chunk === undefined || identifierOf(chunk) !== 'ADRM') return [hash]
      return this.#take(hash, chunk) === undefined ? [] : this.#takeMap(references(chunk))
    })
  }

  /** Takes a commit or tag with its root value and tables. @returns the nodes below the tables, by table. */
  takeHead(hash: Hash): Hash[][] {
    let chunk = this.#take(hash)
    if (chunk !== undefined && identifierOf(chunk) === 'DTAG') chunk = this.#take(readTag(chunk).commit)
    if (chunk === undefined || identifierOf(chunk) !== 'DCMT') return []
    const root = this.#take(readCommit(chunk).root)
    if (root === undefined) return []
    const trees: Hash[][] = []
    for (const address of this.#takeMap(references(root))) {
      const table = this.#take(address)
      if (table === undefined || identifierOf(table) !== 'DTBL') continue
      trees.push(this.#takeMap(references(table)).filter((below) => this.#takeSchema(below) !== true))
    }
    return trees
  }

  #takeSchema(hash: Hash): boolean {
    const chunk = this.#get(hash)
    return chunk !== undefined && identifierOf(chunk) === 'DSCH' && this.#take(hash, chunk) !== undefined
  }

  /** Takes nodes level by level, of each table in turn, until the room is used up. */
  takeTrees(trees: readonly (readonly Hash[])[]): void {
    let level = trees.map((nodes) => [...nodes])
    while (level.some((nodes) => nodes.length > 0)) {
      const next: Hash[][] = level.map(() => [])
      const most = Math.max(...level.map((nodes) => nodes.length))
      for (let i = 0; i < most; i++) {
        for (const [table, nodes] of level.entries()) {
          if (i >= nodes.length) continue
          const chunk = this.#get(nodes[i])
          if (chunk === undefined) continue
          if (this.#take(nodes[i], chunk) === undefined) return
          next[table].push(...references(chunk))
        }
      }
      level = next
    }
  }
}

/** A chunk of a database that everything is at hand of, or of its remote where it is at hand there. */
export function atHand(local: DoltDatabase, remote: DoltDatabase): (hash: Hash) => Uint8Array | undefined {
  return (hash) => (local.store.has(hash) ? local.store.get(hash) : remote.store.get(hash))
}
