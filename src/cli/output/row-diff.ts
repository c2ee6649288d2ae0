import type { QueryResult, ResultColumn } from '../../sql/result.ts'
import type { Value } from '../../sql/value.ts'
import { isOxbowError } from '../../error.ts'
import { CommandError } from '../command.ts'
import { quoteName, quoteText } from '../quote.ts'
import type { SqlAccess } from '../workspace.ts'
import { doltMessage } from './dolt-error.ts'

/** MySQL's ER_NO_SUCH_TABLE. */
const NO_SUCH_TABLE = 1146

/** A cell of a row before or after a change; undefined where that side hasn't the column. */
export interface DiffCell {
  readonly column: ResultColumn
  readonly value: Value
}

export interface ChangedRow {
  readonly kind: 'added' | 'removed' | 'modified'
  /** In the order of the table diff's columns. */
  readonly from: readonly (DiffCell | undefined)[]
  readonly to: readonly (DiffCell | undefined)[]
}

/** How the rows of a table changed. */
export interface RowDiff {
  /** Columns of both sides, those before the change first. */
  readonly columns: readonly string[]
  /** Lower-case names; empty for tables without a key. */
  readonly primaryKey: ReadonlySet<string>
  readonly rows: readonly ChangedRow[]
}

export interface RowDiffOptions {
  /** A condition on `from_x`, `to_x` and `diff_type`. */
  readonly where?: string
  /** At most so many rows. */
  readonly limit?: number
  /** Only changes of this kind. */
  readonly kind?: string
}

/** @throws CommandError with the query when the condition doesn't fit the table. */
export async function readRowDiff(access: SqlAccess, from: string, to: string, table: string, options: RowDiffOptions = {}): Promise<RowDiff> {
  const source = `dolt_diff(${quoteText(from)}, ${quoteText(to)}, ${quoteText(table)})`
  const all = await access.query(`select * from ${source} limit 0`)
  const split = all.columns.findIndex(({ name }, i) => name === 'to_commit' && all.columns[i + 1].name === 'to_commit_date')
  const toNames = all.columns.slice(0, split).map(({ name }) => name)
  const fromNames = all.columns.slice(split + 2, -3).map(({ name }) => name)
  const conditions = [options.where, options.kind === undefined ? undefined : `diff_type = ${quoteText(options.kind)}`].filter((text) => text !== undefined)
  const query = `select ${[...fromNames, ...toNames].map((name) => `${quoteName(name)}, `).join('')} \`diff_type\` from ${source}`
    + (conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`) + (options.limit === undefined ? '' : ` limit ${options.limit}`)
  const { columns, rows } = await explained(access, query)
  const names = [...new Set([...fromNames.map((name) => name.slice('from_'.length)), ...toNames.map((name) => name.slice('to_'.length))])]
  const places = (side: readonly string[], prefix: string, start: number): number[] => names.map((name) => {
    const at = side.indexOf(prefix + name)
    return at < 0 ? -1 : start + at
  })
  const [fromPlaces, toPlaces] = [places(fromNames, 'from_', 0), places(toNames, 'to_', fromNames.length)]
  const cells = (row: readonly Value[], at: readonly number[]) => at.map((i) => (i < 0 ? undefined : { column: columns[i], value: row[i] }))
  return {
    columns: names,
    primaryKey: await primaryKeyOf(access, [to, from], table),
    rows: rows.map((row) => ({ kind: row.at(-1) as ChangedRow['kind'], from: cells(row, fromPlaces), to: cells(row, toPlaces) })),
  }
}

async function explained(access: SqlAccess, query: string): Promise<QueryResult> {
  try {
    return await access.query(query)
  } catch (e) {
    if (!isOxbowError(e)) throw e
    throw new CommandError(`Error running diff query:\n${query}\ncause: ${doltMessage(e)}\nerror: encountered errors during diff`)
  }
}

/** Of the first of the revisions that has the table. */
async function primaryKeyOf(access: SqlAccess, [revision, ...others]: readonly string[], table: string): Promise<Set<string>> {
  const asOf = revision === 'WORKING' ? '' : ` as of ${quoteText(revision)}`
  let columns: string[][]
  try {
    columns = await access.texts(`show columns from ${quoteName(table)}${asOf}`)
  } catch (e) {
    if (!isOxbowError(e) || e.errno !== NO_SUCH_TABLE) throw e
    return others.length === 0 ? new Set() : await primaryKeyOf(access, others, table)
  }
  return new Set(columns.filter(([, , , key]) => key === 'PRI').map(([name]) => name.toLowerCase()))
}

/** True where a column's value differs. */
export function differs(from: DiffCell | undefined, to: DiffCell | undefined): boolean {
  return textOf(from) !== textOf(to)
}

function textOf(cell: DiffCell | undefined): string {
  if (cell === undefined || cell.value === null) return ''
  return `=${typeof cell.value === 'object' ? JSON.stringify(cell.value) : String(cell.value)}`
}
