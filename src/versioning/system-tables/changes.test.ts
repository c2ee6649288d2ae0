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
  await rows('create table t (id int primary key, a int, b varchar(20))')
  await rows("insert into t values (1, 1, 'one'), (2, 2, 'two')")
  await rows("call dolt_commit('-Am', 'first')")
  await rows('update t set a = 20 where id = 2')
  await rows("call dolt_commit('-am', 'second')")
})

describe('dolt_column_diff', () => {
  it('names the columns that each commit, and what is not committed, changed', async () => {
    await rows("update t set b = 'eins' where id = 1")
    expect(await rows('select commit_hash = hashof(\'HEAD\'), message, column_name, diff_type from dolt_column_diff')).toEqual([
      [0, null, 'b', 'modified'], [1, 'second', 'a', 'modified'],
      [0, 'first', 'id', 'added'], [0, 'first', 'a', 'added'], [0, 'first', 'b', 'added'],
    ])
    expect(await rows("select column_name from dolt_column_diff where commit_hash = 'WORKING'")).toEqual([['b']])
  })

  it('takes a new row for a change of all its columns that are not NULL', async () => {
    await rows('insert into t values (3, 3, null)')
    expect(await rows("select column_name, diff_type from dolt_column_diff where commit_hash = 'WORKING'")).toEqual([
      ['id', 'modified'], ['a', 'modified'],
    ])
  })
})

describe('dolt_blame', () => {
  it('names the last commit of each row', async () => {
    expect(await rows('select id, message, committer from dolt_blame_t')).toEqual([[1, 'first', 'Tess'], [2, 'second', 'Tess']])
    await rows('delete from t where id = 1')
    expect(await rows('select id, message from dolt_blame_t')).toEqual([[2, 'second']])
  })

  it('needs a primary key', async () => {
    await rows('create table k (a int)')
    expect(await error('select * from dolt_blame_k')).toBe('unable to generate blame view for table without primary key')
  })
})

describe('dolt_diff --skinny', () => {
  const columns = async (args: string): Promise<readonly string[]> => (await host.query(session, `select * from dolt_diff(${args})`)).columns.map((c) => c.name)

  it('shows the key and the columns that differ', async () => {
    const commits = ['to_commit', 'to_commit_date', 'from_commit', 'from_commit_date', 'diff_type']
    const shown = (names: readonly string[]): string[] => names.filter((name) => !commits.includes(name))
    expect(shown(await columns("'--skinny', 'HEAD~1', 'HEAD', 't'"))).toEqual(['to_id', 'to_a', 'from_id', 'from_a'])
    expect(shown(await columns("'HEAD~1', 'HEAD', 't', '--skinny', '--include-cols=b'"))).toEqual(
      ['to_id', 'to_a', 'to_b', 'from_id', 'from_a', 'from_b'],
    )
    expect(await rows("select to_a, from_a from dolt_diff('--skinny', 'HEAD~1', 'HEAD', 't')")).toEqual([[20, 2]])
  })
})

it('dolt_branch_status counts commits ahead and behind', async () => {
  await rows("call dolt_branch('other', 'HEAD~1')")
  await rows("call dolt_commit('--allow-empty', '-m', 'third')")
  expect(await rows("select * from dolt_branch_status('main', 'other', 'main', 'HEAD~1')")).toEqual([['other', 0, 2], ['main', 0, 0], ['HEAD~1', 0, 1]])
  expect(await rows("select * from dolt_branch_status('other', 'main')")).toEqual([['main', 2, 0]])
  expect(await error('select * from dolt_branch_status()')).toContain('at least 1')
})
