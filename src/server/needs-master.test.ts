import { expect, it } from 'vitest'
import { parse } from '../sql/parser/parser.ts'
import { needsMaster } from './needs-master.ts'

it.each([
  'select 1', 'table t', 'show tables', 'describe t', 'explain select 1', 'set @a = 1', 'set global x = 1', 'use db', 'start transaction', 'commit', 'rollback',
  "call dolt_checkout('side')", 'with x as (select 1) select * from x', 'values row(1)',
])('is done at a replica: %s', (sql) => {
  expect(needsMaster(parse(sql))).toBe(false)
})

it.each([
  'insert into t values (1)', 'replace into t values (1)', 'update t set a = 1', 'delete from t', 'create table t (a int)', 'drop table t', 'alter table t add b int',
  'truncate t', 'create view v as select 1', 'create database d', 'rename table a to b', 'create index i on t (a)', "call dolt_commit('-am', 'x')",
  "call DOLT_CHECKOUT('-b', 'new')", 'call dolt_checkout(@branch)', "call dolt_branch('x')", "call dolt_push('origin', 'main')", "grant select on *.* to 'a'@'%'",
])('needs the master: %s', (sql) => {
  expect(needsMaster(parse(sql))).toBe(true)
})
