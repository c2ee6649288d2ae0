import { env } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { EMPTY_HASH, type Hash, hashOf } from '../store/hash.ts'
import { MemoryCache } from '../store/remote/persistent-cache.ts'
import { pushChunks } from '../store/remote/push.ts'
import { RemoteChunkStore } from '../store/remote/remote-chunk-store.ts'
import type { Env } from './env.ts'
import { edgePlatform } from './platform.ts'
import { R2ObjectStore } from './r2-object-store.ts'

const bucket = (env as unknown as Env).REMOTE

function someChunks(label: string, count: number): Map<Hash, Uint8Array> {
  const chunks = new Map<Hash, Uint8Array>()
  for (let i = 0; i < count; i++) {
    const chunk = new TextEncoder().encode(`${label} ${i}`.padEnd(i % 300, '.'))
    chunks.set(hashOf(edgePlatform, chunk), chunk)
  }
  return chunks
}

describe('a remote in R2, in workerd', () => {
  it('is pushed to by several and read chunk by chunk', async () => {
    const objects = new R2ObjectStore(bucket, 'push-and-read')
    const store = new RemoteChunkStore(objects, edgePlatform, { memoryBytes: 100_000, cache: new MemoryCache(1 << 26) })
    expect(await store.refresh()).toMatchObject({ root: EMPTY_HASH, manifest: undefined })
    const pushed = Array.from({ length: 4 }, (_, i) => someChunks(`push ${i}`, i === 0 ? 4000 : 10))
    await Promise.all(pushed.map((chunks) => {
      const [root] = chunks.keys()
      return pushChunks(objects, edgePlatform, { chunks, editRoot: async () => ({ root, chunks: [] }) })
    }))
    const { manifest, root } = await store.refresh()
    expect(manifest?.specs.map((spec) => spec.count).toSorted((a, b) => a - b)).toEqual([10, 10, 10, 4000])
    expect(pushed.some((chunks) => chunks.has(root))).toBe(true)
    for (const chunks of pushed) {
      const [hash] = [...chunks.keys()].slice(-1)
      await store.fetch([hash])
      expect(store.get(hash)).toEqual(chunks.get(hash))
    }
    await store.fetch([...pushed[0].keys()])
    for (const [hash, chunk] of pushed[0]) expect(store.get(hash)).toEqual(chunk)
  })
})
