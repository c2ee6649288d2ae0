import { expect, it } from 'vitest'
import { LEASE_KEY, type Lease, readLease, swapLease } from '../src/replication/lease.ts'
import type { ObjectStore } from '../src/store/remote/object-store.ts'

function lease(epoch: number, nonce: string): Lease {
  return { epoch, holder: `server-${nonce}`, nonce, durationMs: 15_000, expires: 1_800_000_000_000 }
}

/**
 * What leases need of an ObjectStore: a key with a slash, and conditional writes under it. Each kind of store runs these cases.
 * @param make opens an empty store; called once a case.
 */
export function leaseCases(make: () => ObjectStore | Promise<ObjectStore>): void {
  it('a lease is made once, read back, and asked about with its ETag', async () => {
    const objects = await make()
    const none = await readLease(objects)
    expect(none).toEqual({ lease: undefined, etag: undefined })
    expect(await readLease(objects, none)).toBe(none)
    const made = await swapLease(objects, none, lease(1, 'a'))
    expect(made).toMatchObject({ swapped: true, stored: { lease: lease(1, 'a') } })
    const read = await readLease(objects, none)
    expect(read).toEqual(made.stored)
    expect(await readLease(objects, read)).toBe(read)
    // Who comes second learns who was first.
    expect(await swapLease(objects, none, lease(1, 'b'))).toEqual({ swapped: false, stored: made.stored })
  })

  it('of many that want a lease exactly one gets it, and an old ETag moves nothing', async () => {
    const objects = await make()
    const first = await swapLease(objects, await readLease(objects), lease(1, 'a'))
    const swaps = await Promise.all(Array.from({ length: 6 }, (_, n) => swapLease(objects, first.stored, lease(2, `n${n}`))))
    const won = swaps.filter(({ swapped }) => swapped)
    expect(won.length).toBe(1)
    expect((await readLease(objects)).lease).toEqual(won[0].stored.lease)
    for (const { stored } of swaps) expect(stored.lease?.epoch).toBe(2)
    expect((await swapLease(objects, first.stored, lease(3, 'late'))).swapped).toBe(false)
  })

  it('the lease stands under its own key, apart from the manifest', async () => {
    const objects = await make()
    await objects.put('manifest', Uint8Array.of(1))
    await swapLease(objects, await readLease(objects), lease(1, 'a'))
    const keys: string[] = []
    for await (const { key } of objects.list()) keys.push(key)
    expect(keys.sort()).toEqual(['manifest', LEASE_KEY])
  })
}
