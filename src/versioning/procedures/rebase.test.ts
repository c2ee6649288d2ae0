import { beforeEach, describe, expect, it } from 'vitest'
import { initialise, MemoryHost } from '../../../test/support/memory-host.ts'
import { nodePlatform } from '../../master/platform.ts'
import type { Session } from '../../sql/session-state.ts'
import type { Value } from '../../sql/value.ts'
import { MemoryChunkStore } from '../../store/memory-chunk-store.ts'

/** The commits' addresses were recorded from Dolt 2.3.1, which ran the same statements. */

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

function log(): Promise<readonly (readonly Value[])[]> {
  return rows('select commit_hash, message, author from dolt_log where commit_order > 3')
}

beforeEach(async () => {
  host = new MemoryHost()
  await initialise(host.add('db', new MemoryChunkStore(nodePlatform)).db, 'main', Date.UTC(2026, 10, 23, 20, 23, 30, 570), Date.UTC(2024, 0, 1))
  session = host.session('db')
  await rows("set @@dolt_committer_date = '2024-01-02T00:00:00Z', @@dolt_author_date = '2024-01-02T00:00:00Z'")
  await rows('create table t (id int primary key, v varchar(20))')
  await rows("insert into t values (1, 'one')")
  await rows("call dolt_commit('-Am', 'first')")
  await rows("call dolt_branch('feature')")
  await rows("insert into t values (2, 'two')")
  await rows("call dolt_commit('-am', 'on main')")
  await rows("call dolt_checkout('feature')")
  await rows("insert into t values (2, 'two')")
  await rows("call dolt_commit('-am', 'becomes empty', '--author', 'Ann <ann@example.com>')")
  await rows("insert into t values (3, 'three')")
  await rows("call dolt_commit('-am', 'three')")
  await rows("call dolt_commit('--allow-empty', '-m', 'empty')")
  await rows("insert into t values (4, 'four')")
  await rows("call dolt_commit('-am', 'four')")
  await rows("insert into t values (5, 'five')")
  await rows("call dolt_commit('-am', 'five')")
})

