import type { TransferProgress } from '../doltdb/copy-chunks.ts'
import type { DoltDatabase, RefChange } from '../doltdb/database.ts'
import type { OxbowError } from '../error.ts'
import type { Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'

/** A remote of a database, as `repo_state.json` has it. */
export interface Remote {
  readonly name: string
  readonly url: string
  readonly fetchSpecs: readonly string[]
  readonly params: Readonly<Record<string, string>>
}

/** Where `dolt_push` and `dolt_pull` without arguments go. */
export interface Upstream {
  readonly remote: string
  /** Full name of the ref there: `refs/heads/main`. */
  readonly head: string
}

/** What a database remembers beside its chunks. Changes are durable when the call returns. */
export interface RepoState {
  remotes(): readonly Remote[]
  addRemote(remote: Remote): void
  removeRemote(name: string): void
  upstream(branch: string): Upstream | undefined
  setUpstream(branch: string, upstream: Upstream | null): void
  /**
   * The ref that a branch is merged with, on whatever remote: its upstream's, which stays when that remote is removed.
   * `''` where the branch follows a remote without saying which ref; undefined where it follows nothing.
   */
  mergeRef(branch: string): string | undefined
  /** Where whole copies go, working sets included. */
  backups(): readonly Remote[]
  addBackup(backup: Remote): void
  removeBackup(name: string): void
}

/** A database that sessions can name. */
export interface VersionedDatabase {
  readonly name: string
  readonly db: DoltDatabase
  readonly state: RepoState
  /** The branch that a session starts on. */
  readonly defaultBranch: string
  /** True where every write is refused: replicas. */
  readonly readOnly: boolean
  /** Why nothing may be written right now, where there is more to say than that the database is read-only. */
  refusal?(): OxbowError | undefined
  /** The last roots, oldest first; left out where they aren't remembered. */
  recordedRoots?(): readonly RecordedRoot[]
  /** False for the view of a remote: its branches are read at their heads. */
  readonly workingSets: boolean
}

/** How remotes are reached: only the host knows files, buckets and the network. */
export interface RemoteAccess {
  /**
   * Opens a remote as it is now. What is put there goes up when its refs are changed (`updateRefs`), all at once.
   * @throws OxbowError with advice for a scheme that isn't supported, `REMOTE_UNREACHABLE`.
   */
  open(url: string, params: Readonly<Record<string, string>>): Promise<DoltDatabase>
  /**
   * The form in which a remote's URL is kept: relative paths made absolute against the database's directory, the scheme checked.
   * @throws OxbowError with advice for a scheme that isn't supported.
   */
  normalise(url: string, database: string): string
}

/** How a database is replicated, as it is known now. Times in milliseconds since 1970 UTC, null where nothing happened yet. */
export interface ReplicationStatus {
  readonly database: string
  readonly role: 'master' | 'replica' | 'none'
  /** Of the lease, as last seen; null where the remote has none. */
  readonly epoch: number | null
  readonly remote: string | null
  /** Without credentials. */
  readonly url: string | null
  /** Of a replica, which heads it pulls: a list of names and patterns, or `*` for everything. */
  readonly heads: string | null
  readonly lastPushAt: number | null
  /** Lock of the manifest that the last push made: the bookmark of what it pushed. */
  readonly lastPushLock: string | null
  readonly lastPullAt: number | null
  /** When the remote was last asked what is new. */
  readonly lastCheckAt: number | null
  /** Milliseconds: of a replica, since the check that found what it shows to be the newest; of a master, since the oldest change that isn't pushed. */
  readonly lagMs: number | null
  /** What is still to be pushed. */
  readonly queue: readonly QueuedPush[]
  readonly lastError: string | null
  readonly leaseHolder: string | null
  /** By the holder's clock; null for a lease that lasts until a promotion. */
  readonly leaseExpires: number | null
  /** Branches that keep what was not pushed when another server became the master. */
  readonly rescueBranches: readonly string[]
  /** The database's replication variables, by name. */
  readonly settings: Readonly<Record<string, string | number>>
  /** Of a lazy replica, what its remote was asked since it was opened; null for others. */
  readonly fetched: FetchedFromRemote | null
  /** Of a lazy replica that copies everything, how far it is; null for others. */
  readonly copy: CopyProgress | null
  /** Which of a database's replicas this one is, where there are several. */
  readonly replica?: string
}

/** What a lazy replica has fetched. */
export interface FetchedFromRemote {
  readonly chunks: number
  readonly bytes: number
  /** Chunks, indexes and starters that came damaged, and were not taken. */
  readonly refused: number
}

/** How far an eager copy is. */
export interface CopyProgress {
  /** `full`: what was to be copied is more than there is room for. */
  readonly state: 'copying' | 'done' | 'full'
  /** Chunks that came since the copy was begun or resumed. */
  readonly copied: number
  /** Chunks in the remote's files; what no head leads to any more is among them. */
  readonly known: number
  /** Bytes that came, likewise. */
  readonly bytes: number
}

/** A ref that is still to be pushed. */
export interface QueuedPush {
  readonly ref: string
  /** When its first attempt failed, in milliseconds since 1970 UTC; null where none has failed. */
  readonly since: number | null
  readonly attempts: number
  readonly error: string | null
  /** What to do about it; null where waiting is enough. */
  readonly action: string | null
}

/** `shallow` removes files that nothing names, `full` looks into the old generation as well. */
export type GarbageCollectionMode = 'usual' | 'shallow' | 'full'

/** What happens around the databases of a session. */
export interface VersioningHost {
  /** By lower-case name. */
  databases(): ReadonlyMap<string, VersionedDatabase>
  readonly remotes: RemoteAccess | undefined
  /** Who commits, where nothing else was said. */
  readonly identity: { readonly name: string; readonly email: string }
  /** The setting `push.autoSetupRemote`: a push without arguments sets the branch's upstream where it has none. */
  readonly autoSetupRemote?: boolean
  /** Text of `dolt_version()`. */
  readonly version: string
  /** Told of chunks as pushes, pulls, clones and backups copy them. Left out where nobody watches. */
  readonly onTransfer?: TransferProgress
  /** Called when refs have changed durably, before the statement answers: push on write. */
  onRefsChanged(database: VersionedDatabase, changes: readonly RefChange[]): Promise<void>
  /**
   * Makes the databases masters or replicas of their remotes. @returns the epoch, the highest of several.
   * @throws OxbowError when that can't be done now. Left out where a host has one role for good.
   */
  assumeRole?(role: 'master' | 'replica', epoch?: number): Promise<number>
  /** What `dolt_replication_status` shows; left out where nothing is replicated. */
  replicationStatus?(): Fetching<readonly ReplicationStatus[]>
  /**
   * Sets a variable of replication for one database; null takes the server's again. Left out where roles are fixed.
   * @throws OxbowError 1193, 1231, `SECOND_ROLE`.
   */
  setReplication?(database: VersionedDatabase, name: string, value: string | null): Promise<void>
  /** Whether each transaction of a database is a commit, because a write is acknowledged only when the remote holds it. */
  commitsTransactions?(database: VersionedDatabase): boolean
  /**
   * Takes away what a database no longer needs. Left out where there are no files of one's own.
   * @throws OxbowError where another process writes to it, or one is under way.
   */
  collectGarbage?(database: VersionedDatabase, mode: GarbageCollectionMode): Promise<void>
  createDatabase(name: string): Promise<void>
  dropDatabase(name: string): Promise<void>
  /** Left out where what is dropped is gone. */
  readonly dropped?: DroppedDatabases
  /** Makes an empty database into which `dolt_clone` writes; it isn't listed until `finish`. */
  cloneDatabase(name: string): Promise<ClonedDatabase>
}

/** Databases that were dropped and are kept, in case they are wanted back. */
export interface DroppedDatabases {
  names(): readonly string[]
  /** @param name as `names` has it. @throws OxbowError where a database of that name is there. */
  restore(name: string): void
  purge(): void
}

/** A root that a database's store had. */
export interface RecordedRoot {
  readonly root: Hash
  /** When it came, since 1970 UTC. */
  readonly timestampSeconds: number
}

/** A database that is being cloned. */
export interface ClonedDatabase {
  readonly db: DoltDatabase
  readonly state: RepoState
  /** Keeps the addresses of commits that a shallow clone leaves out; undefined where clones are whole. */
  readonly keepGhosts?: (commits: ReadonlySet<Hash>) => void
  /** Lists the database. @param defaultBranch the branch that is checked out */
  finish(defaultBranch: string): Promise<void>
  /** Leaves no trace of it. */
  abandon(): Promise<void>
}

