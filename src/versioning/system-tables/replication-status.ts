import type { VirtualTable } from '../../sql/catalog.ts'
import { JsonDocument } from '../../sql/types/json.ts'
import { BIGINT, JSON_TYPE, LONGTEXT, TEXT } from '../../sql/types/types.ts'
import type { DoltCatalog } from '../catalog.ts'
import { column, keyColumn, nullable, virtualTable } from '../column.ts'
import { DATETIME3 } from '../commit-columns.ts'

const COLUMNS = [
  keyColumn('database', TEXT), column('role', TEXT), nullable('epoch', BIGINT), nullable('remote', TEXT), nullable('url', TEXT),
  nullable('heads', TEXT), nullable('last_push_at', DATETIME3), nullable('last_push_lock', TEXT), nullable('last_pull_at', DATETIME3),
  nullable('last_check_at', DATETIME3), nullable('lag_ms', BIGINT), column('queue', JSON_TYPE), nullable('last_error', LONGTEXT),
  nullable('lease_holder', TEXT), nullable('lease_expires', DATETIME3), column('rescue_branches', JSON_TYPE), column('settings', JSON_TYPE),
  nullable('chunks_fetched', BIGINT), nullable('bytes_fetched', BIGINT), nullable('chunks_refused', BIGINT), nullable('copy', JSON_TYPE),
]

/** dolt_replication_status: how each database is replicated that the session sees with all its refs, as it is known now; times in UTC. */
export function replicationStatusTable(catalog: DoltCatalog): VirtualTable {
  return virtualTable('dolt_replication_status', COLUMNS, function* () {
    const visible = new Set(catalog.access?.refs === undefined ? catalog.visibleDatabases().map(({ name }) => name) : [])
    const all = catalog.host.replicationStatus === undefined ? [] : yield* catalog.host.replicationStatus()
    return all.filter(({ database }) => visible.has(database)).map((status) => [
      status.database, status.role, status.epoch, status.remote, status.url, status.heads, micros(status.lastPushAt), status.lastPushLock,
      micros(status.lastPullAt), micros(status.lastCheckAt), status.lagMs, new JsonDocument(status.queue.map((entry) => ({ ...entry }))),
      status.lastError, status.leaseHolder, micros(status.leaseExpires), new JsonDocument([...status.rescueBranches]), new JsonDocument({ ...status.settings }),
      status.fetched?.chunks ?? null, status.fetched?.bytes ?? null, status.fetched?.refused ?? null,
      status.copy === null ? null : new JsonDocument({ ...status.copy }),
    ])
  })
}

function micros(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms) * 1000
}
