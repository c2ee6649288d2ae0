import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, MemoryEngine } from '../../../test/support/memory-engine.ts'
import { mysqlError } from '../../../test/support/mysql-error.ts'

let sql: Client

beforeAll(async () => {
  sql = (await MemoryEngine.open()).client()
  await sql('create table p (id int primary key, name varchar(10), g int)')
  await sql('create table c (id int primary key, pid int, v int, key (pid))')
  await sql("insert into p values (1, 'one', 1), (2, 'two', 1), (3, 'three', 2), (4, null, null)")
  await sql('insert into c values (10, 1, 5), (11, 1, 7), (12, 2, 9), (13, null, 1), (14, 9, 2)')
})

async function rows(query: string): Promise<string> {
  return ((await sql(query)) as unknown[][]).map((row) => row.map((cell) => cell ?? 'NULL').join(',')).join(' ')
}

describe('joins', () => {
  it.each([
    ['select p.id, c.id from p join c on c.pid = p.id order by 1, 2', '1,10 1,11 2,12'],
    ['select p.id, c.id from p left join c on c.pid = p.id order by 1, 2', '1,10 1,11 2,12 3,NULL 4,NULL'],
    ['select p.id, c.id from p right join c on c.pid = p.id order by 2', '1,10 1,11 2,12 NULL,13 NULL,14'],
    ['select p.id, c.id from p left join c on c.pid = p.id and c.v > 5 order by 1', '1,11 2,12 3,NULL 4,NULL'],
    ['select p.id from p left join c on c.pid = p.id where c.id is null order by 1', '3 4'],
    ['select a.id, b.id from p a, p b where a.g = b.g and a.id < b.id', '1,2'],
    ['select count(*) from p cross join c', '20'],
    ['select p.id, c.id from p join c on c.v > p.id * 4 order by 1, 2', '1,10 1,11 1,12 2,12'],
    ['select id, x.v from (select 1 as id) y join (select 1 as id, 2 as v) x using (id)', '1,2'],
    ['select * from (select 1 a, 2 b) x natural join (select 1 a, 3 c) y', '1,2,3'],
    ['select t.id, u.n from p t join lateral (select count(*) n from c where c.pid = t.id) u order by 1', '1,2 2,1 3,0 4,0'],
    ['select x.v from p join json_table(concat("[", p.id, "]"), "$[*]" columns (v int path "$")) x order by 1', '1 2 3 4'],
  ])('%s', async (query, wanted) => expect(await rows(query)).toBe(wanted))
})

describe('subqueries', () => {
  it.each([
    ['select id, (select count(*) from c where c.pid = p.id) from p order by id', '1,2 2,1 3,0 4,0'],
    ['select id from p where exists (select 1 from c where c.pid = p.id) order by id', '1 2'],
    ['select id from p where not exists (select 1 from c where c.pid = p.id and c.v > 5) order by id', '3 4'],
    ['select id from p where id in (select pid from c) order by id', '1 2'],
    ['select id from p where id not in (select pid from c)', ''],
    ['select id from p where id not in (select pid from c where pid is not null) order by id', '3 4'],
    ['select id from p where (id, g) in (select 1, 1 union select 3, 9)', '1'],
    ['select id from p where id > all (select pid from c where pid < 3) order by id', '3 4'],
    ['select id from p where id = any (select pid from c) order by id', '1 2'],
    ['select id from p where id in (select pid from c where c.v > p.id * 6) order by id', '1'],
    ['select (select max(v) from c)', '9'],
    ['select id from p having (select count(*) from c where pid = p.id) > 1', '1'],
    ['select id as i, (select count(*) from c where pid = i) n from p order by id', '1,2 2,1 3,0 4,0'],
    ['select (1, 2) = (select 1, 2), (select 1, 2) = (1, 3), (1, null) = (select 1, 2), (select 1, 2) < (select 1, 3)', '1,0,NULL,1'],
    ['select id from p where (select 1, p.id) in ((1, 2), (1, 4)) order by id', '2 4'],
    ['select x.n from (select count(*) n from (select distinct g from p) y) x', '3'],
    ['with a as (select id from p where id < 3), b as (select id + 10 as id from a) select * from b order by 1', '11 12'],
    ['with recursive f (n, a, b) as (select 1, 0, 1 union all select n + 1, b, a + b from f where n < 8) select a from f', '0 1 1 2 3 5 8 13'],
  ])('%s', async (query, wanted) => expect(await rows(query)).toBe(wanted))

  it('that give too much are refused', async () => {
    await expect(sql('select (select id from p)')).rejects.toEqual(mysqlError(1242))
    await expect(sql('select (select id, g from p limit 1)')).rejects.toEqual(mysqlError(1241))
    await expect(sql('select (1, 2, 3) = (select 1, 2)')).rejects.toEqual(mysqlError(1241))
    await expect(sql('select (1, 2) = (select id, g from p)')).rejects.toEqual(mysqlError(1242))
    await expect(sql('with recursive x as (select 1 as n union all select n + 1 from x) select count(*) from x')).rejects.toEqual(mysqlError(3636))
  })
})

