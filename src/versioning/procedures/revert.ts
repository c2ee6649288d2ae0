import { readCommit, writeCommit, type Commit } from '../../doltdb/commit.ts'
import { branchRef } from '../../doltdb/refs.ts'
import { resolveCommit } from '../../doltdb/resolve-ref.ts'
import { readRoot } from '../../doltdb/root-value.ts'
import type { ProcedureResult } from '../../sql/catalog.ts'
import type { Hash } from '../../store/hash.ts'
import { flag, option, parseArguments, type ParsedArguments } from '../arguments.ts'
import { doltError } from '../errors.ts'
import { readStatus } from '../system-tables/status.ts'
import type { WritableBranch } from '../transaction.ts'
import { type Applied, applyCommit, inTheWay, PICKED, stillWaiting, waiting } from './apply-commit.ts'
import { commitMeta } from './commit.ts'
import { result, type Procedure, type ProcedureContext } from './context.ts'

const OPTIONS = [option('author'), flag('abort'), flag('continue')]

/**
 * dolt_revert('commit', …): takes back what commits changed, one after the other, each in a commit of its own.
 * Source: Dolt go/libraries/doltcore/revert.
 */
export const doltRevert: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  if (parsed.has('abort') && parsed.has('continue')) throw doltError('error: --continue and --abort are mutually exclusive')
  const branch = await cx.writable()
  const { database: { db }, head, refs } = branch
  if (parsed.has('abort')) return await abortRevert(cx, branch)
  if (parsed.has('continue')) return await continueRevert(cx, branch, parsed)
  if (parsed.positional.length === 0) throw doltError('error: nothing specified to revert')
  const commits: Commit[] = []
  for (const spec of parsed.positional) commits.push(await cx.run(resolveCommit(db, refs, spec, head.hash)))
  if (await inTheWay(cx, branch, commits)) {
    throw doltError('error: Your local changes would be overwritten by revert.\nhint: Please commit your changes before you revert.')
  }
  return await revertAll(cx, parsed, commits, head.hash)
}

/** @param seriesHead where an abort returns to */
async function revertAll(cx: ProcedureContext, parsed: ParsedArguments, commits: readonly Commit[], seriesHead: Hash): Promise<ProcedureResult> {
  let last: Hash = ''
  for (const [i, commit] of commits.entries()) {
    const branch = await cx.writable()
    if (commit.parents.length === 0) throw doltError(`cannot revert commit with no parents (${commit.hash})`)
    const pending = commits.slice(i + 1).map(({ hash }) => hash)
    const applied = await applyCommit(cx, branch, { kind: 'revert', commit, spec: commit.hash, seriesHead, pending })
    if (!('staged' in applied)) return waiting(applied)
    if (applied.staged.hash === branch.head.root) throw doltError('nothing to commit')
    last = await commitReverted(cx, branch, parsed, applied, commit)
  }
  return result(PICKED, last, 0, 0, 0)
}

async function commitReverted(
  cx: ProcedureContext, { database, branch, head }: WritableBranch, parsed: ParsedArguments, { working, staged }: Applied, reverted: Commit,
): Promise<Hash> {
  // Dolt quotes the message as Go does: quotes and line ends in it are escaped.
  const made = await cx.run(writeCommit(database.db, staged.hash, [head], commitMeta(cx, parsed, `Revert ${JSON.stringify(reverted.description)}`)))
  cx.transaction.setState(database, branch, { working, staged, mergeState: undefined })
  await cx.transaction.commitBranch(database, branch, [{ ref: branchRef(branch), to: made.hash, expect: head.hash }])
  return made.hash
}

async function continueRevert(cx: ProcedureContext, branch: WritableBranch, parsed: ParsedArguments): Promise<ProcedureResult> {
  const { database: { db }, state, head } = branch
  const { mergeState } = state
  if (mergeState?.isRevert !== true) throw doltError('error: There is no revert in progress')
  const waits = await stillWaiting(cx, state)
  if (waits !== undefined) return waits
  if ((await cx.run(readStatus(branch))).unstaged.length > 0) throw doltError('error: cannot continue revert with unstaged changes')
  const last = await commitReverted(cx, branch, parsed, state, await cx.run(readCommit(db, mergeState.fromCommit)))
  if (mergeState.pendingCommitHashes.length === 0) return result(PICKED, last, 0, 0, 0)
  const commits: Commit[] = []
  for (const hash of mergeState.pendingCommitHashes) commits.push(await cx.run(readCommit(db, hash)))
  return await revertAll(cx, parsed, commits, mergeState.preMergeHeadCommit ?? head.hash)
}

/** Takes the branch back to where it was before the first commit of the series was reverted. */
async function abortRevert(cx: ProcedureContext, { database, branch, head, state }: WritableBranch): Promise<ProcedureResult> {
  const { mergeState } = state
  if (mergeState?.isRevert !== true) throw doltError('error: There is no revert in progress')
  const to = mergeState.preMergeHeadCommit ?? head.hash
  const root = await cx.run(readRoot(database.db, (await cx.run(readCommit(database.db, to))).root))
  const working = to === head.hash ? await cx.run(readRoot(database.db, mergeState.preWorkingRoot)) : root
  cx.transaction.setState(database, branch, { working, staged: root, mergeState: undefined })
  await cx.transaction.commitBranch(database, branch, to === head.hash ? [] : [{ ref: branchRef(branch), to, expect: head.hash }])
  return result(PICKED, '', 0, 0, 0)
}
