import { isAncestor, readCommit, type Commit } from '../../doltdb/commit.ts'
import type { RefEdit } from '../../doltdb/database.ts'
import { branchRef, isValidNewRefName, remoteRef, workingSetRef } from '../../doltdb/refs.ts'
import { resolveCommit } from '../../doltdb/resolve-ref.ts'
import { isOxbowError, OxbowError } from '../../error.ts'
import { flag, option, parseArguments, type ParsedArguments } from '../arguments.ts'
import type { Upstream } from '../environment.ts'
import { doltError, refuseReadOnly } from '../errors.ts'
import { findBranch, type Revision } from '../revision.ts'
import { cleanWorkingSetOf } from './clean-working-set.ts'
import { success, type Procedure, type ProcedureContext } from './context.ts'

const OPTIONS = [
  flag('force', 'f'), flag('copy', 'c'), flag('move', 'm'), flag('delete', 'd'), flag('D', 'D'), flag('track', 't'), option('set-upstream-to', 'u'),
  flag('remote', 'r'),
]

/**
 * dolt_branch('new'[, 'start']), dolt_branch('--track', 'new'[, 'upstream']), dolt_branch('--set-upstream-to', 'upstream'[, 'name']),
 * dolt_branch('-c'|'-m', 'old', 'new'), dolt_branch('-d'|'-D', 'name', …).
 */
export const doltBranch: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  refuseReadOnly(cx.database)
  const revision = await cx.revision()
  if (parsed.has('copy')) await copyBranch(cx, revision, parsed)
  else if (parsed.has('move')) await moveBranch(cx, revision, parsed)
  else if (parsed.has('delete') || parsed.has('D')) await deleteBranches(cx, revision, parsed)
  else if (parsed.has('set-upstream-to')) await changeUpstream(cx, revision, parsed)
  else await createBranches(cx, revision, parsed)
  await cx.commitTransaction()
  return success()
}

async function createBranches(cx: ProcedureContext, revision: Revision, parsed: ParsedArguments): Promise<void> {
  const [name, second] = parsed.positional
  if (name === undefined || parsed.positional.length > 2) throw doltError('error: invalid usage')
  if (name === '') throw doltError('error: cannot branch empty string')
  const given = parsed.value('set-upstream-to')
  if (given !== undefined && parsed.has('track')) throw doltError('error: --set-upstream-to and --track are mutually exclusive options.')
  const followed = parsed.has('track') ? second ?? revision.branch ?? 'HEAD' : given
  const start = parsed.has('track') ? 'HEAD' : second ?? 'HEAD'
  if (start === '') throw doltError('error: invalid usage')
  const upstream = followed === undefined ? undefined : await upstreamOf(cx, revision, followed, name)
  await createBranch(cx, revision, name, start, parsed.has('force'))
  if (upstream !== undefined) cx.database.state.setUpstream(name, upstream)
}

/** Lets a branch, the current one when none is named, follow another; one that isn't there is made. */
async function changeUpstream(cx: ProcedureContext, revision: Revision, parsed: ParsedArguments): Promise<void> {
  const [name = revision.branch ?? '', ...others] = parsed.positional
  const branch = findBranch(revision.refs, name)
  if (branch === undefined) return await createBranches(cx, revision, parsed)
  if (others.length > 1) throw doltError('error: invalid usage')
  cx.database.state.setUpstream(branch, await upstreamOf(cx, revision, parsed.value('set-upstream-to') ?? '', branch))
}

/**
 * What a name means as the upstream of a branch: a remote's branch, or a local one, whose remote is `''`.
 * Source: Dolt go/libraries/doltcore/sqle/dprocedures/dolt_branch.go, validateTracking.
 */