describe('dolt_rebase', () => {
  it('makes the commits anew on top of the upstream, without those that become empty', async () => {
    expect(await rows("call dolt_rebase('main')")).toEqual([[0, 'Successfully rebased and updated refs/heads/feature']])
    expect(await log()).toEqual([
      ['5t65ckvocgn8bucmmtb2pot5nm0igmbe', 'five', 'Tess'], ['qane82cefd7hqj4tj98mt57otj094qfe', 'four', 'Tess'],
      ['96jkq03ep16j5v1tcj50idfq6scgf4d6', 'three', 'Tess'],
    ])
    expect(await rows('select active_branch()')).toEqual([['feature']])
    expect(await rows('select name from dolt_branches order by name')).toEqual([['feature'], ['main']])
    expect(await rows('select * from dolt_status')).toEqual([])
    expect(await rows('select id from t')).toEqual([[1], [2], [3], [4], [5]])
  })

  it('follows the plan as it was edited', async () => {
    await rows("call dolt_rebase('-i', '--empty', 'keep', 'main')")
    expect(await rows('select active_branch()')).toEqual([['dolt_rebase_feature']])
    expect(await rows('select rebase_order, action, commit_message from dolt_rebase where rebase_order < 3')).toEqual([
      [expect.objectContaining({ coefficient: 1n }), 2, 'becomes empty'], [expect.objectContaining({ coefficient: 2n }), 2, 'three'],
    ])
    expect(await rows('select * from dolt_status')).toEqual([])
    await rows("update dolt_rebase set action = 'reword', commit_message = 'reworded' where rebase_order = 2")
    await rows("update dolt_rebase set action = 'drop' where rebase_order = 3")
    await rows("update dolt_rebase set action = 'squash' where rebase_order = 4")
    await rows("update dolt_rebase set action = 'fixup' where rebase_order = 5")
    await rows("call dolt_rebase('--continue')")
    expect(await log()).toEqual([
      ['d9eicb6s0qjrkd8t5mgge4k5bbcrocni', 'reworded\n\nfour', 'Tess'], ['krtc232k472rpcrb4m03kb6etfvip3r1', 'becomes empty', 'Ann'],
    ])
  })

  it('pauses where a commit is to be edited', async () => {
    await rows("call dolt_rebase('-i', 'main')")
    await rows("update dolt_rebase set action = 'edit' where rebase_order = 2")
    const [[, pause]] = await rows("call dolt_rebase('--continue')")
    expect(String(pause)).toContain('edit action paused at commit 93b6a475ksvkpdh6vp8bu80nlio56ptc (three). \n\n')
    await rows("insert into t values (30, 'thirty')")
    expect(await error("call dolt_rebase('--continue')")).toContain('cannot continue a rebase with unstaged changes')
    await rows("call dolt_add('t')")
    await rows("call dolt_rebase('--continue')")
    expect(await log()).toEqual([
      ['m47pvb160f5q52hq6j9vvj12cgequ8mo', 'five', 'Tess'], ['c8cmj9ssm8hg4o66n8qmn48rgntfmra8', 'four', 'Tess'],
      ['vgdd7b0k3m99hablufn2iit6oarlvfdg', 'three', 'Tess'], ['96jkq03ep16j5v1tcj50idfq6scgf4d6', 'three', 'Tess'],
    ])
  })

  it('can be aborted', async () => {
    const before = await log()
    await rows("call dolt_rebase('-i', 'main')")
    expect(await error("call dolt_rebase('-i', 'main')")).toContain('unable to start rebase while another rebase is in progress')
    expect(await error("call dolt_squash_history('-m', 'x')")).toContain('while a rebase is in progress')
    expect(await rows("call dolt_rebase('--abort')")).toEqual([[0, 'Interactive rebase aborted']])
    expect(await log()).toEqual(before)
    expect(await rows('select active_branch()')).toEqual([['feature']])
    expect(await error("call dolt_rebase('--abort')")).toBe('no rebase in progress')
    expect(await error("call dolt_rebase('--continue')")).toBe('no rebase in progress')
  })

  it('leaves nothing behind where rows conflict', async () => {
    const before = await log()
    await rows("call dolt_checkout('main')")
    await rows("insert into t values (3, 'drei')")
    await rows("call dolt_commit('-am', 'drei')")
    await rows("call dolt_checkout('feature')")
    expect(await error("call dolt_rebase('main')")).toContain('data conflicts from rebase, but session settings do not allow preserving conflicts')
    expect(await rows('select active_branch()')).toEqual([['feature']])
    expect(await rows('select name from dolt_branches order by name')).toEqual([['feature'], ['main']])
    expect(await log()).toEqual(before)
  })

  it('keeps ignored tables, and loses no change that another session made', async () => {
    await rows("insert into dolt_ignore values ('own', true)")
    await rows("call dolt_commit('-Am', 'patterns')")
    await rows('create table own (id int primary key)')
    await rows("call dolt_rebase('main')")
    expect(await rows('show tables')).toEqual([['own'], ['t']])
    await rows("call dolt_branch('again', 'HEAD~1')")
    await rows("call dolt_checkout('again')")
    await rows("call dolt_rebase('-i', 'HEAD~1')")
    await host.query(host.session('db/again'), "insert into t values (6, 'six')")
    expect(await error("call dolt_rebase('--continue')")).toBe('rebase aborted due to changes in branch again')
  })

  it('says what is wrong', async () => {
    expect(await error('call dolt_rebase()')).toBe('not enough args')
    expect(await error("call dolt_rebase('nosuch')")).toContain('nosuch')
    expect(await error("call dolt_rebase('feature')")).toBe("didn't identify any commits!")
    expect(await error("call dolt_rebase('--empty', 'x', 'main')")).toBe("unsupported option for the empty flag (x); only 'keep' or 'drop' are allowed")
    await rows('delete from t where id = 5')
    expect(await error("call dolt_rebase('main')")).toBe('cannot start a rebase with uncommitted changes')
    await rows("call dolt_reset('--hard')")
    await rows("call dolt_rebase('-i', 'main')")
    await rows("update dolt_rebase set action = 'squash' where rebase_order = 1")
    expect(await error("call dolt_rebase('--continue')")).toBe('invalid rebase plan: squash and fixup actions must appear after a pick or reword action')
    await rows("update dolt_rebase set action = 'pick', commit_hash = 'abc' where rebase_order = 1")
    expect(await error("call dolt_rebase('--continue')")).toBe('invalid commit hash: abc')
  })
})
