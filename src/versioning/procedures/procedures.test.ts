import { beforeEach, describe, expect, it } from 'vitest'
import { MemoryHost } from '../../../test/support/memory-host.ts'
import { nodePlatform } from '../../master/platform.ts'
import type { Session } from '../../sql/session-state.ts'
import type { Value } from '../../sql/value.ts'
import { MemoryChunkStore } from '../../store/memory-chunk-store.ts'

let host: MemoryHost
let session: Session

async function rows(sql: string, on: Session = session): Promise<readonly (readonly Value[])[]> {
  return (await host.query(on, sql)).rows
}

async function error(sql: string, on: Session = session): Promise<string> {
  try {
    await host.query(on, sql)
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
  host.told.length = 0
})

describe('dolt_add and dolt_commit', () => {
  it('commit what is staged, and no more', async () => {
    await rows("insert into t values (2, 'two')")
    await rows('create table u (id int primary key)')
    expect(await rows('select * from dolt_status order by table_name')).toEqual([['t', 0, 'modified'], ['u', 0, 'new table']])
    expect(await error("call dolt_commit('-m', 'nothing is staged')")).toBe('nothing to commit')
    await rows("call dolt_add('t')")
    expect(await rows('select * from dolt_status order by table_name')).toEqual([['t', 1, 'modified'], ['u', 0, 'new table']])
    await rows("call dolt_commit('-m', 'second')")
    expect(await rows('select * from dolt_status')).toEqual([['u', 0, 'new table']])
    expect(await rows("select count(*) from t as of 'HEAD'")).toEqual([[2]])
    expect(await rows("select count(*) from t as of 'HEAD~1'")).toEqual([[1]])
  })

  it('commit another branch than the current one', async () => {
    await rows("call dolt_branch('other')")
    await rows("insert into `db/other`.t values (2, 'two')")
    await rows("insert into t values (3, 'three')")
    await rows("call dolt_commit('--branch', 'other', '-a', '-m', 'elsewhere')")
    expect(await rows("select message from dolt_log('other') limit 1")).toEqual([['elsewhere']])
    expect(await rows('select active_branch(), (select count(*) from dolt_status), (select count(*) from `db/other`.dolt_status)')).toEqual([['main', 1, 0]])
    expect(await error("call dolt_commit('--branch', 'nosuch', '-a', '-m', 'x')")).toContain('db/nosuch')
  })

  it('leave tables that dolt_ignore names, tracked or new, unless they are forced', async () => {
    await rows("insert into dolt_ignore values ('t', true), ('u', true)")
    await rows("insert into t values (2, 'two')")
    await rows('create table u (id int primary key)')
    await rows("call dolt_add('t', 'u')")
    await rows("call dolt_add('.')")
    expect(await rows('select table_name from dolt_status where staged')).toEqual([['dolt_ignore']])
    await rows("call dolt_commit('-am', 'what is tracked')")
    expect(await rows("select count(*) from t as of 'HEAD'")).toEqual([[2]])
    await rows("call dolt_add('-f', 'u')")
    expect(await rows('select table_name from dolt_status where staged')).toEqual([['u']])
  })

  it('say what is wrong', async () => {
    expect(await error('call dolt_commit()')).toBe('Must provide commit message.')
    expect(await error("call dolt_commit('--allow-empty', '-m', '')")).toBe('Aborting commit due to empty commit message.')
    expect(await error("call dolt_commit('--allow-empty', '-m', 'x', '--author', 'Joe')")).toContain('Author not formatted correctly')
    expect(
      await error("call dolt_commit('--allow-empty', '-m', 'x', '--date', 'someday')"),
    ).toBe("error: 'someday' is not in a supported format.")
    expect(await error("call dolt_add('nosuch')")).toBe('error: the table(s) nosuch do not exist')
    expect(await error('call dolt_add()')).toContain('Nothing specified, nothing added')
    expect(await error('call nosuch()')).toContain('stored procedure "nosuch" does not exist')
  })

  it('leave the database alone when there is nothing to commit and that is allowed', async () => {
    expect(await rows("call dolt_commit('-m', 'x', '--skip-empty')")).toEqual([])
    expect(await rows("call dolt_commit('-m', 'x', '--allow-empty')")).toHaveLength(1)
  })

  it('tell those who push on write what moved, and nothing else', async () => {
    await rows("insert into t values (2, 'two')")
    expect(host.told).toEqual([])
    await rows("call dolt_commit('-am', 'second')")
    expect(host.told.map((change) => change.ref)).toEqual(['refs/heads/main'])
    await rows("call dolt_tag('v1')")
    await rows("call dolt_branch('b')")
    expect(host.told.slice(1).map((change) => change.ref)).toEqual(['refs/tags/v1', 'refs/heads/b'])
  })

  it('amend the last commit', async () => {
    const [[before]] = await rows("select hashof('HEAD~1')")
    await rows("insert into t values (2, 'two')")
    await rows("call dolt_commit('-a', '--amend', '-m', 'better')")
    expect(await rows("select message from dolt_log limit 1")).toEqual([['better']])
    expect(await rows("select hashof('HEAD~1')")).toEqual([[before]])
  })

  it('leave new tables out that dolt_ignore names', async () => {
    await rows("insert into dolt_ignore values ('tmp_*', true)")
    await rows('create table tmp_1 (id int primary key)')
    expect((await rows('select table_name from dolt_status')).flat()).toEqual(['dolt_ignore'])
    await rows("call dolt_commit('-Am', 'ignoring')")
    expect(await rows("show tables as of 'HEAD'")).toEqual([['t']])
    await rows("call dolt_add('-f', 'tmp_1')")
    await rows("call dolt_commit('-m', 'forced')")
    expect(await rows("show tables as of 'HEAD'")).toEqual([['t'], ['tmp_1']])
  })
})

