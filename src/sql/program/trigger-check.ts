import { OxbowError } from '../../error.ts'
import { noSuchTable } from '../analyzer/bind-from.ts'
import { unknownColumn } from '../analyzer/scope.ts'
import type { CreateTrigger } from '../parser/ast.ts'
import { type StatementContext, compute } from '../statement/statement.ts'
import { checkBody } from './check.ts'
import { noSuchRow, rowCannotChange } from './errors.ts'
import { triggerProgram } from './program.ts'
import { someNode } from './walk.ts'

/** Checks a trigger that is created. @throws OxbowError 1146, 1347, 1362, 1363, 1054, 3011 and what `checkBody` throws. */
export async function checkTrigger(statement: CreateTrigger, database: string, cx: StatementContext): Promise<void> {
  const { table, time, event, order } = statement
  const relation = await compute(cx, cx.transaction.relation(table.database ?? database, table.name))
  if (relation === undefined) throw noSuchTable(database, table.name)
  if (relation.kind !== 'stored') throw new OxbowError('WRONG_OBJECT', `'${database}.${relation.name}' is not BASE TABLE`, { errno: 1347 })
  const columns = new Set(relation.columns.map((c) => c.name.toLowerCase()))
  const checkRow = (row: string, column: string): void => {
    if (row === 'new' ? event === 'delete' : event === 'insert') throw noSuchRow(row.toUpperCase(), event.toUpperCase())
    if (!columns.has(column.toLowerCase())) throw unknownColumn(column, row.toUpperCase())
  }
  someNode(statement.body, (node) => {
    if (node.kind === 'column' && typeof node.table === 'string' && /^(new|old)$/i.test(node.table)) checkRow(node.table.toLowerCase(), String(node.name))
    if (node.kind === 'row' && typeof node.column === 'string') {
      const row = String(node.row)
      if (row === 'old') throw rowCannotChange('OLD', '')
      checkRow(row, node.column)
      if (time === 'after') throw rowCannotChange('NEW', 'after ')
    }
    return false
  })
  checkBody(statement.body, [])
  if (order === undefined) return
  const others = await compute(cx, cx.transaction.programs(database, 'trigger'))
  const other = others.map(triggerProgram).find((t) => t?.stored.name.toLowerCase() === order.trigger.toLowerCase())?.statement
  if (other === undefined || other.time !== time || other.event !== event || other.table.name.toLowerCase() !== table.name.toLowerCase()) {
    throw new OxbowError('REFERENCED_TRG_DOES_NOT_EXIST', `Referenced trigger '${order.trigger}' for the given action time and event type does not exist.`, { errno: 3011 })
  }
}
