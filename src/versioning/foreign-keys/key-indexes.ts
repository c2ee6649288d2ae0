import type { SchemaIndex, TableSchema } from '../../serial/table-schema.ts'

/*
 * Which index a foreign key stands on, for the names that are stored. Source: Dolt's FindIndexWithPrefix (sqle/tables.go) and
 * go-mysql-server's FindFKIndexWithPrefix (sql/plan/alter_foreign_key.go), which differ.
 */

/** Name of the secondary index that Dolt notes for a key's columns, in whatever order its first columns are these; '' stands for the primary key. */
export function notedIndex({ secondaryIndexes }: TableSchema, ordinals: readonly number[]): string {
  const fits = secondaryIndexes.filter(({ indexColumns }) => {
    const first = indexColumns.slice(0, ordinals.length)
    return first.length === ordinals.length && ordinals.every((ordinal) => first.includes(ordinal))
  })
  const exact = (index: SchemaIndex): boolean => index.indexColumns.length === ordinals.length
  fits.sort((a, b) => Number(exact(b)) - Number(exact(a)) || b.indexColumns.length - a.indexColumns.length || Number(b.unique) - Number(a.unique) ||
    (a.name < b.name ? -1 : 1))
  return fits[0]?.name ?? ''
}

/**
 * Whether a key of the table, the primary one or an index over whole columns, begins with these columns.
 * @param extended counts the columns of the primary key that end each index, too: enough for a parent
 * @param without an index that counts for nothing; '' is the primary key
 */
export function hasKeyWith(schema: TableSchema, ordinals: readonly number[], extended: boolean, without?: string): boolean {
  if (without !== '' && beginsWith(schema.primaryKey, ordinals)) return true
  return schema.secondaryIndexes.some((index) =>
    index.name !== without && index.prefixLengths.length === 0 && !index.spatial && index.fulltext === undefined && index.vector === undefined &&
    beginsWith(extended ? index.keyColumns : index.indexColumns, ordinals))
}

function beginsWith(columns: readonly number[], start: readonly number[]): boolean {
  return start.length <= columns.length && start.every((ordinal, i) => columns[i] === ordinal)
}
