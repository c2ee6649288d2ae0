import { resolveCommit } from '../../doltdb/resolve-ref.ts'
import type { ColumnInfo } from '../../sql/catalog.ts'
import { BIGINT, LONGTEXT } from '../../sql/types/types.ts'
import { flag, option, parseArguments } from '../arguments.ts'
import { nullable } from '../column.ts'
import { doltError } from '../errors.ts'
import { abortMerge, mergeCommit } from '../merge/merge-commit.ts'
import { verificationFailure } from '../tests/run-tests.ts'
import { commitMeta } from './commit.ts'
import { result, type Procedure } from './context.ts'

const OPTIONS = [
  flag('no-ff'), flag('ff-only'), flag('squash'), flag('commit'), flag('no-commit'), flag('no-edit'), flag('abort'),
  flag('skip-verification'),
  option('message', 'm'), option('author'), option('date'),
]
const COLUMNS: readonly ColumnInfo[] = [
  nullable('hash', LONGTEXT), nullable('fast_forward', BIGINT), nullable('conflicts', BIGINT), nullable('message', LONGTEXT),
]

/** dolt_merge('branch'): joins another branch's history into the current one. */
export const doltMerge: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  if (args.length === 0) throw doltError('error: Please specify a branch to merge')
  parsed.exclusive('squash', 'no-ff')
  parsed.exclusive('ff-only', 'no-ff')
  parsed.exclusive('ff-only', 'squash')
  if (parsed.has('commit') && parsed.has('no-commit')) throw doltError("cannot define both 'commit' and 'no-commit' flags at the same time")
  if (parsed.has('abort')) {
    await abortMerge(cx)
    return result(COLUMNS, '', 0, 0, 'merge aborted')
  }
  if (parsed.positional.length > 1) {
    throw doltError(
      'Error: Dolt does not support merging from multiple commits. You probably meant to checkout one and then merge from the other.',
    )
  }
  const [spec] = parsed.positional
  if (spec === undefined) throw doltError('error: Please specify a branch to merge')
  const branch = await cx.writable()
  const commit = await cx.run(resolveCommit(cx.database.db, branch.refs, spec, branch.head.hash))
  const message = parsed.value('message') ?? `Merge branch '${spec}' into ${branch.branch}`
  const outcome = await mergeCommit(cx, branch, commit, {
    spec, mode: parsed.has('no-ff') ? 'no-ff' : parsed.has('ff-only') ? 'ff-only' : 'default', squash: parsed.has('squash'),
    noCommit: parsed.has('no-commit'), meta: () => commitMeta(cx, parsed, message),
    verify: parsed.has('skip-verification') ? undefined : () => verificationFailure(cx.transaction, cx.session),
  })
  return result(COLUMNS, outcome.hash, outcome.fastForward ? 1 : 0, outcome.conflicts ? 1 : 0, outcome.message)
}
