import { Router } from 'itty-router'
import type { IRequest } from 'itty-router'
import { OxbowError, isOxbowError } from '../error.ts'
import { errorResponse } from '../server/http-error.ts'
import { createLogger, stackOf } from '../server/log.ts'
import type { Logger } from '../server/log.ts'
import type { SqlRequest } from '../server/sql-request.ts'
import { databaseOfAlarm } from './eager.ts'
import type { Env } from './env.ts'
import { type OpenReplica, openReplica } from './open-replica.ts'
import { edgePlatform } from './platform.ts'
import { COUNTS_HEADER, type ReplicaCounts } from './replica-metrics.ts'

/**
 * A Durable Object that is a replica of one database: pulls on read, keeps what it pulled in its SQLite, and answers statements. Only
 * the Worker talks to it.
 */
export class Replica implements DurableObject {
  private readonly state: DurableObjectState
  private readonly env: Env
  private readonly log: Logger
  private readonly router = Router<IRequest>({
    catch: (e: unknown) => {
      if (!isOxbowError(e)) this.log('error', 'bug', { stack: stackOf(e) })
      return errorResponse(e)
    },
  })
  private replica: OpenReplica | undefined
  private statements = 0

  constructor(state: DurableObjectState, env: Env) {
    this.state = state
    this.env = env
    this.log = createLogger((line) => console.log(line), edgePlatform.now, env.LOG_LEVEL)
    this.router
      .post('/:database/sql', async (request) => await this.answer(request.params.database, await request.json() as SqlRequest, request.signal))
      .all('*', () => errorResponse(new OxbowError('NOT_FOUND', 'a replica answers POST /{database}/sql only')))
  }

  fetch(request: Request): Promise<Response> {
    return this.router.fetch(request) as Promise<Response>
  }

  /** A step of the eager copy. */
  async alarm(): Promise<void> {
    const database = await databaseOfAlarm(this.state.storage)
    if (database !== undefined) await this.open(database).eager?.step()
  }

  /** The object's name begins with its database's, so there is one. */
  private open(database: string): OpenReplica {
    return this.replica ??= openReplica(database, this.env, this.state.storage, this.log)
  }

  private async answer(database: string, request: SqlRequest, signal: AbortSignal): Promise<Response> {
    this.replica = this.open(database)
    const response = await this.replica.responder.respond(request, signal)
    await this.replica.eager?.wake(database)
    this.statements++
    const { trips, bytesFetched, chunksFetched, refused } = this.replica.stats()
    const counts: ReplicaCounts = { statements: this.statements, trips, chunks: chunksFetched, bytes: bytesFetched, refused }
    response.headers.set(COUNTS_HEADER, JSON.stringify(counts))
    return response
  }
}
