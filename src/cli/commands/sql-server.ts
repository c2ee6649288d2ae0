import { join, resolve } from 'node:path'
import type { FirstUser } from '../../master/privilege-file.ts'
import type { ServerConfig } from '../../master/server-config.ts'
import type { ParsedArguments } from '../arguments.ts'
import { type Command, CommandError } from '../command.ts'
import { LOG_LEVELS, createLogger } from '../../server/log.ts'
import { SERVER_OPTIONS, listen, serverOptions } from '../server-options.ts'
import { untilStopped } from '../until-stopped.ts'

export const sqlServer: Command = {
  command: 'sql-server',
  summary: 'Start a MySQL-compatible server, which answers over HTTP too',
  synopsis: ['[--config <file>] [-H <host>] [-P <port>] [--http-port <port>] [-l <loglevel>] [--data-dir <directory>] [-r]'],
  description: [
    'Serves the database of the current directory, or all databases in its folders. Clients of MySQL connect to --port, as users that '
    + 'CREATE USER made, as root without a password from this machine, or with an access token as the password where there is a token key. Over HTTP: POST /v1/sql with {"sql": "…", "database": "…"}, '
    + 'GET /v1/{database}/{ref}?q=…, GET /health, GET /metrics.',
    'SIGTERM and SIGINT end it: it takes no more requests, ends those under way, and pushes what is queued.',
  ],
  options: [
    {
      long: 'config', value: 'file',
      help: 'A YAML file in Dolt\'s form: log_level, data_dir, cfg_dir, privilege_file, behavior.read_only, listener.{host, port, max_connections, tls_cert, tls_key, ca_cert, require_secure_transport}, http.port, '
        + 'system_variables, whose values come '
        + 'before persisted ones. Options given beside it come first. By default there is none.',
    },
    { long: 'data-dir', value: 'directory', help: 'The directory whose databases are served. Defaults to the current directory.' },
    { long: 'doltcfg-dir', value: 'directory', help: 'The directory of Dolt\'s privileges.db. Defaults to .doltcfg in the data directory.' },
    { long: 'privilege-file', value: 'file', help: 'The file that keeps users and privileges. Defaults to privileges.db in --doltcfg-dir; made when the server first starts, or users change.' },
    { long: 'skip-root-user-initialization', help: 'Makes no root user when the server first starts. By default root@localhost is made, without a password, as DOLT_ROOT_HOST and DOLT_ROOT_PASSWORD say.' },
    { long: 'readonly', short: 'r', help: 'Refuses every write. By default databases can be written to.' },
    ...SERVER_OPTIONS,
  ],
  maxPositional: 0,
  async run({ args, out, workspace }) {
    const file = args.value('config')
    const config = file === undefined ? undefined : (await import('../../master/server-config.ts')).readServerConfig(file)
    const options = await serverOptions(args, config?.listener)
    const level = args.value('loglevel') ?? config?.logLevel ?? 'info'
    if (!LOG_LEVELS.some((known) => known === level)) throw new CommandError(`error: unknown log level '${level}': use ${LOG_LEVELS.join(', ')}`)
    const { DataDirectory } = await import('../../master/data-directory.ts')
    const { MasterHost } = await import('../../master/master-host.ts')
    const { LOCAL_USER, ServerInfoFile } = await import('../../master/server-info.ts')
    const { LOOPBACK_ACCOUNTS, LocalAccount } = await import('../../server/mysql/accounts.ts')
    const { initializeAccounts, storedAccounts } = await import('../../master/privilege-file.ts')
    const log = createLogger((line) => out.error(line), Date.now, level)
    const directory = args.value('data-dir') ?? config?.dataDirectory ?? workspace.directory
    const data = new DataDirectory(directory)
    const locked = [...data.databases.values()].find(({ store }) => store.isLockedByOthers)
    if (locked !== undefined) {
      data.close()
      throw new CommandError(
        `database "${locked.name}" is locked by another dolt process; either clone the database to run a second server, `
        + 'or stop the dolt process which currently holds an exclusive write lock on the database',
      )
    }
    const privileges = privilegeFile(args, config, directory)
    const host = new MasterHost({
      data, log, privilegeFile: privileges, readsFiles: !args.flag('public'), readOnly: args.flag('readonly') || config?.readOnly === true, longLived: true, ...(config === undefined ? {} : { overrides: config.variables }),
    })
    const info = new ServerInfoFile(directory)
    try {
      await host.start()
      const accounts = new LocalAccount(storedAccounts(options.mysql.accounts, host.accounts), LOCAL_USER, info.secret)
      if (options.mysql.accounts === LOOPBACK_ACCOUNTS) initializeAccounts(host.accounts, privileges, args.flag('skip-root-user-initialization') ? undefined : firstUser())
      const server = await listen({ ...options, host, log, mysql: { ...options.mysql, accounts } })
      info.write(server.mysqlPort!)
      log('info', 'ready', { url: server.url, mysqlPort: server.mysqlPort, databases: [...data.databases.values()].map((d) => d.name).join(',') })
      await untilStopped(log)
      await server.close()
    } finally {
      info.remove()
      await host.close()
      data.close()
    }
    log('info', 'stopped')
    return 0
  },
}

/** Where users are kept: as an option says, else as the configuration does. */
function privilegeFile(args: ParsedArguments, config: ServerConfig | undefined, dataDirectory: string): string {
  const given = args.value('privilege-file')
  if (given !== undefined) return resolve(given)
  const directory = args.value('doltcfg-dir')
  if (directory !== undefined) return resolve(directory, 'privileges.db')
  if (config?.privilegeFile !== undefined) return resolve(config.privilegeFile)
  return resolve(config?.configDirectory ?? join(dataDirectory, '.doltcfg'), 'privileges.db')
}

/** Dolt's root, as the environment says. */
function firstUser(): FirstUser {
  return { host: process.env.DOLT_ROOT_HOST || 'localhost', password: process.env.DOLT_ROOT_PASSWORD ?? '' }
}
