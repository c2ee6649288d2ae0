import { readRoot, type RootValue } from '../doltdb/root-value.ts'
import { isOxbowError } from '../error.ts'
import type { Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import type { VersionedDatabase } from './environment.ts'
import { mergeRootValues } from './merge/merge-roots.ts'
import { headOfBranch, readBranchState, type BranchState } from './revision.ts'

/**
 * Joins a transaction's changes with what another session has committed to the branch's working set meanwhile, as a merge does: cell by
 * cell. Undefined where both changed the same cell, a schema, or what is staged; rows that violate constraints stand in the tables then.
 */
export function* mergeWorkingRoots(
  database: VersionedDatabase, refs: ReadonlyMap<string, Hash>, branch: string, ours: BranchState,
): Fetching<BranchState | undefined> {
  const { db } = database
  const head = yield* headOfBranch(database, refs, branch)
  if (head === undefined) return undefined
  const theirs = yield* readBranchState(database, refs, branch, head)
  const base = yield* readRoot(db, ours.storedWorking)
  const working = yield* mergeRoots(base, ours.working, theirs.working)
  if (working === undefined) return undefined
  let { staged } = theirs
  if (ours.staged.hash !== ours.storedStaged) {
    if (theirs.staged.hash !== ours.storedStaged && theirs.staged.hash !== ours.staged.hash) return undefined
    staged = ours.staged
  }
  return { ...theirs, working, staged }
}

/** Undefined where both changed a row or a table in ways that don't go together. */
function* mergeRoots(base: RootValue, ours: RootValue, theirs: RootValue): Fetching<RootValue | undefined> {
  if (theirs.hash === base.hash) return ours
  if (ours.hash === base.hash || ours.hash === theirs.hash) return theirs
  try {
    const merged = yield* mergeRootValues(base, theirs, ours, { theirs: ours.hash, base: base.hash })
    return merged.conflicts.size + merged.schemaConflicts.length > 0 ? undefined : merged.root
  } catch (e) {
    if (isOxbowError(e) && e.code === 'MERGE_NOT_SUPPORTED') return undefined
    throw e
  }
}
