import { readCommit } from '../../doltdb/commit.ts'
import { branchRef, workingSetRef } from '../../doltdb/refs.ts'
import { resolveCommit } from '../../doltdb/resolve-ref.ts'
import { readRoot } from '../../doltdb/root-value.ts'
import { tableDeltas } from '../../doltdb/table-deltas.ts'
import { isOxbowError } from '../../error.ts'
import type { RebaseState } from '../../serial/working-set.ts'
import type { ColumnInfo, ProcedureResult } from '../../sql/catalog.ts'
import { BIGINT, LONGTEXT } from '../../sql/types/types.ts'
import { flag, option, parseArguments } from '../arguments.ts'
import { column, nullable } from '../column.ts'
import { doltError } from '../errors.ts'
import { readIgnorePatterns } from '../ignore-patterns.ts'
import { namesWith, unmergedTables } from '../merge/artifact-tables.ts'
import { readStatus } from '../system-tables/status.ts'
import type { WritableBranch } from '../transaction.ts'
import { createBranch } from './branch.ts'
import { cleanWorkingSetOf } from './clean-working-set.ts'
import { result, type Procedure, type ProcedureContext } from './context.ts'
import { commitsToRebase, loadPlan, savePlan, type RebaseStep } from './rebase-plan.ts'
import { applyStep, commitStaged, EMPTY_COMMITS, type StateChange, withTablesOnlyIn } from './rebase-step.ts'

const OPTIONS = [option('empty'), flag('abort'), flag('continue'), flag('interactive', 'i'), flag('skip-verification')]

const ANSWER: readonly ColumnInfo[] = [column('status', BIGINT), nullable('message', LONGTEXT)]

/** Before the name of a branch that is rebased: the branch on which its commits are made anew. */
const TEMPORARY = 'dolt_rebase_'

/**
 * dolt_rebase(['--interactive',] 'upstream'), dolt_rebase('--continue'), dolt_rebase('--abort'): makes the commits of the current branch
 * anew on top of another one. Each finished step is durable, and the branch itself moves only at the end.
 * Source: Dolt go/libraries/doltcore/sqle/dprocedures/dolt_rebase.go.
 */
export const doltRebase: Procedure = async (cx, args) => {
  const parsed = parseArguments(OPTIONS, args)
  if (parsed.positional.length > 1) throw doltError('rebase takes at most one positional argument.')
  if (parsed.has('abort')) return await abort(cx, await cx.writable())
  if (parsed.has('continue')) return answer(cx, await proceed(cx))
  const becomesEmpty = emptyHandling(parsed.value('empty'))
  if (parsed.positional.length === 0) throw doltError('not enough args')
  await start(cx, parsed.positional[0], becomesEmpty, parsed.has('skip-verification'))
  if (!parsed.has('interactive')) return answer(cx, await proceed(cx))
  return answer(
    cx, `interactive rebase started on branch ${cx.transaction.currentBranch(cx.database.name)}; adjust the rebase plan in the dolt_rebase table, ` +
    "then continue rebasing by calling dolt_rebase('--continue')",
  )
}

/** Rebases the current branch on another one, dropping commits that become empty. @returns what there is to say. */
export async function rebaseOnto(cx: ProcedureContext, upstream: string, skipVerification: boolean): Promise<string> {
  await start(cx, upstream, EMPTY_COMMITS.drop, skipVerification)
  return await proceed(cx)
}

/** The session may be on another branch than before. */
function answer(cx: ProcedureContext, message: string): ProcedureResult {
  return { ...result(ANSWER, 0, message), database: cx.database.name }
}

function emptyHandling(value: string | undefined): number {
  switch ((value ?? 'drop').toLowerCase()) {
    case 'drop': return EMPTY_COMMITS.drop
    case 'keep': return EMPTY_COMMITS.keep
    default: throw doltError(`unsupported option for the empty flag (${value}); only 'keep' or 'drop' are allowed`)
  }
}

