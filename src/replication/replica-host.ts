import { DoltDatabase } from '../doltdb/database.ts'
import { branchRef, parseRef } from '../doltdb/refs.ts'
import { OxbowError } from '../error.ts'
import type { Transaction } from '../sql/catalog.ts'
import type { SqlSession } from '../sql/session.ts'
import { unknownVariable } from '../sql/session-state.ts'
import type { Value } from '../sql/value.ts'
import { EMPTY_HASH } from '../store/hash.ts'
import type { Hash } from '../store/hash.ts'
import type { Platform } from '../store/platform.ts'
import type { RemoteStats } from '../store/remote/range-reader.ts'
import type { RemoteChunkStore, RefreshResult } from '../store/remote/remote-chunk-store.ts'
import type { RepoState, VersionedDatabase, VersioningHost } from '../versioning/environment.ts'
import { databaseNotFound, serverReadOnly } from '../versioning/errors.ts'
import { splitDatabaseName } from '../versioning/revision.ts'
import { SessionBranches } from '../versioning/session-branches.ts'
import { DoltTransaction } from '../versioning/transaction.ts'
import { DEFAULT_FRESHNESS } from './freshness.ts'
import type { Freshness } from './freshness.ts'
import { PullOnRead } from './pull-on-read.ts'
import type { Read } from './pull-on-read.ts'
import type { ReadReport, ReportingHost } from './read-report.ts'

export interface ReplicaOptions {
  /** The database's name, in the client's words. */
  readonly name: string
  readonly store: RemoteChunkStore
  readonly platform: Platform
  /** Dolt's `dolt_skip_replication_errors`. */
  readonly skipErrors: boolean
  /** Text of `dolt_version()`. */
  readonly version: string
}

/** All refs as of one manifest. */
interface View {
  readonly root: Hash
}

/** What is known of a session's last statement. */
interface Served {
  readonly read: Read<View>
  readonly commit: Hash
  readonly branch: string | undefined
  readonly before: RemoteStats
}

/**
 * One remote, pulled on read and served as a database that can only be read: the host of an edge replica, and of a
 * replica in Node. Every transaction sees all refs as of one manifest.
 */
export class ReplicaHost implements ReportingHost, VersioningHost {
  readonly remotes = undefined
  readonly identity = { name: 'oxbow', email: 'oxbow@localhost' }
  readonly version: string
  readonly #database: ReplicaDatabase
  readonly #databases: ReadonlyMap<string, VersionedDatabase>
  readonly #store: RemoteChunkStore
  readonly #pull: PullOnRead<RefreshResult, View>
  readonly #skipErrors: boolean
  readonly #freshness = new WeakMap<SqlSession, Freshness>()
  readonly #branches = new WeakMap<SqlSession, SessionBranches>()
  readonly #served = new WeakMap<SqlSession, Served>()

  constructor({ name, store, platform, skipErrors, version }: ReplicaOptions) {
    this.version = version
    this.#store = store
    this.#skipErrors = skipErrors
    this.#database = new ReplicaDatabase(name, new DoltDatabase(store, platform))
    this.#databases = new Map([[name.toLowerCase(), this.#database]])
    let last: RefreshResult | undefined
    this.#pull = new PullOnRead({
      check: async () => {
        const now = await store.refresh()
        if (last === undefined || now.changed) last = now
        return last
      },
      lockOf: ({ lock }) => lock,
      pull: async ({ root, manifest }) => {
        if (manifest === undefined) throw emptyRemote(name)
        await this.#database.see(root)
        return { root }
      },
    }, { now: () => platform.now(), skipErrors: () => this.#skipErrors })
  }

  databases(): ReadonlyMap<string, VersionedDatabase> {
    return this.#databases
  }

  /** Pulls, as fresh as the session wants it, and opens a view of what there is. @throws OxbowError 1049, and the remote's. */
  async begin(session: SqlSession): Promise<Transaction> {
    const { database } = session
    if (database !== null && !this.#serves(database)) throw databaseNotFound(database)
    const before = this.#store.stats
    const read = await this.#pull.read(this.#freshness.get(session) ?? DEFAULT_FRESHNESS)
    const transaction = new ReplicaTransaction(this, this.branchesOf(session), this.#database, read.view.root)
    const { head, branch } = await this.#database.db.run(transaction.revision(this.#serves(database) ? database : this.#database.name))
    this.#served.set(session, { read, commit: head.hash, branch, before })
    return transaction
  }

  setFreshness(session: SqlSession, freshness: Freshness): void {
    this.#freshness.set(session, freshness)
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
    return {
      commit,
      branch,
      bookmark: read.lock,
      ageMs: read.ageMs,
      servedFrom: fetched > 0 ? 'remote' : 'cache',
      chunksFetched: fetched,
      bytesFetched: bytesFetched - before.bytesFetched,
      objectTrips: trips - before.trips,
      ...(read.failure === undefined ? undefined : { warning: `this may be stale: ${messageOf(read.failure)}` }),
    }
  }

  setGlobal(name: string): Promise<void> {
    return Promise.reject(this.globalVariable(name) === undefined ? unknownVariable(name) : serverReadOnly())
  }

  globalVariable(name: string): Value | undefined {
    if (name === 'read_only') return 1
    if (name === 'dolt_skip_replication_errors') return this.#skipErrors ? 1 : 0
    if (name === 'dolt_replicate_all_heads') return 1
    return undefined
  }

  variableNames(): readonly string[] {
    return ['dolt_replicate_all_heads', 'dolt_skip_replication_errors', 'read_only']
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

  #serves(database: string | null): database is string {
    return database !== null && this.#databases.has(splitDatabaseName(database).base.toLowerCase())
  }
}

/** The remote's refs and trees, under a name. */
class ReplicaDatabase implements VersionedDatabase {
  readonly name: string
  readonly db: DoltDatabase
  readonly state: RepoState = NO_STATE
  readonly readOnly = true
  readonly workingSets = false
  defaultBranch = 'main'

  constructor(name: string, db: DoltDatabase) {
    this.name = name
    this.db = db
  }

  /** Reads the refs as of a root, and which branch is the default: as `dolt clone` chooses it. */
  async see(root: Hash): Promise<void> {
    if (root === EMPTY_HASH) throw emptyRemote(this.name)
    const refs = await this.db.run(this.db.refs(root))
    const branches = [...refs.keys()].map(parseRef).filter((ref) => ref?.kind === 'branch').map((ref) => ref!.name)
    const chosen = ['main', 'master'].find((name) => refs.has(branchRef(name))) ?? branches[0]
    if (chosen === undefined) throw emptyRemote(this.name)
    this.defaultBranch = chosen
  }
}

/** A transaction that sees one manifest's root, even while others pull the next. */
class ReplicaTransaction extends DoltTransaction {
  constructor(host: ReplicaHost, branches: SessionBranches, database: VersionedDatabase, root: Hash) {
    super(host, branches)
    this.roots.set(database.name.toLowerCase(), root)
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
  setUpstream: () => {
    throw serverReadOnly()
  },
}

function emptyRemote(name: string): OxbowError {
  return new OxbowError('REMOTE_EMPTY', `database not found: ${name}; its remote contains no Dolt data`, { errno: 1049, sqlState: '42000' })
}

function messageOf(e: unknown): string {
  return e instanceof Error ? e.message : String(e)
}
