import { type AddressInfo, type Server, type Socket, createServer } from 'node:net'
import { OxbowError } from '../../error.ts'
import { Authenticator, type AuthenticatorOptions } from './authenticate.ts'
import type { ProcessList } from '../../sql/process-list.ts'
import { MysqlConnection } from './mysql-connection.ts'
import type { MysqlSessionOptions } from './mysql-session.ts'
import { PacketStream } from './packet-stream.ts'
import { writeError } from './responses.ts'
import type { Logger } from '../log.ts'

export interface MysqlServerOptions extends MysqlSessionOptions {
  readonly authentication: AuthenticatorOptions
  readonly processes: ProcessList
  readonly log: Logger
  /** Bytes of one message at most (max_allowed_packet). */
  readonly maxPacketBytes: number
  /** Connections at the same time. */
  readonly maxConnections: number
}

/** Milliseconds until a client must have said who it is. */
const HANDSHAKE_MS = 10_000
/** Milliseconds that statements under way have to end when the server closes. */
const GRACE_MS = 2000

/** Answers SQL over MySQL's protocol. */
export class MysqlServer {
  readonly #processes: ProcessList
  readonly #servers: Server[] = []
  readonly #accept: (socket: Socket) => void
  readonly #streams = new Set<PacketStream>()

  constructor(options: MysqlServerOptions) {
    this.#processes = options.processes
    const authenticator = new Authenticator(options.authentication)
    this.#accept = (socket) => {
      const stream = new PacketStream(socket, options.maxPacketBytes)
      if (this.#streams.size >= options.maxConnections) {
        writeError(stream.writer, new OxbowError('TOO_MANY_CONNECTIONS', 'Too many connections', { errno: 1040, sqlState: '08004' }))
        void stream.flush()
        stream.end()
        return
      }
      this.#streams.add(stream)
      stream.onClose(() => this.#streams.delete(stream))
      const late = setTimeout(() => stream.destroy(), HANDSHAKE_MS)
      void new MysqlConnection(stream, { ...options, authenticator }).serve(() => clearTimeout(late)).finally(() => clearTimeout(late))
    }
  }

  /** @param place.port 0 takes a free one. @returns the port. @throws what `listen` does (EADDRINUSE). */
  async listen({ port, address, socket }: { readonly port: number; readonly address: string; readonly socket?: string | undefined }): Promise<number> {
    const server = await this.#listen((s) => s.listen(port, address))
    if (socket !== undefined) await this.#listen((s) => s.listen(socket))
    return (server.address() as AddressInfo).port
  }

  async #listen(begin: (server: Server) => void): Promise<Server> {
    const server = createServer({ noDelay: true, keepAlive: true }, this.#accept)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.once('listening', () => {
        server.off('error', reject)
        resolve()
      })
      begin(server)
    })
    this.#servers.push(server)
    return server
  }

  /** Takes no more clients, lets statements under way end for a moment, and resolves when all is closed. */
  async close(): Promise<void> {
    const closed = Promise.all(this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))))
    for (const process of this.#processes) if (process.command === 'Sleep') process.kill(true)
    const grace = setTimeout(() => {
      for (const stream of this.#streams) stream.destroy()
    }, this.#processes.size === 0 ? 0 : GRACE_MS)
    await closed
    clearTimeout(grace)
  }
}