describe('groups', () => {
  it.each([
    ['select g, count(*), sum(id) from p group by g order by g', 'NULL,1,4 1,2,3 2,1,3'],
    ['select g + 1 as h, count(*) n from p group by h having n > 1', '2,2'],
    ['select count(*), count(name), count(distinct g), max(name), min(id) from p', '4,3,2,two,1'],
    ['select count(*) from p where id > 100', '0'],
    ['select g, count(*) from p where id > 100 group by g', ''],
    ['select group_concat(id order by id desc separator "-") from p', '4-3-2-1'],
    ['select group_concat(id order by id desc separator "-"), group_concat(id order by name separator "-"), group_concat(distinct g order by g) from p', '4-3-2-1,4-1-3-2,1,2'],
    ['select g, count(*) from p where g is not null group by g with rollup', '1,2 2,1 NULL,3'],
    ['select p.id, name, count(c.v) from p left join c on c.pid = p.id group by p.id order by p.id', '1,one,2 2,two,1 3,three,0 4,NULL,0'],
    ['select distinct g from p order by g desc', '2 1 NULL'],
    ['select sum(v) over (order by id rows 1 preceding) from c order by id', '5 12 16 10 3'],
    ['select id, rank() over (partition by pid order by v desc) from c order by id', '10,2 11,1 12,1 13,1 14,1'],
    ['select any_value(id), (select max(id) from c where pid = p.id) from p order by id', '1,11 2,12 3,NULL 4,NULL'],
    ['select any_value(g), count(*) from p where g = 2', '2,1'],
    ['select g + 1 as h from p group by h having max(h) > 2', '3'],
    ['select id, name, g from p where id = 2 group by g', '2,two,1'],
    ['select g, name, count(*) from p where g = 1 and name = "one"', '1,one,1'],
    ['select g, sum(id) s, rank() over (order by sum(id) desc) from p group by g order by s desc, g', 'NULL,4,1 1,3,2 2,3,2'],
  ])('%s', async (query, wanted) => expect(await rows(query)).toBe(wanted))

  it('bare columns must follow from them', async () => {
    await expect(sql('select id, count(*) from p group by g')).rejects.toEqual(mysqlError(1055))
    await expect(sql('select id, count(*) from p')).rejects.toEqual(mysqlError(1140))
    await expect(sql('select id from p where count(*) > 1')).rejects.toEqual(mysqlError(1111))
    await expect(sql('select count(*) as n from p having max(n) > 1')).rejects.toEqual(mysqlError(1111))
    await sql("set sql_mode = ''")
    expect(await rows('select g, count(*), name from p where id < 3 group by g')).toBe('1,2,one')
    await sql('set sql_mode = default')
  })
})

