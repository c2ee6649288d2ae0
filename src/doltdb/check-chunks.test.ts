import { expect, it } from 'vitest'
import { OxbowError } from '../error.ts'
import { nodePlatform } from '../master/platform.ts'
import type { ChunkStore } from '../store/chunk-store.ts'
import { hashOf, type Hash } from '../store/hash.ts'
import { checkChunks } from './check-chunks.ts'

/** Chunks that name nobody: no message of Dolt's. */
function store(chunks: ReadonlyMap<Hash, Uint8Array>, root: Hash): ChunkStore {
  return {
    get: (address) => chunks.get(address),
    fetch: async (addresses) => {
      for (const address of addresses) if (!chunks.has(address)) throw new OxbowError('CHUNK_NOT_FOUND', `chunk ${address} is not there`)
    },
    root: () => root,
  } as ChunkStore
}

const chunk = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
const address = hashOf(nodePlatform, chunk)

it('finds nothing wrong with an empty store', async () => {
  expect(await checkChunks(store(new Map(), '0'.repeat(32)), nodePlatform)).toEqual({ chunks: 0, problems: [] })
})

it('reports chunks that are missing', async () => {
  expect(await checkChunks(store(new Map(), address), nodePlatform)).toEqual({
    chunks: 0, problems: [`chunk ${address}, the root, can't be read: chunk ${address} is not there`],
  })
})

it('reports chunks whose content is another', async () => {
  const wrong = new Uint8Array([...chunk, 13])
  expect(await checkChunks(store(new Map([[address, wrong]]), address), nodePlatform)).toEqual({
    chunks: 1, problems: [`chunk ${address}, the root, has the content of ${hashOf(nodePlatform, wrong)}`],
  })
})
