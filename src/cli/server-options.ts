import type { MysqlDoor, RunningServer, ServerLimits, ServerOptions } from '../master/server.ts'
import type { OptionSpec, ParsedArguments } from './arguments.ts'
import { CommandError } from './command.ts'

const MEBIBYTE = 1024 * 1024

/** Options of all commands that answer SQL: where they listen, who is let in, and what a statement may take. */
export const SERVER_OPTIONS: readonly OptionSpec[] = [
  { long: 'host', short: 'H', value: 'host address', help: 'The address to listen on. Defaults to localhost.' },
  { long: 'port', short: 'P', value: 'port', help: 'The port of the MySQL protocol; 0 takes a free one. Defaults to 3306.' },
  { long: 'socket', value: 'file', help: 'A Unix socket on which the MySQL protocol is spoken, too. By default there is none.' },
  { long: 'http-port', value: 'port', help: 'The port of the HTTP API; 0 takes a free one. Defaults to 3307, or a free one where that is taken.' },
  { long: 'max-connections', value: 'connections', help: 'Clients of the MySQL protocol at the same time. Defaults to 1000.' },
  { long: 'loglevel', short: 'l', value: 'log level', help: 'What is logged, at least: debug (requests too), info, warn, error or none. Defaults to info.' },
  { long: 'token-key-file', value: 'file', help: 'Holds the keys that access tokens are signed with. Defaults to the environment\'s OXBOW_TOKEN_KEY; without a key only this machine is answered, and HTTP listens on 127.0.0.1.' },
  { long: 'public', help: 'Answers everyone who reaches the port, without tokens. By default a server without a token key answers this machine only.' },
  { long: 'timeout', value: 'seconds', help: 'How long a statement may take; 0 for any time. Defaults to 300.' },
  { long: 'max-rows', value: 'rows', help: 'Rows of an answer at most. Defaults to 1000000.' },
  { long: 'max-result', value: 'MiB', help: 'Size of an answer at most. Defaults to 256.' },
  { long: 'max-body', value: 'MiB', help: 'Size of a request at most. Defaults to 64.' },
  { long: 'max-rows-examined', value: 'rows', help: 'Rows, and pairs of rows, that a statement may look at. Defaults to any number.' },
  { long: 'query-memory', value: 'MiB', help: 'What sorts, groups and joins of a statement may hold in memory; those that need more read their input several times. Defaults to 512.' },
]

/** Where a server listens and how, as far as a configuration file says it. */
export interface ListenerDefaults {
  readonly host?: string
  readonly port?: number
  readonly httpPort?: number
  readonly maxConnections?: number
  readonly tls?: MysqlDoor['tls']
  readonly requireTls?: boolean
}

/** What these options say. @throws UsageError, CommandError. */
export async function serverOptions(args: ParsedArguments, defaults: ListenerDefaults = {}): Promise<Omit<ServerOptions, 'host' | 'log'> & { readonly mysql: MysqlDoor }> {
  const { gateFor, tokenKeys } = await import('../master/gate.ts')
  const { DEFAULT_LIMITS } = await import('../master/server.ts')
  const address = args.value('host') ?? defaults.host ?? 'localhost'
  const { gate, accounts, httpAddress } = gateFor({ address, keys: tokenKeys(args.value('token-key-file')), isPublic: args.flag('public') })
  const { tls, requireTls = false } = defaults
  return {
    httpAddress, gate, limits: limitsOf(args, DEFAULT_LIMITS), port: portOf(args, 'http-port', defaults.httpPort ?? 3307),
    anyPort: args.value('http-port') === undefined && defaults.httpPort === undefined,
    mysql: {
      address, port: portOf(args, 'port', defaults.port ?? 3306), socket: args.value('socket'), accounts, requireTls, ...(tls === undefined ? undefined : { tls }),
      maxConnections: args.count('max-connections') ?? defaults.maxConnections ?? 1000,
    },
  }
}

/** Starts a server. @throws CommandError where a port is taken. */
export async function listen(options: ServerOptions): Promise<RunningServer> {
  const { startServer } = await import('../master/server.ts')
  return await startServer(options).catch((e: NodeJS.ErrnoException & { port?: number }) => {
    throw e.code === undefined ? e : new CommandError(`error: can't listen on port ${e.port ?? ''}: ${e.message}`)
  })
}

function portOf(args: ParsedArguments, name: string, otherwise: number): number {
  const port = args.count(name) ?? otherwise
  if (port > 65535) throw new CommandError(`error: --${name} must be between 0 and 65535`)
  return port
}

/** What a statement's operators may hold unless --query-memory says otherwise, in bytes. */
const QUERY_MEMORY = 512 * MEBIBYTE

function limitsOf(args: ParsedArguments, defaults: ServerLimits): ServerLimits {
  const seconds = args.count('timeout')
  const mebibytes = (name: string): number | undefined => {
    const count = args.count(name)
    return count === undefined ? undefined : count * MEBIBYTE
  }
  return {
    maxMilliseconds: seconds === 0 ? undefined : seconds === undefined ? defaults.maxMilliseconds : seconds * 1000,
    maxRows: args.count('max-rows') ?? defaults.maxRows,
    maxBytes: mebibytes('max-result') ?? defaults.maxBytes,
    maxBodyBytes: mebibytes('max-body') ?? defaults.maxBodyBytes,
    maxRowsExamined: args.count('max-rows-examined'),
    maxMemory: mebibytes('query-memory') ?? QUERY_MEMORY,
  }
}
