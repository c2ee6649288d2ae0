import { Router } from 'itty-router'
import type { IRequest } from 'itty-router'
import { OxbowError, isOxbowError } from '../error.ts'
import { errorResponse } from '../server/http-error.ts'
import { createLogger, stackOf } from '../server/log.ts'
import type { Logger } from '../server/log.ts'
import { measurableOf } from '../server/replication-metrics.ts'
import type { SqlRequest } from '../server/sql-request.ts'
import type { ReplicationStatus } from '../versioning/environment.ts'
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
      .get('/:database/replication', (request) => this.tell(request.params.database))
      .all('*', () => errorResponse(new OxbowError('NOT_FOUND', 'a replica answers POST /{database}/sql and GET /{database}/replication only')))
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
    response.headers.set(COUNTS_HEADER, JSON.stringify(this.counts(this.replica, this.replica.status())))
    return response
  }

  /** How the object stands to its remote, as it is known now. */
  private tell(database: string): Response {
    const replica = this.open(database)
    const status = replica.status()
    return Response.json(status, { headers: { [COUNTS_HEADER]: JSON.stringify(this.counts(replica, status)) } })
  }

  private counts(replica: OpenReplica, status: ReplicationStatus): ReplicaCounts {
    return { statements: this.statements, trips: replica.stats().trips, status: measurableOf(status) }
  }
}
