import { sqlTypeOf } from '../../sql/analyzer/type-name.ts'
import type { ColumnInfo } from '../../sql/catalog.ts'
import { parse } from '../../sql/parser/parser.ts'

/** Columns as a CREATE TABLE writes them: `A varchar(64) not null, B json`. */
export function writtenColumns(text: string): ColumnInfo[] {
  // Some of the names are words of SQL.
  const statement = parse(`create table t (${text.replace(/(^|, )(\w+) /g, '$1`$2` ')})`)
  if (statement.kind !== 'createTable') return []
  return statement.elements.flatMap((element): ColumnInfo[] => {
    if (element.kind !== 'column') return []
    const { name, type, nullable } = element.column
    return [{ name, type: sqlTypeOf(type, false, 'utf8mb3_general_ci'), nullable: nullable !== false }]
  })
}
