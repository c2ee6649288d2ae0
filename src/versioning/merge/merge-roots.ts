import type { ForeignKey } from '../../serial/foreign-keys.ts'
import { createTable, readTable } from '../../doltdb/table.ts'
import type { RootValue } from '../../doltdb/root-value.ts'
import type { Hash } from '../../store/hash.ts'
import type { Fetching } from '../../store/missing.ts'
import { checkForeignKeys } from './check-foreign-keys.ts'
import { cannotMerge } from './errors.ts'
import { mergeTable, type MergeSources } from './merge-table.ts'

/** What two sides' changes of a database come to. */
export interface MergedRoot {
  readonly root: RootValue
  /** Tables with rows that both changed in ways that don't go together, with their number. */
  readonly conflicts: ReadonlyMap<string, number>
  /** Tables that one dropped and the other changed. */
  readonly schemaConflicts: readonly string[]
  /** Tables with rows that violate constraints, with the number of violations. */
  readonly violations: ReadonlyMap<string, number>
}

/** Whether a merge left something for the user to resolve. */
export function hasConflicts({ conflicts, schemaConflicts, violations }: MergedRoot): boolean {
  return conflicts.size + schemaConflicts.length + violations.size > 0
}

type Names = ReadonlyMap<string, Hash>

/**
 * Joins two roots that came of `base`. Tables that one side changed are taken from it whole; of those that both changed, rows are
 * joined. Source: Dolt go/libraries/doltcore/merge/merge.go.
 * @throws OxbowError 1235 where both changed a table and its schema differs, and where foreign keys would have to be checked
 */
export function* mergeRootValues(base: RootValue, ours: RootValue, theirs: RootValue, sources: MergeSources): Fetching<MergedRoot> {
  if (theirs.message.collation !== base.message.collation) throw cannotMerge('the collation of the database was changed')
  const [before, mine, other] = [yield* base.tables(), yield* ours.tables(), yield* theirs.tables()]
  const edits: [string, Hash | null][] = []
  const conflicts = new Map<string, number>()
  const schemaConflicts: string[] = []
  const violations = new Map<string, number>()
  for (const name of new Set([...mine.keys(), ...other.keys()])) {
    const [was, is, their] = [before.get(name), mine.get(name), other.get(name)]
    if (their === was || their === is) continue
    if (is === was) {
      edits.push([name, their ?? null])
      continue
    }
    if (is === undefined || their === undefined) {
      schemaConflicts.push(name)
      continue
    }
    const merged = yield* mergeTables(name, base, was, is, their, sources)
    edits.push([name, merged.table.hash])
    if (merged.conflicts > 0) conflicts.set(name, merged.conflicts)
    if (merged.violations > 0) violations.set(name, merged.violations)
  }
  const foreignKeys = yield* mergeForeignKeys(base, ours, theirs)
  const root = yield* ours.with({ tables: edits, ...(foreignKeys !== undefined && { foreignKeys }) })
  yield* checkForeignKeys(base, root, changedTables(before, mine), changedTables(before, other))
  return { root, conflicts, schemaConflicts, violations }
}

function* mergeTables(
  name: string, base: RootValue, was: Hash | undefined, is: Hash, their: Hash, sources: MergeSources,
): ReturnType<typeof mergeTable> {
  const { db } = base
  const [mine, other] = [yield* readTable(db, is), yield* readTable(db, their)]
  const before = was === undefined ? yield* createTable(db, mine.schema) : yield* readTable(db, was)
  if (mine.schema.hash !== other.schema.hash || before.schema.hash !== mine.schema.hash) {
    throw cannotMerge(`both sides changed the table ${name}, and its schema differs between them`)
  }
  return yield* mergeTable(name, before, mine, other, sources)
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
