import { readCommit, type Commit } from '../../doltdb/commit.ts'
import { readRoot, type RootValue } from '../../doltdb/root-value.ts'
import { tableDeltas } from '../../doltdb/table-deltas.ts'
import type { ColumnInfo, ProcedureResult } from '../../sql/catalog.ts'
import { BIGINT, LONGTEXT } from '../../sql/types/types.ts'
import type { Hash } from '../../store/hash.ts'
import type { Fetching } from '../../store/missing.ts'
import { nullable } from '../column.ts'
import { namesWith, unmergedTables } from '../merge/artifact-tables.ts'
import { hasConflicts, mergeRootValues, type MergedRoot } from '../merge/merge-roots.ts'
import type { BranchState } from '../revision.ts'
import { readStatus } from '../system-tables/status.ts'
import type { DoltTransaction, WritableBranch } from '../transaction.ts'
import { result, type ProcedureContext } from './context.ts'
import { copyTables } from './staging.ts'

/** What dolt_cherry_pick and dolt_revert answer. */
export const PICKED: readonly ColumnInfo[] = [
  nullable('hash', LONGTEXT), nullable('data_conflicts', BIGINT), nullable('schema_conflicts', BIGINT), nullable('constraint_violations', BIGINT),
]

/** A commit whose changes, or their inverse, come to the current branch. */
export interface Application {
  readonly kind: 'cherry-pick' | 'revert'
  readonly commit: Commit
  /** What the user called it. */
  readonly spec: string
  /** The head when the first commit of a series was applied. */
  readonly seriesHead: Hash
  /** Commits that follow. */
  readonly pending: readonly Hash[]
}

/** What the working set comes to; new tables that dolt_ignore names are left out of what is staged. */
export interface Applied {
  readonly working: RootValue
  readonly staged: RootValue
}

/**
 * Joins what a commit changed with a branch's working root. Where something is left to be resolved it is kept there, with the state that
 * `--continue` and `--abort` need; tables without conflicts are staged.
 * @returns the root; where something waits for the user, what it is
 */
export async function applyCommit(cx: ProcedureContext, branch: WritableBranch, application: Application): Promise<Applied | MergedRoot> {
  const { database, state } = branch
  const { db } = database
  const { commit, kind } = application
  const parent = await cx.run(readCommit(db, commit.parents[0]))
  const [from, to] = kind === 'revert' ? [commit, parent] : [parent, commit]
  const [base, theirs] = [await cx.run(readRoot(db, from.root)), await cx.run(readRoot(db, to.root))]
  const merged = await cx.run(mergeRootValues(cx, base, state.working, theirs, {
    sources: { theirs: to.hash, base: from.hash }, keepsSchemaConflicts: false, isCherryPick: kind === 'cherry-pick',
  }))
  if (!hasConflicts(merged)) return { working: merged.root, staged: await cx.run(stageAllBut(merged.root, state, new Set())) }
  const left = new Set([...merged.conflicts.keys(), ...merged.violations.keys()])
  cx.transaction.setState(database, branch.branch, {
    working: merged.root,
    staged: await cx.run(stageAllBut(merged.root, state, left)),
    mergeState: {
      preWorkingRoot: state.working.hash, fromCommit: commit.hash, fromCommitSpec: application.spec, unmergableTables: [],
      isCherryPick: kind === 'cherry-pick', isRevert: kind === 'revert', preMergeHeadCommit: application.seriesHead,
      pendingCommitHashes: application.pending,
    },
  })
  return merged
}

/** The staged root with the tables that a merge changed. @param state before the merge */
export function* stageAllBut(root: RootValue, { working, staged }: BranchState, left: ReadonlySet<string>): Fetching<RootValue> {
  if (left.size === 0 && working.hash === staged.hash) return root
  const [before, after] = [yield* working.tables(), yield* root.tables()]
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name))
  return yield* copyTables(root, staged, changed.filter((name) => !left.has(name)))
}

/** What is answered where something waits for the user. */
export function waiting({ conflicts, schemaConflicts, violations }: MergedRoot): ProcedureResult {
  return result(PICKED, '', conflicts.size, schemaConflicts.length, violations.size)
}

/** As `waiting`, for what still stands in a working set; undefined where all is resolved. */
export async function stillWaiting(cx: ProcedureContext, { working, mergeState }: BranchState): Promise<ProcedureResult | undefined> {
  const tables = await cx.run(unmergedTables(working))
  const counts = [namesWith(tables, 'conflicts').length, mergeState?.unmergableTables.length ?? 0, namesWith(tables, 'violations').length]
  return counts.every((n) => n === 0) ? undefined : result(PICKED, '', ...counts)
}

/** Whether a branch has changes that aren't committed, but for new tables that dolt_ignore names. */
export async function hasLocalChanges(cx: { readonly transaction: DoltTransaction }, branch: WritableBranch): Promise<boolean> {
  const { staged, unstaged } = await cx.transaction.run(readStatus(branch))
  return staged.length + unstaged.length > 0
}

/**
 * Whether changes that aren't committed stand in the way of commits that are taken back: any that is staged, and those of tables that
 * these changed, but for new ones that dolt_ignore names.
 */
export async function inTheWay(cx: ProcedureContext, branch: WritableBranch, commits: readonly Commit[]): Promise<boolean> {
  const { staged, unstaged } = await cx.run(readStatus(branch))
  if (staged.length > 0) return true
  if (unstaged.length === 0) return false
  const names = new Set(unstaged.flatMap(({ fromName, toName }) => [fromName, toName]))
  for (const commit of commits) {
    if (commit.parents.length === 0) return true
    const { db } = branch.database
    const parent = await cx.run(readCommit(db, commit.parents[0]))
    const deltas = await cx.run(tableDeltas(await cx.run(readRoot(db, parent.root)), await cx.run(readRoot(db, commit.root))))
    if (deltas.some(({ fromName, toName }) => (fromName !== undefined && names.has(fromName)) || (toName !== undefined && names.has(toName)))) return true
  }
  return false
}
