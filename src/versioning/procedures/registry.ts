import { OxbowError } from '../../error.ts'
import type { ProcedureResult } from '../../sql/catalog.ts'
import type { Value } from '../../sql/value.ts'
import { argumentTexts } from '../arguments.ts'
import { doltAdd } from './add.ts'
import { doltBranch } from './branch.ts'
import { doltCheckout } from './checkout.ts'
import { doltClone } from './clone.ts'
import { doltCommit, doltCommitHashOut } from './commit.ts'
import type { Procedure, ProcedureContext } from './context.ts'
import { doltFetch } from './fetch.ts'
import { doltMerge } from './merge.ts'
import { doltPull } from './pull.ts'
import { doltPush } from './push.ts'
import { doltRemote } from './remote.ts'
import { doltReset } from './reset.ts'
import { doltTag } from './tag.ts'

const PROCEDURES: Readonly<Record<string, Procedure>> = {
  dolt_add: doltAdd,
  dolt_branch: doltBranch,
  dolt_checkout: doltCheckout,
  dolt_clone: doltClone,
  dolt_commit: doltCommit,
  dolt_commit_hash_out: doltCommitHashOut,
  dolt_fetch: doltFetch,
  dolt_merge: doltMerge,
  dolt_pull: doltPull,
  dolt_push: doltPush,
  dolt_remote: doltRemote,
  dolt_reset: doltReset,
  dolt_tag: doltTag,
}

/** The names of the procedures that there are. */
export function procedureNames(): readonly string[] {
  return Object.keys(PROCEDURES)
}

/** @throws OxbowError 1305 for an unknown procedure, and what the procedure throws. */
export async function callProcedure(cx: ProcedureContext, name: string, args: readonly Value[]): Promise<ProcedureResult> {
  const lower = name.toLowerCase()
  if (!Object.hasOwn(PROCEDURES, lower)) {
    throw new OxbowError('UNKNOWN_PROCEDURE', `stored procedure "${name}" does not exist`, { errno: 1305, sqlState: '42000' })
  }
  // An OUT parameter keeps its place, whatever its variable holds before.
  return await PROCEDURES[lower](cx, argumentTexts(lower === 'dolt_commit_hash_out' ? ['', ...args.slice(1)] : args))
}
