import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { OxbowError } from '../error.ts'
import type { WritableChunkStore } from '../store/chunk-store.ts'
import { isGhost } from '../store/ghosts.ts'
import { EMPTY_HASH, type Hash, hashOf } from '../store/hash.ts'
import { MAX_JOURNAL_PAYLOAD_BYTES } from '../store/journal-record.ts'
import { JOURNAL_NAME, MANIFEST_FORMAT, MANIFEST_VERSION, type TableSpec, manifestLock } from '../store/manifest.ts'
import type { Platform } from '../store/platform.ts'
import { type BuiltFile, buildTableFile } from '../store/table-file.ts'
import { encodeTableRecord } from '../store/table-record.ts'
import { ArchiveFiles } from './archive-file.ts'
import { ChunkJournal, type RecordedRoot } from './chunk-journal.ts'
import { conjoinSmall } from './conjoin.ts'
import { DatabaseLock } from './database-lock.ts'
import { syncDirectory } from './durable-file.ts'
import { type GarbageOptions, type GarbageRoots, copyAtOnce, copyInTurns } from './garbage-collection.ts'
import { readGhosts, writeGhosts } from './ghost-file.ts'
import { RecentChunks } from './recent-chunks.ts'
import { RetiredChunks } from './retired-chunks.ts'
import { type OpenTable, TableDirectory } from './table-directory.ts'

