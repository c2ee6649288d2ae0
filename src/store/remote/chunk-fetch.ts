import { OxbowError, isOxbowError } from '../../error.ts'
import { addressKey } from '../address-key.ts'
import { decodeArchiveChunk, decodeDictionary, type Span } from '../archive.ts'
import { checkChunk } from '../check-chunk.ts'
import { type Hash, hashOf } from '../hash.ts'
import type { TableSpec } from '../manifest.ts'
import type { Platform } from '../platform.ts'
import { openWholeFile } from '../table-source.ts'
import type { IndexWork, Place } from './paged-index.ts'
import type { AddressesByHigh } from './prefix-search.ts'
import { MAX_REQUESTS, type RangeReader } from './range-reader.ts'
import { type PlannedRange, type Wanted, neighbours, planReads } from './read-plan.ts'
import type { RemoteFile } from './remote-file.ts'
import { DamagedFile, FileGone, type IndexNeed, type OpenedFile, type RemoteFiles } from './remote-files.ts'

/**
 * Requests for looking into a large file in which the chunks are expected, and one more the first time; of others only
 * the prefixes are read, in one.
 */
const LOOKUP_REQUESTS = 3
/** The same while there are files to open beside. */
const LOOKUPS_BESIDE_OPENS = 2
/** What a zstd frame begins with. */
const ZSTD_MAGIC = [0x28, 0xb5, 0x2f, 0xfd]

/** A chunk that could not be had. */
export interface Failure {
  readonly hash: Hash
  readonly error: OxbowError
  /** The file to blame; undefined when no file has it. */
  readonly file: RemoteFile | undefined
}

/** A part of a file with chunks that are wanted, or with a dictionary alone. */
interface Read {
  readonly file: RemoteFile
  readonly span: Span
  readonly range: PlannedRange | undefined
  /** Undefined until it was read. */
  bytes: Uint8Array | undefined
}

/** What a fetch works with. */
export interface FetchContext {
  readonly platform: Platform
  readonly reader: RangeReader
  readonly files: RemoteFiles
  /** The store root: it is in one of the newest files, so the large old ones aren't searched for it. */
  readonly root: Hash
  /** Takes a chunk that was checked against its address. */
  accept(hash: Hash, chunk: Uint8Array): void
}

/**
 * Finds chunks among the remote's files and reads them: footers, then index pages, then data, each in as few waves of
 * requests as can be.
 * @returns those that could not be had, with the reason.
 * @throws FileGone, OxbowError of the object store.
 */
export async function fetchChunks(context: FetchContext, addresses: readonly Hash[]): Promise<Failure[]> {
  const search = new Search(context, addresses)
  try {
    await search.locate()
    await search.read()
    return search.failures
  } finally {
    search.end()
  }
}

class Search {
  readonly failures: Failure[] = []
  readonly #context: FetchContext
  readonly #open: Set<Hash>
  readonly #found = new Map<RemoteFile, Wanted[]>()
  readonly #probed = new Set<RemoteFile>()
  readonly #used = new Set<RemoteFile>()
  /** Made when it is needed; holds found addresses too. */
  #byHigh: AddressesByHigh | undefined

  constructor(context: FetchContext, addresses: readonly Hash[]) {
    this.#context = context
    this.#open = new Set(addresses)
  }

