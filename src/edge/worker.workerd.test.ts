import { SELF } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'

function post(body: unknown): Promise<Response> {
  return SELF.fetch('https://edge/v1/sql', { method: 'POST', body: JSON.stringify(body) })
}

describe('the Worker', () => {
  it('is healthy and counts', async () => {
    expect(await (await SELF.fetch('https://edge/health')).json()).toMatchObject({ status: 'ok' })
    expect(await (await SELF.fetch('https://edge/metrics')).text()).toContain('oxbow_http_requests_total')
  })

  it('answers JSON for paths that are not there', async () => {
    const response = await SELF.fetch('https://edge/nope')
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error: { code: 'NOT_FOUND' } })
  })

  it('wants a database, by a name that one can have', async () => {
    expect(await (await post({ sql: 'select 1' })).json()).toMatchObject({ error: { errno: 1046, sqlState: '3D000' } })
    for (const database of ['', '../x', 'a b', 'x'.repeat(65), '-x', 'a.b']) {
      const response = await post({ sql: 'select 1', database })
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ error: { errno: 1049, message: `database not found: ${database.replace(/\/.*/, '')}` } })
    }
  })
})
