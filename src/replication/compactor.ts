import type { DoltDatabase } from '../doltdb/database.ts'
import { isOxbowError } from '../error.ts'
import type { Platform } from '../store/platform.ts'
import { type Merged, compactRemote } from '../store/remote/compact.ts'
import { sweepRemote } from '../store/remote/compact-sweep.ts'
import type { Clock } from './clock.ts'
import type { ReplicationLog } from './replication-log.ts'
import type { ReplicationSettings } from './variables.ts'
import { WritableRemote } from './writable-remote.ts'

/** How long after a push the manifest is looked at, in milliseconds: more pushes may follow. */
const DELAY_MS = 2000
/** Milliseconds from one look to the next. */
const PAUSE_MS = 30_000
/** Milliseconds after which a sweep looks for uploads that were never named, though nothing is known to wait. */
const SWEEP_MS = 3600 * 1000

export interface CompactorOptions {
  /** As the database has them now: whether it is a master at all, from how many files on it compacts, and the grace time. */
  readonly settings: ReplicationSettings
  readonly platform: Platform
  readonly clock: Clock
  readonly log: ReplicationLog
  /** Told when the remote has other files. */
  compacted?(remote: DoltDatabase): void
}

/** What a server's compactions did since it started. Times in milliseconds since 1970 UTC. */
export interface CompactorStatus {
  readonly running: boolean
  readonly merges: number
  readonly filesMerged: number
  readonly bytesRead: number
  readonly bytesWritten: number
  readonly filesDeleted: number
  readonly bytesDeleted: number
  /** Files that were named again after they had been deleted, and were put back. */
  readonly filesRestored: number
  /** Files that wait for their deletion. */
  readonly filesWaiting: number
  /** When it last ended without an error; null before. */
  readonly lastAt: number | null
  /** Why it last failed, or which file it found damaged; null when all is well. */
  readonly lastError: string | null
}

/**
 * Compacts a master's remote behind its pushes: in the background, one run at a time, at most every half minute, and only
 * while the lease is this server's. A run that fails costs nothing but time; the next push brings the next one.
 */
