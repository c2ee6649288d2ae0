import type { Manifest } from '../manifest.ts'
import type { Platform } from '../platform.ts'
import { MERGED_BYTES } from './compact-choice.ts'
import type { ObjectStore } from './object-store.ts'
import { readRemoteManifest } from './remote-manifest.ts'
import { type ReplacedFile, isFileKey, readReplaced, updateReplaced } from './replaced-files.ts'

/** Where copies of deleted files lie that somebody may name again. */
export const DELETED_FOLDER = 'oxbow/deleted/'
/** How long a file that no manifest names stays when no merge replaced it, and how long copies of deleted files do, in milliseconds. */
export const ORPHAN_GRACE_MS = 24 * 3600 * 1000

export interface SweepOptions {
  /** How long files that were merged away stay for readers, in milliseconds. */
  readonly graceMs: number
  /** How long uploads that no manifest names stay, in milliseconds; a day by default, and never less than `graceMs`. */
  readonly orphanGraceMs?: number
  /** Asked before each deletion; throws to refuse (a lease that was lost). */
  guard?(): Promise<void>
  /** Milliseconds since 1970 UTC; the platform's by default. */
  now?(): number
  /** Told of each deletion. */
  progress?(key: string): void
}

export interface SweepResult {
  readonly deleted: number
  readonly bytesDeleted: number
  /** Files that were named again after they had been deleted, and were put back. */
  readonly restored: number
  /** Files that still wait. */
  readonly waiting: number
  /** When the next of them may go, in milliseconds since 1970 UTC; undefined where none waits. */
  readonly next: number | undefined
}

/**
 * Deletes files that the manifest doesn't name and hasn't for a grace time: those that compactions replaced, and uploads
 * of pushes that never ended. A file whose name somebody may use again (the name of a table file is the hash of its
 * addresses) is copied before; after each deletion the manifest is read again, and a file that it names by then is put
 * back, also by later sweeps, for a day. Nothing but table files and archives is ever touched.
 * @throws OxbowError what the object store and `guard` throw; sweeping again goes on where it ended.
 */
export async function sweepRemote(objects: ObjectStore, platform: Platform, options: SweepOptions): Promise<SweepResult> {
  const sweep = new Sweep(objects, platform, options)
  return sweep.run()
}

interface Listed {
  readonly size: number
  /** Milliseconds since 1970 UTC. */
  readonly modified: number
}

class Sweep {
  readonly #objects: ObjectStore
  readonly #options: SweepOptions
  readonly #now: number
  readonly #orphanGraceMs: number
  readonly #changes = new Map<string, ReplacedFile | null>()
  #deleted = 0
  #bytesDeleted = 0
  #restored = 0

  constructor(objects: ObjectStore, platform: Platform, options: SweepOptions) {
    this.#objects = objects
    this.#options = options
    this.#now = options.now?.() ?? platform.now()
    this.#orphanGraceMs = Math.max(options.graceMs, options.orphanGraceMs ?? ORPHAN_GRACE_MS)
  }

