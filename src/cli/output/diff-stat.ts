import { quoteText } from '../quote.ts'
import type { SqlAccess } from '../workspace.ts'

/** How many rows and cells of a table changed. Source: Dolt go/cmd/dolt/commands/diff_output.go, printStat. */
export async function diffStatText(access: SqlAccess, from: string, to: string, table: string): Promise<string> {
  const [row] = await access.texts(
    `select rows_unmodified, rows_added, rows_deleted, rows_modified, cells_added, cells_deleted, cells_modified,
       old_row_count, new_row_count, old_cell_count
     from dolt_diff_stat(${quoteText(from)}, ${quoteText(to)}, ${quoteText(table)})`)
  if (row === undefined) return 'No data changes. See schema changes by using -s or --schema.'
  const [unmodified, added, deleted, modified, cellsAdded, cellsDeleted, cellsModified, oldRows, newRows, oldCells] = row
  // Tables without a key have no rows that could be modified, nor counts of cells.
  if (oldRows === '') return `${count(added, 'Row', 'Added')}\n${count(deleted, 'Row', 'Deleted')}`
  const lines = [
    ...([[unmodified, 'Unmodified'], [added, 'Added'], [deleted, 'Deleted'], [modified, 'Modified']] as const)
      .map(([text, verb]) => `${count(text, 'Row', verb)} (${percent(text, oldRows)})`),
    ...([[cellsAdded, 'Added'], [cellsDeleted, 'Deleted']] as const).map(([text, verb]) => `${count(text, 'Cell', verb)} (${percent(text, oldCells)})`),
    // Dolt divides by zero here, and only here.
    `${count(cellsModified, 'Cell', 'Modified')} (${oldCells === '0' ? 'NaN%' : percent(cellsModified, oldCells)})`,
  ]
  const entries = (text: string): string => `${text} Row Entr${text === '1' ? 'y' : 'ies'}`
  return `${lines.join('\n')}\n(${entries(oldRows)} vs ${entries(newRows)})\n`
}

function count(text: string, noun: string, verb: string): string {
  return `${text} ${noun}${text === '1' ? '' : 's'} ${verb}`
}

function percent(part: string, whole: string): string {
  if (part === '0') return '0.00%'
  return whole === '0' ? '+Inf%' : `${((Number(part) / Number(whole)) * 100).toFixed(2)}%`
}
