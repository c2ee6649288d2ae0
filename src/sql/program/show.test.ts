import { expect, test } from 'vitest'
import { type Client, MemoryEngine } from '../../../test/support/memory-engine.ts'

const CONNECTION = ['utf8mb4', 'utf8mb4_0900_bin', 'utf8mb4_0900_bin']

async function client(): Promise<Client> {
  const sql = (await MemoryEngine.open()).client()
  await sql('create table t (a int primary key, b int)')
  await sql("create definer=`user` procedure p1(in x int, out y int, inout z varchar(10)) comment 'hello' sql security invoker reads sql data deterministic select x")
  await sql('create trigger tr before insert on t for each row set new.b = new.a + 1')
  await sql('create trigger tr2 before insert on t for each row precedes tr set new.b = new.a + 2')
  return sql
}

test('SHOW CREATE gives what was written', async () => {
  const sql = await client()
  const text = "create definer=`user` procedure p1(in x int, out y int, inout z varchar(10)) comment 'hello' sql security invoker reads sql data deterministic select x"
  expect(await sql('show create procedure P1')).toEqual([['p1', '', text, ...CONNECTION]])
  expect(await sql('show create trigger tr')).toMatchObject([['tr', '', 'create trigger tr before insert on t for each row set new.b = new.a + 1', ...CONNECTION, expect.any(String)]])
  await expect(sql('show create procedure nope')).rejects.toMatchObject({ errno: 1305 })
  await expect(sql('show create trigger nope')).rejects.toMatchObject({ errno: 1360 })
})

test('lists of programs', async () => {
  const sql = await client()
  expect(await sql("show procedure status like 'P%'")).toMatchObject([['mydb', 'p1', 'PROCEDURE', 'user@%', expect.any(String), expect.any(String), 'INVOKER', 'hello', ...CONNECTION]])
  expect(await sql('show triggers')).toMatchObject([
    ['tr', 'INSERT', 't', 'set new.b = new.a + 1', 'BEFORE', expect.any(String), '', '', ...CONNECTION],
    ['tr2', 'INSERT', 't', 'set new.b = new.a + 2', 'BEFORE', expect.any(String), '', '', ...CONNECTION],
  ])
})

test('information_schema describes programs as Dolt does', async () => {
  const sql = await client()
  expect(await sql('select routine_name, routine_type, routine_definition, is_deterministic, sql_data_access, security_type, routine_comment from information_schema.routines'))
    .toEqual([['p1', 'PROCEDURE', 'select x', 'YES', 'READS SQL DATA', 'INVOKER', 'hello']])
  expect(await sql('select ordinal_position, parameter_mode, parameter_name, data_type, character_octet_length, numeric_precision, dtd_identifier from information_schema.parameters'))
    .toEqual([['1', 'IN', 'x', 'int', null, '10', 'int'], ['2', 'OUT', 'y', 'int', null, '10', 'int'], ['3', 'INOUT', 'z', 'varchar', '40', null, 'varchar(10)']])
  expect(await sql('select trigger_name, action_order, event_manipulation, action_timing, definer from information_schema.triggers'))
    .toEqual([['tr2', '1', 'INSERT', 'BEFORE', 'root@localhost'], ['tr', '2', 'INSERT', 'BEFORE', 'root@localhost']])
})

test('CALL … AS OF reads tables at another point; a branch in the name says whose procedure', async () => {
  const sql = await client()
  await sql('create procedure p() select count(*) from t')
  await sql("call dolt_commit('-Am', 'one')")
  await sql("call dolt_branch('other')")
  await sql('drop procedure p')
  await sql('create procedure p() select count(*) * 10 from t')
  await sql('create procedure w() insert into t values (9, 9)')
  await sql('insert into t values (1, 1)')
  await sql("call dolt_commit('-Am', 'two')")
  expect(await sql('call p()')).toEqual([['10']])
  expect(await sql("call p() as of 'HEAD~1'")).toEqual([['0']])
  expect(await sql('call `mydb/other`.p()')).toEqual([['1']])
  await expect(sql("call w() as of 'HEAD'")).rejects.toThrow('read only')
})
