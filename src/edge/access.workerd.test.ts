import { createExecutionContext, env } from 'cloudflare:test'
import { describe, expect, inject, it } from 'vitest'
import { TOKEN_KEY, accessCases } from '../../test/access-cases.ts'
import { AccessTokens, makeTokenKey } from '../server/access-token.ts'
import type { Env } from './env.ts'
import worker from './worker.ts'

function doorOf(changes: Partial<Env>): (path: string, init?: RequestInit) => Promise<Response> {
  const changed: Env = { ...env, ...changes }
  return async (path, init) => await worker.fetch(new Request(`https://edge${path}`, init) as Parameters<typeof worker.fetch>[0], changed, createExecutionContext())
}

const guarded = doorOf({ ACCESS: 'tokens', TOKEN_KEY: `${makeTokenKey()},${TOKEN_KEY}` })

describe('access at the edge', () => {
  accessCases(inject('branchesRemote'), {
    fetch: guarded,
    put: async (key, body) => void await env.REMOTE.put(key, body),
  })

  it('lets nobody in where the secret or the variable is missing, and says which', async () => {
    const cases: [Partial<Env>, string][] = [
      [{ ACCESS: 'tokens' }, 'the secret TOKEN_KEY is missing'], [{ ACCESS: 'tokens', TOKEN_KEY: ' ' }, 'the secret TOKEN_KEY is missing'],
      [{ ACCESS: 'tokens', TOKEN_KEY: 'short' }, 'at least 32 characters'], [{ ACCESS: 'everyone' }, 'ACCESS must be'], [{ MAX_BODY_BYTES: 'many' }, 'MAX_BODY_BYTES must be'],
    ]
    for (const [changes, message] of cases) {
      const response = await doorOf(changes)('/v1/db/main?q=select%201')
      expect(response.status).toBe(503)
      expect(await response.json()).toMatchObject({ error: { code: 'NOT_CONFIGURED', message: expect.stringContaining(message) as string } })
    }
  })

  it('takes pushes from who may push to that database', async () => {
    const tokens = new AccessTokens(TOKEN_KEY, Date.now)
    const grant = { subject: 'master', right: 'push', databases: ['pushed'], refs: ['*'], expires: null } as const
    const statusOf = async (headers: Record<string, string>, database = 'pushed') => (await guarded(`/remote/${database}/x`, { method: 'PUT', body: 'x', headers })).status
    expect(await statusOf({ authorization: `Bearer ${tokens.seal(grant)}` })).toBeLessThan(300)
    expect(await statusOf({ authorization: `Bearer ${tokens.seal({ ...grant, right: 'admin' })}` })).toBeLessThan(300)
    expect(await statusOf({ authorization: `Bearer ${tokens.seal(grant)}` }, 'other')).toBe(403)
    expect(await statusOf({ authorization: `Bearer ${tokens.seal({ ...grant, right: 'write' })}` })).toBe(403)
    expect(await statusOf({ authorization: `Bearer ${tokens.seal({ ...grant, expires: 1 })}` })).toBe(401)
    expect(await statusOf({})).toBe(401)
  })
})