describe('branches', () => {
  it('are made, switched to, moved and deleted', async () => {
    expect(await rows("call dolt_checkout('-b', 'b1')")).toEqual([[0, "Switched to branch 'b1'"]])
    await rows("insert into t values (2, 'two')")
    await rows("call dolt_commit('-am', 'on b1')")
    expect(await rows('select active_branch()')).toEqual([['b1']])
    await rows("call dolt_checkout('main')")
    expect(await rows('select count(*) from t')).toEqual([[1]])
    expect(await rows('select count(*) from `db/b1`.t')).toEqual([[2]])
    expect(await error("call dolt_branch('-d', 'b1')")).toBe("branch 'b1' is not fully merged")
    expect(await error("call dolt_branch('-d', 'main')")).toBe("Cannot delete checked out branch 'main'")
    await rows("call dolt_branch('-m', 'b1', 'b2')")
    await rows("call dolt_branch('-c', 'b2', 'b3')")
    expect((await rows('select name from dolt_branches')).flat()).toEqual(['b2', 'b3', 'main'])
    await rows("call dolt_branch('-D', 'b2', 'b3')")
    expect((await rows('select name from dolt_branches')).flat()).toEqual(['main'])
  })

  it('say what is wrong', async () => {
    expect(await error("call dolt_branch('main')")).toBe("fatal: A branch named 'main' already exists.")
    expect(await error("call dolt_branch('MAIN', '-f')")).toBe("fatal: A branch named 'main' already exists.")
    expect(await error("call dolt_branch('x', 'nosuch')")).toBe(
      "fatal: 'nosuch' is not a commit and a branch 'x' cannot be created from it",
    )
    expect(await error("call dolt_branch('bad name')")).toBe("fatal: 'bad name' is an invalid branch name.")
    expect(await error("call dolt_branch('-d', 'nosuch')")).toBe('branch not found')
    expect(await error("call dolt_checkout('nosuch')")).toBe("error: tablespec 'nosuch' did not match any table(s) known to dolt")
    expect(await error('select * from `db/nosuch`.t')).toBe('database not found: db/nosuch')
  })

  it('keep changes that are not committed to themselves', async () => {
    await rows("call dolt_branch('b')")
    await rows("insert into t values (5, 'main')")
    await rows("call dolt_checkout('b')")
    expect(await rows('select count(*) from t')).toEqual([[1]])
    expect(await rows('select dirty from dolt_branches order by name')).toEqual([[0], [1]])
    await rows("insert into `db/main`.t values (6, 'from b')")
    await rows("call dolt_checkout('main')")
    expect(await rows('select count(*) from t')).toEqual([[3]])
    await rows("call dolt_checkout('t')")
    expect(await rows('select count(*) from t')).toEqual([[1]])
  })

  it('are read only where a tag or commit is named', async () => {
    await rows("call dolt_tag('v1')")
    expect(await rows('select count(*) from `db/v1`.t')).toEqual([[1]])
    await expect(rows("insert into `db/v1`.t values (9, 'x')")).rejects.toMatchObject({ errno: 1290 })
  })
})

