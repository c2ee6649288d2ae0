import { closeSync, constants, fdatasyncSync, fstatSync, ftruncateSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { OxbowError } from '../error.ts'
import { checkChunk } from '../store/check-chunk.ts'
import { HASH_BYTES, type Hash, decodeHash } from '../store/hash.ts'
import { JournalIndex } from '../store/journal-index.ts'
import { ROOT_RECORD_BYTES, chunkRecordBytes, writeChunkRecord, writeRootRecord } from '../store/journal-record.ts'
import { holdsLostData, scanJournal } from '../store/journal-scan.ts'
import { JOURNAL_NAME } from '../store/manifest.ts'
import type { Platform } from '../store/platform.ts'
import { decodeTableRecord } from '../store/table-record.ts'
import { readAt, readUpTo } from './read-file.ts'

/** Dolt's file beside a journal, which spares it reading the journal. */
const JOURNAL_INDEX = 'journal.idx'
/** Records are gathered up to so many bytes before they are written. */
const BUFFER_BYTES = 4 << 20
const FIRST_BUFFER_BYTES = 64 << 10
/**
 * Zeros that are written ahead: an fsync inside a file takes half the time of one that makes it longer. Readers
 * take zeros for the journal's end, and closing cuts them off.
 */
const ZEROS_AHEAD = new Uint8Array(1 << 20)
/** From which append on: commands that write once or twice don't need them. */
const APPENDS_BEFORE_ZEROS = 4

/** Bytes of what a record begins with. */
const LENGTH_BYTES = 4

/** A root that the journal recorded. */
export interface RecordedRoot {
  readonly root: Hash
  /** Seconds since 1970 UTC; 0 in files of old writers. */
  readonly timestampSeconds: number
}

/** So many roots are remembered, the last ones. Source: Dolt go/store/nbs/journal.go, defaultReflogBufferSize. */
const MAX_ROOTS = 5000

/**
 * A database's chunk journal: the file to which commits append their chunks and then the new root, durable by one fsync.
 * What is appended never changes; what follows the last sound record was never acknowledged.
 * Source: Dolt go/store/nbs/journal.go, journal_writer.go.
 */
export class ChunkJournal {
  readonly path: string
  readonly #platform: Platform
  readonly #fd: number
  readonly #inode: string
  readonly #index = new JournalIndex()
  #roots: RecordedRoot[] = []
  #end = 0
  /** Bytes of the file, zeros included, as far as this one knows. */
  #allocated = 0
  #appends = 0
  /** Records that aren't written yet: `#used` bytes of it. */
  #buffer = new Uint8Array(FIRST_BUFFER_BYTES)
  #used = 0
  /** Set when a write or an fsync failed: what is on disk isn't known any more. */
  #failure: unknown

  private constructor(path: string, platform: Platform, fd: number) {
    this.path = path
    this.#platform = platform
    this.#fd = fd
    this.#inode = inodeOf(fstatSync(fd, { bigint: true }))
  }

  /**
   * Opens a directory's journal and reads what it has; undefined where there is none.
   * @param writable cuts off what follows the last sound record, and lets `append` write. The caller holds the directory's lock.
   * @throws OxbowError `JOURNAL_DATA_LOSS`, `JOURNAL_CORRUPT`.
   */
  static open(directory: string, platform: Platform, writable: boolean): ChunkJournal | undefined {
    const path = join(directory, JOURNAL_NAME)
    let fd: number
    try {
      fd = openSync(path, writable ? 'r+' : 'r')
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw e
    }
    return ChunkJournal.#opened(path, platform, fd, writable)
  }

  /** Makes a directory's journal, empty. The caller holds the directory's lock and makes the name durable. */
  static create(directory: string, platform: Platform): ChunkJournal {
    const path = join(directory, JOURNAL_NAME)
    return ChunkJournal.#opened(path, platform, openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o644), false)
  }

  /** Removes a directory's journal. Whoever has it open may go on reading. */
  static remove(directory: string): void {
    for (const name of [JOURNAL_NAME, JOURNAL_INDEX]) rmSync(join(directory, name), { force: true })
  }

  static #opened(path: string, platform: Platform, fd: number, cut: boolean): ChunkJournal {
    try {
      const journal = new ChunkJournal(path, platform, fd)
      journal.#take(cut)
      return journal
    } catch (e) {
      closeSync(fd)
      throw e
    }
  }

  /** The last root; undefined where there is none yet. */
  get root(): Hash | undefined {
    return this.#roots.at(-1)?.root
  }

  /** The last roots, oldest first. */
  get roots(): readonly RecordedRoot[] {
    return this.#roots.slice(-MAX_ROOTS)
  }

  /** Chunks in it. */
  get count(): number {
    return this.#index.count
  }

  /** Bytes of sound records. */
  get size(): number {
    return this.#end
  }

  has(hash: Hash): boolean {
    return this.#index.find(hash) >= 0
  }

  /** The chunk, checked against its address. @throws OxbowError `RECORD_CORRUPT`, `SNAPPY_CORRUPT`, `CHUNK_HASH_MISMATCH`. */
  get(hash: Hash): Uint8Array | undefined {
    const entry = this.#index.find(hash)
    if (entry < 0) return undefined
    const record = readAt(this.#fd, this.#index.offsetOf(entry), this.#index.lengthOf(entry))
    return checkChunk(this.#platform, hash, decodeTableRecord(record), JOURNAL_NAME)
  }

  /** All addresses in it. */
  hashes(): IterableIterator<Hash> {
    return this.#index.hashes()
  }

  /** False when the directory holds another journal by now, or none: a garbage collection took this one away. */
  isCurrent(): boolean {
    const stat = statSync(this.path, { bigint: true, throwIfNoEntry: false })
    return stat !== undefined && inodeOf(stat) === this.#inode
  }

  /** Reads what others have appended. */
  catchUp(): void {
    if (fstatSync(this.#fd).size > this.#end && this.#hasMore()) this.#take(false)
  }

  /** Whether more than zeros follow. */
  #hasMore(): boolean {
    return readUpTo(this.#fd, this.#end, LENGTH_BYTES).some((byte) => byte !== 0)
  }

  /** Cuts off the zeros that were written ahead. The caller holds the directory's lock, alone, and has caught up. */
  trim(): void {
    if (this.#allocated > this.#end) ftruncateSync(this.#fd, this.#end)
    this.#allocated = this.#end
  }

  /**
   * Appends chunks and, if one is given, the root that needs them, and makes both durable.
   * @param chunks by address, as table files keep them (`encodeTableRecord`)
   * @throws OxbowError `JOURNAL_WRITE_FAILED`; then nothing more can be appended.
   */
  append(chunks: Iterable<readonly [Hash, Uint8Array]>, root?: Hash): void {
    if (this.#failure !== undefined) throw this.#broken(this.#failure)
    try {
      this.#write(chunks, root)
      fdatasyncSync(this.#fd)
    } catch (e) {
      this.#failure = e
      throw this.#broken(e)
    }
    if (root !== undefined) this.#remember({ root, timestampSeconds: this.#seconds() })
  }

  close(): void {
    closeSync(this.#fd)
  }

  #write(chunks: Iterable<readonly [Hash, Uint8Array]>, root: Hash | undefined): void {
    this.#used = 0
    const address = new Uint8Array(HASH_BYTES)
    for (const [hash, payload] of chunks) {
      const bytes = chunkRecordBytes(payload.length)
      this.#reserve(bytes)
      const offset = writeChunkRecord(this.#buffer, this.#used, hash, payload)
      this.#index.add(decodeHash(hash, address), 0, this.#end + offset, payload.length)
      this.#used += bytes
    }
    if (root !== undefined) {
      this.#reserve(ROOT_RECORD_BYTES)
      writeRootRecord(this.#buffer, this.#used, root, this.#seconds())
      this.#used += ROOT_RECORD_BYTES
    }
    this.#flush()
    if (this.#end <= this.#allocated || ++this.#appends < APPENDS_BEFORE_ZEROS) return
    writeFully(this.#fd, ZEROS_AHEAD, this.#end)
    this.#allocated = this.#end + ZEROS_AHEAD.length
  }

  /** Makes room in the buffer. */
  #reserve(bytes: number): void {
    if (this.#used + bytes <= this.#buffer.length) return
    if (this.#used + bytes > BUFFER_BYTES) this.#flush()
    const needed = this.#used + bytes
    if (needed <= this.#buffer.length) return
    const larger = new Uint8Array(Math.max(needed, Math.min(BUFFER_BYTES, 2 * this.#buffer.length)))
    larger.set(this.#buffer.subarray(0, this.#used))
    this.#buffer = larger
  }

  #flush(): void {
    writeFully(this.#fd, this.#buffer.subarray(0, this.#used), this.#end)
    this.#end += this.#used
    this.#used = 0
  }

  #seconds(): number {
    return Math.floor(this.#platform.now() / 1000)
  }

  #remember(recorded: RecordedRoot): void {
    this.#roots.push(recorded)
    if (this.#roots.length >= 2 * MAX_ROOTS) this.#roots = this.#roots.slice(-MAX_ROOTS)
  }

  #broken(cause: unknown): OxbowError {
    return new OxbowError(
      'JOURNAL_WRITE_FAILED', `${this.path} can't be written to (${(cause as Error).message}): make room or mend the disk, then start oxbow again`, { cause },
    )
  }

  /**
   * Reads from the end of what is known. @param cut looks into what can't be read, and cuts it off where it was never
   * durable; for others it may be in the making, by the holder of the lock, who looked into it.
   */
  #take(cut: boolean): void {
    const { size } = fstatSync(this.#fd)
    const read = (offset: number, length: number): Uint8Array => readUpTo(this.#fd, offset, length)
    const { end, damage } = scanJournal(read, size, this.#end, {
      chunk: (bytes, address, offset, length) => this.#index.add(bytes, address, offset, length),
      root: (root, _, timestampSeconds) => this.#remember({ root, timestampSeconds }),
    })
    this.#end = end
    if (!cut) return
    if (damage !== undefined && holdsLostData(read, size, end)) {
      throw new OxbowError(
        'JOURNAL_DATA_LOSS',
        `possible data loss detected in journal file ${this.path} at offset ${end}: corrupted journal (${damage})\n` +
        'please run \'oxbow fsck --revive-journal-with-data-loss\', which keeps a copy of it, or restore the database from its remote',
      )
    }
    if (end === size) return
    ftruncateSync(this.#fd, end)
    fdatasyncSync(this.#fd)
  }
}

function writeFully(fd: number, bytes: Uint8Array, offset: number): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at, bytes.length - at, offset + at)
}

function inodeOf(stat: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${stat.dev}:${stat.ino}`
}
