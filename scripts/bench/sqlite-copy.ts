import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type mysql from 'mysql2/promise'

/** Rows read at a time. */
const PAGE = 50_000

/** The same tables, rows and indexes in SQLite, in memory. */
export async function copyToSqlite(source: mysql.Connection, tables: readonly string[]): Promise<DatabaseSync> {
  const copy = new DatabaseSync(':memory:')
  for (const table of tables) {
    const [columns] = await source.query<mysql.RowDataPacket[]>({ sql: `select column_name, data_type, column_key from information_schema.columns where table_schema = database() and table_name = '${table}' order by ordinal_position`, rowsAsArray: true })
    const names = columns.map((column) => `"${column[0]}"`)
    const key = columns.filter((column) => column[2] === 'PRI').map((column) => `"${column[0]}"`)
    copy.exec(`create table "${table}" (${columns.map((column) => `"${column[0]}" ${affinity(String(column[1]))}`).join(', ')}${key.length > 0 ? `, primary key (${key.join(', ')})` : ''})`)
    const insert = copy.prepare(`insert into "${table}" values (${names.map(() => '?').join(', ')})`)
    copy.exec('begin')
    for (let offset = 0; ; offset += PAGE) {
      const [rows] = await source.query<mysql.RowDataPacket[][]>({ sql: `select * from \`${table}\` order by ${key.length > 0 ? key.join(', ').replaceAll('"', '`') : '1'} limit ${PAGE} offset ${offset}`, rowsAsArray: true, typeCast: (field, next) => (/^(DATE|TIME|NEWDECIMAL)/.test(field.type) ? field.string() : next()) })
      for (const row of rows) insert.run(...(row as SQLInputValue[]))
      if (rows.length < PAGE) break
    }
    copy.exec('commit')
    const [indexes] = await source.query<mysql.RowDataPacket[][]>({ sql: `select index_name, group_concat(column_name order by seq_in_index separator ',') from information_schema.statistics where table_schema = database() and table_name = '${table}' and index_name <> 'PRIMARY' group by index_name`, rowsAsArray: true })
    for (const [name, of] of indexes) copy.exec(`create index "${table}_${name}" on "${table}" (${String(of).split(',').map((column) => `"${column}"`).join(', ')})`)
  }
  copy.exec('analyze')
  return copy
}

function affinity(type: string): string {
  if (/int|year/.test(type)) return 'integer'
  if (/double|float/.test(type)) return 'real'
  return /decimal/.test(type) ? 'numeric' : 'text'
}
