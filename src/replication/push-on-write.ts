import { isAncestor, readCommit } from '../doltdb/commit.ts'
import type { DoltDatabase, RefChange, RefEdit } from '../doltdb/database.ts'
import { pushRefs } from '../doltdb/push-refs.ts'
import { parseRef } from '../doltdb/refs.ts'
import { OxbowError, isOxbowError } from '../error.ts'
import { EMPTY_HASH, type Hash } from '../store/hash.ts'
import type { Remote } from '../versioning/environment.ts'
import type { ReplicationLog } from './replication-log.ts'
import { isRescueRef } from './rescue.ts'
import { WritableRemote } from './writable-remote.ts'

/** Why a ref's last push did not succeed. */
export interface PushFailure {
  /** Of the first failure in a row, in milliseconds since 1970 UTC. */
  readonly since: number
  readonly attempts: number
  readonly error: string
}

/** What is known of a ref at the remote. */
export interface PushedRef {
  /** Where it was last pushed to; null where it was deleted. */
  readonly pushed: Hash | null
  readonly failure?: PushFailure
}

/**
 * What outlives the process: where each ref stands at the remote. What is still to be pushed follows from it and from
 * the database's own refs, so nothing is lost between a commit and its entry in a queue.
 */
export interface PushState {
  /** Undefined before the first use, and after a change of the remote. */
  read(url: string): ReadonlyMap<string, PushedRef> | undefined
  /** Changes entries durably; null removes one. */
  update(url: string, entries: ReadonlyMap<string, PushedRef | null>): void
}

export interface PushOnWriteOptions {
  readonly db: DoltDatabase
  readonly state: PushState
  /** The remote to push to; undefined for none. @throws OxbowError when the one that is configured isn't there. */
  remote(): Remote | undefined
  open(remote: Remote): Promise<DoltDatabase>
  /** Told after each push that moved something. */
  pushed?(remote: DoltDatabase): void
  /** `dolt_async_replication`. */
  isAsync(): boolean
  /** `dolt_replication_ack` is `remote`: a write waits until the remote holds it, and fails where it does not. */
  acknowledgesRemotely(): boolean
  readonly log: ReplicationLog
}

/** What became of a push: why a ref is not at the remote, undefined where it is. */
type Outcome = (ref: string) => string | undefined

const ALL_PUSHED: Outcome = () => undefined

/** How long an asynchronous push waits for more to come along, in milliseconds. */
const GATHER_MS = 500
/** How long a write waits for the remote to hold it, in milliseconds. */
const ACKNOWLEDGE_MS = 30_000
/** Pauses between attempts, in milliseconds. */
const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 60_000

/**
 * Push on write of one database. Each change of a branch or tag is pushed once it is durable here; a push that fails never
 * fails the write: it is logged, kept, and tried again. A ref that somebody else has moved is not overwritten.
 */
export class PushOnWrite {
  readonly #options: PushOnWriteOptions
  #running: Promise<Outcome> | undefined
  #queued: Promise<Outcome> | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Whether the timer waits for more changes to come along, rather than for the remote to recover. */
  #gathering = false
  #pause = FIRST_PAUSE_MS
  #closed = false
  #opened: { readonly url: string; readonly db: DoltDatabase } | undefined
  #lock: string | undefined
  #lastPush: { readonly at: number; readonly lock: string } | undefined

  constructor(options: PushOnWriteOptions) {
    this.#options = options
  }

  /** The last push that succeeded in this process: when, in milliseconds since 1970 UTC, and its manifest's lock. */
  get lastPush(): { readonly at: number; readonly lock: string } | undefined {
    return this.#lastPush
  }

  /** Lock of the manifest that the last push made; null while something is still to be pushed; undefined where nothing was. */
  bookmark(): string | null | undefined {
    return this.#timer !== undefined || this.#running !== undefined ? null : this.#lock
  }

