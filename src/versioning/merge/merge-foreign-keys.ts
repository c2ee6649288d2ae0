import type { RootValue } from '../../doltdb/root-value.ts'
import { readTable, type Table } from '../../doltdb/table.ts'
import type { ForeignKey } from '../../serial/foreign-keys.ts'
import type { Fetching } from '../../store/missing.ts'
import { doltError } from '../errors.ts'
import { isResolved, isTable } from '../foreign-keys/stored-keys.ts'

/**
 * Joins the foreign keys of two roots that came of `base`; a key is the same by the columns that it joins.
 * Source: Dolt go/libraries/doltcore/merge/merge_schema.go, ForeignKeysMerge.
 * @param merged whose tables they have to fit; keys of what is gone go too
 * @throws OxbowError where both sides made different keys of the same columns or of one name
 */
export function* mergeForeignKeys(base: RootValue, ours: RootValue, theirs: RootValue, merged: RootValue): Fetching<readonly ForeignKey[]> {
  const [was, mine, other] = [yield* base.foreignKeys(), yield* ours.foreignKeys(), yield* theirs.foreignKeys()]
  const keys: ForeignKey[] = []
  for (const key of mine) {
    const their = matching(other, key)
    const before = matching(was, key)
    if (their === undefined) {
      if (before === undefined) keys.push(key)
      continue
    }
    if (same(key, their) || (before !== undefined && same(before, their))) keys.push(key)
    else if (before !== undefined && same(before, key)) keys.push(their)
    else throw doltError('foreign key conflicts')
  }
  for (const key of other) {
    if (matching(mine, key) !== undefined || matching(was, key) !== undefined) continue
    if (keys.some((known) => known.name.toLowerCase() === key.name.toLowerCase() && isTable(known.childTable, key.childTable))) throw doltError('foreign key conflicts')
    keys.push(key)
  }
  const fitting: ForeignKey[] = []
  for (const key of keys) if (yield* fits(merged, key)) fitting.push(key)
  return fitting
}

/** Keys that join nothing yet are the same by their columns' names. */
function identity(key: ForeignKey): string {
  return JSON.stringify([
    key.childTable.toLowerCase(), key.parentTable.toLowerCase(),
    ...(isResolved(key) ? [key.childColumns, key.parentColumns] : [key.unresolvedChildColumns, key.unresolvedParentColumns]),
  ])
}

function matching(keys: readonly ForeignKey[], key: ForeignKey): ForeignKey | undefined {
  const wanted = identity(key)
  return keys.find((other) => identity(other) === wanted)
}

function same(a: ForeignKey, b: ForeignKey): boolean {
  return a.name === b.name && a.onDelete === b.onDelete && a.onUpdate === b.onUpdate && identity(a) === identity(b)
}

function* fits(merged: RootValue, key: ForeignKey): Fetching<boolean> {
  if (!isResolved(key)) return true
  const child = yield* tableOf(merged, key.childTable)
  const parent = yield* tableOf(merged, key.parentTable)
  const has = (table: Table | undefined, tags: readonly number[], index: string): boolean => table !== undefined &&
    tags.every((tag) => table.schema.columns.some((c) => c.tag === tag)) && (index === '' || table.schema.indexes.some(({ name }) => name === index))
  return has(child, key.childColumns, key.childIndex) && has(parent, key.parentColumns, key.parentIndex)
}

function* tableOf(root: RootValue, name: string): Fetching<Table | undefined> {
  const found = yield* root.find(name)
  return found === undefined ? undefined : yield* readTable(root.db, found.hash)
}
