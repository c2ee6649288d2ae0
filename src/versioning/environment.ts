import type { DoltDatabase, RefChange } from '../doltdb/database.ts'

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
  /** Called when refs have changed durably, before the statement answers: push on write. */
  onRefsChanged(database: VersionedDatabase, changes: readonly RefChange[]): Promise<void>
  createDatabase(name: string): Promise<void>
  dropDatabase(name: string): Promise<void>
  /** Makes an empty database into which `dolt_clone` writes; it isn't listed until `finish`. */
  cloneDatabase(name: string): Promise<ClonedDatabase>
}

/** A database that is being cloned. */
export interface ClonedDatabase {
  readonly db: DoltDatabase
  readonly state: RepoState
  /** Lists the database. @param defaultBranch the branch that is checked out */
  finish(defaultBranch: string): Promise<void>
  /** Leaves no trace of it. */
  abandon(): Promise<void>
}

