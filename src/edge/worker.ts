import { OxbowError } from '../error.ts'
import { seesDatabase } from '../server/access.ts'
import { errorResponse } from '../server/http-error.ts'
import { type HttpApi, createHttpApi } from '../server/http-api.ts'
import { createLogger } from '../server/log.ts'
import { Metrics } from '../server/metrics.ts'
import { SessionTokens } from '../server/session-token.ts'
import type { SqlRequest } from '../server/sql-request.ts'
import { databaseNotFound } from '../versioning/errors.ts'
import { databaseName, isServed } from './databases.ts'
import type { Env } from './env.ts'
import { forwardWrite, goesToMaster } from './forward-write.ts'
import { gateOf } from './gate.ts'
import { maxBodyBytes } from './limits.ts'
import type { Origin } from './location.ts'
import { edgePlatform } from './platform.ts'
import { serveRemote } from './remote-route.ts'
import { takeCounts } from './replica-metrics.ts'
import { type Fleet, chooseReplica, fleetOf } from './replicas.ts'
import { replicationNear } from './replication-status.ts'
import { throughSharedCache } from './shared-cache.ts'

export { Replica } from './replica.ts'

/** By environment: an isolate's never changes. */
const doors = new WeakMap<Env, HttpApi>()

/** The Worker: the HTTP door, in front of the Durable Objects that are replicas. */
export default {
  async fetch(request, env, context) {
    try {
      const door = doors.get(env) ?? createDoor(env)
      doors.set(env, door)
      if (env.ACCESS !== 'public') return await door.fetch(request)
      return await throughSharedCache(request, context, () => door.fetch(request))
    } catch (e) {
      // Something is wrong with the configuration.
      return errorResponse(e)
    }
  },
} satisfies ExportedHandler<Env>

function createDoor(env: Env): HttpApi {
  const { now } = edgePlatform
  const tokens = new SessionTokens(env.SESSION_KEY ?? '', now)
  const fleet = fleetOf(env)
  const metrics = new Metrics()
  const api = createHttpApi({
    answer: (request, _signal, http) => answer({ env, fleet, metrics, tokens }, request, http),
    replication: (question) => replicationNear({ env, fleet, metrics }, question),
    tokens,
    metrics,
    log: createLogger((line) => console.log(line), now, env.LOG_LEVEL),
    now,
    maxBodyBytes: maxBodyBytes(env),
    gate: gateOf(env),
  })
  api.all('/remote/:database/*', (c) => serveRemote(env, c.req.raw, c.req.param('database')))
  return api
}

interface Edge {
  readonly env: Env
  readonly fleet: Fleet
  readonly metrics: Metrics
  readonly tokens: SessionTokens
}

/** Hands a read to a replica of its database, and a write to the master. */
async function answer({ env, fleet, metrics, tokens }: Edge, request: SqlRequest, http: Request): Promise<Response> {
  const forwarded = goesToMaster(env, request)
  if (forwarded && request.database === null) return await forwardWrite(env, request, http, tokens)
  if (request.database === null) throw new OxbowError('NO_DATABASE', 'no database selected', { errno: 1046, sqlState: '3D000' })
  const name = databaseName(request.database)
  const { grant } = request
  if (!isServed(env, name) || (grant !== undefined && !seesDatabase(grant, name))) throw databaseNotFound(request.database)
  if (forwarded) return await forwardWrite(env, request, http, tokens)
  const choice = chooseReplica(fleet, name, request, http.cf as Partial<Origin> | undefined)
  const replica = env.REPLICA.get(env.REPLICA.idFromName(choice.name), { locationHint: choice.region })
  const body = JSON.stringify(fleet.perRegion === 1 ? request : { ...request, shard: choice.shard })
  return takeCounts(metrics, choice.name, await replica.fetch(`https://replica/${name}/sql`, { method: 'POST', body, signal: http.signal }))
}
