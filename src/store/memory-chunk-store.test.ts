import { describe, expect, it } from 'vitest'
import { chunkStoreCases } from '../../test/chunk-store-cases.ts'
import { nodePlatform } from '../master/platform.ts'
import { MemoryChunkStore } from './memory-chunk-store.ts'

chunkStoreCases('memory', async () => new MemoryChunkStore(nodePlatform))

describe('MemoryChunkStore', () => {
  it('lists what came since a mark, once and in order', () => {
    const store = new MemoryChunkStore(nodePlatform)
    const chunk = (n: number): Uint8Array => Uint8Array.of(n, n)
    store.put(chunk(1))
    const mark = store.mark()
    expect([...store.putSince(mark)]).toEqual([])
    const [three, two] = [store.put(chunk(3)), store.put(chunk(2))]
    store.put(chunk(1))
    store.put(chunk(3))
    expect([...store.putSince(mark)]).toEqual([[three, chunk(3)], [two, chunk(2)]])
    expect([...store.putSince(0)]).toHaveLength(3)
    expect(store.size).toBe(3)
  })
})
