import type { RefChange } from '../doltdb/database.ts'
import type { ReadReport, ReportingHost } from '../replication/read-report.ts'
import type { Logger } from '../server/log.ts'
import type { Transaction } from '../sql/catalog.ts'
import type { SqlSession } from '../sql/session.ts'
import type { Value } from '../sql/value.ts'
import type { ClonedDatabase, RemoteAccess, VersionedDatabase, VersioningHost } from '../versioning/environment.ts'
import { SessionBranches } from '../versioning/session-branches.ts'
import { DoltTransaction } from '../versioning/transaction.ts'
import type { DataDirectory } from './data-directory.ts'
import type { LocalDatabase } from './local-database.ts'
import { Remotes } from './remotes.ts'
import { GlobalVariables } from './variables.ts'
import { DOLT_VERSION } from './version.ts'

export interface MasterOptions {
  readonly data: DataDirectory
  readonly log: Logger
  /** Refuses every write. */
  readonly readOnly?: boolean
}

/** A data directory as an engine's host: its databases, and the replication of each. */
export class MasterHost implements ReportingHost, VersioningHost {
  readonly variables: GlobalVariables
  readonly remotes: RemoteAccess
  readonly version = DOLT_VERSION
  readonly #data: DataDirectory
  readonly #log: Logger
  readonly #branches = new WeakMap<SqlSession, SessionBranches>()

  constructor(options: MasterOptions) {
    this.#data = options.data
    this.#log = options.log
    this.remotes = new Remotes((database) => this.#data.databases.get(database.toLowerCase())?.directory ?? this.#data.path)
    this.variables = new GlobalVariables(options.data.config, (message) => this.#log('warn', message))
    if (options.readOnly) this.variables.override('read_only', 1)
  }

  get identity(): { readonly name: string; readonly email: string } {
    return this.#data.config.identity()
  }

  databases(): ReadonlyMap<string, LocalDatabase> {
    return this.#data.databases
  }

  async begin(session: SqlSession): Promise<Transaction> {
    const readOnly = this.variables.get('read_only') === 1
    for (const database of this.#data.databases.values()) {
      database.readOnly = readOnly
      database.store.refresh()
    }
    return new DoltTransaction(this, this.branchesOf(session))
  }

  /** Where a session stands in each database. */
  branchesOf(session: SqlSession): SessionBranches {
    let branches = this.#branches.get(session)
    if (branches === undefined) this.#branches.set(session, (branches = new SessionBranches()))
    return branches
  }

  async setGlobal(name: string, value: Value, persist: 'no' | 'persist' | 'persist_only'): Promise<void> {
    this.variables.set(name, value, persist)
  }

  globalVariable(name: string): Value | undefined {
    return this.variables.get(name)
  }

  variableNames(): readonly string[] {
    return this.variables.names()
  }

  report(_session: SqlSession): ReadReport {
    return { servedFrom: 'master', chunksFetched: 0, bytesFetched: 0, objectTrips: 0 }
  }

  async onRefsChanged(_database: VersionedDatabase, _changes: readonly RefChange[]): Promise<void> {
    await Promise.resolve()
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    await Promise.resolve()
  }

  async createDatabase(name: string): Promise<void> {
    await this.#data.create(name, { ...this.identity, branch: this.#data.config.get('init.defaultbranch') ?? 'main' })
  }

  async dropDatabase(name: string): Promise<void> {
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
}
