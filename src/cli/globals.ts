import { type ArgumentSpec, UsageError, parseArguments } from './arguments.ts'
import { CommandError } from './command.ts'

/** What stands before the command's name, and what follows. */
export interface Globals {
  readonly command: string | undefined
  /** Of the command. */
  readonly argv: readonly string[]
  readonly dataDirectory: string
  /** `--use-db` and `--branch`: a database, perhaps with a branch. */
  readonly useDatabase: string | undefined
  readonly branch: string | undefined
  readonly help: boolean
}

/** Arguments that may stand before the command. */
export const GLOBALS: ArgumentSpec = {
  command: 'oxbow',
  options: [
    { long: 'data-dir', value: 'directory', help: 'The directory whose database, or databases, the command is about. Defaults to the current directory.' },
    { long: 'use-db', value: 'database', help: 'The database, or database/branch, that the command is about. Defaults to the one in the directory.' },
    { long: 'branch', value: 'branch', help: 'The branch that the command is about. Defaults to the one that is checked out.' },
    { long: 'user', short: 'u', value: 'user', help: 'Who runs the command; in a directory everybody may do everything. Defaults to root.' },
    { long: 'password', short: 'p', value: 'password', help: 'The password of --user, for servers. Defaults to none.' },
    { long: 'host', value: 'host', help: 'A server to connect to. By default the command works on the directory itself; connections are not supported yet.' },
    { long: 'port', value: 'port', help: 'The server\'s port. Connections are not supported yet.' },
    { long: 'no-tls', help: 'Connects without TLS. Connections are not supported yet.' },
    { long: 'help', short: 'h', help: 'Prints the list of commands.' },
  ],
}

/** @throws CommandError for what isn't known. */
export function parseGlobals(argv: readonly string[]): Globals {
  let at = 0
  while (at < argv.length && argv[at].startsWith('-')) at += takesNext(argv[at]) ? 2 : 1
  try {
    const parsed = parseArguments(GLOBALS, argv.slice(0, at))
    if (parsed.value('password') !== undefined && parsed.value('user') === undefined && process.env.DOLT_SILENCE_USER_REQ_FOR_TESTING !== 'Y') {
      throw new CommandError('Failed to parse credentials: When a password is provided, a user must also be provided. Use the --user flag to provide a username')
    }
    if (['host', 'port'].some((name) => parsed.value(name) !== undefined) || parsed.flag('no-tls')) {
      throw new CommandError('--host, --port and --no-tls: oxbow does not connect to servers by the MySQL protocol yet. Leave them out to work on the directory '
        + 'itself, which can be done while a server runs on it, or send SQL to the server by HTTP: POST /v1/sql')
    }
    return {
      command: argv[at],
      argv: argv.slice(at + 1),
      dataDirectory: parsed.value('data-dir') ?? '.',
      useDatabase: parsed.value('use-db'),
      branch: parsed.value('branch'),
      help: parsed.flag('help'),
    }
  } catch (e) {
    if (!(e instanceof UsageError)) throw e
    throw new CommandError(`Failed to parse global arguments: ${e.message}`)
  }
}

function takesNext(argument: string): boolean {
  return GLOBALS.options.some((option) => option.value !== undefined && (argument === `--${option.long}` || argument === `--${option.long}=` || argument === `-${option.short}`))
}
