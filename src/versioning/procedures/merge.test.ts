import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryHost } from '../../../test/support/memory-host.ts'
import type { Session } from '../../sql/session-state.ts'
import type { Value } from '../../sql/value.ts'

let host: MemoryHost
let session: Session

async function rows(...statements: readonly string[]): Promise<readonly (readonly Value[])[]> {
  let last: readonly (readonly Value[])[] = []
  for (const sql of statements) last = (await host.query(session, sql)).rows
  return last
}

async function error(sql: string): Promise<string> {
  try {
    await host.query(session, sql)
  } catch (e) {
    return (e as Error).message
  }
  return 'no error'
}

/** Two branches that each changed something since they parted; main is checked out. */
async function parted(ours: readonly string[], theirs: readonly string[]): Promise<void> {
  await rows("call dolt_branch('x')", ...ours, "call dolt_commit('-Am', 'ours')")
  await rows("call dolt_checkout('x')", ...theirs, "call dolt_commit('-Am', 'theirs')", "call dolt_checkout('main')")
}

beforeEach(async () => {
  host = new MemoryHost()
  await host.createDatabase('db')
  session = host.session('db')
  await rows(
    'create table t (id int primary key, a int, b int, unique key u (b))', 'insert into t values (1, 1, 1), (2, 2, 2), (3, 3, 3)',
    "call dolt_commit('-Am', 'base')",
  )
})

