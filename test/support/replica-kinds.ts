import { branchRef } from '../../src/doltdb/refs.ts'
import { DoltDatabase } from '../../src/doltdb/database.ts'
import { pushRefs } from '../../src/doltdb/push-refs.ts'
import { nodePlatform } from '../../src/master/platform.ts'
import type { Freshness } from '../../src/replication/freshness.ts'
import type { HeadSelection } from '../../src/replication/head-selection.ts'
import { LocalReplica } from '../../src/replication/local-replica.ts'
import { ReplicaHost } from '../../src/replication/replica-host.ts'
import { WritableRemote } from '../../src/replication/writable-remote.ts'
import { Engine } from '../../src/sql/engine.ts'
import { Session } from '../../src/sql/session-state.ts'
import type { Hash } from '../../src/store/hash.ts'
import { MemoryChunkStore } from '../../src/store/memory-chunk-store.ts'
import { MemoryObjectStore } from '../../src/store/remote/memory-object-store.ts'
import { MemoryCache } from '../../src/store/remote/persistent-cache.ts'
import { RemoteChunkStore } from '../../src/store/remote/remote-chunk-store.ts'
import { CountingObjectStore } from './counting-object-store.ts'
import { MemoryEngine } from './memory-engine.ts'

/** What a read of a replica's main branch found. */
export interface Seen {
  /** Head of `main`; undefined where it is unknown. */
  readonly head: Hash | undefined
  readonly lock: string | undefined
  readonly ageMs: number | undefined
  /** Set when it is older than was asked for. */
  readonly stale: boolean
}

/** A replica of either kind, with what it asked its remote. */
export interface ReplicaUnderTest {
  readonly objects: CountingObjectStore
  /** Reads a row of `t`. @param insists false for a freshness that a token or the deployment says */
  read(freshness?: Freshness, insists?: boolean): Promise<Seen>
}

export interface ReplicaKindOptions {
  readonly remote: MemoryObjectStore
  readonly skipErrors?: boolean
  readonly heads?: HeadSelection
  readonly now?: () => number
}

const ALL: HeadSelection = { heads: '', allHeads: true, force: true }

/** Opens a replica with a database of its own, and one that reads chunk by chunk. */
export const REPLICA_KINDS: readonly (readonly [name: string, open: (options: ReplicaKindOptions) => ReplicaUnderTest])[] = [
  ['a replica with a data directory', ({ remote, skipErrors = false, heads = ALL, now = nodePlatform.now }) => {
    const objects = new CountingObjectStore(remote)
    const db = new DoltDatabase(new MemoryChunkStore(nodePlatform), { ...nodePlatform, now })
    const replica = new LocalReplica({
      db, remoteName: 'origin', objects, identity: { name: 'R', email: 'r@x' }, log: () => undefined,
      selection: () => heads, skipErrors: () => skipErrors, currentBranch: () => 'main', checkOut: () => undefined,
    })
    return {
      objects,
      read: async (freshness, insists) => {
        const read = await replica.read(freshness, insists)
        const refs = await db.run(db.refs())
        return { head: refs.get(branchRef('main')), lock: read?.lock, ageMs: read?.ageMs, stale: read?.failure !== undefined }
      },
    }
  }],
  ['a lazy replica', ({ remote, skipErrors = false, heads, now = nodePlatform.now }) => {
    const objects = new CountingObjectStore(remote)
    const platform = { ...nodePlatform, now }
    const store = new RemoteChunkStore(objects, platform, { cache: new MemoryCache(1 << 26) })
    const host = new ReplicaHost({ name: 'db', store, platform, skipErrors, version: '2.3.1', ...(heads === undefined ? {} : { heads }) })
    const engine = new Engine(host)
    return {
      objects,
      read: async (freshness, insists = true) => {
        const session = new Session(host, platform)
        session.database = 'db'
        if (freshness !== undefined) host.setFreshness(session, freshness, insists ? 'request' : 'token')
        await engine.query(session, 'select * from t')
        const { commit, bookmark, ageMs, warning } = host.report(session)!
        return { head: commit, lock: bookmark ?? undefined, ageMs, stale: warning !== undefined }
      },
    }
  }],
]

/** A remote with one branch and a table `t`, and who writes to it. */
export class WrittenRemote {
  readonly objects = new MemoryObjectStore()
  readonly #engine: MemoryEngine
  #rows = 0

  private constructor(engine: MemoryEngine) {
    this.#engine = engine
  }

  static async open(): Promise<WrittenRemote> {
    const engine = await MemoryEngine.open()
    await engine.client()('create table t (a int primary key, b text)')
    const written = new WrittenRemote(engine)
    await written.commit()
    return written
  }

  /** Adds a row, and pushes it. @returns the new head and its bookmark, once they are acknowledged */
  async commit(): Promise<{ head: Hash; lock: string }> {
    await this.sql(`insert into t values (${++this.#rows}, 'b')`, "call dolt_commit('-Am', 'row')")
    return await this.push()
  }

  /** Pushes what the writer has. */
  async push(): Promise<{ head: Hash; lock: string }> {
    const { db } = this.#engine.databases.get('mydb')!
    const store = new WritableRemote(this.objects, nodePlatform)
    await store.remote.refresh()
    const refs = await db.run(db.refs())
    const head = refs.get(branchRef('main'))!
    await pushRefs(db, new DoltDatabase(store, nodePlatform), [...refs].filter(([ref]) => /^refs\/(heads|tags)\//.test(ref)).map(([ref, to]) => ({ ref, to })))
    const { lock } = await store.remote.refresh()
    return { head, lock }
  }

  /** Removes a ref of the remote. */
  async delete(ref: string): Promise<void> {
    const store = new WritableRemote(this.objects, nodePlatform)
    await store.remote.refresh()
    await new DoltDatabase(store, nodePlatform).updateRefs([{ ref, to: null }])
  }

  /** Runs statements as the writer, without a push. */
  async sql(...statements: string[]): Promise<void> {
    const client = this.#engine.client()
    for (const statement of statements) await client(statement)
  }
}

/** How often the manifest was asked for. */
export function checksOf({ objects }: ReplicaUnderTest): number {
  return objects.gets.filter(({ key }) => key === 'manifest').length
}
