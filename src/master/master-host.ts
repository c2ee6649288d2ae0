import { join } from 'node:path'
import type { TransferProgress } from '../doltdb/copy-chunks.ts'
import type { RefChange } from '../doltdb/database.ts'
import type { Freshness } from '../replication/freshness.ts'
import type { LocalReplica } from '../replication/local-replica.ts'
import { PullingTransaction } from '../replication/pulling-transaction.ts'
import type { ReadReport, ReportingHost } from '../replication/read-report.ts'
import { type Clock, systemClock } from '../replication/clock.ts'
import type { CompactorStatus } from '../replication/compactor.ts'
import type { Role } from '../replication/failover.ts'
import type { ReplicationLog } from '../replication/replication-log.ts'
import type { FreshnessSource } from '../replication/session-freshness.ts'
import type { UserAccounts } from '../sql/accounts/user-accounts.ts'
import type { Transaction } from '../sql/catalog.ts'
import type { SqlSession } from '../sql/session.ts'
import type { Value } from '../sql/value.ts'
import type { VariableDefinition } from '../sql/variables.ts'
import type { ObjectStore } from '../store/remote/object-store.ts'
import type { Fetching } from '../store/missing.ts'
import type { ClonedDatabase, DroppedDatabases, GarbageCollectionMode, ReplicationStatus, VersionedDatabase, VersioningHost } from '../versioning/environment.ts'
import { doltError } from '../versioning/errors.ts'
import { defaultFetchSpecs } from '../versioning/procedures/remotes.ts'
import { splitDatabaseName } from '../versioning/revision.ts'
import { SessionBranches } from '../versioning/session-branches.ts'
import type { DataDirectory } from './data-directory.ts'
import { startEvents } from './event-timer.ts'
import { assumeRole, replicationStatus } from './roles.ts'
import { DatabaseReplication, type DatabaseReplicationOptions } from './database-replication.ts'
import type { LocalDatabase } from './local-database.ts'
import { nodePlatform } from './platform.ts'
import { PRIVILEGE_FILE, openAccounts } from './privilege-file.ts'
import { Remotes } from './remotes.ts'
import { ReplicaReads } from './replica-reads.ts'
import { isBothRoles, isRoleVariable, refuseSecondRole } from './second-role.ts'
import { readServerFile } from './server-file.ts'
import { GlobalVariables } from './variables.ts'
import { DOLT_VERSION } from './version.ts'

/** For so long a server doesn't ask again whether another process wrote to a database, in milliseconds. */
const LOOK_AGAIN_MS = 10
/** For so long a server knows who commits without reading its configuration again, in milliseconds: every transaction asks. */
const IDENTITY_MS = 1000

export interface MasterOptions {
  readonly data: DataDirectory
  readonly log: ReplicationLog
  /** Refuses every write. */
  readonly readOnly?: boolean
  /** Where users and privileges are kept; in the data directory's `.doltcfg` when left out. */
  readonly privilegeFile?: string
  /** Whether LOAD DATA may read files of this machine; it may when left out. */
  readonly readsFiles?: boolean
  /** Global variables that come before persisted ones: a server's YAML. */
  readonly overrides?: ReadonlyMap<string, Value>
  /** Whether the process lasts: a server, which tries again what failed. */
  readonly longLived?: boolean
  /** What leases are timed by; the machine's when left out. */
  readonly clock?: Clock
  /** Told of chunks as pushes, pulls, clones and backups copy them. */
  readonly onTransfer?: TransferProgress
  /** Opens the bucket or directory of a remote's URL; as the URL says when left out. */
  readonly openObjects?: (url: string) => Promise<ObjectStore>
}

/** A data directory as an engine's host: its databases, and the replication of each. */
export class MasterHost implements ReportingHost, VersioningHost {
  readonly variables: GlobalVariables
  readonly remotes: Remotes
  readonly version = DOLT_VERSION
  readonly onTransfer: TransferProgress | undefined
  readonly openFile: ((path: string) => AsyncIterable<Uint8Array>) | undefined
  readonly #data: DataDirectory
  readonly #log: ReplicationLog
  readonly #longLived: boolean
  readonly #clock: Clock
  readonly #branches = new WeakMap<SqlSession, SessionBranches>()
  readonly #reads: ReplicaReads
  /** What each transaction that still lives may read of what garbage collections took away. */
  readonly #epochs = new WeakMap<Transaction, readonly object[]>()
  #epoch: readonly object[] = []
  readonly #privilegeFile: string
  #accounts: UserAccounts | undefined
  #identity: { readonly readAt: number; readonly name: string; readonly email: string } | undefined
  #stopEvents: (() => Promise<void>) | undefined
  /** When each was looked at last, by `performance.now()`, and how often its state had been edited then. */
  readonly #lookedAt = new WeakMap<LocalDatabase, { readonly time: number; readonly edits: number }>()
  /** By lower-case name of the database. */
  readonly #replications = new Map<string, Promise<DatabaseReplication>>()
  /** Those that are open by now. */
  readonly #opened = new Map<string, DatabaseReplication>()

