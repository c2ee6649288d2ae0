import type { ReplicationStatus } from '../versioning/environment.ts'
import type { Metrics } from './metrics.ts'

/** Puts the databases' replication into gauges `oxbow_replication_*`; durations in seconds, as Prometheus wants them. */
export function measureReplication(metrics: Metrics, all: readonly ReplicationStatus[]): void {
  for (const { database, role, epoch, lagMs, queue, lastPushAt, lastPullAt, lastError, rescueBranches } of all) {
    const set = (name: string, help: string, value: number | null): void => {
      if (value !== null) metrics.set(`oxbow_replication_${name}`, help, value, { database })
    }
    set('is_master', '1 for a master, 0 for others', role === 'master' ? 1 : 0)
    set('epoch', 'Epoch of the lease, as last seen', epoch)
    set('lag_seconds', 'Age of what a replica shows, or of the oldest change that a master has not pushed', lagMs === null ? null : lagMs / 1000)
    set('queue_length', 'Refs that are still to be pushed', queue.length)
    set('last_push_timestamp_seconds', 'When the last push succeeded', lastPushAt === null ? null : lastPushAt / 1000)
    set('last_pull_timestamp_seconds', 'When something was last pulled', lastPullAt === null ? null : lastPullAt / 1000)
    set('failing', '1 while the last attempt to push, pull or renew the lease failed', lastError === null ? 0 : 1)
    set('rescue_branches', 'Branches that keep what was not pushed when another server became the master', rescueBranches.length)
  }
}
