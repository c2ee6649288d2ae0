import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../test/support/fake-clock.ts'
import { fileKeys } from '../../test/support/small-pushes.ts'
import { checkChunks } from '../doltdb/check-chunks.ts'
import { Engine } from '../sql/engine.ts'
import { Session } from '../sql/session-state.ts'
import type { Value } from '../sql/value.ts'
import { MemoryObjectStore } from '../store/remote/memory-object-store.ts'
import { RemoteChunkStore } from '../store/remote/remote-chunk-store.ts'
import { readRemoteManifest } from '../store/remote/remote-manifest.ts'
import { createDatabase } from './create-database.ts'
import { DataDirectory } from './data-directory.ts'
import { MasterHost } from './master-host.ts'
import { nodePlatform } from './platform.ts'

let base = ''
const opened: (() => Promise<void>)[] = []
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'oxbow-compaction-'))
})
afterEach(async () => {
  for (const close of opened.splice(0)) await close()
  rmSync(base, { recursive: true, force: true })
})

interface Master {
  readonly host: MasterHost
  readonly clock: FakeClock
  sql(...statements: string[]): Promise<readonly (readonly Value[])[]>
}

/** A server over a new directory that pushes on write to the bucket. */
async function master(name: string, bucket: MemoryObjectStore): Promise<Master> {
  mkdirSync(join(base, name))
  await createDatabase(join(base, name), { branch: 'main', name: 'm', email: 'm@x' })
  const data = new DataDirectory(join(base, name))
  const clock = new FakeClock()
  const host = new MasterHost({ data, clock, longLived: true, openObjects: async () => bucket, log: () => undefined })
  opened.push(async () => {
    await host.close()
    data.close()
  })
  const engine = new Engine(host)
  const session = new Session(host, nodePlatform)
  session.database = name
  const sql = async (...statements: string[]): Promise<readonly (readonly Value[])[]> => {
    let rows: readonly (readonly Value[])[] = []
    for (const statement of statements) ({ rows } = await engine.query(session, statement))
    return rows
  }
  await sql("call dolt_remote('add', 'origin', 'memory://bucket')", "set global dolt_replicate_to_remote = 'origin'", 'create table t (a int primary key)')
  return { host, clock, sql }
}

async function commits(server: Master, from: number, to: number): Promise<void> {
  for (let i = from; i <= to; i++) await server.sql(`insert into t values (${i})`, `call dolt_commit('-Am', 'row ${i}')`)
}

const specs = async (bucket: MemoryObjectStore): Promise<number> => (await readRemoteManifest(bucket)).manifest!.specs.length

describe('a server that pushes on write', () => {
  it('compacts its remote by its variables, live, and readers see the same', async () => {
    const bucket = new MemoryObjectStore()
    const server = await master('m', bucket)
    await commits(server, 1, 6)
    await server.clock.pass(60_000)
    expect(await specs(bucket)).toBeGreaterThanOrEqual(6)
    await server.sql('set global dolt_replication_compact_files = 5', 'set global dolt_replication_compact_grace_seconds = 100')
    await commits(server, 7, 7)
    await server.clock.pass(40_000)
    expect(await specs(bucket)).toBe(1)
    expect(server.host.compaction('m')).toMatchObject({ merges: 1, lastError: null })
    await server.clock.pass(200_000)
    expect(await fileKeys(bucket)).toHaveLength(1)
    // It goes on from there.
    await commits(server, 8, 9)
    const store = new RemoteChunkStore(bucket, nodePlatform)
    await store.refresh()
    expect((await checkChunks(store, nodePlatform)).problems).toEqual([])
    await server.sql("call dolt_fetch('origin')")
    expect(await server.sql('select count(*) from dolt_log(\'origin/main\')')).toEqual(await server.sql('select count(*) from dolt_log(\'main\')'))
  })

  it('leaves it alone once another server has the lease', async () => {
    const bucket = new MemoryObjectStore()
    const server = await master('m', bucket)
    await commits(server, 1, 6)
    await bucket.put('oxbow/lease', new TextEncoder().encode(JSON.stringify({ epoch: 7, holder: 'another', nonce: 'n', durationMs: null, expires: null })))
    await server.sql('set global dolt_replication_compact_files = 3')
    const before = await readRemoteManifest(bucket)
    await server.clock.pass(100_000)
    expect(await readRemoteManifest(bucket)).toEqual(before)
    expect(server.host.compaction('m')).toMatchObject({ merges: 0 })
  })
})
