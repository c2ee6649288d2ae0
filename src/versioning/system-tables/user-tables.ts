import type { ColumnInfo, VirtualTable } from '../../sql/catalog.ts'
import { DATETIME6, JSON_TYPE, LONGTEXT, varchar } from '../../sql/types/types.ts'
import { keyColumn, nullable, virtualTable } from '../column.ts'
import { userSystemTableDefinition } from '../system-schemas.ts'

/*
 * System tables that are stored like a user's once they hold something. Until then they are there, and empty.
 */

const AI_CI = 'utf8mb4_0900_ai_ci'

const COLUMNS: Readonly<Record<string, readonly ColumnInfo[]>> = {
  dolt_schemas: [
    keyColumn('type', varchar(64, AI_CI)), keyColumn('name', varchar(64, AI_CI)), nullable('fragment', LONGTEXT),
    nullable('extra', JSON_TYPE),
    nullable('sql_mode', varchar(256, AI_CI)),
  ],
  dolt_procedures: [
    keyColumn('name', varchar(1023)), nullable('create_stmt', varchar(8191)), nullable('created_at', DATETIME6),
    nullable('modified_at', DATETIME6),
    nullable('sql_mode', varchar(1023)),
  ],
}

/** True for the system tables that users write to. */
export function isUserSystemTable(name: string): boolean {
  return columnsOf(name) !== undefined
}

function columnsOf(name: string): readonly ColumnInfo[] | undefined {
  const lower = name.toLowerCase()
  return Object.hasOwn(COLUMNS, lower) ? COLUMNS[lower] : userSystemTableDefinition(lower)?.columns
}

/** The empty form of such a table. */
export function emptyUserSystemTable(name: string): VirtualTable | undefined {
  const columns = columnsOf(name)
  // oxlint-disable-next-line require-yield
  return columns === undefined ? undefined : virtualTable(name.toLowerCase(), columns, function* () { return [] })
}
