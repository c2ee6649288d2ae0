import { readCommit, writeCommit, type Commit } from '../../doltdb/commit.ts'
import { branchRef } from '../../doltdb/refs.ts'
import { resolveCommit } from '../../doltdb/resolve-ref.ts'
import type { MergeState } from '../../serial/working-set.ts'
import type { ProcedureResult } from '../../sql/catalog.ts'
import { flag, parseArguments, type ParsedArguments } from '../arguments.ts'
import { doltError } from '../errors.ts'
import { abortMerge } from '../merge/merge-commit.ts'
import { verificationFailure } from '../tests/run-tests.ts'
import type { WritableBranch } from '../transaction.ts'
import { type Applied, applyCommit, hasLocalChanges, PICKED, stillWaiting, waiting } from './apply-commit.ts'
import { commitMeta } from './commit.ts'
import { result, type Procedure, type ProcedureContext } from './context.ts'

const OPTIONS = [flag('abort'), flag('continue'), flag('allow-empty'), flag('skip-verification')]

/**
 * dolt_cherry_pick('commit'): applies what a commit changed to the current branch, in a commit with its message and author.
 * Source: Dolt go/libraries/doltcore/cherry_pick/cherry_pick.go.
 */
export const doltCherryPick: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  if (parsed.has('abort') && parsed.has('continue')) throw doltError('error: --continue and --abort are mutually exclusive')
  const branch = await cx.writable()
  const { database: { db }, head, refs, state } = branch
  if (parsed.has('abort')) {
    if (state.mergeState === undefined) throw doltError('error: There is no cherry-pick merge to abort')
    await abortMerge(cx)
    return result(PICKED, '', 0, 0, 0)
  }
  if (parsed.has('continue')) return await continuePick(cx, branch, parsed)
  if (parsed.positional.length > 1) throw doltError('cherry-picking multiple commits is not supported yet.')
  const spec = parsed.positional[0] ?? ''
  if (spec === '') throw doltError('cannot cherry-pick empty string')
  if (await hasLocalChanges(cx, branch)) throw doltError('cannot cherry-pick with uncommitted changes')
  const picked = await cx.run(resolveCommit(db, refs, spec, head.hash))
  if (picked.parents.length > 1) throw doltError('cherry-picking a merge commit is not supported')
  if (picked.parents.length === 0) throw doltError('cherry-picking a commit without parents is not supported')
  const empty = (await cx.run(readCommit(db, picked.parents[0]))).root === picked.root
  if (empty && !parsed.has('allow-empty')) {
    throw doltError('The previous cherry-pick commit is empty. Use --allow-empty to cherry-pick empty commits.')
  }
  const applied = await applyCommit(cx, branch, { kind: 'cherry-pick', commit: picked, spec, seriesHead: head.hash, pending: [] })
  if (!('staged' in applied)) return waiting(applied)
  if (applied.staged.hash === head.root && !empty) throw doltError('no changes were made, nothing to commit')
  return await commitPicked(cx, branch, parsed, applied, picked, {
    preWorkingRoot: state.working.hash, fromCommit: picked.hash, fromCommitSpec: spec, unmergableTables: [], isCherryPick: true, isRevert: false,
    preMergeHeadCommit: head.hash, pendingCommitHashes: [],
  })
}

async function continuePick(cx: ProcedureContext, branch: WritableBranch, parsed: ParsedArguments): Promise<ProcedureResult> {
  const { database: { db }, state } = branch
  if (state.mergeState === undefined) throw doltError('error: There is no cherry-pick merge to continue')
  const waits = await stillWaiting(cx, state)
  if (waits !== undefined) return waits
  if (state.working.hash !== state.staged.hash) throw doltError('error: cannot continue cherry-pick with unstaged changes')
  return await commitPicked(cx, branch, parsed, state, await cx.run(readCommit(db, state.mergeState.fromCommit)), state.mergeState)
}

/** @param waits the state in which the pick waits where a test fails that commits have to pass */
async function commitPicked(
  cx: ProcedureContext, { database, branch, head }: WritableBranch, parsed: ParsedArguments, { working, staged }: Applied, picked: Commit,
  waits: MergeState,
): Promise<ProcedureResult> {
  if (!parsed.has('skip-verification')) {
    cx.transaction.setState(database, branch, { working, staged, mergeState: waits })
    const failure = await verificationFailure(cx.transaction, cx.session)
    if (failure !== undefined) {
      await cx.transaction.commitBranch(database, branch)
      throw failure
    }
  }
  const { name, email, userTimestampMillis } = picked
  const meta = { ...commitMeta(cx, parsed, picked.description), name, email, userTimestampMillis }
  const made = await cx.run(writeCommit(database.db, staged.hash, [head], meta))
  cx.transaction.setState(database, branch, { working, staged, mergeState: undefined })
  await cx.transaction.commitBranch(database, branch, [{ ref: branchRef(branch), to: made.hash, expect: head.hash }])
  return result(PICKED, made.hash, 0, 0, 0)
}
