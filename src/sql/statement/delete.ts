import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import type { TableEditor } from '../catalog.ts'
import { editTable } from '../foreign-keys/keyed-editor.ts'
import type { Delete } from '../parser/ast.ts'
import { RowTriggers } from '../program/triggers.ts'
import type { QueryResult } from '../result.ts'
import type { Value } from '../value.ts'
import { type StatementContext, compute, databaseOf, done } from './statement.ts'
import { findTarget, tablesOf, targetRows } from './target-rows.ts'
import { SeenRows } from './update.ts'

/** DELETE from one table or several. */
export async function runDelete(statement: Delete, cx: StatementContext): Promise<QueryResult> {
  const tables = tablesOf(statement.tables)
  const targets = statement.targets.length === 0 ? tables : statement.targets.map((t) => findTarget(tables, t.name, 'MULTI DELETE'))
  if (new Set(targets).size < targets.length) {
    throw new OxbowError('NONUNIQ_TABLE', `Not unique table/alias: '${targets.find((t, i) => targets.indexOf(t) < i)!.alias}'`, { errno: 1066, sqlState: '42000' })
  }
  if (targets.length === 0) throw new OxbowError('NON_UPDATABLE_TABLE', 'The target table of the DELETE is not updatable', { errno: 1288 })
  const { rows } = await targetRows(targets, [], statement, cx)
  let affected = 0
  let offset = 0
  for (const t of targets) {
    const editor = await compute(cx, editTable(databaseOf(cx, t.table.database), t.table.name, 'delete', cx))
    const triggers = await compute(cx, RowTriggers.of(databaseOf(cx, t.table.database), t.table.name, editor, 'delete', cx))
    if (triggers !== undefined && statement.targets.length > 0) throw triggersOfTargets()
    affected += await compute(cx, deleteRows(rows, offset, editor, triggers))
    offset += editor.table.columns.length
  }
  return done(affected)
}

/** As on Dolt. */
function triggersOfTargets(): OxbowError {
  return new OxbowError('NOT_SUPPORTED', 'delete from with explicit target tables does not support triggers; retry with single table deletes')
}

function* deleteRows(rows: readonly (readonly Value[])[], offset: number, editor: TableEditor, triggers: RowTriggers | undefined): Fetching<number> {
  const seen = new SeenRows(editor, offset)
  let affected = 0
  for (const result of rows) {
    const row = result.slice(offset, offset + editor.table.columns.length)
    if (row.every((v) => v === null) && !editor.table.keyless) continue
    if (!seen.add(result)) continue
    if (triggers !== undefined) yield* triggers.before(row, [])
    yield* editor.delete(row)
    if (triggers !== undefined) yield* triggers.after(row, [])
    affected++
  }
  yield* editor.flush()
  return affected
}
