import type { RootValue } from '../../doltdb/root-value.ts'
import { writeSchema } from '../../doltdb/schema.ts'
import { createTable, readTable, type Table } from '../../doltdb/table.ts'
import { TableWriter } from '../../doltdb/table-writer.ts'
import type { FieldValue } from '../../prolly/encoding.ts'
import type { TableSchema } from '../../serial/table-schema.ts'
import type { ProgramKind, StoredProgram } from '../../sql/catalog.ts'
import { JsonDocument } from '../../sql/types/json.ts'
import type { Value } from '../../sql/value.ts'
import { DEFAULT_SQL_MODE } from '../../sql/variables.ts'
import type { Fetching } from '../../store/missing.ts'
import { allRows } from '../row-values.ts'
import { PROCEDURES_SCHEMA, SCHEMAS_SCHEMA } from '../system-schemas.ts'
import { SCHEMAS_TABLE } from '../views.ts'

/** Name of the table in which procedures are stored. */
export const PROCEDURES_TABLE = 'dolt_procedures'

/** Tables whose programs are kept at hand: tables are addressed by content, so none of them grows stale. */
const KEPT_TABLES = 64

const kept = new Map<string, readonly StoredProgram[]>()

/** The programs of one kind that a root value holds, by name. */
export function* readPrograms(root: RootValue, kind: ProgramKind): Fetching<readonly StoredProgram[]> {
  const hash = (yield* root.tables()).get(tableOf(kind))
  if (hash === undefined) return []
  const key = `${kind} ${hash}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const table = yield* readTable(root.db, hash)
  const programs = (yield* allRows(table)).flatMap((row) => (kind === 'procedure' ? [procedureOf(table, row)] : schemaObjectOf(table, row, kind)))
  if (kept.size >= KEPT_TABLES) kept.delete(kept.keys().next().value!)
  kept.set(key, programs)
  return programs
}

function tableOf(kind: ProgramKind): string {
  return kind === 'procedure' ? PROCEDURES_TABLE : SCHEMAS_TABLE
}

/** A column of a row; tables that older versions of Dolt made may lack it. */
function cell(table: Table, row: readonly Value[], name: string): Value {
  const at = table.schema.ordinal(name)
  return at < 0 ? null : row[at]
}

function procedureOf(table: Table, row: readonly Value[]): StoredProgram {
  return {
    name: String(cell(table, row, 'name')), createText: String(cell(table, row, 'create_stmt')),
    createdAt: Number(cell(table, row, 'created_at') ?? 0), modifiedAt: Number(cell(table, row, 'modified_at') ?? 0),
    sqlMode: String(cell(table, row, 'sql_mode') ?? DEFAULT_SQL_MODE),
  }
}

function schemaObjectOf(table: Table, row: readonly Value[], kind: ProgramKind): StoredProgram[] {
  if (cell(table, row, 'type') !== kind) return []
  const extra = cell(table, row, 'extra')
  const noted = extra instanceof JsonDocument ? (extra.value as { CreatedAt?: unknown } | null)?.CreatedAt : undefined
  const createdAt = typeof noted === 'number' || typeof noted === 'bigint' ? Number(noted) * 1_000_000 : 0
  return [{
    name: String(cell(table, row, 'name')), createText: String(cell(table, row, 'fragment')), createdAt, modifiedAt: createdAt,
    sqlMode: String(cell(table, row, 'sql_mode') ?? DEFAULT_SQL_MODE),
  }]
}

/** Stores a program in Dolt's form, in place of one of that name. */
export function* writeProgram(root: RootValue, kind: ProgramKind, program: StoredProgram): Fetching<RootValue> {
  const { name, createText, createdAt, modifiedAt, sqlMode } = program
  // Dolt keys procedures by their names in lower case.
  const row: FieldValue[] = kind === 'procedure'
    ? [name.toLowerCase(), createText, createdAt, modifiedAt, sqlMode]
    : [kind, name, createText, `{"CreatedAt":${Math.floor(createdAt / 1_000_000)}}`, sqlMode]
  const writer = yield* openTable(root, tableOf(kind), kind === 'procedure' ? PROCEDURES_SCHEMA : SCHEMAS_SCHEMA)
  const old = yield* writer.insert(row)
  if (old !== undefined) yield* writer.update(old.row, row)
  return yield* root.with({ tables: [[tableOf(kind), (yield* writer.flush()).hash]] })
}

function* openTable(root: RootValue, name: string, schema: TableSchema): Fetching<TableWriter> {
  const stored = (yield* root.tables()).get(name)
  return yield* TableWriter.open(stored === undefined ? yield* createTable(root.db, writeSchema(root.db, schema)) : yield* readTable(root.db, stored))
}

/** Removes a program of that name, in any case. */
export function* removeProgram(root: RootValue, kind: ProgramKind, name: string): Fetching<RootValue> {
  const stored = (yield* root.tables()).get(tableOf(kind))
  if (stored === undefined) return root
  const table = yield* readTable(root.db, stored)
  const row = (yield* allRows(table)).find((r) =>
    String(cell(table, r, 'name')).toLowerCase() === name.toLowerCase() && (kind === 'procedure' || cell(table, r, 'type') === kind))
  if (row === undefined) return root
  const writer = yield* TableWriter.open(table)
  yield* writer.delete(row.map((value): FieldValue => (value instanceof JsonDocument ? value.storedText ?? '' : value)))
  const changed = yield* writer.flush()
  // Dolt drops dolt_schemas with its last row, and keeps dolt_procedures.
  const gone = kind !== 'procedure' && changed.rows.treeCount === 0
  return yield* root.with({ tables: [[tableOf(kind), gone ? null : changed.hash]] })
}
