import { readRoot, type RootValue } from '../doltdb/root-value.ts'
import type { Hash } from '../store/hash.ts'
import type { Fetching } from '../store/missing.ts'
import type { VersionedDatabase } from './environment.ts'
import { mergeRootValues } from './merge/merge-roots.ts'
import type { MergeContext } from './merge/row-merger.ts'
import { headOfBranch, readBranchState, type BranchState } from './revision.ts'

/**
 * Joins a transaction's changes with what another session has committed to the branch's working set meanwhile, as a merge does: cell by
 * cell. Undefined where both changed the same cell, a schema, or what is staged; rows that violate constraints stand in the tables then.
 */
export function* mergeWorkingRoots(
  cx: MergeContext, database: VersionedDatabase, refs: ReadonlyMap<string, Hash>, branch: string, ours: BranchState,
): Fetching<BranchState | undefined> {
  const { db } = database
  const head = yield* headOfBranch(database, refs, branch)
  if (head === undefined) return undefined
  const theirs = yield* readBranchState(database, refs, branch, head)
  const base = yield* readRoot(db, ours.storedWorking)
  const working = yield* mergeRoots(cx, base, ours.working, theirs.working)
  if (working === undefined) return undefined
  let { staged } = theirs
  if (ours.staged.hash !== ours.storedStaged) {
    if (theirs.staged.hash !== ours.storedStaged && theirs.staged.hash !== ours.staged.hash) return undefined
    staged = ours.staged
  }
  return { ...theirs, working, staged }
}

/** Undefined where both changed a row or a table in ways that don't go together. */
function* mergeRoots(cx: MergeContext, base: RootValue, ours: RootValue, theirs: RootValue): Fetching<RootValue | undefined> {
  if (theirs.hash === base.hash) return ours
  if (ours.hash === base.hash || ours.hash === theirs.hash) return theirs
  const merged = yield* mergeRootValues(cx, base, theirs, ours, { sources: { theirs: ours.hash, base: base.hash }, keepsSchemaConflicts: true })
  return merged.conflicts.size + merged.schemaConflicts.length > 0 ? undefined : merged.root
}
