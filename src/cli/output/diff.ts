import { quoteText } from '../quote.ts'
import type { SqlAccess } from '../workspace.ts'
import { rowStatements, schemaStatements } from './diff-sql.ts'
import { diffStatText } from './diff-stat.ts'
import { type DiffMode, diffTable } from './diff-table.ts'
import { jsonRow } from './json.ts'
import { diffLines } from './line-diff.ts'
import type { Output } from './output.ts'
import { type DiffCell, type RowDiff, readRowDiff } from './row-diff.ts'
import { tableText } from './tabular.ts'

/** What is compared with what: names of commits, STAGED or WORKING. */
export interface DiffStates {
  readonly from: string
  readonly to: string
}

export type DiffFormat = 'tabular' | 'sql' | 'json'

/** What of a diff is printed, and how. */
export interface DiffView {
  readonly format: DiffFormat
  readonly parts: 'changes' | 'stat' | 'summary' | 'names'
  /** Changes of rows, and of schemas. */
  readonly data: boolean
  readonly schema: boolean
  readonly mode: DiffMode
  readonly skinny?: { readonly include: readonly string[] }
  readonly where?: string
  readonly limit?: number
  readonly filter?: string
}

export const WHOLE_DIFF: DiffView = { format: 'tabular', parts: 'changes', data: true, schema: true, mode: 'row' }

/** How a table differs between two states, as dolt_diff_summary says. */
interface TableChange {
  /** Empty where the table wasn't there, or isn't any more. */
  readonly from: string
  readonly to: string
  readonly kind: string
  readonly data: boolean
  readonly schema: boolean
}

/** Prints how two states differ, table by table; `tables` names those that are wanted, none of them all. */
export async function printDiff(access: SqlAccess, out: Output, states: DiffStates, tables: readonly string[], view: DiffView): Promise<void> {
  const changes = (await readChanges(access, states))
    .filter((change) => tables.length === 0 || tables.includes(change.from) || tables.includes(change.to))
    .filter(({ kind }) => view.filter === undefined || kind === view.filter || (kind === 'modified' && view.filter !== 'renamed'))
  if (changes.length === 0) return
  if (view.parts === 'summary') printSummary(out, changes)
  else if (view.parts === 'names') for (const change of changes) out.line(change.from || change.to)
  else if (view.parts === 'changes' && view.format === 'json') await printJson(access, out, states, changes, view)
  else if (view.parts === 'changes' && view.format === 'sql') await printSql(access, out, states, changes, view)
  else await printTabular(access, out, states, changes, view)
}

async function readChanges(access: SqlAccess, { from, to }: DiffStates): Promise<TableChange[]> {
  const rows = await access.texts(
    `select from_table_name, to_table_name, diff_type, data_change, schema_change from dolt_diff_summary(${quoteText(from)}, ${quoteText(to)})`)
  const isTrue = (text: string): boolean => text === 'true' || text === '1'
  return rows
    .map(([before, after, kind, data, schema]) => ({ from: before, to: after, kind, data: isTrue(data), schema: isTrue(schema) }))
    .toSorted((a, b) => ((a.from || a.to) < (b.from || b.to) ? -1 : 1))
}

function printSummary(out: Output, changes: readonly TableChange[]): void {
  const cells = changes.map((c) => [c.kind === 'renamed' ? `${c.from} -> ${c.to}` : c.to || c.from, c.kind, String(c.data), String(c.schema)])
  for (const bytes of tableText(['Table name', 'Diff type', 'Data change', 'Schema change'], cells)) out.bytes(bytes)
}

async function printTabular(access: SqlAccess, out: Output, states: DiffStates, changes: readonly TableChange[], view: DiffView): Promise<void> {
  for (const change of changes) {
    out.line(`diff --dolt a/${change.from || change.to} b/${change.to || change.from}`)
    if (change.kind === 'added') out.line('added table')
    else if (change.kind === 'dropped') out.line('deleted table')
    else out.line(`--- a/${change.from}\n+++ b/${change.to}`)
    if (view.parts === 'stat') {
      out.line(await diffStatText(access, states.from, states.to, change.to || change.from))
      continue
    }
    if (change.schema && view.schema) {
      const { before, after } = await schemasOf(access, states, change)
      for (const line of diffLines(before, after)) out.line(line)
    }
    if (!change.data || !view.data) continue
    for (const bytes of diffTable(await rowsOf(access, states, change, view), view)) out.bytes(bytes)
  }
}

async function printSql(access: SqlAccess, out: Output, states: DiffStates, changes: readonly TableChange[], view: DiffView): Promise<void> {
  for (const change of changes) {
    if (change.schema && view.schema) {
      const { before, after } = await schemasOf(access, states, change)
      for (const statement of schemaStatements(before, after, change.from, change.to)) out.line(statement)
    }
    if (!change.data || !view.data || change.kind === 'dropped') continue
    for (const statement of rowStatements(change.to, await rowsOf(access, states, change, view))) out.line(statement)
  }
}

async function printJson(access: SqlAccess, out: Output, states: DiffStates, changes: readonly TableChange[], view: DiffView): Promise<void> {
  const tables: string[] = []
  for (const change of changes) {
    const schemas = change.schema && view.schema ? await schemasOf(access, states, change) : undefined
    const statements = schemas === undefined ? [] : schemaStatements(schemas.before, schemas.after, change.from, change.to)
    const diff = change.data && view.data ? await rowsOf(access, states, change, view) : undefined
    const side = (cells: readonly (DiffCell | undefined)[]): string =>
      jsonRow(cells.flatMap((cell, i) => (cell === undefined ? [] : [{ ...cell, name: diff!.columns[i] }])))
    const data = (diff?.rows ?? []).map((row) => `{"from_row":${side(row.from)},"to_row":${side(row.to)}}`)
    tables.push(`{"name":${JSON.stringify(change.to || change.from)},"schema_diff":[${statements.map((s) => JSON.stringify(s)).join(',')}],"data_diff":[${data.join(',')}]}`)
  }
  out.write(`{"tables":[${tables.join(',')}]}`)
}

function rowsOf(access: SqlAccess, { from, to }: DiffStates, change: TableChange, { where, limit, filter }: DiffView): Promise<RowDiff> {
  return readRowDiff(access, from, to, change.to || change.from, { where, limit, kind: filter === 'dropped' ? 'removed' : filter })
}

async function schemasOf(access: SqlAccess, { from, to }: DiffStates, change: TableChange): Promise<{ before: string; after: string }> {
  const [row] = await access.texts(
    `select from_create_statement, to_create_statement from dolt_schema_diff(${quoteText(from)}, ${quoteText(to)}, ${quoteText(change.to || change.from)})`)
  const [before, after] = (row ?? ['', '']).map((text) => (text === '' || text.endsWith(';') ? text : `${text};`))
  return { before, after }
}
