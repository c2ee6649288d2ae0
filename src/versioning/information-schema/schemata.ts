import type { VirtualTable } from '../../sql/catalog.ts'
import type { SqlType } from '../../sql/types/sql-type.ts'
import type { DoltCatalog } from '../catalog.ts'
import { column, nullable, virtualTable } from '../column.ts'
import { collationName } from '../../sql/types/collation.ts'
import { charsetOf } from '../../sql/types/collation.ts'
import { DEFAULT_COLLATION } from '../../sql/types/types.ts'
import { describedDatabases, infoEnum, NAME } from './described-tables.ts'

const NOTHING: SqlType = { name: 'BINARY', length: 0 }
const COLUMNS = [
  nullable('CATALOG_NAME', NAME), nullable('SCHEMA_NAME', NAME), column('DEFAULT_CHARACTER_SET_NAME', NAME),
  column('DEFAULT_COLLATION_NAME', NAME),
  nullable('SQL_PATH', NOTHING), column('DEFAULT_ENCRYPTION', infoEnum('NO', 'YES')),
]

/** information_schema.schemata: the databases. */
export function schemataTable(catalog: DoltCatalog): VirtualTable {
  return virtualTable('SCHEMATA', COLUMNS, function* (_session, equals) {
    const databases = yield* describedDatabases(catalog, equals)
    const rows = databases.map(({ name, root }) => {
      const collation = collationName(root.message.collation)
      return ['def', name, charsetOf(collation), collation, null, 1]
    })
    return [['def', 'information_schema', 'utf8mb4', DEFAULT_COLLATION, null, 1], ...rows]
  })
}
