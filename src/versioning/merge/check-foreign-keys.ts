import type { ForeignKey } from '../../serial/foreign-keys.ts'
import { diffRows, keysAreComparable } from '../../doltdb/row-diff.ts'
import type { RootValue } from '../../doltdb/root-value.ts'
import { readTable } from '../../doltdb/table.ts'
import { Missing, type Fetching } from '../../store/missing.ts'
import { cannotMerge } from './errors.ts'

/**
 * Each side's rows obey the foreign keys; together they may not, where one side changed the children and the other the parents.
 * They do where no parent that `base` had went away: the cost follows the changes of the parents.
 * @param ours tables that our side changed
 * @param theirs tables that the other side changed
 * @throws OxbowError 1235 where parents went away, so that each child would have to be looked at
 */
export function* checkForeignKeys(
  base: RootValue, merged: RootValue, ours: ReadonlySet<string>, theirs: ReadonlySet<string>,
): Fetching<void> {
  for (const key of yield* merged.foreignKeys()) {
    const { name, childTable, parentTable, childColumns } = key
    const joined = childColumns.length > 1 && ours.has(childTable) && theirs.has(childTable)
    const apart = (ours.has(childTable) && theirs.has(parentTable)) || (ours.has(parentTable) && theirs.has(childTable))
    if (joined || (apart && (yield* parentsWentAway(base, merged, key)))) {
      throw cannotMerge(`both sides changed tables of the foreign key ${name}, and rows may have lost their parents`)
    }
  }
}

function* parentsWentAway(base: RootValue, merged: RootValue, { parentTable, parentIndex }: ForeignKey): Fetching<boolean> {
  const was = (yield* base.tables()).get(parentTable)
  const is = (yield* merged.tables()).get(parentTable)
  if (was === undefined || is === was) return false
  if (is === undefined) return true
  const from = yield* readTable(base.db, was)
  const to = yield* readTable(base.db, is)
  if (!keysAreComparable(from.schema, to.schema)) return true
  for (const step of diffRows(from, to)) {
    if (step instanceof Missing) yield step
    // A row that stays under its primary key keeps that key, but maybe not the columns of another one.
    else if (step.kind === 'removed' || (step.kind === 'modified' && parentIndex !== '')) return true
  }
  return false
}
