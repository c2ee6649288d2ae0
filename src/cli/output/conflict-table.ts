import type { QueryResult } from '../../sql/result.ts'
import type { Value } from '../../sql/value.ts'
import { cellOf } from './result-format.ts'
import { tableText } from './tabular.ts'

const SIDES = ['base', 'our', 'their'] as const
const MARKS: Readonly<Record<string, string>> = { added: ' + ', removed: ' - ', modified: ' * ' }

/** Columns of dolt_conflicts_x that are no cells of either side. */
const NO_CELLS = new Set(['our_diff_type', 'their_diff_type'])

/**
 * Conflicts as dolt_conflicts_x gives them, each as the rows `base`, `ours` and `theirs`: `+` new, `*` changed, `-` gone.
 * Source: Dolt go/cmd/dolt/commands/cnfcmds/conflictsplitter.go; its table repeats the columns of each side, which are NULL there.
 */
export function conflictTable({ columns, rows }: QueryResult): Iterable<Uint8Array> {
  const places = new Map<string, Partial<Record<(typeof SIDES)[number], number>>>()
  for (const [i, { name }] of columns.entries()) {
    const side = SIDES.find((prefix) => name.startsWith(`${prefix}_`))
    if (side === undefined || NO_CELLS.has(name)) continue
    const column = name.slice(side.length + 1)
    places.set(column, { ...places.get(column), [side]: i })
  }
  const cells = (row: readonly Value[], side: (typeof SIDES)[number]): (string | Uint8Array)[] =>
    [...places.values()].map((at) => {
      const i = at[side]
      return i === undefined || row[i] === null ? 'NULL' : cellOf(columns[i], row[i])
    })
  const kindAt = (name: string): number => columns.findIndex((column) => column.name === name)
  const [ours, theirs] = [kindAt('our_diff_type'), kindAt('their_diff_type')]
  const lines: (string | Uint8Array)[][] = []
  for (const row of rows) {
    const kinds = [String(row[ours]), String(row[theirs])]
    if (!kinds.includes('added')) lines.push(['', 'base', ...cells(row, 'base')])
    // What is gone is shown as it was.
    lines.push([MARKS[kinds[0]], 'ours', ...cells(row, kinds[0] === 'removed' ? 'base' : 'our')])
    lines.push([MARKS[kinds[1]], 'theirs', ...cells(row, kinds[1] === 'removed' ? 'base' : 'their')])
  }
  return tableText([' ', ' ', ...places.keys()], lines)
}
