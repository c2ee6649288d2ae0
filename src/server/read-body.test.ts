import { afterEach, beforeEach, expect, it } from 'vitest'
import { serveHttp, type NodeHttpServer } from './node-http.ts'
import { readBody } from './read-body.ts'

let server: NodeHttpServer
beforeEach(async () => {
  server = await serveHttp(async (request) => new Response(await readBody(request, 100)), { port: 0 })
})
afterEach(() => server.close())

it.each([false, true])('bodies up to the limit are read, larger ones are refused (in pieces: %s)', async (pieces) => {
  const send = async (text: string): Promise<[number, string]> => {
    const bytes = new TextEncoder().encode(text)
    // Pieces of odd sizes cut characters in two.
    const body = pieces ? ReadableStream.from([bytes.subarray(0, 33), bytes.subarray(33)]) : bytes
    const response = await fetch(server.url, { method: 'POST', body, duplex: 'half' } as RequestInit)
    return [response.status, await response.text()]
  }
  expect(await send('ü'.repeat(50))).toEqual([200, 'ü'.repeat(50)])
  expect(await send('')).toEqual([200, ''])
  const [status, text] = await send(`${'ü'.repeat(50)}x`)
  expect(status).toBe(413)
  expect(JSON.parse(text)).toMatchObject({ error: { code: 'BODY_TOO_LARGE', message: 'the body is larger than 100 bytes' } })
})
