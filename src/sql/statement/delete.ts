import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import type { TableEditor } from '../catalog.ts'
import type { Delete } from '../parser/ast.ts'
import type { QueryResult } from '../result.ts'
import type { Value } from '../value.ts'
import { type StatementContext, compute, databaseOf, done } from './statement.ts'
import { findTarget, tablesOf, targetRows } from './target-rows.ts'
import { SeenRows } from './update.ts'

/** DELETE from one table or several. */
export async function runDelete(statement: Delete, cx: StatementContext): Promise<QueryResult> {
  const tables = tablesOf(statement.tables)
  const targets = statement.targets.length === 0 ? tables : statement.targets.map((t) => findTarget(tables, t.name, 'MULTI DELETE'))
  if (targets.length === 0) throw new OxbowError('NON_UPDATABLE_TABLE', 'The target table of the DELETE is not updatable', { errno: 1288 })
  const { rows } = await targetRows(targets, [], statement, cx)
  let affected = 0
  let offset = 0
  for (const t of targets) {
    const editor = await compute(cx, cx.transaction.edit(databaseOf(cx, t.table.database), t.table.name))
    affected += await compute(cx, deleteRows(rows, offset, editor))
    offset += editor.table.columns.length
  }
  return done(affected)
}

function* deleteRows(rows: readonly (readonly Value[])[], offset: number, editor: TableEditor): Fetching<number> {
  const seen = new SeenRows(editor, offset)
  let affected = 0
  for (const result of rows) {
    const row = result.slice(offset, offset + editor.table.columns.length)
    if (row.every((v) => v === null) && !editor.table.keyless) continue
    if (!seen.add(result)) continue
    yield* editor.delete(row)
    affected++
  }
  yield* editor.flush()
  return affected
}
