import { describe, expect, it } from 'vitest'
import { FakeClock } from '../../test/support/fake-clock.ts'
import { OxbowError } from '../error.ts'
import { nodePlatform } from '../master/platform.ts'
import { MemoryObjectStore } from '../store/remote/memory-object-store.ts'
import type { PutOptions } from '../store/remote/object-store.ts'
import { LEASE_KEY, readLease } from './lease.ts'
import { LeaseHolder, type LeaseMemory, type LeaseRecord } from './lease-holder.ts'
import { LeaseWatch } from './lease-watch.ts'

class Memory implements LeaseMemory {
  readonly holder: string
  record: LeaseRecord | undefined

  constructor(holder: string) {
    this.holder = holder
  }

  read(): LeaseRecord | undefined {
    return this.record
  }

  write(_url: string, record: LeaseRecord): void {
    this.record = record
  }
}

/** A bucket that may take a write and not answer, not take it, or take it when it is told to. */
class Unreliable extends MemoryObjectStore {
  next: 'lose answer' | 'lose request' | 'late' | 'hang' | undefined
  deliver: () => Promise<unknown> = () => Promise.resolve()

  override async put(key: string, body: Uint8Array, options?: PutOptions): Promise<{ etag: string } | null> {
    const { next } = this
    this.next = undefined
    if (next === 'late') this.deliver = () => super.put(key, body, options)
    if (next === 'hang') return await new Promise(() => undefined)
    const done = next === undefined || next === 'lose answer' ? await super.put(key, body, options) : null
    if (next !== undefined) throw new OxbowError('REMOTE_UNREACHABLE', 'timed out')
    return done
  }
}

const D = 15_000

/** Servers at one remote. */
function servers(duration: number | null = D) {
  const objects = new Unreliable()
  const clock = new FakeClock()
  const server = (name: string, memory = new Memory(name), longLived = true) => {
    const holder = new LeaseHolder({ objects, memory, clock, platform: nodePlatform, duration: () => duration, longLived })
    return Object.assign(holder, { memory })
  }
  return { objects, clock, server }
}

