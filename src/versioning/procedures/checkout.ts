import type { Commit } from '../../doltdb/commit.ts'
import { parseRef, tagRef } from '../../doltdb/refs.ts'
import { resolveCommit } from '../../doltdb/resolve-ref.ts'
import { readRoot } from '../../doltdb/root-value.ts'
import { isOxbowError } from '../../error.ts'
import type { ProcedureResult } from '../../sql/catalog.ts'
import { flag, option, parseArguments, type ParsedArguments } from '../arguments.ts'
import { doltError } from '../errors.ts'
import { readIgnorePatterns } from '../ignore-patterns.ts'
import { findBranch, splitDatabaseName, type Revision } from '../revision.ts'
import type { WritableBranch } from '../transaction.ts'
import { createBranch, setUpstream } from './branch.ts'
import { result, STATUS_MESSAGE, type Procedure, type ProcedureContext } from './context.ts'
import { moveChanges } from './move-changes.ts'
import { copyTables } from './staging.ts'

const OPTIONS = [
  option('b', 'b'), option('B', 'B'), option('track', 't'), flag('force', 'f'), flag('move'), flag('overwrite-ignore'), flag('no-overwrite-ignore'),
]

/** dolt_checkout('branch'), dolt_checkout('-b', 'new'[, 'start']), dolt_checkout('table', …). `--move` is the command line's own. */
export const doltCheckout: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  if (parsed.has('overwrite-ignore') && parsed.has('no-overwrite-ignore')) throw doltError('error: --overwrite-ignore and --no-overwrite-ignore are mutually exclusive')
  const { branches } = cx.transaction
  const lost = await lostBranch(cx)
  if (lost === undefined) return await checkoutFrom(cx, parsed)
  // From a branch that is gone one gets to any other, by way of the default one.
  branches.delete(cx.database.name)
  try {
    return await checkoutFrom(cx, parsed)
  } catch (e) {
    branches.set(cx.database.name, lost)
    throw e
  }
}

/** The branch that the session is on, where it was deleted since. */
async function lostBranch(cx: ProcedureContext): Promise<string | undefined> {
  const { branches } = cx.transaction
  if (splitDatabaseName(cx.databaseName).ref !== undefined) return undefined
  const current = branches.get(cx.database.name)
  if (current === undefined) return undefined
  return findBranch(await cx.run(cx.transaction.refs(cx.database)), current) === undefined ? current : undefined
}

async function checkoutFrom(cx: ProcedureContext, parsed: ParsedArguments): Promise<ProcedureResult> {
  const revision = await cx.revision()
  const answer = await checkout(cx, parsed, revision)
  const moved = cx.transaction.currentBranch(cx.databaseName) !== revision.branch
  if (moved && (parsed.has('move') || parsed.has('no-overwrite-ignore'))) {
    try {
      if (parsed.has('no-overwrite-ignore')) await refuseOverwriting(cx, revision)
      // The command line's checkout takes changes along; a session's leaves them on the branch where they are.
      if (parsed.has('move')) await moveChanges(cx, revision, parsed.has('force'))
    } catch (e) {
      if (revision.branch !== undefined) cx.transaction.branches.set(cx.database.name, revision.branch)
      throw e
    }
  }
  return answer
}

/**
 * @throws OxbowError where the branch that is entered has ignored tables with other rows than the working set that is left.
 * Source: Dolt go/libraries/doltcore/env/actions/checkout.go, CheckOverwrittenIgnoredTables.
 */
async function refuseOverwriting(cx: ProcedureContext, { state }: Revision): Promise<void> {
  if (state === undefined) return
  const patterns = await cx.run(readIgnorePatterns(state.working))
  const entered = await cx.run(readRoot(cx.database.db, (await cx.revision()).head.root))
  const theirs = await cx.run(entered.tables())
  const overwritten: string[] = []
  for (const [name, hash] of await cx.run(state.working.tables())) {
    const other = theirs.get(name)
    if (other !== undefined && other !== hash && patterns.ignores(name)) overwritten.push(name)
  }
  if (overwritten.length === 0) return
  throw doltError(`The following ignored tables would be overwritten by checkout:\n\t${overwritten.join('\n\t')}\n`
    + 'Please move or remove them before you switch branches.\nUse --overwrite-ignore to force.\n')
}

async function checkout(cx: ProcedureContext, parsed: ParsedArguments, revision: Revision): Promise<ProcedureResult> {
  const names = parsed.positional
  const created = parsed.value('b') ?? parsed.value('B')
  if (parsed.has('b') && parsed.has('B')) throw doltError('Improper usage. Cannot use both -b and -B.')
  if (created !== undefined) {
    if (created === '') throw doltError('error: cannot checkout empty string')
    const start = names[0] ?? parsed.value('track') ?? 'HEAD'
    await createBranch(cx, revision, created, start, parsed.has('B'))
    await cx.commitTransaction()
    return switchTo(cx, created, setUpstream(cx, created, start) ? start : undefined)
  }
  const tracked = parsed.value('track')
  if (tracked !== undefined) {
    if (!tracked.includes('/')) throw doltError('invalid ref spec')
    return await trackRemote(cx, revision, tracked)
  }
  if (names.length === 0) throw doltError('Improper usage.')
  if (names.length === 1) {
    const [name] = names
    if (name === '') throw doltError('error: cannot checkout empty string')
    const branch = findBranch(revision.refs, name)
    if (branch !== undefined) {
      if (branch === revision.branch) return result(STATUS_MESSAGE, 0, `Already on branch '${branch}'`)
      return switchTo(cx, branch)
    }
    refuseDetachedHead(name, revision, parsed)
    const remote = remoteWithBranch(revision, name)
    if (remote !== undefined) return await trackRemote(cx, revision, `${remote}/${name}`)
  }
  return await checkoutTables(cx, names)
}

