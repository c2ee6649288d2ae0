import type { VirtualTable } from '../../sql/catalog.ts'
import type { Session } from '../../sql/session-state.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import { argumentTexts } from '../arguments.ts'
import type { DoltCatalog } from '../catalog.ts'
import { doltError } from '../errors.ts'
import type { MergeContext } from '../merge/row-merger.ts'
import type { Revision } from '../revision.ts'
import { branchStatusFunction } from './branch-status.ts'
import { diffFunction } from './diff.ts'
import { diffStatFunction } from './diff-stat.ts'
import { diffSummaryFunction } from './diff-summary.ts'
import { jsonDiffFunction } from './json-diff.ts'
import { logFunction } from './log.ts'
import { patchFunction } from './patch.ts'
import { previewMergeConflicts, previewMergeSummary } from './preview-merge.ts'
import { queryDiffFunction } from './query-diff.ts'
import { reflogFunction } from './reflog.ts'
import { schemaDiffFunction } from './schema-diff.ts'

const FUNCTIONS: Readonly<Record<string, (revision: Revision, args: readonly string[], cx: MergeContext) => Fetching<VirtualTable>>> = {
  dolt_branch_status: branchStatusFunction,
  dolt_log: logFunction,
  dolt_diff: diffFunction,
  dolt_diff_stat: diffStatFunction,
  dolt_diff_summary: diffSummaryFunction,
  dolt_patch: patchFunction,
  dolt_preview_merge_conflicts: previewMergeConflicts,
  dolt_preview_merge_conflicts_summary: previewMergeSummary,
  dolt_schema_diff: schemaDiffFunction,
}

/** A table function of Dolt's, called with these arguments; undefined when there is none of that name. */
export function* tableFunction(
  catalog: DoltCatalog, session: Session, database: string, name: string, args: readonly Value[],
): Fetching<VirtualTable | undefined> {
  const lower = name.toLowerCase()
  // It reads nothing but its arguments.
  if (lower === 'dolt_json_diff') return { ...jsonDiffFunction(args), reuse: 'commit' }
  if (lower === 'dolt_query_diff') return yield* queryDiffFunction(catalog, session, args)
  if (lower !== 'dolt_reflog' && !Object.hasOwn(FUNCTIONS, lower)) return undefined
  const bad = args.find((a) => typeof a !== 'string')
  if (bad !== undefined) throw doltError(`Invalid argument to ${lower}: ${bad === null ? 'NULL' : String(bad)}`)
  if (lower === 'dolt_reflog') return reflogFunction(yield* catalog.revision(database), argumentTexts(args), catalog.access?.refs)
  // All of them show nothing but what the database's refs lead to.
  return { ...(yield* FUNCTIONS[lower](yield* catalog.revision(database), argumentTexts(args), { transaction: catalog, session })), reuse: 'view' }
}
