import { resolve } from 'node:path'
import { createLogger } from '../../server/log.ts'
import { type Command, CommandError } from '../command.ts'
import { SERVER_OPTIONS, listen, serverOptions } from '../server-options.ts'
import { untilStopped } from '../until-stopped.ts'

const MEBIBYTE = 1024 * 1024

export const replica: Command = {
  command: 'replica',
  summary: 'Serve a remote, chunk by chunk, over HTTP and the MySQL protocol',
  synopsis: ['[-H <host>] [-P <port>] [--http-port <port>] [-l <loglevel>] [--cache <directory>] [--heads <heads>] [--freshness <freshness>] <url> <database>'],
  description: [
    'Answers reads of the database that a remote holds, without a copy of it: what a query needs is fetched, checked and kept. It is what '
    + 'runs at the edge, in a process of its own. Clients of MySQL connect to --port; over HTTP: POST /v1/sql, GET /v1/{database}/{ref}?q=…, GET /health, GET /metrics.',
    'It never writes, and cannot be promoted: a standby is a data directory with dolt_read_replica_remote, served by sql-server.',
    'SIGTERM and SIGINT end it.',
  ],
  options: [
    { long: 'cache', value: 'directory', help: 'Where chunks are kept, one file a database. Defaults to .oxbow-cache in the data directory.' },
    { long: 'cache-size', value: 'MiB', help: 'What is kept there at most; what was not read for the longest goes first. Defaults to 8192.' },
    { long: 'memory', value: 'MiB', help: 'Chunks kept in memory at most. Defaults to 128.' },
    { long: 'skip-errors', help: 'Answers from what is here when the remote fails, and says how old it is. By default such reads fail.' },
    { long: 'heads', value: 'heads', help: 'Which branches there are: names and patterns with *, separated by commas. Defaults to all branches and tags.' },
    { long: 'no-force-pull', help: 'Refuses heads that are not ahead of those seen before. By default the remote is followed wherever it goes.' },
    { long: 'freshness', value: 'freshness', help: 'How new reads are that do not say it: strong, or max-staleness=<ms>. Defaults to asking the remote before each.' },
    ...SERVER_OPTIONS,
  ],
  maxPositional: 2,
  async run({ args, out, workspace }) {
    const [url, name] = args.positional
    if (url === undefined || name === undefined) throw new CommandError("error: a remote's URL and the database's name are needed")
    const options = await serverOptions(args)
    const { LazyReplica } = await import('../../master/lazy-replica.ts')
    const log = createLogger((line) => out.error(line), Date.now, args.value('loglevel') ?? 'info')
    const replica = await LazyReplica.open({
      name, url,
      cacheDirectory: args.value('cache') ?? resolve(workspace.directory, '.oxbow-cache'),
      cacheBytes: (args.count('cache-size') ?? 8192) * MEBIBYTE,
      memoryBytes: (args.count('memory') ?? 128) * MEBIBYTE,
      skipErrors: args.flag('skip-errors'),
      heads: { heads: args.value('heads') ?? '', allHeads: args.value('heads') === undefined, force: !args.flag('no-force-pull') },
      freshness: args.value('freshness'),
    })
    try {
      const server = await listen({ ...options, host: replica.host, log })
      log('info', 'ready', { url: server.url, mysqlPort: server.mysqlPort, databases: name })
      await untilStopped(log)
      await server.close()
    } finally {
      replica.close()
    }
    log('info', 'stopped')
    return 0
  },
}
