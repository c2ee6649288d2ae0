import { randomBytes } from 'node:crypto'
import type { ReportingHost } from '../replication/read-report.ts'
import { createHttpApi } from '../server/http-api.ts'
import type { Logger } from '../server/log.ts'
import { Metrics } from '../server/metrics.ts'
import { type NodeHttpServer, serveHttp } from '../server/node-http.ts'
import { SessionTokens } from '../server/session-token.ts'
import { SqlResponder } from '../server/sql-responder.ts'
import { Engine } from '../sql/engine.ts'
import { nodePlatform } from './platform.ts'

/** Largest body of a statement, in bytes. */
const MAX_BODY_BYTES = 64 << 20
/** Rows and bytes of one answer. */
const LIMITS = { maxRows: 1_000_000, maxBytes: 256 << 20 }

export interface ServerOptions {
  /** A master's or a replica's. */
  readonly host: ReportingHost
  readonly log: Logger
  /** The address to listen on. */
  readonly address: string
  /** 0 takes a free one. */
  readonly port: number
}

/** Answers SQL over HTTP for a data directory. @throws what `listen` does (EADDRINUSE). */
export async function startServer({ host, log, address, port }: ServerOptions): Promise<NodeHttpServer> {
  const metrics = new Metrics()
  // Sessions end with the process: what they hold is small, and clients begin anew.
  const tokens = new SessionTokens(process.env.OXBOW_SESSION_KEY ?? randomBytes(32).toString('hex'), nodePlatform.now)
  const responder = new SqlResponder({ engine: new Engine(host), host, platform: nodePlatform, tokens, limits: LIMITS, log })
  const api = createHttpApi({
    answer: (request, signal) => responder.respond(request, signal), tokens, metrics, log, now: nodePlatform.now, maxBodyBytes: MAX_BODY_BYTES,
  })
  return await serveHttp((request) => api.fetch(request), { port, host: address })
}
