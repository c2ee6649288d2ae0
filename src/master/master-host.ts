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
import type { VariableDefinition } from '../sql/variables.ts'
import type { ClonedDatabase, VersionedDatabase, VersioningHost } from '../versioning/environment.ts'
import { cloneRemote } from '../versioning/procedures/clone.ts'
import { defaultFetchSpecs } from '../versioning/procedures/remotes.ts'
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

  get autoSetupRemote(): boolean {
    const { config } = this.#data
    return (config.get('push.autosetupremote') ?? config.get('push.autoSetupRemote'))?.toLowerCase() === 'true'
  }

  databases(): ReadonlyMap<string, LocalDatabase> {
    return this.#data.databases
  }

  /** Takes up what other processes have committed; replicas pull. SET works even while a pull fails. */
  async begin(session: SqlSession): Promise<Transaction> {
    if (session.database !== null) await this.findDatabase(splitDatabaseName(session.database).base)
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
    return failure === undefined ? new MasterTransaction(this, branches) : new UnpulledTransaction(this, branches, failure)
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

  variableDefinition(name: string): VariableDefinition | undefined {
    return this.variables.definition(name)
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
    const database = await this.#data.create(name, { ...this.identity, branch: this.#data.config.get('init.defaultbranch') ?? 'main' })
    await this.#replicateNew(database)
  }

  /**
   * On a replica with `dolt_replication_remote_url_template`, brings a database that isn't here yet from its remote. Where that fails,
   * the log says why, and the database stays unknown.
   */
  async findDatabase(name: string): Promise<void> {
    const remoteName = this.variables.text('dolt_read_replica_remote')
    const template = this.variables.text('dolt_replication_remote_url_template')
    const key = name.toLowerCase()
    if (remoteName === '' || template === '' || key === 'information_schema' || this.#data.databases.has(key)) return
    let arriving = this.#arriving.get(key)
    if (arriving === undefined) {
      arriving = this.#bring(name, templateUrl(template, name), remoteName).finally(() => this.#arriving.delete(key))
      this.#arriving.set(key, arriving)
    }
    await arriving
  }

  readonly #arriving = new Map<string, Promise<void>>()

  async #bring(name: string, url: string, remoteName: string): Promise<void> {
    try {
      await cloneRemote(this, await this.remotes.open(url), { name, url, remoteName, branch: undefined, singleBranch: false })
      this.#log('info', 'replication enabled', { message: `replication enabled for database '${name}' from remote '${remoteName}'` })
    } catch (e) {
      if (!isOxbowError(e)) throw e
      this.#log('warn', 'clone failed', { message: `couldn't clone database ${name}: ${e.message}` })
    }
  }

  /** Gives a new database the remote that the template names, and pushes it there. */
  async #replicateNew(database: LocalDatabase): Promise<void> {
    const name = this.variables.text('dolt_replicate_to_remote')
    const template = this.variables.text('dolt_replication_remote_url_template')
    if (name === '' || template === '') return
    if (!database.state.remotes().some((remote) => remote.name === name)) {
      const url = this.remotes.normalise(templateUrl(template, database.name), database.name)
      database.state.addRemote({ name, url, fetchSpecs: defaultFetchSpecs(name), params: {} })
    }
    await (await this.#replicationOf(database)).push.pushEverything()
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
        await this.#replicateNew(database)
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

function templateUrl(template: string, database: string): string {
  return template.replaceAll('{database}', database)
}

/** A transaction whose USE may name a database that is only at the remotes yet. */
class MasterTransaction extends DoltTransaction {
  readonly #host: MasterHost

  constructor(host: MasterHost, branches: SessionBranches) {
    super(host, branches)
    this.#host = host
  }

  override async useDatabase(session: SqlSession, database: string): Promise<void> {
    const { base } = splitDatabaseName(database)
    if (!this.hasDatabase(base)) {
      await this.#host.findDatabase(base)
      if (this.hasDatabase(base)) this.refresh(this.database(base))
    }
    await super.useDatabase(session, database)
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
