import { OxbowError, isOxbowError } from '../../error.ts'
import type { Hash } from '../hash.ts'
import { type Manifest, type TableSpec, newManifest } from '../manifest.ts'
import type { Platform } from '../platform.ts'
import type { BuiltFile } from '../table-file.ts'
import { type ListedTable, MERGED_BYTES, chooseMerges } from './compact-choice.ts'
import { ArchiveMerger } from './compact-merge.ts'
import type { ObjectStore } from './object-store.ts'
import { MAX_REQUESTS } from './range-reader.ts'
import { type RemoteManifest, readRemoteManifest, swapRemoteManifest } from './remote-manifest.ts'
import { type ReplacedFile, updateReplaced } from './replaced-files.ts'

export interface CompactOptions {
  /** From how many small files on they are merged. */
  readonly files: number
  /** Asked before each write of the manifest and each deletion; throws to refuse (a lease that was lost). */
  guard?(): Promise<void>
  /** Goes into the lock beside the nonce: the lease's epoch. */
  lockExtra?(): Uint8Array
  /** Milliseconds since 1970 UTC; the platform's by default. */
  now?(): number
  /** Told after each merge. */
  progress?(merged: Merged): void
}

/** A merge that stands in the manifest. */
export interface Merged {
  readonly name: Hash
  /** Files that it replaced, and their bytes together. */
  readonly files: number
  readonly bytesRead: number
  readonly bytesWritten: number
}

export interface CompactResult {
  readonly merges: readonly Merged[]
  /** Files that the manifest names now. */
  readonly files: number
  /** Groups whose files somebody else replaced meanwhile: nothing was done with them. */
  readonly overtaken: number
  /** What is wrong with files that are damaged; they stay as they are. */
  readonly damaged: readonly OxbowError[]
}

/** How often the manifest is written for one merge at most. */
const MAX_ATTEMPTS = 12
/** Longest pause between attempts, in ms. */
const MAX_PAUSE_MS = 2000

/** What would be merged, without doing it. @throws OxbowError of the object store. */
export async function planCompaction(objects: ObjectStore, files: number): Promise<ListedTable[][]> {
  const { manifest } = await readRemoteManifest(objects)
  return chooseMerges(await listTables(objects, manifest?.specs ?? []), files)
}

/**
 * Merges a remote's small files: uploads an archive with the chunks of several, then swaps the manifest for one that names
 * it in their place. Root and gc generation stay, and so does every chunk. What it replaced is noted, and stays until
 * `sweepRemote` deletes it. Wherever it ends, the manifest names files that are there.
 * @throws OxbowError `PUSH_CONTENDED` where others were always first; what the object store and `guard` throw.
 */
export async function compactRemote(objects: ObjectStore, platform: Platform, options: CompactOptions): Promise<CompactResult> {
  const merges: Merged[] = []
  const damaged: OxbowError[] = []
  let overtaken = 0
  for (const group of await planCompaction(objects, options.files)) {
    const merge = new Merge(objects, platform, options, group)
    const merged = await merge.run()
    damaged.push(...merge.damaged)
    if (merged === 'overtaken') overtaken++
    else if (merged !== undefined) {
      merges.push(merged)
      options.progress?.(merged)
    }
  }
  const { manifest } = await readRemoteManifest(objects)
  return { merges, files: manifest?.specs.length ?? 0, overtaken, damaged }
}

/** The manifest's files that a listing shows. */
async function listTables(objects: ObjectStore, specs: readonly TableSpec[]): Promise<ListedTable[]> {
  if (specs.length < 2) return []
  const listed = new Map<string, { readonly key: string; readonly size: number }>()
  for await (const { key, size } of objects.list()) listed.set(key, { key, size })
  return specs.flatMap((spec) => {
    const found = listed.get(`${spec.name}.darc`) ?? listed.get(spec.name)
    return found === undefined ? [] : [{ spec, ...found }]
  })
}

/** One group of files on its way into one archive. */
class Merge {
  readonly #objects: ObjectStore
  readonly #platform: Platform
  readonly #options: CompactOptions
  readonly damaged: OxbowError[] = []
  #group: readonly ListedTable[]
  readonly #unique = new Set<string>()
  #attempts = 0

  constructor(objects: ObjectStore, platform: Platform, options: CompactOptions, group: readonly ListedTable[]) {
    this.#objects = objects
    this.#platform = platform
    this.#options = options
    this.#group = group
  }

