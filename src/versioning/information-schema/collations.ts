import type { VirtualTable } from '../../sql/catalog.ts'
import { listedCollations } from '../../sql/types/listed-collations.ts'
import { BIGINT_UNSIGNED, INT_UNSIGNED } from '../../sql/types/types.ts'
import { column, virtualTable } from '../column.ts'
import { infoEnum, infoText, NAME } from './described-tables.ts'

const COLUMNS = [
  column('COLLATION_NAME', NAME), column('CHARACTER_SET_NAME', NAME), column('ID', BIGINT_UNSIGNED), column('IS_DEFAULT', infoText(3)),
  column('IS_COMPILED', infoText(3)), column('SORTLEN', INT_UNSIGNED), column('PAD_ATTRIBUTE', infoEnum('PAD SPACE', 'NO PAD')),
]

/** information_schema.collations. */
export function collationsTable(): VirtualTable {
  // oxlint-disable-next-line require-yield
  return virtualTable('COLLATIONS', COLUMNS, function* () {
    return [...listedCollations()].map((c) => [c.name, c.charset, c.id, c.isDefault ? 'Yes' : '', 'Yes', c.sortLength, c.pads ? 1 : 2])
  })
}
