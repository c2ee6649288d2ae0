import { tableDeltas, type TableDelta } from '../../doltdb/table-deltas.ts'
import type { RootValue } from '../../doltdb/root-value.ts'
import type { VirtualTable } from '../../sql/catalog.ts'
import { LONGTEXT, TEXT } from '../../sql/types/types.ts'
import type { Value } from '../../sql/value.ts'
import type { Fetching } from '../../store/missing.ts'
import { column, virtualTable } from '../column.ts'
import { resolveRevision, type Revision } from '../revision.ts'
import { createTableText } from '../show-create.ts'
import { refPair } from './revisions.ts'

const COLUMNS = [
  column('from_table_name', LONGTEXT), column('to_table_name', LONGTEXT), column('from_create_statement', TEXT),
  column('to_create_statement', TEXT),
]

/** dolt_schema_diff('from', 'to'[, 'table']): the CREATE TABLE statements of tables whose schemas differ. */
export function* schemaDiffFunction(revision: Revision, args: readonly string[]): Fetching<VirtualTable> {
  const { from, to, rest } = yield* refPair(revision, 'dolt_schema_diff', args, [0, 1])
  const before = (yield* resolveRevision(revision, from)).root
  const after = (yield* resolveRevision(revision, to)).root
  return virtualTable('dolt_schema_diff', COLUMNS, function* () {
    const wanted = rest[0]?.toLowerCase()
    const rows: Value[][] = []
    for (const delta of yield* tableDeltas(before, after)) {
      if (wanted !== undefined && delta.toName?.toLowerCase() !== wanted && delta.fromName?.toLowerCase() !== wanted) continue
      const old = yield* statement(before, delta.fromName, delta.from)
      const young = yield* statement(after, delta.toName, delta.to)
      if (old !== young) rows.push([delta.fromName ?? '', delta.toName ?? '', old, young])
    }
    return rows
  })
}

function* statement(root: RootValue, name: string | undefined, table: TableDelta['from']): Fetching<string> {
  if (name === undefined || table === undefined) return ''
  return `${yield* createTableText(root, name, table)};`
}
