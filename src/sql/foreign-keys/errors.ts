import { OxbowError } from '../../error.ts'
import type { ForeignKeyInfo } from '../catalog.ts'
import type { SqlType } from '../types/sql-type.ts'
import { toText } from '../types/wire.ts'
import type { Value } from '../value.ts'

/** A row whose parent isn't there: MySQL's 1452, in Dolt's words. @param key the row's values, as `keyText` prints them */
export function noParent({ name, table, parentTable }: ForeignKeyInfo, key: string): OxbowError {
  return new OxbowError(
    'NO_REFERENCED_ROW',
    `cannot add or update a child row - Foreign key violation on fk: \`${name}\`, table: \`${table}\`, referenced table: \`${parentTable}\`, key: \`${key}\``,
    { errno: 1452, sqlState: '23000' },
  )
}

/** A row that others refer to: MySQL's 1451, in Dolt's words. */
export function hasChildren({ name, table, parentTable }: ForeignKeyInfo, key: string): OxbowError {
  return new OxbowError(
    'ROW_IS_REFERENCED',
    `cannot delete or update a parent row - Foreign key violation on fk: \`${name}\`, table: \`${table}\`, referenced table: \`${parentTable}\`, key: \`${key}\``,
    { errno: 1451, sqlState: '23000' },
  )
}

/** A foreign key that lacks its parent's table, columns or index: MySQL's 1452, in its words. */
export function unresolvedKey(database: string, { name, table, columns, parentTable, parentColumns }: ForeignKeyInfo): OxbowError {
  const names = (list: readonly string[]): string => list.map((column) => `\`${column}\``).join(', ')
  return new OxbowError(
    'FOREIGN_KEY_UNRESOLVED',
    `cannot add or update a child row: a foreign key constraint fails (\`${database}\`.\`${table}\`, CONSTRAINT \`${name}\` ` +
    `FOREIGN KEY (${names(columns)}) REFERENCES \`${parentTable}\` (${names(parentColumns)}))`,
    { errno: 1452, sqlState: '23000' },
  )
}

/** Actions that lead to actions deeper than Dolt and MySQL follow them. */
export function tooDeep(): OxbowError {
  return new OxbowError('FOREIGN_KEY_CASCADE_DEPTH', 'Foreign key cascade delete/update exceeds max depth of 15.', { errno: 3008 })
}

/** The values of a key as Dolt's errors print them: as Go prints them. */
export function keyText(values: readonly Value[], types: readonly SqlType[]): string {
  return `[${values.map((value, i) => valueText(value, types[i])).join(',')}]`
}

function valueText(value: Value, type: SqlType): string {
  if (value === null) return '<nil>'
  if (value instanceof Uint8Array) return `[${value.join(' ')}]`
  const text = type.name === 'ENUM' || type.name === 'SET' ? String(value) : String(toText(type, value))
  switch (type.name) {
    case 'DATE': return `${text} 00:00:00 +0000 UTC`
    case 'DATETIME':
    case 'TIMESTAMP': return `${text.includes('.') ? text.replace(/\.?0+$/, '') : text} +0000 UTC`
    default: return text
  }
}
