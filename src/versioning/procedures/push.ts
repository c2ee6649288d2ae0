import { isAncestor, readCommit } from '../../doltdb/commit.ts'
import type { DoltDatabase } from '../../doltdb/database.ts'
import { pushRefs } from '../../doltdb/push-refs.ts'
import { branchRef, parseRef, remoteRef, tagRef } from '../../doltdb/refs.ts'
import { OxbowError } from '../../error.ts'
import type { ColumnInfo } from '../../sql/catalog.ts'
import { BIGINT, LONGTEXT } from '../../sql/types/types.ts'
import type { Hash } from '../../store/hash.ts'
import { flag, option, parseArguments, type ParsedArguments } from '../arguments.ts'
import { nullable } from '../column.ts'
import type { Remote } from '../environment.ts'
import { doltError, refuseReadOnly } from '../errors.ts'
import { findBranch, type Revision } from '../revision.ts'
import { result, type Procedure, type ProcedureContext } from './context.ts'
import { defaultRemote, findRemote, openRemote } from './remotes.ts'

const OPTIONS = [flag('set-upstream', 'u'), flag('force', 'f'), flag('all'), flag('silent'), option('user')]
const COLUMNS: readonly ColumnInfo[] = [nullable('status', BIGINT), nullable('message', LONGTEXT)]

/** One ref to push. */
interface PushTarget {
  /** Short name here; empty where the remote's ref is to be deleted. */
  readonly source: string
  /** Short name there. */
  readonly destination: string
  /** Full name there. */
  readonly ref: string
  readonly to: Hash | null
  readonly setUpstream: boolean
}

/** dolt_push(['remote'[, 'refspec', …]]). */
export const doltPush: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  refuseReadOnly(cx.database)
  const revision = await cx.revision()
  const { remote, targets } = pushTargets(cx, revision, parsed)
  const opened = await openRemote(cx, remote)
  const lines: string[] = []
  const tracked: string[] = []
  const rejected: string[] = []
  for (const target of targets) {
    const outcome = await pushTarget(cx, revision, remote, opened, target, parsed.has('force'))
    if (outcome === 'rejected') {
      rejected.push(` ! [rejected]            ${target.source} -> ${target.destination} (non-fast-forward)`)
      continue
    }
    if (outcome === 'pushed') {
      lines.push(
        target.to === null
          ? ` - [deleted]             ${target.destination}`
          : ` * [new branch]          ${target.source} -> ${target.destination}`,
      )
    }
    if (target.setUpstream) {
      cx.database.state.setUpstream(target.source, { remote: remote.name, head: target.ref })
      tracked.push(`branch '${target.source}' set up to track '${remote.name}/${target.destination}'.`)
    }
  }
  // With --set-upstream and nothing to push, Dolt says nothing.
  if (lines.length + rejected.length === 0) return result(COLUMNS, 0, tracked.length > 0 ? '' : 'Everything up-to-date')
  const message = [`To ${remote.url}`, ...lines, ...rejected, ...tracked].join('\n')
  if (rejected.length === 0) return result(COLUMNS, 0, message)
  throw doltError(
    `${message}\nerror: failed to push some refs to '${remote.url}'\n` +
    'hint: Updates were rejected because the tip of your current branch is behind\n' +
    "hint: its remote counterpart. Integrate the remote changes (e.g.\nhint: 'dolt pull ...') before pushing again.\n",
    'PUSH_REJECTED',
  )
}