describe('set operations and order', () => {
  it.each([
    ['select 1 union select 1 union all select 2 order by 1', '1 2'],
    ['select id from p union select pid from c order by 1 desc limit 3', '9 4 3'],
    ['select id from p intersect select pid from c order by 1', '1 2'],
    ['select id from p except select pid from c order by 1', '3 4'],
    ['(select id from p order by id desc limit 1) union (select 7) order by 1', '4 7'],
    ['select 1 as a union select 2.5 order by a', '1.0 2.5'],
    ['select id from p order by name is null, name', '1 3 2 4'],
    ['select id from p order by g desc, id desc limit 1, 2', '2 1'],
    ['select id i from p order by i desc limit 1', '4'],
    ['select id from p order by -1, id', '1 2 3 4'],
    ['values row(1, "a"), row(2, "b")', '1,a 2,b'],
  ])('%s', async (query, wanted) => expect(await rows(query)).toBe(wanted))
})

describe('names', () => {
  it.each([
    ['select nope from p', 1054, "Unknown column 'nope' in 'field list'"],
    ['select * from p where nope = 1', 1054, "'where clause'"],
    ['select id from p order by nope', 1054, "'order clause'"],
    ['select id from p, c', 1052, "Column 'id' in field list is ambiguous"],
    ['select x.id from p', 1054, 'x.id'],
    ['select * from p p1, c p1', 1066, "'p1'"],
    ['select * from nope', 1146, "Table 'mydb.nope' doesn't exist"],
    ['select * from nodb.t', 1049, 'nodb'],
    ['select nope(1)', 1305, 'nope'],
    ['select abs()', 1582, 'abs'],
    ['select 1 from p order by 5', 1054, "'5'"],
    ['select t.* from p', 1051, "'t'"],
    ['select 1, 2 union select 1', 1222, ''],
    ['select', 1064, ''],
  ])('%s is refused with %i', async (query, errno, text) => {
    await expect(sql(query)).rejects.toEqual(mysqlError(errno, text))
  })
})

describe('what MySQL refuses', () => {
  it.each([
    ['select sum(*) from t', 1064], ['select 1 into t', 1327], ['select a as x, b as x from t order by x', 1052],
    ['select * from t right join lateral (select * from t u where u.a <> t.a) v on t.a > v.a', 3668],
  ])('%s', async (sql, errno) => {
    const client = (await MemoryEngine.open()).client()
    await client('create table t (a int primary key, b int)')
    await expect(client(sql)).rejects.toMatchObject({ errno })
  })
})

describe('SQL_CALC_FOUND_ROWS', () => {
  it('counts what LIMIT leaves out', async () => {
    const client = (await MemoryEngine.open()).client()
    await client('create table t (a int primary key)')
    await client('insert into t values (1), (2), (3)')
    expect(await client('select sql_calc_found_rows a from t limit 1')).toEqual([['1']])
    expect(await client('select found_rows()')).toEqual([['3']])
  })
})

describe('RANGE over an interval', () => {
  it('takes the rows whose dates lie in it', async () => {
    const client = (await MemoryEngine.open()).client()
    await client('create table b (x int primary key, y int, d date)')
    await client("insert into b values (0,0,'2022-01-26'), (1,0,'2022-01-27'), (2,1,'2022-01-28'), (3,2,'2022-01-29'), (4,5,null)")
    expect(await client('select x, sum(y) over (order by d range between interval 2 day preceding and interval 1 day preceding) from b order by x'))
      .toEqual([['0', null], ['1', '0'], ['2', '0'], ['3', '1'], ['4', '5']])
    expect(await client("select x, count(*) over (order by d desc range interval '1' day preceding) from b order by x")).toEqual([['0', '2'], ['1', '2'], ['2', '2'], ['3', '1'], ['4', '1']])
    await expect(client('select lag(y, -1) over (order by x) from b')).rejects.toMatchObject({ errno: 1210 })
    await expect(client('select ntile(0) over (order by x) from b')).rejects.toMatchObject({ errno: 1210 })
  })
})
