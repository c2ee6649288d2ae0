import type { Commit } from '../../doltdb/commit.ts'
import type { DoltDatabase } from '../../doltdb/database.ts'
import { writeWorkingSet } from '../../doltdb/working-set.ts'
import type { Hash } from '../../store/hash.ts'

/** Writes the working set of a branch on which nothing has changed since a commit. */
export function cleanWorkingSetOf(db: DoltDatabase, commit: Commit, identity: { readonly name: string; readonly email: string }): Hash {
  return writeWorkingSet(db, {
    workingRoot: commit.root, stagedRoot: commit.root, mergeState: undefined, rebaseState: undefined,
    meta: { ...identity, description: 'sql transaction', timestampSeconds: Math.floor(db.platform.now() / 1000) },
  })
}
