import { readCommit, type Commit } from '../../doltdb/commit.ts'
import { commitsOfHeads, inGroups } from '../../doltdb/commit-walk.ts'
import { readRoot } from '../../doltdb/root-value.ts'
import { tableDeltas, type TableDelta } from '../../doltdb/table-deltas.ts'
import type { Value } from '../../sql/value.ts'
import { isGhost } from '../../store/ghosts.ts'
import { Missing, together, type Fetching } from '../../store/missing.ts'
import { collationDeltas } from '../database-collation.ts'
import type { Revision } from '../revision.ts'
import { readStatus } from './status.ts'

/** A table that a commit changed against its first parent, or that isn't committed as it is. */
export interface HistoryChange {
  /** The commit's address, `STAGED` or `WORKING`. */
  readonly hash: string
  /** Undefined for what isn't committed. */
  readonly commit: Commit | undefined
  readonly delta: TableDelta
}

/**
 * What changed from commit to commit, the working set first.
 * @param wanted the only commit (or `STAGED`, `WORKING`) that is asked for; undefined for all
 * @param describe makes the rows of one change
 */
export function* historyChanges(
  revision: Revision, wanted: Value | undefined, describe: (change: HistoryChange) => Fetching<readonly Value[][]>,
): Fetching<Value[][]> {
  const rows: Value[][] = []
  if (wanted === undefined || wanted === 'WORKING' || wanted === 'STAGED') {
    const { staged, unstaged } = yield* readStatus(revision)
    for (const delta of staged) rows.push(...(yield* describe({ hash: 'STAGED', commit: undefined, delta })))
    for (const delta of unstaged) rows.push(...(yield* describe({ hash: 'WORKING', commit: undefined, delta })))
  }
  const { db } = revision.database
  const rowsOf = function* (commit: Commit): Fetching<Value[][]> {
    if (commit.parents.length === 0 || isGhost(db.store, commit.parents[0]) || (wanted !== undefined && wanted !== commit.hash)) return []
    const parent = yield* readCommit(db, commit.parents[0])
    const before = yield* readRoot(db, parent.root)
    const after = yield* readRoot(db, commit.root)
    const deltas = [...collationDeltas(revision.database.name, before, after), ...yield* tableDeltas(before, after)]
    return (yield* together(deltas.map((delta) => describe({ hash: commit.hash, commit, delta })))).flat()
  }
  for (const step of inGroups(commitsOfHeads(db, [revision.head.hash]))) {
    if (step instanceof Missing) yield step
    else for (const part of yield* together(step.map(rowsOf))) for (const row of part) rows.push(row)
  }
  return rows
}

/** Who made the commit of a change, when and why, in the order of dolt_diff: four values, and three of the author. */
export function commitValues(commit: Commit | undefined): { readonly committer: readonly Value[]; readonly author: readonly Value[] } {
  if (commit === undefined) return { committer: [null, null, null, null], author: [null, null, null] }
  return {
    committer: [commit.committerName, commit.committerEmail, commit.timestampMillis * 1000, commit.description],
    author: [commit.name, commit.email, commit.userTimestampMillis * 1000],
  }
}
