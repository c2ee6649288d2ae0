import { DoltDatabase } from '../../src/doltdb/database.ts'
import { writeFirstCommit } from '../../src/master/create-database.ts'
import { nodePlatform } from '../../src/master/platform.ts'
import type { EngineHost } from '../../src/sql/catalog.ts'
import { Engine } from '../../src/sql/engine.ts'
import { Session } from '../../src/sql/session-state.ts'
import type { Value } from '../../src/sql/value.ts'
import { MemoryChunkStore } from '../../src/store/memory-chunk-store.ts'
import type { VersionedDatabase, VersioningHost } from '../../src/versioning/environment.ts'
import { SessionBranches } from '../../src/versioning/session-branches.ts'
import { DoltTransaction } from '../../src/versioning/transaction.ts'
import { protocolRows } from './protocol-rows.ts'

/** An engine over fresh databases in memory, with as many sessions as a test opens. */
export class MemoryEngine {
  readonly engine: Engine
  readonly databases = new Map<string, VersionedDatabase>()
  readonly #host: EngineHost
  readonly #branches = new WeakMap<object, SessionBranches>()

  private constructor() {
    const versioning: VersioningHost = {
      databases: () => this.databases, remotes: undefined, identity: { name: 'root', email: 'root@localhost' }, version: '2.3.1',
      onRefsChanged: () => Promise.resolve(),
      createDatabase: (name) => this.create(name),
      dropDatabase: (name) => {
        this.databases.delete(name.toLowerCase())
        return Promise.resolve()
      },
      cloneDatabase: () => Promise.reject(new Error('no remotes in memory')),
    }
    const globals = new Map<string, Value>()
    this.#host = {
      begin: (session) => {
        let branches = this.#branches.get(session)
        if (branches === undefined) this.#branches.set(session, (branches = new SessionBranches()))
        return Promise.resolve(new DoltTransaction(versioning, branches, session))
      },
      setGlobal: (name, value) => {
        globals.set(name, value)
        return Promise.resolve()
      },
      globalVariable: (name) => globals.get(name),
      variableNames: () => [...globals.keys()],
    }
    this.engine = new Engine(this.#host)
  }

  /** An engine with one empty database. */
  static async open(name = 'mydb'): Promise<MemoryEngine> {
    const memory = new MemoryEngine()
    await memory.create(name)
    return memory
  }

  async create(name: string): Promise<void> {
    const db = new DoltDatabase(new MemoryChunkStore(nodePlatform), nodePlatform)
    // Who made the databases of the recorded steps.
    await writeFirstCommit(db, { branch: 'main', name: 't', email: 't@t.com' })
    const upstreams = new Map<string, { remote: string; head: string }>()
    this.databases.set(name.toLowerCase(), {
      name, db, defaultBranch: 'main', readOnly: false, workingSets: true,
      state: {
        remotes: () => [], addRemote: () => undefined, removeRemote: () => undefined, backups: () => [], addBackup: () => undefined,
        removeBackup: () => undefined, upstream: (branch) => upstreams.get(branch), mergeRef: (branch) => upstreams.get(branch)?.head,
        setUpstream: (branch, upstream) => {
          if (upstream === null) upstreams.delete(branch)
          else upstreams.set(branch, upstream)
        },
      },
    })
  }

  /** A new session. */
  session(database: string | null = 'mydb'): Session {
    const session = new Session(this.#host, nodePlatform)
    session.database = database
    return session
  }

  /** A function that runs statements on one new session and gives rows as text, or the affected rows. */
  client(database: string | null = 'mydb'): Client {
    const session = this.session(database)
    return Object.assign(async (sql: string, ...params: Value[]) => {
      const result = await this.engine.query(session, sql, params)
      return result.columns.length > 0 ? protocolRows(result) : result.affectedRows
    }, { session })
  }
}

/** Runs a statement: rows as the text protocol carries them, or the number of affected rows. */
export interface Client {
  (sql: string, ...params: Value[]): Promise<number | (string | null | { hex: string })[][]>
  readonly session: Session
}