async function start(cx: ProcedureContext, upstream: string, commitBecomesEmptyHandling: number, skipVerification: boolean): Promise<void> {
  if (upstream === '') throw doltError('no upstream branch specified')
  const branch = await cx.writable()
  const { database, head, refs, state } = branch
  if (state.mergeState !== undefined) throw doltError('unable to start rebase while a merge is in progress – abort the current merge before proceeding')
  if (state.rebaseState !== undefined) {
    throw doltError('unable to start rebase while another rebase is in progress – abort the current rebase before proceeding')
  }
  const { staged, unstaged } = await cx.run(readStatus(branch))
  if (staged.length > 0 || unstaged.length > 0) throw doltError('cannot start a rebase with uncommitted changes')
  const onto = await cx.run(resolveCommit(database.db, refs, upstream, head.hash))
  const commits = await cx.run(commitsToRebase(branch, onto))
  if (commits.length === 0) throw doltError("didn't identify any commits!")
  const temporary = TEMPORARY + branch.branch
  await createBranch(cx, branch, temporary, onto.hash, false)
  const name = `${database.name}/${temporary}`
  await cx.run(cx.transaction.writable(name))
  const rebaseState: RebaseState = {
    preWorkingRoot: state.working.hash, branch: branch.branch, ontoCommit: onto.hash, emptyCommitHandling: EMPTY_COMMITS.keep,
    commitBecomesEmptyHandling, lastAttemptedStep: 0, rebasingStarted: false, skipVerification,
  }
  cx.transaction.setState(database, temporary, { rebaseState })
  await savePlan(cx, name, commits)
  cx.transaction.branches.set(database.name, temporary)
}

/** The branch on which a rebase goes on. */
async function rebasing(cx: ProcedureContext): Promise<WritableBranch & { readonly rebase: RebaseState }> {
  const name = cx.transaction.currentBranch(cx.databaseName)
  const branch = name.startsWith(TEMPORARY) ? await cx.run(cx.transaction.writable(`${cx.database.name}/${name}`)) : await cx.writable()
  const rebase = branch.state.rebaseState
  if (rebase === undefined) throw doltError('no rebase in progress')
  return { ...branch, rebase }
}

async function abort(cx: ProcedureContext, branch: WritableBranch): Promise<ProcedureResult> {
  const { rebaseState } = branch.state
  if (rebaseState === undefined) throw doltError('no rebase in progress')
  await cx.updateRefs([{ ref: branchRef(branch.branch), to: null }, { ref: workingSetRef(branch.branch), to: null }])
  leave(cx, branch, rebaseState.branch)
  return answer(cx, 'Interactive rebase aborted')
}

function leave(cx: ProcedureContext, temporary: WritableBranch, to: string): void {
  cx.transaction.forget(temporary.database, temporary.branch)
  cx.transaction.forget(temporary.database, to)
  cx.transaction.branches.set(temporary.database.name, to)
}

async function proceed(cx: ProcedureContext): Promise<string> {
  const branch = await rebasing(cx)
  const conflicted = namesWith(await cx.run(unmergedTables(branch.state.working)), 'conflicts')
  if (conflicted.length > 0) throw doltError(`conflicts detected in tables ${conflicted.join(', ')}; resolve conflicts before continuing the rebase`)
  const steps = await cx.run(loadPlan(branch))
  for (const step of steps) {
    const pause = await takeStep(cx, step)
    if (pause !== undefined) return pause
  }
  return await finish(cx)
}

/** @returns what to say where the rebase stops behind this step. */
async function takeStep(cx: ProcedureContext, step: RebaseStep): Promise<string | undefined> {
  const branch = await rebasing(cx)
  const { lastAttemptedStep, rebasingStarted } = branch.rebase
  const { staged, unstaged } = await cx.run(readStatus(branch))
  if (!rebasingStarted && (staged.length > 0 || unstaged.length > 0)) throw doltError('cannot start a rebase with uncommitted changes')
  // The working set keeps the number as a 32-bit float.
  const order = Math.fround(step.order)
  if (rebasingStarted && order < lastAttemptedStep) return undefined
  if (unstaged.length > 0) {
    throw doltError('cannot continue a rebase with unstaged changes. Use dolt_add() to stage tables and then continue the rebase')
  }
  if (rebasingStarted && order === lastAttemptedStep) {
    if (staged.length > 0) await commitStaged(cx, branch, step)
    else cx.transaction.setState(branch.database, branch.branch, { mergeState: undefined })
    return undefined
  }
  cx.transaction.setState(branch.database, branch.branch, { rebaseState: { ...branch.rebase, lastAttemptedStep: order, rebasingStarted: true } })
  await cx.transaction.commitBranch(branch.database, branch.branch)
  const conflicts = await tryStep(cx, step)
  if (conflicts !== undefined) await stopAtConflict(cx, step, conflicts)
  if (step.action !== 'edit') return undefined
  return `edit action paused at commit ${step.commit} (${step.message}). \n\nYou can now modify the working directory and stage changes. ` +
    "When ready, continue the rebase by calling dolt_rebase('--continue')"
}

