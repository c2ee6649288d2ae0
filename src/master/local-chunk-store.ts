import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { OxbowError } from '../error.ts'
import type { WritableChunkStore } from '../store/chunk-store.ts'
import { EMPTY_HASH, type Hash, hashOf } from '../store/hash.ts'
import { MAX_JOURNAL_PAYLOAD_BYTES } from '../store/journal-record.ts'
import { JOURNAL_NAME, MANIFEST_FORMAT, MANIFEST_VERSION, type TableSpec, manifestLock } from '../store/manifest.ts'
import type { Platform } from '../store/platform.ts'
import { type BuiltFile, buildTableFile } from '../store/table-file.ts'
import { encodeTableRecord } from '../store/table-record.ts'
import { ChunkJournal, type RecordedRoot } from './chunk-journal.ts'
import { DatabaseLock } from './database-lock.ts'
import { syncDirectory } from './durable-file.ts'
import { RecentChunks } from './recent-chunks.ts'
import { type OpenTable, TableDirectory } from './table-directory.ts'

/** From how many files on they are merged. */
const MAX_TABLES = 64
/** How many bytes of files one merge takes, the smallest ones first: large files would be copied again and again. */
const MAX_MERGE_BYTES = 64 << 20
/** Fewer files than this aren't worth a merge. */
const MIN_MERGED_TABLES = 8
/** How many bytes of chunks wait in memory; more go to a table file that the next commit's manifest names. */
const MAX_PENDING_BYTES = 64 << 20
/** How many bytes of chunks that were committed last are kept as they are. */
const RECENT_BYTES = 16 << 20

/**
 * A Dolt database's chunks in a directory (`.dolt/noms`): the chunk journal, table files and archives, the manifest that
 * names them, and `oldgen/`, where garbage collection puts what commits hold. Everything is at hand, so reading never waits.
 *
 * A commit appends its chunks and the root to the journal and waits for one fsync; it survives `kill -9` and power loss at
 * any moment. The manifest is rewritten only when other files come or go, and at the end: where it differs, the journal's
 * root is right. One process writes, and holds Dolt's lock from opening to closing; others read, and see its commits.
 * Source: Dolt go/store/nbs/store.go, journal.go.
 */
export class LocalChunkStore implements WritableChunkStore {
  readonly path: string
  readonly #platform: Platform
  readonly #young: TableDirectory
  readonly #old: TableDirectory
  #journal: ChunkJournal | undefined
  #lock: DatabaseLock | undefined
  /** Chunks that no file holds yet. */
  readonly #pending = new Map<Hash, Uint8Array>()
  #pendingBytes = 0
  readonly #recent = new RecentChunks(RECENT_BYTES)
  /** Files that were written since the last commit, because too much was pending. */
  #spilled: OpenTable[] = []

  private constructor(path: string, platform: Platform) {
    this.path = path
    this.#platform = platform
    this.#young = new TableDirectory(path, platform)
    this.#old = new TableDirectory(join(path, 'oldgen'), platform)
  }

  /**
   * Opens a directory; `create` makes it where it doesn't exist. Where another process holds its lock, it can be read.
   * @throws OxbowError `DATABASE_MISSING`, `JOURNAL_DATA_LOSS`, `MANIFEST_CORRUPT`, `TABLE_FILE_MISSING` …
   */
  static open(path: string, platform: Platform, options: { create?: boolean } = {}): LocalChunkStore {
    if (options.create) mkdirSync(path, { recursive: true })
    else if (!existsSync(path)) throw new OxbowError('DATABASE_MISSING', `there is no Dolt database in ${path}`)
    const store = new LocalChunkStore(path, platform)
    store.#lock = DatabaseLock.take(path)
    try {
      store.#read()
    } catch (e) {
      store.#closeFiles()
      throw e
    }
    return store
  }

  /** True when another process holds the directory's lock: nothing can be written as long as it does. */
  get isLockedByOthers(): boolean {
    return this.#lock === undefined
  }

  /** The roots of the journal, oldest first. */
  get roots(): readonly RecordedRoot[] {
    return this.#journal?.roots ?? []
  }

