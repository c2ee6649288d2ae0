import type { SchemaColumn } from '../../serial/table-schema.ts'
import { doltError } from '../errors.ts'
import { typeChange } from './type-change.ts'

/** What one column is in the base and on each side; at least one of them has it. */
export interface ColumnTrio {
  readonly base: SchemaColumn | undefined
  readonly ours: SchemaColumn | undefined
  readonly theirs: SchemaColumn | undefined
}

export interface MergedColumns {
  /** Ours in their order, then those that theirs added; each with what it is on the sides. */
  readonly columns: readonly { readonly column: SchemaColumn; readonly trio: ColumnTrio }[]
  readonly conflicts: readonly string[]
  /** A change of type asks for indexes that are built anew. */
  readonly rebuildsIndexes: boolean
}

/**
 * Joins the columns of two schemas that came of `base`. Columns are the same by their tags, or by their names where no tag is.
 * Source: Dolt go/libraries/doltcore/merge/merge_schema.go, mergeColumns.
 * @throws OxbowError for a new column that can't be NULL and has no default
 */
export function mergeColumns(
  table: string, base: readonly SchemaColumn[], ours: readonly SchemaColumn[], theirs: readonly SchemaColumn[],
): MergedColumns {
  const trios = matchColumns(base, ours, theirs)
  const conflicts = trios.flatMap((trio) => conflictOf(trio) ?? [])
  for (const trio of trios) {
    const added = trio.base === undefined ? (trio.ours === undefined ? trio.theirs : trio.theirs === undefined ? trio.ours : undefined) : undefined
    if (added !== undefined && !added.nullable && defaultOf(added) === '') {
      throw doltError(
        `Unable to merge new column \`${added.name}\` in table \`${table}\` because it is not-nullable and has no default value, so existing rows ` +
        "can't be updated automatically. To complete this merge, either manually add this new column to the target branch of the merge and update " +
        "any existing rows, or change the column's definition on the other branch of the merge so that it is nullable or has a default value.",
      )
    }
  }
  const columns: { column: SchemaColumn; trio: ColumnTrio }[] = []
  let rebuildsIndexes = false
  for (const trio of trios) {
    const { base: was, ours: mine, theirs: other } = trio
    const changed = (column: SchemaColumn): boolean => was === undefined || !sameColumn(was, column)
    if (mine === undefined || other === undefined) {
      const only = mine ?? other
      if (was === undefined && only !== undefined) columns.push({ column: only, trio })
      continue
    }
    const [oursChanged, theirsChanged] = [changed(mine), changed(other)]
    if (oursChanged && theirsChanged) {
      if (sameColumn(mine, other)) columns.push({ column: mine, trio })
      continue
    }
    const [from, to] = theirsChanged ? [mine, other] : [other, mine]
    const change = typeChange(from.sqlType, to.sqlType)
    if (change.rebuildsIndexes) rebuildsIndexes = true
    if (change.compatible) columns.push({ column: to, trio })
    else conflicts.push(incompatible(mine, other))
  }
  return { columns, conflicts: [...conflicts, ...collisions(columns.map(({ column }) => column))], rebuildsIndexes }
}

function matchColumns(base: readonly SchemaColumn[], ours: readonly SchemaColumn[], theirs: readonly SchemaColumn[]): ColumnTrio[] {
  const matched = new Set<SchemaColumn>()
  const trios = ours.map((mine): ColumnTrio => {
    const other = sameIn(theirs, mine)
    if (other !== undefined) matched.add(other)
    return { base: sameIn(base, mine), ours: mine, theirs: other }
  })
  for (const other of theirs) if (!matched.has(other)) trios.push({ base: sameIn(base, other), ours: undefined, theirs: other })
  return trios
}

function sameIn(columns: readonly SchemaColumn[], { tag, name }: SchemaColumn): SchemaColumn | undefined {
  return columns.find((c) => c.tag === tag) ?? columns.find((c) => c.name.toLowerCase() === name.toLowerCase())
}

/** What both sides made of a column doesn't go together. */
function conflictOf({ base, ours, theirs }: ColumnTrio): string | undefined {
  if (ours !== undefined && theirs !== undefined) {
    if (sameColumn(ours, theirs)) return undefined
    if (base === undefined) return incompatible(ours, theirs)
    return sameColumn(base, ours) || sameColumn(base, theirs) ? undefined : differing(ours, theirs)
  }
  // One side changed the column that the other dropped.
  const left = ours ?? theirs
  if (base === undefined || left === undefined || sameButTag(base, left)) return undefined
  return `incompatible column types for column '${ours?.name ?? ''}': ${ours?.sqlType ?? '<nil>'} and ${theirs?.sqlType ?? '<nil>'}`
}

function incompatible(ours: SchemaColumn, theirs: SchemaColumn): string {
  return `incompatible column types for column '${ours.name}': ${ours.sqlType} and ${theirs.sqlType}`
}

function differing(ours: SchemaColumn, theirs: SchemaColumn): string {
  return `different column definitions for our column ${ours.name} and their column ${theirs.name}`
}

/** Columns that end up with one name or one tag. */
function collisions(columns: readonly SchemaColumn[]): string[] {
  const found: string[] = []
  const names = new Map<string, SchemaColumn>()
  const tags = new Map<number, SchemaColumn>()
  for (const column of columns) {
    const sameName = names.get(column.name.toLowerCase())
    if (sameName !== undefined) found.push(incompatible(column, sameName))
    names.set(column.name.toLowerCase(), column)
    const sameTag = tags.get(column.tag)
    if (sameTag !== undefined) found.push(differing(column, sameTag))
    tags.set(column.tag, column)
  }
  return found
}

function defaultOf({ generated, defaultValue }: SchemaColumn): string {
  return generated ? '' : defaultValue
}

function sameColumn(a: SchemaColumn, b: SchemaColumn): boolean {
  return a.tag === b.tag && sameButTag(a, b)
}

function sameButTag(a: SchemaColumn, b: SchemaColumn): boolean {
  return a.name === b.name && a.primaryKey === b.primaryKey && a.sqlType === b.sqlType && defaultOf(a) === defaultOf(b) && a.nullable === b.nullable
}
