import type { RefChange } from '../doltdb/database.ts'
import type { OxbowError } from '../error.ts'
import { isOxbowError } from '../error.ts'
import { DEFAULT_FRESHNESS, type Freshness } from '../replication/freshness.ts'
import type { Read } from '../replication/pull-on-read.ts'
import type { ReadReport, ReportingHost } from '../replication/read-report.ts'
import type { ReplicationLog } from '../replication/replication-log.ts'
import type { Transaction } from '../sql/catalog.ts'
import type { SqlSession } from '../sql/session.ts'
import type { Value } from '../sql/value.ts'
import type { ClonedDatabase, VersionedDatabase, VersioningHost } from '../versioning/environment.ts'
import { splitDatabaseName } from '../versioning/revision.ts'
import { SessionBranches } from '../versioning/session-branches.ts'
import { DoltTransaction } from '../versioning/transaction.ts'
import type { DataDirectory } from './data-directory.ts'
import { DatabaseReplication, type DatabaseReplicationOptions } from './database-replication.ts'
import type { LocalDatabase } from './local-database.ts'
import { Remotes } from './remotes.ts'
import { GlobalVariables } from './variables.ts'
import { DOLT_VERSION } from './version.ts'

export interface MasterOptions {
  readonly data: DataDirectory
  readonly log: ReplicationLog
  /** Refuses every write. */
  readonly readOnly?: boolean
  /** Whether the process lasts: a server, which tries again what failed. */
  readonly longLived?: boolean
}

/** A data directory as an engine's host: its databases, and the replication of each. */
export class MasterHost implements ReportingHost, VersioningHost {
  readonly variables: GlobalVariables
  readonly remotes: Remotes
  readonly version = DOLT_VERSION
  readonly #data: DataDirectory
  readonly #log: ReplicationLog
  readonly #longLived: boolean
  readonly #branches = new WeakMap<SqlSession, SessionBranches>()
  readonly #freshness = new WeakMap<SqlSession, Freshness>()
  readonly #reads = new WeakMap<SqlSession, ReadonlyMap<string, Read<void>>>()
  /** By lower-case name of the database. */
  readonly #replications = new Map<string, Promise<DatabaseReplication>>()

  constructor({ data, log, readOnly = false, longLived = false }: MasterOptions) {
    this.#data = data
    this.#log = log
    this.#longLived = longLived
    this.remotes = new Remotes((database) => data.databases.get(database.toLowerCase())?.directory ?? data.path)
    this.variables = new GlobalVariables(data.config, (message) => log('warn', 'variables', { message }))
    if (readOnly) this.variables.override('read_only', 1)
    // A command that is about another database needn't hear of it.
    if (longLived) for (const [name, e] of data.unreadable) log('error', 'database left out', { message: `${name} can't be opened: ${e.message}` })
  }

  get identity(): { readonly name: string; readonly email: string } {
    return this.#data.config.identity()
  }

  databases(): ReadonlyMap<string, LocalDatabase> {
    return this.#data.databases
  }

