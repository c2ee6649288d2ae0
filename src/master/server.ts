import { randomBytes } from 'node:crypto'
import type { ReportingHost } from '../replication/read-report.ts'
import type { AnswerLimits } from '../server/answer.ts'
import type { Gate } from '../server/gate.ts'
import { createHttpApi } from '../server/http-api.ts'
import type { Logger } from '../server/log.ts'
import { Metrics } from '../server/metrics.ts'
import { type NodeHttpServer, serveHttp } from '../server/node-http.ts'
import { measurableOf, measureReplication } from '../server/replication-metrics.ts'
import { ResultCache } from '../server/result-cache.ts'
import { SessionTokens } from '../server/session-token.ts'
import { SqlResponder } from '../server/sql-responder.ts'
import { runSync } from '../store/missing.ts'
import { Engine } from '../sql/engine.ts'
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
  /** The address to listen on. */
  readonly address: string
  /** 0 takes a free one. */
  readonly port: number
}

/** Answers SQL over HTTP for a data directory. @throws what `listen` does (EADDRINUSE). */
export async function startServer({ host, log, address, port, gate, limits = DEFAULT_LIMITS }: ServerOptions): Promise<NodeHttpServer> {
  const metrics = new Metrics()
  // Sessions end with the process: what they hold is small, and clients begin anew.
  const tokens = new SessionTokens(process.env.OXBOW_SESSION_KEY ?? randomBytes(32).toString('hex'), nodePlatform.now)
  const results = new ResultCache({ maxBytes: RESULT_BYTES })
  const responder = new SqlResponder({ engine: new Engine(host), host, platform: nodePlatform, tokens, limits, log, results })
  const replication = () => (host.replicationStatus === undefined ? [] : runSync(host.replicationStatus()))
  const api = createHttpApi({
    answer: (request, signal) => responder.respond(request, signal), tokens, metrics, log, now: nodePlatform.now, maxBodyBytes: limits.maxBodyBytes, gate,
    replication: () => Promise.resolve(replication()),
    measure: () => measureReplication(metrics, replication().map(measurableOf)),
  })
  return await serveHttp((request) => api.fetch(request), { port, host: address })
}
