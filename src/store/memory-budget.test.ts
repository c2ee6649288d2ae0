import { expect, it } from 'vitest'
import { nodePlatform } from '../master/platform.ts'
import { NodeStore } from '../prolly/node-store.ts'
import { ChunkCache } from './chunk-cache.ts'
import { hashOf } from './hash.ts'
import { MemoryBudget } from './memory-budget.ts'
import { MemoryObjectStore } from './remote/memory-object-store.ts'
import { RemoteChunkStore } from './remote/remote-chunk-store.ts'

function fill(cache: ChunkCache, bytes: number): void {
  for (let i = 0; i < bytes / 1000; i++) {
    const chunk = nodePlatform.randomBytes(1000)
    cache.put(hashOf(nodePlatform, chunk), chunk)
  }
}

it('caches that share memory never take more than there is, however many there are', () => {
  const budget = new MemoryBudget(400_000)
  const caches: ChunkCache[] = []
  for (let i = 0; i < 5; i++) {
    const cache = new ChunkCache(Infinity)
    caches.push(cache)
    budget.join(cache)
    for (const one of caches) fill(one, 500_000)
    expect(caches.reduce((sum, one) => sum + one.bytes, 0)).toBeLessThanOrEqual(400_000)
    expect(cache.bytes).toBeGreaterThan(400_000 / (i + 1) / 3)
  }
})

it('a cache shrinks at once when another one joins', () => {
  const budget = new MemoryBudget(400_000)
  const first = new ChunkCache(Infinity)
  budget.join(first)
  fill(first, 1_000_000)
  expect(first.bytes).toBeGreaterThan(200_000)
  budget.join(new ChunkCache(Infinity))
  expect(first.bytes).toBeLessThanOrEqual(200_000)
})

it('what a remote store and the nodes over it keep is one budget', () => {
  const parts: number[] = []
  class Watched extends MemoryBudget {
    override join(user: Parameters<MemoryBudget['join']>[0]): void {
      parts.push(1)
      super.join(user)
    }
  }
  const store = new RemoteChunkStore(new MemoryObjectStore(), nodePlatform, { budget: new Watched(1 << 20) })
  expect(new NodeStore(store).source).toBe(store)
  expect(parts).toHaveLength(2)
})