  get(address: Hash): Uint8Array | undefined {
    const inMemory = this.#pending.get(address) ?? this.#recent.get(address)
    if (inMemory !== undefined) return inMemory
    for (const { source } of this.#spilled) {
      const chunk = source.get(address)
      if (chunk !== undefined) return chunk
    }
    return this.#journal?.get(address) ?? this.#young.get(address) ?? this.#old.get(address)
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
    if (this.#pendingBytes > MAX_PENDING_BYTES) this.#spill()
    return address
  }

  async fetch(addresses: readonly Hash[]): Promise<void> {
    for (const address of addresses) {
      if (!this.has(address)) throw new OxbowError('CHUNK_NOT_FOUND', `chunk ${address} is not in ${this.path}; restore the database from its remote`)
    }
  }

  root(): Hash {
    const { manifest } = this.#young
    return manifest === undefined ? EMPTY_HASH : this.#journal?.root ?? manifest.root
  }

  /** Takes up what others have committed. Costs nothing where nobody else can write, and else a few calls of the system. */
  refresh(): void {
    if (this.#lock === undefined || this.#lock.isShared) this.#read()
  }

  /** @throws OxbowError `DATABASE_LOCKED`, `JOURNAL_WRITE_FAILED`. */
  commitRoot(next: Hash, last: Hash): boolean {
    this.#requireLock()
    this.refresh()
    if (this.root() !== last) return false
    const journal = this.#journalToWrite()
    const records = this.#recordsOfPending()
    if (this.#spilled.length > 0) {
      this.#writeManifest(this.root(), [...this.#specs(), ...this.#spilled.map((table) => table.spec)])
      this.#spilled = []
    }
    journal.append(records, next)
    for (const [hash, chunk] of this.#pending) this.#recent.add(hash, chunk)
    this.discard()
    if (this.#young.tables.length > MAX_TABLES) this.#conjoin()
    return true
  }

  /** Forgets what was put and not committed. */
  discard(): void {
    this.#pending.clear()
    this.#pendingBytes = 0
  }

  /** Ends its use. What was put and not committed is gone. */
  close(): void {
    if (this.#lock?.isShared === false) {
      this.#journal?.catchUp()
      this.#journal?.trim()
      const { manifest } = this.#young
      // As Dolt leaves it: whoever looks at the manifest alone sees the last root.
      if (manifest !== undefined && manifest.root !== this.root()) this.#writeManifest(this.root(), this.#specs())
    }
    this.#closeFiles()
  }

  #closeFiles(): void {
    this.#young.close()
    this.#old.close()
    this.#journal?.close()
    this.#journal = undefined
    this.#lock?.release()
    this.#lock = undefined
  }

  #stored(address: Hash): boolean {
    return this.#spilled.some(({ source }) => source.has(address)) || this.#journal?.has(address) === true || this.#young.has(address) || this.#old.has(address)
  }

  #read(): void {
    // A garbage collection may take the journal away after we have read the manifest that names it.
    for (let tries = 0; ; tries++) {
      const changed = this.#young.refresh()
      // Chunks come into the old generation before they go from the young one.
      if (changed || this.#old.manifest === undefined) this.#old.refresh()
      if (changed && this.#journal?.isCurrent() === false) {
        this.#journal.close()
        this.#journal = undefined
      }
      if (this.#journal === undefined) this.#journal = ChunkJournal.open(this.path, this.#platform, this.#lock !== undefined)
      else this.#journal.catchUp()
      if (this.#journal !== undefined || !this.#namesJournal()) return
      if (tries === 3) throw new OxbowError('TABLE_FILE_MISSING', `missing chunk journal ${join(this.path, JOURNAL_NAME)}; restore the database from its remote`)
      this.#young.forget()
    }
  }

  #requireLock(): void {
    if (this.#lock !== undefined) return
    this.#lock = DatabaseLock.take(this.path)
    if (this.#lock === undefined) throw new OxbowError('DATABASE_LOCKED', 'cannot update manifest: database is read only', { errno: 1105 })
    // It was opened for reading.
    this.#journal?.close()
    this.#journal = undefined
    this.#read()
  }

  #namesJournal(): boolean {
    return this.#young.manifest?.specs.some((spec) => spec.name === JOURNAL_NAME) === true
  }

  /**
   * The journal, which the manifest names before a root that only it holds is in it; a journal that isn't there yet
   * begins with the present root, so that both agree at any moment.
   */
  #journalToWrite(): ChunkJournal {
    const root = this.root()
    if (this.#journal === undefined) {
      this.#journal = ChunkJournal.create(this.path, this.#platform)
      this.#journal.append([], root)
      syncDirectory(this.path)
    }
    if (!this.#namesJournal()) this.#writeManifest(root, [...this.#specs(), { name: JOURNAL_NAME, count: 0 }])
    return this.#journal
  }

  #recordsOfPending(): [Hash, Uint8Array][] {
    const records: [Hash, Uint8Array][] = []
    for (const [hash, chunk] of this.#pending) {
      const record = encodeTableRecord(chunk)
      if (record.length > MAX_JOURNAL_PAYLOAD_BYTES) {
        // No journal holds one so large.
        this.#spill()
        return []
      }
      records.push([hash, record])
    }
    return records
  }

  #spill(): void {
    this.#requireLock()
    const file = buildTableFile(this.#platform, this.#pending)
    this.#young.writeTable(file)
    const table = this.#young.openUnnamed(specOf(file))
    // The name says which chunks are inside; that file may be here already.
    if (!this.#spilled.includes(table) && !this.#young.tables.includes(table)) this.#spilled.push(table)
    this.discard()
  }

  #specs(): readonly TableSpec[] {
    return this.#young.manifest?.specs ?? []
  }

  #writeManifest(root: Hash, specs: readonly TableSpec[]): void {
    const present = specs.map((spec) => (spec.name === JOURNAL_NAME ? { name: JOURNAL_NAME, count: this.#journal?.count ?? 0 } : spec))
    const lock = manifestLock(this.#platform, { root, specs: present })
    this.#young.writeManifest({
      version: MANIFEST_VERSION, format: MANIFEST_FORMAT, lock, root, gcGeneration: this.#young.manifest?.gcGeneration ?? EMPTY_HASH, specs: present,
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
    this.#writeManifest(this.root(), [specOf(file), ...this.#specs().filter((spec) => !names.includes(spec.name))])
    this.#young.removeUnnamed(names)
    this.#young.removeTemporaryFiles()
  }
}

function specOf(file: BuiltFile): TableSpec {
  return { name: file.name, count: file.count }
}
