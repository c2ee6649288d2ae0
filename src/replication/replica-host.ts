import { DoltDatabase } from '../doltdb/database.ts'
import { isAncestor, readCommit } from '../doltdb/commit.ts'
import { branchRef, parseRef } from '../doltdb/refs.ts'
import { OxbowError, isOxbowError } from '../error.ts'
import type { Transaction } from '../sql/catalog.ts'
import type { SqlSession } from '../sql/session.ts'
import { unknownVariable } from '../sql/session-state.ts'
import type { Value } from '../sql/value.ts'
import type { VariableDefinition } from '../sql/variables.ts'
import { EMPTY_HASH, type Hash, isHash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import type { Platform } from '../store/platform.ts'
import type { RemoteStats } from '../store/remote/range-reader.ts'
import type { RemoteChunkStore, RefreshResult } from '../store/remote/remote-chunk-store.ts'
import type { CopyProgress, ReplicationStatus, RepoState, VersionedDatabase, VersioningHost } from '../versioning/environment.ts'
import { databaseNotFound, serverReadOnly } from '../versioning/errors.ts'
import { findBranch, splitDatabaseName } from '../versioning/revision.ts'
import { SessionBranches } from '../versioning/session-branches.ts'
import { type Freshness, parseFreshness } from './freshness.ts'
import { contradiction, defaultBranchOf, type HeadSelection, selectHeads } from './head-selection.ts'
import { lazyStatusOf } from './lazy-status.ts'
import { PullOnRead } from './pull-on-read.ts'
import type { Read } from './pull-on-read.ts'
import { type PullSource, PullingTransaction } from './pulling-transaction.ts'
import type { ReadReport, ReportingHost } from './read-report.ts'
import { type FreshnessSource, SessionFreshness } from './session-freshness.ts'
import { replicationError, staleWarning } from './replication-failure.ts'
import { replicationVariable } from './variables.ts'

export interface ReplicaOptions {
  /** The database's name, in the client's words. */
  readonly name: string
  readonly store: RemoteChunkStore
  readonly platform: Platform
  /** Dolt's `dolt_skip_replication_errors`. */
  readonly skipErrors: boolean
  /** Text of `dolt_version()`. */
  readonly version: string
  /** Which of the remote's heads there are; all of them, and tags, when left out. */
  readonly heads?: HeadSelection
  /** How new reads are that don't say it themselves (see `parseFreshness`); asks the remote before each when left out. */
  readonly freshness?: string
  /** How far the copy is, where everything is copied. */
  readonly copy?: () => CopyProgress
}

const ALL_HEADS: HeadSelection = { heads: '', allHeads: true, force: true }

/** All refs as of one manifest. */
interface View {
  readonly root: Hash
  /** Those that the selection of heads picks. */
  readonly refs: ReadonlyMap<string, Hash>
}

/** What is known of a session's last statement. */
interface Served {
  readonly before: RemoteStats
  /** The read that showed whether there is such a database at all; the statement needs none that is newer. */
  readonly first?: Promise<Read<View>>
  /** Set when the statement looked at the database. */
  readonly read?: Partial<Read<unknown>>
  readonly commit?: Hash
  readonly branch?: string
}

/**
 * One remote, pulled on read and served as a database that can only be read: the host of an edge replica, and of a
 * replica in Node. Every transaction sees all refs as of one manifest.
 */
export class ReplicaHost implements ReportingHost, VersioningHost, PullSource {
  readonly remotes = undefined
  readonly identity = { name: 'oxbow', email: 'oxbow@localhost' }
  readonly version: string
  readonly #database: ReplicaDatabase
  readonly #databases: ReadonlyMap<string, VersionedDatabase>
  readonly #store: RemoteChunkStore
  readonly #heads: HeadSelection
  readonly #pull: PullOnRead<RefreshResult, View>
  readonly #globals: ReadonlyMap<string, Value>
  readonly #freshness: SessionFreshness
  readonly #branches = new WeakMap<SqlSession, SessionBranches>()
  readonly #served = new WeakMap<SqlSession, Served>()
  readonly #copy: (() => CopyProgress) | undefined
  readonly #now: () => number
  #lastPullAt: number | undefined
  /** Heads beyond the selection that somebody named: they stay as they were then. */
  readonly #named = new Map<string, Hash>()

  /** @throws OxbowError `BAD_HEADS` for a selection that picks nothing, `BAD_FRESHNESS`. */
  constructor({ name, store, platform, skipErrors, version, heads = ALL_HEADS, freshness = '', copy }: ReplicaOptions) {
    const wrong = contradiction(heads)
    if (wrong !== undefined) throw new OxbowError('BAD_HEADS', wrong)
    if (freshness !== '') parseFreshness(freshness)
    this.version = version
    this.#store = store
    this.#copy = copy
    this.#now = () => platform.now()
    this.#heads = heads
    this.#database = new ReplicaDatabase(name, new DoltDatabase(store, platform))
    this.#databases = new Map([[name.toLowerCase(), this.#database]])
    this.#freshness = new SessionFreshness(() => freshness)
    this.#globals = new Map<string, Value>([
      ['dolt_read_replica_force_pull', heads.force ? 1 : 0],
      ['dolt_replicate_all_heads', heads.allHeads ? 1 : 0],
      ['dolt_replicate_heads', heads.heads],
      ['dolt_replication_freshness', freshness],
      ['dolt_skip_replication_errors', skipErrors ? 1 : 0],
      ['read_only', 1],
    ])
    let last: RefreshResult | undefined
    this.#pull = new PullOnRead({
      check: async () => {
        const now = await store.refresh()
        if (last === undefined || now.changed) last = now
        return last
      },
      lockOf: ({ lock }) => lock,
      pull: ({ root, manifest }) => {
        if (manifest === undefined || root === EMPTY_HASH) throw emptyRemote(name)
        return this.#viewOf(root)
      },
    }, { now: this.#now, skipErrors: () => skipErrors })
  }

  databases(): ReadonlyMap<string, VersionedDatabase> {
    return this.#databases
  }

  /**
   * Opens a view of what there is when a statement looks at it. The first statement of all learns whether the remote holds a
   * database, even if it needs nothing of it; a remote that can't be asked keeps from their work only those that do.
   * @throws OxbowError 1049, and the remote's.
   */
  async begin(session: SqlSession, whole = false): Promise<Transaction> {
    const { database } = session
    if (database !== null && !this.#serves(database)) throw databaseNotFound(database)
    const before = this.#store.stats
    const isFirst = database !== null && this.#pull.newest === undefined && !isHash(this.#refOf(session))
    const first = isFirst ? this.#pull.read({ mode: 'default' }, true) : undefined
    this.#served.set(session, { before, first })
    await first?.catch((e: unknown) => {
      if (isOxbowError(e) && e.code === 'REMOTE_EMPTY') throw e
    })
    const transaction = new ReplicaTransaction(this, this.branchesOf(session), session)
    if (whole) await transaction.pullAll()
    return transaction
  }

  async pull(_database: VersionedDatabase, session: SqlSession): Promise<Hash> {
    const before = this.#served.get(session)?.before ?? this.#store.stats
    const { freshness, insists } = this.#freshness.of(session)
    const read = await this.#readFor(session, freshness, insists)
    const root = read.view?.root ?? EMPTY_HASH
    const refs = read.view?.refs ?? new Map<string, Hash>()
    const ref = this.#refOf(session)
    const branch = findBranch(refs, ref)
    const pinned = this.pinnedTo(session)
    const commit = pinned ?? (branch === undefined ? (isHash(ref) ? ref : undefined) : refs.get(branchRef(branch)))
    this.#served.set(session, { before, read, commit, branch: pinned === undefined ? branch : undefined })
    const warning = staleWarning(read)
    if (warning !== undefined) session.warnings.push({ level: 'Warning', code: 1105, message: warning })
    return root
  }

  /** The newest view there is for a read of a pinned commit, which needs none; for others what `PullOnRead` says. */
  async #readFor(session: SqlSession, freshness: Freshness, insists: boolean): Promise<Partial<Read<View>>> {
    if (freshness.mode === 'pinned' && this.#refOf(session) === freshness.commit) return this.#pull.newest ?? {}
    try {
      return await (this.#served.get(session)?.first ?? this.#pull.read(freshness, insists))
    } catch (e) {
      throw replicationError(e)
    }
  }

  /** What the session's current database stands for, without what isn't known before the pull. */
  #refOf(session: SqlSession): string {
    const { ref } = splitDatabaseName(session.database ?? '')
    return ref ?? this.pinnedTo(session) ?? this.branchesOf(session).get(this.#database.name) ?? this.#database.defaultBranch
  }

  pinnedTo(session: SqlSession): Hash | undefined {
    const { freshness } = this.#freshness.of(session)
    return freshness.mode === 'pinned' ? freshness.commit : undefined
  }

  findDatabase(): Promise<void> {
    return Promise.resolve()
  }

  async findBranch(database: VersionedDatabase, branch: string): Promise<ReadonlyMap<string, Hash>> {
    const refs = await database.db.run(database.db.refs())
    const found = findBranch(refs, branch)
    const to = found === undefined ? undefined : refs.get(branchRef(found))
    if (found === undefined || to === undefined) return new Map()
    this.#named.set(branchRef(found), to)
    return new Map([[branchRef(found), to]])
  }

  /** The refs that this replica has of a view's. */
  visible(root: Hash): ReadonlyMap<string, Hash> | undefined {
    if (this.#heads.allHeads) return undefined
    const view = this.#views.get(root)
    return view === undefined ? new Map() : new Map([...this.#named, ...view])
  }

  /** The selected refs of the last few roots, for the transactions that are open. */
  readonly #views = new Map<Hash, ReadonlyMap<string, Hash>>()

  /** Reads the refs as of a root. @throws OxbowError `BRANCH_NOT_FOUND`, `DIVERGED`, of an empty remote. */
  async #viewOf(root: Hash): Promise<View> {
    const { db } = this.#database
    const { wanted } = selectHeads(await db.run(db.refs(root)), this.#heads, 'origin')
    const chosen = defaultBranchOf(wanted)
    if (chosen === undefined) throw emptyRemote(this.#database.name)
    const before = this.#pull.newest?.view.refs
    if (!this.#heads.force && before !== undefined) await this.#refuseDiverged(before, wanted)
    this.#database.defaultBranch = chosen
    this.#lastPullAt = this.#now()
    this.#views.set(root, wanted)
    if (this.#views.size > KEPT_VIEWS) this.#views.delete(this.#views.keys().next().value!)
    return { root, refs: wanted }
  }

  async #refuseDiverged(before: ReadonlyMap<string, Hash>, wanted: ReadonlyMap<string, Hash>): Promise<void> {
    const { db } = this.#database
    for (const [ref, to] of wanted) {
      const from = before.get(ref)
      if (from === undefined || from === to || parseRef(ref)?.kind !== 'branch') continue
      if (!(await db.run(isAncestor(db, await db.run(readCommit(db, from)), await db.run(readCommit(db, to)))))) {
        throw new OxbowError('DIVERGED', 'dataset head is not ancestor of commit')
      }
    }
  }

  setFreshness(session: SqlSession, freshness: Freshness, source?: FreshnessSource): void {
    this.#freshness.set(session, freshness, source)
  }

  branchesOf(session: SqlSession): SessionBranches {
    let branches = this.#branches.get(session)
    if (branches === undefined) this.#branches.set(session, (branches = new SessionBranches()))
    return branches
  }

  report(session: SqlSession): ReadReport | undefined {
    const served = this.#served.get(session)
    if (served === undefined) return undefined
    const { read, commit, branch, before } = served
    const { trips, bytesFetched, chunksFetched } = this.#store.stats
    const fetched = chunksFetched - before.chunksFetched
    const warning = staleWarning(read ?? {})
    return {
      commit,
      branch,
      bookmark: read?.lock,
      ageMs: read?.ageMs,
      servedFrom: fetched > 0 ? 'remote' : 'cache',
      chunksFetched: fetched,
      bytesFetched: bytesFetched - before.bytesFetched,
      objectTrips: trips - before.trips,
      ...(warning === undefined ? undefined : { warning }),
    }
  }

  *replicationStatus(): Fetching<readonly ReplicationStatus[]> {
    const { name } = this.#database
    yield* []
    return [lazyStatusOf({
      database: name, store: this.#store, heads: this.#heads, variables: this.#globals, now: this.#now(), ageMs: this.#pull.newest?.ageMs,
      lastPullAt: this.#lastPullAt, failure: this.#pull.lastFailure, copy: this.#copy?.(),
    })]
  }

  setGlobal(name: string): Promise<void> {
    return Promise.reject(this.globalVariable(name) === undefined ? unknownVariable(name) : serverReadOnly())
  }

  globalVariable(name: string): Value | undefined {
    return this.#globals.get(name)
  }

  variableDefinition(name: string): VariableDefinition | undefined {
    return this.#globals.has(name) ? replicationVariable(name) : undefined
  }

  variableNames(): readonly string[] {
    return [...this.#globals.keys()]
  }

  onRefsChanged(): Promise<void> {
    return Promise.reject(serverReadOnly())
  }

  createDatabase(): Promise<void> {
    return Promise.reject(serverReadOnly())
  }

  dropDatabase(): Promise<void> {
    return Promise.reject(serverReadOnly())
  }

  cloneDatabase(): Promise<never> {
    return Promise.reject(serverReadOnly())
  }

  #serves(database: string): boolean {
    return this.#databases.has(splitDatabaseName(database).base.toLowerCase())
  }
}

/** Roots whose refs are kept decoded, for transactions that outlive a pull. */
const KEPT_VIEWS = 16

/** The remote's refs and trees, under a name. */
class ReplicaDatabase implements VersionedDatabase {
  readonly name: string
  readonly db: DoltDatabase
  readonly state: RepoState = NO_STATE
  readonly readOnly = true
  readonly workingSets = false
  /** As of the newest manifest. */
  defaultBranch = 'main'

  constructor(name: string, db: DoltDatabase) {
    this.name = name
    this.db = db
  }
}

/** A transaction that sees one manifest's root, even while others pull the next. */
class ReplicaTransaction extends PullingTransaction {
  readonly #host: ReplicaHost

  constructor(host: ReplicaHost, branches: SessionBranches, session: SqlSession) {
    super(host, branches, host, session)
    this.#host = host
  }

  protected override *snapshotRefs(database: VersionedDatabase): Fetching<ReadonlyMap<string, Hash>> {
    const root = this.roots.get(database.name.toLowerCase())!
    return root === EMPTY_HASH ? new Map<string, Hash>() : this.#host.visible(root) ?? (yield* super.snapshotRefs(database))
  }
}

/** A replica remembers nothing beside its chunks, and has no remotes that a session could name. */
const NO_STATE: RepoState = {
  remotes: () => [],
  addRemote: () => {
    throw serverReadOnly()
  },
  removeRemote: () => {
    throw serverReadOnly()
  },
  upstream: () => undefined,
  mergeRef: () => undefined,
  setUpstream: () => {
    throw serverReadOnly()
  },
  backups: () => [],
  addBackup: () => {
    throw serverReadOnly()
  },
  removeBackup: () => {
    throw serverReadOnly()
  },
}

function emptyRemote(name: string): OxbowError {
  return new OxbowError('REMOTE_EMPTY', `database not found: ${name}; its remote contains no Dolt data`, { errno: 1049, sqlState: '42000' })
}
