import { type ArgumentSpec, type ParsedArguments, UsageError, parseArguments } from './arguments.ts'
import { CommandError } from './command.ts'
import type { ServerAddress } from './server-sql.ts'

/** What stands before the command's name, and what follows. */
export interface Globals {
  readonly command: string | undefined
  /** Of the command. */
  readonly argv: readonly string[]
  readonly dataDirectory: string
  /** `--use-db` and `--branch`: a database, perhaps with a branch. */
  readonly useDatabase: string | undefined
  readonly branch: string | undefined
  /** The server that `--host` names. */
  readonly server: ServerAddress | undefined
  readonly help: boolean
}

/** Arguments that may stand before the command. */
export const GLOBALS: ArgumentSpec = {
  command: 'oxbow',
  options: [
    { long: 'data-dir', value: 'directory', help: 'The directory whose database, or databases, the command is about. Defaults to the current directory.' },
    { long: 'use-db', value: 'database', help: 'The database, or database/branch, that the command is about. Defaults to the one in the directory.' },
    { long: 'branch', value: 'branch', help: 'The branch that the command is about. Defaults to the one that is checked out.' },
    { long: 'user', short: 'u', value: 'user', help: 'Who runs the command on a server; in a directory everybody may do everything. Defaults to root.' },
    { long: 'password', short: 'p', value: 'password', help: 'The password of --user, for servers. Defaults to the environment\'s DOLT_CLI_PASSWORD, or none.' },
    { long: 'host', value: 'host', help: 'A server to connect to, by the MySQL protocol. By default the command works on the directory itself, or with the server that runs there.' },
    { long: 'port', value: 'port', help: 'The server\'s port. Defaults to 3306.' },
    { long: 'no-tls', help: 'Connects to --host without TLS. By default only connections to this machine are plain.' },
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
    return {
      command: argv[at],
      argv: argv.slice(at + 1),
      dataDirectory: parsed.value('data-dir') ?? '.',
      useDatabase: parsed.value('use-db'),
      branch: parsed.value('branch'),
      server: serverOf(parsed),
      help: parsed.flag('help'),
    }
  } catch (e) {
    if (!(e instanceof UsageError)) throw e
    throw new CommandError(`Failed to parse global arguments: ${e.message}`)
  }
}

function serverOf(parsed: ParsedArguments): ServerAddress | undefined {
  const host = parsed.value('host')
  if (host === undefined) return undefined
  return {
    host, port: parsed.count('port') ?? 3306, user: parsed.value('user') ?? 'root',
    password: parsed.value('password') ?? process.env.DOLT_CLI_PASSWORD ?? '',
    tls: !parsed.flag('no-tls') && !/^(localhost|127\.|\[?::1\]?$)/.test(host),
  }
}

function takesNext(argument: string): boolean {
  return GLOBALS.options.some((option) => option.value !== undefined && (argument === `--${option.long}` || argument === `--${option.long}=` || argument === `-${option.short}`))
}
