import { ArtifactType, parseViolation, readArtifacts, type Artifact } from '../../doltdb/artifacts.ts'
import { resolveRow, RowDecoder } from '../../doltdb/rows.ts'
import type { Schema } from '../../doltdb/schema.ts'
import type { Table } from '../../doltdb/table.ts'
import type { ColumnInfo } from '../../sql/catalog.ts'
import { JsonDocument, type JsonValue } from '../../sql/types/json.ts'
import { parseSqlType } from '../../sql/types/parse-type.ts'
import { JSON_TYPE, LONGBLOB, varchar } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import { keyColumn, nullable } from '../column.ts'
import { toValues } from '../row-values.ts'
import { columnInfo } from '../stored-table.ts'
import { keyFirst } from './conflict-rows.ts'

const KINDS = parseSqlType("enum('foreign key','unique index','check constraint','not null')")

/** A violation, and the row that shows it. */
export interface Violation {
  readonly artifact: Artifact
  readonly row: readonly Value[]
}

/** Ordinals of a table's columns as its violations show them. */
function shownColumns(schema: Schema): number[] {
  return keyFirst(schema, [...schema.columns.keys()])
}

/** The columns of dolt_constraint_violations_<table>. Source: Dolt go/libraries/doltcore/sqle/dtables/constraint_violations_prolly.go. */
export function violationColumns({ schema }: Table): ColumnInfo[] {
  const own = shownColumns(schema).map((i) => {
    const { name, type } = columnInfo(schema.columns[i], false)
    return schema.primaryKey.includes(i) ? keyColumn(name, type) : nullable(name, type)
  })
  const id = schema.keyless ? [keyColumn('dolt_row_hash', LONGBLOB)] : []
  return [keyColumn('from_root_ish', varchar(1023)), keyColumn('violation_type', KINDS), ...id, ...own, nullable('violation_info', JSON_TYPE)]
}

/** The violations of a table, with rows laid out as `violationColumns`; a row is shown as it was when it was found. */
export function* readViolations(table: Table): Fetching<Violation[]> {
  const { schema, db } = table
  const decoder = new RowDecoder(schema)
  const shown = shownColumns(schema)
  const violations: Violation[] = []
  for (const artifact of yield* readArtifacts(table)) {
    if (artifact.type === ArtifactType.Conflict) continue
    const { info, value } = parseViolation(artifact)
    const stored = toValues(schema, yield* resolveRow(db.nodes, schema, decoder.decodePair(artifact.rowKey, value)))
    const id = schema.keyless ? [artifact.rowKey.slice(0, 16)] : []
    const document = new JsonDocument(JSON.parse(info) as JsonValue)
    violations.push({ artifact, row: [artifact.from, artifact.type - 1, ...id, ...shown.map((i) => stored[i]), document] })
  }
  return violations
}
