import { isAncestor, readCommit } from '../../doltdb/commit.ts'
import { branchRef, remoteRef } from '../../doltdb/refs.ts'
import type { ColumnInfo } from '../../sql/catalog.ts'
import { BIGINT, LONGTEXT } from '../../sql/types/types.ts'
import { flag, option, parseArguments } from '../arguments.ts'
import { nullable } from '../column.ts'
import { doltError, refuseTooMany } from '../errors.ts'
import { result, type Procedure, type ProcedureContext } from './context.ts'
import { fetchRemote } from './fetch.ts'
import { mergeCommit } from '../merge/merge-commit.ts'
import { verificationFailure } from '../tests/run-tests.ts'
import { commitMeta } from './commit.ts'
import { rebaseOnto } from './rebase.ts'
import { defaultRemote, findRemote, openRemote } from './remotes.ts'

const OPTIONS = [
  flag('squash'), flag('no-ff'), flag('ff-only'), flag('commit'), flag('no-commit'), flag('no-edit'), flag('force', 'f'),
  flag('prune', 'p'),
  flag('rebase', 'r'), flag('silent'), flag('skip-verification'), option('user', 'u'),
]
const COLUMNS: readonly ColumnInfo[] = [nullable('fast_forward', BIGINT), nullable('conflicts', BIGINT), nullable('message', LONGTEXT)]

/** dolt_pull(['remote'[, 'branch']]): fetches, then merges into the current branch, or with `--rebase` makes its own commits anew on top. */
export const doltPull: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  parsed.exclusive('ff-only', 'no-ff')
  parsed.exclusive('ff-only', 'squash')
  parsed.exclusive('squash', 'no-ff')
  for (const other of ['squash', 'no-ff', 'ff-only', 'no-commit']) parsed.exclusive('rebase', other)
  refuseTooMany('pull', 2, parsed.positional)
  const branch = await cx.writable()
  const [wantedRemote, wanted] = parsed.positional
  const name = wantedRemote === '' ? undefined : wantedRemote
  const upstream = cx.database.state.upstream(branch.branch)
  const remote = name === undefined ? (upstream === undefined ? defaultRemote(cx) : findRemote(cx, upstream.remote)) : findRemote(cx, name)
  if (remote === undefined) throw doltError(name === undefined ? 'no remote' : `fatal: remote '${name}' not found.\nPlease make sure the remote exists.`)
  const source = wanted ?? followedBranch(cx, branch.branch, name)
  const opened = await openRemote(cx, remote)
  if (!(await opened.run(opened.refs())).has(branchRef(source))) throw doltError(`branch "${source}" not found on remote`)
  await fetchRemote(cx, remote, opened, wanted === undefined ? [] : [wanted], parsed.has('prune'))
  const current = await cx.writable()
  const target = current.refs.get(remoteRef(remote.name, source))
  if (target === undefined) throw doltError(`branch "${source}" not found on remote`)
  const commit = await cx.run(readCommit(cx.database.db, target))
  if (await cx.run(isAncestor(cx.database.db, commit, current.head))) return result(COLUMNS, 0, 0, 'Everything up-to-date')
  if (parsed.has('rebase') && !(await cx.run(isAncestor(cx.database.db, current.head, commit)))) {
    const message = await rebaseOnto(cx, `${remote.name}/${source}`, parsed.has('skip-verification'))
    return { ...result(COLUMNS, 0, 0, message), database: cx.database.name }
  }
  const { staged, working } = current.state
  if (!parsed.has('force') && (working.hash !== current.head.root || staged.hash !== current.head.root)) {
    throw doltError('cannot merge with uncommitted changes')
  }
  const { fastForward, conflicts, message } = await mergeCommit(cx, current, commit, {
    spec: `${remote.name}/${source}`, mode: parsed.has('no-ff') ? 'no-ff' : parsed.has('ff-only') ? 'ff-only' : 'default',
    squash: parsed.has('squash'), noCommit: parsed.has('no-commit'), force: parsed.has('force'),
    meta: () => commitMeta(cx, parsed, `Merge branch '${source}' of ${remote.url} into ${current.branch}`),
    verify: parsed.has('skip-verification') ? undefined : () => verificationFailure(cx.transaction, cx.session),
  })
  return result(COLUMNS, fastForward ? 1 : 0, conflicts ? 1 : 0, message)
}

/**
 * The branch that the current one is merged with where none is named. The upstream's counts on any remote.
 * @throws OxbowError in Dolt's words (`env/remotes.go`, NewPullSpec) where nothing says which.
 */
function followedBranch(cx: ProcedureContext, current: string, remote: string | undefined): string {
  const ref = cx.database.state.mergeRef(current)
  if (ref === '') {
    const named = remote ?? defaultRemote(cx)?.name ?? '<remote>'
    throw doltError(
      `there is no tracking information for the current branch '${current}'.\nPlease specify which branch you want to merge with:\n\n` +
      `\tdolt pull ${named} <branch>\n\nIf you wish to set tracking information for this branch, run:\n\n\tdolt push --set-upstream ${named} ${current}`,
    )
  }
  if (ref !== undefined) return ref.replace(/^refs\/heads\//, '')
  if (remote !== undefined) {
    throw doltError(
      `You asked to pull from the remote '${remote}', but did not specify a branch. ` +
      'Because this is not the default configured remote for your current branch, you must specify a branch.',
    )
  }
  throw doltError(
    'There is no tracking information for the current branch.\nPlease specify which branch you want to merge with.\n\n' +
    '\tdolt pull <remote> <branch>\n\nIf you wish to set tracking information for this branch you can do so with:\n\n' +
    '\t dolt push --set-upstream <remote> <branch>\n',
  )
}
