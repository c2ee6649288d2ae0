import { beforeEach, expect, it } from 'vitest'
import { type Client, MemoryEngine } from '../../../test/support/memory-engine.ts'

let sql: Client

beforeEach(async () => {
  sql = (await MemoryEngine.open()).client()
  await sql('create table t (pk int primary key, a int, b varchar(5))')
  await sql('create table kl (a int)')
  await sql("insert into t values (1, 1, 'x'), (2, 2, 'y'), (3, 3, 'z')")
  await sql('insert into kl values (1), (1)')
  await sql("call dolt_commit('-Am', 'base')")
  await sql("call dolt_checkout('-b', 'other')")
  await sql('update t set a = 10 where pk = 1')
  await sql('delete from t where pk = 2')
  await sql("insert into t values (4, 4, 'o')")
  await sql('insert into kl values (1)')
  await sql("call dolt_commit('-am', 'other')")
  await sql("call dolt_checkout('main')")
  await sql('update t set a = 20 where pk < 3')
  await sql("insert into t values (4, 5, 'm')")
  await sql('insert into kl values (1), (1)')
  await sql("call dolt_commit('-am', 'main')")
})

// Recorded from real Dolt.
it('dolt_preview_merge_conflicts tells what a merge would leave to be resolved, and leaves everything as it is', async () => {
  expect(await sql("select * from dolt_preview_merge_conflicts_summary('main', 'other')")).toEqual([['kl', '1', '0'], ['t', '3', '0']])
  expect(await sql("select base_a, our_a, our_diff_type, their_a, their_diff_type, their_b from dolt_preview_merge_conflicts('main', 'other', 't')")).toEqual([
    ['1', '20', 'modified', '10', 'modified', 'x'], ['2', '20', 'modified', null, 'removed', null], [null, '5', 'added', '4', 'added', 'o'],
  ])
  expect(await sql("select our_a, base_cardinality, our_cardinality, their_cardinality from dolt_preview_merge_conflicts('main', 'other', 'kl')"))
    .toEqual([['1', '2', '4', '3']])
  expect(await sql("select * from dolt_preview_merge_conflicts_summary('main', 'main')")).toEqual([])
  expect(await sql('select * from dolt_status')).toEqual([])
})

it('says what is wrong with its arguments', async () => {
  await expect(sql("select * from dolt_preview_merge_conflicts('main', 'other', 'nope')")).rejects.toMatchObject({ errno: 1146 })
  await expect(sql("select * from dolt_preview_merge_conflicts('main', 'other')")).rejects.toThrow("function 'dolt_preview_merge_conflicts' expected 3 arguments, 2 received")
  await expect(sql("select * from dolt_preview_merge_conflicts_summary('main')")).rejects.toThrow("function 'dolt_preview_merge_conflicts_summary' expected 2 arguments, 1 received")
  await expect(sql("select * from dolt_preview_merge_conflicts_summary(null, 'main')")).rejects.toThrow('Invalid argument to dolt_preview_merge_conflicts_summary: NULL')
  await expect(sql("select * from dolt_preview_merge_conflicts_summary('main', 'nope')")).rejects.toThrow('branch not found: nope')
  await expect(sql("select * from dolt_log('--not')")).rejects.toThrow("error: no value for option `not'")
})
