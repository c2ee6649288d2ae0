import { isIntegral } from '../../sql/types/types.ts'
import { quoteName, quoteText } from '../quote.ts'
import { cellOf } from './result-format.ts'
import { type ChangedRow, type DiffCell, type RowDiff, differs } from './row-diff.ts'

/** Statements that make one state of a table's rows the other. A change that only its columns made is an empty one, as on Dolt. */
export function* rowStatements(table: string, diff: RowDiff): Generator<string> {
  for (const row of diff.rows) {
    if (row.kind === 'added') yield insert(table, diff, row)
    else if (row.kind === 'removed') yield `DELETE FROM ${quoteName(table)} WHERE ${condition(diff, row.from)};`
    else yield* ['', update(table, diff, row)]
  }
}

function insert(table: string, { columns }: RowDiff, { to }: ChangedRow): string {
  const there = to.map((cell, i) => ({ cell, name: columns[i] })).filter(({ cell }) => cell !== undefined)
  return `INSERT INTO ${quoteName(table)} (${there.map(({ name }) => quoteName(name)).join(',')}) VALUES (${there.map(({ cell }) => literal(cell)).join(',')});`
}

function update(table: string, diff: RowDiff, { from, to }: ChangedRow): string {
  const changes = diff.columns.flatMap((name, i) => (to[i] !== undefined && differs(from[i], to[i]) ? [`${quoteName(name)}=${literal(to[i])}`] : []))
  return changes.length === 0 ? '' : `UPDATE ${quoteName(table)} SET ${changes.join(',')} WHERE ${condition(diff, to)};`
}

/** By key; in a table without one, by all columns. */
function condition({ columns, primaryKey }: RowDiff, cells: readonly (DiffCell | undefined)[]): string {
  const parts = columns.flatMap((name, i) => {
    if (cells[i] === undefined || (primaryKey.size > 0 && !primaryKey.has(name.toLowerCase()))) return []
    return [cells[i].value === null ? `${quoteName(name)} IS NULL` : `${quoteName(name)}=${literal(cells[i])}`]
  })
  return parts.join(' AND ')
}

function literal(cell: DiffCell | undefined): string {
  if (cell === undefined || cell.value === null) return 'NULL'
  const { type } = cell.column
  if (cell.value instanceof Uint8Array) return `0x${Buffer.from(cell.value).toString('hex')}`
  const text = cellOf(cell.column, cell.value)
  const plain = typeof text === 'string' ? text : Buffer.from(text).toString()
  if (type.name === 'BIT') return String(cell.value)
  return isIntegral(type) || ['DECIMAL', 'FLOAT', 'DOUBLE', 'YEAR'].includes(type.name) ? plain : quoteText(plain)
}

/** How two forms of a table's schema differ, as statements. Source: Dolt go/libraries/doltcore/sqle/sqlfmt/schema_fmt.go. */
export function schemaStatements(from: string, to: string, fromTable: string, toTable: string): string[] {
  if (from === '') return [to]
  if (to === '') return [`DROP TABLE ${quoteName(fromTable)};`]
  const statements = fromTable === toTable ? [] : [`RENAME TABLE ${quoteName(fromTable)} TO ${quoteName(toTable)};`]
  const [before, after] = [definitions(from), definitions(to)]
  const on = `ALTER TABLE ${quoteName(toTable)}`
  for (const [name, text] of before) if (!after.has(name)) statements.push(`${on} ${dropped(name, text)};`)
  for (const [name, text] of after) {
    const old = before.get(name)
    if (old === undefined) statements.push(`${on} ADD ${text};`)
    else if (old !== text) statements.push(...(name.startsWith('`') ? [`${on} MODIFY COLUMN ${text};`] : [`${on} ${dropped(name, old)};`, `${on} ADD ${text};`]))
  }
  return statements
}

/** The lines of CREATE TABLE: columns by their quoted names, keys and the rest by how they begin. */
function definitions(create: string): Map<string, string> {
  const lines = create.split('\n').slice(1, -1).map((line) => line.trim().replace(/,$/, ''))
  return new Map(lines.map((line) => [/^(?:`(?:[^`]|``)+`|[A-Z ]+(?:`(?:[^`]|``)+`)?)/.exec(line)?.[0].trim() ?? line, line]))
}

function dropped(name: string, text: string): string {
  if (name.startsWith('`')) return `DROP ${name}`
  if (text.startsWith('PRIMARY KEY')) return 'DROP PRIMARY KEY'
  return `DROP ${text.startsWith('CONSTRAINT') ? 'CONSTRAINT' : 'INDEX'} ${/`(?:[^`]|``)+`/.exec(text)?.[0] ?? ''}`
}