describe('who holds a lease', () => {
  it('makes it at epoch 1 where there is none; a second server does not get it', async () => {
    const { server } = servers(null)
    const a = server('a')
    const b = server('b')
    expect(await a.hold()).toMatchObject({ epoch: 1, holder: 'a', durationMs: null, expires: null })
    expect(a.remainingMs()).toBe(Infinity)
    await a.guard()
    await expect(b.hold()).rejects.toMatchObject({ code: 'LEASE_HELD', message: expect.stringContaining("'a' is the master") })
    await expect(b.guard()).rejects.toMatchObject({ code: 'LEASE_HELD' })
    expect(b.remainingMs()).toBe(0)
  })

  it('of many that make the first one exactly one gets it', async () => {
    const { server } = servers(null)
    const results = await Promise.allSettled(['a', 'b', 'c', 'd'].map((name) => server(name).hold()))
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(1)
  })

  it('keeps it over a restart, takes it up anew, and the stopped process could not push any more', async () => {
    const { server } = servers(null)
    const memory = new Memory('a')
    const before = server('a', memory)
    const first = await before.hold()
    const after = server('a', memory)
    const second = await after.hold()
    expect(second).toMatchObject({ epoch: 1, holder: 'a' })
    expect(second.nonce).not.toBe(first.nonce)
    expect(await after.hold()).toEqual(second)
    // A command in the same directory finds it ours, and leaves it as it is.
    expect(await server('a', memory, false).hold()).toEqual(second)
  })

  it('a copy of the directory that kept its name does not share it: the one that started last has it', async () => {
    const { server } = servers(null)
    const a = server('a')
    await a.hold()
    const copied = new Memory('a')
    copied.record = a.memory.record
    await server('a', copied).hold()
    await expect(a.guard()).rejects.toMatchObject({ code: 'LEASE_HELD' })
  })

  it('gives it up; then it is free, and promotion takes it at the next epoch', async () => {
    const { server } = servers()
    const a = server('a')
    const b = server('b')
    await a.hold()
    await a.release()
    expect(await b.look()).toMatchObject({ kind: 'free' })
    await expect(b.hold()).rejects.toMatchObject({ code: 'LEASE_FREE' })
    await expect(a.guard()).rejects.toMatchObject({ code: 'LEASE_FREE' })
    expect(await b.take()).toMatchObject({ epoch: 2, holder: 'b' })
    await expect(a.guard()).rejects.toMatchObject({ code: 'LEASE_HELD', message: expect.stringContaining('epoch 2') })
  })

  it('of two promoters exactly one wins, at any epoch they name', async () => {
    const { server } = servers(null)
    await server('a').hold()
    const results = await Promise.allSettled([server('b').take(), server('c').take(), server('d').take(2)])
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBe(1)
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'LEASE_TAKEN', message: expect.stringContaining('at epoch 2 by now') })
    }
    await expect(server('e').take(2)).rejects.toMatchObject({ code: 'LEASE_TAKEN' })
    expect(await server('e').take(7)).toMatchObject({ epoch: 7 })
  })

  it('knows a lease as its own whose writing timed out but succeeded, even when it lands later', async () => {
    const { objects, server } = servers(null)
    const b = server('b')
    await server('a').hold()
    objects.next = 'lose answer'
    expect(await b.take()).toMatchObject({ epoch: 2 })
    const c = server('c')
    objects.next = 'late'
    await expect(c.take()).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE' })
    expect(await c.look()).toMatchObject({ kind: 'other' })
    await objects.deliver()
    expect(await c.look()).toMatchObject({ kind: 'ours', lease: { epoch: 3, holder: 'c' } })
    // So does the process that comes after a crash.
    expect(await server('c', c.memory).look()).toMatchObject({ kind: 'ours' })
  })

  it('a lease that was removed is made anew, not below the epoch that was known', async () => {
    const { objects, server } = servers(null)
    const b = server('b')
    await server('a').hold()
    await b.take()
    await objects.delete(LEASE_KEY)
    await expect(b.guard()).rejects.toMatchObject({ code: 'LEASE_GONE' })
    expect(await b.hold()).toMatchObject({ epoch: 2, holder: 'b' })
  })

  it('the locks that it makes carry epoch and nonce', async () => {
    const { server } = servers(null)
    const a = server('a')
    const { nonce } = await a.hold()
    expect(new TextDecoder().decode(a.lockExtra())).toBe(`1/${nonce}`)
  })
})