  end(): void {
    for (const file of this.#used) file.users--
    this.#context.files.trim()
  }

  async locate(): Promise<void> {
    const { files } = this.#context
    for (;;) {
      const stalled = this.#probeAtHand()
      if (this.#open.size === 0) return
      const rootOnly = this.#open.size === 1 && this.#open.has(this.#context.root)
      const unopened = files.unopened(this.#open, rootOnly, stalled.length === 0)
      const others = MAX_REQUESTS - LOOKUP_REQUESTS - (stalled[0]?.touched === false ? 1 : 0)
      const lookups = rootOnly && unopened.length > 0 ? [] : stalled.slice(0, unopened.length > 0 ? LOOKUPS_BESIDE_OPENS : 1 + others)
      const listing = files.wantsListing && lookups.length === 0
      const requests = lookups.length === 0 ? MAX_REQUESTS - (listing ? 1 : 0) : others + 1 - lookups.length
      const opens = files.within(requests, unopened)
      if (lookups.length === 0 && opens.length === 0) break
      const results = await Promise.allSettled([
        this.#openFiles(opens, lookups.length > 0), this.#lookInto(lookups), listing ? files.list() : undefined,
      ])
      for (const result of results) if (result.status === 'rejected') throw result.reason
    }
    const { url } = this.#context.reader.objects
    for (const hash of this.#open) {
      this.failures.push({ hash, file: undefined, error: new OxbowError('CHUNK_NOT_FOUND', `chunk ${hash} is not in ${url}`) })
    }
  }

  /** Looks into all indexes that are at hand. Returns the files whose indexes aren't, those used last first. */
  #probeAtHand(): RemoteFile[] {
    const stalled: RemoteFile[] = []
    for (const file of this.#context.files.opened()) {
      if (this.#probed.has(file) || this.#open.size === 0) continue
      this.#use(file)
      const step = inFile(file, () => file.index.locate(this.#openAddresses(file), false).next())
      if (step.done === true) this.#take(file, step.value)
      else stalled.push(file)
    }
    return stalled
  }

  /** The addresses to look for in a file; of many, those that a small file may have. */
  #openAddresses({ index }: RemoteFile): Hash[] {
    const among = index.count < this.#open.size ? index.among(this.#addressesByHigh()) : undefined
    return among?.filter((hash) => this.#open.has(hash)) ?? [...this.#open]
  }

  #addressesByHigh(): AddressesByHigh {
    if (this.#byHigh !== undefined) return this.#byHigh
    const byHigh = new Map<number, Hash[]>()
    for (const hash of this.#open) {
      const { high } = addressKey(hash)
      const equal = byHigh.get(high)
      if (equal === undefined) byHigh.set(high, [hash])
      else equal.push(hash)
    }
    return (this.#byHigh = byHigh)
  }

  /** Looks into files side by side: what the look-ups need of the indexes is read together. */
  async #lookInto(files: readonly RemoteFile[]): Promise<void> {
    interface Lookup { readonly file: RemoteFile; readonly work: IndexWork<Map<Hash, Place>>; parts: readonly Span[] | undefined }
    let lookups = files.map((file, i): Lookup => ({ file, work: file.index.locate(this.#openAddresses(file), i === 0), parts: undefined }))
    while (this.#open.size > 0 && lookups.length > 0) {
      const needs: IndexNeed[] = []
      lookups = lookups.filter((lookup) => {
        const { file, work } = lookup
        if (lookup.parts === undefined) {
          const step = inFile(file, () => work.next())
          if (step.done === true) {
            this.#take(file, step.value)
            return false
          }
          lookup.parts = step.value
        }
        needs.push({ file, parts: lookup.parts })
        return true
      })
      if (this.#open.size === 0) return
      const brought = await this.#context.files.bring(needs)
      for (const lookup of lookups.slice(0, brought)) lookup.parts = undefined
    }
  }

  #take(file: RemoteFile, places: ReadonlyMap<Hash, Place>): void {
    this.#probed.add(file)
    for (const [hash, place] of places) {
      if (!this.#open.delete(hash)) continue
      const wanted = this.#found.get(file)
      if (wanted === undefined) this.#found.set(file, [{ hash, place }])
      else wanted.push({ hash, place })
    }
  }

  #use(file: RemoteFile): void {
    if (this.#used.has(file)) return
    this.#used.add(file)
    file.users++
  }

  async #openFiles(specs: readonly TableSpec[], beside: boolean): Promise<void> {
    if (specs.length === 0) return
    for (const { file, tail } of await this.#context.files.open(specs, beside)) {
      if (tail.bytes.length === tail.size) this.#takeWhole({ file, tail })
    }
  }

  /** Lets in all chunks of a small file that came whole. Those that are damaged are left to whoever asks for them. */
  #takeWhole({ file, tail }: OpenedFile): void {
    const source = inFile(file, () => openWholeFile(this.#context.platform, tail.bytes, file.name))
    file.touched = true
    for (const hash of source.hashes()) {
      let chunk: Uint8Array | undefined
      try {
        chunk = source.get(hash)
      } catch (e) {
        if (!isOxbowError(e)) throw e
      }
      if (chunk === undefined) continue
      this.#context.accept(hash, chunk)
      this.#open.delete(hash)
    }
  }

  /** Reads all that was found, in one wave as far as six requests go. */
  async read(): Promise<void> {
    const { files, reader } = this.#context
    const reads: Read[] = []
    const dictionaries: { file: RemoteFile; span: Span }[] = []
    for (const [file, wanted] of this.#found) {
      const planned = inFile(file, () => this.#plan(file, wanted))
      file.touched = true
      files.use(file)
      reads.push(...planned)
      for (const span of missingDictionaries(file, wanted)) {
        dictionaries.push({ file, span })
        if (!planned.some((read) => covers(read.span, span))) reads.push({ file, span, range: undefined, bytes: undefined })
      }
    }
    const distant = reads.filter((read) => read.bytes === undefined)
    const parts = await reader.readAll(distant.map(({ file, span: { offset, length } }) => ({ key: file.key, range: { offset, length } })))
    distant.forEach((read, i) => {
      read.bytes = parts[i]?.bytes
      if (read.bytes === undefined) throw new FileGone(read.file.name)
    })
    for (const { file, span } of dictionaries) {
      const read = reads.find((one) => one.file === file && covers(one.span, span))!
      const at = span.offset - read.span.offset
      this.#takeDictionary(file, span, read.bytes!.subarray(at, at + span.length))
    }
    for (const { file, range, bytes } of reads) if (range !== undefined) this.#takeRange(file, range, bytes!)
  }

  /** What to read of a file for chunks that were found in it; those in its beginning may be at hand. */
  #plan(file: RemoteFile, wanted: readonly Wanted[]): Read[] {
    const { head, index } = file
    const length = head?.length ?? 0
    const isInHead = ({ place: { data } }: Wanted): boolean => data.offset + data.length <= length
    const rest = wanted.filter((one) => !isInHead(one))
    const reads: Read[] = (rest.length === 0 ? [] : planReads(index, rest, !file.touched))
      .map((range) => ({ file, span: range, range, bytes: undefined }))
    if (rest.length < wanted.length) {
      const range = { offset: 0, length, wanted: wanted.filter(isInHead), keepsNeighbours: true }
      reads.push({ file, span: range, range, bytes: head })
      file.head = undefined
    }
    return reads
  }

  #takeDictionary(file: RemoteFile, span: Span, bytes: Uint8Array): void {
    try {
      file.dictionaries.set(span.offset, decodeDictionary(this.#context.platform, bytes))
    } catch (e) {
      // Whoever needs it will not find it, and fail.
      if (!isOxbowError(e)) throw e
    }
  }

  #takeRange(file: RemoteFile, range: PlannedRange, bytes: Uint8Array): void {
    const { platform } = this.#context
    const cut = ({ offset, length }: Span): Uint8Array => bytes.subarray(offset - range.offset, offset - range.offset + length)
    let dictionary: Uint8Array | undefined
    for (const { hash, place } of range.wanted) {
      try {
        const own = place.dictionary === undefined ? undefined : file.dictionaries.get(place.dictionary.offset)
        if (place.dictionary !== undefined && own === undefined) throw new OxbowError('ZSTD_CORRUPT', 'its dictionary is damaged')
        dictionary = own ?? dictionary
        this.#context.accept(hash, checkChunk(platform, hash, decodeArchiveChunk(platform, cut(place.data), own), file.key))
      } catch (e) {
        if (!isOxbowError(e)) throw e
        const error = e.code === 'CHUNK_HASH_MISMATCH' ? e : named(e, file, `has no readable chunk ${hash}`)
        this.failures.push({ hash, file, error })
      }
    }
    if (!range.keepsNeighbours) return
    for (const span of inFile(file, () => [...neighbours(file.index, range)])) {
      if (!file.dictionaries.has(span.offset)) this.#takeNeighbour(cut(span), dictionary)
    }
  }

  /** A chunk that nobody asked for: its content tells its address, so nothing has to be looked up. */
  #takeNeighbour(bytes: Uint8Array, dictionary: Uint8Array | undefined): void {
    const { platform } = this.#context
    const isFrame = ZSTD_MAGIC.every((byte, i) => bytes[i] === byte)
    if (isFrame && dictionary === undefined) return
    try {
      const chunk = decodeArchiveChunk(platform, bytes, isFrame ? dictionary : undefined)
      this.#context.accept(hashOf(platform, chunk), chunk)
    } catch (e) {
      if (!isOxbowError(e)) throw e
    }
  }
}

/** The dictionaries of these chunks that aren't at hand. */
function missingDictionaries(file: RemoteFile, wanted: readonly Wanted[]): Span[] {
  const spans = new Map<number, Span>()
  for (const { place: { dictionary } } of wanted) {
    if (dictionary !== undefined && !file.dictionaries.has(dictionary.offset)) spans.set(dictionary.offset, dictionary)
  }
  return [...spans.values()]
}

function covers(range: Span, span: Span): boolean {
  return span.offset >= range.offset && span.offset + span.length <= range.offset + range.length
}

/** Puts the file's name into an error of a codec. */
function named(e: OxbowError, file: RemoteFile, what: string): OxbowError {
  return new OxbowError(e.code, `${file.key} ${what}: ${e.message}; run dolt fsck on a clone of the remote`, { cause: e })
}

function inFile<T>(file: RemoteFile, work: () => T): T {
  try {
    return work()
  } catch (e) {
    throw isOxbowError(e) ? new DamagedFile(file, named(e, file, 'has a damaged index')) : e
  }
}
