import { SELF } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { objectStoreCases } from '../../test/object-store-cases.ts'
import { HttpObjectStore } from '../store/remote/http-object-store.ts'

let made = 0

function overTheRoute(token = 'test', database = `remote-${++made}`): HttpObjectStore {
  return new HttpObjectStore(`https://edge/remote/${database}`, {
    authorize: () => Promise.resolve({ authorization: `Bearer ${token}` }),
    fetch: ((url: URL, init: RequestInit) => SELF.fetch(url, init)) as unknown as typeof fetch,
  })
}

describe('the bucket behind the Worker’s route', () => {
  objectStoreCases(() => overTheRoute())

  it('lets nobody in without the token', async () => {
    await expect(overTheRoute('wrong').get('manifest')).rejects.toMatchObject({ code: 'REMOTE_FORBIDDEN' })
    const response = await SELF.fetch('https://edge/remote/db/manifest')
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ error: { code: 'UNAUTHORIZED' } })
  })

  it('keeps databases apart', async () => {
    const [one, two] = [overTheRoute(), overTheRoute()]
    await one.put('manifest', Uint8Array.of(1))
    expect(await two.get('manifest')).toBeNull()
    for await (const { key } of two.list()) expect.unreachable(key)
    for (const key of ['..%2Fx%2Fmanifest', '%2e%2e/x', 'a//b']) {
      const response = await SELF.fetch(`https://edge/remote/db/${key}`, { headers: { authorization: 'Bearer test' } })
      expect([400, 404]).toContain(response.status)
    }
  })
})
