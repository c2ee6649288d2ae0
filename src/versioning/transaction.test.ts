import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryHost } from '../../test/support/memory-host.ts'
import { fixtureStore } from '../../test/support/fixture-store.ts'
import { describeWithShared } from '../../test/support/shared.ts'
import type { Session } from '../sql/session-state.ts'
import type { Value } from '../sql/value.ts'

let host: MemoryHost
let one: Session
let two: Session

async function rows(on: Session, sql: string): Promise<readonly (readonly Value[])[]> {
  return (await host.query(on, sql)).rows
}

beforeEach(async () => {
  host = new MemoryHost()
  await host.createDatabase('db')
  one = host.session('db')
  two = host.session('db')
  await rows(one, 'create table t (id int primary key, v int, key (v))')
  await rows(one, 'insert into t values (1, 10), (2, 20), (3, 30)')
})

describe('transactions of two sessions', () => {
  it('see a database as it was when they began', async () => {
    await rows(one, 'start transaction')
    expect(await rows(one, 'select count(*) from t')).toEqual([[3]])
    await rows(two, 'insert into t values (4, 40)')
    expect(await rows(one, 'select count(*) from t')).toEqual([[3]])
    await rows(one, 'commit')
    expect(await rows(one, 'select count(*) from t')).toEqual([[4]])
  })

  it('are joined when they changed different rows', async () => {
    await rows(one, 'start transaction')
    await rows(one, 'update t set v = 11 where id = 1')
    await rows(two, 'update t set v = 33 where id = 3')
    await rows(two, 'insert into t values (4, 40)')
    await rows(one, 'commit')
    expect(await rows(two, 'select * from t order by id')).toEqual([[1, 11], [2, 20], [3, 33], [4, 40]])
    expect(await rows(two, 'select id from t where v = 11')).toEqual([[1]])
  })

  it('are joined when they changed different tables', async () => {
    await rows(one, 'create table u (id int primary key)')
    await rows(one, 'start transaction')
    await rows(one, 'insert into u values (1)')
    await rows(two, 'delete from t')
    await rows(one, 'commit')
    expect(await rows(two, 'select count(*) from t')).toEqual([[0]])
    expect(await rows(two, 'select count(*) from u')).toEqual([[1]])
  })

  it('are refused when they changed the same row', async () => {
    await rows(one, 'start transaction')
    await rows(one, 'update t set v = 11 where id = 1')
    await rows(two, 'update t set v = 12 where id = 1')
    await expect(rows(one, 'commit')).rejects.toMatchObject({ errno: 1213, sqlState: '40001' })
    expect(await rows(two, 'select v from t where id = 1')).toEqual([[12]])
  })

  it('leave nothing when they are rolled back, or a statement fails', async () => {
    await rows(one, 'start transaction')
    await rows(one, 'insert into t values (4, 40)')
    await rows(one, 'rollback')
    expect(await rows(one, 'select count(*) from t')).toEqual([[3]])
    await expect(rows(one, 'insert into t values (5, 50), (1, 1)')).rejects.toMatchObject({ errno: 1062, sqlState: '23000' })
    expect(await rows(one, 'select count(*) from t')).toEqual([[3]])
  })
})

describe('errors of changes', () => {
  it('are MySQL\'s', async () => {
    await rows(one, 'create table u (a varchar(10), b int, unique key ab (a, b))')
    await rows(one, "insert into u values ('x', 1), (null, 1), (null, 1)")
    await expect(rows(one, "insert into u values ('x', 1)")).rejects.toThrow("Duplicate entry 'x-1' for key 'u.ab'")
    await expect(rows(one, 'insert into t values (1, 1)')).rejects.toThrow("Duplicate entry '1' for key 't.PRIMARY'")
    await expect(rows(one, 'create table t (a int)')).rejects.toMatchObject({ errno: 1050 })
    await expect(rows(one, 'drop table nosuch')).rejects.toMatchObject({ errno: 1051 })
    await expect(rows(one, 'alter table t drop index nosuch')).rejects.toMatchObject({ errno: 1091 })
    await expect(rows(one, 'create unique index uv on u (b)')).rejects.toMatchObject({ errno: 1062 })
    await expect(rows(one, 'create table w (a text, key (a))')).rejects.toMatchObject({ errno: 1170 })
    await expect(rows(one, 'create table w (a int, foreign key (a) references nosuch (b))')).rejects.toMatchObject({ errno: 1824 })
    await expect(rows(one, 'create table w (a int, foreign key (a) references t (v))')).resolves.toEqual([])
    await expect(rows(one, 'drop table t')).rejects.toMatchObject({ errno: 3730 })
    await expect(rows(one, 'create database db')).rejects.toMatchObject({ errno: 1007 })
    await expect(rows(one, 'drop database nosuch')).rejects.toMatchObject({ errno: 1008 })
    await expect(rows(one, 'use nosuch')).rejects.toMatchObject({ errno: 1049 })
    await expect(rows(one, 'use `db/nosuch`')).rejects.toMatchObject({ errno: 1049 })
  })
})

describeWithShared('a replica of a remote that Dolt pushed', () => {
  it('refuses every write', async () => {
    host.serve('types', fixtureStore('types'))
    const session = host.session('types')
    for (const sql of [
      "insert into parent values (9, 'x')", 'delete from parent', 'create table z (a int)', 'drop table parent', 'truncate parent',
      'create index i on parent (v)', 'create view z as select 1', "call dolt_commit('-m', 'x')", "call dolt_branch('x')",
      "call dolt_tag('x')",
      "call dolt_remote('add', 'x', 'file:///x')", "call dolt_push('origin', 'main')", "call dolt_fetch()", "call dolt_reset('--hard')",
    ]) {
      await expect(rows(session, sql)).rejects.toMatchObject({ errno: 1290 })
    }
  })

  it('has the addresses that Dolt recorded', async () => {
    host.serve('types', fixtureStore('types'))
    expect(await rows(host.session('types'), "select dolt_hashof_table('numbers'), dolt_hashof_db()")).toEqual([
      ['fcgsud8kittdorcoaetef58plqs2mhie', '6nhujfg4b5co7e4e7hkgr4v19rcrod0e'],
    ])
  })
})
