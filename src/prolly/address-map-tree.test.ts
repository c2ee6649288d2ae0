import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryChunks } from '../../test/support/memory-chunks.ts'
import { run, runSync } from '../store/missing.ts'
import type { Hash } from '../store/hash.ts'
import { editAddressMap, emptyAddressMap, getAddress, readAddressMapTree } from './address-map-tree.ts'
import { NodeStore } from './node-store.ts'

const store = new MemoryChunks()
const address = (n: number): Hash => store.put(new Uint8Array([n, n >> 8]))

describe('address maps', () => {
  it('hold what was set last, by the bytes of the names', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    const edits = fc.array(fc.tuple(name, fc.option(fc.nat(500))), { maxLength: 300 })
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 3 }), (rounds) => {
        const nodes = new NodeStore(store)
        const model = new Map<string, Hash>()
        let root = emptyAddressMap(store)
        for (const round of rounds) {
          root = runSync(editAddressMap(nodes, store, root, round.map(([name, n]) => [name, n === null ? null : address(n)])))
          for (const [name, n] of round) {
            if (n === null) model.delete(name)
            else model.set(name, address(n))
          }
        }
        const expected = [...model].sort((a, b) => Buffer.compare(Buffer.from(a[0]), Buffer.from(b[0])))
        expect([...runSync(readAddressMapTree(nodes, root))]).toEqual(expected)
        for (const [name, hash] of expected) expect(runSync(getAddress(nodes, root, name))).toBe(hash)
        expect(runSync(getAddress(nodes, root, 'not there at all'))).toBeUndefined()
      }),
      { numRuns: 40 },
    )
  })

  it('grow to several levels, and are read with a request a level', async () => {
    const remote = new MemoryChunks()
    const names = Array.from({ length: 2000 }, (_, i) => `refs/heads/branch-${i}`)
    const root = runSync(editAddressMap(new NodeStore(remote), remote, emptyAddressMap(remote), names.map((name, i) => [name, address(i)])))
    expect(root.level).toBeGreaterThan(0)
    remote.sendAway()
    const map = await run(remote, readAddressMapTree(new NodeStore(remote), root))
    expect(map.size).toBe(2000)
    expect(remote.fetches.length).toBe(root.level)
  })
})
