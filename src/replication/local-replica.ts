import { isAncestor, readCommit } from '../doltdb/commit.ts'
import { DoltDatabase, type RefEdit } from '../doltdb/database.ts'
import { fetchChunks } from '../doltdb/push-refs.ts'
import { branchRef, parseRef, remoteRef, workingSetRef } from '../doltdb/refs.ts'
import { readWorkingSet } from '../doltdb/working-set.ts'
import { OxbowError, isOxbowError } from '../error.ts'
import { EMPTY_HASH, type Hash } from '../store/hash.ts'
import { type RefreshResult, RemoteChunkStore } from '../store/remote/remote-chunk-store.ts'
import type { ObjectStore } from '../store/remote/object-store.ts'
import { cleanWorkingSetOf } from '../versioning/procedures/clean-working-set.ts'
import { findBranch } from '../versioning/revision.ts'
import { DEFAULT_FRESHNESS, type Freshness } from './freshness.ts'
import { type HeadSelection, contradiction, defaultBranchOf, sameSelection, selectHeads } from './head-selection.ts'
import { PullOnRead, type Read } from './pull-on-read.ts'
import { replicationError } from './replication-failure.ts'
import type { ReplicationLog } from './replication-log.ts'
import { isRescueBranch, isRescueRef, rescueBranches, rescueEdits } from './rescue.ts'

export interface LocalReplicaOptions {
  readonly db: DoltDatabase
  readonly remoteName: string
  readonly objects: ObjectStore
  readonly identity: { readonly name: string; readonly email: string }
  selection(): HeadSelection
  /** `dolt_skip_replication_errors`. */
  skipErrors(): boolean
  /** The branch that is checked out, and what to do when the remote has it no longer. */
  currentBranch(): string
  checkOut(branch: string): void
  readonly log: ReplicationLog
}

/** How often a pull begins anew because another process moved the refs. */
const MAX_TRIES = 10

/** A manifest, under one selection of heads: a change of either means another pull. */
interface Check {
  readonly result: RefreshResult
  readonly selection: HeadSelection
}

/**
 * Pull on read into a local database, as Dolt's replicas do it: chunks are copied, heads moved, the working sets with them. Each
 * database pulls by itself; all its refs move at once.
 */
export class LocalReplica {
  readonly #options: LocalReplicaOptions
  readonly #remote: RemoteChunkStore
  readonly #theirs: DoltDatabase
  readonly #pull: PullOnRead<Check, void>
  #last: Check | undefined
  #lastPullAt: number | undefined
  /** Pulls take turns: a slow one must not put older heads over newer ones. */
  #turn: Promise<void> = Promise.resolve()

