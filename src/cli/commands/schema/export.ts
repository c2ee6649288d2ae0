import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Command, CommandError } from '../../command.ts'
import { doltMessage } from '../../output/dolt-error.ts'
import { createStatement, userTables } from '../../table-names.ts'
import { isOxbowError } from '../../../error.ts'

export const schemaExport: Command = {
  command: 'schema export',
  summary: "Exports a table's schema in SQL form.",
  synopsis: ['[<table>] [<file>]'],
  description: ['Prints the CREATE TABLE statement of a table, by default of all tables, or writes it to a file. One name with a dot is a file.'],
  options: [],
  maxPositional: 2,
  async run({ args, out, workspace }) {
    const [first, second] = args.positional
    const [table, file] = second === undefined && first?.includes('.') === true ? [undefined, first] : [first, second]
    if (table !== undefined && /^dolt_/i.test(table)) throw new CommandError(`${table} not found`)
    const access = await workspace.sql()
    try {
      const statements: string[] = []
      for (const name of table === undefined ? await userTables(access) : [table]) statements.push(`${await createStatement(access, name)}\n`)
      if (file === undefined) out.write(statements.join(''))
      else writeFileSync(resolve(workspace.directory, file), statements.join(''))
    } catch (e) {
      throw isOxbowError(e) ? new CommandError(doltMessage(e)) : e
    }
    return 0
  },
}