  async run(): Promise<SweepResult> {
    // The manifest before the listing: what was uploaded in between is too young in any case.
    const manifest = await this.#manifest()
    const listed = await this.#list()
    await this.#restore(manifest, listed)
    // A remote without a manifest is being made, or has lost it.
    if (manifest === undefined) return { deleted: 0, bytesDeleted: 0, restored: this.#restored, waiting: 0, next: undefined }
    const named = keysOf(manifest)
    const files = new Map(await readReplaced(this.#objects))
    this.#note(files, listed, named)
    try {
      for (const file of files.values()) if (this.#dueAt(file, listed.get(file.key)) <= this.#now) await this.#remove(file, listed, files)
    } finally {
      await updateReplaced(this.#objects, this.#changes)
    }
    const due = [...files.values()].map((file) => this.#dueAt(file, listed.get(file.key)))
    const next = due.reduce((a, b) => Math.min(a, b), Infinity)
    return {
      deleted: this.#deleted, bytesDeleted: this.#bytesDeleted, restored: this.#restored, waiting: due.length,
      next: next === Infinity ? undefined : next,
    }
  }

  async #list(): Promise<Map<string, Listed>> {
    const listed = new Map<string, Listed>()
    for await (const { key, size, lastModified } of this.#objects.list()) {
      // Without a time nothing counts as old.
      if (isFileKey(key) || key.startsWith(DELETED_FOLDER)) listed.set(key, { size, modified: lastModified?.getTime() ?? Infinity })
    }
    return listed
  }

  /** Puts back what an earlier sweep deleted and the manifest names; drops copies that have grown old. */
  async #restore(manifest: Manifest | undefined, listed: ReadonlyMap<string, Listed>): Promise<void> {
    const named = keysOf(manifest)
    for (const [copy, { modified }] of listed) {
      if (!copy.startsWith(DELETED_FOLDER)) continue
      const key = copy.slice(DELETED_FOLDER.length)
      if (named.has(key) && !hasFile(listed, key)) {
        const got = await this.#objects.get(copy)
        if (got !== null && got.notModified !== true) await this.#putBack(key, got.body)
      } else if (modified + ORPHAN_GRACE_MS <= this.#now) {
        await this.#options.guard?.()
        await this.#objects.delete(copy)
      }
    }
  }

  /** Brings the list up to date: files that are named again or gone leave it, those that nobody named enter. */
  #note(files: Map<string, ReplacedFile>, listed: ReadonlyMap<string, Listed>, named: ReadonlySet<string>): void {
    for (const key of files.keys()) {
      if (!named.has(key) && listed.has(key)) continue
      files.delete(key)
      this.#changes.set(key, null)
    }
    for (const key of listed.keys()) {
      if (!isFileKey(key) || named.has(key) || files.has(key)) continue
      const orphan: ReplacedFile = { key, since: this.#now, kind: 'orphan', unique: false }
      files.set(key, orphan)
      this.#changes.set(key, orphan)
    }
  }

  /** When a file may be deleted. One that may have been uploaded again since counts from then; one that is too large to be copied stays. */
  #dueAt({ since, kind, unique }: ReplacedFile, listed: Listed | undefined): number {
    if (unique) return since + this.#options.graceMs
    const grace = kind === 'orphan' ? this.#orphanGraceMs : this.#options.graceMs
    return listed === undefined || listed.size > MERGED_BYTES ? Infinity : Math.max(since, listed.modified) + grace
  }

  async #remove(file: ReplacedFile, listed: ReadonlyMap<string, Listed>, files: Map<string, ReplacedFile>): Promise<void> {
    const { key } = file
    await this.#options.guard?.()
    if (!keysOf(await this.#manifest()).has(key)) {
      const bytes = file.unique ? undefined : await this.#copy(key)
      await this.#objects.delete(key)
      if (bytes !== undefined && keysOf(await this.#manifest()).has(key)) await this.#putBack(key, bytes)
      else {
        this.#deleted++
        this.#bytesDeleted += listed.get(key)?.size ?? 0
        this.#options.progress?.(key)
      }
    }
    files.delete(key)
    this.#changes.set(key, null)
  }

  async #copy(key: string): Promise<Uint8Array | undefined> {
    const got = await this.#objects.get(key)
    if (got === null || got.notModified === true) return undefined
    await this.#objects.put(DELETED_FOLDER + key, got.body)
    return got.body
  }

  async #putBack(key: string, bytes: Uint8Array): Promise<void> {
    // Whoever names it may have uploaded it again.
    if ((await this.#objects.put(key, bytes, { ifAbsent: true })) !== null) this.#restored++
  }

  async #manifest(): Promise<Manifest | undefined> {
    return (await readRemoteManifest(this.#objects)).manifest
  }
}

/** The keys that a manifest's files may have: it doesn't say which kind they are. */
function keysOf(manifest: Manifest | undefined): ReadonlySet<string> {
  return new Set(manifest?.specs.flatMap(({ name }) => [name, `${name}.darc`]))
}

function hasFile(listed: ReadonlyMap<string, Listed>, key: string): boolean {
  const name = key.replace(/\.darc$/, '')
  return listed.has(name) || listed.has(`${name}.darc`)
}
