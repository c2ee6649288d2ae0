import { isValidBranchName } from '../doltdb/refs.ts'
import type { CommitMeta } from '../doltdb/commit.ts'
import type { SqlSession } from '../sql/session.ts'
import type { Hash } from '../store/hash.ts'
import { Missing, type Fetching } from '../store/missing.ts'
import type { VersionedDatabase, VersioningHost } from '../versioning/environment.ts'
import { transactionCommitMeta } from '../versioning/procedures/commit.ts'
import { findBranch, splitDatabaseName, type Revision } from '../versioning/revision.ts'
import type { SessionBranches } from '../versioning/session-branches.ts'
import { DoltTransaction } from '../versioning/transaction.ts'

/** Where the databases of a replica come from. Each method may wait for a remote. */
export interface PullSource {
  /**
   * Brings a database up to date, as new as the session wants it.
   * @returns the store root to read; undefined for the database's own. @throws OxbowError where the pull's failure decides.
   */
  pull(database: VersionedDatabase, session: SqlSession): Promise<Hash | undefined>
  /** Brings a database that isn't here, if its remote is known. */
  findDatabase(name: string): Promise<void>
  /** Brings a branch that isn't among those that are pulled. @returns the refs that it adds; none when there is no such branch */
  findBranch(database: VersionedDatabase, branch: string): Promise<ReadonlyMap<string, Hash>>
  /** The commit that a session's reads are pinned to. */
  pinnedTo(session: SqlSession): Hash | undefined
}

const NOTHING = new Missing([])

/**
 * A transaction on a host whose databases follow remotes. A database is pulled when the statement first looks at it, once
 * in the transaction: what looks at none (SET, SHOW VARIABLES, SELECT 1) waits for no remote and works when there is none.
 */
export class PullingTransaction extends DoltTransaction {
  readonly #source: PullSource
  readonly #session: SqlSession
  /** What computations wait for, by a name of each. */
  readonly #awaited = new Map<string, () => Promise<void>>()
  readonly #arrived = new Set<string>()
  /** All refs where branches came after the snapshot, by lower-case name of the database. */
  readonly #late = new Map<string, ReadonlyMap<string, Hash>>()

  constructor(host: VersioningHost, branches: SessionBranches, source: PullSource, session: SqlSession) {
    super(host, branches, session)
    this.#source = source
    this.#session = session
  }

  protected override ownCommit(database: VersionedDatabase): CommitMeta | undefined {
    return transactionCommitMeta(this, this.#session, database)
  }

  /** Pulls every database, side by side: the snapshot of a transaction that stays open. */
  async pullAll(): Promise<void> {
    await Promise.all([...this.host.databases().values()].map((database) => this.#pull(database)))
  }

  /** What is here can be used without a look at its remote; the first read has that. */
  override async useDatabase(session: SqlSession, name: string): Promise<void> {
    if (!(await this.#isHere(name))) await super.useDatabase(session, name)
  }

  async #isHere(name: string): Promise<boolean> {
    if (!this.hasDatabase(name)) return false
    const { ref } = splitDatabaseName(name)
    if (ref === undefined) return true
    return this.access?.refs?.sees(ref) !== false && findBranch(await this.run(this.snapshotRefs(this.database(name))), ref) !== undefined
  }

  override async fetch(addresses: readonly Hash[]): Promise<void> {
    const awaited = [...this.#awaited.values()]
    this.#awaited.clear()
    await Promise.all(awaited.map((bring) => bring()))
    if (addresses.length > 0) await super.fetch(addresses)
  }

  protected override *allRefs(database: VersionedDatabase): Fetching<ReadonlyMap<string, Hash>> {
    const key = database.name.toLowerCase()
    yield* this.#wait(key, () => this.#pull(database))
    const refs = yield* this.snapshotRefs(database)
    return this.#late.get(key) ?? refs
  }

  /** The refs as of the pull; before it, those that there were. */
  protected *snapshotRefs(database: VersionedDatabase): Fetching<ReadonlyMap<string, Hash>> {
    return yield* super.allRefs(database)
  }

  override *revision(name: string): Fetching<Revision> {
    const { base, ref } = splitDatabaseName(name)
    if (!this.hasDatabase(base) && this.access?.seesDatabase(base) !== false) yield* this.#wait(`database ${base}`, () => this.#source.findDatabase(base))
    const database = this.database(name)
    const pinned = ref === undefined && this.#isCurrent(base) ? this.#source.pinnedTo(this.#session) : undefined
    if (pinned !== undefined) return yield* super.revision(`${base}/${pinned}`)
    const wanted = ref ?? this.branches.get(base)
    if (wanted !== undefined && this.#mayBring(wanted) && findBranch(yield* this.refs(database), wanted) === undefined) {
      yield* this.#wait(`branch ${base.toLowerCase()}/${wanted}`, () => this.#bringBranch(database, wanted))
    }
    return yield* super.revision(name)
  }

  async #pull(database: VersionedDatabase): Promise<void> {
    const key = database.name.toLowerCase()
    const root = await this.#source.pull(database, this.#session)
    this.roots.set(key, root ?? database.db.root())
    this.#arrived.add(key)
  }

  async #bringBranch(database: VersionedDatabase, branch: string): Promise<void> {
    const added = await this.#source.findBranch(database, branch)
    if (added.size > 0) this.#late.set(database.name.toLowerCase(), new Map([...(await this.run(this.allRefs(database))), ...added]))
  }

  /** What names a commit is no branch, and what the session may not see isn't brought for it. */
  #mayBring(branch: string): boolean {
    return isValidBranchName(branch) && this.access?.refs?.sees(branch) !== false
  }

  #isCurrent(base: string): boolean {
    const { database } = this.#session
    return database !== null && splitDatabaseName(database).base.toLowerCase() === base.toLowerCase()
  }

  /** Waits until `bring` has been done, once in this transaction. */
  *#wait(name: string, bring: () => Promise<void>): Fetching<void> {
    while (!this.#arrived.has(name)) {
      this.#awaited.set(name, async () => {
        await bring()
        this.#arrived.add(name)
      })
      yield NOTHING
    }
  }
}
