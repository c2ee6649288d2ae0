import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryHost } from '../../../test/support/memory-host.ts'
import type { Session } from '../../sql/session-state.ts'
import type { Value } from '../../sql/value.ts'

let host: MemoryHost
let session: Session

async function rows(sql: string): Promise<readonly (readonly Value[])[]> {
  return (await host.query(session, sql)).rows
}

async function error(sql: string): Promise<string> {
  try {
    await host.query(session, sql)
  } catch (e) {
    return (e as Error).message
  }
  return 'no error'
}

beforeEach(async () => {
  host = new MemoryHost()
  await host.createDatabase('db')
  session = host.session('db')
  await rows('create table t (id int primary key, u int, unique key (u))')
  await rows('insert into t values (1, 10), (2, 20)')
  await rows("call dolt_commit('-Am', 'first')")
})

describe('dolt_workspace', () => {
  it('shows what is staged and what is not', async () => {
    await rows('update t set u = 11 where id = 1')
    await rows("call dolt_add('t')")
    await rows('delete from t where id = 2')
    expect(await rows('select * from dolt_workspace_t')).toEqual([[0, 1, 'modified', 1, 11, 1, 10], [1, 0, 'removed', null, null, 2, 20]])
    expect(await rows('select * from dolt_workspace_nosuch')).toEqual([])
    expect(await error('update dolt_workspace_nosuch set staged = 1')).toContain('nosuch')
  })

  it('stages single rows, and takes them back', async () => {
    await rows('update t set u = u + 1')
    await rows('insert into t values (3, 30)')
    await rows('update dolt_workspace_t set staged = true where to_id in (1, 3)')
    expect(await rows("select * from t as of 'STAGED'")).toEqual([[1, 11], [2, 20], [3, 30]])
    expect(await rows('select to_id, staged from dolt_workspace_t')).toEqual([[1, 1], [3, 1], [2, 0]])
    await rows('update dolt_workspace_t set staged = false where to_id = 3')
    expect(await rows("select * from t as of 'STAGED'")).toEqual([[1, 11], [2, 20]])
    expect(await rows('select count(*) from t')).toEqual([[3]])
    await rows("call dolt_commit('-m', 'one row')")
    expect(await rows("select * from t as of 'HEAD'")).toEqual([[1, 11], [2, 20]])
  })

  it('stages rows of a new table, and rows that hand on a unique key', async () => {
    await rows('create table n (id int primary key)')
    await rows('insert into n values (1), (2)')
    await rows('update dolt_workspace_n set staged = true where to_id = 2')
    expect(await rows("select * from n as of 'STAGED'")).toEqual([[2]])
    await rows('delete from t where id = 1')
    await rows('insert into t values (3, 10)')
    expect(await error("update dolt_workspace_t set staged = true where diff_type = 'added'")).toContain('Duplicate entry')
    await rows('update dolt_workspace_t set staged = true')
    expect(await rows("select * from t as of 'STAGED' order by id")).toEqual([[2, 20], [3, 10]])
  })

  it('counts rows of a table without primary key', async () => {
    await rows('create table k (a int)')
    await rows('insert into k values (1), (1), (1)')
    await rows('update dolt_workspace_k set staged = true where id < 2')
    expect(await rows("select count(*) from k as of 'STAGED'")).toEqual([[2]])
    expect(await rows('select id, staged from dolt_workspace_k')).toEqual([[0, 1], [1, 1], [2, 0]])
  })

  it('undoes changes that are deleted from it', async () => {
    await rows('update t set u = 11 where id = 1')
    await rows('delete from t where id = 2')
    await rows('insert into t values (3, 30)')
    await rows('delete from dolt_workspace_t')
    expect(await rows('select * from t')).toEqual([[1, 10], [2, 20]])
    expect(await rows('select * from dolt_status')).toEqual([])
  })

  it('keeps to foreign keys when rows go or come back', async () => {
    await rows('create table c (id int primary key, t_id int references t (id), foreign key (t_id) references t (id))')
    await rows('create table g (id int primary key, t_id int, foreign key (t_id) references t (id) on delete cascade)')
    await rows("call dolt_commit('-Am', 'keys')")
    await rows('insert into t values (3, 30), (4, 40)')
    await rows('insert into c values (1, 3)')
    await rows('insert into g values (1, 4)')
    expect(await error('delete from dolt_workspace_t where to_id = 3')).toContain('cannot delete or update a parent row')
    expect(await rows('select id from t')).toEqual([[1], [2], [3], [4]])
    await rows('delete from dolt_workspace_t where to_id = 4')
    expect(await rows('select * from g')).toEqual([])
  })

  it('takes no other change', async () => {
    await rows('update t set u = 11 where id = 1')
    expect(await error('update dolt_workspace_t set to_u = 5')).toBe("only update of column 'staged' is allowed")
    await rows("call dolt_add('t')")
    expect(await error('delete from dolt_workspace_t')).toBe('cannot delete staged rows from workspace')
  })
})
