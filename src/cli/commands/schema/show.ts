import { type Command } from '../../command.ts'
import { bold } from '../../output/colors.ts'
import { createStatement, userTables, writtenSystemTables } from '../../table-names.ts'
import type { SqlAccess } from '../../workspace.ts'
import { isOxbowError } from '../../../error.ts'

export const schemaShow: Command = {
  command: 'schema show',
  summary: 'Shows the schema of one or more tables.',
  synopsis: ['[<commit>] [<table>...]'],
  description: ['Shows the CREATE TABLE statements of tables, by default of all, as they are in the working set or in a commit.'],
  options: [],
  async run({ args, out, workspace }) {
    const access = await workspace.sql()
    const names = [...args.positional]
    const revision = names[0] !== undefined && (await isCommit(access, names[0])) ? names.shift() : undefined
    const known = [...(await userTables(access, revision)), ...(await writtenSystemTables(access, revision))].filter((name) => name !== 'dolt_docs').toSorted()
    if (names.length === 0 && known.length === 0) {
      out.line('No tables in working set')
      return 0
    }
    const missing: string[] = []
    for (const name of names.length === 0 ? known : names) {
      if (!known.includes(name)) missing.push(name)
      else out.line(`${bold(name)} @ ${revision ?? 'working'}\n${await createStatement(access, name, revision)}\n`)
    }
    for (const name of missing) out.error(`${name} not found`)
    return 0
  },
}

async function isCommit(access: SqlAccess, text: string): Promise<boolean> {
  try {
    await access.query('select hashof(?)', [text])
    return true
  } catch (e) {
    if (isOxbowError(e)) return false
    throw e
  }
}