  /**
   * Called once when the database is opened: what stands there now counts as known to the remote, unless an earlier process
   * left something to push; that is tried again soon where the process lasts.
   */
  async begin(retry: boolean): Promise<void> {
    const remote = this.#remote()
    if (remote === undefined) return
    const { state } = this.#options
    if (state.read(remote.url) === undefined) state.update(remote.url, new Map([...(await this.#refs())].map(([ref, pushed]) => [ref, { pushed }])))
    else if (retry && (await this.#pending(remote)).length > 0) this.#retryIn(0)
  }

  /**
   * Pushes all branches and tags, whatever is known of the remote.
   * @throws OxbowError `NOT_REPLICATED` where writes wait for the remote, and only there.
   */
  async pushEverything(): Promise<void> {
    const remote = this.#remote()
    if (remote === undefined) return
    const { state } = this.#options
    state.update(remote.url, new Map([...(state.read(remote.url)?.keys() ?? [])].map((ref) => [ref, null])))
    if (this.#options.acknowledgesRemotely()) await this.#acknowledged(remote, [...(await this.#refs()).keys()])
    else await this.#pushFromNow()
  }

  /**
   * Pushes changes that are durable here; resolves when that was tried, or is going to be.
   * @throws OxbowError `NOT_REPLICATED` where writes wait for the remote, and only there.
   */
  async refsChanged(changes: readonly RefChange[]): Promise<void> {
    const refs = changes.map(({ ref }) => ref).filter(isPushed)
    if (refs.length === 0) return
    const remotely = this.#options.acknowledgesRemotely()
    let wrong: string | undefined
    const remote = this.#remote((error) => (wrong = error))
    if (remote === undefined) {
      if (remotely && wrong !== undefined) throw notReplicated(refs[0], wrong)
      return
    }
    if (remotely) await this.#acknowledged(remote, refs)
    else if (this.#options.isAsync()) this.#gather()
    else await this.#pushFromNow()
  }

  /** Waits until the remote holds refs as they are here, or newer. Writers that wait at the same time share a push. */
  async #acknowledged(remote: Remote, refs: readonly string[]): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<Outcome>((resolve) => {
      timer = setTimeout(() => resolve(() => `'${remote.name}' has not answered for ${ACKNOWLEDGE_MS / 1000} s`), ACKNOWLEDGE_MS)
    })
    const outcome = await Promise.race([this.#pushFromNow(), late]).finally(() => clearTimeout(timer))
    for (const ref of refs) {
      const error = outcome(ref)
      if (error !== undefined) throw notReplicated(ref, error)
    }
  }

  /** Pushes what is queued, before the database becomes a replica. @throws OxbowError `PUSH_PENDING` when something is left. */
  async flush(): Promise<void> {
    const remote = this.#remote()
    if (remote === undefined) return
    await this.#pushFromNow()
    const [left] = await this.#pending(remote)
    if (left === undefined) return
    const error = this.#options.state.read(remote.url)?.get(left.ref)?.failure?.error ?? 'it changed meanwhile'
    throw new OxbowError('PUSH_PENDING', `${left.ref} could not be pushed to '${remote.name}': ${error}; this server stays the master`)
  }

  /** Pushes what has gathered, and ends. What failed before is left to the next process. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#gathering) await this.#pushFromNow()
    this.#stopTimer()
    await this.#running
  }

  /** A push that begins after this call: none that is under way may have missed the change. */
  #pushFromNow(): Promise<Outcome> {
    if (this.#running === undefined) return this.#start()
    this.#queued ??= this.#running.then(() => {
      this.#queued = undefined
      return this.#start()
    })
    return this.#queued
  }

  #start(): Promise<Outcome> {
    this.#stopTimer()
    this.#running = this.#push().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #push(): Promise<Outcome> {
    const remote = this.#remote()
    if (remote === undefined) return () => 'its remote is no longer there'
    let pending: readonly RefEdit[] = []
    try {
      pending = await this.#pending(remote)
      if (pending.length === 0) return ALL_PUSHED
      const opened = await this.#open(remote)
      // Somebody else may move a ref between our look and our write: then everything is looked at again.
      for (let tries = 0; ; tries++) {
        const { allowed, refused } = await this.#compare(remote, opened, pending)
        try {
          if (allowed.length > 0) await pushRefs(this.#options.db, opened, allowed)
        } catch (e) {
          if (tries < 3 && isOxbowError(e) && e.code === 'REF_MOVED') continue
          throw e
        }
        this.#options.state.update(remote.url, new Map(allowed.map(({ ref, to }) => [ref, to === null ? null : { pushed: to }])))
        this.#lock = lockOf(opened) ?? this.#lock
        if (this.#lock !== undefined && allowed.length > 0) this.#lastPush = { at: this.#options.db.platform.now(), lock: this.#lock }
        if (allowed.length > 0) this.#options.pushed?.(opened)
        this.#pause = FIRST_PAUSE_MS
        if (refused.size > 0) this.#failed(remote, refused)
        return (ref) => refused.get(ref)
      }
    } catch (e) {
      if (!isOxbowError(e)) throw e
      this.#opened = undefined
      this.#failed(remote, new Map(pending.map(({ ref }) => [ref, `error pushing: ${e.message}`])))
      return () => e.message
    }
  }

  /** Refs that stand elsewhere here than they were pushed to. */
  async #pending(remote: Remote): Promise<RefEdit[]> {
    const known = this.#options.state.read(remote.url) ?? new Map<string, PushedRef>()
    const refs = await this.#refs()
    const edits: RefEdit[] = []
    for (const [ref, to] of refs) if (known.get(ref)?.pushed !== to) edits.push({ ref, to })
    for (const ref of known.keys()) if (!refs.has(ref)) edits.push({ ref, to: null })
    return edits
  }

  /** Tells what may be pushed from what somebody else has moved. */
  async #compare(
    remote: Remote, opened: DoltDatabase, pending: readonly RefEdit[],
  ): Promise<{ allowed: RefEdit[]; refused: Map<string, string> }> {
    const known = this.#options.state.read(remote.url)
    const theirs = await opened.run(opened.refs())
    const allowed: RefEdit[] = []
    const refused = new Map<string, string>()
    for (const { ref, to } of pending) {
      const at = theirs.get(ref) ?? null
      if (at === null || at === to || at === known?.get(ref)?.pushed || (await this.#leadsTo(at, to))) {
        allowed.push({ ref, to, expect: at })
      } else {
        refused.set(ref, `${ref} on '${remote.name}' is at ${at}, which was not pushed from here: fetch and merge it, or push with --force`)
      }
    }
    return { allowed, refused }
  }

  /** True when the remote's commit is an ancestor of ours. */
  async #leadsTo(theirs: Hash, ours: Hash | null): Promise<boolean> {
    const { db } = this.#options
    if (ours === null || !db.store.has(theirs)) return false
    try {
      return await db.run(isAncestor(db, await db.run(readCommit(db, theirs)), await db.run(readCommit(db, ours))))
    } catch (e) {
      // Tags aren't commits, and move only where they were pushed from here.
      if (isOxbowError(e) && e.code === 'NOT_A_COMMIT') return false
      throw e
    }
  }

  #failed(remote: Remote, errors: ReadonlyMap<string, string>): void {
    const { db, state, log } = this.#options
    const known = state.read(remote.url)
    const entries = new Map<string, PushedRef>()
    for (const [ref, error] of errors) {
      const before = known?.get(ref)
      const failure = { since: before?.failure?.since ?? db.platform.now(), attempts: (before?.failure?.attempts ?? 0) + 1, error }
      entries.set(ref, { pushed: before?.pushed ?? null, failure })
      log('warn', 'push failed', { message: error, remote: remote.name, ref, attempts: failure.attempts })
    }
    state.update(remote.url, entries)
    if (!this.#closed) this.#retryIn(this.#pause * (0.75 + Math.random() / 2))
    this.#pause = Math.min(LONGEST_PAUSE_MS, this.#pause * 2)
  }

  #gather(): void {
    if (this.#gathering || this.#closed) return
    this.#stopTimer()
    this.#retryIn(GATHER_MS)
    this.#gathering = true
  }

  #retryIn(ms: number): void {
    if (this.#timer !== undefined || this.#closed) return
    this.#timer = setTimeout(() => {
      this.#stopTimer()
      void this.#pushFromNow()
    }, ms)
    // A process with nothing else to do ends; `close` has tried then.
    this.#timer.unref()
  }

  #stopTimer(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#gathering = false
  }

  /** @param tell takes what is wrong with the setting, where something is */
  #remote(tell: (error: string) => void = () => undefined): Remote | undefined {
    try {
      return this.#options.remote()
    } catch (e) {
      if (!isOxbowError(e)) throw e
      tell(e.message)
      this.#options.log('warn', 'push failed', { message: `replication hook failed: ${e.message}` })
      return undefined
    }
  }

