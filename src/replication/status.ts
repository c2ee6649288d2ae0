import { readCommit } from '../doltdb/commit.ts'
import type { DoltDatabase } from '../doltdb/database.ts'
import { parseRef } from '../doltdb/refs.ts'
import { isOxbowError } from '../error.ts'
import type { Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import { withoutCredentials } from '../store/remote/remote-url.ts'
import type { QueuedPush, ReplicationStatus } from '../versioning/environment.ts'
import type { Assignment } from './failover.ts'
import type { Lease } from './lease.ts'
import type { PushedRef } from './push-on-write.ts'
import { isRescueRef, rescueBranches } from './rescue.ts'
import { REPLICATION_VARIABLES, type ReplicationSettings, type ReplicationVariable } from './variables.ts'

/** What a database's status is made of. Times in milliseconds since 1970 UTC. */
export interface StatusParts {
  readonly database: string
  readonly db: DoltDatabase
  readonly now: number
  readonly assigned: Assignment | undefined
  readonly settings: ReplicationSettings
  readonly lease: Lease | undefined
  /** What was last wrong with the lease. */
  readonly leaseError: string | undefined
  /** What is known of the refs at the remote, by name; undefined before the first push. */
  readonly pushed: ReadonlyMap<string, PushedRef> | undefined
  readonly lastPush: { readonly at: number; readonly lock: string } | undefined
  /** Of a replica: what it shows, and what went wrong since. */
  readonly pull: { readonly lastPullAt: number | undefined; readonly ageMs: number | undefined; readonly failure: unknown } | undefined
}

/** How a database is replicated, as it is known now; nothing is asked of the remote. Damage to the database is its last error. */
export function* statusOf(parts: StatusParts): Fetching<ReplicationStatus> {
  const { database, now, assigned, settings, lease, pull, lastPush } = parts
  const { queue, unpushedMs, rescued, damage } = yield* localOf(parts)
  const failed = pull?.failure === undefined ? damage : messageOf(pull.failure)
  return {
    database,
    role: assigned?.role ?? 'none',
    epoch: lease?.epoch ?? null,
    remote: assigned?.remote.name ?? null,
    url: assigned === undefined ? null : withoutCredentials(assigned.remote.url),
    heads: assigned?.role === 'replica' ? headsOf(settings) : null,
    lastPushAt: lastPush?.at ?? null,
    lastPushLock: lastPush?.lock ?? null,
    lastPullAt: pull?.lastPullAt ?? null,
    lastCheckAt: pull?.ageMs === undefined ? null : now - pull.ageMs,
    lagMs: assigned?.role === 'master' ? unpushedMs : pull?.ageMs ?? null,
    queue,
    lastError: failed ?? queue.find(({ error }) => error !== null)?.error ?? parts.leaseError ?? null,
    leaseHolder: lease?.holder ?? null,
    leaseExpires: lease?.expires ?? null,
    rescueBranches: rescued,
    settings: settingsOf(settings),
    fetched: null,
    copy: null,
  }
}

/** What the database itself has to say. */
interface Local {
  readonly queue: readonly QueuedPush[]
  readonly unpushedMs: number | null
  readonly rescued: readonly string[]
  /** Why that isn't known. */
  readonly damage?: string
}

function* localOf({ db, now, assigned, pushed }: StatusParts): Fetching<Local> {
  try {
    const refs = yield* db.refs(db.root())
    const rescued = rescueBranches(refs)
    if (assigned?.role !== 'master') return { queue: [], unpushedMs: null, rescued }
    const queue = queueOf(refs, pushed)
    return { queue, unpushedMs: yield* unpushedFor(db, refs, queue, now), rescued }
  } catch (e) {
    if (!isOxbowError(e)) throw e
    return { queue: [], unpushedMs: null, rescued: [], damage: e.message }
  }
}

function queueOf(refs: ReadonlyMap<string, Hash>, pushed: ReadonlyMap<string, PushedRef> | undefined): QueuedPush[] {
  if (pushed === undefined) return []
  const queue: QueuedPush[] = []
  for (const [ref, to] of refs) {
    const kind = parseRef(ref)?.kind
    if ((kind === 'branch' || kind === 'tag') && !isRescueRef(ref) && pushed.get(ref)?.pushed !== to) queue.push(entryOf(ref, pushed.get(ref)))
  }
  for (const [ref, known] of pushed) if (!refs.has(ref)) queue.push(entryOf(ref, known))
  return queue
}

function entryOf(ref: string, known: PushedRef | undefined): QueuedPush {
  const failure = known?.failure
  if (failure === undefined) return { ref, since: null, attempts: 0, error: null, action: null }
  const { since, attempts, error } = failure
  const name = parseRef(ref)?.name ?? ref
  const action = error.includes('which was not pushed from here')
    ? `fetch and merge it, or CALL dolt_push('--force', <remote>, '${name}')`
    : null
  return { ref, since, attempts, error, action }
}

/** Milliseconds since the oldest change that isn't pushed: since its first attempt, or since it was committed. */
function* unpushedFor(db: DoltDatabase, refs: ReadonlyMap<string, Hash>, queue: readonly QueuedPush[], now: number): Fetching<number> {
  let oldest = now
  for (const { ref, since } of queue) {
    const head = parseRef(ref)?.kind === 'branch' ? refs.get(ref) : undefined
    const at = since ?? (head === undefined ? now : (yield* readCommit(db, head)).timestampMillis)
    oldest = Math.min(oldest, at)
  }
  return now - oldest
}

function headsOf(settings: ReplicationSettings): string {
  return settings.flag('dolt_replicate_all_heads') ? '*' : settings.text('dolt_replicate_heads')
}

function settingsOf(settings: ReplicationSettings): Record<string, string | number> {
  return Object.fromEntries((Object.keys(REPLICATION_VARIABLES) as ReplicationVariable[]).map((name) => {
    const { kind } = REPLICATION_VARIABLES[name]
    return [name, kind === 'string' ? settings.text(name) : kind === 'bool' ? Number(settings.flag(name)) : settings.number(name)]
  }))
}

/** What is said of a failure. */
export function messageOf(e: unknown): string {
  return e instanceof Error ? e.message : String(e)
}
