import type { Fetching } from '../store/missing.ts'
import type { ReplicationStatus } from '../versioning/environment.ts'
import type { EngineHost } from '../sql/catalog.ts'
import type { SqlSession } from '../sql/session.ts'
import type { SessionBranches } from '../versioning/session-branches.ts'
import type { Freshness } from './freshness.ts'
import type { FreshnessSource } from './session-freshness.ts'

/** How a statement was served; what of it is known. Sizes in bytes, times in milliseconds. */
export interface ReadReport {
  /** Head of what was read. */
  readonly commit?: string
  readonly branch?: string
  /** Lock of the manifest that the read shows, or of the push that the write made; null when the push has not happened. */
  readonly bookmark?: string | null
  /** Since the check was sent that found this view to be the newest. */
  readonly ageMs?: number
  /**
   * `memory` when the whole answer was at hand, `cache` when no chunk had to be fetched, else `remote`; `master` where
   * everything is local.
   */
  readonly servedFrom?: 'memory' | 'cache' | 'remote' | 'master'
  /** What was asked of the remote while the statement ran, for other statements at the same time included. */
  readonly chunksFetched?: number
  readonly bytesFetched?: number
  /** Waves of requests, each of which had to wait for the one before, the look at the manifest included. */
  readonly objectTrips?: number
  readonly rowsRead?: number
  /** Set when the read is staler than was asked for, because the remote failed. */
  readonly warning?: string
}

/** An engine's host that knows about freshness, and can say how it served a session's last statement. */
export interface ReportingHost extends EngineHost {
  /** Says how new a session's reads must be. @param source who says so: the request unless given */
  setFreshness?(session: SqlSession, freshness: Freshness, source?: FreshnessSource): void
  report?(session: SqlSession): ReadReport | undefined
  /** True where the session's database is a replica's, so that its transactions are snapshots and no more. */
  onlyReads?(session: SqlSession): boolean
  /** How its databases are replicated, as it is known now. */
  replicationStatus?(): Fetching<readonly ReplicationStatus[]>
  /** Which branches a session is on. */
  branchesOf?(session: SqlSession): SessionBranches
}
