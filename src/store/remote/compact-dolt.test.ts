import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { S3_KEY, startS3Server } from '../../../test/support/s3-server.ts'
import { textChunk } from '../../../test/support/small-pushes.ts'
import { checkChunks } from '../../doltdb/check-chunks.ts'
import { FileObjectStore } from '../../master/file-object-store.ts'
import { nodePlatform } from '../../master/platform.ts'
import { type CompactResult, compactRemote } from './compact.ts'
import { sweepRemote } from './compact-sweep.ts'
import type { ObjectStore } from './object-store.ts'
import { pushChunks } from './push.ts'
import { RemoteChunkStore } from './remote-chunk-store.ts'
import { readRemoteManifest } from './remote-manifest.ts'
import { parseRemoteUrl } from './remote-url.ts'
import { openS3ObjectStore } from './s3-object-store.ts'
import { signRequest } from './sigv4.ts'

const dolt = process.env.DOLT_BIN
const server = dolt === undefined ? 'DOLT_BIN is not set' : await startS3Server()
const credentials = (): { accessKeyId: string; secretAccessKey: string } => ({ accessKeyId: S3_KEY, secretAccessKey: S3_KEY })

describe.runIf(dolt !== undefined)(`real Dolt and a compacted remote${dolt === undefined ? ' (skipped: DOLT_BIN is not set)' : ''}`, () => {
  let home = ''
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'oxbow-compact-dolt-'))
    for (const [name, value] of [['metrics.disabled', 'true'], ['user.name', 'test'], ['user.email', 'test@example.com']]) {
      await run('', 'config', '--global', '--add', name, value)
    }
  })
  afterAll(async () => {
    if (typeof server !== 'string') await server.stop()
    // Dolt leaves helpers behind that still write for a moment.
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  })

  async function run(folder: string, ...args: string[]): Promise<string> {
    const env = {
      ...process.env, HOME: home, DOLT_ROOT_PATH: home, AWS_ACCESS_KEY_ID: S3_KEY, AWS_SECRET_ACCESS_KEY: S3_KEY, AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    }
    return (await promisify(execFile)(dolt!, args, { cwd: join(home, folder), env, encoding: 'utf8' })).stdout
  }

  /** A database with a remote that was pushed to. */
  async function pushed(name: string, url: string, pushes: number): Promise<void> {
    mkdirSync(join(home, name))
    await run(name, 'init', '-b', 'main')
    await run(name, 'sql', '-q', 'create table t (id int primary key, v text); call dolt_commit("-Am", "table")')
    await run(name, 'remote', 'add', 'origin', url)
    for (let i = 1; i <= pushes; i++) await commitAndPush(name, i)
  }

  async function commitAndPush(name: string, i: number): Promise<void> {
    await run(name, 'sql', '-q', `insert into t values (${i}, repeat('v${i} ', 50)); call dolt_commit('-am', 'row ${i}')`)
    await run(name, 'push', 'origin', 'main')
  }

  async function isSound(objects: ObjectStore): Promise<void> {
    const store = new RemoteChunkStore(objects, nodePlatform)
    await store.refresh()
    expect((await checkChunks(store, nodePlatform)).problems).toEqual([])
  }

  const rows = (name: string): Promise<string> => run(name, 'sql', '-r', 'csv', '-q', 'select count(*) as n from t')

  it('clones it, checks it, and goes on pushing to it: file://', { timeout: 120_000 }, async () => {
    const path = join(home, 'remote')
    mkdirSync(path)
    await pushed('a', `file://${path}`, 3)
    const objects = new FileObjectStore(path)
    // Ours, beside Dolt's.
    const [hash, chunk] = textChunk('a chunk that dolt does not know')
    await pushChunks(objects, nodePlatform, { chunks: [[hash, chunk]], editRoot: async (root) => ({ root, chunks: [] }) })
    const files = (await readRemoteManifest(objects)).manifest!.specs.length
    expect(await compactRemote(objects, nodePlatform, { files: 2 })).toMatchObject({ files: 1, merges: [{ files }] })
    expect(await sweepRemote(objects, nodePlatform, { graceMs: 0, now: () => Date.now() + 10_000 })).toMatchObject({ deleted: files })
    await isSound(objects)
    await run('', 'clone', `file://${path}`, 'b')
    await run('b', 'fsck')
    expect(await rows('b')).toBe('n\n3\n')
    // Both the one that knew the old files and the new one push, and the result is compacted again.
    await commitAndPush('a', 4)
    await run('b', 'pull', 'origin', 'main')
    await commitAndPush('b', 5)
    await compactRemote(objects, nodePlatform, { files: 2 })
    await sweepRemote(objects, nodePlatform, { graceMs: 0, now: () => Date.now() + 10_000 })
    await isSound(objects)
    await run('', 'clone', `file://${path}`, 'c')
    await run('c', 'fsck')
    expect(await rows('c')).toBe('n\n5\n')
  })

  const noServer = typeof server === 'string'
  it.skipIf(noServer)(`pushes while it is compacted and swept: s3://${noServer ? ` (skipped: ${server})` : ''}`, { timeout: 180_000 }, async () => {
    if (typeof server === 'string') return
    const { endpoint } = server
    const bucket = { method: 'PUT', url: new URL(`${endpoint}/oxbow`) }
    const headers = await signRequest(bucket, { credentials: credentials(), region: 'us-east-1', service: 's3', now: Date.now() })
    await fetch(bucket.url, { method: 'PUT', headers })
    const url = `s3://oxbow/compacted-${process.pid}?endpoint=${endpoint}&path-style=true&region=us-east-1`
    const location = parseRemoteUrl(url)
    if (location.kind !== 's3') throw new Error(url)
    const objects = openS3ObjectStore(location, { credentials })
    await pushed('s', url, 2)
    let pushing = true
    const pusher = (async () => {
      for (let i = 3; i <= 8; i++) await commitAndPush('s', i)
    })().finally(() => (pushing = false))
    const results: CompactResult[] = []
    let deleted = 0
    do {
      results.push(await compactRemote(objects, nodePlatform, { files: 3 }))
      // Far too short a time, but longer than one of its pushes takes.
      deleted += (await sweepRemote(objects, nodePlatform, { graceMs: 5000 })).deleted
      await new Promise((resolve) => setTimeout(resolve, 100))
    } while (pushing)
    await pusher
    expect(results.flatMap(({ merges }) => merges).length).toBeGreaterThan(1)
    await compactRemote(objects, nodePlatform, { files: 2 })
    deleted += (await sweepRemote(objects, nodePlatform, { graceMs: 0, now: () => Date.now() + 10_000 })).deleted
    expect(deleted).toBeGreaterThan(8)
    await isSound(objects)
    await run('', 'clone', url, 's2')
    await run('s2', 'fsck')
    expect(await rows('s2')).toBe('n\n8\n')
  })
})
