import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
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

/** How long requests under way may go on after `close`, in milliseconds. */
const GRACE_MS = 2000

/**
 * Serves a web-standard handler over Node's HTTP.
 * @param options.port 0 takes a free one. @throws what `listen` does (EADDRINUSE).
 */
export async function serveHttp(fetch: Fetch, options: { port: number; host?: string }): Promise<NodeHttpServer> {
  const host = options.host ?? '127.0.0.1'
  const server = createServer((incoming, outgoing) => {
    answer(fetch, incoming, outgoing).catch(() => outgoing.destroy())
  })
  // What is no HTTP gets no answer, and takes nobody else down.
  server.on('clientError', (_error, socket) => socket.destroy())
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

async function answer(fetch: Fetch, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  let response: Response
  try {
    response = await fetch(requestOf(incoming, outgoing))
  } catch (e) {
    response = errorResponse(e)
  }
  const headers: Record<string, string> = {}
  response.headers.forEach((value, name) => {
    headers[name] = value
  })
  outgoing.writeHead(response.status, headers)
  if (response.body === null || incoming.method === 'HEAD') {
    outgoing.end()
    return
  }
  const reader = response.body.getReader()
  outgoing.once('close', () => void reader.cancel().catch(() => undefined))
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    if (!outgoing.write(value)) await new Promise((resolve) => outgoing.once('drain', resolve).once('close', resolve))
    if (outgoing.destroyed) return
  }
  outgoing.end()
}

function requestOf(incoming: IncomingMessage, outgoing: ServerResponse): Request {
  const headers = new Headers()
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) headers.append(incoming.rawHeaders[i], incoming.rawHeaders[i + 1])
  const gone = new AbortController()
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort()
  })
  const method = incoming.method ?? 'GET'
  const hasBody = method !== 'GET' && method !== 'HEAD'
  // The path as it came: a client may send anything there, and only the host is of our making.
  const url = new URL(`http://${incoming.headers.host ?? 'localhost'}/`)
  const [path, query] = splitOnce(incoming.url ?? '/', '?')
  url.pathname = path
  url.search = query
  return new Request(url, {
    method,
    headers,
    signal: gone.signal,
    ...(hasBody ? { body: Readable.toWeb(incoming) as unknown as ReadableStream<Uint8Array>, duplex: 'half' } : undefined),
  } as RequestInit)
}

function splitOnce(text: string, by: string): [string, string] {
  const at = text.indexOf(by)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)]
}
