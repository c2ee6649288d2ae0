import { ArtifactType, violationEdit } from '../../doltdb/artifacts.ts'
import type { Schema } from '../../doltdb/schema.ts'
import type { Edit } from '../../prolly/mutate.ts'
import type { Value } from '../../sql/value.ts'
import type { Hash } from '../../store/hash.ts'
import type { Fetching } from '../../store/missing.ts'
import { goJson } from './go-json.ts'
import type { RowMerger } from './row-merger.ts'

/** What a row violates of its own: NULLs where none may be, else CHECKs. */
export interface RowViolations {
  readonly edits: readonly Edit[]
  /** Columns lack values: the row can't be stored. */
  readonly nulls: boolean
}

const NONE: RowViolations = { edits: [], nulls: false }

/** @param value the row's value tuple, asked for where something is violated */
export function* rowViolations(
  rows: RowMerger, schema: Schema, theirs: Hash, key: Uint8Array, row: readonly Value[], value: (nulls: boolean) => Fetching<Uint8Array>,
): Fetching<RowViolations> {
  const nulls = rows.nulls(row)
  const violated = nulls.length > 0 ? [] : rows.violatedChecks(row)
  if (nulls.length + violated.length === 0) return NONE
  const tuple = yield* value(nulls.length > 0)
  const edit = (type: number, info: unknown): Edit => violationEdit(schema, key, theirs, type, { info: goJson(info), value: tuple })
  if (nulls.length > 0) return { edits: [edit(ArtifactType.NotNull, { Columns: nulls })], nulls: true }
  const { checks } = schema.message
  return {
    edits: violated.map((name) => edit(ArtifactType.Check, { Name: name, Expression: checks.find((check) => check.name === name)!.expression })), nulls: false,
  }
}
