import { branchRef, parseRef } from '../doltdb/refs.ts'
import { isOxbowError } from '../error.ts'
import type { Freshness } from '../replication/freshness.ts'
import { ambiguousBranch, type LocalReplica } from '../replication/local-replica.ts'
import type { PullSource } from '../replication/pulling-transaction.ts'
import type { Read } from '../replication/pull-on-read.ts'
import type { ReadReport } from '../replication/read-report.ts'
import { staleWarning } from '../replication/replication-failure.ts'
import type { ReplicationLog } from '../replication/replication-log.ts'
import { type FreshnessSource, SessionFreshness } from '../replication/session-freshness.ts'
import type { SqlSession } from '../sql/session.ts'
import type { Hash } from '../store/hash.ts'
import { runSync } from '../store/missing.ts'
import type { VersionedDatabase, VersioningHost } from '../versioning/environment.ts'
import { cloneRemote } from '../versioning/procedures/clone.ts'
import { findBranch, splitDatabaseName } from '../versioning/revision.ts'
import type { SessionBranches } from '../versioning/session-branches.ts'
import type { Remotes } from './remotes.ts'
import type { GlobalVariables } from './variables.ts'

/** How long a database that wasn't found counts as absent, in milliseconds. */
const ABSENT_MS = 1000

/** Most names that are remembered as absent. */
const MAX_ABSENT = 1024

export interface ReplicaReadsOptions {
  readonly host: VersioningHost & { branchesOf(session: SqlSession): SessionBranches; readonly remotes: Remotes }
  readonly variables: GlobalVariables
  readonly log: ReplicationLog
  /** The replica that a database is, if it is one. */
  replicaOf(database: VersionedDatabase): Promise<LocalReplica | undefined>
  /** Milliseconds since 1970 UTC. */
  now(): number
}

/** One database as a session's statement read it. */
interface DatabaseRead extends Partial<Read<void>> {
  readonly commit: Hash | undefined
  readonly branch: string | undefined
}

/** Pull on read over the databases of a data directory: those that are replicas, and those that are at a remote only. */
export class ReplicaReads implements PullSource {
  readonly #options: ReplicaReadsOptions
  readonly #freshness: SessionFreshness
  /** What each session's last statement read, by lower-case name of the database. */
  readonly #reads = new WeakMap<SqlSession, Map<string, DatabaseRead>>()
  /** Databases that are on their way, by lower-case name. */
  readonly #arriving = new Map<string, Promise<void>>()
  /** When databases were looked for in vain, by name as it was given. */
  readonly #absent = new Map<string, number>()

  constructor(options: ReplicaReadsOptions) {
    this.#options = options
    this.#freshness = new SessionFreshness(() => options.variables.text('dolt_replication_freshness'))
  }

  /** A session begins a statement or a transaction: what it read before is forgotten. */
  begin(session: SqlSession): void {
    this.#reads.set(session, new Map())
  }

  setFreshness(session: SqlSession, freshness: Freshness, source?: FreshnessSource): void {
    this.#freshness.set(session, freshness, source)
  }

  pinnedTo(session: SqlSession): Hash | undefined {
    const { freshness } = this.#freshness.of(session)
    return freshness.mode === 'pinned' ? freshness.commit : undefined
  }

  /** @throws OxbowError `replication error: …` */
  async pull(database: VersionedDatabase, session: SqlSession): Promise<undefined> {
    const replica = await this.#options.replicaOf(database)
    if (replica === undefined) return undefined
    const { freshness, insists } = this.#freshness.of(session)
    const read = await replica.read(freshness, insists)
    const warning = staleWarning(read ?? {})
    if (warning !== undefined) session.warnings.push({ level: 'Warning', code: 1105, message: warning })
    this.#reads.get(session)?.set(database.name.toLowerCase(), { ...read, ...this.#headOf(database, session) })
    return undefined
  }

  async findBranch(database: VersionedDatabase, branch: string): Promise<ReadonlyMap<string, Hash>> {
    const replica = await this.#options.replicaOf(database)
    if (replica !== undefined) return await replica.findBranch(branch)
    const { db } = database
    const followed = [...(await db.run(db.refs(db.root()))).keys()].filter((ref) => {
      const parsed = parseRef(ref)
      return parsed?.kind === 'remote' && parsed.name.toLowerCase() === branch.toLowerCase()
    })
    if (followed.length > 1) throw ambiguousBranch(branch)
    return new Map()
  }

  /**
   * On a replica with `dolt_replication_remote_url_template`, brings a database that isn't here yet from its remote. Where that fails,
   * the log says why, and the database stays unknown; it is looked for again a second later.
   */
  async findDatabase(name: string): Promise<void> {
    const { variables, host, now } = this.#options
    const remoteName = variables.text('dolt_read_replica_remote')
    const template = variables.text('dolt_replication_remote_url_template')
    const key = name.toLowerCase()
    if (remoteName === '' || template === '' || name === '' || key === 'information_schema' || host.databases().has(key)) return
    const age = now() - (this.#absent.get(name) ?? Number.NEGATIVE_INFINITY)
    if (age >= 0 && age < ABSENT_MS) return
    let arriving = this.#arriving.get(key)
    if (arriving === undefined) {
      arriving = this.#bring(name, template.replaceAll('{database}', name), remoteName).finally(() => this.#arriving.delete(key))
      this.#arriving.set(key, arriving)
    }
    await arriving
  }

  async #bring(name: string, url: string, remoteName: string): Promise<void> {
    const { host, log, now } = this.#options
    try {
      await cloneRemote(host, await host.remotes.open(url), { name, url, remoteName, branch: undefined, singleBranch: false })
      this.#absent.delete(name)
      log('info', 'replication enabled', { message: `replication enabled for database '${name}' from remote '${remoteName}'` })
    } catch (e) {
      if (!isOxbowError(e)) throw e
      this.#absent.delete(name)
      this.#absent.set(name, now())
      if (this.#absent.size > MAX_ABSENT) this.#absent.delete(this.#absent.keys().next().value!)
      log('warn', 'clone failed', { message: `couldn't clone database ${name}: ${e.message}` })
    }
  }

  /** True where the session's last statement read a replica. */
  onlyReads(session: SqlSession): boolean {
    return this.#readOf(session) !== undefined
  }

  #readOf(session: SqlSession): DatabaseRead | undefined {
    return this.#reads.get(session)?.get(splitDatabaseName(session.database ?? '').base.toLowerCase())
  }

  /** How the session's last statement read its current database; undefined where that is no replica. */
  report(session: SqlSession): ReadReport | undefined {
    const read = this.#readOf(session)
    if (read === undefined) return undefined
    const warning = staleWarning(read)
    return { commit: read.commit, branch: read.branch, bookmark: read.lock, ageMs: read.ageMs, ...(warning === undefined ? undefined : { warning }) }
  }

  /** Where the session stands in a database. */
  #headOf(database: VersionedDatabase, session: SqlSession): Pick<DatabaseRead, 'commit' | 'branch'> {
    const pinned = this.pinnedTo(session)
    if (pinned !== undefined) return { commit: pinned, branch: undefined }
    const { base, ref } = splitDatabaseName(session.database ?? '')
    const here = base.toLowerCase() === database.name.toLowerCase() ? ref : undefined
    const refs = runSync(database.db.refs())
    const branch = findBranch(refs, here ?? this.#options.host.branchesOf(session).get(database.name) ?? database.defaultBranch)
    return { commit: branch === undefined ? undefined : refs.get(branchRef(branch)), branch }
  }
}