async function upstreamOf(cx: ProcedureContext, revision: Revision, name: string, branch: string): Promise<Upstream> {
  const [remote, ...rest] = name.replace(/^remotes\//, '').split('/')
  const isCommit = await cx.run(resolveCommit(cx.database.db, revision.refs, name, revision.head.hash)).then(() => true, (e: unknown) => {
    if (isOxbowError(e)) return false
    throw e
  })
  if (isCommit && remote !== '' && rest.join('/') !== '') return { remote, head: branchRef(rest.join('/')) }
  if (findBranch(revision.refs, name) === undefined) throw doltError(`branch not found: '${name}'`)
  if (name === branch) throw doltError(`\tnot setting '${branch}' as its own upstream`)
  return { remote: '', head: branchRef(name) }
}

/** Notes the remote branch that a new branch follows. @returns whether it is one that can be followed. */
export function setUpstream(cx: ProcedureContext, branch: string, remoteBranch: string): boolean {
  const [remote, ...rest] = remoteBranch.split('/')
  const head = rest.join('/')
  const known = cx.database.state.remotes().some((r) => r.name === remote) && head !== ''
  if (known) cx.database.state.setUpstream(branch, { remote, head: branchRef(head) })
  return known
}

/** Makes a branch with a clean working set. @throws OxbowError in Dolt's words. */
export async function createBranch(cx: ProcedureContext, revision: Revision, name: string, start: string, force: boolean): Promise<Commit> {
  checkName(name)
  refuseTaken(revision, name, force)
  const commit = await startCommit(cx, revision, name, start)
  await cx.updateRefs(branchEdits(cx, name, commit))
  cx.transaction.forget(cx.database, name)
  return commit
}

/** A name that differs from another branch's in case only can't be forced either. */
function refuseTaken(revision: Revision, name: string, force: boolean): void {
  const existing = findBranch(revision.refs, name)
  if (existing !== undefined && (!force || existing !== name)) throw doltError(`fatal: A branch named '${existing}' already exists.`)
}

async function startCommit(cx: ProcedureContext, revision: Revision, name: string, start: string): Promise<Commit> {
  try {
    return await cx.run(resolveCommit(cx.database.db, revision.refs, start, revision.head.hash))
  } catch (e) {
    if (e instanceof OxbowError) throw doltError(`fatal: '${start}' is not a commit and a branch '${name}' cannot be created from it`)
    throw e
  }
}

/** The refs of a branch at a commit, with nothing changed. */
function branchEdits(cx: ProcedureContext, name: string, commit: Commit): RefEdit[] {
  return [
    { ref: branchRef(name), to: commit.hash },
    { ref: workingSetRef(name), to: cleanWorkingSetOf(cx.database.db, commit, cx.transaction.host.identity) },
  ]
}

function checkName(name: string): void {
  if (!isValidNewRefName(name)) throw doltError(`fatal: '${name}' is an invalid branch name.`)
}

async function copyBranch(cx: ProcedureContext, revision: Revision, parsed: ParsedArguments): Promise<void> {
  const names = parsed.positional
  if (names.length < 1 || names.length > 2) throw doltError('error: invalid usage')
  const from = names.length === 2 ? names[0] : (revision.branch ?? '')
  const to = names[names.length - 1]
  const source = findBranch(revision.refs, from)
  if (source === undefined) throw doltError(`fatal: A branch named '${from}' not found`)
  await createBranch(cx, revision, to, source, parsed.has('force'))
}

async function moveBranch(cx: ProcedureContext, revision: Revision, parsed: ParsedArguments): Promise<void> {
  const names = parsed.positional
  if (names.length !== 2) throw doltError('error: invalid usage')
  const [from, to] = names
  const source = findBranch(revision.refs, from)
  if (source === undefined) throw doltError('branch not found')
  checkName(to)
  if (to === source) return
  if (findBranch(revision.refs, to) !== source) refuseTaken(revision, to, parsed.has('force'))
  const { refs } = revision
  const head = refs.get(branchRef(source))!
  const workingSet = refs.get(workingSetRef(source)) ?? null
  await cx.updateRefs([
    { ref: branchRef(source), to: null, expect: head }, { ref: workingSetRef(source), to: null },
    { ref: branchRef(to), to: head }, { ref: workingSetRef(to), to: workingSet },
  ])
  const { state } = cx.database
  const upstream = state.upstream(source)
  if (upstream !== undefined) {
    state.setUpstream(to, upstream)
    state.setUpstream(source, null)
  }
  cx.transaction.forget(cx.database, source)
  cx.transaction.forget(cx.database, to)
  if (cx.transaction.currentBranch(cx.databaseName) === source) cx.transaction.branches.set(cx.database.name, to)
}

async function deleteBranches(cx: ProcedureContext, revision: Revision, parsed: ParsedArguments): Promise<void> {
  const { positional } = parsed
  if (positional.length === 0) throw doltError('error: invalid usage')
  const force = parsed.has('D') || parsed.has('force')
  for (const name of positional) {
    if (name === '') throw doltError('error: cannot branch empty string')
    const branch = parsed.has('remote') ? undefined : findBranch(revision.refs, name)
    if (branch === undefined) {
      await deleteRemoteBranch(cx, revision, parsed.has('remote') ? name : undefined)
      continue
    }
    if (branch === revision.branch) throw doltError(`Cannot delete checked out branch '${branch}'`)
    if (!force && !(await isMerged(cx, revision, branch))) throw doltError(`branch '${branch}' is not fully merged`)
    await cx.updateRefs([
      { ref: branchRef(branch), to: null, expect: revision.refs.get(branchRef(branch))! }, { ref: workingSetRef(branch), to: null },
    ])
    cx.database.state.setUpstream(branch, null)
    cx.transaction.forget(cx.database, branch)
  }
}

/** @param name `remote/branch`; undefined where a local branch was meant, and isn't there */
async function deleteRemoteBranch(cx: ProcedureContext, revision: Revision, name: string | undefined): Promise<void> {
  const [remote, ...rest] = (name ?? '').split('/')
  const ref = remoteRef(remote, rest.join('/'))
  if (name === undefined || !revision.refs.has(ref)) throw doltError('branch not found')
  await cx.updateRefs([{ ref, to: null }])
}

/** True when nothing of a branch would be lost: its upstream, or else the current head, has all of it. */
async function isMerged(cx: ProcedureContext, revision: Revision, branch: string): Promise<boolean> {
  const { db, state } = cx.database
  const commit = await cx.run(readCommit(db, revision.refs.get(branchRef(branch))!))
  const upstream = state.upstream(branch)
  const tracked = upstream === undefined
    ? undefined
    : revision.refs.get(remoteRef(upstream.remote, upstream.head.replace(/^refs\/heads\//, '')))
  const into = tracked === undefined ? revision.head : await cx.run(readCommit(db, tracked))
  return await cx.run(isAncestor(db, commit, into))
}
