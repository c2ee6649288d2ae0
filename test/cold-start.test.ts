import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { DoltDatabase } from '../src/doltdb/database.ts'
import { FileObjectStore } from '../src/master/file-object-store.ts'
import { nodePlatform } from '../src/master/platform.ts'
import { writeStarter } from '../src/replication/starter-writer.ts'
import { WritableRemote } from '../src/replication/writable-remote.ts'
import { hashOf } from '../src/store/hash.ts'
import { MemoryObjectStore } from '../src/store/remote/memory-object-store.ts'
import type { ObjectStore } from '../src/store/remote/object-store.ts'
import { MemoryCache } from '../src/store/remote/persistent-cache.ts'
import { MAX_STARTER_BYTES, STARTER_KEY, formatStarter, parseStarter, starterRecord } from '../src/store/remote/starter.ts'
import { coldAnswer } from './support/cold-replica.ts'
import { fixtureStore } from './support/fixture-store.ts'
import { describeWithShared, sharedPath } from './support/shared.ts'

const KIB = 1024

/** Keys all over the table, its first and last, and one beyond: level by level, each leads elsewhere in the remote. */
const IDS = [1, 2, 100_000, 123_456, 336_776, 400_000, ...Array.from({ length: 100 }, (_, i) => 1 + Math.floor((336_775 * i) / 99))]

/** Single rows by primary key, from every table of the fixture; those of its cases are among them. */
const POINTS = [
  ...IDS.map((id) => `select * from flights where id = ${id}`),
  'select * from flights where id in (1, 100000, 336776, 400000) order by id',
  ...['JFK', 'EWR', 'LAX', 'ZZZ'].map((faa) => `select * from airports where faa = '${faa}'`),
  ...['UA', '9E', 'YV'].map((carrier) => `select name from airlines where carrier = '${carrier}'`),
  ...['N14228', 'N10156', 'N999DN', 'N535UA'].map((tailnum) => `select * from planes where tailnum = '${tailnum}'`),
  ...['2013-01-01 06:00:00', '2013-07-04 10:00:00', '2013-12-30 18:00:00'].flatMap((hour) =>
    ['EWR', 'JFK', 'LGA'].map((origin) => `select * from weather where origin = '${origin}' and time_hour = '${hour}'`)),
]

/** The worst of the first answers that cold replicas give, each by itself. */
async function worst(
  remote: ObjectStore, fixture: string, statements: readonly string[], starter: boolean,
): Promise<{ trips: number; bytes: number; requestsAtOnce: number }> {
  const found = { trips: 0, bytes: 0, requestsAtOnce: 0 }
  for (const statement of statements) {
    const answer = await coldAnswer(remote, fixture, statement, { starter })
    found.trips = Math.max(found.trips, answer.trips)
    found.bytes = Math.max(found.bytes, answer.bytes)
    found.requestsAtOnce = Math.max(found.requestsAtOnce, ...answer.waves.map((wave) => wave.length))
  }
  return found
}

function remoteOf(fixture: string): FileObjectStore {
  return new FileObjectStore(sharedPath('fixtures', fixture, 'remote'))
}

/** A copy of a fixture's remote with a starter as a master leaves it. */
async function startedRemote(fixture: string): Promise<MemoryObjectStore> {
  const folder = sharedPath('fixtures', fixture, 'remote')
  const objects = new MemoryObjectStore()
  for (const name of readdirSync(folder)) await objects.put(name, new Uint8Array(readFileSync(join(folder, name))))
  await writeStarter(
    objects, new DoltDatabase(fixtureStore(fixture), nodePlatform), new DoltDatabase(new WritableRemote(objects, nodePlatform), nodePlatform),
  )
  return objects
}

describeWithShared('the first answer of a cold replica, after the manifest', () => {
  it('takes at most 8 dependent trips and 384 KiB of a remote that stock dolt pushed, whichever row is asked for', async () => {
    const { trips, bytes, requestsAtOnce } = await worst(remoteOf('flights'), 'flights', POINTS, false)
    expect(trips).toBeLessThanOrEqual(8)
    expect(bytes).toBeLessThanOrEqual(384 * KIB)
    expect(requestsAtOnce).toBeLessThanOrEqual(6)
  }, 60_000)

  it('costs no trip for each of several rows', async () => {
    const remote = remoteOf('flights')
    const one = await coldAnswer(remote, 'flights', 'select * from flights where id = 100000')
    const four = await coldAnswer(remote, 'flights', 'select * from flights where id in (1, 100000, 200000, 300000)')
    expect(four.result.rows).toHaveLength(4)
    expect(four.trips).toBeLessThanOrEqual(one.trips + 2)
  })

  it('reads no more of an index than its LIMIT asks for', async () => {
    const remote = remoteOf('flights')
    const some = await coldAnswer(remote, 'flights', "select * from flights where tailnum = 'N14228' order by id limit 10")
    const all = await coldAnswer(remote, 'flights', "select * from flights where tailnum = 'N14228' order by id")
    expect(some.result.rows).toEqual(all.result.rows.slice(0, 10))
    expect(some.bytes).toBeLessThan(all.bytes / 2)
  })
})

