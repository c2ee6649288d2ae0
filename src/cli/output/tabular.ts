import type { QueryResult } from '../../sql/result.ts'
import { displayWidth } from './display-width.ts'
import { cellOf } from './result-format.ts'

/** Rows whose widths are known before the first of them is printed. */
const SAMPLE = 100

interface Cell {
  readonly lines: readonly Buffer[]
  readonly widths: readonly number[]
}

/**
 * A table with borders, and a blank line below it. Each hundred rows may be wider than those before: that is how Dolt
 * prints what it hasn't read yet.
 * Source: Dolt go/libraries/doltcore/table/untyped/tabular/fixedwidth_tablewriter.go.
 */
export function* tabularText(result: QueryResult): Generator<Uint8Array> {
  yield* tableText(result.columns.map((column) => column.name), cellsOf(result))
  yield Buffer.from('\n')
}

function* cellsOf({ columns, rows }: QueryResult): Generator<(string | Uint8Array)[]> {
  for (const row of rows) yield columns.map((column, i) => (row[i] === null ? 'NULL' : cellOf(column, row[i])))
}

/** The table alone; nothing where there are no rows. */
export function* tableText(names: readonly string[], rows: Iterable<readonly (string | Uint8Array)[]>): Generator<Uint8Array> {
  const header = names.map(layOut)
  const widths = header.map((cell) => cell.widths.reduce((sum, width) => sum + width, 0))
  let sample: Cell[][] = []
  let any = false
  const flush = (): Buffer => {
    const parts: Buffer[] = []
    if (!any) parts.push(separator(widths), line(header, widths), separator(widths))
    any = true
    for (const cells of sample) parts.push(line(cells, widths))
    sample = []
    return Buffer.concat(parts)
  }
  for (const row of rows) {
    if (sample.length === SAMPLE) yield flush()
    const cells = row.map(layOut)
    for (const [i, cell] of cells.entries()) widths[i] = Math.max(widths[i], ...cell.widths)
    sample.push(cells)
  }
  if (sample.length > 0) yield flush()
  if (any) yield separator(widths)
}

/** A cell's lines. The newline of a CR LF pair begins no new one. */
function layOut(cell: string | Uint8Array): Cell {
  if (typeof cell === 'string') {
    const lines = splitLines(cell)
    return { lines: lines.map((text) => Buffer.from(text)), widths: lines.map(displayWidth) }
  }
  // Latin-1 keeps every byte as one character while the lines are cut.
  const lines = splitLines(Buffer.from(cell).toString('latin1')).map((text) => Buffer.from(text, 'latin1'))
  return { lines, widths: lines.map((bytes) => displayWidth(bytes.toString())) }
}

function splitLines(text: string): string[] {
  return text.includes('\n') ? text.split(/(?<!\r)\n/) : [text]
}

function separator(widths: readonly number[]): Buffer {
  return Buffer.from(`+${widths.map((width) => `${'-'.repeat(width + 2)}+`).join('')}\n`)
}

function line(cells: readonly Cell[], widths: readonly number[]): Buffer {
  const height = cells.reduce((most, cell) => Math.max(most, cell.lines.length), 1)
  const parts: Uint8Array[] = []
  for (let i = 0; i < height; i++) {
    parts.push(Buffer.from('|'))
    for (const [column, cell] of cells.entries()) {
      const inside = i < cell.lines.length
      if (inside) parts.push(Buffer.from(' '), cell.lines[i])
      parts.push(Buffer.from(`${inside ? '' : ' '}${' '.repeat(widths[column] - (inside ? cell.widths[i] : 0))} |`))
    }
    parts.push(Buffer.from('\n'))
  }
  return Buffer.concat(parts)
}
