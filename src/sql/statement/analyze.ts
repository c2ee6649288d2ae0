import { OxbowError } from '../../error.ts'
import type { TableMaintenance } from '../parser/ast.ts'
import type { QueryResult } from '../result.ts'
import { type StatementContext, compute, databaseOf, notSupported, resultSet, textColumn } from './statement.ts'

/** ANALYZE TABLE. Plans are made of the trees as they are, and dolt_statistics is reckoned when it is read: nothing has to be gathered. */
export async function analyzeTables({ tables, histogram }: TableMaintenance, cx: StatementContext): Promise<QueryResult> {
  if (histogram !== undefined) throw notSupported('ANALYZE TABLE … HISTOGRAM')
  for (const { name, database } of tables) {
    const relation = await compute(cx, cx.transaction.relation(databaseOf(cx, database), name))
    if (relation === undefined) throw new OxbowError('NO_SUCH_TABLE', `table not found: ${name}`, { errno: 1146, sqlState: '42S02' })
  }
  return resultSet(['Table', 'Op', 'Msg_type', 'Msg_text'].map((head) => textColumn(head)), tables.map(({ name }) => [name, 'analyze', 'status', 'OK']))
}
