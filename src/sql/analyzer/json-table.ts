import type { Fetching } from '../../store/missing.ts'
import type { JsonTable, JsonTableAction, JsonTableColumn } from '../parser/ast.ts'
import type { ColumnExpr } from '../plan/expression.ts'
import { walk } from '../plan/expression.ts'
import type { JsonOutcome, JsonTableField } from '../plan/plan.ts'
import type { Relation } from '../plan/relation.ts'
import { parsePath } from '../types/json-path.ts'
import type { SqlType } from '../types/sql-type.ts'
import { INT } from '../types/types.ts'
import { bindExpression } from './bind-expression.ts'
import type { FromContext } from './bind-from.ts'
import { sqlTypeOf } from './type-name.ts'

/** JSON_TABLE: rows out of a document, which may come from the relations to its left. */
export function* bindJsonTable(reference: JsonTable, cx: FromContext): Fetching<Relation> {
  const { binder, block } = cx
  const document = yield* bindExpression(reference.document, { ...cx, clause: 'a table function argument', aggregates: false, windows: false })
  const correlation: ColumnExpr[] = []
  walk(document, (e) => {
    if (e.kind === 'column' && block.columns.some((c) => c.expr.slot === e.slot)) correlation.push(e)
  })
  const slot = binder.newSlot()
  const columns: { name: string; type: SqlType }[] = []
  const fields = bindFields(reference.columns, columns)
  columns.forEach((c, i) => {
    block.columns.push({ name: c.name, table: reference.alias, expr: { kind: 'column', slot, column: i, name: c.name, type: c.type, nullable: true } })
  })
  return {
    kind: 'derived', slot, correlation,
    plan: { kind: 'jsonTable', slot, document, path: parsePath(reference.path), fields, width: columns.length },
  }
}

function bindFields(nodes: readonly JsonTableColumn[], columns: { name: string; type: SqlType }[]): JsonTableField[] {
  return nodes.map((node): JsonTableField => {
    if (node.kind === 'nested') return { kind: 'nested', path: parsePath(node.path), fields: bindFields(node.columns, columns) }
    const column = columns.length
    if (node.kind === 'ordinality') {
      columns.push({ name: node.name, type: INT })
      return { kind: 'ordinality', column }
    }
    const type = sqlTypeOf(node.type)
    columns.push({ name: node.name, type })
    return { kind: 'path', column, name: node.name, type, path: parsePath(node.path), exists: node.exists, onEmpty: outcome(node.onEmpty), onError: outcome(node.onError) }
  })
}

function outcome(action: JsonTableAction | undefined): JsonOutcome {
  if (action === undefined) return { kind: 'null' }
  return 'value' in action ? { kind: 'default', text: action.value } : { kind: action.action }
}
