import { describe, expect, it } from 'vitest'
import { FakeClock } from '../../test/support/fake-clock.ts'
import { fileKeys, pushText, unreadable } from '../../test/support/small-pushes.ts'
import { DoltDatabase } from '../doltdb/database.ts'
import { OxbowError } from '../error.ts'
import { nodePlatform } from '../master/platform.ts'
import { MemoryObjectStore } from '../store/remote/memory-object-store.ts'
import { readRemoteManifest } from '../store/remote/remote-manifest.ts'
import { Compactor } from './compactor.ts'
import type { ReplicationVariable } from './variables.ts'
import { WritableRemote } from './writable-remote.ts'

class Server {
  readonly clock = new FakeClock()
  readonly objects = new MemoryObjectStore()
  readonly store = new WritableRemote(this.objects, nodePlatform)
  readonly remote = new DoltDatabase(this.store, nodePlatform)
  readonly settings = new Map<ReplicationVariable, string | number>([
    ['dolt_replicate_to_remote', 'origin'], ['dolt_read_replica_remote', ''], ['dolt_replication_compact_files', 10],
    ['dolt_replication_compact_grace_seconds', 600],
  ])
  readonly log: string[] = []
  told = 0
  readonly compactor = new Compactor({
    platform: nodePlatform, clock: this.clock, log: (level, event) => this.log.push(`${level} ${event}`), compacted: () => this.told++,
    settings: {
      text: (name) => String(this.settings.get(name)), number: (name) => Number(this.settings.get(name)), flag: () => false,
    },
  })
  readonly texts: string[] = []

  async push(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      this.texts.push(`push ${this.texts.length}`)
      await pushText(this.objects, this.texts.at(-1)!)
      this.compactor.pushed(this.remote)
    }
  }

  async specs(): Promise<number> {
    return (await readRemoteManifest(this.objects)).manifest!.specs.length
  }
}

describe('the compactor', () => {
  it('waits for enough files, merges behind the pushes, and deletes after the grace time', async () => {
    const server = new Server()
    await server.push(9)
    await server.clock.pass(60_000)
    expect(await server.specs()).toBe(9)
    await server.push(1)
    await server.clock.pass(2000)
    expect(await server.specs()).toBe(1)
    expect(server.told).toBe(1)
    expect(server.compactor.status()).toMatchObject({ running: false, merges: 1, filesMerged: 10, filesWaiting: 10, lastError: null })
    expect(await fileKeys(server.objects)).toHaveLength(11)
    await server.clock.pass(700_000)
    expect(await fileKeys(server.objects)).toHaveLength(1)
    expect(server.compactor.status()).toMatchObject({ filesDeleted: 10, filesWaiting: 0 })
    expect(await unreadable(server.objects, server.texts)).toEqual([])
  })

  it('keeps the number of objects bounded, however many pushes there are, at a few bytes written for each one pushed', async () => {
    const server = new Server()
    server.settings.set('dolt_replication_compact_files', 40)
    let written = 0
    const put = server.objects.put.bind(server.objects)
    server.objects.put = (key, body, options) => {
      if (/^[0-9a-v]{32}/.test(key)) written += body.length
      return put(key, body, options)
    }
    let most = 0
    for (let i = 0; i < 300; i++) {
      await server.push(1)
      await server.clock.pass(10_000)
      most = Math.max(most, (await fileKeys(server.objects)).length)
    }
    // 40 files, those of one half minute, and what is pushed in 600 s of grace and half a minute to the next sweep, twice.
    expect(most).toBeLessThan(40 + 3 + 2 * 63)
    await server.clock.pass(700_000)
    expect((await fileKeys(server.objects)).length).toBeLessThan(43)
    expect(written / (written - server.compactor.status().bytesWritten)).toBeLessThan(5)
    expect(await unreadable(server.objects, server.texts)).toEqual([])
  })

  it('looks at most every half minute', async () => {
    const server = new Server()
    await server.push(10)
    await server.clock.pass(2000)
    await server.push(12)
    await server.clock.pass(10_000)
    expect(await server.specs()).toBe(13)
    await server.clock.pass(20_000)
    expect(await server.specs()).toBe(1)
  })

  it('is not put off by pushes that never pause', async () => {
    const server = new Server()
    for (let i = 0; i < 70; i++) {
      await server.push(1)
      await server.clock.pass(1000)
    }
    expect(server.compactor.status().merges).toBe(2)
    expect(await server.specs()).toBeLessThan(42)
  })

  it('never compacts when it is turned off, or the server is no master', async () => {
    const server = new Server()
    server.settings.set('dolt_replication_compact_files', 0)
    await server.push(20)
    await server.clock.pass(100_000)
    server.settings.set('dolt_replication_compact_files', 5).set('dolt_read_replica_remote', 'origin')
    await server.push(1)
    await server.clock.pass(100_000)
    expect(await server.specs()).toBe(21)
    // Both are live.
    server.settings.set('dolt_read_replica_remote', '')
    await server.push(1)
    await server.clock.pass(100_000)
    expect(await server.specs()).toBe(1)
  })

  it('leaves the remote alone once the lease is another\'s, says so, and goes on when it is back', async () => {
    const server = new Server()
    let held = false
    server.store.fence = {
      begin: async () => undefined,
      guard: async () => {
        if (!held) throw new OxbowError('LEASE_HELD', 'another server has the lease')
      },
      lockExtra: () => new Uint8Array(3),
    }
    await server.push(12)
    await server.clock.pass(2000)
    expect(await server.specs()).toBe(12)
    expect(server.compactor.status()).toMatchObject({ merges: 0, lastError: 'another server has the lease' })
    expect(server.log).toEqual(['warn compaction failed'])
    held = true
    await server.push(1)
    await server.clock.pass(40_000)
    expect(await server.specs()).toBe(1)
    expect(server.compactor.status().lastError).toBeNull()
  })

  it('lets nothing begin once it is closed', async () => {
    const server = new Server()
    await server.push(12)
    await server.compactor.close()
    await server.clock.pass(100_000)
    expect(await server.specs()).toBe(12)
  })
})
