import { readFileSync, readdirSync } from 'node:fs'
import { describeWithShared, hasShared, sharedPath } from '../../test/support/shared.ts'
import { replicaCases } from '../../test/replica-cases.ts'
import { nodePlatform } from '../master/platform.ts'
import { OPEN_GATE } from '../server/gate.ts'
import { createHttpApi } from '../server/http-api.ts'
import { createLogger } from '../server/log.ts'
import { Metrics } from '../server/metrics.ts'
import { SessionTokens } from '../server/session-token.ts'
import { ResultCache } from '../server/result-cache.ts'
import { SqlResponder } from '../server/sql-responder.ts'
import { Engine } from '../sql/engine.ts'
import { MemoryObjectStore } from '../store/remote/memory-object-store.ts'
import { MemoryCache } from '../store/remote/persistent-cache.ts'
import { RemoteChunkStore } from '../store/remote/remote-chunk-store.ts'
import { ReplicaHost } from './replica-host.ts'

/** A bucket a database, and what each replica keeps beyond its memory. */
const buckets = new Map<string, { objects: MemoryObjectStore; cache: MemoryCache; responder?: SqlResponder }>()
const tokens = new SessionTokens('key', nodePlatform.now)
const log = createLogger(() => undefined, nodePlatform.now)

function bucketOf(database: string) {
  let bucket = buckets.get(database)
  if (bucket === undefined) buckets.set(database, (bucket = { objects: new MemoryObjectStore(), cache: new MemoryCache(1 << 26) }))
  return bucket
}

function openReplica(database: string): SqlResponder {
  const { objects, cache } = bucketOf(database)
  const store = new RemoteChunkStore(objects, nodePlatform, { cache })
  const host = new ReplicaHost({ name: database, store, platform: nodePlatform, skipErrors: false, version: '2.3.1' })
  return new SqlResponder({ engine: new Engine(host), host, platform: nodePlatform, tokens, limits: { maxRows: 1e5, maxBytes: 1e7 }, log, results: new ResultCache({ maxBytes: 1e6 }) })
}

const api = createHttpApi({
  answer: (request, signal) => (bucketOf(request.database ?? '').responder ??= openReplica(request.database ?? '')).respond(request, signal),
  gate: OPEN_GATE, tokens, metrics: new Metrics(), log, now: nodePlatform.now, maxBodyBytes: 1e6,
})

describeWithShared('a replica in Node', () => {
  const folder = sharedPath('fixtures', 'types', 'remote')
  const remote = hasShared ? readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`).toString('base64')] as const) : []
  replicaCases(remote, {
    fetch: async (url, init) => await api.request(url, init),
    put: async (key, body) => {
      const slash = key.indexOf('/')
      await bucketOf(key.slice(0, slash)).objects.put(key.slice(slash + 1), body)
    },
    evict: async (database) => {
      bucketOf(database).responder = undefined
    },
  })
})