describe('dolt_tag, dolt_reset and dolt_merge', () => {
  it('name commits', async () => {
    await rows("call dolt_tag('v1', 'HEAD~1', '-m', 'the start')")
    expect(await rows("select tag_name, message, tag_hash = hashof('HEAD~1') from dolt_tags")).toEqual([['v1', 'the start', 1]])
    expect(await error("call dolt_tag('v1')")).toBe('already exists')
    await rows("call dolt_tag('-d', 'v1')")
    expect(await error("call dolt_tag('-d', 'v1')")).toBe('tag not found')
  })

  it('go back, hard, soft or for one table', async () => {
    await rows("insert into t values (2, 'two')")
    await rows('create table untracked (id int primary key)')
    await rows("call dolt_add('t')")
    await rows("call dolt_reset('t')")
    expect(await rows("select table_name, staged from dolt_status where table_name = 't'")).toEqual([['t', 0]])
    await rows("call dolt_reset('--hard')")
    expect(await rows('select count(*) from t')).toEqual([[1]])
    expect((await rows('show tables')).flat()).toEqual(['t', 'untracked'])
    await rows("call dolt_reset('--soft', 'HEAD~1')")
    expect(await rows("select table_name, staged, status from dolt_status where table_name = 't'")).toEqual([['t', 1, 'new table']])
    expect(host.told.at(-1)?.ref).toBe('refs/heads/main')
  })

  it('merge what is ahead, and what has parted', async () => {
    await rows("call dolt_checkout('-b', 'b')")
    await rows("insert into t values (2, 'two')")
    await rows("call dolt_commit('-am', 'on b')")
    await rows("call dolt_checkout('main')")
    const [[hash, fastForward, conflicts, message]] = await rows("call dolt_merge('b')")
    expect([fastForward, conflicts, message]).toEqual([1, 0, 'merge successful'])
    expect(await rows("select hashof('main')")).toEqual([[hash]])
    expect(await rows("call dolt_merge('b')")).toEqual([['', 0, 0, 'Everything up-to-date']])
    await rows("call dolt_commit('--allow-empty', '-m', 'apart')")
    await rows("call dolt_checkout('b')")
    await rows("call dolt_commit('--allow-empty', '-m', 'apart too')")
    expect((await rows("call dolt_merge('main')"))[0].slice(1)).toEqual([0, 0, 'merge successful'])
  })
})

describe('dolt_checkout of a branch with an ignored table', () => {
  it('enters it, unless it is to keep such tables', async () => {
    await rows("insert into dolt_ignore values ('t', true)")
    await rows("call dolt_commit('-Am', 'ignored')")
    await rows("call dolt_checkout('-b', 'other')")
    await rows("insert into t values (2, 'two')")
    await rows("call dolt_commit('-am', 'more')")
    await rows("call dolt_checkout('main')")
    expect(await error("call dolt_checkout('--no-overwrite-ignore', 'other')")).toContain('The following ignored tables would be overwritten by checkout:\n\tt\n')
    expect(await rows('select active_branch()')).toEqual([['main']])
    await rows("call dolt_checkout('--overwrite-ignore', 'other')")
    expect(await rows('select active_branch()')).toEqual([['other']])
    expect(await error("call dolt_checkout('--overwrite-ignore', '--no-overwrite-ignore', 'main')")).toContain('mutually exclusive')
  })

  it('knows what branches, tags and commits are', async () => {
    await rows("call dolt_tag('v1')")
    expect(await error("call dolt_checkout('v1')")).toContain("CALL DOLT_CHECKOUT('v1', '-b', <new_branch_name>)")
    expect(await error("call dolt_checkout('HEAD~1')")).toBe("error: tablespec 'HEAD~1' did not match any table(s) known to dolt")
    expect(await error("call dolt_checkout('')")).toBe('error: cannot checkout empty string')
    expect(await error("call dolt_checkout('-b', 'x', '-B', 'y')")).toBe('Improper usage. Cannot use both -b and -B.')
    expect(await error("call dolt_commit('-m', 'x', 'y')")).toBe('error: commit does not take positional arguments, but found 1: y')
  })
})

