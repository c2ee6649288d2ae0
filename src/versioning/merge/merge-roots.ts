import type { ForeignKey } from '../../serial/foreign-keys.ts'
import { createTable, readTable, type Table } from '../../doltdb/table.ts'
import type { RootValue } from '../../doltdb/root-value.ts'
import type { Hash } from '../../store/hash.ts'
import type { Fetching } from '../../store/missing.ts'
import { checkForeignKeys } from './check-foreign-keys.ts'
import { cannotMerge, type UniqueViolation } from './errors.ts'
import { mergeTable } from './merge-table.ts'

/** What two sides' changes of a database come to. */
export interface MergedRoot {
  readonly root: RootValue
  /** Tables that one dropped and the other changed, or with rows that both changed in ways that don't go together; with their number. */
  readonly conflicts: ReadonlyMap<string, number>
  readonly violations: readonly UniqueViolation[]
}

type Names = ReadonlyMap<string, Hash>

/**
 * Joins two roots that came of `base`. Tables that one side changed are taken from it whole; of those that both changed, rows are
 * joined. Source: Dolt go/libraries/doltcore/merge/merge.go.
 * @throws OxbowError 1235 where both changed a table and its schema differs, and where foreign keys would have to be checked
 */
export function* mergeRootValues(base: RootValue, ours: RootValue, theirs: RootValue): Fetching<MergedRoot> {
  if (theirs.message.collation !== base.message.collation) throw cannotMerge('the collation of the database was changed')
  const [before, mine, other] = [yield* base.tables(), yield* ours.tables(), yield* theirs.tables()]
  const edits: [string, Hash | null][] = []
  const conflicts = new Map<string, number>()
  const violations: UniqueViolation[] = []
  for (const name of new Set([...mine.keys(), ...other.keys()])) {
    const [was, is, their] = [before.get(name), mine.get(name), other.get(name)]
    if (their === was || their === is) continue
    if (is === was) {
      edits.push([name, their ?? null])
      continue
    }
    if (is === undefined || their === undefined) {
      // One side changed the table that the other dropped.
      conflicts.set(name, 1)
      continue
    }
    const merged = yield* mergeTables(name, base, was, is, their)
    edits.push([name, merged.table.hash])
    if (merged.conflicts > 0) conflicts.set(name, merged.conflicts)
    for (const [index, rows] of merged.violations) violations.push({ index, columns: columnsOf(merged.table, index), rows })
  }
  const foreignKeys = yield* mergeForeignKeys(base, ours, theirs)
  const root = yield* ours.with({ tables: edits, ...(foreignKeys !== undefined && { foreignKeys }) })
  yield* checkForeignKeys(base, root, changedTables(before, mine), changedTables(before, other))
  return { root, conflicts, violations }
}

function* mergeTables(name: string, base: RootValue, was: Hash | undefined, is: Hash, their: Hash): ReturnType<typeof mergeTable> {
  const { db } = base
  const [mine, other] = [yield* readTable(db, is), yield* readTable(db, their)]
  const before = was === undefined ? yield* createTable(db, mine.schema) : yield* readTable(db, was)
  if (mine.schema.hash !== other.schema.hash || before.schema.hash !== mine.schema.hash) {
    throw cannotMerge(`both sides changed the table ${name}, and its schema differs between them`)
  }
  return yield* mergeTable(name, before, mine, other)
}

function columnsOf({ schema }: Table, index: string): string[] {
  const ordinals = schema.indexes.find((i) => i.name === index)?.message.indexColumns ?? schema.primaryKey
  return ordinals.map((ordinal) => schema.columns[ordinal].name)
}

/** Undefined where ours stand as they are. */
function* mergeForeignKeys(base: RootValue, ours: RootValue, theirs: RootValue): Fetching<readonly ForeignKey[] | undefined> {
  const [before, mine, other] = [base.message.foreignKeys, ours.message.foreignKeys, theirs.message.foreignKeys]
  if (other === before || other === mine) return undefined
  if (mine !== before) throw cannotMerge('both sides changed foreign keys')
  return yield* theirs.foreignKeys()
}

function changedTables(from: Names, to: Names): Set<string> {
  const changed = new Set<string>()
  for (const name of new Set([...from.keys(), ...to.keys()])) if (from.get(name) !== to.get(name)) changed.add(name)
  return changed
}
