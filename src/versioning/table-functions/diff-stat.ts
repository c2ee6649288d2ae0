import { diffRows, keysAreComparable } from '../../doltdb/row-diff.ts'
import { tableDeltas, type TableDelta } from '../../doltdb/table-deltas.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import { BIGINT, LONGTEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import { Missing, type Fetching } from '../../store/missing.ts'
import { sameBytes, valueField } from '../changed-columns.ts'
import { column, nullable, virtualTable } from '../column.ts'
import { tableNotFound } from '../errors.ts'
import { doltError } from '../errors.ts'
import { resolveRevision, type Revision } from '../revision.ts'
import type { RowPlace } from '../../doltdb/row-diff.ts'
import { refPair } from './revisions.ts'

const COLUMNS = [
  column('table_name', LONGTEXT),
  ...[
    'rows_unmodified', 'rows_added', 'rows_deleted', 'rows_modified', 'cells_added', 'cells_deleted', 'cells_modified', 'old_row_count',
    'new_row_count', 'old_cell_count', 'new_cell_count',
  ].map((name) => nullable(name, BIGINT)),
]

/** dolt_diff_stat('from', 'to'[, 'table']): how many rows and cells differ, by table. */
export function* diffStatFunction(revision: Revision, args: readonly string[]): Fetching<VirtualTable> {
  const { from, to, rest } = yield* refPair(revision, 'dolt_diff_stat', args, [0, 1])
  const before = (yield* resolveRevision(revision, from)).root
  const after = (yield* resolveRevision(revision, to)).root
  if (
    rest.length > 0 && (yield* before.find(rest[0])) === undefined && (yield* after.find(rest[0])) === undefined
  ) throw tableNotFound(rest[0])
  return virtualTable('dolt_diff_stat', COLUMNS, function* (session) {
    const rows: Value[][] = []
    const wanted = rest[0]?.toLowerCase()
    for (const delta of yield* tableDeltas(before, after)) {
      if (wanted !== undefined && delta.toName?.toLowerCase() !== wanted && delta.fromName?.toLowerCase() !== wanted) continue
      const name = rest[0] ?? (delta.toName ?? delta.fromName)!
      const { from: old, to: young } = delta
      if (old !== undefined && young !== undefined && !keysAreComparable(old.schema, young.schema)) {
        if (wanted !== undefined) throw doltError(`failed to compute diff stat for table ${name}: primary key set changed`)
        session.warnings.push(
          { level: 'Warning', code: 1105, message: `stat for table ${name} cannot be determined. Primary key set changed.` },
        )
        rows.push([name, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
        continue
      }
      const row = yield* statRow(name, delta)
      if (row !== undefined) rows.push(row)
    }
    return rows
  })
}

/** Undefined where neither rows nor the number of cells differ. Source: Dolt go/libraries/doltcore/diff/diff_stat.go. */
function* statRow(name: string, { from, to }: TableDelta): Fetching<Value[] | undefined> {
  let added = 0
  let removed = 0
  let modified = 0
  let cellsModified = 0
  const mapping = from === undefined || to === undefined ? [] : fieldMapping(from.schema, to.schema)
  const newFields = to?.schema.valueDescriptor.fields.length ?? 0
  for (const step of diffRows(from, to)) {
    if (step instanceof Missing) {
      yield step
      continue
    }
    if (step.from === undefined) added += step.times
    else if (step.to === undefined) removed += step.times
    else {
      modified++
      cellsModified += changedFields(step.from, step.to, mapping, newFields)
    }
  }
  if ((to ?? from)!.schema.keyless) {
    return added + removed === 0 ? undefined : [name, null, added, removed, null, null, null, null, null, null, null, null]
  }
  const oldRows = from?.rows.treeCount ?? 0
  const newRows = to?.rows.treeCount ?? 0
  const oldCells = oldRows * (from?.schema.columns.length ?? 0)
  const newCells = newRows * (to?.schema.columns.length ?? 0)
  if (added + removed + modified === 0 && oldCells === newCells) return undefined
  const width = to?.schema.columns.length ?? 0
  const [cellsAdded, cellsDeleted] = cellChanges(added * width, removed * width, newCells - oldCells)
  return [
    name, oldRows - modified - removed, added, removed, modified, cellsAdded, cellsDeleted, cellsModified, oldRows, newRows, oldCells,
    newCells,
  ]
}

/** Cells added and deleted by whole rows and by new or dropped columns, as Dolt reckons them. */
function cellChanges(byAddedRows: number, byRemovedRows: number, difference: number): [added: number, deleted: number] {
  if (difference > 0) return [difference + byRemovedRows, byRemovedRows]
  if (difference < 0) return [byAddedRows, -difference + byAddedRows]
  const most = Math.max(byAddedRows, byRemovedRows)
  return [most, most]
}

/** For each field of the old value tuple: where it is in the new one and whether it is stored alike; -1 for a dropped column. */
function fieldMapping(from: NonNullable<TableDelta['from']>['schema'], to: NonNullable<TableDelta['to']>['schema']): number[] {
  return from.valueColumns.map((ordinal) => {
    const { name, encoding } = from.columns[ordinal]
    const at = to.valueColumns.findIndex((o) => to.columns[o].name.toLowerCase() === name.toLowerCase())
    return at >= 0 && to.columns[to.valueColumns[at]].encoding === encoding ? at : -1
  })
}

function changedFields(from: RowPlace, to: RowPlace, mapping: readonly number[], newFields: number): number {
  let changed = 0
  for (let i = 0; i < mapping.length; i++) {
    if (mapping[i] < 0 || !sameBytes(valueField(from, i), valueField(to, mapping[i]))) changed++
  }
  // A dropped column counts as changed, and takes it back here: so does Dolt.
  return changed + newFields - mapping.length
}