describe('procedures that end the transaction', () => {
  it('are those that change which branches there are, and those that put tables back', async () => {
    await rows('set autocommit = 0')
    const kept = async (call: string): Promise<unknown> => {
      const [[last]] = await rows('select max(id) from `db/main`.t') as [[number]]
      await rows(`insert into \`db/main\`.t values (${last + 1}, 'x')`)
      await rows(call)
      await rows('rollback')
      return (await rows('select max(id) from `db/main`.t'))[0][0] === last + 1
    }
    expect(await kept("call dolt_branch('a')")).toBe(true)
    expect(await kept("call dolt_branch('-m', 'a', 'b')")).toBe(true)
    expect(await kept("call dolt_checkout('-b', 'c')")).toBe(true)
    expect(await kept("call dolt_checkout('main')")).toBe(false)
    expect(await kept("call dolt_branch('-d', 'b')")).toBe(true)
    expect(await kept("call dolt_tag('v1')")).toBe(false)
    expect(await kept("call dolt_add('t')")).toBe(false)
  })

  it('put back tables that are staged or committed, and drop new ones', async () => {
    await rows("insert into t values (2, 'two')")
    await rows('create table n (id int primary key)')
    expect(await error("call dolt_checkout('t', 'none')")).toBe("error: tablespec 'none' did not match any table(s) known to dolt")
    expect(await rows('select count(*) from t')).toEqual([[1]])
    await rows("call dolt_checkout('n')")
    await rows('drop table t')
    await rows("call dolt_add('t')")
    await rows("call dolt_checkout('t')")
    expect(await rows('show tables')).toEqual([['t']])
  })
})

describe('remotes', () => {
  beforeEach(async () => {
    host.remoteStores.set('memory://r', new MemoryChunkStore(nodePlatform))
    await rows("call dolt_remote('add', 'origin', 'memory://r')")
  })

  it('are pushed to, and cloned', async () => {
    expect(await error('call dolt_push()')).toContain('fatal: The current branch main has no upstream branch.')
    expect(await rows("call dolt_push('-u', 'origin', 'main')")).toEqual([
      [0, "To memory://r\n * [new branch]          main -> main\nbranch 'main' set up to track 'origin/main'."],
    ])
    expect(await rows('call dolt_push()')).toEqual([[0, 'Everything up-to-date']])
    await rows("call dolt_tag('v1')")
    await rows("call dolt_push('origin', 'v1')")
    await rows("call dolt_clone('memory://r', 'copy')")
    const clone = host.session('copy')
    expect(await rows('select * from t', clone)).toEqual([[1, 'one']])
    expect(await rows('select name, remote, branch from dolt_branches', clone)).toEqual([['main', 'origin', 'main']])
    expect(await rows('select tag_name from dolt_tags', clone)).toEqual([['v1']])
    expect(await rows('select dolt_hashof_db()', clone)).toEqual(await rows('select dolt_hashof_db()'))
    expect(await error("call dolt_clone('memory://r', 'copy')")).toBe("can't create database copy; database exists")
  })

  it('are fetched from and pulled', async () => {
    await rows("call dolt_push('origin', 'main')")
    await rows("call dolt_clone('memory://r', 'copy')")
    const clone = host.session('copy')
    await rows("insert into t values (2, 'two')")
    await rows("call dolt_commit('-am', 'second')")
    await rows("call dolt_branch('extra')")
    await rows("call dolt_push('origin', 'main', 'extra')")
    await rows('call dolt_fetch()', clone)
    expect((await rows('select name from dolt_remote_branches', clone)).flat()).toEqual(['remotes/origin/extra', 'remotes/origin/main'])
    expect(await rows('select count(*) from t', clone)).toEqual([[1]])
    expect(await rows("select count(*) from t as of 'origin/main'", clone)).toEqual([[2]])
    expect(await rows('call dolt_pull()', clone)).toEqual([[1, 0, 'merge successful']])
    expect(await rows('select count(*) from t', clone)).toEqual([[2]])
    expect(await rows('call dolt_pull()', clone)).toEqual([[0, 0, 'Everything up-to-date']])
    expect(await rows("call dolt_checkout('extra')", clone)).toEqual([[0, "Switched to branch 'extra'\nbranch 'extra' set up to track 'origin/extra'."]])
    await rows("call dolt_push('origin', ':extra')")
    await rows("call dolt_fetch('--prune')", clone)
    expect((await rows('select name from dolt_remote_branches', clone)).flat()).toEqual(['remotes/origin/main'])
  })

  it('are what branches follow, as local branches are', async () => {
    await rows("call dolt_push('origin', 'main')")
    await rows("call dolt_branch('a')")
    await rows("call dolt_branch('-u', 'origin/main', 'a')")
    await rows("call dolt_branch('-u', 'origin/main', 'made')")
    await rows("call dolt_branch('--track', 'b', 'main')")
    expect(await rows('select name, remote, branch from dolt_branches')).toEqual([['a', 'origin', 'main'], ['b', '', 'main'], ['made', 'origin', 'main'], ['main', '', '']])
    expect(await error("call dolt_branch('-u', 'origin/none', 'a')")).toBe("branch not found: 'origin/none'")
    expect(await error("call dolt_branch('-u', 'a', 'a')")).toBe("\tnot setting 'a' as its own upstream")
    expect(await error("call dolt_branch('-u', 'origin/main', '--track', 'c')")).toBe('error: --set-upstream-to and --track are mutually exclusive options.')
  })

  it('refuse a push that would lose commits, unless it is forced', async () => {
    await rows("call dolt_push('origin', 'main')")
    await rows("call dolt_clone('memory://r', 'copy')")
    const clone = host.session('copy')
    await rows("call dolt_commit('--allow-empty', '-m', 'theirs')", clone)
    await rows("call dolt_push('origin', 'main')", clone)
    await rows("call dolt_commit('--allow-empty', '-m', 'ours')")
    expect(await error("call dolt_push('origin', 'main')")).toContain(
      ' ! [rejected]            main -> main (non-fast-forward)\nerror: failed to push',
    )
    await rows("call dolt_push('-f', 'origin', 'main')")
    expect(await error("call dolt_pull('--ff-only')", clone)).toBe('fatal: Not possible to fast-forward, aborting')
    expect(await rows('call dolt_pull()', clone)).toEqual([[0, 0, 'merge successful']])
    expect(await rows('select message from dolt_log limit 1', clone)).toEqual([["Merge branch 'main' of memory://r into main"]])
  })

  it('say what is wrong', async () => {
    expect(await error("call dolt_remote('add', 'origin', 'memory://x')")).toBe('remote already exists')
    expect(await error("call dolt_remote('remove', 'zz')")).toBe("error: unknown remote: 'zz'")
    expect(await error("call dolt_remote('x')")).toBe('error: invalid argument')
    expect(await error("call dolt_push('zz', 'main')")).toContain("fatal: remote 'zz' not found.")
    expect(await error("call dolt_push('origin', 'nosuch')")).toBe("invalid ref spec; refspec not found: 'nosuch'; branch not found: nosuch")
    expect(await error("call dolt_push('origin', '')")).toBe("invalid ref spec: ''")
    expect(await error("call dolt_push('origin', ':nob')")).toBe(
      "failed to delete remote; 'refs/heads/nob' from remote 'origin'; branch not found",
    )
    expect(await error("call dolt_fetch('zz')")).toContain("unknown remote; 'zz' does not appear to be a dolt database")
    expect(await error("call dolt_fetch('origin', 'unknown')")).toBe("fetch failed: invalid ref spec: 'unknown'")
    expect(await error("call dolt_pull('origin', 'b')")).toBe('branch "b" not found on remote')
    expect(await error("call dolt_clone('memory://r', 'c')")).toContain('contains no Dolt data')
    expect(await error("call dolt_clone('memory://nosuch', 'c')")).toContain('no remote at')
    expect(host.databases().has('c')).toBe(false)
  })

  it('are forgotten with their branches', async () => {
    await rows("call dolt_push('-u', 'origin', 'main')")
    await rows("call dolt_remote('rm', 'origin')")
    expect(await rows('select * from dolt_remotes')).toEqual([])
    expect(await rows('select * from dolt_remote_branches')).toEqual([])
    expect(await error('call dolt_push()')).toContain('No configured push destination')
  })
})