export class Compactor {
  readonly #options: CompactorOptions
  #cancel: (() => void) | undefined
  #remote: DoltDatabase | undefined
  #running: Promise<void> | undefined
  /** When the next look may be, and the next sweep is due, by the monotonic clock. */
  #notBefore = -Infinity
  #sweepAt = -Infinity
  /** When the timer that `#cancel` cancels ends, by the monotonic clock. */
  #dueAt = 0
  /** Whether something was pushed since the last look began. */
  #pushedMeanwhile = false
  #closed = false
  /** What is wrong with a file of the remote, as the last merge found. */
  #damage: string | null = null
  #status: Omit<CompactorStatus, 'running'> = {
    merges: 0, filesMerged: 0, bytesRead: 0, bytesWritten: 0, filesDeleted: 0, bytesDeleted: 0, filesRestored: 0, filesWaiting: 0,
    lastAt: null, lastError: null,
  }

  constructor(options: CompactorOptions) {
    this.#options = options
  }

  status(): CompactorStatus {
    return { running: this.#running !== undefined, ...this.#status }
  }

  /** Says that something was pushed. Returns at once. */
  pushed(remote: DoltDatabase): void {
    this.#remote = remote
    this.#pushedMeanwhile = true
    this.#schedule(DELAY_MS)
  }

  /** Ends, after what is under way; what waits is left to the next server. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancel?.()
    this.#cancel = undefined
    await this.#running
  }

  /** Sees to it that a look is taken within so many milliseconds, or as soon as one may be. */
  #schedule(ms: number): void {
    if (this.#closed || this.#running !== undefined) return
    const { clock } = this.#options
    const at = Math.max(clock.monotonic() + ms, this.#notBefore)
    if (this.#cancel !== undefined && this.#dueAt <= at) return
    this.#cancel?.()
    this.#dueAt = at
    this.#cancel = clock.after(at - clock.monotonic(), () => {
      this.#cancel = undefined
      this.#running = this.#run().finally(() => {
        this.#running = undefined
        this.#notBefore = clock.monotonic() + PAUSE_MS
        if (this.#pushedMeanwhile) this.#schedule(DELAY_MS)
        else if (this.#sweepAt !== Infinity) this.#schedule(Math.max(0, this.#sweepAt - clock.monotonic()))
      })
    })
  }

  async #run(): Promise<void> {
    const { clock, log } = this.#options
    const store = this.#remote?.store
    this.#pushedMeanwhile = false
    if (!(store instanceof WritableRemote) || !this.#isMaster || this.#files === 0) {
      this.#sweepAt = Infinity
      return
    }
    try {
      await this.#compact(store)
      await this.#sweep(store)
      this.#status = { ...this.#status, lastAt: clock.wall(), lastError: this.#damage }
    } catch (e) {
      if (!isOxbowError(e)) throw e
      this.#status = { ...this.#status, lastError: e.message }
      // The next push brings the next try.
      this.#sweepAt = Infinity
      log('warn', 'compaction failed', { message: `compaction of ${store.remote.objects.url} failed: ${e.message}`, remote: store.remote.objects.url })
    }
  }

  async #compact(store: WritableRemote): Promise<void> {
    const { log } = this.#options
    const { objects } = store.remote
    const { manifest } = await store.remote.refresh()
    if ((manifest?.specs.length ?? 0) < this.#files) return
    const { merges, files, damaged } = await compactRemote(objects, this.#options.platform, {
      files: this.#files, ...this.#fenced(store), now: () => this.#options.clock.wall(), progress: (merged) => this.#count(merged),
    })
    this.#damage = damaged[0]?.message ?? null
    if (this.#damage !== null) log('warn', 'damaged file', { message: `a file of ${objects.url} can't be merged: ${this.#damage}` })
    if (merges.length === 0) return
    this.#sweepAt = -Infinity
    const merged = merges.reduce((sum, merge) => sum + merge.files, 0)
    log('info', 'remote compacted', { message: `${merged} files of ${objects.url} became ${merges.length}`, merged, files })
    this.#options.compacted?.(this.#remote!)
  }

  async #sweep(store: WritableRemote): Promise<void> {
    const { clock, platform, settings } = this.#options
    if (clock.monotonic() < this.#sweepAt) return
    const graceMs = settings.number('dolt_replication_compact_grace_seconds') * 1000
    const { deleted, bytesDeleted, restored, waiting, next } =
      await sweepRemote(store.remote.objects, platform, { graceMs, guard: this.#fenced(store).guard, now: () => clock.wall() })
    const status = this.#status
    this.#status = {
      ...status, filesWaiting: waiting, filesDeleted: status.filesDeleted + deleted, bytesDeleted: status.bytesDeleted + bytesDeleted,
      filesRestored: status.filesRestored + restored,
    }
    this.#sweepAt = clock.monotonic() + Math.min(SWEEP_MS, next === undefined ? SWEEP_MS : Math.max(PAUSE_MS, next - clock.wall()))
  }

  #count({ files, bytesRead, bytesWritten }: Merged): void {
    const status = this.#status
    this.#status = {
      ...status, merges: status.merges + 1, filesMerged: status.filesMerged + files, bytesRead: status.bytesRead + bytesRead,
      bytesWritten: status.bytesWritten + bytesWritten,
    }
  }

  #fenced({ fence }: WritableRemote): { guard: () => Promise<void>; lockExtra: () => Uint8Array } {
    return { guard: async () => fence?.guard(), lockExtra: () => fence?.lockExtra() ?? new Uint8Array(0) }
  }

  get #files(): number {
    return this.#options.settings.number('dolt_replication_compact_files')
  }

  get #isMaster(): boolean {
    const { settings } = this.#options
    return settings.text('dolt_replicate_to_remote') !== '' && settings.text('dolt_read_replica_remote') === ''
  }
}
