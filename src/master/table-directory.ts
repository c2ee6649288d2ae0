import { closeSync, existsSync, fstatSync, openSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { OxbowError } from '../error.ts'
import type { Hash } from '../store/hash.ts'
import { JOURNAL_NAME, type Manifest, type TableSpec, formatManifest, parseManifest } from '../store/manifest.ts'
import type { Platform } from '../store/platform.ts'
import { type BuiltFile } from '../store/table-file.ts'
import { type TableSource, openTableSource } from '../store/table-source.ts'
import { TEMPORARY_PREFIX, writeFileDurably } from './durable-file.ts'
import { readAt } from './read-file.ts'

const MANIFEST = 'manifest'
const TABLE_FILE = /^[0-9a-v]{32}(\.darc)?$/
/** Ours and Dolt's. */
const TEMPORARY_FILE = new RegExp(`^(${TEMPORARY_PREFIX.replaceAll('.', '\\.')}|nbs_(table|manifest)_)`)

/** A table file or archive that is open. */
export interface OpenTable {
  readonly spec: TableSpec
  readonly source: TableSource
  /** The file's size in bytes. */
  readonly size: number
}

/** Files of chunks in one directory, and the manifest that names them. All of it is synchronous. */
export class TableDirectory {
  readonly path: string
  readonly #platform: Platform
  readonly #open = new Map<Hash, OpenTable & { readonly fd: number }>()
  #tables: readonly OpenTable[] = []
  /** Files that were opened before a manifest named them. */
  readonly #unnamed = new Set<Hash>()
  #manifest: Manifest | undefined
  #stamp = ''

  constructor(path: string, platform: Platform) {
    this.path = path
    this.#platform = platform
  }

  /** As of the last `refresh`; undefined before the first commit. */
  get manifest(): Manifest | undefined {
    return this.#manifest
  }

  /** What the manifest names, the journal included. */
  get specs(): readonly TableSpec[] {
    return this.#manifest?.specs ?? []
  }

  /** The manifest's tables, newest first: what is asked for was mostly written lately. */
  get tables(): readonly OpenTable[] {
    return this.#tables
  }

  /**
   * Reads the manifest again if it has changed, and opens what it names.
   * @returns true when it had changed. @throws OxbowError `TABLE_FILE_MISSING`, and the parsers'.
   */
  refresh(): boolean {
    // A process that compacts may remove a file between our reading of the manifest and our opening it.
    for (let tries = 0; ; tries++) {
      const stamp = this.#stampOfManifest()
      if (stamp === this.#stamp) return false
      const manifest = stamp === '' ? undefined : parseManifest(readFileSync(join(this.path, MANIFEST)))
      try {
        this.#take(manifest)
      } catch (e) {
        if (e instanceof OxbowError && e.code === 'TABLE_FILE_MISSING' && tries < 3 && this.#stampOfManifest() !== stamp) continue
        throw e
      }
      this.#stamp = stamp
      return true
    }
  }

  /** The next `refresh` reads the manifest, changed or not. */
  forget(): void {
    this.#stamp = 'unknown'
  }

  get(hash: Hash): Uint8Array | undefined {
    return getFrom(this.#tables, hash)
  }

  has(hash: Hash): boolean {
    return this.#tables.some(({ source }) => source.has(hash))
  }

  /** Writes a file of chunks, durably. No reader sees it until a manifest names it. */
  writeTable(file: BuiltFile): void {
    writeFileDurably(join(this.path, file.key), file.bytes)
  }

  /** Opens a file that no manifest names yet; it stays open until one does, and as long. */
  openUnnamed(spec: TableSpec): OpenTable {
    if (!this.#open.has(spec.name)) this.#unnamed.add(spec.name)
    return this.#openTable(spec)
  }

  #openTable(spec: TableSpec): OpenTable {
    const known = this.#open.get(spec.name)
    if (known !== undefined) return known
    const fd = this.#openFile(spec.name)
    try {
      const { size } = fstatSync(fd)
      const source = openTableSource(this.#platform, spec.name, size, (offset, length) => readAt(fd, offset, length))
      if (source.count !== spec.count) {
        throw new OxbowError('TABLE_FILE_CORRUPT', `${spec.name} has ${source.count} chunks, its manifest says ${spec.count}; restore the database from its remote`)
      }
      const table = { spec, source, size, fd }
      this.#open.set(spec.name, table)
      return table
    } catch (e) {
      closeSync(fd)
      throw e
    }
  }

  /** Gives away the named files that are open: the next manifest opens what it names anew. The caller closes them. */
  detach(): { get(hash: Hash): Uint8Array | undefined; close(): void } {
    const detached = [...this.#open.values()].filter(({ spec }) => !this.#unnamed.has(spec.name))
    for (const { spec } of detached) this.#open.delete(spec.name)
    this.#tables = []
    return {
      get: (hash) => getFrom(detached, hash),
      close: () => {
        for (const { fd } of detached) closeSync(fd)
      },
    }
  }

  /** Puts a manifest in place of the present one, durably. The caller holds the store's lock. */
  writeManifest(manifest: Manifest): void {
    writeFileDurably(join(this.path, MANIFEST), formatManifest(manifest))
    this.#take(manifest)
    this.#stamp = this.#stampOfManifest()
  }

  /**
   * Removes files of chunks that neither the manifest names nor somebody has open, and what killed processes left half-written.
   * The caller holds the store's lock.
   * @param replaced only files of these names, where others may be about to name some
   */
  prune(replaced?: readonly TableSpec[]): void {
    const kept = new Set<string>(this.#unnamed)
    for (const spec of this.#manifest?.specs ?? []) kept.add(spec.name)
    for (const entry of existsSync(this.path) ? readdirSync(this.path) : []) {
      const name = entry.slice(0, JOURNAL_NAME.length)
      const isStray = TABLE_FILE.test(entry) && entry !== JOURNAL_NAME && !kept.has(name)
      if (replaced === undefined ? isStray || TEMPORARY_FILE.test(entry) : isStray && replaced.some((spec) => spec.name === name)) rmSync(join(this.path, entry), { force: true })
    }
  }

  close(): void {
    for (const { fd } of this.#open.values()) closeSync(fd)
    this.#open.clear()
    this.#tables = []
  }

  /** What tells one manifest from the next without reading it: every change is a new file. */
  #stampOfManifest(): string {
    const stat = statSync(join(this.path, MANIFEST), { bigint: true, throwIfNoEntry: false })
    return stat === undefined ? '' : `${stat.ino}:${stat.mtimeNs}:${stat.size}`
  }

  #take(manifest: Manifest | undefined): void {
    // The journal, which grows, is a reader of its own.
    const specs = manifest?.specs.filter((spec) => spec.name !== JOURNAL_NAME) ?? []
    const tables = specs.map((spec) => this.#openTable(spec)).toReversed()
    const named = new Set(specs.map((spec) => spec.name))
    for (const [name, { fd }] of this.#open) {
      if (named.has(name)) this.#unnamed.delete(name)
      if (named.has(name) || this.#unnamed.has(name)) continue
      closeSync(fd)
      this.#open.delete(name)
    }
    this.#tables = tables
    this.#manifest = manifest
  }

  #openFile(name: Hash): number {
    for (const key of [name, `${name}.darc`]) {
      try {
        return openSync(join(this.path, key), 'r')
      } catch (e) {
        if ((e as NodeJS.ErrnoException).code !== 'ENOENT') throw e
      }
    }
    throw new OxbowError('TABLE_FILE_MISSING', `${name}, which the manifest in ${this.path} names, is missing; restore the database from its remote`)
  }
}

function getFrom(tables: readonly OpenTable[], hash: Hash): Uint8Array | undefined {
  for (const { source } of tables) {
    const chunk = source.get(hash)
    if (chunk !== undefined) return chunk
  }
  return undefined
}
