import { createReadStream, existsSync } from 'node:fs'
import { type Command, type CommandContext, CommandError } from '../command.ts'
import type { Output } from '../output/output.ts'
import { type ResultFormat, formatResult, parseResultFormat } from '../output/result-format.ts'
import { type ScriptStatement, StatementSplitter } from '../statement-splitter.ts'
import type { SqlAccess } from '../workspace.ts'
import { isOxbowError } from '../../error.ts'
import { DOLT_VERSION } from '../../master/version.ts'

export const sql: Command = {
  command: 'sql',
  summary: 'Runs a SQL query',
  synopsis: ['', '< script.sql', '-q <query> [-r <result format>]', '-f <script>'],
  description: [
    'Runs the SQL that is given with -q, in a file with -f, or on standard input. On a terminal, it opens a shell that runs what is typed.',
    'Statements are separated by semicolons. The first error ends a script, unless --continue is given.',
    'The statements run in the database of the current directory, or in the one that the global argument --use-db names. Servers may run on the '
    + 'same directory meanwhile: both see each other\'s changes.',
  ],
  options: [
    { long: 'query', short: 'q', value: 'SQL', help: 'Runs these statements, and exits.' },
    {
      long: 'result-format', short: 'r', value: 'result output format',
      help: 'How results are printed: tabular, csv, json, vertical, or null for not at all. Defaults to tabular.',
    },
    { long: 'file', short: 'f', value: 'input file', help: 'Runs the statements of this file.' },
    { long: 'continue', short: 'c', help: 'Goes on after an error; for scripts. By default the first error ends them.' },
    { long: 'batch', short: 'b', help: 'Has no effect, as in Dolt: scripts are always run statement by statement.' },
  ],
  maxPositional: 0,
  async run(cx) {
    const { args } = cx
    const format = parseResultFormat(args.value('result-format') ?? 'tabular')
    if (format === undefined) throw new CommandError('Invalid argument for --result-format. Valid values are tabular, csv, json')
    const query = args.value('query')
    const file = args.value('file')
    if (query !== undefined) return await runScript(cx, [query], format)
    if (file !== undefined) {
      if (!existsSync(file)) throw new CommandError(`couldn't open file ${file}`)
      return await runScript(cx, createReadStream(file, 'utf8'), format)
    }
    if (cx.input.isTerminal) return await runShell(cx, format)
    return await runScript(cx, cx.input.pieces(), format)
  },
}

async function runScript(cx: CommandContext, pieces: Iterable<string> | AsyncIterable<string>, format: ResultFormat): Promise<number> {
  const { args, out, workspace } = cx
  const access = await workspace.sql({ anywhere: true })
  const splitter = new StatementSplitter()
  const runAll = async (statements: readonly ScriptStatement[]): Promise<boolean> => {
    for (const statement of statements) {
      if (!(await runOne(access, out, statement, format)) && !args.flag('continue')) return false
    }
    return true
  }
  for await (const piece of pieces) if (!(await runAll(splitter.push(piece)))) return 1
  return (await runAll(splitter.end())) ? 0 : 1
}

/** @returns false when it failed; the error was printed. */
async function runOne(access: SqlAccess, out: Output, { text, line }: ScriptStatement, format: ResultFormat): Promise<boolean> {
  try {
    const result = await access.query(text)
    if (result.columns.length > 0) for (const bytes of formatResult(result, format)) out.bytes(bytes)
    return true
  } catch (e) {
    if (!isOxbowError(e)) throw e
    out.error(`error on line ${line} for query ${text}: ${e.message}`)
    return false
  }
}

/** The shell on a terminal: like a script, but it says what each statement did, and no error ends it. */
async function runShell({ out, workspace }: CommandContext, format: ResultFormat): Promise<number> {
  const access = await workspace.sql({ anywhere: true })
  const { createInterface } = await import('node:readline/promises')
  const lines = createInterface({ input: process.stdin, output: process.stdout, historySize: 1000 })
  out.line(`# Welcome to the oxbow SQL shell (Dolt ${DOLT_VERSION}).\n# Statements must be terminated with ';'.\n# "exit" or "quit" (or Ctrl-D) to exit.`)
  const splitter = new StatementSplitter()
  const prompt = (): void => {
    const name = access.session.database ?? 'oxbow'
    lines.setPrompt(splitter.pending ? `${'-'.repeat(Math.max(0, name.length - 1))}> ` : `${name}> `)
    lines.prompt()
  }
  prompt()
  for await (const line of lines) {
    if (!splitter.pending && /^\s*(exit|quit)\s*;?\s*$/i.test(line)) break
    for (const statement of splitter.push(`${line}\n`)) {
      const started = performance.now()
      if (!(await runOne(access, out, statement, format))) continue
      const rows = access.session.rowCount
      if (rows >= 0) out.line(`Query OK, ${rows} ${rows === 1 ? 'row' : 'rows'} affected (${((performance.now() - started) / 1000).toFixed(2)} sec)`)
    }
    prompt()
  }
  lines.close()
  return 0
}
