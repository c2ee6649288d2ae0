import { isAncestor, readCommit, writeCommit, type Commit, type CommitMeta } from '../../doltdb/commit.ts'
import { mergeBase } from '../../doltdb/merge-base.ts'
import { branchRef } from '../../doltdb/refs.ts'
import { readRoot, type RootValue } from '../../doltdb/root-value.ts'
import type { OxbowError } from '../../error.ts'
import type { Hash } from '../../store/hash.ts'
import type { Fetching } from '../../store/missing.ts'
import type { MergeState } from '../../serial/working-set.ts'
import { doltError } from '../errors.ts'
import { readIgnorePatterns } from '../ignore-patterns.ts'
import type { ProcedureContext } from '../procedures/context.ts'
import { copyTables } from '../procedures/staging.ts'
import type { WritableBranch } from '../transaction.ts'
import { hasConflicts, mergeRootValues, type MergedRoot } from './merge-roots.ts'

/** How a merge is to be done. */
export interface MergeOptions {
  /** What the user called the other commit. */
  readonly spec: string
  readonly mode: 'default' | 'no-ff' | 'ff-only'
  /** Takes the changes over without the other side's history. */
  readonly squash: boolean
  /** Leaves the merge in the working set, for `dolt_commit` to end. */
  readonly noCommit: boolean
  /** Commits what violates constraints or conflicts, too; the session goes on to keep such things, as on Dolt. */
  readonly force?: boolean
  /** Who commits, when, and what the commit says. */
  readonly meta: () => CommitMeta
  /** What the merged tables fail that commits have to pass; left out where they needn't. */
  readonly verify?: (() => Promise<OxbowError | undefined>) | undefined
}

/** What a merge came to. */
export interface MergeOutcome {
  /** The branch's head afterwards; empty where nothing was to be done or nothing was committed. */
  readonly hash: string
  readonly fastForward: boolean
  /** Whether conflicts or violations of constraints wait for the user. */
  readonly conflicts: boolean
  readonly message: string
}

/** What nothing was done for, or left to do. */
function outcome(hash: string, message: string, fastForward = false, conflicts = false): MergeOutcome {
  return { hash, fastForward, conflicts, message }
}

const MERGED = 'merge successful'
const UNRESOLVED = 'merge has unresolved conflicts or constraint violations'

/**
 * Joins a commit and its history into a branch: fast-forward where the branch's head is an ancestor, else a commit with both as
 * parents. Source: Dolt go/libraries/doltcore/sqle/dprocedures/dolt_merge.go.
 * Conflicts and violations of constraints are kept in the working set.
 * @throws OxbowError in Dolt's words for uncommitted changes in the way; nothing is changed then
 */
export async function mergeCommit(
  cx: ProcedureContext, branch: WritableBranch, commit: Commit, options: MergeOptions,
): Promise<MergeOutcome> {
  const { db } = cx.database
  const { head, state } = branch
  if (state.mergeState !== undefined) throw doltError('merging is not possible because you have not committed an active merge')
  const theirs = await cx.run(readRoot(db, commit.root))
  const local = await cx.run(localChanges(branch, theirs))
  if (commit.hash === head.hash) return outcome('', 'Everything up-to-date')
  if (await cx.run(isAncestor(db, commit, head))) {
    return outcome('', 'cannot fast forward from a to b. a is ahead of b already')
  }
  const ahead = await cx.run(isAncestor(db, head, commit))
  if (ahead && options.mode !== 'no-ff') {
    await fastForward(cx, branch, commit, theirs, local, options.squash)
    return outcome(commit.hash, MERGED, true)
  }
  if (options.mode === 'ff-only') throw doltError('fatal: Not possible to fast-forward, aborting')
  const merged = ahead ? undefined : await mergedRoot(cx, head, commit, theirs)
  const root = merged?.root ?? theirs
  const working = await cx.run(root.with({ tables: local }))
  const unmergableTables = (merged?.schemaConflicts ?? []).map(({ table }) => table)
  const mergeState: MergeState | undefined = options.squash && unmergableTables.length === 0 ? undefined : {
    preWorkingRoot: state.working.hash, fromCommit: commit.hash, fromCommitSpec: options.spec, unmergableTables,
    isCherryPick: false, isRevert: false, preMergeHeadCommit: head.hash, pendingCommitHashes: [],
  }
  if (options.force === true) cx.session.setVariable('dolt_force_transaction_commit', 1)
  else if (merged !== undefined && hasConflicts(merged)) {
    cx.transaction.setState(branch.database, branch.branch, { working, mergeState })
    cx.session.warn(1105, UNRESOLVED)
    return outcome('', 'conflicts found', false, true)
  }
  if (options.noCommit) {
    cx.transaction.setState(branch.database, branch.branch, { working, staged: root, mergeState })
    return outcome('', MERGED)
  }
  cx.transaction.setState(branch.database, branch.branch, { working, staged: root, mergeState })
  const failure = await options.verify?.()
  if (failure !== undefined) return outcome('', failure.message)
  const made = await cx.run(writeCommit(db, root.hash, options.squash ? [head] : [head, commit], options.meta()))
  cx.transaction.setState(branch.database, branch.branch, { working, staged: root, mergeState: undefined })
  await cx.transaction.commitBranch(branch.database, branch.branch, [{ ref: branchRef(branch.branch), to: made.hash, expect: head.hash }])
  return outcome(made.hash, MERGED)
}