  /** @returns `overtaken` when somebody else replaced one of the files, undefined where too few of them are sound. */
  async run(): Promise<Merged | 'overtaken' | undefined> {
    const built = await this.#build()
    if (built === undefined) return 'overtaken'
    if (this.#group.length < 2) return undefined
    await this.#objects.put(built.key, built.bytes)
    if (!(await this.#name(built))) {
      // No manifest ever named it, and none will: its name is unique.
      await this.#objects.delete(built.key)
      return 'overtaken'
    }
    const since = this.#options.now?.() ?? this.#platform.now()
    await updateReplaced(this.#objects, new Map(this.#group.map(({ key }): [string, ReplacedFile] =>
      [key, { key, since, kind: 'merged', unique: this.#unique.has(key) }])))
    const bytesRead = this.#group.reduce((sum, { size }) => sum + size, 0)
    return { name: built.name, files: this.#group.length, bytesRead, bytesWritten: built.bytes.length }
  }

  /** Reads the files, a few at a time; damaged ones leave the group. @returns undefined where one is gone. */
  async #build(): Promise<BuiltFile | undefined> {
    const size = this.#group.reduce((sum, file) => sum + file.size, 0)
    const merger = new ArchiveMerger(this.#platform, size, this.#group.reduce((sum, { spec }) => sum + spec.count, 0))
    for (const wave of waves(this.#group)) {
      const found = await Promise.all(wave.map(({ key }) => this.#objects.get(key)))
      for (const [i, { spec, key }] of wave.entries()) {
        const got = found[i]
        // A file of the same name that was uploaded again may be compressed otherwise.
        if (got === null || got.notModified === true || got.body.length !== wave[i].size) return undefined
        try {
          if (await merger.add(spec.name, spec.count, got.body)) this.#unique.add(key)
        } catch (e) {
          if (!isOxbowError(e)) throw e
          // What was taken of it before is sound, and stands in two files then.
          this.damaged.push(e)
          this.#group = this.#group.filter((file) => file.spec !== spec)
        }
      }
    }
    return merger.finish()
  }

  /** Puts the archive into the manifest, in place of the group. @returns false where the manifest doesn't name all of the group any more. */
  async #name(built: BuiltFile): Promise<boolean> {
    let remote = await readRemoteManifest(this.#objects)
    for (;;) {
      const next = this.#nextManifest(remote, built)
      if (next === undefined) return isNamed(remote, built.name)
      const outcome = await this.#swap(remote, next)
      if (outcome.swapped || isNamed(outcome.remote, built.name)) return true
      if (this.#attempts >= MAX_ATTEMPTS) {
        throw new OxbowError('PUSH_CONTENDED', `others changed ${this.#objects.url} each of the ${MAX_ATTEMPTS} times that files were merged; try again`)
      }
      remote = outcome.remote
      await this.#pause()
    }
  }

  /** Swaps; a failure that leaves it open whether the write took place is followed by the very same write. */
  async #swap(remote: RemoteManifest, next: Manifest): ReturnType<typeof swapRemoteManifest> {
    for (;;) {
      await this.#options.guard?.()
      this.#attempts++
      try {
        return await swapRemoteManifest(this.#objects, remote, next)
      } catch (e) {
        if (!isOxbowError(e) || e.code === 'REMOTE_FORBIDDEN' || this.#attempts >= MAX_ATTEMPTS) throw e
      }
      await this.#pause()
    }
  }

  #nextManifest({ manifest }: RemoteManifest, { name, count }: BuiltFile): Manifest | undefined {
    if (manifest === undefined) return undefined
    const replaced = new Set(this.#group.map(({ spec }) => spec.name))
    const named = manifest.specs.filter((spec) => replaced.has(spec.name))
    if (named.length < replaced.size) return undefined
    // Where the newest of them was: what stands behind it is newer still.
    const last = named.at(-1)
    const specs = manifest.specs.flatMap((spec) => (spec === last ? [{ name, count }] : replaced.has(spec.name) ? [] : [spec]))
    const { root, gcGeneration } = manifest
    return newManifest(this.#platform, { root, gcGeneration, specs }, this.#options.lockExtra?.())
  }

  async #pause(): Promise<void> {
    const jitter = 0.5 + this.#platform.randomBytes(1)[0] / 256
    const ms = Math.min(MAX_PAUSE_MS, 5 * 2 ** this.#attempts) * jitter
    await new Promise((resolve) => setTimeout(resolve, ms))
  }
}

function isNamed({ manifest }: RemoteManifest, name: Hash): boolean {
  return manifest?.specs.some((spec) => spec.name === name) ?? false
}

/** Files that are read together: as many as there may be requests, and half of the largest archive's bytes. */
function* waves(files: readonly ListedTable[]): IterableIterator<readonly ListedTable[]> {
  let wave: ListedTable[] = []
  let bytes = 0
  for (const file of files) {
    if (wave.length > 0 && (wave.length === MAX_REQUESTS || bytes + file.size > MERGED_BYTES / 2)) {
      yield wave
      wave = []
      bytes = 0
    }
    wave.push(file)
    bytes += file.size
  }
  if (wave.length > 0) yield wave
}
