import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, MemoryEngine } from '../../../test/support/memory-engine.ts'

describe('joins with more matches than a batch holds', () => {
  let sql: Client

  beforeAll(async () => {
    sql = (await MemoryEngine.open()).client()
    await sql('create table a (id int primary key, x int)')
    await sql('create table b (id int primary key, x int)')
    const rows = Array.from({ length: 120 }, (_, i) => `(${i}, ${i % 3})`).join(', ')
    await sql(`insert into a values ${rows}`)
    await sql(`insert into b values ${rows}`)
  })

  // 120 × 120 pairs, of which a third has equal x.
  it.each([
    ['a loop', 'select sum(a.id), sum(b.id), count(*) from a join b on a.x + 1 > b.x and a.x - 1 < b.x', '285600,285600,4800'],
    ['a hash', 'select sum(a.id), sum(b.id), count(*) from a join b on a.x = b.x', '285600,285600,4800'],
    ['a hash with a further condition', 'select count(*), sum(a.id < b.id) from a join b on a.x = b.x and a.id <> b.id', '4680,2340'],
    ['a left join', 'select count(*), count(b.id) from a left join b on a.x = b.x and b.id < a.id', '2343,2340'],
    ['a semi-join', 'select count(*), sum(id) from a where exists (select 1 from b where b.x = a.x and b.id > a.id)', '117,6786'],
    ['an anti-join', 'select count(*), sum(id) from a where not exists (select 1 from b where b.x = a.x and b.id > a.id)', '3,354'],
    ['groups above a join', 'select b.x, count(*), min(a.id), max(b.id) from a join b on a.x = b.x group by b.x order by 1', '0,1600,0,117 1,1600,1,118 2,1600,2,119'],
  ])('%s', async (_kind, query, wanted) => {
    const rows = (await sql(query)) as string[][]
    expect(rows.map((row) => row.map((cell) => String(Number(cell))).join(',')).join(' ')).toBe(wanted)
  })

  it('pairs each row with its own', async () => {
    const rows = (await sql('select a.id, b.id, a.x, b.x from a join b on a.x + 1 > b.x and a.x - 1 < b.x')) as string[][]
    expect(rows).toHaveLength(4800)
    expect(rows.every(([a, b, x, y]) => Number(a) % 3 === Number(x) && Number(b) % 3 === Number(y) && x === y)).toBe(true)
  })
})
