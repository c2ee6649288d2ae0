import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ObjectStore } from '../../src/store/remote/object-store.ts'
import { serveObjects } from '../../src/store/remote/object-store-routes.ts'

/** What becomes of a request. */
export type Fault =
  /** The connection breaks before anything is done. */
  | { readonly kind: 'refuse' }
  /** An answer of the store's own: 409, 412, 500, 503… Nothing is done. */
  | { readonly kind: 'status'; readonly status: number }
  /** Done, after a while. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Done, when it is let go. */
  | { readonly kind: 'hold'; readonly until: Promise<void> }
  /** Nothing is done and nothing is answered until the client gives up. */
  | { readonly kind: 'hang' }
  /** Done, and the connection breaks before the answer. */
  | { readonly kind: 'lose answer' }
  /** The body ends in its middle, the connection breaks. */
  | { readonly kind: 'truncate' }
  /** Some bytes of the body are others. */
  | { readonly kind: 'corrupt' }

/** A request as the plan of faults sees it. */
export interface SeenRequest {
  readonly method: string
  readonly key: string
  /** Counted from 0 since the last change of the plan. */
  readonly ordinal: number
}

/** Decides what becomes of a request; undefined lets it through. */
export type Plan = (request: SeenRequest) => Fault | undefined

/** A remote on 127.0.0.1 that misbehaves as it is told to: `oxbow+http://…` over any object store. */
export class FaultyRemote {
  readonly #server: Server
  readonly #objects: ObjectStore
  #plan: Plan = () => undefined
  #ordinal = 0
  /** Requests since the start, by method and key's first word. */
  readonly seen: SeenRequest[] = []

  private constructor(objects: ObjectStore) {
    this.#objects = objects
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy())
    })
  }

  static async start(objects: ObjectStore): Promise<FaultyRemote> {
    const remote = new FaultyRemote(objects)
    await new Promise<void>((resolve) => remote.#server.listen(0, '127.0.0.1', resolve))
    return remote
  }

  /** As a remote's URL. */
  get url(): string {
    return `oxbow+http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** From now on, requests meet these faults. */
  misbehave(plan: Plan): void {
    this.#plan = plan
    this.#ordinal = 0
  }

  heal(): void {
    this.misbehave(() => undefined)
  }

  close(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://127.0.0.1')
    const key = decodeURIComponent(url.pathname.slice(1))
    const method = incoming.method ?? 'GET'
    const seen = { method, key, ordinal: this.#ordinal++ }
    this.seen.push(seen)
    const parts: Buffer[] = []
    for await (const part of incoming) parts.push(part as Buffer)
    const fault = this.#plan(seen)
    switch (fault?.kind) {
      case 'refuse':
        outgoing.destroy()
        return
      case 'hang':
        return
      case 'status':
        outgoing.writeHead(fault.status).end(`<Error><Code>Injected</Code><Message>status ${fault.status}</Message></Error>`)
        return
      case 'slow':
        await sleep(fault.ms)
        break
      case 'hold':
        await fault.until
    }
    const headers = new Headers()
    for (const [name, value] of Object.entries(incoming.headers)) if (typeof value === 'string') headers.set(name, value)
    const body = method === 'PUT' ? { body: Buffer.concat(parts) } : {}
    const response = await serveObjects(this.#objects, new Request(url, { method, headers, ...body }), key, { writable: true })
    if (fault?.kind === 'lose answer') {
      outgoing.destroy()
      return
    }
    const bytes = Buffer.from(await response.arrayBuffer())
    if (fault?.kind === 'corrupt') for (let at = 3; at < bytes.length; at += 97) bytes[at] ^= 0x55
    outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), ...(method === 'HEAD' ? {} : { 'content-length': bytes.length }) })
    if (fault?.kind === 'truncate' && bytes.length > 0) {
      outgoing.write(bytes.subarray(0, bytes.length >> 1), () => outgoing.destroy())
      return
    }
    outgoing.end(method === 'HEAD' ? undefined : bytes)
  }
}

/** Up for a while, down for a while, in requests. */
export function flapping(up: number, down: number): Plan {
  return ({ ordinal }) => (ordinal % (up + down) < up ? undefined : { kind: 'refuse' })
}

/** One fault at each request that fits, and none at others. */
export function always(fault: Fault, fits: (request: SeenRequest) => boolean = () => true): Plan {
  return (request) => (fits(request) ? fault : undefined)
}

/** A random fault for a part of the requests. @param random between 0 and 1. */
export function sometimes(faults: readonly Fault[], part: number, random: () => number): Plan {
  return () => (random() < part ? faults[Math.floor(random() * faults.length)] : undefined)
}
