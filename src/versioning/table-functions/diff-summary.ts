import { keysAreComparable } from '../../doltdb/row-diff.ts'
import { tableDeltas } from '../../doltdb/table-deltas.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import { BOOLEAN, LONGTEXT, TEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import { column, virtualTable } from '../column.ts'
import { doltError } from '../errors.ts'
import { readIgnorePatterns } from '../ignore-patterns.ts'
import { resolveRevision, type Revision } from '../revision.ts'
import { refPair } from './revisions.ts'

const COLUMNS = [
  column('from_table_name', LONGTEXT), column('to_table_name', LONGTEXT), column('diff_type', TEXT), column('data_change', BOOLEAN),
  column('schema_change', BOOLEAN),
]

/** dolt_diff_summary('from', 'to'[, 'table']): which tables differ, and how. */
export function* diffSummaryFunction(revision: Revision, args: readonly string[]): Fetching<VirtualTable> {
  const { from, to, rest } = yield* refPair(revision, 'dolt_diff_summary', args, [0, 1])
  const before = (yield* resolveRevision(revision, from)).root
  const after = (yield* resolveRevision(revision, to)).root
  return virtualTable('dolt_diff_summary', COLUMNS, function* (session) {
    const wanted = rest[0]?.toLowerCase()
    const patterns = to.toUpperCase() === 'WORKING' ? yield* readIgnorePatterns(after) : undefined
    const rows: Value[][] = []
    for (const delta of yield* tableDeltas(before, after)) {
      if (wanted !== undefined && delta.toName?.toLowerCase() !== wanted && delta.fromName?.toLowerCase() !== wanted) continue
      const { from: old, to: young } = delta
      if (old !== undefined && young !== undefined && !keysAreComparable(old.schema, young.schema)) {
        const name = delta.toName ?? delta.fromName!
        if (wanted !== undefined) throw doltError(`failed to compute diff summary for table ${name}: primary key set changed`)
        session.warnings.push({ level: 'Warning', code: 1105, message: `cannot render full diff between commits ${from} and ${to} due to primary key set change` })
        continue
      }
      if (delta.kind === 'added' && patterns?.ignores(delta.toName!) === true) continue
      rows.push([delta.fromName ?? '', delta.toName ?? '', delta.kind, delta.dataChanged ? 1 : 0, delta.schemaChanged ? 1 : 0])
    }
    return rows
  })
}
