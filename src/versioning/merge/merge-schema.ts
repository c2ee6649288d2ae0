import { keysAreComparable } from '../../doltdb/row-diff.ts'
import { writeSchema, type Schema } from '../../doltdb/schema.ts'
import type { DoltDatabase } from '../../doltdb/database.ts'
import { DEFAULT_TARGET_ROW_SIZE } from '../../serial/table-schema.ts'
import { doltError } from '../errors.ts'
import { mergeChecks } from './merge-checks.ts'
import { mergeColumns } from './merge-columns.ts'
import { mergeIndexes } from './merge-indexes.ts'

/** What two sides' changes of a schema come to. */
export interface MergedSchema {
  readonly schema: Schema
  /** For each column, its ordinals in the base and on each side; -1 where it isn't there. */
  readonly origins: readonly { readonly base: number; readonly ours: number; readonly theirs: number }[]
  /** A change of type asks for indexes that are built anew. */
  readonly rebuildsIndexes: boolean
}

/** Whether two schemas say the same of rows; tags, and comments of columns and tables, count for nothing. */
export function sameSchema(a: Schema, b: Schema): boolean {
  return a.hash === b.hash || describe(a) === describe(b)
}

function describe({ message }: Schema): string {
  const { columns, primaryKey, secondaryIndexes, checks, collation, targetRowSize } = message
  const shapes = columns.map(({ name, sqlType, nullable, defaultValue, generated }) => [name, sqlType, nullable, generated ? '' : defaultValue])
  return JSON.stringify([shapes, primaryKey, secondaryIndexes, checks, collation, targetRowSize])
}

/**
 * Joins two schemas that came of `base`. Source: Dolt go/libraries/doltcore/merge/merge_schema.go.
 * @returns where they can't be joined, what is in the way
 * @throws OxbowError in Dolt's words for what the user has to change first
 */
export function mergeSchemas(db: DoltDatabase, table: string, base: Schema, ours: Schema, theirs: Schema): MergedSchema | readonly string[] {
  if (sameSchema(base, ours) && sameSchema(base, theirs)) {
    return { schema: ours, origins: ours.columns.map((_, i) => ({ base: i, ours: i, theirs: i })), rebuildsIndexes: false }
  }
  if (!keysAreComparable(ours, theirs)) throw doltError(`error: cannot merge because table ${table} has different primary keys`)
  if (!keysAreComparable(ours, base)) throw doltError(`error: cannot merge because table ${table} has different primary keys in its common ancestor`)
  const { columns, conflicts, rebuildsIndexes } = mergeColumns(table, base.columns, ours.columns, theirs.columns)
  if (conflicts.length > 0) return conflicts
  const merged = columns.map(({ column }) => column)
  const primaryKey = ours.primaryKey.map((i) => columns.findIndex(({ trio }) => trio.ours === ours.columns[i]))
  const indexes = mergeIndexes(merged.map(({ tag }) => tag), primaryKey, base, ours, theirs)
  if (indexes.conflicts.length > 0) return indexes.conflicts
  const collations = [base, ours, theirs].map(({ message }) => message.collation)
  const [was, mine, other] = collations
  if (mine !== was && other !== was && mine !== other) {
    throw doltError(
      `Unable to merge table '${table}', because its default collation setting has changed on both sides of the merge. Manually change the table's ` +
      'default collation setting on one of the sides of the merge and retry this merge.',
    )
  }
  const checks = mergeChecks(new Set(merged.map(({ name }) => name.toLowerCase())), base.message.checks, ours.message.checks, theirs.message.checks)
  if (checks.conflicts.length > 0) return checks.conflicts
  const schema = writeSchema(db, {
    columns: merged, keyless: ours.keyless, primaryKey, secondaryIndexes: indexes.indexes, checks: checks.checks,
    collation: other === was ? mine : other,
    // Dolt's merged schemas have neither of these.
    comment: '', targetRowSize: DEFAULT_TARGET_ROW_SIZE,
  })
  const origins = columns.map(({ trio }) => ({
    base: trio.base === undefined ? -1 : base.columns.indexOf(trio.base),
    ours: trio.ours === undefined ? -1 : ours.columns.indexOf(trio.ours),
    theirs: trio.theirs === undefined ? -1 : theirs.columns.indexOf(trio.theirs),
  }))
  return { schema, origins, rebuildsIndexes }
}
