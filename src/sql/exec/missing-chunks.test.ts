import { expect, it } from 'vitest'
import { DistantStore } from '../../../test/support/distant-store.ts'
import { fixtureEngine } from '../../../test/support/fixture-engine.ts'
import { protocolRows } from '../../../test/support/protocol-rows.ts'
import { describeWithShared } from '../../../test/support/shared.ts'

/** Query, and the rows that it reads from stored trees when nothing is done twice. */
const CASES: readonly (readonly [fixture: string, sql: string, rowsRead: number | undefined])[] = [
  ['history', 'select count(*), sum(balance), max(updated) from accounts', 940],
  ['history', 'select * from accounts where id between 1 and 5 order by id', 5],
  ['history', "select id, balance from accounts where owner = 'owner-0041'", undefined],
  ['history', 'select a.id, b.balance from accounts a join accounts b on b.id = a.id + 1 where a.id < 20 order by 1', undefined],
  ['types', 'select g, count(*), sum(sq) from numbers group by g order by g limit 3', 99_500],
  ['types', 'select n from numbers order by sq desc, n limit 5', 99_500],
  ['types', 'select count(*) from numbers a join numbers b on a.n = b.g where b.n < 1000', undefined],
  ['types', 'select pk, length(tx), length(lt), length(lb) from strings order by pk', 5],
  ['types', "select json_extract(j, '$.items[799].n') from json_docs where pk = 8", 1],
  ['types', 'select id from indexed i where exists (select 1 from child c where c.pid = i.id) order by id', undefined],
  ['types', 'select id, (select count(*) from child c where c.pid = p.id) n from parent p order by id', undefined],
  ['flights', 'select id, dep_delay from flights where id = 123456', 1],
]

describeWithShared('a query that misses chunks goes on where it stood', () => {
  it.each(CASES)('%s: %s', async (fixture, sql, rowsRead) => {
    const near = fixtureEngine(fixture)
    const wanted = protocolRows(await near.engine.query(near.session, sql))
    let store: DistantStore | undefined
    const far = fixtureEngine(fixture, (inner) => (store = new DistantStore(inner)))
    const result = await far.engine.query(far.session, sql)
    expect(protocolRows(result)).toEqual(wanted)
    expect(far.session.rowsRead).toBe(near.session.rowsRead)
    if (rowsRead !== undefined) expect(far.session.rowsRead).toBe(rowsRead)
    expect(store!.trips).toBeGreaterThan(1)
    expect([...store!.fetched.values()].every((times) => times === 1)).toBe(true)
    const { trips } = store!
    await far.engine.query(far.session, sql)
    expect(store!.trips).toBe(trips)
  }, 30_000)

  it('a scan asks for its leaves in few, large requests', async () => {
    let store: DistantStore | undefined
    const { engine, session } = fixtureEngine('flights', (inner) => (store = new DistantStore(inner)))
    await engine.query(session, 'select carrier, count(*), avg(dep_delay) from flights group by carrier')
    expect(store!.fetched.size).toBeGreaterThan(7500)
    expect(store!.trips).toBeLessThan(30)
  }, 30_000)

  it('a first row asks for little', async () => {
    let store: DistantStore | undefined
    const { engine, session } = fixtureEngine('flights', (inner) => (store = new DistantStore(inner)))
    await engine.query(session, 'select id, dest from flights order by id desc limit 3')
    expect(store!.fetched.size).toBeLessThan(60)
  })
})
