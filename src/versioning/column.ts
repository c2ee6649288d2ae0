import type { ColumnInfo, VirtualTable } from '../sql/catalog.ts'
import type { SqlSession } from '../sql/session.ts'
import type { SqlType } from '../sql/types/sql-type.ts'
import type { Value } from '../sql/value.ts'
import type { Fetching } from '../store/missing.ts'

/** A column of a computed table that is never NULL. */
export function column(name: string, type: SqlType): ColumnInfo {
  return { name, type, nullable: false }
}

/** A column of a computed table that may be NULL. */
export function nullable(name: string, type: SqlType): ColumnInfo {
  return { name, type, nullable: true }
}

/** A column of a computed table's key. */
export function keyColumn(name: string, type: SqlType): ColumnInfo {
  return { name, type, nullable: false, primaryKey: true }
}

export type VirtualRows = (session: SqlSession, equals: ReadonlyMap<string, Value>) => Fetching<Iterable<readonly Value[]>>

export function virtualTable(name: string, columns: readonly ColumnInfo[], rows: VirtualRows): VirtualTable {
  return { kind: 'virtual', name, columns, rows }
}
