import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { objectStoreCases } from '../../../test/object-store-cases.ts'
import { S3_KEY, startS3Server } from '../../../test/support/s3-server.ts'
import { nodePlatform } from '../../master/platform.ts'
import { MemoryChunkStore } from '../memory-chunk-store.ts'
import type { ObjectStore } from './object-store.ts'
import { pushChunks } from './push.ts'
import { RemoteChunkStore } from './remote-chunk-store.ts'
import { parseRemoteUrl, type S3Location } from './remote-url.ts'
import { openS3ObjectStore } from './s3-object-store.ts'
import { signRequest } from './sigv4.ts'

const credentials = (): { accessKeyId: string; secretAccessKey: string } => ({ accessKeyId: S3_KEY, secretAccessKey: S3_KEY })
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
    openS3ObjectStore(location(`s3://oxbow/remotes/db-${++made}?endpoint=${endpoint}&path-style=true`), { credentials, backoffMs: 1 })

  beforeAll(async () => {
    const bucket = { method: 'PUT', url: new URL(`${endpoint}/oxbow`) }
    const headers = await signRequest(bucket, { credentials: credentials(), region: 'us-east-1', service: 's3', now: Date.now() })
    const { ok, status } = await fetch(bucket.url, { method: 'PUT', headers })
    if (!ok) throw new Error(`the bucket could not be made: ${status}`)
  })
  afterAll(async () => {
    if (typeof server !== 'string') await server.stop()
  })

  objectStoreCases(open)

  it('lists beyond one page', async () => {
    const store = open()
    for (let i = 0; i < 1050; i += 50) await Promise.all(Array.from({ length: 50 }, (_, n) => store.put(`f${i + n}`, Uint8Array.of(1))))
    const keys = new Set<string>()
    for await (const { key } of store.list()) keys.add(key)
    expect(keys.size).toBe(1050)
  })

  const dolt = process.env.DOLT_BIN
  const unless = dolt === undefined ? ' (skipped: DOLT_BIN is not set)' : ''
  it.runIf(dolt !== undefined)(`shares a remote with real Dolt${unless}`, { timeout: 120_000 }, async () => {
    const home = mkdtempSync(join(tmpdir(), 'oxbow-s3-'))
    const env = {
      ...process.env, HOME: home, AWS_ACCESS_KEY_ID: S3_KEY, AWS_SECRET_ACCESS_KEY: S3_KEY, AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    }
    const run = (folder: string, ...args: string[]): string => {
      const { status, stdout, stderr } = spawnSync(dolt!, args, { cwd: join(home, folder), env, encoding: 'utf8' })
      if (status !== 0) throw new Error(`dolt ${args.join(' ')}: ${stdout}${stderr}`)
      return stdout
    }
    try {
      // Else processes that it leaves behind write to its home while that is removed, and call home.
      run('', 'config', '--global', '--add', 'metrics.disabled', 'true')
      run('', 'config', '--global', '--add', 'user.name', 'test')
      run('', 'config', '--global', '--add', 'user.email', 'test@example.com')
      mkdirSync(join(home, 'origin'))
      run('origin', 'init', '-b', 'main')
      run('origin', 'sql', '-q', 'create table t (id int primary key, v text);' +
        'insert into t values (1, "one"); call dolt_commit("-Am", "1")')
      const url = `s3://oxbow/shared-${process.pid}?endpoint=${endpoint}&path-style=true&region=us-east-1`
      run('origin', 'remote', 'add', 'origin', url)
      run('origin', 'push', 'origin', 'main')
      const objects = openS3ObjectStore(location(url), { credentials })
      const store = new RemoteChunkStore(objects, nodePlatform)
      await store.refresh()
      await store.fetch([store.root()])
      expect(store.get(store.root())).toBeDefined()
      const note = new MemoryChunkStore(nodePlatform)
      const chunk = new TextEncoder().encode('a chunk that dolt does not know')
      const address = note.put(chunk)
      const { remote } = await pushChunks(objects, nodePlatform, {
        chunks: [[address, chunk]], editRoot: async (root) => ({ root, chunks: [] }),
      })
      expect(remote.manifest?.root).toBe(store.root())
      // Dolt builds on the manifest that we wrote, and we read what it wrote then.
      run('origin', 'sql', '-q', 'insert into t values (2, "two"); call dolt_commit("-am", "two")')
      run('origin', 'push', 'origin', 'main')
      run('', 'clone', url, 'clone')
      expect(run('clone', 'sql', '-r', 'csv', '-q', 'select count(*) as n from t')).toBe('n\n2\n')
      expect(await store.refresh()).toMatchObject({ changed: true })
      await store.fetch([store.root(), address])
      expect(store.get(address)).toEqual(chunk)
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
  })

  it('is probed once, and nothing of that stays', async () => {
    const store = open()
    await store.put('manifest', Uint8Array.of(1), { ifAbsent: true })
    const keys: string[] = []
    for await (const { key } of store.list()) keys.push(key)
    expect(keys).toEqual(['manifest'])
  })

  it('is not taken for an empty remote when the bucket is missing', async () => {
    const store = openS3ObjectStore(location(`s3://nothing/db?endpoint=${endpoint}&path-style=true`), { credentials })
    await expect(store.get('manifest'))
      .rejects.toMatchObject({ code: 'REMOTE_ERROR', message: expect.stringContaining('NoSuchBucket') as string })
  })
})

describe('a server that ignores conditions', () => {
  it('is refused before anything is overwritten', async () => {
    const sent: string[] = []
    const store = openS3ObjectStore(location('s3://careless/db'), {
      credentials,
      fetch: async (input, init) => {
        sent.push(`${init?.method} ${new URL(String(input)).pathname}`)
        return new Response(null, { headers: { etag: '"1"' } })
      },
    })
    for (const options of [{ ifAbsent: true }, { ifMatch: '"1"' }]) {
      await expect(store.put('manifest', Uint8Array.of(1), options))
        .rejects.toMatchObject({ code: 'REMOTE_ERROR', message: expect.stringContaining('ignores conditions') as string })
    }
    expect(sent).toEqual(['PUT /db/oxbow-probe', 'DELETE /db/oxbow-probe', 'PUT /db/oxbow-probe', 'DELETE /db/oxbow-probe'])
    expect(await store.put('file', Uint8Array.of(1))).toEqual({ etag: '"1"' })
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
