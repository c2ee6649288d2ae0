import { type Command, CommandError } from '../command.ts'
import { LOG_LEVELS, createLogger } from '../../server/log.ts'
import { SERVER_OPTIONS, serverOptions } from '../server-options.ts'
import { untilStopped } from '../until-stopped.ts'

export const sqlServer: Command = {
  command: 'sql-server',
  summary: 'Start a server that answers SQL over HTTP',
  synopsis: ['[--config <file>] [-H <host>] [-P <port>] [-l <loglevel>] [--data-dir <directory>] [-r]'],
  description: [
    'Serves the database of the current directory, or all databases in its folders: POST /v1/sql with {"sql": "…", "database": "…"}, '
    + 'GET /v1/{database}/{ref}?q=…, GET /health, GET /metrics.',
    'SIGTERM and SIGINT end it: it takes no more requests, ends those under way, and pushes what is queued.',
  ],
  options: [
    {
      long: 'config', value: 'file',
      help: 'A YAML file in Dolt\'s form: log_level, data_dir, behavior.read_only, listener.host, listener.port, system_variables, whose values come '
        + 'before persisted ones. Options given beside it come first. By default there is none.',
    },
    { long: 'host', short: 'H', value: 'host address', help: 'The address to listen on. Defaults to localhost.' },
    { long: 'port', short: 'P', value: 'port', help: 'The port to listen on; 0 takes a free one. Defaults to 3307, since 3306 is the MySQL protocol\'s.' },
    { long: 'data-dir', value: 'directory', help: 'The directory whose databases are served. Defaults to the current directory.' },
    { long: 'readonly', short: 'r', help: 'Refuses every write. By default databases can be written to.' },
    { long: 'loglevel', short: 'l', value: 'log level', help: 'What is logged, at least: debug (requests too), info, warn, error or none. Defaults to info.' },
    ...SERVER_OPTIONS,
  ],
  maxPositional: 0,
  async run({ args, out, workspace }) {
    const file = args.value('config')
    const config = file === undefined ? undefined : (await import('../../master/server-config.ts')).readServerConfig(file)
    const port = args.count('port') ?? config?.port ?? 3307
    if (port > 65535) throw new CommandError('error: the port must be between 0 and 65535')
    const address = args.value('host') ?? config?.host ?? 'localhost'
    const { gate, limits } = await serverOptions(args, address)
    const level = args.value('loglevel') ?? config?.logLevel ?? 'info'
    if (!LOG_LEVELS.some((known) => known === level)) throw new CommandError(`error: unknown log level '${level}': use ${LOG_LEVELS.join(', ')}`)
    const { DataDirectory } = await import('../../master/data-directory.ts')
    const { MasterHost } = await import('../../master/master-host.ts')
    const { startServer } = await import('../../master/server.ts')
    const log = createLogger((line) => out.error(line), Date.now, level)
    const data = new DataDirectory(args.value('data-dir') ?? config?.dataDirectory ?? workspace.directory)
    const host = new MasterHost({
      data, log, readOnly: args.flag('readonly') || config?.readOnly === true, longLived: true, ...(config === undefined ? {} : { overrides: config.variables }),
    })
    try {
      await host.start()
      const server = await startServer({ host, log, address, port, gate, limits }).catch((e: NodeJS.ErrnoException) => {
        throw e.code === undefined ? e : new CommandError(`error: can't listen on port ${port}: ${e.message}`)
      })
      log('info', 'ready', { url: server.url, databases: [...data.databases.values()].map((d) => d.name).join(',') })
      await untilStopped(log)
      await server.close()
    } finally {
      await host.close()
      data.close()
    }
    log('info', 'stopped')
    return 0
  },
}