  constructor({ data, log, readOnly = false, overrides = new Map(), longLived = false, clock = systemClock, openObjects, privilegeFile, readsFiles = true, onTransfer }: MasterOptions) {
    this.onTransfer = onTransfer
    this.openFile = readsFiles ? (path) => readServerFile(path, String(this.variables.get('secure_file_priv') ?? '')) : undefined
    this.#data = data
    this.#privilegeFile = privilegeFile ?? join(data.path, PRIVILEGE_FILE)
    this.#log = log
    this.#longLived = longLived
    this.#clock = clock
    this.remotes = new Remotes((database) => data.databases.get(database.toLowerCase())?.directory ?? data.path, openObjects)
    this.variables = new GlobalVariables(data.config, (message) => log('warn', 'variables', { message }))
    this.#reads = new ReplicaReads({
      host: this, variables: this.variables, log, now: () => nodePlatform.now(),
      replicaOf: async (database) => {
        const local = this.#data.databases.get(database.name.toLowerCase())
        return local === undefined ? undefined : await this.#look(local)
      },
    })
    for (const [name, value] of overrides) this.variables.override(name, value)
    if (readOnly) this.variables.override('read_only', 1)
    if (isBothRoles(this.variables)) log('warn', 'both roles', {
      message: 'both dolt_replicate_to_remote and dolt_read_replica_remote are set: this is a replica, and pushes nothing',
    })
    // A command that is about another database needn't hear of it.
    if (longLived) for (const [name, e] of data.unreadable) log('error', 'database left out', { message: `${name} can't be opened: ${e.message}` })
  }

  get identity(): { readonly name: string; readonly email: string } {
    const now = performance.now()
    if (this.#identity === undefined || !this.#longLived || now - this.#identity.readAt > IDENTITY_MS) {
      this.#identity = { readAt: now, ...this.#data.config.identity() }
    }
    return this.#identity
  }

  /** Read when first asked for. @throws OxbowError `MESSAGE_CORRUPT` for a file that isn't Dolt's. */
  get accounts(): UserAccounts {
    return (this.#accounts ??= openAccounts(this.#privilegeFile))
  }

  get autoSetupRemote(): boolean {
    const { config } = this.#data
    return (config.get('push.autosetupremote') ?? config.get('push.autoSetupRemote'))?.toLowerCase() === 'true'
  }

  databases(): ReadonlyMap<string, LocalDatabase> {
    return this.#data.databases
  }

  /** Takes up what other processes have committed; replicas pull when a statement looks at them. */
  async begin(session: SqlSession, whole = false): Promise<Transaction> {
    this.#reads.begin(session)
    for (const database of this.#data.databases.values()) await this.#look(database)
    const transaction = new PullingTransaction(this, this.branchesOf(session), this.#reads, session)
    this.#epochs.set(transaction, this.#epochNow())
    if (whole) await transaction.pullAll()
    return transaction
  }

  /** What transactions hold on to, for garbage collections: one array for as long as it stays the same. */
  #epochNow(): readonly object[] {
    let i = 0
    let isSame = true
    for (const { store } of this.#data.databases.values()) isSame = this.#epoch[i++] === store.epoch && isSame
    if (!isSame || i !== this.#epoch.length) this.#epoch = [...this.#data.databases.values()].map(({ store }) => store.epoch)
    return this.#epoch
  }

  /** Takes up what other processes have committed to a database. @returns the replica that it is, if it is one */
  async #look(database: LocalDatabase): Promise<LocalReplica | undefined> {
    const replication = this.#opened.get(database.name.toLowerCase()) ?? await this.#replicationOf(database)
    if (this.#isTimeToLook(database)) {
      await replication.catchUp()
      database.store.refresh()
    }
    const { replica } = replication
    database.readOnly = this.variables.get('read_only') === 1 || replica !== undefined
    return replica
  }

  /** While a server runs, others only write to its directories by hand: not every statement of many in a row asks the file system. */
  #isTimeToLook(database: LocalDatabase): boolean {
    const { edits } = database.state
    const now = performance.now()
    const last = this.#lookedAt.get(database)
    if (this.#longLived && last !== undefined && last.edits === edits && now - last.time < LOOK_AGAIN_MS) return false
    this.#lookedAt.set(database, { time: now, edits })
    if (this.#longLived) database.state.patience = LOOK_AGAIN_MS
    return true
  }

  /** Where a session stands in each database. */
  branchesOf(session: SqlSession): SessionBranches {
    let branches = this.#branches.get(session)
    if (branches === undefined) this.#branches.set(session, (branches = new SessionBranches()))
    return branches
  }

  setFreshness(session: SqlSession, freshness: Freshness, source?: FreshnessSource): void {
    this.#reads.setFreshness(session, freshness, source)
  }

  async setGlobal(name: string, value: Value, persist: 'no' | 'persist' | 'persist_only'): Promise<void> {
    if (persist !== 'persist_only') refuseSecondRole(this.variables, name, value)
    this.variables.set(name, value, persist)
    if (!isRoleVariable(name) || persist === 'persist_only') return
    for (const database of this.#data.databases.values()) await (await this.#replicationOf(database)).configured()
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

  onlyReads(session: SqlSession): boolean {
    return this.#reads.onlyReads(session)
  }

  report(session: SqlSession): ReadReport {
    const bookmark = this.#bookmarks.get(splitDatabaseName(session.database ?? '').base.toLowerCase())
    return {
      servedFrom: 'master', chunksFetched: 0, bytesFetched: 0, objectTrips: 0,
      ...(bookmark === undefined ? undefined : { bookmark }),
      ...(bookmark === null ? { warning: 'what was written last is not at the remote yet: see dolt_replication_status' } : undefined),
      ...this.#reads.report(session),
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
    try {
      await push.refsChanged(changes)
    } finally {
      const bookmark = push.bookmark()
      if (bookmark !== undefined) this.#bookmarks.set(key, bookmark)
    }
  }

  async setReplication({ name: database }: VersionedDatabase, name: string, value: string | null): Promise<void> {
    const local = this.#data.databases.get(database.toLowerCase())
    if (local === undefined) return
    const replication = await this.#replicationOf(local)
    refuseSecondRole(replication.settings, name, value)
    replication.own.set(name, value)
    if (isRoleVariable(name)) await replication.configured()
  }

  /** Under `dolt_replication_ack = 'remote'`, so that what is acknowledged is what was pushed. */
  commitsTransactions({ name }: VersionedDatabase): boolean {
    const settings = this.#opened.get(name.toLowerCase())?.settings
    return settings?.text('dolt_replication_ack') === 'remote' && settings.text('dolt_replicate_to_remote') !== ''
  }

  /** Opens all databases' replication at once, as a server does: a lease is renewed, or watched, before anybody asks for anything. */
  async start(): Promise<void> {
    await Promise.all([...this.#data.databases.values()].map((database) => this.#replicationOf(database)))
    if (this.#longLived) this.#stopEvents = startEvents(this, this.#clock, this.#log)
  }

  async assumeRole(role: Role, epoch?: number): Promise<number> {
    return await assumeRole(await this.#allReplications(), role, epoch)
  }

  *replicationStatus(): Fetching<readonly ReplicationStatus[]> {
    const all: ReplicationStatus[] = []
    for (const replication of this.#opened.values()) all.push(yield* replicationStatus(replication, nodePlatform.now()))
    return all
  }

  /** What compactions of a database's remote did; undefined where it isn't open. */
  compaction(database: string): CompactorStatus | undefined {
    return this.#opened.get(database.toLowerCase())?.compactor.status()
  }

  #allReplications(): Promise<DatabaseReplication[]> {
    return Promise.all([...this.#data.databases.values()].map((database) => this.#replicationOf(database)))
  }

  /** Pushes what has gathered, and ends. */
  async close(): Promise<void> {
    await this.#stopEvents?.()
    for (const replication of this.#replications.values()) await (await replication).close()
    this.#replications.clear()
    this.#opened.clear()
  }

  async collectGarbage({ name }: VersionedDatabase, mode: GarbageCollectionMode): Promise<void> {
    const database = this.#data.databases.get(name.toLowerCase())
    await database?.collectGarbage(mode)
    // The old array keeps alive what nobody reads any more.
    this.#epoch = []
  }

  async createDatabase(name: string): Promise<void> {
    const database = await this.#data.create(name, { ...this.identity, branch: this.#data.config.get('init.defaultbranch') ?? 'main' })
    await this.#replicateNew(database)
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
    const replication = await this.#replications.get(key)
    // Its remote would bring it back.
    if (replication?.replica !== undefined) throw doltError(`unable to drop database: ${name}`)
    await replication?.close()
    this.#replications.delete(key)
    this.#opened.delete(key)
    this.#data.drop(name)
  }

  get dropped(): DroppedDatabases {
    const data = this.#data
    return { names: () => data.dropped, restore: (name) => data.restore(name), purge: () => data.purgeDropped() }
  }

  async cloneDatabase(name: string): Promise<ClonedDatabase> {
    const database = this.#data.createUnlisted(name)
    return {
      db: database.db,
      state: database.state,
      keepGhosts: (commits) => database.store.keepGhosts(commits),
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
    if (replication === undefined) {
      replication = DatabaseReplication.open(this.#optionsOf(database)).then((opened) => {
        this.#opened.set(key, opened)
        return opened
      })
      this.#replications.set(key, replication)
    }
    return replication
  }

  #optionsOf(database: LocalDatabase): DatabaseReplicationOptions {
    const { variables, remotes, identity } = this
    return { database, variables, remotes, identity, log: this.#log, longLived: this.#longLived, clock: this.#clock }
  }
}

function templateUrl(template: string, database: string): string {
  return template.replaceAll('{database}', database)
}
