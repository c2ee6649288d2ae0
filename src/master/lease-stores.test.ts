import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { leaseCases } from '../../test/lease-cases.ts'
import { S3_KEY, startS3Server } from '../../test/support/s3-server.ts'
import { HttpObjectStore } from '../store/remote/http-object-store.ts'
import { MemoryObjectStore } from '../store/remote/memory-object-store.ts'
import { serveObjects } from '../store/remote/object-store-routes.ts'
import { parseRemoteUrl } from '../store/remote/remote-url.ts'
import { openS3ObjectStore } from '../store/remote/s3-object-store.ts'
import { signRequest } from '../store/remote/sigv4.ts'
import { FileObjectStore } from './file-object-store.ts'

const base = mkdtempSync(join(tmpdir(), 'oxbow-lease-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))
let made = 0

describe('leases in a FileObjectStore', () => leaseCases(() => new FileObjectStore(join(base, String(++made)))))

describe('leases in an HttpObjectStore', () => leaseCases(() => {
  const objects = new MemoryObjectStore()
  const overRoutes: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    return serveObjects(objects, request, new URL(request.url).pathname.slice('/remote/'.length), { writable: true })
  }
  return new HttpObjectStore('http://objects.test/remote', { fetch: overRoutes, backoffMs: 1 })
}))

const server = await startS3Server()
const skipped = typeof server === 'string' ? ` (skipped: ${server})` : ''

describe.skipIf(typeof server === 'string')(`leases in an S3 bucket${skipped}`, () => {
  const endpoint = typeof server === 'string' ? '' : server.endpoint
  const credentials = { accessKeyId: S3_KEY, secretAccessKey: S3_KEY }
  beforeAll(async () => {
    const bucket = { method: 'PUT', url: new URL(`${endpoint}/leases`) }
    const headers = await signRequest(bucket, { credentials, region: 'us-east-1', service: 's3', now: Date.now() })
    const { ok, status } = await fetch(bucket.url, { method: 'PUT', headers })
    if (!ok) throw new Error(`the bucket could not be made: ${status}`)
  })
  afterAll(async () => {
    if (typeof server !== 'string') await server.stop()
  })
  leaseCases(() => {
    const location = parseRemoteUrl(`s3://leases/db-${++made}?endpoint=${endpoint}&path-style=true`)
    if (location.kind !== 's3') throw new Error('not an s3 url')
    return openS3ObjectStore(location, { credentials: () => credentials, backoffMs: 1 })
  })
})
