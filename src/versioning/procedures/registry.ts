import { OxbowError } from '../../error.ts'
import { hasRight, procedureDenied, requireServerAdmin, type Right } from '../../sql/access.ts'
import type { ProcedureResult } from '../../sql/catalog.ts'
import type { Value } from '../../sql/value.ts'
import { argumentTexts } from '../arguments.ts'
import { doltAdd } from './add.ts'
import { doltAssumeRole } from './assume-role.ts'
import { doltBackup } from './backup.ts'
import { doltBranch } from './branch.ts'
import { doltCheckout } from './checkout.ts'
import { doltCherryPick } from './cherry-pick.ts'
import { doltClean } from './clean.ts'
import { doltClone } from './clone.ts'
import { doltCommit, doltCommitHashOut } from './commit.ts'
import type { Procedure, ProcedureContext } from './context.ts'
import { doltConflictsResolve } from './conflicts-resolve.ts'
import { doltCountCommits } from './count-commits.ts'
import { doltFetch } from './fetch.ts'
import { doltGc } from './gc.ts'
import { doltMerge } from './merge.ts'
import { doltPull } from './pull.ts'
import { doltPush } from './push.ts'
import { doltRebase } from './rebase.ts'
import { doltRemote } from './remote.ts'
import { doltReplicationSet } from './replication-set.ts'
import { doltReset } from './reset.ts'
import { doltRevert } from './revert.ts'
import { doltRm } from './rm.ts'
import { doltSquashHistory } from './squash-history.ts'
import { doltStash } from './stash.ts'
import { doltTag } from './tag.ts'
import { doltPurgeDroppedDatabases, doltUndrop } from './undrop.ts'
import { doltUpdateColumnTag } from './update-column-tag.ts'
import { doltVerifyConstraints } from './verify-constraints.ts'

const PROCEDURES: Readonly<Record<string, Procedure>> = {
  dolt_add: doltAdd,
  dolt_assume_role: doltAssumeRole,
  dolt_backup: doltBackup,
  dolt_branch: doltBranch,
  dolt_checkout: doltCheckout,
  dolt_cherry_pick: doltCherryPick,
  dolt_clean: doltClean,
  dolt_clone: doltClone,
  dolt_commit: doltCommit,
  dolt_commit_hash_out: doltCommitHashOut,
  dolt_conflicts_resolve: doltConflictsResolve,
  dolt_count_commits: doltCountCommits,
  dolt_fetch: doltFetch,
  dolt_gc: doltGc,
  dolt_merge: doltMerge,
  dolt_pull: doltPull,
  dolt_purge_dropped_databases: doltPurgeDroppedDatabases,
  dolt_push: doltPush,
  dolt_rebase: doltRebase,
  dolt_remote: doltRemote,
  dolt_replication_set: doltReplicationSet,
  dolt_reset: doltReset,
  dolt_revert: doltRevert,
  dolt_rm: doltRm,
  dolt_squash_history: doltSquashHistory,
  dolt_stash: doltStash,
  dolt_tag: doltTag,
  dolt_undrop: doltUndrop,
  dolt_update_column_tag: doltUpdateColumnTag,
  dolt_verify_constraints: doltVerifyConstraints,
}

/** What a session needs to call a procedure; `admin` for those that aren't listed: they reach other servers, or change how this one works. */
const NEEDED_RIGHTS: Readonly<Record<string, Right>> = {
  dolt_add: 'write',
  dolt_branch: 'write',
  dolt_checkout: 'read',
  dolt_cherry_pick: 'write',
  dolt_clean: 'write',
  dolt_commit: 'write',
  dolt_commit_hash_out: 'write',
  dolt_conflicts_resolve: 'write',
  dolt_count_commits: 'read',
  dolt_gc: 'write',
  dolt_merge: 'write',
  dolt_rebase: 'write',
  dolt_reset: 'write',
  dolt_revert: 'write',
  dolt_rm: 'write',
  dolt_squash_history: 'write',
  dolt_stash: 'write',
  dolt_tag: 'write',
  dolt_verify_constraints: 'write',
}

/** Procedures that concern more than the database they are called in. */
const OF_THE_SERVER = new Set(['dolt_assume_role', 'dolt_backup', 'dolt_clone', 'dolt_purge_dropped_databases', 'dolt_undrop'])

function checkRight({ transaction: { access } }: ProcedureContext, name: string): void {
  if (access !== undefined && !hasRight(access, NEEDED_RIGHTS[name] ?? 'admin')) throw procedureDenied(access, name)
  // What an account may call was seen to before: it may have been granted by name.
  if (OF_THE_SERVER.has(name) && access?.privileges === undefined) requireServerAdmin(access)
}

/** The names of the procedures that there are. */
export function procedureNames(): readonly string[] {
  return Object.keys(PROCEDURES)
}

/** @throws OxbowError 1305 for an unknown procedure, 1370 for one that the session may not call, and what the procedure throws. */
export async function callProcedure(cx: ProcedureContext, name: string, args: readonly Value[]): Promise<ProcedureResult> {
  const lower = name.toLowerCase()
  if (!Object.hasOwn(PROCEDURES, lower)) {
    throw new OxbowError('UNKNOWN_PROCEDURE', `stored procedure "${name}" does not exist`, { errno: 1305, sqlState: '42000' })
  }
  checkRight(cx, lower)
  // An OUT parameter keeps its place, whatever its variable holds before.
  return await PROCEDURES[lower](cx, argumentTexts(lower === 'dolt_commit_hash_out' ? ['', ...args.slice(1)] : args))
}
