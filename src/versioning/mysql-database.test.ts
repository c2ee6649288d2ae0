import { expect, it } from 'vitest'
import { MemoryEngine } from '../../test/support/memory-engine.ts'

it('the database mysql shows who is asking, and can\'t be changed', async () => {
  const sql = (await MemoryEngine.open()).client()
  expect(await sql('select host, user, select_priv, plugin, account_locked from mysql.user')).toEqual([['%', 'root', 'Y', 'mysql_native_password', 'N']])
  expect(await sql('select count(*) from mysql.db')).toEqual([['0']])
  await sql('use mysql')
  expect(await sql('show tables')).toEqual([['db'], ['procs_priv'], ['role_edges'], ['tables_priv'], ['user']])
  await expect(sql('create table mysql.x (a int)')).rejects.toMatchObject({ errno: 1049 })
  await expect(sql('drop database mysql')).rejects.toThrow('unable to drop database: mysql')
  await expect(sql('create database mysql')).rejects.toMatchObject({ errno: 1007 })
})

it('SHOW DATABASES has the ref that the session is at, and all branches on demand', async () => {
  const sql = (await MemoryEngine.open()).client()
  await sql("call dolt_branch('b')")
  await sql("call dolt_tag('t')")
  expect(await sql('show databases')).toEqual([['information_schema'], ['mydb'], ['mysql']])
  await sql('use `mydb/t`')
  expect(await sql('show databases')).toEqual([['information_schema'], ['mydb'], ['mydb/t'], ['mysql']])
  await sql('set dolt_show_branch_databases = 1')
  await sql('use `mydb@b`')
  expect(await sql('show databases')).toEqual([['information_schema'], ['mydb'], ['mydb/main'], ['mydb@b'], ['mysql']])
})

// Recorded from real Dolt.
it('databases are made and dropped with what Dolt notes', async () => {
  const sql = (await MemoryEngine.open()).client()
  await sql('create database if not exists mydb')
  expect(await sql('show warnings')).toEqual([['Note', '1007', "Can't create database mydb; database exists "]])
  expect(await sql('create database other character set latin1')).toBe(1)
  expect(await sql('show warnings')).toEqual([['Warning', '1235', 'Setting CHARACTER SET, COLLATION and ENCRYPTION are not supported yet']])
  expect(await sql('drop database other')).toBe(1)
  expect(await sql('drop database if exists other')).toBe(0)
  expect(await sql('show warnings')).toEqual([['Note', '1008', "Can't drop database other; database doesn't exist "]])
  await expect(sql('create database `a@b`')).rejects.toMatchObject({ errno: 1102, message: "Incorrect database name 'a@b'" })
  await expect(sql('create database if not exists `mydb/b`')).rejects.toMatchObject({ errno: 1102 })
})
