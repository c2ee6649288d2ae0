import { type AddressInfo, type Server, createServer } from 'node:net'
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
  readonly #server: Server
  readonly #streams = new Set<PacketStream>()

  constructor(options: MysqlServerOptions) {
    this.#processes = options.processes
    const authenticator = new Authenticator(options.authentication)
    this.#server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
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
    })
  }

  /** @param port 0 takes a free one. @returns where it listens. @throws what `listen` does (EADDRINUSE). */
  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
    return (this.#server.address() as AddressInfo).port
  }

  /** Takes no more clients, lets statements under way end for a moment, and resolves when all is closed. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const process of this.#processes) if (process.command === 'Sleep') process.kill(true)
    const grace = setTimeout(() => {
      for (const stream of this.#streams) stream.destroy()
    }, this.#processes.size === 0 ? 0 : GRACE_MS)
    await closed
    clearTimeout(grace)
  }
}
