import { expect, it } from 'vitest'
import { MemoryEngine } from '../../test/support/memory-engine.ts'

it('dolt_override_schema shows all tables in the columns that a commit has, by tag', async () => {
  const sql = (await MemoryEngine.open()).client()
  await sql('create table t (pk int primary key, a varchar(10))')
  await sql("insert into t values (1, 'one')")
  await sql("call dolt_commit('-Am', 'first')")
  await sql("call dolt_branch('old')")
  await sql('alter table t add column b int first')
  await sql('alter table t rename column a to c')
  await sql('alter table t modify pk bigint')
  await sql('create table late (x int)')
  await sql("insert into t values (7, 2, 'two')")
  await sql("call dolt_commit('-Am', 'second')")

  await sql("set dolt_override_schema = 'old'")
  expect(await sql('select * from t')).toEqual([['1', 'one'], ['2', 'two']])
  expect(await sql('select a from t where pk = 2')).toEqual([['two']])
  await expect(sql('select * from late')).rejects.toThrow("unable to find table 'late' at overridden schema root")
  await expect(sql('insert into t values (3, 4)')).rejects.toMatchObject({ errno: 1290, message: 'Database mydb is read-only.' })
  await expect(sql('create table x (a int)')).rejects.toMatchObject({ errno: 1290 })

  await sql("set dolt_override_schema = 'main'")
  expect(await sql("select * from t as of 'old'")).toEqual([[null, '1', 'one']])
  expect(await sql("select * from late as of 'old'")).toEqual([])
  await sql("set dolt_override_schema = 'nowhere'")
  await expect(sql('select * from t')).rejects.toThrow('unable to resolve schema override value: branch not found: nowhere')

  await sql('set dolt_override_schema = null')
  expect(await sql('select * from t order by pk')).toEqual([[null, '1', 'one'], ['7', '2', 'two']])
})

it('dolt_override_schema gives dolt_diff its columns, on both sides', async () => {
  const sql = (await MemoryEngine.open()).client()
  await sql('create table t (pk int primary key, c1 varchar(10))')
  await sql("insert into t values (1, 'one')")
  await sql("call dolt_commit('-Am', 'first')")
  await sql("call dolt_branch('old')")
  await sql('alter table t drop column c1, add column c2 varchar(10)')
  await sql("insert into t values (2, 'two')")
  await sql("call dolt_commit('-am', 'second')")
  await sql("set dolt_override_schema = 'old'")
  expect(await sql("select to_pk, to_c1, from_pk, from_c1, diff_type from dolt_diff('old', 'main', 't')")).toEqual([
    ['1', null, '1', 'one', 'modified'], ['2', null, null, null, 'added'],
  ])
  await sql("set dolt_override_schema = 'main'")
  await expect(sql("select to_c1 from dolt_diff('old', 'main', 't')")).rejects.toMatchObject({ errno: 1054 })
})