describe('dolt_update_column_tag', () => {
  it('gives a column another tag, at the address that Dolt 2.3.1 gives the table', async () => {
    await rows('create table s (id int primary key, v varchar(20))')
    await rows("insert into s values (1, 'a')")
    await rows("call dolt_update_column_tag('s', 'v', '4711')")
    expect(await rows("select dolt_hashof_table('s')")).toEqual([['1k52l3temt9765foh839pl2cra6ternq']])
  })

  it('keeps indexes, which Dolt loses, and refuses what it cannot do', async () => {
    await rows('create table k (id int primary key, v varchar(20), key iv (v))')
    await rows("call dolt_update_column_tag('k', 'v', '4711')")
    expect((await rows('show create table k'))[0][1]).toContain('KEY `iv` (`v`)')
    expect(await error("call dolt_update_column_tag('k', 'id', '4711')")).toBe('failed to update table schema: two different columns with the same tag')
    expect(await error("call dolt_update_column_tag('k', 'nosuch', '1')")).toBe('failed to update column tag: column nosuch does not exist')
    expect(await error("call dolt_update_column_tag('nosuch', 'v', '1')")).toBe('table nosuch does not exist')
    expect(await error("call dolt_update_column_tag('k', 'v')")).toBe('incorrect number of arguments: must provide <table> <column> <tag>')
  })
})
