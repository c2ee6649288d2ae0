import { nodePlatform } from '../../src/master/platform.ts'
import { ReplicaHost } from '../../src/replication/replica-host.ts'
import type { Gate } from '../../src/server/gate.ts'
import { type HttpApi, createHttpApi } from '../../src/server/http-api.ts'
import { createLogger } from '../../src/server/log.ts'
import { Metrics } from '../../src/server/metrics.ts'
import { ResultCache } from '../../src/server/result-cache.ts'
import { SessionTokens } from '../../src/server/session-token.ts'
import { SqlResponder } from '../../src/server/sql-responder.ts'
import { Engine } from '../../src/sql/engine.ts'
import { MemoryObjectStore } from '../../src/store/remote/memory-object-store.ts'
import { MemoryCache } from '../../src/store/remote/persistent-cache.ts'
import { runSync } from '../../src/store/missing.ts'
import { RemoteChunkStore } from '../../src/store/remote/remote-chunk-store.ts'

interface Bucket {
  readonly objects: MemoryObjectStore
  /** What the replica keeps beyond its memory. */
  readonly cache: MemoryCache
  replica?: { readonly host: ReplicaHost; readonly responder: SqlResponder }
}

/** Lazy replicas in this process behind one HTTP door, as the edge has them: one a database, each with a bucket in memory. */
export class NodeReplicas {
  readonly api: HttpApi
  readonly #buckets = new Map<string, Bucket>()
  readonly #tokens = new SessionTokens('key', nodePlatform.now)
  readonly #log = createLogger(() => undefined, nodePlatform.now)

  constructor(gate: Gate) {
    this.api = createHttpApi({
      answer: (request, signal) => this.#replicaOf(request.database ?? '').responder.respond(request, signal),
      replication: async ({ database = '' }) => (this.#buckets.has(database) ? runSync(this.#replicaOf(database).host.replicationStatus()) : []),
      gate, tokens: this.#tokens, metrics: new Metrics(), log: this.#log, now: nodePlatform.now, maxBodyBytes: 1e6,
    })
  }

  /** Puts an object into the bucket of the database that the key begins with. */
  async put(key: string, body: Uint8Array): Promise<void> {
    const slash = key.indexOf('/')
    await this.#bucketOf(key.slice(0, slash)).objects.put(key.slice(slash + 1), body)
  }

  /** Takes a replica out of memory. */
  evict(database: string): void {
    this.#bucketOf(database).replica = undefined
  }

  #bucketOf(database: string): Bucket {
    let bucket = this.#buckets.get(database)
    if (bucket === undefined) this.#buckets.set(database, (bucket = { objects: new MemoryObjectStore(), cache: new MemoryCache(1 << 26) }))
    return bucket
  }

  #replicaOf(database: string): NonNullable<Bucket['replica']> {
    const bucket = this.#bucketOf(database)
    if (bucket.replica === undefined) {
      const store = new RemoteChunkStore(bucket.objects, nodePlatform, { cache: bucket.cache })
      const host = new ReplicaHost({ name: database, store, platform: nodePlatform, skipErrors: false, version: '2.3.1' })
      const responder = new SqlResponder({
        engine: new Engine(host), host, platform: nodePlatform, tokens: this.#tokens, limits: { maxRows: 1e5, maxBytes: 1e7 }, log: this.#log,
        results: new ResultCache({ maxBytes: 1e6 }),
      })
      bucket.replica = { host, responder }
    }
    return bucket.replica
  }
}
