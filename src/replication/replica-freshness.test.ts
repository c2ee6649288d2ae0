import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { REPLICA_KINDS, WrittenRemote, checksOf } from '../../test/support/replica-kinds.ts'
import { OxbowError } from '../error.ts'

const READERS = 100

const unreachable = (): Promise<never> => Promise.reject(new OxbowError('REMOTE_UNREACHABLE', 'the remote is away'))

/** An answer that comes some turns of the event loop later. */
async function later<T>(work: () => Promise<T>): Promise<T> {
  for (let turns = Math.floor(Math.random() * 4); turns >= 0; turns--) await new Promise((resolve) => setImmediate(resolve))
  return await work()
}

describe.each(REPLICA_KINDS)('%s', (_name, open) => {
  let remote: WrittenRemote
  beforeEach(async () => {
    remote = await WrittenRemote.open()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('2.6 100 readers share at most 2 checks and 1 pull when a new commit arrives', async () => {
    const replica = open({ remote: remote.objects })
    await replica.read()
    const { head } = await remote.commit()
    replica.objects.gets.length = 0
    replica.objects.onGet = (key, options) => later(() => remote.objects.get(key, options))
    const seen = await Promise.all(Array.from({ length: READERS }, () => replica.read()))
    expect(new Set(seen.map((read) => read.head))).toEqual(new Set([head]))
    expect(checksOf(replica)).toBeLessThanOrEqual(2)
    const ranges = replica.objects.gets.filter(({ key }) => key !== 'manifest').map(({ key, options }) => JSON.stringify([key, options.range]))
    expect(ranges.length).toBeGreaterThan(0)
    expect(new Set(ranges).size).toBe(ranges.length)
  })

  it('2.6 who reads after a commit was acknowledged never sees an older head', async () => {
    const replica = open({ remote: remote.objects })
    await replica.read()
    replica.objects.onGet = (key, options) => later(() => remote.objects.get(key, options))
    const order: string[] = []
    const readers: Promise<void>[] = []
    for (let commits = 0; commits < 10; commits++) {
      const { head } = await remote.commit()
      order.push(head)
      for (let n = 0; n < 5; n++) {
        const least = order.length - 1
        readers.push(later(() => replica.read()).then((read) => expect(order.indexOf(read.head!)).toBeGreaterThanOrEqual(least)))
      }
      if (commits % 2 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.all(readers)
  })

  it('2.6 1,000 reads within the allowed staleness ask for nothing', async () => {
    let now = 1_000_000
    const replica = open({ remote: remote.objects, now: () => now })
    await replica.read()
    replica.objects.gets.length = 0
    for (let n = 0; n < 1000; n++) {
      now += n % 10 === 0 ? 1 : 0
      expect((await replica.read({ mode: 'max-staleness', ms: 200 })).ageMs).toBeLessThanOrEqual(100)
    }
    expect(replica.objects.gets).toEqual([])
  })

  it('2.6 past half of the allowed staleness the next check runs beside the reads, beyond it they wait', async () => {
    let now = 1_000_000
    const replica = open({ remote: remote.objects, now: () => now })
    const first = await replica.read()
    const { head } = await remote.commit()
    replica.objects.gets.length = 0
    now += 150
    expect(await replica.read({ mode: 'max-staleness', ms: 200 })).toEqual({ ...first, ageMs: 150 })
    await expect.poll(async () => (await replica.read({ mode: 'pinned', commit: first.head! })).ageMs).toBe(0)
    expect(checksOf(replica)).toBe(1)
    now += 201
    const waited = await replica.read({ mode: 'max-staleness', ms: 200 })
    expect(waited).toMatchObject({ head, ageMs: 0 })
    expect(checksOf(replica)).toBe(2)
  })

  it('2.6 a clock that goes back makes nothing fresh', async () => {
    let now = 1_000_000
    const replica = open({ remote: remote.objects, now: () => now })
    await replica.read()
    const { head } = await remote.commit()
    now -= 500_000
    expect((await replica.read({ mode: 'max-staleness', ms: 60_000 })).head).toBe(head)
  })

  it('2.6 a bookmark is served at once when its lock was seen; any other costs one check, also when newer pushes replaced it', async () => {
    const replica = open({ remote: remote.objects })
    const { lock: seen } = await replica.read()
    const passed = await remote.commit()
    const { head, lock } = await remote.commit()
    replica.objects.gets.length = 0
    await replica.read({ mode: 'bookmark', lock: seen! })
    expect(checksOf(replica)).toBe(0)
    expect(await replica.read({ mode: 'bookmark', lock: passed.lock })).toMatchObject({ head, lock })
    expect(checksOf(replica)).toBe(1)
    for (const known of [passed.lock, lock, seen!]) expect((await replica.read({ mode: 'bookmark', lock: known })).head).toBe(head)
    expect(checksOf(replica)).toBe(1)
    // A bookmark that nobody gave out can't be told from one that was replaced: it is as good as a strong read.
    const bogus = 'b'.repeat(32)
    expect((await replica.read({ mode: 'bookmark', lock: bogus })).head).toBe(head)
    await replica.read({ mode: 'bookmark', lock: bogus })
    expect(checksOf(replica)).toBe(2)
  })

  it('2.6 after a restart an old bookmark costs a check and no error', async () => {
    const { lock } = await remote.commit()
    const { head } = await remote.commit()
    const replica = open({ remote: remote.objects })
    expect((await replica.read({ mode: 'bookmark', lock })).head).toBe(head)
    expect(checksOf(replica)).toBe(1)
  })

  it('2.6 a pinned read asks for nothing when the commit is at hand, and once when it is not', async () => {
    const replica = open({ remote: remote.objects })
    const { head: old } = await replica.read()
    replica.objects.onGet = unreachable
    await replica.read({ mode: 'pinned', commit: old! })
    replica.objects.onGet = undefined
    replica.objects.gets.length = 0
    const { head } = await remote.commit()
    await replica.read({ mode: 'pinned', commit: head })
    expect(checksOf(replica)).toBeLessThanOrEqual(1)
  })

  it('2.6 when the remote fails, a read errs in Dolt\'s words, and recovers with the remote', async () => {
    const replica = open({ remote: remote.objects })
    const { head } = await replica.read()
    replica.objects.onGet = unreachable
    await expect(replica.read()).rejects.toMatchObject({ errno: 1105, message: 'replication error: the remote is away' })
    replica.objects.onGet = undefined
    expect((await replica.read()).head).toBe(head)
  })

  it('2.6 with skipped errors it serves what it has and says so, unless the reader insists', async () => {
    let now = 1_000_000
    const replica = open({ remote: remote.objects, skipErrors: true, now: () => now })
    const { head, lock } = await replica.read()
    replica.objects.onGet = unreachable
    now += 400
    expect(await replica.read()).toEqual({ head, lock, ageMs: 400, stale: true })
    expect(await replica.read({ mode: 'max-staleness', ms: 100 }, false)).toMatchObject({ head, stale: true })
    expect(await replica.read({ mode: 'strong' }, false)).toMatchObject({ head, stale: true })
    for (const mode of [{ mode: 'strong' }, { mode: 'max-staleness', ms: 100 }, { mode: 'bookmark', lock: 'c'.repeat(32) }] as const) {
      await expect(replica.read(mode)).rejects.toThrow('replication error: the remote is away')
    }
    expect(await replica.read({ mode: 'bookmark', lock: lock! })).toMatchObject({ head, stale: false })
    replica.objects.onGet = undefined
    expect(await replica.read()).toMatchObject({ ageMs: 0, stale: false })
  })

  it.each([false, true])('2.6 100 readers of a dead remote share at most 2 checks (skipped errors: %s)', async (skipErrors) => {
    const replica = open({ remote: remote.objects, skipErrors })
    await replica.read()
    replica.objects.gets.length = 0
    replica.objects.onGet = () => later(unreachable)
    const results = await Promise.allSettled(Array.from({ length: READERS }, () => replica.read()))
    expect(new Set(results.map((result) => result.status))).toEqual(new Set([skipErrors ? 'fulfilled' : 'rejected']))
    expect(checksOf(replica)).toBeLessThanOrEqual(2)
  })

  it('2.6 with skipped errors nobody waits long for a remote that failed before and hangs now', async () => {
    const replica = open({ remote: remote.objects, skipErrors: true })
    const { head } = await replica.read()
    replica.objects.onGet = unreachable
    await replica.read()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const answer = Promise.withResolvers<null>()
    replica.objects.onGet = () => answer.promise
    const reads = Promise.all(Array.from({ length: READERS }, () => replica.read()))
    await vi.advanceTimersByTimeAsync(1000)
    for (const read of await reads) expect(read).toMatchObject({ head, stale: true })
    answer.resolve(null)
  })

  it('2.4 what is not forced refuses a remote that went elsewhere, and named heads are all there is', async () => {
    const replica = open({ remote: remote.objects, heads: { heads: 'main', allHeads: false, force: false } })
    const first = await remote.commit()
    expect((await replica.read()).head).toBe(first.head)
    await remote.sql("call dolt_reset('--hard', 'HEAD~1')", "call dolt_commit('--allow-empty', '-m', 'elsewhere')")
    await remote.push()
    await expect(replica.read()).rejects.toThrow('replication error: dataset head is not ancestor of commit')
    const nope = open({ remote: remote.objects, heads: { heads: 'nope', allHeads: false, force: true } })
    await expect(nope.read()).rejects.toThrow('replication error: unable to find "nope" on "origin"; branch not found')
  })

  it('2.4 an empty remote is an error', async () => {
    await remote.objects.delete('manifest')
    await expect(open({ remote: remote.objects }).read()).rejects.toThrow(OxbowError)
  })
})
