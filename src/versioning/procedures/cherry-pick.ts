import { readCommit, writeCommit } from '../../doltdb/commit.ts'
import { branchRef } from '../../doltdb/refs.ts'
import { resolveCommit } from '../../doltdb/resolve-ref.ts'
import { readRoot } from '../../doltdb/root-value.ts'
import type { ColumnInfo } from '../../sql/catalog.ts'
import { BIGINT, LONGTEXT } from '../../sql/types/types.ts'
import { flag, parseArguments } from '../arguments.ts'
import { nullable } from '../column.ts'
import { doltError } from '../errors.ts'
import { mergeCleanly } from '../merge/merge-cleanly.ts'
import { commitMeta } from './commit.ts'
import { result, type Procedure } from './context.ts'

const OPTIONS = [flag('abort'), flag('continue'), flag('allow-empty'), flag('skip-verification')]

/** What dolt_cherry_pick and dolt_revert answer. */
export const PICKED: readonly ColumnInfo[] = [
  nullable('hash', LONGTEXT), nullable('data_conflicts', BIGINT), nullable('schema_conflicts', BIGINT), nullable('constraint_violations', BIGINT),
]

/**
 * dolt_cherry_pick('commit'): applies what a commit changed to the current branch, in a commit with its message and author.
 * Source: Dolt go/libraries/doltcore/cherry_pick/cherry_pick.go.
 */
export const doltCherryPick: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  if (parsed.has('abort') && parsed.has('continue')) throw doltError('error: --continue and --abort are mutually exclusive')
  // A pick with conflicts changes nothing, so none ever waits.
  if (parsed.has('abort')) throw doltError('error: There is no cherry-pick merge to abort')
  if (parsed.has('continue')) throw doltError('error: There is no cherry-pick merge to continue')
  if (parsed.positional.length > 1) throw doltError('cherry-picking multiple commits is not supported yet.')
  const spec = parsed.positional[0] ?? ''
  if (spec === '') throw doltError('cannot cherry-pick empty string')
  const { database, branch, head, state, refs } = await cx.writable()
  const { db } = database
  if (state.working.hash !== head.root || state.staged.hash !== head.root) throw doltError('cannot cherry-pick with uncommitted changes')
  const picked = await cx.run(resolveCommit(db, refs, spec, head.hash))
  if (picked.parents.length > 1) throw doltError('cherry-picking a merge commit is not supported')
  if (picked.parents.length === 0) throw doltError('cherry-picking a commit without parents is not supported')
  const base = await cx.run(readRoot(db, (await cx.run(readCommit(db, picked.parents[0]))).root))
  const theirs = await cx.run(readRoot(db, picked.root))
  const empty = base.hash === theirs.hash
  if (empty && !parsed.has('allow-empty')) {
    throw doltError('The previous cherry-pick commit is empty. Use --allow-empty to cherry-pick empty commits.')
  }
  const root = await mergeCleanly(cx, base, state.working, theirs)
  if (root.hash === head.root && !empty) throw doltError('no changes were made, nothing to commit')
  const { name, email, userTimestampMillis } = picked
  const meta = { ...commitMeta(cx, parsed, picked.description), name, email, userTimestampMillis }
  const made = await cx.run(writeCommit(db, root.hash, [head], meta))
  cx.transaction.setState(database, branch, { working: root, staged: root })
  await cx.transaction.commitBranch(database, branch, [{ ref: branchRef(branch), to: made.hash, expect: head.hash }])
  return result(PICKED, made.hash, 0, 0, 0)
}
