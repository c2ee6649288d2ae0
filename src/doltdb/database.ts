import { OxbowError } from '../error.ts'
import { editAddressMap, emptyAddressMap, readAddressMapTree } from '../prolly/address-map-tree.ts'
import { parseNode } from '../prolly/node.ts'
import { NodeStore } from '../prolly/node-store.ts'
import { buildStoreRoot, readStoreRoot } from '../serial/store-root.ts'
import type { ChunkSink, ChunkStore, WritableChunkStore } from '../store/chunk-store.ts'
import { EMPTY_HASH, type Hash } from '../store/hash.ts'
import { readChunk, run, type Fetching } from '../store/missing.ts'
import type { Platform } from '../store/platform.ts'

/** A change of one ref. */
export interface RefEdit {
  readonly ref: string
  /** The new target; null removes the ref. */
  readonly to: Hash | null
  /** What the ref must point at for the change to happen, null for nothing; left out: whatever it does. */
  readonly expect?: Hash | null
}

/** What became of an edit. */
export interface RefChange {
  readonly ref: string
  readonly before: Hash | null
  readonly after: Hash | null
}

/** Most refs maps that are kept decoded; a session reads one, maybe two. */
const REF_MAPS = 8

/** Most small objects (commits, schemas, root values) that are kept decoded, of each kind. */
const CACHED_OBJECTS = 4096

/**
 * A Dolt database: a chunk store, read as refs, commits, root values and tables. What is addressed by content is kept
 * decoded; only refs can change. Methods that read are generators (see src/store/missing.ts).
 */
export class DoltDatabase {
  readonly store: ChunkStore
  readonly nodes: NodeStore
  readonly platform: Platform
  readonly #writable: WritableChunkStore | undefined
  readonly #refMaps = new Map<Hash, ReadonlyMap<string, Hash>>()
  readonly #objects = new Map<string, Map<Hash, unknown>>()

  /** @param store writable stores make a database that can be changed. */
  constructor(store: ChunkStore | WritableChunkStore, platform: Platform, options: { nodes?: NodeStore } = {}) {
    this.store = store
    this.platform = platform
    this.nodes = options.nodes ?? new NodeStore(store)
    this.#writable = 'put' in store ? store : undefined
  }

  get readOnly(): boolean {
    return this.#writable === undefined
  }

  /** Where new chunks go. @throws OxbowError 1290 for a database that is only read. */
  get sink(): ChunkSink {
    if (this.#writable === undefined) throw readOnlyDatabase()
    return this.#writable
  }

  /** Drives a computation over this database's chunks. */
  run<T>(work: Fetching<T>): Promise<T> {
    return run(this.store, work)
  }

  /** The present store root; refs read under it stay as they were. */
  root(): Hash {
    return this.store.root()
  }

  /** All refs as of a store root, by full name, in the names' byte order. */
  *refs(root: Hash = this.store.root()): Fetching<ReadonlyMap<string, Hash>> {
    let refs = this.#refMaps.get(root)
    if (refs !== undefined) return refs
    if (root === EMPTY_HASH) refs = new Map<string, Hash>()
    else {
      const { addressMap } = readStoreRoot(yield* readChunk(this.store, root))
      refs = yield* readAddressMapTree(this.nodes, parseNode(addressMap))
    }
    if (this.#refMaps.size >= REF_MAPS) this.#refMaps.delete(this.#refMaps.keys().next().value!)
    this.#refMaps.set(root, refs)
    return refs
  }

  /**
   * Changes refs, all of them at once or none, and makes everything that was put before durable. When others move the
   * root meanwhile, their changes are kept and these are tried again on top.
   * @returns the changes that took place, those without effect left out.
   * @throws OxbowError `REF_MOVED` when a ref isn't where an edit expects it, 1290 for a database that is only read.
   */
  async updateRefs(edits: readonly RefEdit[]): Promise<RefChange[]> {
    const store = this.#writable
    if (store === undefined) throw readOnlyDatabase()
    for (;;) {
      const last = store.root()
      const { next, changes } = await run(store, this.#editedRoot(last, edits))
      if (next === last || (await store.commitRoot(next, last))) return changes
      if (store.root() === last) throw new OxbowError('ROOT_NOT_MOVED', 'the database can\'t be written to: its root did not move')
    }
  }

  *#editedRoot(root: Hash, edits: readonly RefEdit[]): Fetching<{ next: Hash; changes: RefChange[] }> {
    const refs = yield* this.refs(root)
    const changes: RefChange[] = []
    for (const { ref, to, expect } of edits) {
      const before = refs.get(ref) ?? null
      if (expect !== undefined && before !== expect) {
        throw new OxbowError('REF_MOVED', `${ref} is at ${before ?? 'nothing'}, not at ${expect ?? 'nothing'}: somebody else changed it`)
      }
      if (before !== to) changes.push({ ref, before, after: to })
    }
    if (changes.length === 0) return { next: root, changes }
    const { sink } = this
    const map = root === EMPTY_HASH
      ? emptyAddressMap(sink)
      : parseNode(readStoreRoot(yield* readChunk(this.store, root)).addressMap)
    const edited = yield* editAddressMap(this.nodes, sink, map, changes.map(({ ref, after }) => [ref, after] as const))
    return { next: sink.put(buildStoreRoot({ addressMap: edited.bytes })), changes }
  }

  /**
   * The decoded form of a chunk, kept from one reader to the next.
   * @param kind which decoder it is: a name, one a decoder.
   */
  *object<T>(kind: string, hash: Hash, decode: (chunk: Uint8Array, hash: Hash) => T): Fetching<T> {
    let known = this.#objects.get(kind)
    if (known === undefined) this.#objects.set(kind, (known = new Map()))
    const found = known.get(hash)
    if (found !== undefined) return found as T
    const made = decode(yield* readChunk(this.store, hash), hash)
    if (known.size >= CACHED_OBJECTS) known.delete(known.keys().next().value!)
    known.set(hash, made)
    return made
  }
}

/** MySQL's error for a write where only reading is allowed. */
export function readOnlyDatabase(): OxbowError {
  return new OxbowError('READ_ONLY', 'database server is set to read only mode', { errno: 1290 })
}
