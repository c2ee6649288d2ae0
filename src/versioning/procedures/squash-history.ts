import { isAncestor, readCommit, writeCommit, type Commit } from '../../doltdb/commit.ts'
import { commitWalk } from '../../doltdb/commit-walk.ts'
import { branchRef } from '../../doltdb/refs.ts'
import { resolveCommit } from '../../doltdb/resolve-ref.ts'
import { Missing, type Fetching } from '../../store/missing.ts'
import { option, parseArguments } from '../arguments.ts'
import { doltError, refuseTooMany } from '../errors.ts'
import type { WritableBranch } from '../transaction.ts'
import { commitMeta } from './commit.ts'
import { HASH, result, type Procedure } from './context.ts'

const OPTIONS = [option('message', 'm'), option('first', 'f')]

/**
 * dolt_squash_history('--message', 'text'[, '--first', 'commit']): makes one commit of all from the first one to the head. Without
 * '--first' only the initial commit stays below it. Source: Dolt go/libraries/doltcore/sqle/dprocedures/dolt_squash_history.go.
 */
export const doltSquashHistory: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  refuseTooMany('squash-history', 0, parsed.positional)
  const message = parsed.value('message') ?? ''
  if (message === '') throw doltError('must provide a commit message with --message')
  const branch = await cx.writable()
  const { database, head, state, refs } = branch
  if (state.mergeState !== undefined) throw doltError('cannot squash history while a merge is in progress; abort the merge first')
  if (state.rebaseState !== undefined) throw doltError('cannot squash history while a rebase is in progress; abort the rebase first')
  if (state.working.hash !== head.root || state.staged.hash !== head.root) throw doltError('cannot squash history with uncommitted changes')
  const given = parsed.value('first')
  const first = given === undefined ? await cx.run(childOfInitial(branch)) : await cx.run(resolveCommit(database.db, refs, given, head.hash))
  if (given !== undefined && !(await cx.run(isAncestor(database.db, first, head)))) throw doltError('--first must be an ancestor of HEAD')
  if (first.parents.length === 0) throw doltError('--first cannot be the initial commit')
  const parents: Commit[] = []
  for (const parent of first.parents) parents.push(await cx.run(readCommit(database.db, parent)))
  const made = await cx.run(writeCommit(database.db, head.root, parents, commitMeta(cx, parsed, message)))
  await cx.transaction.commitBranch(database, branch.branch, [{ ref: branchRef(branch.branch), to: made.hash, expect: head.hash }])
  return result(HASH, made.hash)
}

/** The only commit that stands directly on the initial one. @throws OxbowError where there is none, or several. */
function* childOfInitial({ database: { db }, head }: WritableBranch): Fetching<Commit> {
  const commits: Commit[] = []
  for (const step of commitWalk(db, [head.hash])) {
    if (step instanceof Missing) yield step
    else commits.push(step)
  }
  const initial = commits.filter((c) => c.parents.length === 0)
  if (initial.length !== 1) throw doltError('cannot determine a unique initial commit; specify --first')
  const children = commits.filter((c) => c.parents.includes(initial[0].hash))
  if (children.length === 0) throw doltError('nothing to squash: the branch contains only the initial commit')
  if (children.length > 1) throw doltError('the initial commit has multiple children; specify --first with the commit to squash from')
  return children[0]
}