/** @param upstream the remote branch that it follows from now on, if any */
function switchTo(cx: ProcedureContext, branch: string, upstream?: string): ProcedureResult {
  cx.transaction.branches.set(cx.database.name, branch)
  const tracking = upstream === undefined ? '' : `\nbranch '${branch}' set up to track '${upstream}'.`
  return { ...result(STATUS_MESSAGE, 0, `Switched to branch '${branch}'${tracking}`), database: cx.database.name }
}

/** The one remote that has a branch of that name. @throws OxbowError when several have. */
function remoteWithBranch(revision: Revision, name: string): string | undefined {
  const remotes: string[] = []
  for (const ref of revision.refs.keys()) {
    const parsed = parseRef(ref)
    if (parsed?.kind === 'remote' && parsed.name === name) remotes.push(parsed.remote)
  }
  if (remotes.length > 1) throw doltError(`'${name}' matched multiple (${remotes.length}) remote tracking branches`)
  return remotes[0]
}

async function trackRemote(cx: ProcedureContext, revision: Revision, remoteBranch: string): Promise<ProcedureResult> {
  const branch = remoteBranch.slice(remoteBranch.indexOf('/') + 1)
  await createBranch(cx, revision, branch, remoteBranch, false)
  await cx.commitTransaction()
  return switchTo(cx, branch, setUpstream(cx, branch, remoteBranch) ? remoteBranch : undefined)
}

/** Puts tables back as they are staged or else committed, durably; with a commit before their names, as they are there, and stages them. */
async function checkoutTables(cx: ProcedureContext, names: readonly string[]): Promise<ProcedureResult> {
  const branch = await cx.writable()
  const { state } = branch
  const [first, ...others] = names
  if (first !== '.' && (await cx.run(state.staged.find(first))) === undefined) {
    const commit = others.length === 0 ? undefined : await commitNamed(cx, branch, first)
    if (commit !== undefined) return await checkoutTablesOf(cx, branch, commit, others)
  }
  const all = names.length === 1 && names[0] === '.'
  const head = await cx.run(readRoot(cx.database.db, branch.head.root))
  const staged: string[] = []
  const committed: string[] = []
  const unknown: string[] = []
  for (const name of all ? new Set([...(await cx.run(state.staged.tables())).keys(), ...(await cx.run(head.tables())).keys()]) : names) {
    const table = await cx.run(state.staged.find(name))
    // As on Dolt, a table that is only in the working set goes, as it is nowhere in the head.
    const before = table ?? await cx.run(head.find(name)) ?? await cx.run(state.working.find(name))
    if (before !== undefined) (table === undefined ? committed : staged).push(before.name)
    else unknown.push(`error: tablespec '${name}' did not match any table(s) known to dolt`)
  }
  if (staged.length + committed.length > 0) {
    const working = await cx.run(copyTables(state.staged, state.working, staged))
    cx.transaction.setState(branch.database, branch.branch, { working: await cx.run(copyTables(head, working, committed)) })
    await cx.commitTransaction()
  }
  // Those that are known are put back beside others that aren't.
  if (unknown.length > 0) throw doltError(unknown.join('\n'))
  return result(STATUS_MESSAGE, 0, '')
}

/** The commit that a name means; undefined when it means none. */
async function commitNamed(cx: ProcedureContext, branch: WritableBranch, name: string): Promise<Commit | undefined> {
  try {
    return await cx.run(resolveCommit(cx.database.db, branch.refs, name, branch.head.hash))
  } catch (e) {
    if (isOxbowError(e)) return undefined
    throw e
  }
}

/** @throws OxbowError for a tag or a commit's address. Source: Dolt go/libraries/doltcore/sqle/dprocedures/dolt_checkout.go, validateNoDetachedHead. */
function refuseDetachedHead(name: string, { refs }: Revision, parsed: ParsedArguments): void {
  const advice = refs.has(tagRef(name)) ? 'at this tag, run: ' : /^[0-9a-v]{32}$/.test(name) ? 'at this commit instead, run:' : undefined
  if (advice === undefined) return
  const call = parsed.has('move') ? `dolt checkout ${name} -b {new_branch_name}` : `CALL DOLT_CHECKOUT('${name}', '-b', <new_branch_name>)`
  throw doltError(`dolt does not support a detached head state. To create a branch ${advice}\n\t${call}`)
}

async function checkoutTablesOf(cx: ProcedureContext, branch: WritableBranch, commit: Commit, names: readonly string[]): Promise<ProcedureResult> {
  const { state } = branch
  const root = await cx.run(readRoot(cx.database.db, commit.root))
  const found: string[] = []
  for (const name of names.length === 1 && names[0] === '.' ? (await cx.run(root.tables())).keys() : names) {
    const table = await cx.run(root.find(name))
    if (table === undefined) throw doltError(`tablespec '${name}' did not match any table(s) known to dolt`)
    found.push(table.name)
  }
  const [working, staged] = [await cx.run(copyTables(root, state.working, found)), await cx.run(copyTables(root, state.staged, found))]
  cx.transaction.setState(branch.database, branch.branch, { working, staged })
  return result(STATUS_MESSAGE, 0, '')
}
