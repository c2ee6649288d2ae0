import { OxbowError } from '../error.ts'
import type { Role } from '../replication/failover.ts'
import { statusOf } from '../replication/status.ts'
import type { Fetching } from '../store/missing.ts'
import type { ReplicationStatus } from '../versioning/environment.ts'
import type { DatabaseReplication } from './database-replication.ts'

/**
 * Gives all databases of a server that have a remote to replicate with the same role, one after the other.
 * @returns the epoch, the highest of several.
 * @throws OxbowError where one can't have it: those before it have it then, and the rest are asked when it is called again.
 */
export async function assumeRole(replications: readonly DatabaseReplication[], role: Role, epoch: number | undefined): Promise<number> {
  const replicated = replications.filter((replication) => replication.assigned() !== undefined)
  if (replicated.length === 0) throw new OxbowError(
    'NO_ROLE', 'no database here replicates with a remote: set dolt_replicate_to_remote or dolt_read_replica_remote first',
  )
  let highest = 0
  for (const { failover } of replicated) highest = Math.max(highest, await failover.assume(role, epoch))
  return highest
}

/** A database's row of `dolt_replication_status`. @param now milliseconds since 1970 UTC */
export function* replicationStatus(replication: DatabaseReplication, now: number): Fetching<ReplicationStatus> {
  const { database, failover, settings, pushed, push, replica } = replication
  const role = replication.assigned()
  return yield* statusOf({
    database: database.name, db: database.db, now, assigned: role, settings,
    lease: failover.lease, leaseError: failover.lastError, lastPush: push.lastPush,
    pushed: role === undefined ? undefined : pushed.read(role.remote.url),
    pull: replica === undefined ? undefined : { lastPullAt: replica.lastPullAt, ageMs: replica.newest?.ageMs, failure: replica.lastFailure },
  })
}
