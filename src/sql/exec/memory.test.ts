import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { MemoryEngine } from '../../../test/support/memory-engine.ts'
import type { Session } from '../session-state.ts'

let memory: MemoryEngine
let session: Session

beforeAll(async () => {
  memory = await MemoryEngine.open()
  session = memory.session()
  for (const sql of [
    'create table t (a int primary key, s varchar(40), k int, m int, key (k))',
    `insert into t with recursive n as (select 0 as i union all select i + 1 from n where i < 999)
      select i * 4 + d, if(i % 7 = 0, null, concat('text ', (i * 37 + d) % 1200)), (i * 4 + d) * 7919 % 1500, i % 13 from n, (values row(0), row(1), row(2), row(3)) v(d)`,
    'create table u (b int primary key, x int)',
    'insert into u select a, if(a % 11 = 0, null, (a * 31) % 4000) from t where a % 2 = 0',
  ]) await memory.engine.query(session, sql)
})

async function rows(sql: string, maxMemory?: number): Promise<string[]> {
  const answer = await memory.engine.query(session, sql, [], { maxMemory })
  return answer.rows.map((row) => JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)))
}

/** Of so many bytes of memory, far too few for all rows, but enough for the answer of LIMIT. */
const LITTLE = 100_000

const SORTED = [
  'select a from t order by s, k desc limit 20000',
  'select s, a from t order by s desc, a limit 3000 offset 500',
  'select a, s from t order by m limit 20000',
  'select a from t order by k limit 50000',
  'select t.a, x from t left join u on t.a = u.b order by x desc, a limit 20000',
]
const UNSORTED = [
  'select s, count(*), sum(k), min(a) from t group by s',
  'select k, m, count(distinct s) from t group by k, m having count(*) > 0',
  'select a, s from t group by a',
  'select k, count(*) from t group by k with rollup',
  'select count(*), max(s) from t',
  'select distinct s, m from t',
  'select distinct k from t',
  'select s from t union select concat(s, x) from t join u on a = b',
  'select k from t intersect select x from u',
  'select k from t except select x from u',
  'select k from t except all select x from u',
  'select count(*) from t join t other on t.k = other.k and t.a < other.a',
  'select t.a, u.b from t join u on t.k = u.x where t.m < 3',
  'select t.a, u.b from t left join u on t.k = u.x',
  'select a from t where k not in (select x from u where x is not null)',
  'select a from t where exists (select 1 from u where x = k)',
  'select a from t where not exists (select 1 from u where x = k)',
]

describe('statements with little memory', () => {
  it.each(SORTED)('give the same in the same order: %s', async (sql) => {
    const wanted = await rows(sql)
    expect(wanted.length).toBeGreaterThan(1000)
    const taken: string[] = []
    await memory.engine.query(session, sql, [], { maxMemory: LITTLE, sink: collect(taken) })
    expect(taken).toEqual(wanted)
  })

  it('read their input several times, a part of the keys or rows at a time', async () => {
    for (const sql of [SORTED[0], UNSORTED[1], UNSORTED[5], UNSORTED[8], UNSORTED[13]]) {
      await rows(sql)
      const once = session.rowsRead
      await memory.engine.query(session, sql, [], { maxMemory: LITTLE, sink: collect([]) })
      expect(session.rowsRead).toBeGreaterThan(1.5 * once)
    }
  })

  it.each(UNSORTED)('give the same rows: %s', async (sql) => {
    const taken: string[] = []
    await memory.engine.query(session, sql, [], { maxMemory: LITTLE, sink: collect(taken) })
    expect(taken.toSorted()).toEqual((await rows(sql)).toSorted())
  })

  it('give the same for any memory', async () => {
    const wanted = (await rows(UNSORTED[1])).toSorted()
    await fc.assert(fc.asyncProperty(fc.integer({ min: 30_000, max: 3_000_000 }), async (maxMemory) => {
      const taken: string[] = []
      await memory.engine.query(session, UNSORTED[1], [], { maxMemory, sink: collect(taken) })
      expect(taken.toSorted()).toEqual(wanted)
    }), { numRuns: 10 })
  })
})

describe('statements that need more memory than they may have', () => {
  it.each([
    'select a, sum(k) over (order by s) from t',
    'select count(*) from t x, (select * from t limit 4000) y where x.a + y.a = 3',
    "with recursive n (i, s) as (select 1, repeat('x', 1000) union all select i + 1, s from n, (values row(1), row(2)) v where i < 12) select count(*) from n",
    'select k, count(*) from t group by k, rand()',
    'select a from t order by rand() limit 20000',
    'create table copy as select * from t',
    'insert into u select a + 100000, k from t',
  ])('end with an error that names the limit: %s', async (sql) => {
    await expect(memory.engine.query(session, sql, [], { maxMemory: 50_000 })).rejects.toMatchObject({
      code: 'QUERY_TOO_LARGE', errno: 1038, message: expect.stringContaining('50000 bytes') as string,
    })
    expect(await rows('select count(*) from u where b >= 100000')).toEqual(['[0]'])
  })
})

/** A sink that keeps rows as JSON. */
function collect(into: string[]) {
  return {
    bytes: 0,
    begin: () => undefined,
    take: (values: readonly (readonly unknown[])[]) => {
      for (const row of values) into.push(JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)))
      return undefined
    },
  }
}
