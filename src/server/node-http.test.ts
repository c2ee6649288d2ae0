import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { OxbowError } from '../error.ts'
import { serveHttp } from './node-http.ts'
import type { Fetch, NodeHttpServer } from './node-http.ts'

let server: NodeHttpServer | undefined

async function serve(fetch: Fetch): Promise<string> {
  server = await serveHttp(fetch, { port: 0 })
  return server.url
}

afterEach(async () => {
  await server?.close()
  server = undefined
})

describe('a web-standard handler over Node’s HTTP', () => {
  it('gets method, path, query, headers and body, and answers with status, headers and body', async () => {
    const url = await serve(async (request) => {
      const { pathname, search } = new URL(request.url)
      const text = await request.text()
      return Response.json(
        { method: request.method, pathname, search, header: request.headers.get('x-a'), text },
        { status: 201, headers: { 'x-b': 'b' } },
      )
    })
    const response = await fetch(`${url}/a%2Fb?q=1%202`, { method: 'POST', headers: { 'x-a': 'a' }, body: 'body' })
    expect(response.status).toBe(201)
    expect(response.headers.get('x-b')).toBe('b')
    expect(await response.json()).toEqual({ method: 'POST', pathname: '/a%2Fb', search: '?q=1%202', header: 'a', text: 'body' })
  })

  it('streams bytes both ways', async () => {
    const url = await serve(async (request) => new Response(await request.bytes()))
    const bytes = crypto.getRandomValues(new Uint8Array(60_000))
    const body = Buffer.concat(Array.from({ length: 100 }, () => bytes))
    const response = await fetch(url, { method: 'PUT', body })
    expect(Buffer.from(await response.arrayBuffer()).equals(body)).toBe(true)
  })

  it('answers HEAD, 304 and errors without a hitch', async () => {
    const url = await serve((request) => {
      if (request.url.endsWith('/304')) return new Response(null, { status: 304, headers: { etag: '"x"' } })
      if (request.url.endsWith('/bad')) throw new OxbowError('BAD_REQUEST', 'no')
      if (request.url.endsWith('/bug')) throw new TypeError('secret')
      return new Response('text', { headers: { 'content-length': '4' } })
    })
    expect((await fetch(url, { method: 'HEAD' })).headers.get('content-length')).toBe('4')
    expect((await fetch(`${url}/304`)).status).toBe(304)
    expect(await (await fetch(`${url}/bad`)).json()).toMatchObject({ error: { code: 'BAD_REQUEST' } })
    expect(await (await fetch(`${url}/bug`)).json()).toMatchObject({ error: { code: 'INTERNAL' } })
  })

  it('tells the handler when the client has gone', async () => {
    const aborted = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    const url = await serve((request) => {
      request.signal.addEventListener('abort', () => aborted.resolve())
      arrived.resolve()
      return new Promise(() => undefined)
    })
    const abort = new AbortController()
    const gone = fetch(url, { signal: abort.signal }).catch(() => undefined)
    await arrived.promise
    abort.abort()
    await aborted.promise
    await gone
  })

  it('survives what is no HTTP', async () => {
    const url = await serve(() => new Response('ok'))
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.resume().write('nonsense\r\n\r\n')
    await new Promise((resolve) => socket.once('close', resolve).once('error', resolve))
    expect(await (await fetch(url)).text()).toBe('ok')
  })

  it('waits for no slow client, and reads no endless headers', async () => {
    server = await serveHttp(() => new Response('ok'), { port: 0, limits: { headersTimeout: 50, requestTimeout: 100, maxHeaderSize: 2048 } })
    const { port } = server
    const told = async (...texts: string[]): Promise<string> => {
      const socket = connect(port, '127.0.0.1')
      for (const text of texts) socket.write(text)
      let answer = ''
      socket.on('data', (data) => {
        answer += String(data)
      })
      await new Promise((resolve) => socket.once('close', resolve).once('error', resolve))
      return answer
    }
    expect(await told('POST / HTTP/1.1\r\nhost: x\r\n')).toMatch(/^HTTP\/1.1 408 /)
    expect(await told(`GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(4096)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 /)
    expect(await told('nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /)
    expect(await (await fetch(server.url)).text()).toBe('ok')
  })

  it('does not start on a port that is taken', async () => {
    await serve(() => new Response('ok'))
    await expect(serveHttp(() => new Response('ok'), { port: server?.port ?? 0 })).rejects.toThrow('EADDRINUSE')
  })
})
