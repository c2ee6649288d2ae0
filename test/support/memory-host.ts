import { DoltDatabase, type RefChange } from '../../src/doltdb/database.ts'
import { branchRef, workingSetRef } from '../../src/doltdb/refs.ts'
import { createRoot } from '../../src/doltdb/root-value.ts'
import { writeCommit } from '../../src/doltdb/commit.ts'
import { OxbowError } from '../../src/error.ts'
import { nodePlatform } from '../../src/master/platform.ts'
import type { EngineHost, Transaction } from '../../src/sql/catalog.ts'
import { Engine } from '../../src/sql/engine.ts'
import type { QueryResult } from '../../src/sql/result.ts'
import { Session } from '../../src/sql/session-state.ts'
import type { SqlSession } from '../../src/sql/session.ts'
import type { Value } from '../../src/sql/value.ts'
import { MemoryChunkStore } from '../../src/store/memory-chunk-store.ts'
import type { ChunkStore, WritableChunkStore } from '../../src/store/chunk-store.ts'
import { runSync } from '../../src/store/missing.ts'
import type { ClonedDatabase, Remote, RepoState, Upstream, VersionedDatabase, VersioningHost } from '../../src/versioning/environment.ts'
import { cleanWorkingSetOf } from '../../src/versioning/procedures/clean-working-set.ts'
import { SessionBranches } from '../../src/versioning/session-branches.ts'
import { DoltTransaction } from '../../src/versioning/transaction.ts'

/** What a database remembers beside its chunks, in memory. */
export class MemoryRepoState implements RepoState {
  private readonly all = new Map<string, Remote>()
  private readonly allBackups = new Map<string, Remote>()
  private readonly upstreams = new Map<string, Upstream>()

  remotes(): readonly Remote[] {
    return [...this.all.values()]
  }

  addRemote(remote: Remote): void {
    this.all.set(remote.name, remote)
  }

  removeRemote(name: string): void {
    this.all.delete(name)
    for (const [branch, { remote }] of this.upstreams) if (remote === name) this.upstreams.delete(branch)
  }

  backups(): readonly Remote[] {
    return [...this.allBackups.values()]
  }

  addBackup(backup: Remote): void {
    this.allBackups.set(backup.name, backup)
  }

  removeBackup(name: string): void {
    this.allBackups.delete(name)
  }

  upstream(branch: string): Upstream | undefined {
    return this.upstreams.get(branch)
  }

  setUpstream(branch: string, upstream: Upstream | null): void {
    if (upstream === null) this.upstreams.delete(branch)
    else this.upstreams.set(branch, upstream)
  }

  mergeRef(branch: string): string | undefined {
    return this.upstreams.get(branch)?.head
  }
}

const IDENTITY = { name: 'Tess', email: 'tess@x.y' }

/** A host of databases in memory, for tests: SQL in, results out. */
export class MemoryHost implements VersioningHost, EngineHost {
  readonly identity = IDENTITY
  readonly version = '2.3.1'
  /** All changes of refs that were told. */
  readonly told: RefChange[] = []
  /** Stores that stand for remotes, by URL. */
  readonly remoteStores = new Map<string, WritableChunkStore>()
  readonly engine: Engine
  private readonly all = new Map<string, VersionedDatabase>()
  private readonly branches = new WeakMap<SqlSession, SessionBranches>()

  readonly remotes = {
    open: async (url: string): Promise<DoltDatabase> => {
      const store = this.remoteStores.get(url)
      if (store === undefined) throw new OxbowError('REMOTE_UNREACHABLE', `no remote at ${url}`)
      return new DoltDatabase(store, nodePlatform)
    },
    normalise: (url: string): string => url,
  }

  constructor() {
    this.engine = new Engine(this)
  }

  /** Serves a store as a replica does: read-only, each branch at its head. */
  serve(name: string, store: ChunkStore, defaultBranch = 'main'): void {
    const state = new MemoryRepoState()
    state.addRemote({ name: 'origin', url: `memory://${name}`, fetchSpecs: ['refs/heads/*:refs/remotes/origin/*'], params: {} })
    this.all.set(
      name.toLowerCase(), { name, db: new DoltDatabase(store, nodePlatform), state, defaultBranch, readOnly: true, workingSets: false },
    )
  }

  /** Adds a database that can be written. */
  add(name: string, store: WritableChunkStore, defaultBranch = 'main'): VersionedDatabase {
    const database = {
      name, db: new DoltDatabase(store, nodePlatform), state: new MemoryRepoState(), defaultBranch, readOnly: false, workingSets: true,
    }
    this.all.set(name.toLowerCase(), database)
    return database
  }

  /** A session on a database. */
  session(database: string | null): Session {
    const session = new Session(this, nodePlatform)
    session.database = database
    return session
  }

  query(session: Session, sql: string, params: readonly Value[] = []): Promise<QueryResult> {
    return this.engine.query(session, sql, params)
  }

  databases(): ReadonlyMap<string, VersionedDatabase> {
    return this.all
  }

  async onRefsChanged(_database: VersionedDatabase, changes: readonly RefChange[]): Promise<void> {
    this.told.push(...changes)
  }

  async createDatabase(name: string): Promise<void> {
    const { db } = this.add(name, new MemoryChunkStore(nodePlatform))
    await initialise(db, 'main', nodePlatform.now())
  }

  async dropDatabase(name: string): Promise<void> {
    this.all.delete(name.toLowerCase())
  }

  async cloneDatabase(name: string): Promise<ClonedDatabase> {
    const db = new DoltDatabase(new MemoryChunkStore(nodePlatform), nodePlatform)
    const state = new MemoryRepoState()
    return {
      db, state,
      finish: async (defaultBranch) => {
        this.all.set(name.toLowerCase(), { name, db, state, defaultBranch, readOnly: false, workingSets: true })
      },
      abandon: async () => undefined,
    }
  }

  async begin(session: SqlSession): Promise<Transaction> {
    let branches = this.branches.get(session)
    if (branches === undefined) this.branches.set(session, (branches = new SessionBranches()))
    return new DoltTransaction(this, branches, session)
  }

  async setGlobal(name: string): Promise<void> {
    throw new OxbowError('UNKNOWN_VARIABLE', `Unknown system variable '${name}'`, { errno: 1193 })
  }

  globalVariable(): undefined {
    return undefined
  }

  variableNames(): readonly string[] {
    return []
  }
}

/** Makes the first commit of a database, as `dolt init` does. */
export async function initialise(
  db: DoltDatabase, branch: string, timestampMillis: number, userTimestampMillis = timestampMillis,
): Promise<void> {
  const meta = { ...IDENTITY, description: 'Initialize data repository', timestampMillis, userTimestampMillis }
  const commit = runSync(writeCommit(db, createRoot(db).hash, [], meta))
  await db.updateRefs([
    { ref: branchRef(branch), to: commit.hash }, { ref: 'refs/internal/create', to: commit.hash },
    { ref: workingSetRef(branch), to: cleanWorkingSetOf(db, commit, IDENTITY) },
  ])
}
