import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessCases, TOKEN_KEY } from '../../test/access-cases.ts'
import { branchesRemote } from '../../test/support/branches-remote.ts'
import { NodeReplicas } from '../../test/support/node-replicas.ts'
import { AccessTokens, makeTokenKey } from './access-token.ts'
import { LOOPBACK_GATE, TokenGate } from './gate.ts'
import { type NodeHttpServer, serveHttp } from './node-http.ts'

const replicas = new NodeReplicas(new TokenGate(new AccessTokens(`${makeTokenKey()} ${TOKEN_KEY}`, Date.now)))
const remote = await branchesRemote()
let server: NodeHttpServer

beforeAll(async () => {
  server = await serveHttp((request) => replicas.api.fetch(request), { port: 0 })
})
afterAll(() => server.close())

describe('access to a server in Node', () => {
  accessCases(remote, { fetch: (path, init) => fetch(server.url + path, init), put: (key, body) => replicas.put(key, body) })
})

describe('a server for this machine only', () => {
  it('answers its programs, and no page that a browser shows', () => {
    const admit = (headers: Record<string, string>) => {
      try {
        return LOOPBACK_GATE.admit(new Headers(headers)) ?? 'in'
      } catch (e) {
        return (e as { code: string }).code
      }
    }
    const own: Record<string, string>[] = [
      {}, { host: 'localhost:3307' }, { host: '127.0.0.1' }, { host: '[::1]:80' }, { host: 'localhost', origin: 'http://localhost:5173' },
    ]
    for (const headers of own) expect(admit(headers)).toBe('in')
    const foreign: Record<string, string>[] = [
      { host: 'rebound.example' }, { host: 'localhost', origin: 'https://page.example' }, { host: 'localhost', origin: 'null' }, { host: '127.0.0.1.page.example' },
      { host: 'localhost.page.example' },
    ]
    for (const headers of foreign) expect(admit(headers)).toBe('FOREIGN_PAGE')
  })
})
