import { expect, it } from 'vitest'
import { fixtureStore, type FixtureStore } from '../../test/support/fixture-store.ts'
import { MemoryHost } from '../../test/support/memory-host.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import type { ChunkStore } from '../store/chunk-store.ts'
import type { Hash } from '../store/hash.ts'

/** A store whose chunks are all far away at first; counts the trips. */
class FarStore implements ChunkStore {
  trips = 0
  private readonly inner: FixtureStore
  private readonly near = new Set<Hash>()

  constructor(inner: FixtureStore) {
    this.inner = inner
  }

  get(address: Hash): Uint8Array | undefined {
    return this.near.has(address) ? this.inner.get(address) : undefined
  }

  has(address: Hash): boolean {
    return this.near.has(address)
  }

  async fetch(addresses: readonly Hash[]): Promise<void> {
    this.trips++
    await this.inner.fetch(addresses)
    for (const address of addresses) this.near.add(address)
  }

  root(): Hash {
    return this.inner.root()
  }
}

async function tripsOf(fixture: string, sql: string): Promise<number> {
  const host = new MemoryHost()
  const store = new FarStore(fixtureStore(fixture))
  host.serve(fixture, store)
  await host.query(host.session(fixture), sql)
  return store.trips
}

describeWithShared('on a replica that has nothing yet', () => {
  it('a row is found in at most ten trips', async () => {
    expect(await tripsOf('flights', 'select * from flights where id = 123456')).toBeLessThanOrEqual(10)
    expect(await tripsOf('flights', "select * from flights as of 'h1' where id = 5")).toBeLessThanOrEqual(10)
  })

  it('the trips that a history takes do not grow with its length', async () => {
    expect(await tripsOf('history', 'select count(*) from dolt_log')).toBeLessThanOrEqual(8)
    expect(await tripsOf('history', 'select count(*) from dolt_diff')).toBeLessThanOrEqual(14)
    expect(await tripsOf('history', 'select count(*) from dolt_history_accounts where id = 40')).toBeLessThanOrEqual(16)
    expect(await tripsOf('history', 'select count(*) from dolt_diff_accounts')).toBeLessThanOrEqual(20)
  })

  it('branches and tags are read together', async () => {
    expect(await tripsOf('types', 'select * from dolt_branches')).toBeLessThanOrEqual(4)
  })
})
