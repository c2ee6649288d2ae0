import { type Command, CommandError } from '../../command.ts'
import { conflictTable } from '../../output/conflict-table.ts'
import type { Output } from '../../output/output.ts'
import { tableText } from '../../output/tabular.ts'
import { quoteName } from '../../quote.ts'
import type { SqlAccess } from '../../workspace.ts'
import { PROGRAM } from '../../program.ts'

const SCHEMA_COLUMNS = ['our_schema', 'their_schema', 'base_schema', 'description']

export const cat: Command = {
  command: 'conflicts cat',
  summary: 'print conflicts',
  synopsis: ['[<commit>] <table>...'],
  description: ['Shows the conflicts of tables, each with the row as it was, as it is here and as the other branch has it. The name . stands for all tables.'],
  options: [],
  async run({ args, out, workspace }) {
    if (args.positional.length === 0) {
      out.line(`No tables specified\n Maybe you wanted to say '${PROGRAM} conflicts cat .'?`)
      throw new CommandError('', 1, { usage: true })
    }
    const access = await workspace.sql()
    const [status] = await access.texts('select is_merging, unmerged_tables from dolt_merge_status')
    const merging = status !== undefined && (status[0] === '1' || status[0] === 'true')
    const unmerged = merging && status[1] !== '' ? status[1].split(', ') : []
    const tables = args.positional.length === 1 && args.positional[0] === '.' ? unmerged : args.positional
    if (merging) await printSchemaConflicts(access, out, tables)
    for (const table of unmerged) if (tables.includes(table)) await printRowConflicts(access, out, table)
    return 0
  },
}

async function printSchemaConflicts(access: SqlAccess, out: Output, tables: readonly string[]): Promise<void> {
  const all = await access.texts(`select table_name, ${SCHEMA_COLUMNS.join(', ')} from dolt_schema_conflicts`)
  if (all.length === 0) return
  for (const table of tables) {
    const rows = all.filter(([name]) => name === table).map((row) => row.slice(1))
    for (const bytes of tableText(SCHEMA_COLUMNS, rows)) out.bytes(bytes)
  }
}

async function printRowConflicts(access: SqlAccess, out: Output, table: string): Promise<void> {
  const result = await access.query(`select * from ${quoteName(`dolt_conflicts_${table}`)}`)
  if (result.rows.length > 0) for (const bytes of conflictTable(result)) out.bytes(bytes)
}
