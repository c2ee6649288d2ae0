import { type Hash as RunningHash, createHash, randomBytes } from 'node:crypto'
import { closeSync, fsync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ChunkReference } from '../store/archive.ts'
import { archiveBytes, writeArchiveTail } from '../store/archive-writer.ts'
import { type Hash, decodeHash, encodeHash } from '../store/hash.ts'
import { JournalIndex } from '../store/journal-index.ts'
import type { TableSpec } from '../store/manifest.ts'
import { encodeTableRecord } from '../store/table-record.ts'
import { TEMPORARY_PREFIX, syncDirectory } from './durable-file.ts'

/** From how many bytes on an archive is closed, and the next one begun. */
const MAX_FILE_BYTES = 512 << 20
/** Records are gathered up to so many bytes before they are written. */
const BUFFER_BYTES = 1 << 20

/** An archive that is written chunk by chunk: what it holds in memory is its index. */
class ArchiveFile {
  readonly #directory: string
  readonly #temporary: string
  readonly #fd: number
  readonly #hash: RunningHash = createHash('sha512')
  readonly #spanEnds: number[] = []
  readonly #chunks = new Map<Hash, ChunkReference>()
  #buffered: Uint8Array[] = []
  #bufferedBytes = 0
  size = 0

  constructor(directory: string) {
    this.#directory = directory
    this.#temporary = join(directory, `${TEMPORARY_PREFIX}${randomBytes(8).toString('hex')}`)
    this.#fd = openSync(this.#temporary, 'wx', 0o600)
  }

  add(hash: Hash, chunk: Uint8Array): void {
    this.#write(encodeTableRecord(chunk))
    this.#spanEnds.push(this.size)
    this.#chunks.set(hash, { dictionary: 0, data: this.#spanEnds.length })
  }

  /** Makes durable what was added so far, without keeping others waiting. */
  async sync(): Promise<void> {
    this.#flush()
    await promisify(fsync)(this.#fd)
  }

  /** Gives the archive its name, durably. */
  finish(): TableSpec {
    const parts = { spanEnds: this.#spanEnds, chunks: this.#chunks, metadata: new TextEncoder().encode('{}') }
    const tail = new Uint8Array(archiveBytes(0, parts.spanEnds.length, this.#chunks.size, parts.metadata))
    writeArchiveTail(tail, 0, parts)
    this.#write(tail)
    this.#flush()
    fsyncSync(this.#fd)
    closeSync(this.#fd)
    const name = encodeHash(this.#hash.digest())
    renameSync(this.#temporary, join(this.#directory, `${name}.darc`))
    syncDirectory(this.#directory)
    return { name, count: this.#chunks.size }
  }

  abandon(): void {
    closeSync(this.#fd)
    rmSync(this.#temporary, { force: true })
  }

  #write(bytes: Uint8Array): void {
    this.#hash.update(bytes)
    this.#buffered.push(bytes)
    this.#bufferedBytes += bytes.length
    this.size += bytes.length
    if (this.#bufferedBytes >= BUFFER_BYTES) this.#flush()
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#buffered)
    for (let at = 0; at < bytes.length;) at += writeSync(this.#fd, bytes, at)
    this.#buffered = []
    this.#bufferedBytes = 0
  }
}

/** Archives in a directory, one after the other, to which chunks are added each once. No reader sees them until a manifest names them. */
export class ArchiveFiles {
  readonly #directory: string
  readonly #added = new JournalIndex()
  readonly #specs: TableSpec[] = []
  #file: ArchiveFile | undefined

  constructor(directory: string) {
    this.#directory = directory
  }

  /** Chunks that were added. */
  get count(): number {
    return this.#added.count
  }

  has(hash: Hash): boolean {
    return this.#added.find(hash) >= 0
  }

  add(hash: Hash, chunk: Uint8Array): void {
    this.#added.add(decodeHash(hash), 0, 0, 0)
    this.#file ??= new ArchiveFile(this.#directory)
    this.#file.add(hash, chunk)
    if (this.#file.size < MAX_FILE_BYTES) return
    this.#specs.push(this.#file.finish())
    this.#file = undefined
  }

  /** Makes durable what was added so far, without keeping others waiting. */
  async sync(): Promise<void> {
    await this.#file?.sync()
  }

  /** Ends the last archive. @returns all of them, durable */
  finish(): readonly TableSpec[] {
    if (this.#file !== undefined) this.#specs.push(this.#file.finish())
    this.#file = undefined
    return this.#specs
  }

  /** Leaves no trace of an archive that isn't ended. */
  abandon(): void {
    this.#file?.abandon()
    this.#file = undefined
  }
}