describe('how long a lease lasts', () => {
  it('ends for its holder before it does for anybody else, and a renewal begins it anew', async () => {
    const { objects, clock, server } = servers()
    const a = server('a')
    const watch = new LeaseWatch(clock)
    await a.hold()
    watch.see(await readLease(objects))
    expect(a.remainingMs()).toBe(D * 0.9)
    await clock.pass(D * 0.9)
    expect(a.remainingMs()).toBe(0)
    expect(watch.see(await readLease(objects))).toBeUndefined()
    expect(await a.renew()).toMatchObject({ epoch: 1 })
    expect(a.remainingMs()).toBe(D * 0.9)
    watch.see(await readLease(objects))
    await clock.pass(D * 1.1 - 1)
    expect(watch.see(await readLease(objects))).toBeUndefined()
    await clock.pass(1)
    expect(watch.see(await readLease(objects))).toMatchObject({ holder: 'a' })
    expect(a.remainingMs()).toBe(0)
  })

  it('counts from when a renewal was sent, not from when it was answered', async () => {
    const { objects, clock, server } = servers()
    const a = server('a')
    await a.hold()
    await clock.pass(1000)
    objects.next = 'lose answer'
    const get = objects.get.bind(objects)
    objects.get = async (key, options) => {
      objects.get = get
      await clock.pass(3000)
      return await get(key, options)
    }
    await a.renew()
    expect(a.remainingMs()).toBe(D * 0.9 - 3000)
  })

  it('a renewal that failed costs the holder nothing that it had, and one that landed late counts from when it was sent', async () => {
    const { objects, clock, server } = servers()
    const a = server('a')
    await a.hold()
    await clock.pass(5000)
    objects.next = 'late'
    await expect(a.renew()).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE' })
    expect(a.remainingMs()).toBe(D * 0.9 - 5000)
    await objects.deliver()
    await clock.pass(2000)
    await a.guard()
    expect(a.remainingMs()).toBe(D * 0.9 - 2000)
  })

  it('a request without an answer is given up in time for another', async () => {
    const { objects, clock, server } = servers()
    const a = server('a')
    await a.hold()
    objects.next = 'hang'
    const [answer] = await Promise.allSettled([a.renew(), clock.pass(D / 3)])
    expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'REMOTE_UNREACHABLE' } })
    expect(await a.renew()).toMatchObject({ holder: 'a' })
    expect(a.remainingMs()).toBe(D * 0.9)
  })

  it('a wall clock that is set back gives nobody more time, one set forward only makes the holder careful', async () => {
    const { objects, clock, server } = servers()
    const a = server('a')
    const watch = new LeaseWatch(clock)
    await a.hold()
    watch.see(await readLease(objects))
    clock.jump(-86_400_000)
    await clock.pass(D * 0.9)
    expect(a.remainingMs()).toBe(0)
    await a.renew()
    watch.see(await readLease(objects))
    clock.jump(86_400_000)
    expect(a.remainingMs()).toBe(0)
    expect(watch.see(await readLease(objects))).toBeUndefined()
    await a.renew()
    expect(a.remainingMs()).toBe(D * 0.9)
  })

  it('a holder whose machine slept does not take its lease for valid', async () => {
    const { clock, server } = servers()
    const a = server('a')
    await a.hold()
    clock.sleep(D)
    expect(a.remainingMs()).toBe(0)
  })

  it('a standby that could not look for a while does not count that time', async () => {
    const { objects, clock, server } = servers()
    const a = server('a')
    const watch = new LeaseWatch(clock)
    await a.hold()
    watch.see(await readLease(objects))
    await clock.pass(D * 3)
    await a.renew()
    expect(watch.see(await readLease(objects))).toBeUndefined()
    await clock.pass(D)
    expect(watch.see(await readLease(objects))).toBeUndefined()
  })

  it('a lease without a duration never ends by itself, one that was given up has ended, none is none', async () => {
    const { objects, clock, server } = servers(null)
    const a = server('a')
    const watch = new LeaseWatch(clock)
    expect(watch.see(await readLease(objects))).toBeUndefined()
    await a.hold()
    watch.see(await readLease(objects))
    await clock.pass(D * 100)
    expect(watch.see(await readLease(objects))).toBeUndefined()
    expect(a.remainingMs()).toBe(Infinity)
    await a.release()
    expect(watch.see(await readLease(objects))).toMatchObject({ epoch: 1, holder: null })
  })

  it('a lease that ended is taken only if it is still the one that was seen', async () => {
    const { server } = servers()
    const a = server('a')
    const b = server('b')
    const { nonce } = await a.hold()
    await a.renew()
    await expect(b.take(undefined, nonce)).rejects.toMatchObject({ code: 'LEASE_TAKEN' })
    expect(await b.take(undefined, a.lease!.nonce)).toMatchObject({ epoch: 2, holder: 'b' })
    await expect(a.renew()).rejects.toMatchObject({ code: 'LEASE_HELD' })
  })

  it('a process that has only just started must renew before it accepts anything', async () => {
    const { server } = servers()
    const memory = new Memory('a')
    await server('a', memory).hold()
    const again = server('a', memory)
    await again.look()
    expect(again.remainingMs()).toBe(0)
    await again.hold()
    expect(again.remainingMs()).toBe(D * 0.9)
  })
})
