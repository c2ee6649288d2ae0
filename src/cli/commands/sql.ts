import { createReadStream, existsSync } from 'node:fs'
import type { ParsedArguments } from '../arguments.ts'
import { type Command, CommandError } from '../command.ts'
import { parseResultFormat } from '../output/result-format.ts'
import { TerminalLine } from '../output/terminal-line.ts'
import { type ScriptOptions, runScript } from '../sql-script.ts'
import type { SqlAccess } from '../workspace.ts'

export const sql: Command = {
  command: 'sql',
  summary: 'Runs a SQL query',
  synopsis: ['', '< script.sql', '-q <query> [-r <result format>]', '-q <query> -s <name> [-m <message>]', '-x <name>', '-l', '-f <script>'],
  description: [
    'Runs the SQL that is given with -q, in a file with -f, or on standard input. On a terminal, it opens a shell that runs what is typed.',
    'Statements are separated by semicolons. The first error ends a script, unless --continue is given.',
    'The statements run in the database of the current directory, or in the one that the global argument --use-db names. Servers may run on the '
    + 'same directory meanwhile: both see each other\'s changes.',
  ],
  shortErrors: true,
  options: [
    { long: 'query', short: 'q', value: 'SQL', help: 'Runs these statements, and exits.' },
    {
      long: 'result-format', short: 'r', value: 'result output format',
      help: 'How results are printed: tabular, csv, json, vertical, or null for not at all. Defaults to tabular.',
    },
    { long: 'file', short: 'f', value: 'input file', help: 'Runs the statements of this file.' },
    { long: 'continue', short: 'c', help: 'Goes on after an error; for scripts. By default the first error ends them.' },
    { long: 'save', short: 's', value: 'saved query name', help: 'With --query, keeps it under this name in dolt_query_catalog. By default it is not kept.' },
    { long: 'message', short: 'm', value: 'saved query description', help: 'With --save, what the query is for. Defaults to nothing.' },
    { long: 'execute', short: 'x', value: 'saved query name', help: 'Runs the query that is kept under this name.' },
    { long: 'list-saved', short: 'l', help: 'Lists the queries that are kept.' },
    { long: 'binary-as-hex', help: 'Prints binary values as 0x…. This is the default in the shell; elsewhere they are printed as they are.' },
    { long: 'skip-binary-as-hex', help: 'Prints binary values as they are, in the shell too.' },
    { long: 'disable-auto-gc', help: 'Has no effect: oxbow collects no garbage by itself.' },
    { long: 'batch', short: 'b', help: 'Has no effect, as in Dolt: scripts are always run statement by statement.' },
  ],
  maxPositional: 0,
  async run({ args, out, input, workspace }) {
    checkCombination(args)
    const format = parseResultFormat(args.value('result-format') ?? 'tabular')
    if (format === undefined) throw new CommandError('Invalid argument for --result-format. Valid values are tabular, csv, json')
    if (args.flag('binary-as-hex') && args.flag('skip-binary-as-hex')) throw new CommandError('cannot use both --binary-as-hex and --skip-binary-as-hex')
    const options: ScriptOptions = { out, format, goOn: args.flag('continue'), hex: args.flag('binary-as-hex') }
    const access = await workspace.sql({ anywhere: true })
    const query = args.value('query')
    const name = args.value('save')
    if (query !== undefined) {
      const code = await runScript(access, [query], options)
      if (code === 0 && name !== undefined) await saveQuery(access, name, query, args.value('message') ?? '')
      return code
    }
    const saved = args.value('execute')
    if (saved !== undefined) return await runSaved(access, saved, options)
    if (args.flag('list-saved')) return await runScript(access, ['select * from dolt_query_catalog'], options)
    const file = args.value('file')
    if (file !== undefined) {
      if (!existsSync(file)) throw new CommandError(`couldn't open file ${file}`)
      return await runScript(access, createReadStream(file, 'utf8'), { ...options, line: new TerminalLine() })
    }
    if (!input.isTerminal) return await runScript(access, input.pieces(), { ...options, line: new TerminalLine() })
    const { runShell } = await import('../sql-shell.ts')
    return await runShell(access, { ...options, hex: !args.flag('skip-binary-as-hex') })
  },
}

/** @throws CommandError for options that don't go together. */
function checkCombination(args: ParsedArguments): void {
  const given = (name: string): boolean => args.flag(name) || args.value(name) !== undefined
  for (const [option, others] of [['execute', ['list-saved', 'query', 'message', 'save']], ['list-saved', ['query', 'message', 'save']]] as const) {
    for (const other of others) {
      if (given(option) && given(other)) throw new CommandError(`Invalid Argument: ${SHOWN[option]} is not compatible with ${SHOWN[other]}`)
    }
  }
  if (!given('query')) {
    if (given('save')) throw new CommandError('Invalid Argument: --save|-s is only used with --query|-q')
    if (given('message')) throw new CommandError('Invalid Argument: --message|-m is only used with --query|-q and --save|-s')
  } else if (given('message') && !given('save')) throw new CommandError('Invalid Argument: --message|-m is only used with --query|-q and --save|-s')
}

/** The names of options as those errors print them. */
const SHOWN = { execute: '--execute|-x', 'list-saved': '--list-saved', query: '--query|-q', message: '--message|-m', save: '--save|-s' } as const

async function saveQuery(access: SqlAccess, name: string, query: string, description: string): Promise<void> {
  const [[highest]] = await access.texts('select max(display_order) from dolt_query_catalog')
  await access.query('insert into dolt_query_catalog values (?, ?, ?, ?, ?) on duplicate key update query = ?, description = ?',
    [name, Number(highest) + 1, name, query, description, query, description])
}

async function runSaved(access: SqlAccess, name: string, options: ScriptOptions): Promise<number> {
  const [row] = await access.texts('select query from dolt_query_catalog where id = ?', [name])
  if (row === undefined) throw new CommandError(`saved query ${name} not found`)
  options.out.error(`Executing saved query '${name}':\n${row[0]}`)
  return await runScript(access, [row[0]], options)
}
