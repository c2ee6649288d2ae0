import { isAncestor, type Commit } from '../../doltdb/commit.ts'
import { branchRef } from '../../doltdb/refs.ts'
import { resolveCommit } from '../../doltdb/resolve-ref.ts'
import { readRoot } from '../../doltdb/root-value.ts'
import type { ColumnInfo } from '../../sql/catalog.ts'
import { BIGINT, TEXT } from '../../sql/types/types.ts'
import { flag, option, parseArguments } from '../arguments.ts'
import { nullable } from '../column.ts'
import { doltError } from '../errors.ts'
import type { WritableBranch } from '../transaction.ts'
import { result, type Procedure, type ProcedureContext } from './context.ts'

const OPTIONS = [
  flag('no-ff'), flag('ff-only'), flag('squash'), flag('commit'), flag('no-commit'), flag('no-edit'), flag('abort'),
  flag('skip-verification'),
  option('message', 'm'), option('author'),
]
const COLUMNS: readonly ColumnInfo[] = [
  nullable('hash', TEXT), nullable('fast_forward', BIGINT), nullable('conflicts', BIGINT), nullable('message', TEXT),
]

/** What a merge came to. */
export interface MergeOutcome {
  /** The branch's head afterwards; empty when nothing was to be done. */
  readonly hash: string
  readonly fastForward: boolean
  readonly message: string
}

/** dolt_merge('branch'): fast-forward only. */
export const doltMerge: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  parsed.exclusive('ff-only', 'no-ff')
  if (parsed.has('abort') && (await cx.writable()).state.mergeState === undefined) throw doltError('fatal: There is no merge to abort')
  for (const unknown of ['no-ff', 'squash', 'no-commit', 'abort']) {
    if (parsed.has(unknown)) throw doltError(`dolt_merge with --${unknown} isn't supported by oxbow yet`)
  }
  if (parsed.positional.length !== 1) throw doltError('error: a merge takes one branch or commit')
  const branch = await cx.writable()
  const commit = await cx.run(resolveCommit(cx.database.db, branch.refs, parsed.positional[0], branch.head.hash))
  const { hash, fastForward, message } = await fastForwardTo(cx, branch, commit)
  return result(COLUMNS, hash, fastForward ? 1 : 0, 0, message)
}

/** Moves a branch on to a commit that its head is an ancestor of. @throws OxbowError where the histories have parted. */
export async function fastForwardTo(cx: ProcedureContext, branch: WritableBranch, commit: Commit): Promise<MergeOutcome> {
  const { db } = cx.database
  const { head, state } = branch
  if (await cx.run(isAncestor(db, commit, head))) return { hash: '', fastForward: false, message: 'Everything up-to-date' }
  if (!(await cx.run(isAncestor(db, head, commit)))) {
    throw doltError("the histories have parted: merges that aren't fast-forward can't be done by oxbow yet")
  }
  if (state.working.hash !== head.root || state.staged.hash !== head.root) throw doltError('cannot merge with uncommitted changes')
  const root = await cx.run(readRoot(db, commit.root))
  cx.transaction.setState(branch.database, branch.branch, { working: root, staged: root })
  await cx.transaction.commitBranch(branch.database, branch.branch, [{ ref: branchRef(branch.branch), to: commit.hash, expect: head.hash }])
  return { hash: commit.hash, fastForward: true, message: 'merge successful' }
}
