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

describe('dolt_json_diff', () => {
  it('names the paths at which documents differ', async () => {
    expect(await rows(`select diff_type, path, cast(from_value as char), cast(to_value as char) from dolt_json_diff(
      '{"a b": 1, "c": {"d": [1, {"e": 2}]}, "z": 1}', '{"a b": 2, "c": {"d": [2, {"f": 2}, 3]}, "y": null}')`)).toEqual([
      ['modified', '$.a b', '1', '2'], ['modified', '$.c.d[0]', '1', '2'], ['removed', '$.c.d[1].e', '2', null],
      ['added', '$.c.d[1].f', null, '2'], ['added', '$.c.d[2]', null, '3'], ['added', '$.y', null, 'null'], ['removed', '$.z', '1', null],
    ])
    expect(await rows("select path from dolt_json_diff('[1, 2, 3]', '[1]')")).toEqual([['$[1]'], ['$[2]']])
    expect(await rows("select * from dolt_json_diff('1', '1')")).toEqual([])
    expect(await error("select * from dolt_json_diff('1')")).toContain('expected 2 arguments, 1 received')
    expect(await error("select * from dolt_json_diff('{', '1')")).toContain('Invalid JSON text')
  })
})

describe('dolt_tests', () => {
  it('is stored as Dolt stores it, and takes only what can be asserted', async () => {
    expect(await rows('select * from dolt_tests')).toEqual([])
    await rows("insert into dolt_tests values ('a', 'g', 'select 1', 'expected_rows', '==', '1')")
    expect(await rows("select dolt_hashof_table('dolt_tests')")).toEqual([['og21qdroslb6jqk54b4t9fbf5urgcurc']])
    expect(await error("insert into dolt_tests values ('b', 'g', 'select 1', 'expected', '==', '1')")).toContain('assertion_type_check')
    expect((await rows('show create table dolt_tests'))[0][1]).toContain('CONSTRAINT `assertion_comparator_check` CHECK ((`assertion_comparator` IN (')
  })
})

it('dolt_status as of a branch is that branch\'s, and empty as of a commit', async () => {
  await rows("call dolt_checkout('-b', 'other')")
  await rows('create table n (id int primary key)')
  await rows("call dolt_add('n')")
  await rows("call dolt_checkout('main')")
  await rows('delete from t where id = 1')
  const status = async (ref: string): Promise<readonly (readonly Value[])[]> => await rows(`select * from dolt_status as of '${ref}'`)
  expect(await status('head')).toEqual([['t', 0, 'modified']])
  expect(await status('other')).toEqual([['n', 1, 'new table']])
  expect(await status('HEAD~1')).toEqual([])
})

describe('dolt_query_diff', () => {
  it('compares what two queries answer', async () => {
    await rows("insert into t values (3, 3, 'three')")
    await rows('delete from t where id = 1')
    expect(await rows("select * from dolt_query_diff('select * from t as of ''HEAD~1''', 'select * from t')")).toEqual([
      [1, 1, 'one', null, null, null, 'deleted'], [2, 2, 'two', 2, 20, 'two', 'modified'], [null, null, null, 3, 3, 'three', 'added'],
    ])
    expect(await rows("select * from dolt_query_diff('select a from t where id = 2', 'select count(*) from t')")).toEqual([
      [20, null, 'deleted'], [null, 2, 'added'],
    ])
  })

  it('says what is wrong', async () => {
    expect(await error('select * from dolt_query_diff()')).toBe("function 'dolt_query_diff' expected 2 arguments, 0 received")
    expect(await error("select * from dolt_query_diff('create table n (a int)', 'select 1')")).toBe('query must be a SELECT statement')
    expect(await error("select * from dolt_query_diff('select * from nosuch', 'select 1')")).toContain('nosuch')
  })
})

// Recorded from real Dolt.
describe('a table whose key has changed', () => {
  it('has no row in common with what it was', async () => {
    await rows('create table k (pk int primary key, c int)')
    await rows('insert into k values (1, 2), (3, 4)')
    await rows("call dolt_commit('-Am', 'k')")
    await rows('alter table k drop primary key, add primary key (c)')
    await rows("call dolt_commit('-am', 'other key')")
    expect(await rows("select column_name, diff_type from dolt_column_diff where commit_hash = hashof('HEAD') and table_name = 'k'"))
      .toEqual([['pk', 'modified'], ['c', 'modified']])
    expect(await error("select * from dolt_diff_stat('HEAD~', 'HEAD', 'k')")).toBe('failed to compute diff stat for table k: primary key set changed')
    expect(await rows("select * from dolt_diff_stat('HEAD~', 'HEAD')")).toEqual([['k', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]])
    expect(await error("select * from dolt_diff_summary('HEAD~', 'HEAD', 'k')")).toBe('failed to compute diff summary for table k: primary key set changed')
    expect(await rows("select * from dolt_diff_summary('HEAD~', 'HEAD')")).toEqual([])
  })

  it('dolt_diff stops where a column of the key has another type', async () => {
    await rows('create table k (pk varchar(10) primary key)')
    await rows("insert into k values ('1')")
    await rows("call dolt_commit('-Am', 'k')")
    await rows('alter table k modify pk varchar(11)')
    await rows("call dolt_commit('-am', 'wider')")
    await rows("insert into k values ('2')")
    expect(await rows('select to_pk, from_pk, diff_type from dolt_diff_k')).toEqual([['2', null, 'added']])
  })
})

it('dolt_diff_stat counts no cell of a dropped column as modified', async () => {
  await rows('alter table t drop column b')
  expect((await rows("select rows_modified, cells_modified from dolt_diff_stat('HEAD', 'WORKING', 't')"))).toEqual([[2, 0]])
})

// Recorded from real Dolt.
it('dolt_history leaves values out that were of another type, and says so', async () => {
  await rows('delete from t where id = 2')
  await rows("update t set b = '7'")
  await rows('alter table t modify b int')
  await rows("call dolt_commit('-am', 'b is a number')")
  expect(await rows("select id, b from dolt_history_t where commit_hash = hashof('HEAD')")).toEqual([[1, 7]])
  expect(await rows("select id, b from dolt_history_t where commit_hash = hashof('HEAD~')")).toEqual([[1, null], [2, null]])
  expect(await rows('show warnings')).toEqual([[
    'Warning', 1246, "Unable to convert field b in historical rows because its type (int) doesn't match current schema's type (varchar(20))",
  ]])
})

it('information_schema.columns has the columns of views, under names in lower case', async () => {
  await rows('create view Wide (x, y) as select id + 1, b from t')
  await rows('create view gone as select 1 as one')
  expect(await rows("select table_name, column_name, ordinal_position, data_type, is_nullable from information_schema.columns where table_schema = database() and table_name in ('wide', 'gone')"))
    .toEqual([['gone', 'one', 1, 'tinyint', 'NO'], ['wide', 'x', 1, 'bigint', 'NO'], ['wide', 'y', 2, 'varchar', 'YES']])
  await rows('drop table t')
  expect(await rows("select count(*) from information_schema.columns where table_name = 'wide'")).toEqual([[0]])
})
