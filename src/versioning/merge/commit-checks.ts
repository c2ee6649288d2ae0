import { readRoot } from '../../doltdb/root-value.ts'
import type { Commit } from '../../doltdb/commit.ts'
import type { SqlSession } from '../../sql/session.ts'
import type { Fetching } from '../../store/missing.ts'
import { doltError, transactionConflict } from '../errors.ts'
import type { BranchState } from '../revision.ts'
import { namesWith, unmergedTables, type UnmergedTable } from './artifact-tables.ts'
import { conflictsRolledBack, violationsRolledBack } from './errors.ts'
import { describeViolations } from './violation-texts.ts'

/**
 * Whether a working set may be made durable with the conflicts and violations that stand in it. Tables that are as they were stored, and
 * as the head has them, are passed over. Source: Dolt go/libraries/doltcore/sqle/dsess/transactions.go, validateWorkingSetForCommit.
 * @param joined another session's changes were joined in: what conflicts then can't be kept
 * @throws OxbowError in Dolt's words, when the transaction has to be rolled back
 */
export function* checkKeptArtifacts(session: SqlSession, state: BranchState, joined: boolean): Fetching<void> {
  const { working, mergeState, storedWorking } = state
  const unmerged = yield* unmergedTables(working, mergeState === undefined ? yield* readRoot(working.db, storedWorking) : undefined)
  const forced = session.variable('dolt_force_transaction_commit') === 1
  if (unmerged.some((t) => t.conflicts > 0) || (mergeState?.unmergableTables.length ?? 0) > 0) {
    if (joined) throw transactionConflict()
    if (!forced && session.variable('dolt_allow_commit_conflicts') !== 1) throw conflictsRolledBack(session.variable('autocommit') !== 0)
  }
  const violated = unmerged.filter((t) => t.violations > 0)
  if (violated.length > 0 && !forced) throw violationsRolledBack(yield* describeViolations(violated))
}

/** @throws OxbowError for a commit while conflicts or violations wait. Source: Dolt go/libraries/doltcore/env/actions/commit.go. */
export function* refuseUnmerged({ working, mergeState }: BranchState, head: Commit): Fetching<void> {
  const unmerged: readonly UnmergedTable[] = working.hash === head.root ? [] : yield* unmergedTables(working)
  const refuse = (names: readonly string[], why: string): void => {
    if (names.length > 0) throw doltError(`error: the table(s) ${names.join(', ')} ${why}`)
  }
  refuse(namesWith(unmerged, 'conflicts'), 'are in conflict')
  refuse(namesWith(unmerged, 'violations'), 'have constraint violations')
  refuse(mergeState?.unmergableTables ?? [], 'have schema conflicts')
}
