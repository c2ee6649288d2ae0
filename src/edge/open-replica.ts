import { OxbowError } from '../error.ts'
import { ReplicaHost } from '../replication/replica-host.ts'
import type { Logger } from '../server/log.ts'
import { ResultCache } from '../server/result-cache.ts'
import { SessionTokens } from '../server/session-token.ts'
import { SqlResponder } from '../server/sql-responder.ts'
import { Engine } from '../sql/engine.ts'
import { MemoryBudget } from '../store/memory-budget.ts'
import { runSync } from '../store/missing.ts'
import type { RemoteStats } from '../store/remote/range-reader.ts'
import { RemoteChunkStore } from '../store/remote/remote-chunk-store.ts'
import { SqliteChunkCache } from '../store/remote/sqlite-chunk-cache.ts'
import type { ReplicationStatus } from '../versioning/environment.ts'
import { EagerObject, headsOf, isEager } from './eager.ts'
import type { Env } from './env.ts'
import { limitsOf } from './limits.ts'
import { edgePlatform } from './platform.ts'
import { remoteObjects } from './remote-objects.ts'

/**
 * Chunks and tree nodes in memory: one budget for all objects of the isolate, which share its 128 MB. Each keeps its own:
 * what one database holds must not be found through another.
 */
const memory = new MemoryBudget(48 * 1024 * 1024)

/** Bytes of chunks in the object's SQLite, which holds 10 GB. */
const CACHE_BYTES = 8 * 1024 * 1024 * 1024

/**
 * Answers of all objects of the isolate: their keys name database and store root, and under one root stands the same
 * everywhere.
 */
const results = new ResultCache({ maxBytes: 16 * 1024 * 1024 })

/** What of it an eager copy may take: the rest is for what is read meanwhile. */
const EAGER_BYTES = CACHE_BYTES * 0.9

/** What an object runs. */
export interface OpenReplica {
  readonly responder: SqlResponder
  /** Set where the whole database is to be copied. */
  readonly eager: EagerObject | undefined
  /** What was asked of the remote since the object woke. */
  stats(): RemoteStats
  /** How it stands to its remote; nothing is asked of that. */
  status(): ReplicationStatus
}

/** A database's replica: its remote, what is kept of it, and an engine over both. @throws OxbowError `NOT_CONFIGURED`, `BAD_HEADS`. */
export function openReplica(database: string, env: Env, storage: DurableObjectStorage, log: Logger): OpenReplica {
  const cache = new SqliteChunkCache(storage, { maxBytes: CACHE_BYTES })
  const copiesAll = isEager(env, database)
  const store = new RemoteChunkStore(remoteObjects(env, database), edgePlatform, {
    budget: memory,
    starter: true,
    cache,
  })
  const eager = copiesAll ? new EagerObject(env, store, cache, EAGER_BYTES, storage, log) : undefined
  const heads = headsOf(env)
  const host = new ReplicaHost({
    name: database,
    store,
    platform: edgePlatform,
    skipErrors: env.SKIP_REPLICATION_ERRORS === '1',
    version: '2.3.1',
    freshness: defaultFreshness(env),
    ...(eager === undefined ? undefined : { copy: () => eager.progress }),
    ...(heads.length === 0 ? undefined : { heads: { heads: heads.join(','), allHeads: false, force: true } }),
  })
  const responder = new SqlResponder({
    engine: new Engine(host),
    host,
    platform: edgePlatform,
    tokens: new SessionTokens(env.SESSION_KEY ?? '', edgePlatform.now),
    limits: limitsOf(env),
    results,
    log,
  })
  return { responder, eager, stats: () => store.stats, status: () => runSync(host.replicationStatus())[0] }
}

/** @throws OxbowError `NOT_CONFIGURED` for what can't be meant for every read. */
function defaultFreshness({ FRESHNESS }: Env): string {
  if (FRESHNESS === '' || FRESHNESS === 'strong' || /^max-staleness=\d{1,12}$/.test(FRESHNESS)) return FRESHNESS
  throw new OxbowError('NOT_CONFIGURED', 'the variable FRESHNESS must be empty, "strong" or "max-staleness=<milliseconds>"')
}