function pushTargets(cx: ProcedureContext, revision: Revision, parsed: ParsedArguments): { remote: Remote; targets: PushTarget[] } {
  const [name, ...specs] = parsed.positional
  if (parsed.has('all') && specs.length > 0) throw doltError("fatal: --all can't be combined with refspecs")
  const bad = specs.find((spec) => spec === '' || spec === ':' || spec.split(':').length > 2)
  if (bad !== undefined) throw doltError(`invalid ref spec: '${bad}'`)
  const current = revision.branch
  const upstream = current === undefined ? undefined : cx.database.state.upstream(current)
  const remote = name === undefined ? (upstream === undefined ? defaultRemote(cx) : findRemote(cx, upstream.remote)) : findRemote(cx, name)
  if (remote === undefined) {
    if (name !== undefined) throw doltError(`fatal: remote '${name}' not found.\nPlease make sure the remote exists.`)
    throw doltError(
      'fatal: No configured push destination.\nEither specify the URL from the command-line or configure a remote repository using\n\n' +
      '\tdolt remote add <name> <url>\n\nand then push using the remote name\n\n\tdolt push <name>\n\n',
    )
  }
  const setUpstream = parsed.has('set-upstream')
  if (parsed.has('all')) {
    const branches = [...revision.refs.keys()].map(parseRef).filter((r) => r?.kind === 'branch').map((r) => r!.name)
    return { remote, targets: branches.map((branch) => branchTarget(revision, branch, branch, setUpstream)) }
  }
  if (specs.length > 0) return { remote, targets: specs.map((spec) => specTarget(revision, spec, setUpstream)) }
  if (current === undefined) throw doltError('this operation is not supported while in a detached head state')
  const follows = upstream !== undefined && upstream.remote === remote.name
  // With push.autoSetupRemote, a push without arguments sets the upstream.
  const sets = !follows && name === undefined && (setUpstream || cx.transaction.host.autoSetupRemote === true)
  if (!follows && !sets) {
    throw doltError(
      `fatal: The current branch ${current} has no upstream branch.\nTo push the current branch and set the remote as upstream, use\n` +
      `\tdolt push --set-upstream ${remote.name} ${current}\nTo have this happen automatically for branches without a tracking\n` +
      "upstream, see 'push.autoSetupRemote' in 'dolt config --help'.",
    )
  }
  const destination = follows ? upstream.head.replace(/^refs\/heads\//, '') : current
  if (follows && destination !== current) {
    throw doltError('the upstream branch of your current branch does not match the name of your current branch')
  }
  return { remote, targets: [branchTarget(revision, current, destination, setUpstream || sets)] }
}

function branchTarget(revision: Revision, source: string, destination: string, setUpstream: boolean): PushTarget {
  return { source, destination, ref: branchRef(destination), to: revision.refs.get(branchRef(source))!, setUpstream }
}

/** `b`, `src:dst`, `:b` (delete) or a tag. */
function specTarget(revision: Revision, spec: string, setUpstream: boolean): PushTarget {
  const [left, right = left] = spec.split(':').map((name) => name.replace(/^refs\/heads\//, ''))
  if (right === '') throw doltError('unknown push error; invalid ref format: refs/heads/')
  if (left === '') return { source: '', destination: right, ref: branchRef(right), to: null, setUpstream: false }
  const branch = findBranch(revision.refs, left)
  if (branch !== undefined) return branchTarget(revision, branch, right === left ? branch : right, setUpstream)
  const tag = left.replace(/^refs\/tags\//, '')
  const target = revision.refs.get(tagRef(tag))
  if (target === undefined) throw doltError(`invalid ref spec; refspec not found: '${left}'; branch not found: ${left}`)
  if (setUpstream) throw doltError('cannot set upstream for tag')
  const destination = right.replace(/^refs\/tags\//, '')
  return { source: tag, destination, ref: tagRef(destination), to: target, setUpstream: false }
}

async function pushTarget(
  cx: ProcedureContext, revision: Revision, remote: Remote, opened: DoltDatabase, target: PushTarget, force: boolean,
): Promise<'pushed' | 'same' | 'rejected'> {
  const { db } = cx.database
  const { ref, to } = target
  const tracking = parseRef(ref)?.kind === 'branch' ? remoteRef(remote.name, target.destination) : undefined
  for (;;) {
    const before = (await opened.run(opened.refs())).get(ref) ?? null
    if (to === null && before === null) {
      throw doltError(`failed to delete remote; '${ref}' from remote '${remote.name}'; branch not found`)
    }
    if (before !== to) {
      if (to !== null && before !== null && !force && tracking !== undefined && !(await isBehind(cx, before, to))) return 'rejected'
      try {
        await pushRefs(db, opened, [{ ref, to, expect: before }], cx.transaction.host.onTransfer)
      } catch (e) {
        // Somebody else moved it just now: look again whether it can still be moved on.
        if (e instanceof OxbowError && e.code === 'REF_MOVED') continue
        throw e
      }
    }
    if (tracking !== undefined && (revision.refs.get(tracking) ?? null) !== to) await cx.updateRefs([{ ref: tracking, to }])
    return before === to ? 'same' : 'pushed'
  }
}

/** True when the remote's head is among the ancestors of what is pushed; one that isn't known here can't be. */
async function isBehind(cx: ProcedureContext, remoteHead: Hash, pushed: Hash): Promise<boolean> {
  const { db } = cx.database
  if (!db.store.has(remoteHead)) return false
  const head = await cx.run(readCommit(db, remoteHead))
  return await cx.run(isAncestor(db, head, await cx.run(readCommit(db, pushed))))
}
