import type { RootValue } from '../../doltdb/root-value.ts'
import type { ProcedureContext } from '../procedures/context.ts'
import { cannotMerge, constraintViolations, mergeConflictsWithAutocommit } from './errors.ts'
import { mergeRootValues } from './merge-roots.ts'

/** The root that joins what both sides changed since `base`. @throws OxbowError where rows conflict or come to share a unique key */
export async function mergeCleanly(cx: ProcedureContext, base: RootValue, ours: RootValue, theirs: RootValue): Promise<RootValue> {
  const { root, conflicts, violations } = await cx.run(mergeRootValues(base, ours, theirs))
  if (conflicts.size === 0 && violations.length === 0) return root
  if (cx.session.variable('autocommit') !== 1) {
    const tables = conflicts.size > 0 ? [...conflicts.keys()].join(', ') : violations.map((v) => v.index).join(', ')
    throw cannotMerge(`${conflicts.size > 0 ? 'conflicts in the tables' : 'rows that share a unique key of'} ${tables} would have to be kept`)
  }
  throw conflicts.size > 0 ? mergeConflictsWithAutocommit() : constraintViolations(violations)
}

