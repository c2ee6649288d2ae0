import { expect, it } from 'vitest'
import { FileObjectStore } from '../src/master/file-object-store.ts'
import { coldAnswer } from './support/cold-replica.ts'
import { describeWithShared, sharedPath } from './support/shared.ts'

const KIB = 1024

/** Keys all over the table, its first and last, and one beyond: level by level, each leads elsewhere in the remote. */
const IDS = [1, 2, 100_000, 123_456, 336_776, 400_000, ...Array.from({ length: 40 }, (_, i) => 4001 + 8111 * i)]

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
async function worst(statements: readonly string[]): Promise<{ trips: number; bytes: number; requestsAtOnce: number }> {
  const found = { trips: 0, bytes: 0, requestsAtOnce: 0 }
  for (const statement of statements) {
    const answer = await coldAnswer(new FileObjectStore(sharedPath('fixtures', 'flights', 'remote')), 'flights', statement)
    found.trips = Math.max(found.trips, answer.trips)
    found.bytes = Math.max(found.bytes, answer.bytes)
    found.requestsAtOnce = Math.max(found.requestsAtOnce, ...answer.waves.map((wave) => wave.length))
  }
  return found
}

describeWithShared('the first answer of a cold replica, after the manifest', () => {
  it('takes at most 8 dependent trips and 384 KiB of a remote that stock dolt pushed, whichever row is asked for', async () => {
    const { trips, bytes, requestsAtOnce } = await worst(POINTS)
    expect(trips).toBeLessThanOrEqual(8)
    expect(bytes).toBeLessThanOrEqual(384 * KIB)
    expect(requestsAtOnce).toBeLessThanOrEqual(6)
  }, 60_000)

  it('costs no trip for each of several rows', async () => {
    const remote = new FileObjectStore(sharedPath('fixtures', 'flights', 'remote'))
    const one = await coldAnswer(remote, 'flights', 'select * from flights where id = 100000')
    const four = await coldAnswer(remote, 'flights', 'select * from flights where id in (1, 100000, 200000, 300000)')
    expect(four.result.rows).toHaveLength(4)
    expect(four.trips).toBeLessThanOrEqual(one.trips + 2)
  })

  it('reads no more of an index than its LIMIT asks for', async () => {
    const remote = new FileObjectStore(sharedPath('fixtures', 'flights', 'remote'))
    const some = await coldAnswer(remote, 'flights', "select * from flights where tailnum = 'N14228' order by id limit 10")
    const all = await coldAnswer(remote, 'flights', "select * from flights where tailnum = 'N14228' order by id")
    expect(some.result.rows).toEqual(all.result.rows.slice(0, 10))
    expect(some.bytes).toBeLessThan(all.bytes / 2)
  })
})
