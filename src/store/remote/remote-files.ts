import { OxbowError, isOxbowError } from '../../error.ts'
import type { Span } from '../archive.ts'
import type { Hash } from '../hash.ts'
import type { TableSpec } from '../manifest.ts'
import { FileHints } from './file-hints.ts'
import { FileOrder, type ListedFile } from './file-order.ts'
import type { PersistentCache } from './persistent-cache.ts'
import { MAX_REQUESTS, type Part, type PartRequest, type RangeReader } from './range-reader.ts'
import { mergeSpans } from './read-plan.ts'
import { FEW_CHUNKS, HEAD_BYTES, RemoteFile, TAIL_BYTES, likelyKeys, tailLength } from './remote-file.ts'
import { type LargeFile, NAME_LETTERS, type SmallFile, type Starter, formatStarter, parseStarter, prefixOf } from './starter.ts'

/** Index pages are cheap; those between two that are needed are read along. */
const PAGE_GAP = 2 * 1024
/** The same where many are needed: there, requests are what costs. */
const MANY_PAGES = 64
const MANY_PAGES_GAP = 16 * 1024
/** Most bytes of index pages in memory, most files that are kept open, and what an open file takes beside its index. */
const INDEX_BUDGET = 8 * 1024 * 1024
const MOST_OPENED = 4096
const FILE_BYTES = 1024
/** Most objects that are listed, and what the names of files are made of. */
const MOST_LISTED = 3000
const HASH_LETTERS = 32
const ARCHIVE_SUFFIX = '.darc'
/**
 * So often only those files are opened that are known to hold what is wanted. Whoever wants still more walks through the
 * past, a chunk leading to the next: then others are opened in the same waves.
 */
const HINTED_WAVES = 3
/** Longest footer that a starter carries, metadata included. */
const MOST_FOOTER = 4096
/** Where `dolt gc` puts what was committed, in a directory that is a database's and a remote at the same time. */
export const OLD_GENERATION = 'oldgen/'
/** Where the cache keeps what a starter said of files. */
const HINTS_KEY = 'starter'

/** A file as it was opened; `tail` is what was read of it. */
export interface OpenedFile {
  readonly file: RemoteFile
  readonly tail: Part
}

/** Parts of a file's index that a look-up waits for. */
export interface IndexNeed {
  readonly file: RemoteFile
  readonly parts: readonly Span[]
}

/** A file that the manifest names, and that isn't there. */
export class FileGone extends Error {
  readonly file: Hash

  constructor(file: Hash) {
    super(`${file} is gone`)
    this.file = file
  }
}

/** An index that turned out to be damaged. */
export class DamagedFile extends Error {
  readonly file: RemoteFile
  readonly error: OxbowError

  constructor(file: RemoteFile, error: OxbowError) {
    super(error.message)
    this.file = file
    this.error = error
  }
}

/** The files that a remote's manifest names, and what is known of their indexes: in memory, and in the persistent cache. */
export class RemoteFiles {
  readonly #reader: RangeReader
  readonly #cache: PersistentCache | undefined
  #specs: readonly TableSpec[] = []
  /** In the order of their last use. */
  readonly #opened = new Map<Hash, RemoteFile>()
  readonly #opening = new Map<Hash, Promise<ReadonlyMap<Hash, OpenedFile>>>()
  /** Those of the old generation. */
  #old: ReadonlySet<Hash> = new Set()
  /** Files not opened yet. */
  #unopened: TableSpec[] = []
  #order = new FileOrder([], new Set())
  #hints: FileHints | undefined
  /** How often files were opened because hints named them. */
  #hinted = 0

  constructor(reader: RangeReader, cache: PersistentCache | undefined) {
    this.#reader = reader
    this.#cache = cache
  }