/** Puts the working set back to where it was before the merge that waits in it. @throws OxbowError where none does. */
export async function abortMerge(cx: ProcedureContext): Promise<void> {
  const { database, branch, head, state } = await cx.writable()
  if (state.mergeState === undefined) throw doltError('fatal: There is no merge to abort')
  const working = await cx.run(withIgnoredOf(state.working, await cx.run(readRoot(database.db, state.mergeState.preWorkingRoot))))
  const staged = await cx.run(readRoot(database.db, head.root))
  cx.transaction.setState(database, branch, { working, staged, mergeState: undefined })
}

/** A root with the tables that dolt_ignore names as they are in `working`: no merge changes those. */
export function* withIgnoredOf(working: RootValue, root: RootValue): Fetching<RootValue> {
  const patterns = yield* readIgnorePatterns(working)
  const names = [...(yield* root.tables()).keys()].filter((name) => patterns.ignores(name))
  return names.length === 0 ? root : yield* copyTables(working, root, names)
}

async function fastForward(
  cx: ProcedureContext, branch: WritableBranch, commit: Commit, root: RootValue, local: LocalChanges, squash: boolean,
): Promise<void> {
  const working = await cx.run(root.with({ tables: local }))
  cx.transaction.setState(branch.database, branch.branch, { working, staged: root })
  if (squash) return
  await cx.transaction.commitBranch(
    branch.database, branch.branch, [{ ref: branchRef(branch.branch), to: commit.hash, expect: branch.head.hash }],
  )
}

async function mergedRoot(cx: ProcedureContext, head: Commit, commit: Commit, theirs: RootValue): Promise<MergedRoot> {
  const { db } = cx.database
  const common = await cx.run(mergeBase(db, head, commit))
  if (common === undefined) throw doltError('no common ancestor')
  const base = await cx.run(readRoot(db, (await cx.run(readCommit(db, common))).root))
  const ours = await cx.run(readRoot(db, head.root))
  return await cx.run(mergeRootValues(cx, base, ours, theirs, { sources: { theirs: commit.hash, base: common }, keepsSchemaConflicts: true }))
}

type LocalChanges = [string, Hash | null][]

/** Tables that differ from the branch's head in the working set. @throws OxbowError where the merge brings them, too. */
function* localChanges({ database, head, state }: WritableBranch, theirs: RootValue): Fetching<LocalChanges> {
  const before = yield* (yield* readRoot(database.db, head.root)).tables()
  const working = yield* state.working.tables()
  const other = yield* theirs.tables()
  const changes: LocalChanges = []
  const stomped: string[] = []
  for (const name of new Set([...before.keys(), ...working.keys()])) {
    const [was, is] = [before.get(name), working.get(name)]
    if (is === was) continue
    changes.push([name, is ?? null])
    if (other.get(name) !== was) stomped.push(name)
  }
  if (stomped.length > 0) {
    throw doltError(`error: local changes would be stomped by merge:\n\t${stomped.join('\n\t')}\n Please commit your changes before you merge.`)
  }
  return changes
}
