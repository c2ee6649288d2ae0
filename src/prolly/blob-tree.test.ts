import { describe, expect, it } from 'vitest'
import { MemoryChunks } from '../../test/support/memory-chunks.ts'
import { EMPTY_HASH } from '../store/hash.ts'
import { run, runSync } from '../store/missing.ts'
import { readBlob, writeBlob } from './blob-tree.ts'
import { NodeStore } from './node-store.ts'

function sample(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 7 + (i >> 8) * 13 + (i >> 16)) & 255)
}

describe('blob trees', () => {
  it.each([1, 3999, 4000, 4001, 9002, 112305, 799999, 800000, 800001, 1_700_000])('%i bytes come back', (length) => {
    const store = new MemoryChunks()
    const bytes = sample(length)
    const hash = writeBlob(store, bytes)
    const nodes = new NodeStore(store)
    expect(Buffer.compare(runSync(readBlob(nodes, hash)), bytes)).toBe(0)
    const root = runSync(nodes.read(hash))
    expect(root.treeCount).toBe(Math.ceil(length / 4000))
  })

  it('the empty value has no tree', () => {
    const store = new MemoryChunks()
    expect(writeBlob(store, new Uint8Array(0))).toBe(EMPTY_HASH)
    expect(runSync(readBlob(new NodeStore(store), EMPTY_HASH)).length).toBe(0)
  })

  it('has Dolt\'s shape: one level too many at exactly 4000 * 200 bytes', () => {
    const store = new MemoryChunks()
    const nodes = new NodeStore(store)
    const levels = [4000, 4001, 799999, 800000, 800001].map((n) => {
      const root = runSync(nodes.read(writeBlob(store, sample(n))))
      return [root.level, root.count]
    })
    expect(levels).toEqual([[0, 1], [1, 2], [1, 200], [2, 1], [2, 2]])
  })

  it('a level is fetched with one request', async () => {
    const store = new MemoryChunks()
    const bytes = sample(900_000)
    const hash = writeBlob(store, bytes)
    store.sendAway()
    expect(Buffer.compare(await run(store, readBlob(new NodeStore(store), hash)), bytes)).toBe(0)
    expect(store.fetches.length).toBe(4)
  })
})
