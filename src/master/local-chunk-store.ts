import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { OxbowError } from '../error.ts'
import type { WritableChunkStore } from '../store/chunk-store.ts'
import { EMPTY_HASH, type Hash, hashOf } from '../store/hash.ts'
import { MANIFEST_FORMAT, MANIFEST_VERSION, type TableSpec, manifestLock } from '../store/manifest.ts'
import type { Platform } from '../store/platform.ts'
import { type BuiltFile, buildTableFile } from '../store/table-file.ts'
import { ProcessLock } from './process-lock.ts'
import { type OpenTable, TableDirectory } from './table-directory.ts'

/** From how many files on they are merged. */
const MAX_TABLES = 64
/** How many bytes of files one merge takes, the smallest ones first: large files would be copied again and again. */
const MAX_MERGE_BYTES = 64 << 20
/** Fewer files than this aren't worth a merge. */
const MIN_MERGED_TABLES = 8
/** How many bytes of chunks wait in memory; more go to a file that the next commit's manifest names. */
const MAX_PENDING_BYTES = 64 << 20

/**
 * A Dolt database's chunks in a directory (`.dolt/noms`): table files and archives, the manifest that names them, and
 * `oldgen/`, where dolt puts what it has compacted. Everything is at hand, so reading never waits.
 *
 * A commit survives `kill -9` and power loss at any moment: chunks are durable before the manifest names them, and the
 * manifest is replaced as a whole. Processes that write to one directory take turns; each sees the others' changes.
 */
export class LocalChunkStore implements WritableChunkStore {
  readonly path: string
  readonly #platform: Platform
  readonly #young: TableDirectory
  readonly #old: TableDirectory
  readonly #lock: ProcessLock
  /** Chunks that no file holds yet. */
  readonly #pending = new Map<Hash, Uint8Array>()
  #pendingBytes = 0
  /** Files that were written since the last commit, because too much was pending. */
  #spilled: OpenTable[] = []

  private constructor(path: string, platform: Platform) {
    this.path = path
    this.#platform = platform
    this.#young = new TableDirectory(path, platform)
    this.#old = new TableDirectory(join(path, 'oldgen'), platform)
    this.#lock = new ProcessLock(join(path, 'oxbow.lock'))
  }

  /**
   * Opens a directory; `create` makes it where it doesn't exist.
   * @throws OxbowError `DATABASE_MISSING`, `JOURNAL_UNSUPPORTED`, `MANIFEST_CORRUPT`, `TABLE_FILE_MISSING` …
   */
  static open(path: string, platform: Platform, options: { create?: boolean } = {}): LocalChunkStore {
    if (options.create) mkdirSync(path, { recursive: true })
    else if (!existsSync(path)) throw new OxbowError('DATABASE_MISSING', `there is no Dolt database in ${path}`)
    const store = new LocalChunkStore(path, platform)
    store.refresh()
    return store
  }

  get(address: Hash): Uint8Array | undefined {
    const pending = this.#pending.get(address)
    if (pending !== undefined) return pending
    for (const { source } of this.#spilled) {
      const chunk = source.get(address)
      if (chunk !== undefined) return chunk
    }
    return this.#young.get(address) ?? this.#old.get(address)
  }

  has(address: Hash): boolean {
    return this.#pending.has(address) || this.#stored(address)
  }

  put(chunk: Uint8Array): Hash {
    const address = hashOf(this.#platform, chunk)
    if (this.#pending.has(address)) return address
    // Not what is stored already: edits that come back to an old state write nothing.
    if (this.#stored(address)) return address
    this.#pending.set(address, chunk)
    this.#pendingBytes += chunk.length
    if (this.#pendingBytes > MAX_PENDING_BYTES) this.#lock.hold(() => this.#spill())
    return address
  }

  async fetch(addresses: readonly Hash[]): Promise<void> {
    for (const address of addresses) {
      if (!this.has(address)) throw new OxbowError('CHUNK_NOT_FOUND', `chunk ${address} is not in ${this.path}; restore the database from its remote`)
    }
  }

  root(): Hash {
    return this.#young.manifest?.root ?? EMPTY_HASH
  }

  /** Takes up what other processes have committed. Costs two calls of the system when nothing changed. */
  refresh(): void {
    const changed = this.#young.refresh()
    // Dolt moves chunks to the old generation before it drops them from the young one.
    if (changed || this.#old.manifest === undefined) this.#old.refresh()
  }

  commitRoot(next: Hash, last: Hash): boolean {
    return this.#lock.hold(() => {
      this.refresh()
      if (this.root() !== last) return false
      if (this.#pending.size > 0) this.#spill()
      const specs = [...(this.#young.manifest?.specs ?? []), ...this.#spilled.map((table) => table.spec)]
      this.#writeManifest(next, specs)
      this.#spilled = []
      if (this.#young.tables.length > MAX_TABLES) this.#conjoin()
      return true
    })
  }

  /** Forgets what was put and not committed. */
  discard(): void {
    this.#pending.clear()
    this.#pendingBytes = 0
  }

  /** Ends its use. What was put and not committed is gone. */
  close(): void {
    this.#young.close()
    this.#old.close()
    this.#lock.close()
  }

  #stored(address: Hash): boolean {
    return this.#spilled.some(({ source }) => source.has(address)) || this.#young.has(address) || this.#old.has(address)
  }

  #spill(): void {
    const file = buildTableFile(this.#platform, this.#pending)
    this.#young.writeTable(file)
    const table = this.#young.openUnnamed(specOf(file))
    // The name says which chunks are inside; that file may be here already.
    if (!this.#spilled.includes(table) && !this.#young.tables.includes(table)) this.#spilled.push(table)
    this.discard()
  }

  #writeManifest(root: Hash, specs: readonly TableSpec[]): void {
    const lock = manifestLock(this.#platform, { root, specs }, this.#platform.randomBytes(20))
    this.#young.writeManifest({
      version: MANIFEST_VERSION, format: MANIFEST_FORMAT, lock, root, gcGeneration: this.#young.manifest?.gcGeneration ?? EMPTY_HASH, specs,
    })
  }

  /** Merges the small files into one. No chunk is dropped; the old files go when the manifest no longer names them. */
  #conjoin(): void {
    const small: OpenTable[] = []
    let bytes = 0
    for (const table of this.#young.tables.toSorted((a, b) => a.size - b.size)) {
      bytes += table.size
      if (bytes > MAX_MERGE_BYTES) break
      small.push(table)
    }
    if (small.length < MIN_MERGED_TABLES) return
    const chunks = new Map<Hash, Uint8Array>()
    for (const { source } of small) {
      for (const hash of source.hashes()) {
        if (chunks.has(hash)) continue
        const chunk = source.get(hash)
        if (chunk !== undefined) chunks.set(hash, chunk)
      }
    }
    const file = buildTableFile(this.#platform, chunks)
    const names = small.map((table) => table.spec.name)
    if (names.includes(file.name)) return
    this.#young.writeTable(file)
    const kept = (this.#young.manifest?.specs ?? []).filter((spec) => !names.includes(spec.name))
    this.#writeManifest(this.root(), [specOf(file), ...kept])
    this.#young.removeUnnamed(names)
    this.#young.removeTemporaryFiles()
  }
}

function specOf(file: BuiltFile): TableSpec {
  return { name: file.name, count: file.count }
}