  async #open(remote: Remote): Promise<DoltDatabase> {
    if (this.#opened?.url !== remote.url) this.#opened = { url: remote.url, db: await this.#options.open(remote) }
    const { store } = this.#opened.db
    const hadRoot = store.root() !== EMPTY_HASH
    if (store instanceof WritableRemote) await store.remote.refresh()
    // A directory that isn't mounted, or a bucket that was emptied: what is new alone would make no whole remote of it.
    if (hadRoot && store.root() === EMPTY_HASH) {
      throw new OxbowError('REMOTE_EMPTY', `'${remote.name}' at ${remote.url} has lost its manifest: bring it back, or begin anew with an explicit push`)
    }
    // Whether this server may push at all comes before what.
    if (store instanceof WritableRemote) await store.fence?.begin()
    return this.#opened.db
  }

  async #refs(): Promise<ReadonlyMap<string, Hash>> {
    const { db } = this.#options
    return new Map([...(await db.run(db.refs(db.root())))].filter(([ref]) => isPushed(ref)))
  }
}

/** Branches and tags are pushed; working sets, remote-tracking and rescue branches are nobody else's business. */
function isPushed(ref: string): boolean {
  const kind = parseRef(ref)?.kind
  return (kind === 'branch' || kind === 'tag') && !isRescueRef(ref)
}

function notReplicated(ref: string, why: string): OxbowError {
  return new OxbowError(
    'NOT_REPLICATED', `the write is durable on this server, but not at the remote, and will be pushed when that works: ${ref}: ${why}`,
  )
}

function lockOf(opened: DoltDatabase): string | undefined {
  return opened.store instanceof WritableRemote ? opened.store.lastPush?.remote.manifest?.lock : undefined
}