describeWithShared('the first answer of a cold replica where a master left a starter', () => {
  let remote: MemoryObjectStore

  beforeAll(async () => {
    remote = await startedRemote('flights')
  })

  /** What stands as the starter during a test. */
  async function withStarter(bytes: Uint8Array | undefined, test: () => Promise<void>): Promise<void> {
    const good = await remote.get(STARTER_KEY)
    if (good === null || good.notModified === true) throw new Error('there is no starter')
    await (bytes === undefined ? remote.delete(STARTER_KEY) : remote.put(STARTER_KEY, bytes))
    try {
      await test()
    } finally {
      await remote.put(STARTER_KEY, good.body)
    }
  }

  async function starterBytes(): Promise<Uint8Array> {
    const got = await remote.get(STARTER_KEY)
    return got === null || got.notModified === true ? new Uint8Array(0) : got.body.slice()
  }

  it('takes at most 5 dependent trips and 256 KiB, whichever row is asked for', async () => {
    const { trips, bytes, requestsAtOnce } = await worst(remote, 'flights', POINTS.filter((sql) => !sql.includes(' in (')), true)
    expect(trips).toBeLessThanOrEqual(5)
    expect(bytes).toBeLessThanOrEqual(256 * KIB)
    expect(requestsAtOnce).toBeLessThanOrEqual(6)
  }, 60_000)

  it('is given without a trip where the row is in the starter', async () => {
    expect(await coldAnswer(await startedRemote('history'), 'history', 'select * from accounts where id = 900', { starter: true }))
      .toMatchObject({ trips: 0, result: { rows: [expect.anything()] } })
  })

  it('costs no more than without one where the starter is missing, cut, bent, from the future, or rubbish', async () => {
    const sql = 'select * from flights where id = 123456'
    const plain = await coldAnswer(remoteOf('flights'), 'flights', sql)
    const good = await starterBytes()
    const bent = good.slice()
    bent[good.length >> 1] ^= 1
    const future = good.slice()
    future[7] = 2
    for (const bytes of [undefined, good.subarray(0, good.length - 100), bent, future, new Uint8Array(0), new TextEncoder().encode('nonsense')]) {
      await withStarter(bytes, async () => {
        const answer = await coldAnswer(remote, 'flights', sql, { starter: true })
        expect(answer.result.rows).toEqual(plain.result.rows)
        expect(answer.trips).toBe(plain.trips)
        expect(answer.store.stats.refused).toBe(bytes === undefined ? 0 : 1)
      })
    }
  })

  it('never serves a chunk of the starter that is not what its address says', async () => {
    const { chunks, ...files } = parseStarter(await starterBytes())!
    const lie = starterRecord(new TextEncoder().encode('a lie')).record
    const records = new Map([...chunks.keys()].map((hash) => [hash, lie]))
    await withStarter(formatStarter(files, records), async () => {
      const cache = new MemoryCache(1 << 26)
      const answer = await coldAnswer(remote, 'flights', 'select * from flights where id = 123456', { starter: true, cache })
      expect(answer.result.rows).toHaveLength(1)
      expect(answer.store.stats.refused).toBe(chunks.size)
      for (const [hash, chunk] of cache.getMany([...chunks.keys()])) expect(hashOf(nodePlatform, chunk)).toBe(hash)
    })
  })

  it('is right where the starter says wrong things of files', async () => {
    const { chunks, large, small, lock } = parseStarter(await starterBytes())!
    const wrong = {
      lock,
      large: large.map((file, i) => ({ ...file, size: file.size + 1 + i })),
      small: small.map(({ name }) => ({ name, prefixes: [1, 2, 3] })),
    }
    for (const kept of [new Map<string, Uint8Array>(), new Map([...chunks].map(([hash, chunk]) => [hash, starterRecord(chunk).record]))]) {
      await withStarter(formatStarter(wrong, kept), async () => {
        const cache = new MemoryCache(1 << 26)
        for (let restart = 0; restart < 2; restart++) {
          const answer = await coldAnswer(remote, 'flights', 'select * from flights where id = 123456', { starter: true, cache })
          expect(answer.result.rows).toHaveLength(1)
        }
      })
    }
  })

  it('is right where the starter is old', async () => {
    const { lock } = parseStarter(await starterBytes())!
    await withStarter(formatStarter({ lock, large: [], small: [] }, new Map()), async () => {
      const answer = await coldAnswer(remote, 'flights', 'select * from flights where id = 123456', { starter: true })
      expect(answer.result.rows).toHaveLength(1)
      expect(answer.trips).toBeLessThanOrEqual(8)
    })
  })

  it('asks for the starter once: what it said outlives the replica', async () => {
    const cache = new MemoryCache(1 << 26)
    await coldAnswer(remote, 'flights', 'select * from flights where id = 5', { starter: true, cache })
    const again = await coldAnswer(remote, 'flights', 'select * from flights where id = 5', { starter: true, cache })
    expect(again.waves.flat().map((request) => request.key)).toEqual(['manifest'])
    const other = await coldAnswer(remote, 'flights', 'select * from flights where id = 300000', { starter: true, cache })
    expect(other.trips).toBeLessThanOrEqual(5)
    expect(other.waves.flat().some((request) => request.key === STARTER_KEY)).toBe(false)
  })

  it('is of bounded size', async () => {
    expect((await starterBytes()).length).toBeLessThanOrEqual(MAX_STARTER_BYTES)
  })
})

describeWithShared('a cold replica of 82 small files that stock dolt pushed', () => {
  const POINT_SELECTS = [
    ...[1, 2, 40, 450, 899, 900, 1010].map((id) => `select * from accounts where id = ${id}`),
    "select id, balance from accounts where owner = 'owner-0041'",
    'select * from accounts where id between 1 and 5 order by id',
    "select balance from accounts as of 'HEAD~39' where id = 2",
  ]

  it('gives any first answer in at most 12 waves of 6 requests', async () => {
    const { trips, requestsAtOnce } = await worst(remoteOf('history'), 'history', POINT_SELECTS, false)
    expect(trips).toBeLessThanOrEqual(12)
    expect(requestsAtOnce).toBeLessThanOrEqual(6)
  })

  it('does so with a starter, too', async () => {
    const { trips } = await worst(await startedRemote('history'), 'history', POINT_SELECTS, true)
    expect(trips).toBeLessThanOrEqual(12)
  })
})
