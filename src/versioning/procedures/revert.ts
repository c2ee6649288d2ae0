import { readCommit, writeCommit } from '../../doltdb/commit.ts'
import { branchRef } from '../../doltdb/refs.ts'
import { resolveCommit } from '../../doltdb/resolve-ref.ts'
import { readRoot } from '../../doltdb/root-value.ts'
import { flag, option, parseArguments } from '../arguments.ts'
import { doltError } from '../errors.ts'
import { mergeCleanly } from '../merge/merge-cleanly.ts'
import { PICKED } from './cherry-pick.ts'
import { commitMeta } from './commit.ts'
import { result, type Procedure } from './context.ts'

const OPTIONS = [option('author'), flag('abort'), flag('continue')]

/**
 * dolt_revert('commit', …): takes back what commits changed, one after the other, each in a commit of its own; all of them or none.
 * Source: Dolt go/libraries/doltcore/revert.
 */
export const doltRevert: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  if (parsed.has('abort') && parsed.has('continue')) throw doltError('error: --continue and --abort are mutually exclusive')
  // A revert with conflicts changes nothing, so none ever waits.
  if (parsed.has('abort') || parsed.has('continue')) throw doltError('error: There is no revert in progress')
  if (parsed.positional.length === 0) throw doltError('error: nothing specified to revert')
  const { database, branch, head, state, refs } = await cx.writable()
  const { db } = database
  const reverted = []
  for (const spec of parsed.positional) reverted.push(await cx.run(resolveCommit(db, refs, spec, head.hash)))
  if (state.working.hash !== head.root || state.staged.hash !== head.root) {
    throw doltError('error: Your local changes would be overwritten by revert.\nhint: Please commit your changes before you revert.')
  }
  let root = state.working
  let last = head
  for (const commit of reverted) {
    const parent = commit.parents[0]
    if (parent === undefined) throw doltError(`cannot revert commit with no parents (${commit.hash})`)
    const theirs = await cx.run(readRoot(db, (await cx.run(readCommit(db, parent))).root))
    const merged = await mergeCleanly(cx, await cx.run(readRoot(db, commit.root)), root, theirs)
    if (merged.hash === root.hash) throw doltError('nothing to commit')
    root = merged
    // Dolt quotes the message as Go does: quotes and line ends in it are escaped.
    last = await cx.run(writeCommit(db, root.hash, [last], commitMeta(cx, parsed, `Revert ${JSON.stringify(commit.description)}`)))
  }
  cx.transaction.setState(database, branch, { working: root, staged: root })
  await cx.transaction.commitBranch(database, branch, [{ ref: branchRef(branch), to: last.hash, expect: head.hash }])
  return result(PICKED, last.hash, 0, 0, 0)
}
