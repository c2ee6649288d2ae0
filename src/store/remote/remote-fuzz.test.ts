import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OxbowError } from '../../error.ts'
import { nodePlatform } from '../../master/platform.ts'
import { buildArchive } from '../archive-writer.ts'
import { EMPTY_HASH, hashOf } from '../hash.ts'
import { formatManifest } from '../manifest.ts'
import { buildTableFile } from '../table-file.ts'
import { MemoryObjectStore } from './memory-object-store.ts'
import { MemoryCache } from './persistent-cache.ts'
import { RemoteChunkStore } from './remote-chunk-store.ts'

/** So many chunks that indexes are read in pages, and few enough to be quick. */
const CHUNKS = Array.from({ length: 2500 }, (_, i) => {
  const chunk = new TextEncoder().encode(`chunk ${i} ${'.'.repeat(i % 50)}`)
  return [hashOf(nodePlatform, chunk), chunk] as const
})
const LOCK = hashOf(nodePlatform, Uint8Array.of(1))

const damage = fc.array(fc.oneof(
  fc.record({ kind: fc.constant('byte' as const), at: fc.double({ min: 0, max: 1, noNaN: true }), value: fc.nat(255) }),
  fc.record({ kind: fc.constant('footer' as const), at: fc.nat(260), value: fc.nat(255) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.double({ min: 0, max: 1, noNaN: true }), value: fc.nat(3) }),
), { minLength: 1, maxLength: 40 })

describe.each([['an archive', buildArchive], ['a table file', buildTableFile]] as const)('%s with damage anywhere', (_, build) => {
  const { name, key, bytes, count } = build(nodePlatform, CHUNKS)

  it('gives right chunks or clear errors, and comes to an end', async () => {
    await fc.assert(fc.asyncProperty(damage, async (damages) => {
      let body = bytes.slice()
      for (const { kind, at, value } of damages) {
        if (kind === 'byte') body[Math.floor(at * (body.length - 1))] = value
        else if (kind === 'footer') body[Math.max(0, body.length - 1 - at)] = value
        // Cutting leaves no footer, so it is rare.
        else if (value === 0) body = body.slice(0, Math.ceil(at * body.length))
      }
      const objects = new MemoryObjectStore()
      await objects.put(key, body)
      await objects.put('manifest', new TextEncoder().encode(
        formatManifest({ lock: LOCK, root: EMPTY_HASH, gcGeneration: EMPTY_HASH, specs: [{ name, count }] })))
      const cache = new MemoryCache(1 << 26)
      const store = new RemoteChunkStore(objects, nodePlatform, { cache })
      await store.refresh()
      for (let i = 0; i < CHUNKS.length; i += 500) {
        const [hash, chunk] = CHUNKS[i]
        try {
          await store.fetch([hash])
          expect(store.get(hash)).toEqual(chunk)
        } catch (e) {
          if (!(e instanceof OxbowError)) throw e
          expect(store.get(hash)).toBeUndefined()
        }
      }
      for (const [hash, chunk] of CHUNKS) {
        const kept = cache.getMany([hash]).get(hash)
        if (kept !== undefined) expect(kept).toEqual(chunk)
      }
    }), { numRuns: 60 })
  })
})
