import { beforeEach, expect, it } from 'vitest'
import { type Client, MemoryEngine } from '../../test/support/memory-engine.ts'

let sql: Client

beforeEach(async () => {
  sql = (await MemoryEngine.open()).client()
  await sql("call dolt_branch('other')")
  await sql('create table aliased (pk int primary key, v varchar(5))')
  await sql("insert into aliased values (1, 'one')")
  await sql("call dolt_checkout('other')")
  await sql(`insert into dolt_nonlocal_tables (table_name, target_ref, ref_table, options) values
    ('nl', 'main', 'aliased', 'immediate'), ('alias*', 'main', null, 'immediate'), ('here', null, 'mine', 'immediate'), ('bad', 'main', 'x', 'x')`)
})

// Recorded from real Dolt, as is the root.
it('tables that dolt_nonlocal_tables names are read and written where they stand', async () => {
  expect(await sql('select dolt_hashof_db()')).toEqual([['ghak2u0mv634vtb6qbstn3r3ljnk9uls']])
  await sql("insert into nl values (2, 'two')")
  await sql("update aliased set v = 'x' where pk = 2")
  await sql('delete from nl where pk = 1')
  expect(await sql('select * from `mydb/main`.aliased')).toEqual([['2', 'x']])
  await sql('create table mine (a int)')
  await sql('insert into here values (3)')
  expect(await sql('select * from mine')).toEqual([['3']])
  expect(await sql('show tables')).toEqual([['aliased'], ['here'], ['mine'], ['nl']])
})

it('no table is made under such a name, and none is cleaned away', async () => {
  await expect(sql('create table aliasing (a int)')).rejects.toThrow('Cannot create table name aliasing because it matches a name present in dolt_nonlocal_tables.')
  await expect(sql('select * from bad')).rejects.toThrow("Invalid nonlocal table options x: only valid value is 'immediate'.")
  await sql("call dolt_checkout('main')")
  await sql("insert into dolt_nonlocal_tables (table_name, target_ref, options) values ('alias*', 'main', 'immediate')")
  await sql("call dolt_add('dolt_nonlocal_tables')")
  await sql("call dolt_clean('-x')")
  expect(await sql('select * from aliased')).toEqual([['1', 'one']])
})

it('a transaction writes on one branch', async () => {
  await sql('create table mine (a int)')
  await sql('begin')
  await sql('insert into mine values (7)')
  await sql("insert into nl values (9, 'x')")
  await expect(sql('commit')).rejects.toThrow('Cannot commit changes on more than one branch / database')
  await sql('rollback')
  expect(await sql('select count(*) from nl')).toEqual([['1']])
})
