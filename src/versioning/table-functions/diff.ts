import type { VirtualTable } from '../../sql/catalog.ts'
import type { Fetching } from '../../store/missing.ts'
import { virtualTable } from '../column.ts'
import { diffColumns, diffTableRows } from '../diff-rows.ts'
import { tableNotFound } from '../errors.ts'
import type { Revision } from '../revision.ts'
import { diffSide } from '../system-tables/table-diff.ts'
import { refPair } from './revisions.ts'

/** dolt_diff('from', 'to', 'table') and dolt_diff('from..to', 'table'): the rows in which a table differs. */
export function* diffFunction(revision: Revision, args: readonly string[]): Fetching<VirtualTable> {
  const { from, to, rest } = yield* refPair(revision, 'dolt_diff', args, [1])
  const [name] = rest
  const before = yield* diffSide(revision, name, from)
  const after = yield* diffSide(revision, name, to)
  const fromSchema = (before.table ?? after.table)?.schema
  const toSchema = (after.table ?? before.table)?.schema
  if (fromSchema === undefined || toSchema === undefined) throw tableNotFound(name)
  return virtualTable('dolt_diff', diffColumns(fromSchema, toSchema), function* (session) {
    return yield* diffTableRows(session, before, after, fromSchema, toSchema)
  })
}
