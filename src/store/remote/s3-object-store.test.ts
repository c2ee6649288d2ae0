import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { objectStoreCases } from '../../../test/object-store-cases.ts'
import { startS3Server } from '../../../test/support/s3-server.ts'
import type { ObjectStore } from './object-store.ts'
import { parseRemoteUrl, type S3Location } from './remote-url.ts'
import { openS3ObjectStore } from './s3-object-store.ts'

const credentials = (): { accessKeyId: string; secretAccessKey: string } => ({ accessKeyId: 'test', secretAccessKey: 'test' })
const server = await startS3Server()
const skipped = typeof server === 'string' ? ` (skipped: ${server})` : ''

function location(url: string): S3Location {
  const parsed = parseRemoteUrl(url)
  if (parsed.kind !== 's3') throw new Error(url)
  return parsed
}

describe.skipIf(typeof server === 'string')(`a server that speaks S3${skipped}`, () => {
  const endpoint = typeof server === 'string' ? '' : server.endpoint
  let made = 0
  const open = (): ObjectStore =>
    openS3ObjectStore(location(`s3://oxbow/remotes/db-${++made}?endpoint=${endpoint}&path-style=true&region=us-east-1`), { credentials, backoffMs: 1 })

  beforeAll(async () => {
    expect((await fetch(`${endpoint}/oxbow`, { method: 'PUT' })).status).toBe(200)
  })
  afterAll(() => {
    if (typeof server !== 'string') server.stop()
  })

  objectStoreCases(open)

  it('lists beyond one page', async () => {
    const store = open()
    for (let i = 0; i < 1050; i += 50) await Promise.all(Array.from({ length: 50 }, (_, n) => store.put(`f${i + n}`, Uint8Array.of(1))))
    const keys = new Set<string>()
    for await (const { key } of store.list()) keys.add(key)
    expect(keys.size).toBe(1050)
  })

  it('is not taken for an empty remote when the bucket is missing', async () => {
    const store = openS3ObjectStore(location(`s3://nothing/db?endpoint=${endpoint}&path-style=true`), { credentials })
    await expect(store.get('manifest')).rejects.toMatchObject({ code: 'REMOTE_ERROR', message: expect.stringContaining('NoSuchBucket') as string })
  })
})

describe('where the objects of a bucket are', () => {
  it.each([
    ['s3://bucket/db', 'https://bucket.s3.us-east-1.amazonaws.com/db/manifest'],
    ['s3://bucket/db?region=eu-west-1', 'https://bucket.s3.eu-west-1.amazonaws.com/db/manifest'],
    ['s3://my.bucket/db', 'https://s3.us-east-1.amazonaws.com/my.bucket/db/manifest'],
    ['s3://bucket?endpoint=https://id.r2.cloudflarestorage.com', 'https://bucket.id.r2.cloudflarestorage.com/manifest'],
    ['s3://bucket/a b?endpoint=http://127.0.0.1:9000', 'http://127.0.0.1:9000/bucket/a%20b/manifest'],
    ['s3://bucket/db?endpoint=https://host/base/&path-style=true', 'https://host/base/bucket/db/manifest'],
  ])('%s', async (url, expected) => {
    let asked = ''
    const store = openS3ObjectStore(location(url), {
      credentials,
      fetch: async (input) => {
        asked = String(input)
        return new Response(null, { status: 404 })
      },
    })
    expect(await store.get('manifest')).toBeNull()
    expect(asked).toBe(expected)
  })
})