  constructor(options: LocalReplicaOptions) {
    this.#options = options
    const { platform } = options.db
    this.#remote = new RemoteChunkStore(options.objects, platform)
    this.#theirs = new DoltDatabase(this.#remote, platform)
    this.#pull = new PullOnRead({
      check: () => this.#check(),
      lockOf: ({ result }) => result.lock,
      pull: (check) => {
        const done = this.#turn.then(() => this.#apply(check))
        this.#turn = done.catch(() => undefined)
        return done
      },
    }, { now: () => platform.now(), skipErrors: options.skipErrors })
  }

  /** When this process last brought something from the remote, in milliseconds since 1970 UTC. */
  get lastPullAt(): number | undefined {
    return this.#lastPullAt
  }

  /** What the last look at the remote that succeeded found; undefined before the first. */
  get newest(): Read<void> | undefined {
    return this.#pull.newest
  }

  /** Why the last look or pull failed; undefined once one has succeeded. */
  get lastFailure(): unknown {
    return this.#pull.lastFailure
  }

  /**
   * Pulls, as fresh as is asked for. With wrong settings nothing is pulled, and a warning says so.
   * @param insists the reader would rather have an error than what is older; else `dolt_skip_replication_errors` decides
   * @returns undefined where nothing was pulled. @throws OxbowError the remote's or the pull's, with Dolt's `replication error: …`.
   */
  async read(freshness: Freshness = DEFAULT_FRESHNESS, insists = freshness.mode !== 'default'): Promise<Partial<Read<void>> | undefined> {
    const { db, log, selection, skipErrors } = this.#options
    const wrong = contradiction(selection())
    if (wrong !== undefined) {
      log('warn', 'pull skipped', { message: wrong })
      return undefined
    }
    const pinnedHere = freshness.mode === 'pinned' && db.store.has(freshness.commit)
    if (pinnedHere) return this.#pull.newest
    try {
      const read = await this.#pull.read(freshness.mode === 'pinned' ? { mode: 'strong' } : freshness, insists)
      if (read.failure !== undefined) log('warn', 'pull failed', { message: `replication failure: ${messageOf(read.failure)}` })
      return read
    } catch (e) {
      if (!isOxbowError(e)) throw e
      if (insists || !skipErrors()) throw replicationError(e)
      log('warn', 'pull failed', { message: `replication failure: ${e.message}` })
      return { failure: e }
    }
  }

  /**
   * Brings a branch that isn't among those that are pulled: as the remote had it at the last look, else as the one
   * remote-tracking branch of that name has it. It isn't followed afterwards.
   * @param name in any case. @returns the refs that it adds; none where no remote has such a branch
   * @throws OxbowError `AMBIGUOUS_BRANCH`, and the remote's
   */
  async findBranch(name: string): Promise<ReadonlyMap<string, Hash>> {
    const { db, remoteName } = this.#options
    const theirs = this.#remote.root() === EMPTY_HASH ? new Map<string, Hash>() : await this.#theirs.run(this.#theirs.refs())
    const branch = findBranch(theirs, name)
    if (branch !== undefined) {
      const to = theirs.get(branchRef(branch))!
      await fetchChunks(this.#theirs, db, [to])
      return await this.#add(await this.#edits(branchRef(branch), undefined, to, true))
    }
    // What a remote that can be asked has deleted must not come back through the ref that followed it.
    const followed = [...(await db.run(db.refs(db.root())))].flatMap(([ref, to]) => {
      const parsed = parseRef(ref)
      const fits = parsed?.kind === 'remote' && parsed.name.toLowerCase() === name.toLowerCase() && (parsed.remote !== remoteName || theirs.size === 0)
      return fits ? [{ branch: parsed.name, to }] : []
    })
    if (followed.length > 1) throw ambiguousBranch(name)
    const [found] = followed
    if (found === undefined) return new Map()
    const edits = await this.#edits(branchRef(found.branch), undefined, found.to, true)
    return await this.#add(edits.filter(({ ref }) => parseRef(ref)?.kind !== 'remote'))
  }

  async #add(edits: readonly RefEdit[]): Promise<ReadonlyMap<string, Hash>> {
    await this.#options.db.updateRefs(edits.map(({ ref, to }) => ({ ref, to })))
    return new Map(edits.map(({ ref, to }) => [ref, to!]))
  }

  async #check(): Promise<Check> {
    const result = await this.#remote.refresh()
    const selection = this.#options.selection()
    if (this.#last === undefined || result.changed || !sameSelection(selection, this.#last.selection)) this.#last = { result, selection }
    return this.#last
  }

  async #apply(check: Check): Promise<void> {
    for (let tries = 1, latest = check; ; tries++) {
      try {
        await this.#applyOnce(latest)
        return
      } catch (e) {
        if (!isOxbowError(e) || e.code !== 'REF_MOVED' || tries === MAX_TRIES) throw e
        // Another process of this directory has pulled, and what it saw may be newer.
        latest = { result: await this.#remote.refresh(), selection: check.selection }
        this.#last = undefined
      }
    }
  }

  async #applyOnce({ result, selection }: Check): Promise<void> {
    const { db, remoteName, log } = this.#options
    const theirs = await this.#theirs.run(this.#theirs.refs(result.root))
    // A bucket that was emptied, or a wrong one, must not empty the replica.
    if (![...theirs.keys()].some((ref) => parseRef(ref)?.kind === 'branch')) throw new OxbowError(
      'REMOTE_EMPTY', `'${remoteName}' has no branches; nothing is pulled from it, and what is here stays`,
    )
    const ours = await db.run(db.refs(db.root()))
    const { wanted, unmatched } = selectHeads(theirs, selection, remoteName)
    for (const pattern of unmatched) log('warn', 'no such branches', { message: `branch pattern '${pattern}' did not match any branches` })
    for (const ref of wanted.keys()) if (isRescueRef(ref)) wanted.delete(ref)
    const moved = [...wanted].filter(([ref, to]) => ours.get(ref) !== to)
    await fetchChunks(this.#theirs, db, moved.map(([, to]) => to))
    const edits: RefEdit[] = []
    for (const [ref, to] of moved) edits.push(...(await this.#edits(ref, ours.get(ref), to, selection.force)))
    if (selection.allHeads) edits.push(...goneRefs(ours, theirs, remoteName))
    if (edits.length === 0) return
    edits.push(...(await this.#rescued(ours, edits)))
    await db.updateRefs(edits)
    this.#lastPullAt = db.platform.now()
    if (selection.allHeads) this.#stayOnABranch(theirs)
  }

  async #edits(ref: string, from: Hash | undefined, to: Hash, force: boolean): Promise<RefEdit[]> {
    const parsed = parseRef(ref)
    if (parsed?.kind !== 'branch') return [{ ref, to, expect: from ?? null }]
    const { db, identity, remoteName } = this.#options
    const commit = await db.run(readCommit(db, to))
    if (!force && from !== undefined && !(await db.run(isAncestor(db, await db.run(readCommit(db, from)), commit)))) {
      throw new OxbowError('DIVERGED', 'dataset head is not ancestor of commit')
    }
    return [
      { ref, to, expect: from ?? null },
      { ref: remoteRef(remoteName, parsed.name), to },
      { ref: workingSetRef(parsed.name), to: cleanWorkingSetOf(db, commit, identity) },
    ]
  }

  /**
   * A replica is read-only, but what became one may hold commits and changes that only it has. Before a pull takes them away they go
   * to rescue branches, in the same step.
   */
  async #rescued(ours: ReadonlyMap<string, Hash>, edits: readonly RefEdit[]): Promise<RefEdit[]> {
    const { db, identity, log } = this.#options
    let loses = false
    for (const { ref, to } of edits) loses ||= await this.#losesWork(ours, ref, to)
    if (!loses) return []
    const rescue = await rescueEdits({ db, theirs: this.#theirs, epoch: 0, identity })
    const branches = rescueBranches(new Map(rescue.map(({ ref, to }) => [ref, to!])))
    if (branches.length > 0) log('warn', 'local changes rescued', {
      message: `the pull replaces what was only here; it is kept on ${branches.map((branch) => `'${branch}'`).join(', ')}`,
    })
    return rescue
  }

  /** Whether moving a branch, or deleting it, may take away commits or changes that never were at the remote. */
  async #losesWork(ours: ReadonlyMap<string, Hash>, ref: string, to: Hash | null): Promise<boolean> {
    const parsed = parseRef(ref)
    const from = ours.get(ref)
    if (parsed?.kind !== 'branch' || from === undefined) return false
    const { db, remoteName } = this.#options
    const head = await db.run(readCommit(db, from))
    const stored = ours.get(workingSetRef(parsed.name))
    if (stored !== undefined) {
      const { workingRoot, stagedRoot } = await db.run(readWorkingSet(db, stored))
      if (workingRoot !== head.root || (stagedRoot ?? head.root) !== head.root) return true
    }
    if (ours.get(remoteRef(remoteName, parsed.name)) === from) return false
    return to === null || !(await db.run(isAncestor(db, head, await db.run(readCommit(db, to)))))
  }

  /** A session needs a branch to stand on: where the remote has dropped the one that was checked out, it is the default one. */
  #stayOnABranch(theirs: ReadonlyMap<string, Hash>): void {
    const { currentBranch, checkOut } = this.#options
    if (theirs.has(branchRef(currentBranch())) || isRescueBranch(currentBranch())) return
    const next = defaultBranchOf(theirs)
    if (next !== undefined) checkOut(next)
  }
}

/** Branches, tags and remote-tracking branches that the remote has no longer. */
function goneRefs(ours: ReadonlyMap<string, Hash>, theirs: ReadonlyMap<string, Hash>, remoteName: string): RefEdit[] {
  const edits: RefEdit[] = []
  for (const [ref, at] of ours) {
    const parsed = parseRef(ref)
    if (isRescueRef(ref)) continue
    if (parsed?.kind === 'tag' && !theirs.has(ref)) edits.push({ ref, to: null, expect: at })
    else if (parsed?.kind === 'branch' && !theirs.has(ref)) edits.push({ ref, to: null, expect: at }, { ref: workingSetRef(parsed.name), to: null })
    else if (parsed?.kind === 'remote' && parsed.remote === remoteName && !theirs.has(branchRef(parsed.name))) edits.push({ ref, to: null })
  }
  return edits
}

function messageOf(e: unknown): string {
  return e instanceof Error ? e.message : String(e)
}

/** The error for a branch that isn't here and that several remotes have. */
export function ambiguousBranch(name: string): OxbowError {
  return new OxbowError('AMBIGUOUS_BRANCH', `'${name}' matched multiple remote tracking branches`)
}
