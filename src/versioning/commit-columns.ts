import type { Commit } from '../doltdb/commit.ts'
import { parseRef } from '../doltdb/refs.ts'
import { commitAt } from '../doltdb/resolve-ref.ts'
import type { ColumnInfo } from '../sql/catalog.ts'
import { BIGINT_UNSIGNED, TEXT, datetimeType } from '../sql/types/types.ts'
import type { Value } from '../sql/value.ts'
import type { Hash } from '../store/hash.ts'
import { wantChunks, type Fetching } from '../store/missing.ts'
import { column, keyColumn, nullable } from './column.ts'
import type { Revision } from './revision.ts'

/** DATETIME(3): commits are timed to the millisecond. */
export const DATETIME3 = datetimeType(3)

/** Columns of dolt_log, as a table and as a function. */
export const LOG_COLUMNS: readonly ColumnInfo[] = [
  keyColumn('commit_hash', TEXT), column('committer', TEXT), column('email', TEXT), column('date', DATETIME3), column('message', TEXT),
  column('commit_order', BIGINT_UNSIGNED), nullable('parents', TEXT), column('refs', TEXT), nullable('signature', TEXT),
  column('author', TEXT), column('author_email', TEXT), column('author_date', DATETIME3),
]

/** What a row of dolt_log says beside the commit itself. */
export interface LogOptions {
  /** Names of the refs at each commit. */
  readonly decorations: ReadonlyMap<Hash, readonly string[]>
  readonly head: Hash
  readonly parents: boolean
  readonly signature: boolean
}

export function logRow(commit: Commit, options: LogOptions): Value[] {
  const names = options.decorations.get(commit.hash) ?? []
  const refs = names.length === 0 ? '' : (commit.hash === options.head ? 'HEAD -> ' : '') + names.join(', ')
  return [
    commit.hash, commit.committerName, commit.committerEmail, commit.timestampMillis * 1000, commit.description, commit.height,
    options.parents ? commit.parents.join(', ') : null, refs, options.signature ? commit.signature : null,
    commit.name, commit.email, commit.userTimestampMillis * 1000,
  ]
}

/** Names of branches, remote-tracking branches and tags, by the commit that they are at. @param full with `refs/heads/` and the like */
export function* decorations(revision: Revision, full = false): Fetching<ReadonlyMap<Hash, readonly string[]>> {
  const { db } = revision.database
  const names = new Map<Hash, string[]>()
  const add = (hash: Hash, name: string): void => {
    const list = names.get(hash)
    if (list === undefined) names.set(hash, [name])
    else list.push(name)
  }
  yield* wantChunks(db.store, [...revision.refs].filter(([ref]) => parseRef(ref) !== undefined).map(([, target]) => target))
  for (const kind of ['branch', 'remote', 'tag'] as const) {
    for (const [ref, target] of revision.refs) {
      const parsed = parseRef(ref)
      if (parsed?.kind !== kind) continue
      const short = parsed.kind === 'remote' ? `${parsed.remote}/${parsed.name}` : parsed.name
      const name = full ? ref : short
      if (kind === 'tag') add((yield* commitAt(db, target)).hash, `tag: ${name}`)
      else add(target, name)
    }
  }
  return names
}
