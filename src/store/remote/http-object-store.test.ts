import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { objectStoreCases } from '../../../test/object-store-cases.ts'
import { HttpObjectStore } from './http-object-store.ts'
import { MemoryObjectStore } from './memory-object-store.ts'
import { serveObjects } from './object-store-routes.ts'

const BASE = 'http://remote.test/db'

/** A client whose requests go straight to the routes. */
function overRoutes(objects = new MemoryObjectStore(), writable = true): HttpObjectStore {
  return new HttpObjectStore(BASE, {
    fetch: async (url, init) => {
      const request = new Request(url as URL, init)
      return serveObjects(objects, request, decodeURIComponent(new URL(request.url).pathname.slice('/db/'.length)), { writable })
    },
  })
}

/** A client to whom the answers come from a list, in turn; the last one again and again. */
function scripted(...answers: (() => Response)[]): { store: HttpObjectStore; sent: Request[] } {
  const sent: Request[] = []
  const store = new HttpObjectStore(BASE, {
    backoffMs: 1,
    fetch: async (url, init) => {
      sent.push(new Request(url as URL, init))
      return answers[Math.min(sent.length, answers.length) - 1]()
    },
  })
  return { store, sent }
}

const xmlError = (status: number, code: string) => () =>
  new Response(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>said &lt;so&gt;</Message></Error>`, { status })

describe('objects over HTTP', () => {
  objectStoreCases(() => overRoutes())

  it('can be only read', async () => {
    const objects = new MemoryObjectStore()
    await objects.put('a', Uint8Array.of(1))
    const store = overRoutes(objects, false)
    expect(await store.get('a')).toMatchObject({ size: 1 })
    await expect(store.put('b', Uint8Array.of(1))).rejects.toMatchObject({ code: 'REMOTE_FORBIDDEN' })
    await expect(store.delete('a')).rejects.toMatchObject({ code: 'REMOTE_FORBIDDEN' })
  })

  it('have a greatest size, whether or not it was told before', async () => {
    const objects = new MemoryObjectStore()
    const body = new Uint8Array(11)
    for (const told of [true, false]) {
      const request = new Request(`${BASE}/a`, {
        method: 'PUT', body: new Blob([body]).stream(), duplex: 'half', headers: told ? { 'content-length': '11' } : {},
      } as RequestInit)
      const response = await serveObjects(objects, request, 'a', { writable: true, maxBytes: 10 })
      expect(response.status).toBe(413)
    }
    expect(await objects.get('a')).toBeNull()
  })

  it('asks again when the other side fails, and gives up in the end', async () => {
    const ok = (): Response => new Response('hi', { headers: { etag: '"1"' } })
    const fine = scripted(xmlError(503, 'SlowDown'), xmlError(500, 'InternalError'), ok)
    expect(await fine.store.get('a')).toMatchObject({ etag: '"1"', size: 2 })
    expect(fine.sent).toHaveLength(3)
    const bad = scripted(xmlError(503, 'SlowDown'))
    await expect(bad.store.get('a'))
      .rejects.toMatchObject({ code: 'REMOTE_ERROR', message: `${BASE}: GET a was answered with 503 SlowDown (said <so>)` })
    expect(bad.sent).toHaveLength(4)
  })

  it('does not repeat a conditional write: only the caller can tell what became of it', async () => {
    const { store, sent } = scripted(xmlError(500, 'InternalError'))
    await expect(store.put('manifest', Uint8Array.of(1), { ifMatch: '"1"' })).rejects.toMatchObject({ code: 'REMOTE_ERROR' })
    expect(sent).toHaveLength(1)
    await expect(store.put('data', Uint8Array.of(1))).rejects.toMatchObject({ code: 'REMOTE_ERROR' })
    expect(sent).toHaveLength(5)
  })

  it.each([
    [412, 'PreconditionFailed'], [409, 'ConditionalRequestConflict'], [404, 'NoSuchKey'],
  ])('takes %i %s for a lost race', async (status, code) => {
    const { store, sent } = scripted(xmlError(status, code))
    expect(await store.put('manifest', Uint8Array.of(1), { ifMatch: 'W/"a b"' })).toBeNull()
    expect(sent[0].headers.get('if-match')).toBe('W/"a b"')
  })

  it.each([
    [409, 'OperationAborted', 'REMOTE_ERROR'], [404, 'NoSuchBucket', 'REMOTE_ERROR'],
    [403, 'AccessDenied', 'REMOTE_FORBIDDEN'], [301, 'PermanentRedirect', 'REMOTE_ERROR'],
  ])('does not take %i %s for one', async (status, errorCode, code) => {
    const { store } = scripted(xmlError(status, errorCode))
    await expect(store.put('manifest', Uint8Array.of(1), { ifMatch: '"1"' })).rejects.toMatchObject({ code })
    await expect(store.get('manifest')).rejects.toMatchObject({ code })
  })

  it('copes with servers that know no ranges, or leave the size out', async () => {
    const { store } = scripted(() => new Response('0123456789', { headers: { etag: '"1"' } }))
    expect(await store.get('a', { range: { suffix: 3 } })).toEqual({ body: new TextEncoder().encode('789'), etag: '"1"', size: 10 })
    const sizeless = scripted(() => new Response('789', { status: 206, headers: { etag: '"1"' } }))
    await expect(sizeless.store.get('a', { range: { suffix: 3 } })).rejects.toMatchObject({ code: 'REMOTE_ERROR' })
    const nameless = scripted(() => new Response('789'))
    await expect(nameless.store.get('a')).rejects.toMatchObject({ code: 'REMOTE_ERROR' })
  })

  describe('a real server', () => {
    let server: Server
    let base: string
    beforeAll(async () => {
      server = createServer((request, response) => {
        if (request.url === '/cut') {
          response.writeHead(200, { etag: '"1"', 'content-length': '100' })
          response.write('short')
          setTimeout(() => response.destroy(), 5)
        }
        // Everything else is never answered.
      })
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    })
    afterAll(() => {
      server.closeAllConnections()
      server.close()
    })

    it('that cuts answers short counts as unreachable', async () => {
      const store = new HttpObjectStore(base, { backoffMs: 1 })
      await expect(store.get('cut')).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE' })
    })

    it('that never answers, too', async () => {
      const store = new HttpObjectStore(base, { backoffMs: 1, timeoutMs: 30 })
      await expect(store.get('silent')).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE' })
    })

    it('that is not there, with the reason', async () => {
      const store = new HttpObjectStore('http://127.0.0.1:9', { backoffMs: 1 })
      await expect(store.get('a'))
        .rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE', message: expect.stringContaining("127.0.0.1:9 can't be reached: ") as string })
    })

    it('stops when the caller does', async () => {
      const abort = new AbortController()
      const reading = new HttpObjectStore(base, { backoffMs: 1 }).get('silent', { signal: abort.signal })
      abort.abort(new Error('enough'))
      await expect(reading).rejects.toThrow('enough')
    })
  })
})