/** How many bytes of chunks wait in memory; more go to a table file that the next commit's manifest names. */
const MAX_PENDING_BYTES = 64 << 20
/** How many bytes of chunks that were committed last are kept as they are. */
const RECENT_BYTES = 16 << 20
/** What goes into the generation of a full garbage collection, so that it differs from a usual one's. */
const FULL_COLLECTION = new TextEncoder().encode('full')

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
  ghosts: ReadonlySet<Hash> | undefined
  readonly #platform: Platform
  readonly #young: TableDirectory
  readonly #old: TableDirectory
  #journal: ChunkJournal | undefined
  #lock: DatabaseLock | undefined
  /** Chunks that no file holds yet. */
  readonly #pending = new Map<Hash, Uint8Array>()
  #pendingBytes = 0
  readonly #recent = new RecentChunks(RECENT_BYTES)
  readonly #retired = new RetiredChunks()
  #collecting = false
  /** Files that were written since the last commit, because too much was pending. */
  #spilled: OpenTable[] = []

  private constructor(path: string, platform: Platform) {
    this.path = path
    this.#platform = platform
    this.#young = new TableDirectory(path, platform)
    this.#old = new TableDirectory(join(path, 'oldgen'), platform)
    this.ghosts = readGhosts(path)
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

  /** Keeps the addresses of commits that a shallow clone leaves out. Durable when the call returns. */
  keepGhosts(commits: ReadonlySet<Hash>): void {
    writeGhosts(this.path, commits)
    this.ghosts = commits
  }

  get(address: Hash): Uint8Array | undefined {
    return this.#living(address) ?? this.#retired.get(address)
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
      if (!this.has(address) && this.#retired.get(address) === undefined) throw new OxbowError('CHUNK_NOT_FOUND', `chunk ${address} is not in ${this.path}; restore the database from its remote`)
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
    this.#takeAlong()
    const records = this.#recordsOfPending()
    if (this.#spilled.length > 0) {
      this.#writeManifest(this.root(), [...this.#young.specs, ...this.#spilled.map((table) => table.spec)])
      this.#spilled = []
    }
    journal.append(records, next)
    for (const [hash, chunk] of this.#pending) this.#recent.add(hash, chunk)
    this.discard()
    this.#conjoin()
    return true
  }

  /** What a transaction holds on to that may outlive a garbage collection. */
  get epoch(): object {
    return this.#retired.epoch
  }

  /**
   * Takes garbage away: what commits lead to goes into the old generation, the rest of what is in use into an archive beside it,
   * and the journal and the young files go. Others read and write meanwhile; what they still need of the garbage, they have.
   * A process that is killed at any moment leaves a sound database.
   * Source: Dolt go/store/types/value_store.go GC, go/store/nbs/store.go swapTables.
   * @param rootsOf what is to be kept, as of the present root
   * @throws OxbowError `DATABASE_LOCKED`, `GC_RUNNING`, `CHUNK_NOT_FOUND`.
   */
  async collectGarbage(rootsOf: () => GarbageRoots, { full = false, progress = () => {} }: GarbageOptions = {}): Promise<void> {
    this.#requireLock()
    this.refresh()
    if (this.root() === EMPTY_HASH) return
    if (this.#collecting) throw new OxbowError('GC_RUNNING', 'gc already in progress')
    this.#collecting = true
    mkdirSync(this.#old.path, { recursive: true })
    const old = new ArchiveFiles(this.#old.path)
    const young = new ArchiveFiles(this.path)
    const get = (hash: Hash): Uint8Array | undefined => this.get(hash)
    const isAbsent = (hash: Hash): boolean => isGhost(this, hash)
    const isOld = full ? (hash: Hash) => old.has(hash) || isAbsent(hash) : (hash: Hash) => this.#old.has(hash) || isAbsent(hash)
    try {
      await copyInTurns(rootsOf().old, get, full ? isAbsent : isOld, old, progress)
      const oldSpecs = old.finish()
      if (oldSpecs.length > 0) this.#writeOldManifest([...this.#old.specs.filter(({ name }) => !oldSpecs.some((spec) => spec.name === name)), ...oldSpecs])
      await copyInTurns(rootsOf().young, get, isOld, young, (chunks) => progress(old.count + chunks))
      await young.sync()
      // From here on nobody has a turn: what came meanwhile is all that is left to copy.
      this.refresh()
      const { young: now, old: commits } = rootsOf()
      copyAtOnce([...now, ...commits], get, isOld, young)
      const [formerYoung, formerOld] = [this.#young.specs, this.#old.specs]
      this.#swap(young.finish(), full)
      if (full) {
        this.#retired.add(this.#old.detach())
        this.#writeOldManifest(oldSpecs, true)
      }
      this.#prune(formerYoung, formerOld)
    } finally {
      old.abandon()
      young.abandon()
      this.#collecting = false
    }
  }

  /** Removes files that nothing names any more: the quick part of a garbage collection. @throws OxbowError `DATABASE_LOCKED`. */
  pruneFiles(): void {
    this.#requireLock()
    this.refresh()
    this.#prune()
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
      if (manifest !== undefined && manifest.root !== this.root()) this.#writeManifest(this.root(), this.#young.specs)
    }
    this.#closeFiles()
  }

  #living(address: Hash): Uint8Array | undefined {
    const inMemory = this.#pending.get(address) ?? this.#recent.get(address)
    if (inMemory !== undefined) return inMemory
    for (const { source } of this.#spilled) {
      const chunk = source.get(address)
      if (chunk !== undefined) return chunk
    }
    return this.#journal?.get(address) ?? this.#young.get(address) ?? this.#old.get(address)
  }

  /** Puts to what is pending what it needs of what a garbage collection took away meanwhile. */
  #takeAlong(): void {
    const needed = this.#retired.neededBy(this.#pending.values(), (hash) => this.has(hash))
    if (needed.size === 0) return
    const all = [...needed, ...this.#pending]
    this.#pending.clear()
    for (const [hash, chunk] of all) this.#pending.set(hash, chunk)
  }

  /** Puts the files that a garbage collection wrote in place of the journal and the young files. */
  #swap(specs: readonly TableSpec[], full: boolean): void {
    const root = this.root()
    const files = this.#young.detach()
    const journal = this.#journal
    const content = { root, specs }
    const gcGeneration = manifestLock(this.#platform, content, full ? FULL_COLLECTION : undefined)
    this.#young.writeManifest({
      version: MANIFEST_VERSION, format: MANIFEST_FORMAT, lock: manifestLock(this.#platform, content), root, gcGeneration, specs,
    })
    this.#journal = undefined
    ChunkJournal.remove(this.path)
    this.#recent.clear()
    this.#retired.add({
      get: (hash) => journal?.get(hash) ?? files.get(hash),
      close: () => {
        journal?.close()
        files.close()
      },
    })
  }

  #writeOldManifest(specs: readonly TableSpec[], full = false): void {
    const lock = DatabaseLock.take(this.#old.path)
    if (lock === undefined) throw locked()
    try {
      const content = { root: EMPTY_HASH, specs }
      this.#old.writeManifest({
        version: MANIFEST_VERSION, format: MANIFEST_FORMAT, lock: manifestLock(this.#platform, content), ...content,
        gcGeneration: full ? manifestLock(this.#platform, content, FULL_COLLECTION) : this.#old.manifest?.gcGeneration ?? EMPTY_HASH,
      })
    } finally {
      lock.release()
    }
  }

  #closeFiles(): void {
    this.#retired.close()
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
    if (this.#lock === undefined) throw locked()
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
    if (!this.#namesJournal()) this.#writeManifest(root, [...this.#young.specs, { name: JOURNAL_NAME, count: 0 }])
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

  #writeManifest(root: Hash, specs: readonly TableSpec[]): void {
    const present = specs.map((spec) => (spec.name === JOURNAL_NAME ? { name: JOURNAL_NAME, count: this.#journal?.count ?? 0 } : spec))
    const lock = manifestLock(this.#platform, { root, specs: present })
    this.#young.writeManifest({
      version: MANIFEST_VERSION, format: MANIFEST_FORMAT, lock, root, gcGeneration: this.#young.manifest?.gcGeneration ?? EMPTY_HASH, specs: present,
    })
  }

  #conjoin(): void {
    const merged = conjoinSmall(this.#platform, this.#young.tables)
    if (merged === undefined) return
    const { file, replaced } = merged
    this.#young.writeTable(file)
    this.#writeManifest(this.root(), [specOf(file), ...this.#young.specs.filter((spec) => !replaced.includes(spec))])
    this.#prune(replaced)
  }

  /** Removes files that nothing names; where another store of this process may be about to name some, only those that are known. */
  #prune(replacedYoung: readonly TableSpec[] = [], replacedOld: readonly TableSpec[] = []): void {
    const isAlone = this.#lock?.isShared === false
    this.#young.prune(isAlone ? undefined : replacedYoung)
    this.#old.prune(isAlone ? undefined : replacedOld)
  }
}

function specOf(file: BuiltFile): TableSpec {
  return { name: file.name, count: file.count }
}

function locked(): OxbowError {
  return new OxbowError('DATABASE_LOCKED', 'cannot update manifest: database is read only')
}
