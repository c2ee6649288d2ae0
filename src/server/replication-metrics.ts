import type { ReplicationStatus } from '../versioning/environment.ts'
import type { Metrics } from './metrics.ts'

/** What of a status can be measured; times in milliseconds since 1970 UTC. */
export interface MeasurableStatus extends Pick<
  ReplicationStatus, 'database' | 'replica' | 'role' | 'epoch' | 'lagMs' | 'lastPushAt' | 'lastPullAt' | 'fetched' | 'copy'
> {
  /** Refs that are still to be pushed. */
  readonly queued: number
  readonly failing: boolean
  /** Rescue branches. */
  readonly rescued: number
}

/** Leaves out what only people read. */
export function measurableOf(status: ReplicationStatus): MeasurableStatus {
  const { database, replica, role, epoch, lagMs, lastPushAt, lastPullAt, fetched, copy, queue, lastError, rescueBranches } = status
  return {
    database, replica, role, epoch, lagMs, lastPushAt, lastPullAt, fetched, copy,
    queued: queue.length, failing: lastError !== null, rescued: rescueBranches.length,
  }
}

/** Puts the databases' replication into metrics `oxbow_replication_*`; durations in seconds, as Prometheus wants them. */
export function measureReplication(metrics: Metrics, all: readonly MeasurableStatus[]): void {
  for (const { database, replica, role, epoch, lagMs, queued, lastPushAt, lastPullAt, failing, rescued, fetched, copy } of all) {
    const labels: Readonly<Record<string, string>> = replica === undefined ? { database } : { database, replica }
    const set = (name: string, help: string, value: number | null | undefined): void => {
      if (value != null) metrics.set(`oxbow_replication_${name}`, help, value, labels)
    }
    const reach = (name: string, help: string, value: number | undefined): void => {
      if (value !== undefined) metrics.reach(`oxbow_replication_${name}_total`, help, value, labels)
    }
    set('is_master', '1 for a master, 0 for others', role === 'master' ? 1 : 0)
    set('epoch', 'Epoch of the lease, as last seen', epoch)
    set('lag_seconds', 'Age of what a replica shows, or of the oldest change that a master has not pushed', lagMs === null ? null : lagMs / 1000)
    set('queue_length', 'Refs that are still to be pushed', queued)
    set('last_push_timestamp_seconds', 'When the last push succeeded', lastPushAt === null ? null : lastPushAt / 1000)
    set('last_pull_timestamp_seconds', 'When something was last pulled', lastPullAt === null ? null : lastPullAt / 1000)
    set('failing', '1 while the last attempt to push, pull or renew the lease failed', failing ? 1 : 0)
    set('rescue_branches', 'Branches that keep what was not pushed when another server became the master', rescued)
    reach('chunks_fetched', 'Chunks that a lazy replica fetched since it was opened', fetched?.chunks)
    reach('bytes_fetched', 'Bytes that a lazy replica fetched since it was opened', fetched?.bytes)
    reach('refused', 'What a lazy replica fetched and refused, because it was damaged', fetched?.refused)
    set('copied_chunks', 'Chunks that an eager copy brought since it was begun or resumed', copy?.copied)
    set('copy_done', '1 when all that the heads lead to is copied', copy === null ? null : copy.state === 'done' ? 1 : 0)
  }
}
