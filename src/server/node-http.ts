import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, RequestError } from '@hono/node-server'
import { OxbowError } from '../error.ts'
import { errorResponse } from './http-error.ts'

/** What answers requests: a Hono app's `fetch`, for one. */
export type Fetch = (request: Request) => Response | Promise<Response>

export interface NodeHttpServer {
  /** Where it listens, without a slash at the end. */
  readonly url: string
  readonly port: number
  /** Takes no more requests, lets those under way end for a moment, and resolves when all is closed. */
  close(): Promise<void>
}

/** What a client may take and send before it is dropped: slow ones must not hold sockets for ever. Times in milliseconds. */
export interface ConnectionLimits {
  /** From the connection until all headers are there. */
  readonly headersTimeout: number
  /** From the connection until all of the request is there. */
  readonly requestTimeout: number
  /** Without another request. */
  readonly keepAliveTimeout: number
  /** Bytes of all headers. */
  readonly maxHeaderSize: number
}

const CONNECTION_LIMITS: ConnectionLimits = { headersTimeout: 10_000, requestTimeout: 120_000, keepAliveTimeout: 30_000, maxHeaderSize: 16 * 1024 }

/** How often connections are looked at, in milliseconds, at most. */
const CHECK_MS = 2000

/** What is answered to who breaks HTTP's rules or ours, by Node's code; others get 400. */
const STATUS_BY_CODE: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** How long requests under way may go on after `close`, in milliseconds. */
const GRACE_MS = 2000

/**
 * Serves a web-standard handler over Node's HTTP.
 * @param options.port 0 takes a free one. @param options.limits defaults to what suits a server that strangers reach. @throws what `listen` does (EADDRINUSE).
 */
export async function serveHttp(fetch: Fetch, options: { port: number; host?: string; limits?: Partial<ConnectionLimits> }): Promise<NodeHttpServer> {
  const host = options.host ?? '127.0.0.1'
  const limits = { ...CONNECTION_LIMITS, ...options.limits }
  const server = createServer({ ...limits, connectionsCheckingInterval: Math.min(CHECK_MS, limits.headersTimeout) }, getRequestListener(fetch, {
    // HTTP/1.0 names no host.
    hostname: 'localhost',
    overrideGlobalObjects: false,
    errorHandler: (e) => errorResponse(e instanceof RequestError ? new OxbowError('BAD_REQUEST', e.message) : e),
  }))
  // What is no HTTP, too large or too slow takes nobody else down.
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (socket.writable && error.code !== 'ECONNRESET') {
      socket.write(`HTTP/1.1 ${STATUS_BY_CODE[error.code ?? ''] ?? '400 Bad Request'}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
    }
    socket.destroy()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    close: () => new Promise((resolve) => {
      const grace = setTimeout(() => server.closeAllConnections(), GRACE_MS)
      server.close(() => {
        clearTimeout(grace)
        resolve()
      })
      server.closeIdleConnections()
    }),
  }
}
