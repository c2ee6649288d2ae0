import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openRemoteObjects } from './remote-objects.ts'

describe('the objects of a remote, by its URL', () => {
  it('are opened for each scheme', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'oxbow-remote-'))
    expect((await openRemoteObjects(`file://${folder}`)).url).toBe(`file://${folder}`)
    rmSync(folder, { recursive: true })
    await expect(openRemoteObjects(`file://${folder}`)).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE' })
    expect((await openRemoteObjects('s3://bucket/db?region=auto', {})).url).toBe('s3://bucket/db')
    expect((await openRemoteObjects('oxbow+https://edge.example/remote/db')).url).toBe('oxbow+https://edge.example/remote/db')
    await expect(openRemoteObjects('memory://one')).rejects.toMatchObject({ code: 'REMOTE_SCHEME' })
    await expect(openRemoteObjects('https://doltremoteapi.dolthub.com/a/b')).rejects.toMatchObject({ code: 'REMOTE_SCHEME' })
  })

  it('ask for credentials only when they are used', async () => {
    const store = await openRemoteObjects('s3://bucket/db', { HOME: '/nowhere' })
    await expect(store.get('manifest')).rejects.toMatchObject({ code: 'REMOTE_FORBIDDEN' })
  })

  it('carry the token of another oxbow', async () => {
    let authorization: string | undefined
    const server = createServer((request, response) => {
      authorization = request.headers.authorization
      response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = server.address() as AddressInfo
      const store = await openRemoteObjects(`oxbow+http://127.0.0.1:${port}/remote/db`, { OXBOW_REMOTE_TOKEN: 'secret' })
      expect(await store.get('manifest')).toBeNull()
      expect(authorization).toBe('Bearer secret')
    } finally {
      server.close()
    }
  })

  it('give up on a server that does not answer, after the time that is set', async () => {
    const server = createServer(() => undefined)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = server.address() as AddressInfo
      const store = await openRemoteObjects(`oxbow+http://127.0.0.1:${port}/remote/db`, { OXBOW_REMOTE_TIMEOUT_MS: '20' })
      await expect(store.get('manifest')).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE' })
      await expect(openRemoteObjects('s3://bucket/db', { OXBOW_REMOTE_TIMEOUT_MS: 'soon' })).rejects.toThrow('must be a number of milliseconds')
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})
