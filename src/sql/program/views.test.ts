import { expect, test } from 'vitest'
import { MemoryEngine } from '../../../test/support/memory-engine.ts'

test('a view is read at a point of history where it was not there yet; texts in it are named by what they say', async () => {
  const sql = (await MemoryEngine.open()).client()
  await sql('create table t (a int primary key)')
  await sql("call dolt_commit('-Am', 'one')")
  await sql('insert into t values (1)')
  await sql("call dolt_commit('-Am', 'two')")
  await sql("create view v as select a, 'abc', 'it''s' from t")
  await sql("call dolt_commit('-Am', 'three')")
  expect(await sql("select v.abc, v.`it's` from v as of 'HEAD'")).toEqual([['abc', "it's"]])
  expect(await sql("select a from v as of 'HEAD~1'")).toEqual([['1']])
  expect(await sql("select a from v as of 'HEAD~2'")).toEqual([])
  await expect(sql("select a from v as of 'HEAD~3'")).rejects.toMatchObject({ errno: 1356 })
})

test('names of a procedure mean nothing in a view, a default or a generated column', async () => {
  const sql = (await MemoryEngine.open()).client()
  await sql('create table t (a int primary key, b int default (7), c int as (a + 1))')
  await sql('create view v as select a, c from t')
  await sql('create procedure p(a int, c int) begin insert into t (a) values (a); select v.* from v where v.c = 2; end')
  expect(await sql('call p(1, 2)')).toEqual([['1', '2']])
  expect(await sql('select * from t')).toEqual([['1', '7', '2']])
})
