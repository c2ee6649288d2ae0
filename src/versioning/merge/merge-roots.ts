import type { RootValue } from '../../doltdb/root-value.ts'
import { createTable, readTable } from '../../doltdb/table.ts'
import { collationName } from '../../sql/types/collation.ts'
import type { Hash } from '../../store/hash.ts'
import type { Fetching } from '../../store/missing.ts'
import { doltError } from '../errors.ts'
import { rebuildFulltext } from '../fulltext/fulltext-index.ts'
import { isBehindFulltext } from '../system-schemas.ts'
import { unmergedTables } from './artifact-tables.ts'
import { addForeignKeyViolations } from './foreign-key-violations.ts'
import { mergeForeignKeys } from './merge-foreign-keys.ts'
import { mergeSchemas, sameSchema } from './merge-schema.ts'
import { mergeTable, type MergeSources, type TableSides } from './merge-table.ts'
import type { MergeContext } from './row-merger.ts'

/** What two sides' changes of a database come to. */
export interface MergedRoot {
  readonly root: RootValue
  /** Tables with rows that both changed in ways that don't go together, with their number. */
  readonly conflicts: ReadonlyMap<string, number>
  /** Tables whose schemas don't go together, or that one side dropped and the other changed: they stand as ours are. */
  readonly schemaConflicts: readonly SchemaConflict[]
  /** Tables with rows that violate constraints, with the number of violations. */
  readonly violations: ReadonlyMap<string, number>
}

export interface SchemaConflict {
  readonly table: string
  /** Each in Dolt's words. */
  readonly messages: readonly string[]
  /** One side dropped the table. */
  readonly dropped: boolean
}

/** Whether a merge left something for the user to resolve. */
export function hasConflicts({ conflicts, schemaConflicts, violations }: MergedRoot): boolean {
  return conflicts.size + schemaConflicts.length + violations.size > 0
}

export interface MergeTerms {
  readonly sources: MergeSources
  /** False for picks and reverts: conflicts of schemas end them. */
  readonly keepsSchemaConflicts: boolean
  /** A pick joins tables that only it changed row by row, too. */
  readonly isCherryPick?: boolean
  /** Foreign keys are left as ours are, and not looked at. */
  readonly withoutForeignKeys?: boolean
}

type Names = ReadonlyMap<string, Hash>

/**
 * Joins two roots that came of `base`. Tables that one side changed are taken from it whole; of those that both changed, schemas and
 * rows are joined. Source: Dolt go/libraries/doltcore/merge/merge.go.
 * @throws OxbowError in Dolt's words for what can't be joined
 */
export function* mergeRootValues(cx: MergeContext, base: RootValue, ours: RootValue, theirs: RootValue, terms: MergeTerms): Fetching<MergedRoot> {
  const [before, mine, other]: readonly Names[] = [yield* base.tables(), yield* ours.tables(), yield* theirs.tables()]
  const edits: [string, Hash | null][] = []
  const schemaConflicts: SchemaConflict[] = []
  const rewritten: string[] = []
  for (const name of new Set([...mine.keys(), ...other.keys()])) {
    const [was, is, their] = [before.get(name), mine.get(name), other.get(name)]
    if (their === was) continue
    if (is === their && (is === undefined || !(yield* isKeyless(ours, is)))) continue
    // What stands behind a FULLTEXT index is made anew of its table.
    if (isBehindFulltext(name) && is !== was) continue
    if (is === was && (terms.isCherryPick !== true || is === undefined || their === undefined)) {
      edits.push([name, their ?? null])
      continue
    }
    const merged = is === undefined || their === undefined
      ? { table: name, messages: ['table was modified in one branch and deleted in the other'], dropped: true }
      : yield* joinTables(cx, name, base, { was, is, their }, terms.sources)
    if (typeof merged === 'string') {
      edits.push([name, merged])
      rewritten.push(name)
    }
    else if (terms.keepsSchemaConflicts) schemaConflicts.push(merged)
    else throw schemaConflictError(merged)
  }
  let joined = yield* ours.with({ tables: edits, collation: mergeCollations(base, ours, theirs) })
  for (const name of rewritten) {
    const table = yield* readTable(ours.db, (yield* joined.tables()).get(name)!)
    joined = yield* rebuildFulltext(joined, ours, name, table)
  }
  const root = terms.withoutForeignKeys === true ? joined : yield* joinForeignKeys(base, ours, theirs, joined, terms.sources.theirs)
  const conflicts = new Map<string, number>()
  const violations = new Map<string, number>()
  for (const table of yield* unmergedTables(root, ours)) {
    if (table.conflicts > 0) conflicts.set(table.name, table.conflicts)
    if (table.violations > 0) violations.set(table.name, table.violations)
  }
  return { root, conflicts, schemaConflicts, violations }
}

function* joinForeignKeys(base: RootValue, ours: RootValue, theirs: RootValue, joined: RootValue, from: Hash): Fetching<RootValue> {
  const keyed = yield* joined.with({ foreignKeys: yield* mergeForeignKeys(base, ours, theirs, joined) })
  return yield* addForeignKeyViolations(keyed, base, from)
}

/** The error for a conflict of schemas that can't be kept, in Dolt's words. */
export function schemaConflictError({ table, messages }: SchemaConflict): Error {
  return doltError(
    `merge aborted: schema conflict found for table ${table} \n please resolve schema conflicts before merging: ${messages.map((m) => `\n\t${m}`).join('')}`,
    'SCHEMA_CONFLICT',
  )
}

function* isKeyless({ db }: RootValue, hash: Hash): Fetching<boolean> {
  return (yield* readTable(db, hash)).schema.keyless
}

interface TableHashes {
  readonly was: Hash | undefined
  readonly is: Hash
  readonly their: Hash
}

/** @returns the joined table's address */
function* joinTables(cx: MergeContext, name: string, { db }: RootValue, { was, is, their }: TableHashes, sources: MergeSources): Fetching<Hash | SchemaConflict> {
  const [ours, theirs] = [yield* readTable(db, is), yield* readTable(db, their)]
  if (was === undefined && !sameSchema(ours.schema, theirs.schema)) {
    throw doltError(`table with same name '${name}' added in 2 commits can't be merged`)
  }
  const base = was === undefined ? yield* createTable(db, ours.schema) : yield* readTable(db, was)
  const merged = mergeSchemas(db, name, base.schema, ours.schema, theirs.schema)
  if (!('schema' in merged)) return { table: name, messages: merged, dropped: false }
  const sides: TableSides = { base, ours, theirs }
  return (yield* mergeTable(cx, name, sides, merged, sources)).hash
}

/** @throws OxbowError where both sides changed the collation of new tables. */
function mergeCollations(base: RootValue, ours: RootValue, theirs: RootValue): number {
  const [was, mine, other] = [base.message.collation, ours.message.collation, theirs.message.collation]
  if (mine === other || other === was) return mine
  if (mine === was) return other
  throw doltError(`database collation conflict, please resolve manually. ours: ${collationName(mine)}, theirs: ${collationName(other)}`)
}
