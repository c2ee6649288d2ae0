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
  await rows('create table t (id int primary key, v varchar(20))')
  await rows("insert into t values (1, 'one')")
  await rows("call dolt_commit('-Am', 'first')")
})

describe('dolt_stash', () => {
  it('puts changes aside and brings them back', async () => {
    await rows("update t set v = 'eins'")
    expect(await rows("call dolt_stash('push', 'mine')")).toEqual([[0]])
    expect(await rows('select v from t')).toEqual([['one']])
    expect(await rows("select name, stash_id, branch, hash = hashof('HEAD'), commit_message from dolt_stashes")).toEqual([
      ['mine', 'stash@{0}', 'main', 1, 'first'],
    ])
    await rows("call dolt_stash('pop', 'mine')")
    expect(await rows('select v from t')).toEqual([['eins']])
    expect(await rows('select * from dolt_stashes')).toEqual([])
  })

  it('keeps what apply brings back, and lists the newest first, also beyond ten', async () => {
    for (let i = 0; i < 12; i++) {
      await rows(`update t set v = 'value ${i}'`)
      await rows("call dolt_stash('push', 'mine')")
    }
    await rows("call dolt_stash('apply', 'mine', 'stash@{1}')")
    expect(await rows('select v from t')).toEqual([['value 10']])
    expect(await rows('select count(*) from dolt_stashes')).toEqual([[12]])
    await rows("call dolt_reset('--hard')")
    await rows("call dolt_stash('drop', 'mine', '0')")
    await rows("call dolt_stash('pop', 'mine')")
    expect(await rows('select v from t')).toEqual([['value 10']])
    await rows("call dolt_stash('clear', 'mine')")
    expect(await rows('select * from dolt_stashes')).toEqual([])
  })

  it('takes new tables only when they are staged or that is asked for', async () => {
    await rows('create table staged (id int primary key)')
    await rows("call dolt_add('staged')")
    await rows('create table untracked (id int primary key)')
    await rows("call dolt_stash('push', 'mine')")
    expect(await rows('show tables')).toEqual([['t'], ['untracked']])
    expect(await error("call dolt_stash('push', 'mine')")).toBe('No local changes to save')
    await rows("call dolt_stash('push', 'other', '--include-untracked')")
    expect(await rows('show tables')).toEqual([['t']])
    await rows("call dolt_stash('pop', 'mine')")
    expect(await rows('select * from dolt_status')).toEqual([['staged', 1, 'new table']])
    await rows("call dolt_stash('pop', 'other')")
    expect(await rows('select * from dolt_status order by table_name')).toEqual([['staged', 1, 'new table'], ['untracked', 0, 'new table']])
  })

  it('keeps an entry that conflicts with what was changed since', async () => {
    await rows("update t set v = 'stashed'")
    await rows("call dolt_stash('push', 'mine')")
    await rows("update t set v = 'changed'")
    expect(await error("call dolt_stash('pop', 'mine')")).toContain("would be overwritten by applying stash 0:\n\t{'t'}")
    expect(await rows('select v from t')).toEqual([['changed']])
    expect(await rows('select count(*) from dolt_stashes')).toEqual([[1]])
  })

  it('says what is wrong', async () => {
    expect(await error("call dolt_stash('push')")).toBe('error: invalid arguments. Must provide valid subcommand and stash name')
    expect(await error("call dolt_stash('push', 'mine')")).toBe('No local changes to save')
    expect(await error("call dolt_stash('pop', 'mine')")).toBe('No stash entries found.')
    expect(await error("call dolt_stash('pop', 'mine', 'first')")).toBe('error: first is not a valid reference')
    expect(await error("call dolt_stash('peek', 'mine')")).toBe('unknown stash subcommand peek')
    await rows("update t set v = 'eins'")
    await rows("call dolt_stash('push', 'mine')")
    expect(await error("call dolt_stash('drop', 'mine', '4')")).toBe("fatal: log for 'stash' only has 1 entries")
  })
})

describe('dolt_rm', () => {
  it('drops committed tables and stages that', async () => {
    await rows("call dolt_rm('t')")
    expect(await rows('select * from dolt_status')).toEqual([['t', 1, 'deleted']])
    expect(await rows('show tables')).toEqual([])
  })

  it('leaves the table with --cached', async () => {
    await rows("call dolt_rm('t', '--cached')")
    expect(await rows('select * from dolt_status')).toEqual([['t', 1, 'deleted'], ['t', 0, 'new table']])
  })

  it('loses no changes', async () => {
    await rows("insert into t values (2, 'two')")
    expect(await error("call dolt_rm('t')")).toBe('error: the table(s) t have unstaged changes.')
    await rows("call dolt_commit('-am', 'second')")
    await rows('create table u (id int primary key, foreign key (id) references t(id))')
    expect(await error("call dolt_rm('t')")).toBe('unable to remove `t` since it is referenced from table `u`')
    await rows("call dolt_add('u')")
    expect(await error("call dolt_rm('u')")).toBe('error: the table(s) u have changes saved in the index. Use --cached or commit.')
    expect(await error("call dolt_rm('nosuch')")).toBe('error: the table(s) nosuch do not exist')
    expect(await error('call dolt_rm()')).toBe('Nothing specified, nothing removed. Which tables should I remove?')
  })
})

describe('dolt_clean', () => {
  it('drops untracked tables but those that dolt_ignore names', async () => {
    await rows("insert into dolt_ignore values ('keep%', true)")
    await rows("call dolt_commit('-Am', 'patterns')")
    for (const name of ['a', 'b', 'keep']) await rows(`create table ${name} (id int primary key)`)
    await rows("call dolt_clean('--dry-run')")
    expect(await rows('show tables')).toEqual([['a'], ['b'], ['keep'], ['t']])
    await rows("call dolt_clean('a')")
    expect(await rows('show tables')).toEqual([['b'], ['keep'], ['t']])
    await rows('call dolt_clean()')
    expect(await rows('show tables')).toEqual([['keep'], ['t']])
    await rows("call dolt_clean('-x')")
    expect(await rows('show tables')).toEqual([['t']])
    expect(await error("call dolt_clean('nosuch')")).toBe("failed to clean; table not found: 'nosuch'")
  })
})

describe('dolt_squash_history and dolt_count_commits', () => {
  it('make one commit of many, and count them', async () => {
    for (const name of ['second', 'third']) await rows(`call dolt_commit('--allow-empty', '-m', '${name}')`)
    await rows("call dolt_branch('old')")
    const [[root]] = await rows('select dolt_hashof_db()')
    await rows("call dolt_squash_history('-m', 'all', '--first', 'HEAD~1')")
    expect(await rows('select message from dolt_log')).toEqual([['all'], ['first'], ['Initialize data repository']])
    expect(await rows("call dolt_count_commits('--from', 'main', '--to', 'old')")).toEqual([[1, 2]])
    await rows("call dolt_squash_history('-m', 'everything')")
    expect(await rows('select message from dolt_log')).toEqual([['everything'], ['Initialize data repository']])
    expect(await rows('select dolt_hashof_db()')).toEqual([[root]])
    expect(await error("call dolt_squash_history('-m', 'x', '--first', 'old')")).toBe('--first must be an ancestor of HEAD')
    expect(await error('call dolt_squash_history()')).toBe('must provide a commit message with --message')
  })
})