  /**
   * Takes the files of a manifest; what is known of those that stay is kept.
   * @param old files of the old generation, which lie in a folder of their own.
   */
  adopt(young: readonly TableSpec[], old: readonly TableSpec[] = []): void {
    const names = new Set(young.map((spec) => spec.name))
    const specs = [...old.filter((spec) => !names.has(spec.name)), ...young]
    this.#old = new Set(old.map((spec) => spec.name).filter((name) => !names.has(name)))
    const before = new Set(this.#specs.map((spec) => spec.name))
    const now = new Set(specs.map((spec) => spec.name))
    for (const name of this.#opened.keys()) if (!now.has(name)) this.#opened.delete(name)
    this.#specs = specs
    const closed = specs.filter((spec) => !this.#opened.has(spec.name))
    const records = this.#cache?.getMany(closed.map((spec) => recordKey(spec.name)))
    for (const { name } of closed) {
      const record = records?.get(recordKey(name)) ?? this.#hints?.record(name)
      const file = record === undefined ? undefined : RemoteFile.fromRecord(name, record, this.#folderOf(name))
      if (file !== undefined) this.#opened.set(name, file)
    }
    this.#unopened = closed.filter((spec) => !this.#opened.has(spec.name))
    this.#order = new FileOrder(specs, before)
  }

  #folderOf(name: Hash): string {
    return this.#old.has(name) ? OLD_GENERATION : ''
  }

  /** Takes what a starter says of files, before the manifest is adopted; it is kept for as long as the cache keeps it. */
  takeStarter(starter: Starter): void {
    this.#hints = new FileHints(starter)
    this.#cache?.putMany([[HINTS_KEY, formatStarter(starter, new Map())]])
  }

  /** Takes what the cache has of an earlier starter. @returns whether there was one. */
  restoreStarter(): boolean {
    const kept = this.#cache?.getMany([HINTS_KEY]).get(HINTS_KEY)
    const starter = kept === undefined ? undefined : parseStarter(kept)
    if (starter !== undefined) this.#hints = new FileHints(starter)
    return starter !== undefined
  }

  /** The files whose footers are known, those used last first: what is wanted next is likely there too. */
  opened(): RemoteFile[] {
    return [...this.#opened.values()].reverse()
  }

  /**
   * The next files to open in search of chunks: those that are said to hold them, and those of which nothing is known.
   * @param all whether to search also where they are said not to be.
   */
  unopened(wanted: ReadonlySet<Hash>, rootOnly: boolean, all: boolean): TableSpec[] {
    const hints = this.#hints
    if (hints === undefined) return this.#order.sort(this.#unopened, rootOnly)
    const likely = hints.locator.filesOf(wanted)
    const named = this.#unopened.filter((spec) => likely.has(spec.name.slice(0, NAME_LETTERS)))
    if (named.length > 0) {
      if (++this.#hinted <= HINTED_WAVES) return named
      const others = this.#unopened.filter((spec) => !named.includes(spec))
      return [...named, ...this.#order.sort(others, false)]
    }
    const unknown = this.#unopened.filter((spec) => !hints.locator.covers(spec.name))
    return this.#order.sort(unknown.length > 0 || !all ? unknown : this.#unopened, rootOnly)
  }

  /** Those of the files, from the first, that so many requests open. */
  within(requests: number, specs: readonly TableSpec[]): TableSpec[] {
    const head = specs.slice(0, requests).some((spec) => this.#hasHead(spec)) ? 1 : 0
    return specs.slice(0, Math.max(1, requests - head))
  }

  /** Whether the beginning of a file is read when it is opened: of the largest. A push begins with what readers want first. */
  #hasHead({ name, count }: TableSpec): boolean {
    return name === this.#order.largest?.name && count > FEW_CHUNKS
  }

  /**
   * Describes files for a starter; of those that are neither open nor described before, so many are opened, the newest first.
   * @throws FileGone, OxbowError of the object store.
   */
  async describe(opens: number, before: readonly SmallFile[]): Promise<Pick<Starter, 'large' | 'small'>> {
    const described = new Map(before.map((file) => [file.name, file]))
    const unknown = this.#unopened.filter((spec) => !described.has(spec.name.slice(0, NAME_LETTERS)))
    await this.open(this.#order.sort(unknown, false).slice(0, opens))
    const large: LargeFile[] = []
    const small: SmallFile[] = []
    for (const spec of this.#specs) {
      const file = this.#opened.get(spec.name)
      const name = spec.name.slice(0, NAME_LETTERS)
      if (file?.footer !== undefined && file.footer.length <= MOST_FOOTER) large.push({ name: spec.name, size: file.size, footer: file.footer })
      else {
        const highs = file?.index.highs()
        const known = highs === undefined ? described.get(name) : { name, prefixes: highs.map(prefixOf) }
        if (known !== undefined) small.push(known)
      }
    }
    return { large, small }
  }

  /** Whether a listing of the remote would help to find chunks in few trips. */
  get wantsListing(): boolean {
    return this.#hints === undefined && this.#order.wantsListing(this.#unopened.length)
  }

  /** Learns from a listing how old and how large files are. It isn't needed, so nothing is said when it fails. */
  async list(): Promise<void> {
    const order = this.#order
    const listed = new Map<Hash, ListedFile>()
    order.takeListing(listed)
    this.#reader.stats.requests++
    try {
      let seen = 0
      for await (const { key, size, lastModified } of this.#reader.objects.list()) {
        const name = key.slice(0, HASH_LETTERS)
        if (key === name || key === `${name}${ARCHIVE_SUFFIX}`) listed.set(name, { size, modified: lastModified?.getTime() ?? 0 })
        if (++seen === MOST_LISTED) return
      }
    } catch (e) {
      if (!isOxbowError(e)) throw e
    }
  }

  /**
   * Opens files, all at once.
   * @param beside whether another wave of requests goes on at the same time, so that this costs no trip of its own.
   * @throws FileGone, OxbowError of the object store.
   */
  async open(specs: readonly TableSpec[], beside = false): Promise<OpenedFile[]> {
    const fresh = specs.filter((spec) => !this.#opening.has(spec.name))
    const batch = this.#openBatch(fresh, beside)
    const done = (): void => fresh.forEach((spec) => this.#opening.delete(spec.name))
    batch.then(done, done)
    for (const spec of fresh) this.#opening.set(spec.name, batch)
    const batches = await Promise.all(specs.map((spec) => this.#opening.get(spec.name)))
    return specs.map((spec, i) => batches[i]!.get(spec.name)!)
  }

  async #openBatch(specs: readonly TableSpec[], beside: boolean): Promise<Map<Hash, OpenedFile>> {
    const opened = this.#openRecorded(specs)
    let waiting = specs.filter((spec) => !opened.has(spec.name))
    for (let tries = 0; waiting.length > 0; tries++) {
      const keys = waiting.map(({ name, count }) => likelyKeys(name, count, this.#folderOf(name))[tries])
      const gone = keys.indexOf(undefined)
      if (gone >= 0) throw new FileGone(waiting[gone].name)
      const requests: PartRequest[] = waiting.map(({ count }, i) => ({ key: keys[i]!, range: { suffix: tailLength(count) } }))
      const headed = waiting.findIndex((spec) => this.#hasHead(spec))
      if (headed >= 0) requests.push({ key: keys[headed]!, range: { offset: 0, length: HEAD_BYTES } })
      const parts = await this.#reader.readAll(requests, beside && tries === 0)
      waiting.forEach(({ name }, i) => {
        const tail = parts[i]
        if (tail === null) return
        const file = RemoteFile.open(name, requests[i].key, tail)
        if (i === headed) file.head = parts.at(-1)?.bytes
        this.#cache?.putMany([[recordKey(name), RemoteFile.record(tail, file)]])
        this.#opened.set(name, file)
        opened.set(name, { file, tail })
      })
      waiting = waiting.filter(({ name }) => !opened.has(name))
    }
    this.#unopened = this.#unopened.filter((spec) => !this.#opened.has(spec.name))
    return opened
  }

  /** Opens those again that went out of memory and that the persistent cache has. */
  #openRecorded(specs: readonly TableSpec[]): Map<Hash, OpenedFile> {
    const opened = new Map<Hash, OpenedFile>()
    const records = this.#cache?.getMany(specs.map((spec) => recordKey(spec.name)))
    for (const [key, record] of records ?? []) {
      const { name } = specs.find((spec) => recordKey(spec.name) === key)!
      const file = RemoteFile.fromRecord(name, record, this.#folderOf(name))
      if (file === undefined) continue
      this.#opened.set(name, file)
      opened.set(name, { file, tail: { bytes: new Uint8Array(0), size: file.size } })
    }
    return opened
  }

  /**
   * Brings parts of files' indexes to hand: those of as many files as one wave of requests has room for, of the first in any case.
   * @returns how many of the needs are met, from the first. @throws FileGone, DamagedFile, OxbowError of the object store.
   */
  async bring(needs: readonly IndexNeed[]): Promise<number> {
    const reads: { file: RemoteFile; range: Span }[] = []
    let met = 0
    for (const { file, parts } of needs) {
      const { bytes } = file.index
      const wanted = this.#takeKept(file, parts)
      const ranges = mergeSpans(wanted.map((page) => bytes.place(page)), wanted.length > MANY_PAGES ? MANY_PAGES_GAP : PAGE_GAP)
      if (met > 0 && reads.length + ranges.length > MAX_REQUESTS) break
      for (const range of ranges) reads.push({ file, range })
      met++
    }
    if (reads.length === 0) return met
    const answers = await this.#reader.readAll(reads.map(({ file, range }) => ({ key: file.key, range })))
    const fresh: [string, Uint8Array][] = []
    reads.forEach(({ file, range }, i) => {
      const part = answers[i]
      const { bytes } = file.index
      if (part === null) throw new FileGone(file.name)
      if (part.size !== file.size) throw new DamagedFile(file, new OxbowError(
        'REMOTE_ERROR', `${file.key} has another size than before: files of a remote never change`,
      ))
      for (const page of bytes.pagesOf(range)) {
        const place = bytes.place(page)
        const at = place.offset - range.offset
        if (at < 0 || at + place.length > part.bytes.length) continue
        const copy = part.bytes.slice(at, at + place.length)
        bytes.put(page, copy)
        fresh.push([pageKey(file.name, page), copy])
      }
    })
    this.#cache?.putMany(fresh)
    return met
  }

  /** Takes parts of an index from the persistent cache. @returns the pages that it doesn't have. */
  #takeKept(file: RemoteFile, parts: readonly Span[]): number[] {
    const { bytes } = file.index
    const absent = (): number[] => [...new Set(parts.flatMap((part) => [...bytes.pagesOf(part)]))].filter((page) => !bytes.hasPage(page))
    const wanted = absent()
    if (this.#cache === undefined) return wanted
    const record = file.isIndexRecorded ? [recordKey(file.name)] : []
    const kept = this.#cache.getMany([...record, ...wanted.map((page) => pageKey(file.name, page))])
    for (const page of wanted) {
      const found = kept.get(pageKey(file.name, page))
      if (found !== undefined && found.length === bytes.place(page).length) bytes.put(page, found)
    }
    const whole = kept.get(recordKey(file.name))
    if (whole !== undefined) file.restore(whole)
    return absent()
  }

  /** Forgets all about a file: something that was read from it turned out to be wrong. */
  forget(file: RemoteFile): void {
    if (this.#opened.get(file.name) !== file) return
    if (this.#hints?.large.has(file.name) === true) return this.#distrust(this.#hints)
    this.#opened.delete(file.name)
    const keys = [recordKey(file.name)]
    for (const page of file.index.bytes.pagesOf({ offset: file.index.bytes.from, length: file.index.bytes.to - file.index.bytes.from })) {
      keys.push(pageKey(file.name, page))
    }
    this.#cache?.deleteMany(keys)
    const spec = this.#specs.find((one) => one.name === file.name)
    if (spec !== undefined) this.#unopened.unshift(spec)
  }

  /** Forgets a starter that may have said wrong things, and with it all other files that were opened by it. */
  #distrust(hints: FileHints): void {
    this.#hints = undefined
    this.#cache?.deleteMany([HINTS_KEY])
    for (const name of hints.large.keys()) {
      const file = this.#opened.get(name)
      if (file !== undefined) this.forget(file)
    }
  }

  /** Forgets the indexes that were read in pages. */
  forgetPaged(): void {
    for (const file of this.opened()) if (file.size > TAIL_BYTES) this.forget(file)
  }

  /** Bytes of memory that indexes take, and what is known of files, roughly. */
  get memoryBytes(): number {
    let bytes = this.#hints?.locator.bytes ?? 0
    for (const file of this.#opened.values()) bytes += FILE_BYTES + file.index.bytes.size + (file.head?.length ?? 0)
    return bytes
  }

  /** Keeps the memory that indexes take within its budget, and the number of files that are open; files in use are spared. */
  trim(): void {
    let bytes = this.memoryBytes
    for (const file of this.#opened.values()) {
      if (bytes <= INDEX_BUDGET) break
      if (file.users > 0) continue
      bytes -= file.index.bytes.size
      file.index.clear()
      file.dictionaries.clear()
    }
    let excess = this.#opened.size - MOST_OPENED
    for (const [name, file] of this.#opened) {
      if (excess <= 0) return
      if (file.users > 0) continue
      this.#opened.delete(name)
      this.#unopened.push(...this.#specs.filter((spec) => spec.name === name))
      excess--
    }
  }

  /** Notes that a file was of use. */
  use(file: RemoteFile): void {
    if (!this.#opened.delete(file.name)) return
    this.#opened.set(file.name, file)
  }
}

function recordKey(name: Hash): string {
  return `file/${name}`
}

function pageKey(name: Hash, page: number): string {
  return `page/${name}/${page}`
}
