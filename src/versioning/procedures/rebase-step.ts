import { readCommit, writeCommit, type Commit } from '../../doltdb/commit.ts'
import { branchRef } from '../../doltdb/refs.ts'
import { readRoot, type RootValue } from '../../doltdb/root-value.ts'
import type { Hash } from '../../store/hash.ts'
import type { Fetching } from '../../store/missing.ts'
import { parseArguments } from '../arguments.ts'
import { doltError } from '../errors.ts'
import { hasConflicts, mergeRootValues } from '../merge/merge-roots.ts'
import { verificationFailure } from '../tests/run-tests.ts'
import type { BranchState } from '../revision.ts'
import type { WritableBranch } from '../transaction.ts'
import { stageAllBut } from './apply-commit.ts'
import { commitMeta } from './commit.ts'
import type { ProcedureContext } from './context.ts'
import type { RebaseStep } from './rebase-plan.ts'

/** How commits without changes are treated. Source: Dolt go/libraries/doltcore/doltdb/workingset.go. */
export const EMPTY_COMMITS = { drop: 1, keep: 2 } as const

/**
 * Applies one commit of the plan to the branch that is being made.
 * @returns what the working set comes to where something is left to be resolved; then nothing was changed
 * @throws OxbowError `SCHEMA_CONFLICT` where schemas don't go together
 */
export async function applyStep(cx: ProcedureContext, branch: WritableBranch, step: RebaseStep): Promise<StateChange | undefined> {
  if (step.action === 'drop') return undefined
  const { database: { db }, head, state } = branch
  const commit = await cx.run(readCommit(db, step.commit))
  if (commit.parents.length > 1) throw doltError('cherry-picking a merge commit is not supported')
  if (commit.parents.length === 0) throw doltError('cherry-picking a commit without parents is not supported')
  const base = await cx.run(readRoot(db, (await cx.run(readCommit(db, commit.parents[0]))).root))
  const ours = await cx.run(readRoot(db, head.root))
  const merged = await cx.run(mergeRootValues(cx, base, ours, await cx.run(readRoot(db, commit.root)), {
    sources: { theirs: commit.hash, base: commit.parents[0] }, keepsSchemaConflicts: false, isCherryPick: true,
  }))
  if (hasConflicts(merged)) {
    const working = await cx.run(withTablesOnlyIn(state.working, state.staged, merged.root))
    return {
      working, staged: await cx.run(stageAllBut(working, state, new Set([...merged.conflicts.keys(), ...merged.violations.keys()]))),
      mergeState: {
        preWorkingRoot: state.working.hash, fromCommit: commit.hash, fromCommitSpec: step.commit, unmergableTables: [], isCherryPick: true, isRevert: false,
        preMergeHeadCommit: head.hash, pendingCommitHashes: [],
      },
    }
  }
  // Whether it was empty before makes no difference, as on Dolt.
  const dropped = merged.root.hash === head.root && state.rebaseState?.commitBecomesEmptyHandling === EMPTY_COMMITS.drop
  if (!dropped) await commitStep(cx, branch, step, merged.root, commit)
  return undefined
}

/** What becomes of a branch's state. */
export type StateChange = Pick<BranchState, 'working' | 'staged' | 'mergeState'>

/** Commits what the user staged while the rebase waited at this step. */
export async function commitStaged(cx: ProcedureContext, branch: WritableBranch, step: RebaseStep): Promise<void> {
  await commitStep(cx, branch, step, branch.state.staged, await cx.run(readCommit(branch.database.db, step.commit)))
}

function amends({ action }: RebaseStep): boolean {
  return action === 'squash' || action === 'fixup'
}

async function commitStep(cx: ProcedureContext, branch: WritableBranch, step: RebaseStep, root: RootValue, original: Commit): Promise<void> {
  const { database: { db }, head, state } = branch
  const working = await cx.run(withTablesOnlyIn(state.working, state.staged, root))
  cx.transaction.setState(branch.database, branch.branch, { working, staged: root, mergeState: undefined })
  const failure = state.rebaseState?.skipVerification === true ? undefined : await verificationFailure(cx.transaction, cx.session)
  if (failure !== undefined) {
    // The rebase waits at this step for what makes the test pass.
    await cx.transaction.commitBranch(branch.database, branch.branch)
    throw failure
  }
  const parents: Commit[] = []
  for (const parent of amends(step) ? head.parents : [head.hash]) parents.push(await cx.run(readCommit(db, parent)))
  const { name, email, userTimestampMillis } = original
  const meta = { ...commitMeta(cx, parseArguments([], []), messageOf(step, head, original)), name, email, userTimestampMillis }
  const made = await cx.run(writeCommit(db, root.hash, parents, meta))
  await cx.transaction.commitBranch(branch.database, branch.branch, [{ ref: branchRef(branch.branch), to: made.hash, expect: head.hash }])
}

function messageOf({ action, message }: RebaseStep, head: Commit, original: Commit): string {
  switch (action) {
    case 'squash': return `${head.description}\n\n${original.description}`
    case 'fixup': return head.description
    case 'reword': return message
    default: return original.description
  }
}

/** `root` with the tables of a working root that aren't staged, where it has none of their names: ignored ones, and the plan itself. */
export function* withTablesOnlyIn(working: RootValue, staged: RootValue, root: RootValue): Fetching<RootValue> {
  const tracked = yield* staged.tables()
  const there = yield* root.tables()
  const untracked: [string, Hash][] = []
  for (const [name, hash] of yield* working.tables()) if (!tracked.has(name) && !there.has(name)) untracked.push([name, hash])
  return untracked.length === 0 ? root : yield* root.with({ tables: untracked })
}
