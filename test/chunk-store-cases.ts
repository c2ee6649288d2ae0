import { describe, expect, it } from 'vitest'
import type { WritableChunkStore } from '../src/store/chunk-store.ts'
import { EMPTY_HASH, type Hash } from '../src/store/hash.ts'
import { readChunk, run } from '../src/store/missing.ts'

const ABSENT: Hash = '0123456789abcdefghijklmnopqrstuv'

/** Bytes that no two arguments share, of which half repeat and half don't. */
function sample(seed: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let state = seed + 1
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes[i] = (i & 64) === 0 ? state >>> 24 : i & 63
  }
  for (let i = 0; i < Math.min(4, length); i++) bytes[i] = (seed >>> (8 * i)) & 255
  return bytes
}

/**
 * What every chunk store that can be written to must do. The stores that are made must be empty and independent.
 * @param reopen closes a store and opens what it left behind; without it, that a commit lasts is not tried.
 */
export function chunkStoreCases(
  name: string, makeStore: () => Promise<WritableChunkStore>, reopen?: (store: WritableChunkStore) => Promise<WritableChunkStore>,
): void {
  describe(`chunk store: ${name}`, () => {
    it('is empty at first', async () => {
      const store = await makeStore()
      expect(store.root()).toBe(EMPTY_HASH)
      expect(store.has(ABSENT)).toBe(false)
      expect(store.get(ABSENT)).toBeUndefined()
    })

    it('answers a chunk by its address as soon as it was put', async () => {
      const store = await makeStore()
      const chunk = new TextEncoder().encode('abc')
      expect(store.put(chunk)).toBe('rmnjb8cjc5tblj21ed4qs821649eduie')
      expect(store.has('rmnjb8cjc5tblj21ed4qs821649eduie')).toBe(true)
      expect(store.get('rmnjb8cjc5tblj21ed4qs821649eduie')).toEqual(chunk)
      expect(store.root()).toBe(EMPTY_HASH)
    })

    it('takes a chunk twice', async () => {
      const store = await makeStore()
      const address = store.put(sample(1, 100))
      expect(store.put(sample(1, 100))).toBe(address)
      expect(await store.commitRoot(address, EMPTY_HASH)).toBe(true)
      expect(store.put(sample(1, 100))).toBe(address)
      const next = store.put(sample(2, 100))
      expect(await store.commitRoot(next, address)).toBe(true)
      await store.fetch([address, next])
      expect(store.get(address)).toEqual(sample(1, 100))
      expect(store.get(next)).toEqual(sample(2, 100))
    })

    it('holds chunks of one byte and of megabytes', async () => {
      const store = await makeStore()
      const sizes = [1, 2, 63, 64, 65, 4096, 65_535, 65_536, 2_500_000]
      const addresses = sizes.map((size) => store.put(sample(size, size)))
      expect(await store.commitRoot(addresses[0], EMPTY_HASH)).toBe(true)
      for (const [i, size] of sizes.entries()) {
        await store.fetch([addresses[i]])
        const expected = sample(size, size)
        const chunk = store.get(addresses[i])
        expect(chunk?.length).toBe(size)
        expect(chunk?.findIndex((byte, at) => byte !== expected[at])).toBe(-1)
      }
    })

    it('moves its root only from where the caller believes it to be, and loses nothing then', async () => {
      const store = await makeStore()
      const [one, two, three] = [1, 2, 3].map((seed) => store.put(sample(seed, 500)))
      expect(await store.commitRoot(one, ABSENT)).toBe(false)
      expect(store.root()).toBe(EMPTY_HASH)
      expect(await store.commitRoot(one, EMPTY_HASH)).toBe(true)
      expect(store.root()).toBe(one)
      expect(await store.commitRoot(two, EMPTY_HASH)).toBe(false)
      expect(store.root()).toBe(one)
      expect(await store.commitRoot(two, one)).toBe(true)
      expect(store.root()).toBe(two)
      await store.fetch([one, two, three])
      for (const [i, address] of [one, two, three].entries()) expect(store.get(address)).toEqual(sample(i + 1, 500))
    })

    it('brings many chunks of many commits to hand at once', async () => {
      const store = await makeStore()
      const addresses: Hash[] = []
      for (let commit = 0; commit < 10; commit++) {
        for (let i = 0; i < 50; i++) addresses.push(store.put(sample(1000 * commit + i, 300 + i)))
        expect(await store.commitRoot(addresses[addresses.length - 1], store.root())).toBe(true)
      }
      expect(new Set(addresses).size).toBe(500)
      await store.fetch(addresses)
      addresses.forEach((address, n) => expect(store.get(address)).toEqual(sample(1000 * Math.floor(n / 50) + (n % 50), 300 + (n % 50))))
    })

    it('says which chunk is nowhere', async () => {
      const store = await makeStore()
      const address = store.put(sample(1, 10))
      await store.commitRoot(address, EMPTY_HASH)
      const error = expect.objectContaining({ code: 'CHUNK_NOT_FOUND', message: expect.stringContaining(ABSENT) as string }) as Error
      await expect(store.fetch([address, ABSENT])).rejects.toThrow(error)
      await expect(run(store, readChunk(store, ABSENT))).rejects.toThrow(error)
      expect(await run(store, readChunk(store, address))).toEqual(sample(1, 10))
    })

    if (reopen === undefined) return
    it('still has what was committed when it is opened again', async () => {
      const store = await makeStore()
      const [root, leaf] = [1, 2].map((seed) => store.put(sample(seed, 1000)))
      expect(await store.commitRoot(root, EMPTY_HASH)).toBe(true)
      const again = await reopen(store)
      expect(again.root()).toBe(root)
      await again.fetch([root, leaf])
      expect(again.get(root)).toEqual(sample(1, 1000))
      expect(again.get(leaf)).toEqual(sample(2, 1000))
      const next = again.put(sample(3, 1000))
      expect(await again.commitRoot(next, root)).toBe(true)
    })
  })
}
