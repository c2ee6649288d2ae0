import { expect, it } from 'vitest'
import { CountingObjectStore } from '../../test/support/counting-object-store.ts'
import { coldAnswer } from '../../test/support/cold-replica.ts'
import { describeWithShared, sharedPath } from '../../test/support/shared.ts'
import { DoltDatabase } from '../doltdb/database.ts'
import { OxbowError } from '../error.ts'
import { FileObjectStore } from '../master/file-object-store.ts'
import { nodePlatform } from '../master/platform.ts'
import { MemoryCache } from '../store/remote/persistent-cache.ts'
import { RemoteChunkStore } from '../store/remote/remote-chunk-store.ts'
import { EagerCopy, type EagerCopyOptions } from './eager-copy.ts'

const STEP = 1000

function copyOf(name: string, cache: MemoryCache, more: Partial<EagerCopyOptions> = {}): { copy: EagerCopy; store: RemoteChunkStore; objects: CountingObjectStore } {
  const objects = new CountingObjectStore(new FileObjectStore(sharedPath('fixtures', name, 'remote')))
  const store = new RemoteChunkStore(objects, nodePlatform, { memoryBytes: 1 << 20, cache })
  return { copy: new EagerCopy({ db: new DoltDatabase(store, nodePlatform), store, cache, maxBytes: 1 << 30, ...more }), store, objects }
}

async function finish(copy: EagerCopy, step = STEP): Promise<number> {
  let steps = 0
  while ((await copy.step(step)).state === 'copying') steps++
  return steps
}

/** A replica over the cache answers, and asks the remote for nothing but its manifest. */
async function answersAlone(name: string, cache: MemoryCache, sql: string): Promise<void> {
  const answer = await coldAnswer(new FileObjectStore(sharedPath('fixtures', name, 'remote')), name, sql, { cache })
  expect(answer.result.rows.length).toBeGreaterThan(0)
  expect(answer.waves.flat().map(({ key }) => key)).toEqual(['manifest'])
}

describeWithShared('an eager copy', () => {
  it('brings everything that the heads lead to, in steps', async () => {
    const cache = new MemoryCache(1 << 28)
    const { copy, objects } = copyOf('history', cache)
    expect(await finish(copy, 100)).toBeGreaterThan(5)
    expect(copy.progress.copied).toBeLessThanOrEqual(copy.progress.known)
    expect(objects.mostAtOnce).toBeLessThanOrEqual(6)
    for (const sql of ['select count(*), sum(balance) from accounts', 'select count(*) from dolt_history_accounts where id = 40', 'select * from dolt_log']) {
      await answersAlone('history', cache, sql)
    }
  })

  it('copies 28 MB in large pieces', async () => {
    const cache = new MemoryCache(1 << 28)
    const { copy, store } = copyOf('flights', cache)
    await finish(copy)
    expect(copy.progress.state).toBe('done')
    expect(store.stats.bytesFetched).toBeLessThan(60 << 20)
    await answersAlone('flights', cache, 'select carrier, count(*) from flights group by carrier')
    await answersAlone('flights', cache, "select count(*) from flights as of 'feature1' where dep_delay > 5")
  }, 60_000)

  it('goes on where it was cut, and after a restart brings nothing twice', async () => {
    const cache = new MemoryCache(1 << 28)
    const first = copyOf('flights', cache)
    for (let i = 0; i < 6; i++) await first.copy.step(STEP)
    expect(first.copy.progress.state).toBe('copying')
    first.objects.onGet = () => {
      throw new OxbowError('REMOTE_UNREACHABLE', 'it is away')
    }
    await expect(finish(first.copy)).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE' })
    const had = cache.size
    expect(had).toBeGreaterThan(1 << 20)
    const second = copyOf('flights', cache)
    await finish(second.copy)
    expect(second.copy.progress.state).toBe('done')
    const whole = copyOf('flights', new MemoryCache(1 << 28))
    await finish(whole.copy)
    expect(second.store.stats.bytesFetched).toBeLessThan(whole.store.stats.bytesFetched)
    // A third one only looks.
    const third = copyOf('flights', cache)
    await finish(third.copy)
    expect(third.store.stats).toMatchObject({ requests: 1, chunksFetched: 0 })
    expect(third.copy.progress.state).toBe('done')
  }, 60_000)

  it('survives an error in the middle of a step', async () => {
    const cache = new MemoryCache(1 << 28)
    const { copy, objects } = copyOf('history', cache)
    let failures = 0
    objects.onGet = (key) => {
      if (key !== 'manifest' && objects.gets.length % 7 === 0 && failures++ < 20) throw new OxbowError('REMOTE_UNREACHABLE', 'it flaps')
      return undefined
    }
    for (let i = 0; i < 200 && copy.progress.state !== 'done'; i++) await copy.step(200).catch(() => undefined)
    expect(failures).toBeGreaterThan(3)
    expect(copy.progress.state).toBe('done')
    await answersAlone('history', cache, 'select count(*) from dolt_diff_accounts')
  })

  it('copies only the heads that are selected, and stops where there is no room', async () => {
    const some = copyOf('types', new MemoryCache(1 << 28), { selected: (ref) => ref === 'refs/tags/v1' })
    await finish(some.copy)
    const all = copyOf('types', new MemoryCache(1 << 28))
    await finish(all.copy)
    expect(some.copy.progress.state).toBe('done')
    const small = copyOf('flights', new MemoryCache(1 << 28), { maxBytes: 2 << 20 })
    await finish(small.copy)
    expect(small.copy.progress.state).toBe('full')
    expect(small.copy.progress.bytes).toBeLessThan(12 << 20)
  })
})
