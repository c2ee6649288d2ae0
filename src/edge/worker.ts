import type { Hono } from 'hono'
import { OxbowError } from '../error.ts'
import { createHttpApi } from '../server/http-api.ts'
import { createLogger } from '../server/log.ts'
import { Metrics } from '../server/metrics.ts'
import { SessionTokens } from '../server/session-token.ts'
import type { SqlRequest } from '../server/sql-request.ts'
import { databaseName, isServed } from './databases.ts'
import type { Env } from './env.ts'
import { edgePlatform } from './platform.ts'
import { serveRemote } from './remote-route.ts'

export { Replica } from './replica.ts'

/** Largest body of a statement, in bytes. */
const MAX_BODY_BYTES = 1 << 20

let door: Hono | undefined

/** The Worker: the HTTP door, in front of one Durable Object a database. */
export default {
  fetch(request, env) {
    // An isolate's environment never changes, so the routes are made once.
    door ??= createDoor(env)
    return door.fetch(request)
  },
} satisfies ExportedHandler<Env>

function createDoor(env: Env): Hono {
  const { now } = edgePlatform
  const api = createHttpApi({
    answer: (request, signal) => ask(env, request, signal),
    tokens: new SessionTokens(env.SESSION_KEY ?? '', now),
    metrics: new Metrics(),
    log: createLogger((line) => console.log(line), now, env.LOG_LEVEL),
    now,
    maxBodyBytes: MAX_BODY_BYTES,
  })
  api.all('/remote/:database/*', (c) => serveRemote(env, c.req.raw, c.req.param('database')))
  return api
}

/** Hands a statement to the object of its database. */
function ask(env: Env, request: SqlRequest, signal: AbortSignal): Promise<Response> {
  if (request.database === null) throw new OxbowError('NO_DATABASE', 'no database selected', { errno: 1046, sqlState: '3D000' })
  const name = databaseName(request.database)
  if (!isServed(env, name)) throw new OxbowError('UNKNOWN_DATABASE', `database not found: ${request.database}`, { errno: 1049, sqlState: '42000' })
  const replica = env.REPLICA.get(env.REPLICA.idFromName(name))
  return replica.fetch(`https://replica/${name}/sql`, { method: 'POST', body: JSON.stringify(request), signal })
}
