import type { OptionSpec } from '../../arguments.ts'
import { type Command, type CommandContext, CommandError } from '../../command.ts'
import { quoteName } from '../../quote.ts'
import { runScript } from '../../sql-script.ts'

const FORCE: OptionSpec = { long: 'force', short: 'f', help: 'Replaces the new table if it is there. By default that is an error.' }

export const tableCp: Command = {
  command: 'table cp',
  summary: 'Makes a copy of a table',
  synopsis: ['[-f] <oldtable> <newtable>'],
  description: ['Makes a table with the columns, keys and rows of another.'],
  options: [FORCE],
  maxPositional: 2,
  async run(cx) {
    const [from, to] = twoNames(cx)
    return await runStatements(cx, [...replaced(cx, to), `CREATE TABLE ${to} LIKE ${from}`, `INSERT INTO ${to} SELECT * FROM ${from}`])
  },
}

export const tableMv: Command = {
  command: 'table mv',
  summary: 'Renames a table',
  synopsis: ['[-f] <oldtable> <newtable>'],
  description: ['Gives a table another name.'],
  options: [FORCE],
  maxPositional: 2,
  async run(cx) {
    const [from, to] = twoNames(cx)
    return await runStatements(cx, [...replaced(cx, to), `RENAME TABLE ${from} TO ${to}`])
  },
}

export const tableRm: Command = {
  command: 'table rm',
  summary: 'Removes table(s) from the working set of tables.',
  synopsis: ['<table>...'],
  description: ['Drops tables.'],
  options: [],
  async run(cx) {
    const names = cx.args.positional
    if (names.length === 0) throw new CommandError('', 1, { usage: true })
    return await runStatements(cx, names.map((name) => `DROP TABLE ${quoteName(name)}`))
  },
}

/** @throws CommandError */
function twoNames({ args }: CommandContext): [string, string] {
  if (args.positional.length !== 2) throw new CommandError('', 1, { usage: true })
  return [quoteName(args.positional[0]), quoteName(args.positional[1])]
}

function replaced({ args }: CommandContext, name: string): string[] {
  return args.flag('force') ? [`DROP TABLE IF EXISTS ${name}`] : []
}

async function runStatements({ out, workspace }: CommandContext, statements: readonly string[]): Promise<number> {
  return await runScript(await workspace.sql(), [statements.map((text) => `${text};`).join('')], { out, format: 'null' })
}
