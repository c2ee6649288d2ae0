import type { SqlAccess } from '../workspace.ts'
import { paint } from './colors.ts'

/** How long the longest line of signs is, roughly. */
const WIDEST = 30

interface RowCounts {
  readonly table: string
  readonly added: number
  readonly modified: number
  readonly deleted: number
}

/**
 * How much each table changed between two commits: `t | 3 ++*`, a sum, then tables that came and went. `coloured` paints the signs.
 * Source: Dolt go/cmd/dolt/commands/merge.go, printSuccessStats.
 */
export async function changeStat(access: SqlAccess, from: string, to: string, { coloured = false } = {}): Promise<string[]> {
  const changes = await access.texts('select from_table_name, to_table_name, diff_type from dolt_diff_summary(?, ?)', [from, to])
  const counts: RowCounts[] = []
  for (const [before, after, kind] of changes) {
    if (kind !== 'modified' && kind !== 'renamed') continue
    const [row] = await access.texts('select rows_added, rows_modified, rows_deleted from dolt_diff_stat(?, ?, ?)', [from, to, after || before])
    const [added, modified, deleted] = (row ?? ['0', '0', '0']).map(Number)
    counts.push({ table: after || before, added, modified, deleted })
  }
  counts.sort((a, b) => (a.table < b.table ? -1 : 1))
  const most = Math.max(0, ...counts.map(total))
  const names = Math.max(0, ...counts.map(({ table }) => table.length))
  const lines = counts.map((c) => `${c.table.padEnd(names)} | ${String(total(c)).padEnd(String(most).length)} ${signs(c, most, coloured)}`)
  if (counts.length > 0) {
    const sum = (name: 'added' | 'modified' | 'deleted'): number => counts.reduce((n, c) => n + c[name], 0)
    lines.push(`${counts.length} tables changed, ${sum('added')} rows added(+), ${sum('modified')} rows modified(*), ${sum('deleted')} rows deleted(-)`)
  }
  for (const [, after, kind] of changes) if (kind === 'added') lines.push(`${after} added`)
  for (const [before, , kind] of changes) if (kind === 'dropped') lines.push(`${before} deleted`)
  return lines
}

function total({ added, modified, deleted }: RowCounts): number {
  return added + modified + deleted
}

function signs({ added, modified, deleted }: RowCounts, most: number, coloured: boolean): string {
  return ([[added, '+', '92'], [modified, '*', '93'], [deleted, '-', '91']] as const).filter(([count]) => count > 0).map(([count, sign, colour]) => {
    const text = sign.repeat(Math.max(1, Math.min(count, Math.floor((WIDEST * count) / most))))
    return coloured ? paint(colour, text) : text
  }).join('')
}
