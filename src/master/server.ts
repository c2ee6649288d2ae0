import { randomBytes } from 'node:crypto'
import type { ReportingHost } from '../replication/read-report.ts'
import type { AnswerLimits } from '../server/answer.ts'
import type { Gate } from '../server/gate.ts'
import { createHttpApi } from '../server/http-api.ts'
import type { Logger } from '../server/log.ts'
import { Metrics } from '../server/metrics.ts'
import type { Accounts } from '../server/mysql/accounts.ts'
import { MysqlServer } from '../server/mysql/mysql-server.ts'
import { serveHttp } from '../server/node-http.ts'
import { measurableOf, measureReplication } from '../server/replication-metrics.ts'
import { ResultCache } from '../server/result-cache.ts'
import { SessionTokens } from '../server/session-token.ts'
import { SqlResponder } from '../server/sql-responder.ts'
import { runSync } from '../store/missing.ts'
import { Engine } from '../sql/engine.ts'
import { ProcessList } from '../sql/process-list.ts'
import { VARIABLES } from '../sql/variables.ts'
import { nodePlatform } from './platform.ts'

/** Bounds of a statement, where the command line says nothing. */
export const DEFAULT_LIMITS: ServerLimits = { maxBodyBytes: 64 << 20, maxRows: 1_000_000, maxBytes: 256 << 20, maxMilliseconds: 300_000 }
/** Bytes of answers that are kept for those who ask the same again. */
const RESULT_BYTES = 64 << 20

export interface ServerLimits extends AnswerLimits {
  /** Largest body of a statement, in bytes. */
  readonly maxBodyBytes: number
}

export interface ServerOptions {
  /** Who is let in: see `gateFor`. */
  readonly gate: Gate
  /** Defaults to `DEFAULT_LIMITS`. */
  readonly limits?: ServerLimits
  /** A master's or a replica's. */
  readonly host: ReportingHost
  readonly log: Logger
  /** The address that HTTP listens on. */
  readonly httpAddress: string
  /** For HTTP; 0 takes a free one. */
  readonly port: number
  /** Whether HTTP takes another port where that one is taken. */
  readonly anyPort?: boolean
  /** For MySQL's protocol; no such door when left out. */
  readonly mysql?: MysqlDoor
}

export interface MysqlDoor {
  /** The address to listen on. */
  readonly address: string
  /** 0 takes a free one. */
  readonly port: number
  /** A Unix socket to listen on, too. */
  readonly socket?: string
  readonly accounts: Accounts
  /** Connections at the same time. */
  readonly maxConnections: number
  /** Certificate and key, PEM; without them connections are plain. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca?: string }
  /** Whether clients without TLS are turned away. */
  readonly requireTls: boolean
}

/** A server that listens. */
export interface RunningServer {
  /** Of the HTTP door, without a slash at the end. */
  readonly url: string
  readonly port: number
  /** Of the MySQL door; undefined without one. */
  readonly mysqlPort: number | undefined
  /** Takes no more requests, lets those under way end for a moment, and resolves when all is closed. */
  close(): Promise<void>
}

/** Answers SQL over HTTP and MySQL's protocol for a data directory. @throws what `listen` does (EADDRINUSE). */
export async function startServer({ host, log, httpAddress, port, anyPort = false, gate, mysql, limits = DEFAULT_LIMITS }: ServerOptions): Promise<RunningServer> {
  const metrics = new Metrics()
  // Sessions end with the process: what they hold is small, and clients begin anew.
  const tokens = new SessionTokens(process.env.OXBOW_SESSION_KEY ?? randomBytes(32).toString('hex'), nodePlatform.now)
  const results = new ResultCache({ maxBytes: RESULT_BYTES })
  const processes = new ProcessList()
  const engine = new Engine(host, processes)
  const responder = new SqlResponder({ engine, host, platform: nodePlatform, tokens, limits, log, results })
  const replication = () => (host.replicationStatus === undefined ? [] : runSync(host.replicationStatus()))
  const api = createHttpApi({
    answer: (request, signal) => responder.respond(request, signal), tokens, metrics, log, now: nodePlatform.now, maxBodyBytes: limits.maxBodyBytes, gate,
    replication: () => Promise.resolve(replication()),
    measure: () => {
      measureReplication(metrics, replication().map(measurableOf))
      if (mysql !== undefined) metrics.set('oxbow_mysql_connections', 'Open connections of the MySQL protocol', processes.size)
    },
  })
  const serve = (at: number) => serveHttp((request) => api.fetch(request), { port: at, host: httpAddress })
  const http = await serve(port).catch((e: NodeJS.ErrnoException) => {
    if (!anyPort || e.code !== 'EADDRINUSE') throw e
    log('warn', 'port taken', { port, message: 'HTTP listens on another port' })
    return serve(0)
  })
  if (mysql === undefined) return { url: http.url, port: http.port, mysqlPort: undefined, close: () => http.close() }
  const { accounts, maxConnections, tls, requireTls } = mysql
  const version = String(host.globalVariable('version') ?? VARIABLES.get('version')!.default)
  const server = new MysqlServer({
    engine, host, platform: nodePlatform, limits, log, processes, maxConnections, maxPacketBytes: limits.maxBodyBytes,
    authentication: { accounts, version, requireTls, tls: tls === undefined ? undefined : { ...tls, requestCert: tls.ca !== undefined, rejectUnauthorized: tls.ca !== undefined } },
  })
  try {
    const mysqlPort = await server.listen(mysql)
    return { url: http.url, port: http.port, mysqlPort, close: async () => void (await Promise.all([http.close(), server.close()])) }
  } catch (e) {
    await http.close()
    throw e
  }
}
