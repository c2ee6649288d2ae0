import { OxbowError } from '../error.ts'
import { seesDatabase } from '../server/access.ts'
import type { ReplicationQuestion } from '../server/http-api.ts'
import type { HttpError } from '../server/http-error.ts'
import type { Metrics } from '../server/metrics.ts'
import { badRequest } from '../server/sql-request.ts'
import type { ReplicationStatus } from '../versioning/environment.ts'
import { databaseNotFound } from '../versioning/errors.ts'
import { databaseName, isServed, namedDatabases } from './databases.ts'
import type { Env } from './env.ts'
import type { Origin } from './location.ts'
import { takeCounts } from './replica-metrics.ts'
import { type Choice, type Fleet, replicasNear } from './replicas.ts'

/** Objects that one request may ask: a Worker's own requests are limited. */
const MOST_REPLICAS = 256

/**
 * How the replicas stand that answer in the region nearest to the client: all shards, since each pulls and fails by itself. What is
 * told is what they know; the remote isn't asked, and those of other regions are not woken.
 * @throws OxbowError 1049 for a database that isn't served, or not to this client; `BAD_REQUEST` when it must be named.
 */
export async function replicationNear(
  { env, fleet, metrics }: { readonly env: Env; readonly fleet: Fleet; readonly metrics: Metrics }, { database, grant, http }: ReplicationQuestion,
): Promise<readonly ReplicationStatus[]> {
  const names = (database === undefined ? namedDatabases(env) : [databaseName(database)])
    .filter((name) => isServed(env, name) && (grant === undefined || seesDatabase(grant, name)))
  if (database !== undefined && names.length === 0) throw databaseNotFound(database)
  if (database === undefined && namedDatabases(env).length === 0) throw badRequest('say which database, with ?database=…: DATABASES does not name them')
  if (names.length * fleet.perRegion > MOST_REPLICAS) throw badRequest('say which database, with ?database=…: there are too many replicas')
  const ask = async (name: string, { name: replica, region }: Choice): Promise<ReplicationStatus> => {
    const object = env.REPLICA.get(env.REPLICA.idFromName(replica), { locationHint: region })
    const response = takeCounts(metrics, replica, await object.fetch(`https://replica/${name}/replication`, { signal: http.signal }))
    if (!response.ok) {
      const { error: { code, message, errno, sqlState } } = await response.json() as HttpError['body']
      throw new OxbowError(code, message, { errno, sqlState })
    }
    return { ...await response.json() as ReplicationStatus, replica }
  }
  return await Promise.all(names.flatMap((name) => replicasNear(fleet, name, http.cf as Partial<Origin> | undefined).map((choice) => ask(name, choice))))
}