  /** Takes up what other processes have committed; replicas pull. SET works even while a pull fails. */
  async begin(session: SqlSession): Promise<Transaction> {
    const readOnly = this.variables.get('read_only') === 1
    const freshness = this.#freshness.get(session) ?? DEFAULT_FRESHNESS
    const reads = new Map<string, Read<void>>()
    let failure: OxbowError | undefined
    await Promise.all([...this.#data.databases].map(async ([key, database]) => {
      const { replica } = await this.#replicationOf(database)
      database.readOnly = readOnly || replica !== undefined
      database.store.refresh()
      try {
        const read = await replica?.read(freshness)
        if (read !== undefined) reads.set(key, read)
      } catch (e) {
        if (!isOxbowError(e)) throw e
        failure = e
      }
    }))
    this.#reads.set(session, reads)
    const branches = this.branchesOf(session)
    return failure === undefined ? new DoltTransaction(this, branches) : new UnpulledTransaction(this, branches, failure)
  }

  /** Where a session stands in each database. */
  branchesOf(session: SqlSession): SessionBranches {
    let branches = this.#branches.get(session)
    if (branches === undefined) this.#branches.set(session, (branches = new SessionBranches()))
    return branches
  }

  setFreshness(session: SqlSession, freshness: Freshness): void {
    this.#freshness.set(session, freshness)
  }

  async setGlobal(name: string, value: Value, persist: 'no' | 'persist' | 'persist_only'): Promise<void> {
    this.variables.set(name, value, persist)
    if (name !== 'dolt_replicate_to_remote' || persist === 'persist_only') return
    for (const database of this.#data.databases.values()) {
      const replication = await this.#replicationOf(database)
      if (replication.replica === undefined) await replication.beginPushing(this.#optionsOf(database))
    }
  }

  globalVariable(name: string): Value | undefined {
    return this.variables.get(name)
  }

  variableNames(): readonly string[] {
    return this.variables.names()
  }

  report(session: SqlSession): ReadReport {
    const key = splitDatabaseName(session.database ?? '').base.toLowerCase()
    const read = this.#reads.get(session)?.get(key)
    const bookmark = read?.lock ?? this.#bookmarks.get(key)
    return {
      servedFrom: 'master', chunksFetched: 0, bytesFetched: 0, objectTrips: 0,
      ...(bookmark === undefined ? undefined : { bookmark }),
      ...(read === undefined ? undefined : { ageMs: read.ageMs }),
    }
  }

  readonly #bookmarks = new Map<string, string | null>()

  async onRefsChanged(database: VersionedDatabase, changes: readonly RefChange[]): Promise<void> {
    const key = database.name.toLowerCase()
    const local = this.#data.databases.get(key)
    // A database that is being cloned isn't listed, and pushes nothing.
    if (local === undefined) return
    const { push, replica } = await this.#replicationOf(local)
    if (replica !== undefined) return
    await push.refsChanged(changes)
    const bookmark = push.bookmark()
    if (bookmark !== undefined) this.#bookmarks.set(key, bookmark)
  }

  /** Pushes what has gathered, and ends. */
  async close(): Promise<void> {
    for (const replication of this.#replications.values()) await (await replication).close()
    this.#replications.clear()
  }

  async createDatabase(name: string): Promise<void> {
    await this.#data.create(name, { ...this.identity, branch: this.#data.config.get('init.defaultbranch') ?? 'main' })
  }

  async dropDatabase(name: string): Promise<void> {
    const key = name.toLowerCase()
    await (await this.#replications.get(key))?.close()
    this.#replications.delete(key)
    this.#data.drop(name)
  }

  async cloneDatabase(name: string): Promise<ClonedDatabase> {
    const database = this.#data.createUnlisted(name)
    return {
      db: database.db,
      state: database.state,
      finish: async (branch) => {
        database.state.checkOut(branch)
        this.#data.list(database)
      },
      abandon: async () => this.#data.abandon(database),
    }
  }

  #replicationOf(database: LocalDatabase): Promise<DatabaseReplication> {
    const key = database.name.toLowerCase()
    let replication = this.#replications.get(key)
    if (replication === undefined) this.#replications.set(key, (replication = DatabaseReplication.open(this.#optionsOf(database))))
    return replication
  }

  #optionsOf(database: LocalDatabase): DatabaseReplicationOptions {
    const { variables, remotes, identity } = this
    return { database, variables, remotes, identity, log: this.#log, longLived: this.#longLived }
  }
}

/**
 * What a statement gets when its pull failed: whatever looks at data errs, but variables can still be set. So a replica whose
 * remote is gone can be repaired by SQL.
 */
class UnpulledTransaction extends DoltTransaction {
  readonly #failure: OxbowError

  constructor(host: VersioningHost, branches: SessionBranches, failure: OxbowError) {
    super(host, branches)
    this.#failure = failure
  }

  override database(): never {
    throw this.#failure
  }

  override hasDatabase(): never {
    throw this.#failure
  }
}
