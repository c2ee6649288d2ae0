import { isAncestor, readCommit } from '../doltdb/commit.ts'
import { DoltDatabase, type RefEdit } from '../doltdb/database.ts'
import { fetchChunks } from '../doltdb/push-refs.ts'
import { branchRef, parseRef, remoteRef, tagRef, workingSetRef } from '../doltdb/refs.ts'
import { OxbowError, isOxbowError } from '../error.ts'
import type { Hash } from '../store/hash.ts'
import { type RefreshResult, RemoteChunkStore } from '../store/remote/remote-chunk-store.ts'
import type { ObjectStore } from '../store/remote/object-store.ts'
import { cleanWorkingSetOf } from '../versioning/procedures/clean-working-set.ts'
import { DEFAULT_FRESHNESS, type Freshness } from './freshness.ts'
import { fitsPattern, parseHeads } from './head-patterns.ts'
import { PullOnRead, type Read } from './pull-on-read.ts'
import type { ReplicationLog } from './replication-log.ts'

/** What the variables say of which heads are pulled. */
export interface HeadSelection {
  /** `dolt_replicate_heads`. */
  readonly heads: string
  /** `dolt_replicate_all_heads`. */
  readonly allHeads: boolean
  /** `dolt_read_replica_force_pull`. */
  readonly force: boolean
}

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

  /**
   * Pulls, as fresh as is asked for. With wrong settings nothing is pulled, and a warning says so.
   * @returns undefined where nothing was pulled. @throws OxbowError `REPLICATION` with Dolt's `replication error: …`.
   */
  async read(freshness: Freshness = DEFAULT_FRESHNESS): Promise<Read<void> | undefined> {
    const { log, selection, skipErrors } = this.#options
    const { heads, allHeads } = selection()
    if ((heads !== '') === allHeads) {
      log('warn', 'pull skipped', {
        message: allHeads
          ? 'cannot set both @@dolt_replicate_heads and @@dolt_replicate_all_heads, replication disabled'
          : 'must set either @@dolt_replicate_heads or @@dolt_replicate_all_heads, replication disabled',
      })
      return undefined
    }
    try {
      const read = await this.#pull.read(freshness)
      if (read.failure !== undefined) log('warn', 'pull failed', { message: `replication failure: ${messageOf(read.failure)}` })
      return read
    } catch (e) {
      if (!isOxbowError(e)) throw e
      if (freshness.mode !== 'default' || !skipErrors()) throw new OxbowError('REPLICATION', `replication error: ${e.message}`, { cause: e })
      log('warn', 'pull failed', { message: `replication failure: ${e.message}` })
      return undefined
    }
  }

  async #check(): Promise<Check> {
    const result = await this.#remote.refresh()
    const selection = this.#options.selection()
    if (this.#last === undefined || result.changed || !sameSelection(selection, this.#last.selection)) this.#last = { result, selection }
    return this.#last
  }

  async #apply({ result, selection }: Check): Promise<void> {
    const { db } = this.#options
    const theirs = await this.#theirs.run(this.#theirs.refs(result.root))
    const ours = await db.run(db.refs(db.root()))
    const wanted = this.#wanted(theirs, selection)
    const moved = [...wanted].filter(([ref, to]) => ours.get(ref) !== to)
    await fetchChunks(this.#theirs, db, moved.map(([, to]) => to))
    const edits: RefEdit[] = []
    for (const [ref, to] of moved) edits.push(...(await this.#edits(ref, ours.get(ref), to, selection.force)))
    if (selection.allHeads) {
      for (const ref of ours.keys()) {
        const parsed = parseRef(ref)
        if ((parsed?.kind !== 'branch' && parsed?.kind !== 'tag') || theirs.has(ref)) continue
        edits.push({ ref, to: null })
        if (parsed.kind === 'branch') edits.push({ ref: workingSetRef(parsed.name), to: null })
      }
    }
    if (edits.length > 0) await db.updateRefs(edits)
    if (selection.allHeads) this.#stayOnABranch(theirs)
  }

  /** The remote's refs that are to be pulled. @throws OxbowError for a branch that it hasn't. */
  #wanted(theirs: ReadonlyMap<string, Hash>, { heads, allHeads }: HeadSelection): Map<string, Hash> {
    const wanted = new Map<string, Hash>()
    if (allHeads) {
      for (const [ref, to] of theirs) {
        const kind = parseRef(ref)?.kind
        if (kind === 'branch' || kind === 'tag') wanted.set(ref, to)
      }
      return wanted
    }
    const { remoteName, log } = this.#options
    const { names, patterns } = parseHeads(heads)
    for (const name of names) {
      const to = theirs.get(branchRef(name))
      if (to === undefined) throw new OxbowError('BRANCH_NOT_FOUND', `unable to find "${name}" on "${remoteName}"; branch not found`)
      wanted.set(branchRef(name), to)
    }
    for (const pattern of patterns) {
      const before = wanted.size
      let fits = false
      for (const [ref, to] of theirs) {
        const parsed = parseRef(ref)
        if (parsed?.kind !== 'branch' || !fitsPattern(pattern, parsed.name)) continue
        fits = true
        wanted.set(ref, to)
      }
      if (!fits && wanted.size === before) log('warn', 'no such branches', { message: `branch pattern '${pattern}' did not match any branches` })
    }
    return wanted
  }

  async #edits(ref: string, from: Hash | undefined, to: Hash, force: boolean): Promise<RefEdit[]> {
    const parsed = parseRef(ref)
    if (parsed?.kind !== 'branch') return [{ ref: parsed?.kind === 'tag' ? tagRef(parsed.name) : ref, to }]
    const { db, identity, remoteName } = this.#options
    const commit = await db.run(readCommit(db, to))
    if (!force && from !== undefined && !(await db.run(isAncestor(db, await db.run(readCommit(db, from)), commit)))) {
      throw new OxbowError('DIVERGED', 'dataset head is not ancestor of commit')
    }
    return [
      { ref, to },
      { ref: remoteRef(remoteName, parsed.name), to },
      { ref: workingSetRef(parsed.name), to: cleanWorkingSetOf(db, commit, identity) },
    ]
  }

  /** A session needs a branch to stand on: where the remote has dropped the one that was checked out, it is the default one. */
  #stayOnABranch(theirs: ReadonlyMap<string, Hash>): void {
    const { currentBranch, checkOut } = this.#options
    if (theirs.has(branchRef(currentBranch()))) return
    const branches = [...theirs.keys()].map(parseRef).filter((ref) => ref?.kind === 'branch').map((ref) => ref!.name)
    const next = ['main', 'master'].find((name) => branches.includes(name)) ?? branches[0]
    if (next !== undefined) checkOut(next)
  }
}

function sameSelection(a: HeadSelection, b: HeadSelection): boolean {
  return a.heads === b.heads && a.allHeads === b.allHeads && a.force === b.force
}

function messageOf(e: unknown): string {
  return e instanceof Error ? e.message : String(e)
}
