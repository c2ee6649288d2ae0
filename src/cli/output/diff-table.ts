import { red, green } from './colors.ts'
import { cellOf } from './result-format.ts'
import { type ChangedRow, type DiffCell, type RowDiff, differs } from './row-diff.ts'
import { tableText } from './tabular.ts'

/** How a modified row is shown: as two, `<` and `>`; as one with both values in lines, or with both in one line. */
export type DiffMode = 'row' | 'line' | 'in-place'

export interface DiffTableOptions {
  readonly mode: DiffMode
  /** Only keys, columns in which a row changed, and these. */
  readonly skinny?: { readonly include: readonly string[] }
}

/** Rows that changed, as a table: `<` before, `>` after, `-` gone, `+` new, `*` both. */
export function diffTable(diff: RowDiff, { mode, skinny }: DiffTableOptions): Iterable<Uint8Array> {
  const shown = diff.columns.map((_, i) => i).filter((i) => skinny === undefined || isShown(diff, i, skinny.include))
  const lines: (string | Uint8Array)[][] = []
  const line = (mark: string, cells: readonly (DiffCell | undefined)[]): void => {
    lines.push([mark, ...shown.map((i) => text(cells[i]))])
  }
  for (const row of diff.rows) {
    if (row.kind === 'added') line('+', row.to)
    else if (row.kind === 'removed') line('-', row.from)
    else if (mode === 'row') {
      line('<', row.from)
      line('>', row.to)
    } else lines.push(['*', ...shown.map((i) => bothValues(row, i, mode))])
  }
  return tableText([' ', ...shown.map((i) => diff.columns[i])], lines)
}

function isShown(diff: RowDiff, i: number, include: readonly string[]): boolean {
  const name = diff.columns[i].toLowerCase()
  return diff.primaryKey.has(name) || include.some((wanted) => wanted.toLowerCase() === name)
    || diff.rows.some(({ kind, from, to }) => differs(kind === 'added' ? undefined : from[i], kind === 'removed' ? undefined : to[i]))
}

function text(cell: DiffCell | undefined): string | Uint8Array {
  return cell === undefined || cell.value === null ? 'NULL' : cellOf(cell.column, cell.value)
}

function bothValues({ from, to }: ChangedRow, i: number, mode: DiffMode): string | Uint8Array {
  if (!differs(from[i], to[i])) return text(to[i] ?? from[i])
  const [before, after] = [text(from[i]), text(to[i])].map((cell) => (typeof cell === 'string' ? cell : Buffer.from(cell).toString()))
  return mode === 'line' ? `${red(`-${before}`)}\n${green(`+${after}`)}` : red(before) + green(after)
}
