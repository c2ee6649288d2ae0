import { type Command, type CommandContext, CommandError } from '../command.ts'
import { diffLines } from '../output/line-diff.ts'
import { cellOf } from '../output/result-format.ts'
import { tableText } from '../output/tabular.ts'
import type { SqlAccess } from '../workspace.ts'
import { isOxbowError } from '../../error.ts'

/** How a table differs between two states, as dolt_diff_summary says. */
interface TableChange {
  readonly from: string
  readonly to: string
  readonly kind: string
  readonly data: boolean
  readonly schema: boolean
}

export const diff: Command = {
  command: 'diff',
  summary: 'Show changes between commits, commit and working tree, etc',
  synopsis: ['[options] [<commit> [<commit>]] [<tables>...]'],
  description: [
    'Shows how the working set differs from what is staged; with a commit, from that commit; with two commits, how the second differs from the first.',
  ],
  options: [
    { long: 'data', short: 'd', help: 'Shows only changes of rows. By default those of schemas, too.' },
    { long: 'schema', short: 's', help: 'Shows only changes of schemas. By default those of rows, too.' },
    { long: 'stat', help: 'Counts rows and cells that changed. By default they are shown.' },
    { long: 'summary', help: 'Lists the tables that changed, and how. By default the changes are shown.' },
    { long: 'name-only', help: 'Lists the names of the tables that changed. By default the changes are shown.' },
    { long: 'staged', help: 'Compares what is staged with the last commit. By default the working set with what is staged.' },
    { long: 'cached', short: 'c', help: 'The same as --staged.' },
  ],
  async run(cx) {
    const { args, out, workspace } = cx
    const access = await workspace.sql()
    const { from, to, tables } = await statesOf(cx, access)
    const rows = await access.texts(
      `select from_table_name, to_table_name, diff_type, data_change, schema_change from dolt_diff_summary(${literal(from)}, ${literal(to)})`)
    const changes: TableChange[] = rows.map(([before, after, kind, data, schema]) =>
      ({ from: before, to: after, kind, data: data === 'true' || data === '1', schema: schema === 'true' || schema === '1' }))
    for (const table of tables) if (!(await exists(access, table, [from, to]))) throw new CommandError(`table ${table} does not exist in either revision`)
    const shown = changes
      .filter((change) => tables.length === 0 || tables.includes(change.from) || tables.includes(change.to))
      .toSorted((a, b) => ((a.from || a.to) < (b.from || b.to) ? -1 : 1))
    if (args.flag('summary')) {
      const cells = shown.map((c) => [c.kind === 'renamed' ? `${c.from} -> ${c.to}` : c.to || c.from, c.kind, String(c.data), String(c.schema)])
      for (const bytes of tableText(['Table name', 'Diff type', 'Data change', 'Schema change'], cells)) out.bytes(bytes)
      return 0
    }
    for (const change of shown) {
      if (args.flag('name-only')) {
        out.line(change.from || change.to)
        continue
      }
      out.line(`diff --dolt a/${change.from || change.to} b/${change.to || change.from}`)
      if (change.kind === 'added') out.line('added table')
      else if (change.kind === 'dropped') out.line('deleted table')
      else out.line(`--- a/${change.from}\n+++ b/${change.to}`)
      if (args.flag('stat')) await printStat(cx, access, from, to, change)
      else await printChange(cx, access, from, to, change)
    }
    return 0
  },
}

function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

/** What is compared with what. Names of revisions come before names of tables. */
async function statesOf({ args }: CommandContext, access: SqlAccess): Promise<{ from: string; to: string; tables: readonly string[] }> {
  const names = [...args.positional]
  const revisions: string[] = []
  while (revisions.length < 2 && names.length > 0 && (await isRevision(access, names[0]))) revisions.push(names.shift()!)
  const staged = args.flag('staged') || args.flag('cached')
  const between = /^(.+?)\.\.(.+)$/.exec(names[0] ?? '')
  if (revisions.length === 0 && between !== null && !between[2].startsWith('.')) return { from: between[1], to: between[2], tables: names.slice(1) }
  if (staged) return { from: revisions[0] ?? 'HEAD', to: 'STAGED', tables: names }
  return { from: revisions[0] ?? 'STAGED', to: revisions[1] ?? 'WORKING', tables: names }
}

async function isRevision(access: SqlAccess, text: string): Promise<boolean> {
  if (/^(working|staged|head)$/i.test(text)) return true
  try {
    await access.texts('select hashof(?)', [text])
    return true
  } catch (e) {
    if (isOxbowError(e)) return false
    throw e
  }
}

