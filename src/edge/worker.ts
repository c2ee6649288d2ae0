import { OxbowError } from '../error.ts'
import { seesDatabase } from '../server/access.ts'
import { errorResponse } from '../server/http-error.ts'
import { type HttpApi, createHttpApi } from '../server/http-api.ts'
import { createLogger } from '../server/log.ts'
import { Metrics } from '../server/metrics.ts'
import { SessionTokens } from '../server/session-token.ts'
import type { SqlRequest } from '../server/sql-request.ts'
import { databaseName, isServed } from './databases.ts'
import type { Env } from './env.ts'
import { gateOf } from './gate.ts'
import { maxBodyBytes } from './limits.ts'
import { edgePlatform } from './platform.ts'
import { serveRemote } from './remote-route.ts'

export { Replica } from './replica.ts'

/** By environment: an isolate's never changes. */
const doors = new WeakMap<Env, HttpApi>()

/** The Worker: the HTTP door, in front of one Durable Object a database. */
export default {
  fetch(request, env) {
    try {
      let door = doors.get(env)
      if (door === undefined) doors.set(env, (door = createDoor(env)))
      return door.fetch(request)
    } catch (e) {
      // Something is wrong with the configuration.
      return errorResponse(e)
    }
  },
} satisfies ExportedHandler<Env>

function createDoor(env: Env): HttpApi {
  const { now } = edgePlatform
  const api = createHttpApi({
    answer: (request, signal) => ask(env, request, signal),
    tokens: new SessionTokens(env.SESSION_KEY ?? '', now),
    metrics: new Metrics(),
    log: createLogger((line) => console.log(line), now, env.LOG_LEVEL),
    now,
    maxBodyBytes: maxBodyBytes(env),
    gate: gateOf(env),
  })
  api.all('/remote/:database/*', (c) => serveRemote(env, c.req.raw, c.req.param('database')))
  return api
}

/** Hands a statement to the object of its database. */
function ask(env: Env, request: SqlRequest, signal: AbortSignal): Promise<Response> {
  if (request.database === null) throw new OxbowError('NO_DATABASE', 'no database selected', { errno: 1046, sqlState: '3D000' })
  const name = databaseName(request.database)
  const { grant } = request
  if (!isServed(env, name) || (grant !== undefined && !seesDatabase(grant, name))) {
    throw new OxbowError('UNKNOWN_DATABASE', `database not found: ${request.database}`, { errno: 1049, sqlState: '42000' })
  }
  const replica = env.REPLICA.get(env.REPLICA.idFromName(name))
  return replica.fetch(`https://replica/${name}/sql`, { method: 'POST', body: JSON.stringify(request), signal })
}
