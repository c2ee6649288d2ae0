import { parseArgs } from 'node:util'

export interface StartOptions {
  /** A Dolt remote to serve instead of the demo: a directory or a URL. */
  readonly remote?: string
  readonly database: string
  readonly port: number
  readonly masterPort: number
  readonly mysqlPort: number
  readonly data: string
  readonly logLevel: string
}

export const HELP = `npm start [-- OPTIONS]

Without options: a Node master and an edge replica (wrangler dev) with a small demo database that the one pushes
and the other pulls. All ports are on 127.0.0.1; one that is taken is replaced by a free one.

  --remote DIR-or-URL   serve this Dolt remote at the edge instead of the demo; nothing is copied,
                        and what others push to it is seen by the next read
  --database NAME       name to serve it under            (default: demo; needed with --remote)
  --port N              port of the edge                   (default: 8787)
  --master-port N       port of the master's HTTP          (default: 8788)
  --mysql-port N        port of the master's MySQL protocol (default: 3306)
  --data DIR            where the demo keeps its data      (default: .oxbow)
  --log-level LEVEL     debug, info, log, warn, error      (default: warn)
  --help                this text
`

/** @throws Error with a message for the user. */
export function parseStartOptions(args: readonly string[]): StartOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      remote: { type: 'string' },
      database: { type: 'string' },
      port: { type: 'string', default: '8787' },
      'master-port': { type: 'string', default: '8788' },
      'mysql-port': { type: 'string', default: '3306' },
      data: { type: 'string', default: '.oxbow' },
      'log-level': { type: 'string', default: 'warn' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return 'help'
  if (values.remote !== undefined && values.database === undefined) throw new Error('--remote needs --database NAME, the name to serve it under')
  if (values.remote === undefined && values.database !== undefined) throw new Error('--database goes with --remote')
  const database = values.database ?? 'demo'
  if (!/^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/.test(database)) throw new Error(`"${database}" can't be a database's name`)
  if (!['debug', 'info', 'log', 'warn', 'error'].includes(values['log-level'])) throw new Error('--log-level must be debug, info, log, warn or error')
  return {
    remote: values.remote,
    database,
    port: portOf('--port', values.port),
    masterPort: portOf('--master-port', values['master-port']),
    mysqlPort: portOf('--mysql-port', values['mysql-port']),
    data: values.data,
    logLevel: values['log-level'],
  }
}

function portOf(name: string, text: string): number {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error(`${name} must be a port number, not "${text}"`)
  return port
}
