import { OxbowError } from '../../error.ts'
import type { Fetching } from '../../store/missing.ts'
import type { JsonTable } from '../parser/ast.ts'
import type { Relation } from '../plan/relation.ts'
import type { FromContext } from './bind-from.ts'

/** JSON_TABLE in FROM. */
// eslint-disable-next-line require-yield
export function* bindJsonTable(reference: JsonTable, _cx: FromContext): Fetching<Relation> {
  throw new OxbowError('NOT_SUPPORTED', `JSON_TABLE (${reference.alias}) can't be run yet; extract the values with JSON_EXTRACT`, { errno: 1235, sqlState: '42000' })
}
