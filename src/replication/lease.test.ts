import { describe, expect, it } from 'vitest'
import { leaseCases } from '../../test/lease-cases.ts'
import { OxbowError } from '../error.ts'
import { MemoryObjectStore } from '../store/remote/memory-object-store.ts'
import type { PutOptions } from '../store/remote/object-store.ts'
import { LEASE_KEY, type Lease, readLease, swapLease } from './lease.ts'

const LEASE: Lease = { epoch: 1, holder: 'a', nonce: 'n1', durationMs: null, expires: null }

/** Answers of writes get lost: some after they took place, some on the way there. */
class LosesAnswers extends MemoryObjectStore {
  lose: 'answer' | 'request' | undefined

  override async put(key: string, body: Uint8Array, options?: PutOptions): Promise<{ etag: string } | null> {
    const { lose } = this
    this.lose = undefined
    const done = lose === 'request' ? null : await super.put(key, body, options)
    if (lose !== undefined) throw new OxbowError('REMOTE_UNREACHABLE', 'timed out')
    return done
  }
}

describe('leases in a MemoryObjectStore', () => leaseCases(() => new MemoryObjectStore()))

describe('a lease', () => {
  it('that was written although the answer got lost counts as written', async () => {
    const objects = new LosesAnswers()
    objects.lose = 'answer'
    expect(await swapLease(objects, await readLease(objects), LEASE)).toMatchObject({ swapped: true, stored: { lease: LEASE } })
  })

  it('of which nothing is known is an error, and the same write may be tried again', async () => {
    const objects = new LosesAnswers()
    const none = await readLease(objects)
    objects.lose = 'request'
    await expect(swapLease(objects, none, LEASE)).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE' })
    expect((await swapLease(objects, none, LEASE)).swapped).toBe(true)
    // Repeated once more, as by a client that never heard of its success.
    expect((await swapLease(objects, none, LEASE)).swapped).toBe(true)
  })

  it('that others took while the answer got lost is theirs', async () => {
    const objects = new LosesAnswers()
    const none = await readLease(objects)
    await swapLease(objects, none, { ...LEASE, holder: 'b', nonce: 'n2' })
    objects.lose = 'request'
    expect(await swapLease(objects, none, LEASE)).toMatchObject({ swapped: false, stored: { lease: { holder: 'b' } } })
  })

  it.each(['', 'x', 'null', '{}', '{"epoch":0,"holder":"a","nonce":"n"}', '{"epoch":1,"holder":1,"nonce":"n"}', '{"epoch":1,"holder":"a","nonce":""}',
    '{"epoch":1,"holder":"a","nonce":"n","durationMs":-1}', '{"epoch":1,"holder":"a","nonce":"n","expires":"x"}'])('that says %j is refused', async (text) => {
    const objects = new MemoryObjectStore()
    await objects.put(LEASE_KEY, new TextEncoder().encode(text))
    await expect(readLease(objects)).rejects.toMatchObject({ code: 'LEASE_CORRUPT' })
  })

  it('with fields of a newer oxbow, or without those that may be missing, is read', async () => {
    const objects = new MemoryObjectStore()
    await objects.put(LEASE_KEY, new TextEncoder().encode('{"epoch":7,"holder":null,"nonce":"n","more":1}'))
    expect((await readLease(objects)).lease).toEqual({ epoch: 7, holder: null, nonce: 'n', durationMs: null, expires: null })
  })
})