describe('dolt_merge of histories that have parted', () => {
  it('joins rows cell by cell, in a commit with two parents', async () => {
    await parted(['update t set a = 10 where id = 1', 'delete from t where id = 3'], ['update t set b = 20 where id = 1', 'insert into t values (4, 4, 4)'])
    const [[hash, ...answer]] = await rows("call dolt_merge('x')")
    expect(answer).toEqual([0, 0, 'merge successful'])
    expect(await rows('select * from t')).toEqual([[1, 10, 20], [2, 2, 2], [4, 4, 4]])
    expect(await rows('select id from t where b = 20')).toEqual([[1]])
    expect(await rows('select commit_hash, message from dolt_log limit 1')).toEqual([[hash, "Merge branch 'x' into main"]])
    expect(await rows(`select count(*) from dolt_commit_ancestors where commit_hash = '${String(hash)}'`)).toEqual([[2]])
    expect(await rows('select * from dolt_status')).toEqual([])
    expect(await rows("call dolt_merge('x')")).toEqual([['', 0, 0, 'cannot fast forward from a to b. a is ahead of b already']])
  })

  it('takes equal changes of both once', async () => {
    const both = ['update t set a = 9 where id = 1', 'delete from t where id = 2']
    await parted(both, [...both, 'update t set a = 8 where id = 3'])
    await rows("call dolt_merge('x')")
    expect(await rows('select * from t')).toEqual([[1, 9, 1], [3, 8, 3]])
  })

  it('lets a unique key pass from one row to another', async () => {
    await parted(['update t set a = 9 where id = 3'], ['delete from t where id = 2', 'insert into t values (0, 0, 2)'])
    await rows("call dolt_merge('x')")
    expect(await rows('select * from t')).toEqual([[0, 0, 2], [1, 1, 1], [3, 9, 3]])
  })

  for (const [what, ours, theirs] of [
    ['a cell that both set', 'update t set a = 98 where id = 2', 'update t set a = 99 where id = 2'],
    ['a row that one removed and the other changed', 'delete from t where id = 2', 'update t set a = 99 where id = 2'],
    ['a table that one dropped and the other changed', 'drop table t', 'delete from t where id = 2'],
    ['a key that both added', 'insert into t values (9, 9, 9)', 'insert into t values (9, 8, 9)'],
  ]) {
    it(`keeps ${what} for the user where the session allows it, and leaves everything as it was otherwise`, async () => {
      await parted([ours], [theirs])
      const [before] = await rows("select dolt_hashof_db(), dolt_hashof('HEAD')")
      expect(await error("call dolt_merge('x')")).toContain('Merge conflict detected, @autocommit transaction rolled back.')
      expect(await rows("select dolt_hashof_db(), dolt_hashof('HEAD')")).toEqual([before])
      await rows('set autocommit = 0')
      expect(await rows("call dolt_merge('x')")).toEqual([['', 0, 1, 'conflicts found']])
      expect(await rows('select is_merging, source, unmerged_tables from dolt_merge_status')).toEqual([[1, 'x', 't']])
      expect(await error('commit')).toContain('Merge conflict detected, transaction rolled back.')
      expect(await rows("select dolt_hashof_db(), dolt_hashof('HEAD')")).toEqual([before])
    })
  }

  it('refuses rows that come to share a unique key', async () => {
    await parted(['insert into t values (50, 50, 50)'], ['insert into t values (51, 51, 50)'])
    expect(await error("call dolt_merge('x')")).toContain(
      'Constraint violations: \nType: Unique Key Constraint Violation,\n\tName: u,\n\tColumns: [b] (2 row(s))',
    )
    expect(await rows('select id from t')).toEqual([[1], [2], [3], [50]])
  })

  it('joins schemas: columns, defaults and indexes of both sides', async () => {
    await parted(
      ['create index k on t (a)', 'alter table t add column c int default 7', 'insert into t values (8, 8, 8, 8)'],
      ['alter table t add column d varchar(10)', "insert into t values (4, 4, 4, 'four')", 'update t set a = 11 where id = 1'],
    )
    await rows("call dolt_merge('x')")
    expect(await rows('select * from t')).toEqual([[1, 11, 1, 7, null], [2, 2, 2, 7, null], [3, 3, 3, 7, null], [4, 4, 4, 7, 'four'], [8, 8, 8, 8, null]])
    expect(await rows('select id from t where a = 11')).toEqual([[1]])
  })

  it('makes FULLTEXT indexes anew of the joined rows', async () => {
    await rows('create table f (id int primary key, b varchar(99), fulltext key ft (b))', "insert into f values (1, 'one two')", "call dolt_commit('-Am', 'f')")
    await parted(["insert into f values (3, 'three four')"], ["insert into f values (4, 'four five')", "update f set b = 'nine' where id = 1"])
    expect(await rows("call dolt_merge('x')")).toEqual([[expect.any(String), 0, 0, 'merge successful']])
    expect(await rows("select id from f where match (b) against ('four nine one') order by id")).toEqual([[1], [3], [4]])
  })

  it('joins tables of one schema that both added, at the address that Dolt 2.3.1 gives the database', async () => {
    await host.createDatabase('fresh')
    session = host.session('fresh')
    await rows('create table t (id int primary key, b int)', 'insert into t values (1, 1), (2, 2)', "call dolt_commit('-Am', 'base')")
    const create = 'create table n (id int primary key, v int)'
    await parted([create, 'insert into n values (1, 1)'], [create, 'insert into n values (2, 2)'])
    await rows("call dolt_merge('x')")
    expect(await rows('select dolt_hashof_db()')).toEqual([['p66pveabjajqte0je4lkr11n59t84tfq']])
  })

  it('joins parents and children of a foreign key, unless parents went away', async () => {
    await rows(
      'create table p (id int primary key)', 'create table c (id int primary key, pid int, foreign key (pid) references p (id))',
      'insert into p values (1), (2), (3)', "call dolt_commit('-Am', 'tables')",
    )
    await parted(['insert into p values (4)'], ['insert into c values (2, 2)'])
    await rows("call dolt_merge('x')", "call dolt_branch('-d', '-f', 'x')")
    expect(await rows('select * from c')).toEqual([[2, 2]])
    await parted(['delete from p where id = 3'], ['insert into c values (3, 3)'])
    expect(await error("call dolt_merge('x')")).toContain('Type: Foreign Key Constraint Violation')
    expect(await rows('select * from c')).toEqual([[2, 2]])
  })

  it('refuses where local changes are in the way, and takes others along', async () => {
    await parted(['update t set a = 9 where id = 1'], ['update t set a = 8 where id = 2'])
    await rows('create table mine (id int primary key)', 'insert into t values (5, 5, 5)')
    expect(await error("call dolt_merge('x')")).toBe(
      'error: local changes would be stomped by merge:\n\tt\n Please commit your changes before you merge.',
    )
    await rows('delete from t where id = 5', "call dolt_merge('x')")
    expect(await rows('select table_name, staged, status from dolt_status')).toEqual([['mine', 0, 'new table']])
  })

  it('--no-commit leaves it to dolt_commit, --abort takes it back', async () => {
    await parted(['update t set a = 9 where id = 1'], ['update t set a = 8 where id = 2'])
    const [before] = await rows('select dolt_hashof_db()')
    expect(await rows("call dolt_merge('x', '--no-commit')")).toEqual([['', 0, 0, 'merge successful']])
    expect(await error("call dolt_merge('x')")).toBe('merging is not possible because you have not committed an active merge')
    expect(await rows("call dolt_merge('--abort')")).toEqual([['', 0, 0, 'merge aborted']])
    expect(await rows('select dolt_hashof_db()')).toEqual([before])
    expect(await error("call dolt_merge('--abort')")).toBe('fatal: There is no merge to abort')
    const [[hash]] = await rows("call dolt_merge('x', '--no-commit')", "call dolt_commit('-m', 'by hand')")
    expect(await rows(`select count(*) from dolt_commit_ancestors where commit_hash = '${String(hash)}'`)).toEqual([[2]])
  })

  it('--squash leaves the other history out, --ff-only refuses', async () => {
    await parted(['update t set a = 9 where id = 1'], ['update t set a = 8 where id = 2'])
    expect(await error("call dolt_merge('x', '--ff-only')")).toBe('fatal: Not possible to fast-forward, aborting')
    const [[hash]] = await rows("call dolt_merge('x', '--squash', '-m', 'all at once')")
    expect(await rows(`select count(*) from dolt_commit_ancestors where commit_hash = '${String(hash)}'`)).toEqual([[1]])
    expect(await rows('select message from dolt_log limit 1')).toEqual([['all at once']])
  })

  it('says what is wrong with arguments', async () => {
    for (const [call, message] of [
      ['', 'error: Please specify a branch to merge'], ["'nosuch'", 'branch not found: nosuch'],
      ["'x', '--squash', '--no-ff'", "error: Flags '--squash' and '--no-ff' cannot be used together"],
      ["'--no-commit', '--commit', 'x'", "cannot define both 'commit' and 'no-commit' flags at the same time"],
      ["'x', 'y'", 'Error: Dolt does not support merging from multiple commits. You probably meant to checkout one and then merge from the other.'],
    ]) expect(await error(`call dolt_merge(${call})`)).toBe(message)
  })
})
