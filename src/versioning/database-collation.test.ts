import { expect, it } from 'vitest'
import { MemoryEngine } from '../../test/support/memory-engine.ts'

it('tables take the collation of their database, which statements set and tell', async () => {
  const memory = await MemoryEngine.open()
  const client = memory.client()
  await client('create database d collate latin1_general_ci')
  await client('use d')
  expect(await client('select @@character_set_database, @@collation_database')).toEqual([['latin1', 'latin1_general_ci']])
  await client('create table t (v varchar(5))')
  expect(JSON.stringify(await client('show create table t'))).toContain('DEFAULT CHARSET=latin1 COLLATE=latin1_general_ci')
  await client('alter database d character set utf8mb3')
  expect(await client('show create database d')).toEqual([['d', 'CREATE DATABASE `d` /*!40100 DEFAULT CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci */']])
  expect(await client("select default_character_set_name, default_collation_name from information_schema.schemata where schema_name = 'd'")).toEqual([['utf8mb3', 'utf8mb3_general_ci']])
  await client('create table u (v varchar(5))')
  expect(JSON.stringify(await client('show create table u'))).toContain('COLLATE=utf8mb3_general_ci')
  expect(JSON.stringify(await client('show create table t'))).toContain('COLLATE=latin1_general_ci')
  await expect(client('create database e collate no_such_collation')).rejects.toMatchObject({ errno: 1273 })
  expect(JSON.stringify(await client('show databases'))).not.toContain('"e"')
})