/** Takes a step; schemas that don't go together end the rebase. */
async function tryStep(cx: ProcedureContext, step: RebaseStep): Promise<StateChange | undefined> {
  try {
    return await applyStep(cx, await rebasing(cx), step)
  } catch (e) {
    if (!isOxbowError(e) || e.code !== 'SCHEMA_CONFLICT') throw e
    await abort(cx, await rebasing(cx))
    throw doltError(`schema conflict detected while rebasing commit ${step.commit}. the rebase has been automatically aborted`)
  }
}

/**
 * Conflicts stop the rebase, which goes on once they are resolved; where the session can't keep them, they end it. They are made durable
 * with the branch on which the rebase works, since the statement that met them fails.
 */
async function stopAtConflict(cx: ProcedureContext, step: RebaseStep, conflicts: StateChange): Promise<never> {
  const { database, branch } = await rebasing(cx)
  if (cx.session.variable('autocommit') !== 0 && cx.session.variable('dolt_allow_commit_conflicts') !== 1) {
    await abort(cx, await rebasing(cx))
    throw doltError(
      'data conflicts from rebase, but session settings do not allow preserving conflicts, so they cannot be resolved. The rebase has been aborted. ' +
      'Set @@autocommit to 0 or set @@dolt_allow_commit_conflicts to 1 and try the rebase again to resolve the conflicts.',
    )
  }
  cx.transaction.setState(database, branch, conflicts)
  await cx.transaction.commitBranch(database, branch, [], { keepsConflicts: true })
  throw doltError(
    `data conflict detected while rebasing commit ${step.commit} (${step.message}). \n\nResolve the conflicts and remove them from the ` +
    "dolt_conflicts_<table> tables, then continue the rebase by calling dolt_rebase('--continue')",
  )
}

/** Moves the branch to what was made of it. @returns what there is to say. @throws OxbowError where it was changed meanwhile. */
async function finish(cx: ProcedureContext): Promise<string> {
  const temporary = await rebasing(cx)
  const { database, rebase, head } = temporary
  const name = `${database.name}/${rebase.branch}`
  cx.transaction.forget(database, rebase.branch)
  const before = await cx.run(cx.transaction.writable(name))
  const started = await cx.run(readRoot(database.db, rebase.preWorkingRoot))
  const patterns = await cx.run(readIgnorePatterns(before.state.working))
  const changes = await cx.run(tableDeltas(started, before.state.working))
  if (changes.some((d) => !patterns.ignores((d.toName ?? d.fromName)!))) throw doltError(`rebase aborted due to changes in branch ${rebase.branch}`)
  const commit = await cx.run(readCommit(database.db, head.hash))
  await cx.updateRefs([
    { ref: branchRef(rebase.branch), to: commit.hash, expect: before.head.hash },
    { ref: workingSetRef(rebase.branch), to: cleanWorkingSetOf(database.db, commit, cx.transaction.host.identity), expect: before.state.storedAt },
    { ref: branchRef(temporary.branch), to: null, expect: head.hash }, { ref: workingSetRef(temporary.branch), to: null },
  ])
  leave(cx, temporary, rebase.branch)
  const after = await cx.run(cx.transaction.writable(name))
  const working = await cx.run(withTablesOnlyIn(before.state.working, before.state.staged, after.state.working))
  if (working.hash !== after.state.working.hash) {
    cx.transaction.setState(database, rebase.branch, { working })
    await cx.transaction.commitBranch(database, rebase.branch)
  }
  return `Successfully rebased and updated refs/heads/${rebase.branch}`
}
