import type { Freshness } from './freshness.ts'

/** Where heads come from: a remote, seen through its manifest. */
export interface HeadSource<Manifest, View> {
  /**
   * Asks the remote for its manifest, with If-None-Match; the same object again when it hasn't changed.
   * Never called while another check is under way.
   */
  check(): Promise<Manifest>
  /** The manifest's lock: what a bookmark names. */
  lockOf(manifest: Manifest): string
  /** Brings what a manifest names to where it can be read. Called once for each manifest object. */
  pull(manifest: Manifest): Promise<View>
}

export interface PullOnReadOptions {
  /** Milliseconds since 1970 UTC. */
  now(): number
  /** Dolt's `dolt_skip_replication_errors`: whether a default read is served from what is here when the remote fails. */
  skipErrors(): boolean
}

/** One consistent view, and what is known about its age. */
export interface Read<View> {
  readonly view: View
  /** Lock of the manifest that the view shows. */
  readonly lock: string
  /** Milliseconds since the check was sent that found this view to be the newest. */
  readonly ageMs: number
  /** Why the view may be older than was asked for. */
  readonly failure?: unknown
}

/** The newest view, and when the check was sent that found it. */
interface Seen<View> {
  readonly view: View
  readonly lock: string
  /** Checks are numbered as they are sent. */
  readonly order: number
  readonly sentAt: number
}

/** How many locks are remembered for bookmarks; an older bookmark costs one check. */
const REMEMBERED_LOCKS = 1024

/** How long a read that need not be new waits, in milliseconds, for a remote that failed the last time. */
const PATIENCE_MS = 250

/**
 * Pull on read, for any number of readers at once. A reader that wants the newest head joins only a check that was
 * *sent after it arrived*, for only that one sees every write that was acknowledged before the read. So whatever the
 * load, at most one check is in flight and one queued. A manifest's pull is shared by all who need it, and holds up
 * nobody who doesn't.
 */
export class PullOnRead<Manifest, View> {
  private readonly source: HeadSource<Manifest, View>
  private readonly options: PullOnReadOptions
  private seen: Seen<View> | undefined
  private inFlight = false
  /** Settles when the check in flight has its answer, however that went: the queue's turn. */
  private answered: Promise<void> = Promise.resolve()
  private queued: Promise<Seen<View>> | undefined
  private sent = 0
  private pulling: { manifest: Manifest; view: Promise<View> } | undefined
  /** Why the last check or pull failed; undefined once one has succeeded. */
  private failure: { readonly reason: unknown } | undefined
  private readonly locks = new LockSet()
  /** Bookmarks that a check answered without finding their lock: newer manifests have replaced it. */
  private readonly passed = new LockSet()

  constructor(source: HeadSource<Manifest, View>, options: PullOnReadOptions) {
    this.source = source
    this.options = options
  }

  /** The newest view, where there is one; nothing is asked. */
  get newest(): Read<View> | undefined {
    return this.seen === undefined ? undefined : this.readOf(this.seen)
  }

  /** Why the last check or pull failed; undefined once one has succeeded. */
  get lastFailure(): unknown {
    return this.failure?.reason
  }

  /**
   * The view that a read with this freshness gets.
   * @param insists the reader would rather have an error than what is older; else `skipErrors` decides
   * @throws what the check or the pull threw, where that decides.
   */
  async read(freshness: Freshness, insists = freshness.mode !== 'default'): Promise<Read<View>> {
    const { seen } = this
    if (seen !== undefined) {
      switch (freshness.mode) {
        case 'pinned':
          return this.readOf(seen)
        case 'bookmark':
          if (this.locks.has(freshness.lock) || this.passed.has(freshness.lock)) return this.readOf(seen)
          break
        case 'max-staleness': {
          const age = this.options.now() - seen.sentAt
          if (age >= 0 && age <= freshness.ms) {
            if (age > freshness.ms / 2) this.refreshInBackground()
            return this.readOf(seen)
          }
        }
      }
    }
    try {
      const check = this.checkSentFromNow()
      const lenient = !insists && this.failure !== undefined && this.seen !== undefined && this.options.skipErrors()
      const found = await (lenient ? this.withPatience(check) : check)
      // A push comes before its bookmark: where the newest manifest isn't that push's, it is a later one.
      if (freshness.mode === 'bookmark' && !this.locks.has(freshness.lock)) this.passed.add(freshness.lock)
      return this.readOf(found)
    } catch (e) {
      if (this.seen === undefined || insists || !this.options.skipErrors()) throw e
      return { ...this.readOf(this.seen), failure: e }
    }
  }

  /** Gives up early on a remote that failed the last time; the check goes on, and who reads later finds what it found. */
  private async withPatience(check: Promise<Seen<View>>): Promise<Seen<View>> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.failure?.reason), PATIENCE_MS)
    })
    try {
      return await Promise.race([check, late])
    } finally {
      clearTimeout(timer)
    }
  }

  private readOf(seen: Seen<View>): Read<View> {
    return { view: seen.view, lock: seen.lock, ageMs: Math.max(0, this.options.now() - seen.sentAt) }
  }

  private refreshInBackground(): void {
    // Who reads next meets the failure again, if it lasts.
    if (!this.inFlight) this.send().catch(() => undefined)
  }

  /** Joins the queued check, or sends one; never joins one that is already on its way. */
  private checkSentFromNow(): Promise<Seen<View>> {
    if (!this.inFlight && this.queued === undefined) return this.send()
    this.queued ??= this.answered.then(() => {
      this.queued = undefined
      return this.send()
    })
    return this.queued
  }

  private send(): Promise<Seen<View>> {
    const order = ++this.sent
    const sentAt = this.options.now()
    const answer = this.source.check()
    this.inFlight = true
    const done = () => {
      this.inFlight = false
    }
    this.answered = answer.then(done, done)
    return answer.then((manifest) => this.follow(manifest, order, sentAt)).then((seen) => {
      this.failure = undefined
      return seen
    }, (reason: unknown) => {
      this.failure = { reason }
      throw reason
    })
  }

  private async follow(manifest: Manifest, order: number, sentAt: number): Promise<Seen<View>> {
    if (this.pulling?.manifest !== manifest) {
      const view = this.source.pull(manifest)
      this.pulling = { manifest, view }
      view.catch(() => {
        // So that the next check, though it finds the same manifest, pulls again.
        if (this.pulling?.view === view) this.pulling = undefined
      })
    }
    const seen = { view: await this.pulling.view, lock: this.source.lockOf(manifest), order, sentAt }
    this.locks.add(seen.lock)
    // Pulls may end in another order than their checks were sent in; the view only moves forward.
    if (this.seen === undefined || this.seen.order < order) this.seen = seen
    return seen
  }
}

/** The last locks that were added. */
class LockSet {
  private readonly locks = new Set<string>()

  has(lock: string): boolean {
    return this.locks.has(lock)
  }

  add(lock: string): void {
    this.locks.delete(lock)
    this.locks.add(lock)
    if (this.locks.size <= REMEMBERED_LOCKS) return
    for (const oldest of this.locks) {
      this.locks.delete(oldest)
      return
    }
  }
}