async function exists(access: SqlAccess, table: string, states: readonly string[]): Promise<boolean> {
  for (const state of states) {
    const tables = await access.texts(`show tables${state === 'WORKING' ? '' : ` as of ${literal(state)}`}`)
    if (tables.some(([name]) => name.toLowerCase() === table.toLowerCase())) return true
  }
  return false
}

async function printChange(cx: CommandContext, access: SqlAccess, from: string, to: string, change: TableChange): Promise<void> {
  const { args, out } = cx
  if (change.schema && !args.flag('data')) {
    const [created] = await access.texts(
      `select from_create_statement, to_create_statement from dolt_schema_diff(${literal(from)}, ${literal(to)}, ${literal(change.to || change.from)})`)
    if (created !== undefined) for (const line of diffLines(endStatement(created[0]), endStatement(created[1]))) out.line(line)
  }
  if (!change.data || args.flag('schema')) return
  for (const bytes of await rowDiff(access, from, to, change.to || change.from)) out.bytes(bytes)
}

function endStatement(text: string): string {
  return text === '' || text.endsWith(';') ? text : `${text};`
}

/** Rows that changed: `<` before, `>` after, `-` gone, `+` new. */
async function rowDiff(access: SqlAccess, from: string, to: string, table: string): Promise<Iterable<Uint8Array>> {
  const { columns, rows } = await access.query(`select * from dolt_diff(${literal(from)}, ${literal(to)}, ${literal(table)})`)
  const split = columns.findIndex((column, i) => column.name === 'to_commit' && columns[i + 1].name === 'to_commit_date')
  const after = columns.slice(0, split)
  const before = columns.slice(split + 2, -3)
  const names = [...new Set([...before.map((c) => c.name.slice('from_'.length)), ...after.map((c) => c.name.slice('to_'.length))])]
  const places = (side: typeof after, prefix: string, start: number): number[] =>
    names.map((name) => {
      const i = side.findIndex((column) => column.name === prefix + name)
      return i < 0 ? -1 : start + i
    })
  const toPlaces = places(after, 'to_', 0)
  const fromPlaces = places(before, 'from_', split + 2)
  const lines: (string | Uint8Array)[][] = []
  for (const row of rows) {
    const line = (mark: string, at: readonly number[]): (string | Uint8Array)[] =>
      [mark, ...at.map((i) => (i < 0 || row[i] === null ? 'NULL' : cellOf(columns[i], row[i])))]
    const kind = row[columns.length - 1]
    if (kind === 'modified') lines.push(line('<', fromPlaces), line('>', toPlaces))
    else lines.push(kind === 'added' ? line('+', toPlaces) : line('-', fromPlaces))
  }
  return tableText([' ', ...names], lines)
}

async function printStat({ out }: CommandContext, access: SqlAccess, from: string, to: string, change: TableChange): Promise<void> {
  const [row] = await access.texts(
    `select rows_unmodified, rows_added, rows_deleted, rows_modified, cells_added, cells_deleted, cells_modified,
       old_row_count, new_row_count, old_cell_count
     from dolt_diff_stat(${literal(from)}, ${literal(to)}, ${literal(change.to || change.from)})`)
  if (row === undefined) {
    out.line('No data changes. See schema changes by using -s or --schema.')
    return
  }
  const count = (text: string, noun: string, verb: string): string => `${text} ${noun}${text === '1' ? '' : 's'} ${verb}`
  const [unmodified, added, deleted, modified, cellsAdded, cellsDeleted, cellsModified, oldRows, newRows, oldCells] = row
  // Tables without a key have no rows that could be modified, nor counts of cells.
  if (oldRows === '') {
    out.line(`${count(added, 'Row', 'Added')}\n${count(deleted, 'Row', 'Deleted')}`)
    return
  }
  const share = (part: string, whole: string): string => {
    const percent = (Number(part) / Number(whole)) * 100
    return ` (${Number.isFinite(percent) ? percent.toFixed(2) : Number.isNaN(percent) ? 'NaN' : '+Inf'}%)`
  }
  for (const [text, verb] of [[unmodified, 'Unmodified'], [added, 'Added'], [deleted, 'Deleted'], [modified, 'Modified']] as const) {
    out.line(count(text, 'Row', verb) + share(text, oldRows))
  }
  for (const [text, verb] of [[cellsAdded, 'Added'], [cellsDeleted, 'Deleted'], [cellsModified, 'Modified']] as const) {
    out.line(count(text, 'Cell', verb) + share(text, oldCells))
  }
  const entries = (text: string): string => `${text} Row Entr${text === '1' ? 'y' : 'ies'}`
  out.line(`(${entries(oldRows)} vs ${entries(newRows)})\n`)
}
