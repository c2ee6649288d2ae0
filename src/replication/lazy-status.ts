import type { Value } from '../sql/value.ts'
import type { RemoteChunkStore } from '../store/remote/remote-chunk-store.ts'
import { withoutCredentials } from '../store/remote/remote-url.ts'
import type { CopyProgress, ReplicationStatus } from '../versioning/environment.ts'
import type { HeadSelection } from './head-selection.ts'
import { messageOf } from './status.ts'
import { REPLICATION_VARIABLES } from './variables.ts'

/** What a lazy replica's status is made of. Times in milliseconds since 1970 UTC. */
export interface LazyStatusParts {
  readonly database: string
  readonly store: Pick<RemoteChunkStore, 'objects' | 'stats'>
  readonly heads: HeadSelection
  /** The replica's global variables. */
  readonly variables: ReadonlyMap<string, Value>
  readonly now: number
  /** Milliseconds since the check that found what it shows to be the newest; undefined before the first. */
  readonly ageMs: number | undefined
  readonly lastPullAt: number | undefined
  /** Why the last check or pull failed. */
  readonly failure: unknown
  readonly copy: CopyProgress | undefined
}

/** How a lazy replica stands to its remote, as it is known now; neither the remote nor a chunk is asked for. */
export function lazyStatusOf({ database, store, heads, variables, now, ageMs, lastPullAt, failure, copy }: LazyStatusParts): ReplicationStatus {
  const { chunksFetched, bytesFetched, refused } = store.stats
  return {
    database,
    role: 'replica',
    epoch: null,
    remote: null,
    url: withoutCredentials(store.objects.url),
    heads: heads.allHeads ? '*' : heads.heads,
    lastPushAt: null,
    lastPushLock: null,
    lastPullAt: lastPullAt ?? null,
    lastCheckAt: ageMs === undefined ? null : now - ageMs,
    lagMs: ageMs ?? null,
    queue: [],
    lastError: failure === undefined ? null : messageOf(failure),
    leaseHolder: null,
    leaseExpires: null,
    rescueBranches: [],
    settings: Object.fromEntries([...variables].filter(([name]) => name in REPLICATION_VARIABLES).map(([name, value]) => [name, settingOf(value)])),
    fetched: { chunks: chunksFetched, bytes: bytesFetched, refused },
    copy: copy === undefined ? null : { state: copy.state, copied: copy.copied, known: copy.known, bytes: copy.bytes },
  }
}

function settingOf(value: Value): string | number {
  return typeof value === 'number' ? value : String(value)
}
