import { type ArgumentSpec, UsageError, parseArguments } from './arguments.ts'
import { CommandError } from './command.ts'

/** What stands before the command's name, and what follows. */
export interface Globals {
  readonly command: string | undefined
  /** Of the command. */
  readonly argv: readonly string[]
  readonly dataDirectory: string
  readonly useDatabase: string | undefined
  readonly help: boolean
}

/** Arguments that may stand before the command. */
export const GLOBALS: ArgumentSpec = {
  command: 'oxbow',
  options: [
    { long: 'data-dir', value: 'directory', help: 'The directory whose database, or databases, the command is about. Defaults to the current directory.' },
    { long: 'use-db', value: 'database', help: 'The database, or database/branch, that the command is about. Defaults to the one in the directory.' },
    { long: 'help', short: 'h', help: 'Prints the list of commands.' },
  ],
}

/** @throws CommandError for what isn't known. */
export function parseGlobals(argv: readonly string[]): Globals {
  let at = 0
  while (at < argv.length && argv[at].startsWith('-')) at += takesNext(argv[at]) ? 2 : 1
  try {
    const parsed = parseArguments(GLOBALS, argv.slice(0, at))
    return {
      command: argv[at],
      argv: argv.slice(at + 1),
      dataDirectory: parsed.value('data-dir') ?? '.',
      useDatabase: parsed.value('use-db'),
      help: parsed.flag('help'),
    }
  } catch (e) {
    if (!(e instanceof UsageError)) throw e
    throw new CommandError(`Failed to parse global arguments: ${e.message}`)
  }
}

function takesNext(argument: string): boolean {
  return GLOBALS.options.some((option) => option.value !== undefined && (argument === `--${option.long}` || argument === `--${option.long}=`))
}
