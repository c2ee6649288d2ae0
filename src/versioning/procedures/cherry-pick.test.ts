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

beforeEach(async () => {
  host = new MemoryHost()
  await host.createDatabase('db')
  session = host.session('db')
  await rows(
    'create table t (id int primary key, a int)', 'insert into t values (1, 1), (2, 2)', "call dolt_commit('-Am', 'base')",
    "call dolt_checkout('-b', 'x')", 'update t set a = 10 where id = 1', "call dolt_commit('-am', 'ten', '--author', 'Ann <ann@x.y>')",
    'update t set a = 20 where id = 2', "call dolt_commit('-am', 'twenty')", "call dolt_checkout('main')",
  )
})

describe('dolt_cherry_pick', () => {
  it('brings what one commit changed, with its message and author', async () => {
    const [[hash, ...counts]] = await rows("call dolt_cherry_pick('x~1')")
    expect(counts).toEqual([0, 0, 0])
    expect(await rows('select * from t')).toEqual([[1, 10], [2, 2]])
    expect(await rows('select commit_hash, message, author, committer from dolt_log limit 1')).toEqual([[hash, 'ten', 'Ann', 'Tess']])
    expect(await error("call dolt_cherry_pick('x~1')")).toBe('no changes were made, nothing to commit')
  })

  it('changes nothing where rows conflict', async () => {
    await rows('update t set a = 11 where id = 1', "call dolt_commit('-am', 'eleven')")
    const [before] = await rows("select dolt_hashof_db(), dolt_hashof('HEAD')")
    expect(await error("call dolt_cherry_pick('x~1')")).toContain('Merge conflict detected')
    expect(await rows("select dolt_hashof_db(), dolt_hashof('HEAD')")).toEqual([before])
  })

  it('says what is wrong', async () => {
    await rows("call dolt_commit('--allow-empty', '-m', 'empty')")
    for (const [call, message] of [
      ['', 'cannot cherry-pick empty string'], ["'x', 'main'", 'cherry-picking multiple commits is not supported yet.'],
      ["'nosuch'", 'branch not found: nosuch'], ["'--abort'", 'error: There is no cherry-pick merge to abort'],
      ["'HEAD'", 'The previous cherry-pick commit is empty. Use --allow-empty to cherry-pick empty commits.'],
    ]) expect(await error(`call dolt_cherry_pick(${call})`)).toBe(message)
    await rows('insert into t values (9, 9)')
    expect(await error("call dolt_cherry_pick('x')")).toBe('cannot cherry-pick with uncommitted changes')
  })
})

describe('dolt_revert', () => {
  it('takes commits back, each in a commit of its own', async () => {
    await rows("call dolt_checkout('x')")
    const [[hash]] = await rows("call dolt_revert('HEAD', 'HEAD~1')")
    expect(await rows('select * from t')).toEqual([[1, 1], [2, 2]])
    expect(await rows('select commit_hash, message from dolt_log limit 1')).toEqual([[hash, 'Revert "ten"']])
    expect(await rows("select message from dolt_log where commit_hash = hashof('HEAD~1')")).toEqual([['Revert "twenty"']])
  })

  it('keeps the commits of those that came before a conflict', async () => {
    await rows("call dolt_checkout('x')", 'update t set a = 11 where id = 1', "call dolt_commit('-am', 'eleven')")
    await rows("insert into t values (9, 9)", "call dolt_commit('-am', 'nine')")
    expect(await error("call dolt_revert('HEAD', 'HEAD~3')")).toContain('Merge conflict detected')
    expect(await rows('select message from dolt_log limit 1')).toEqual([['Revert "nine"']])
    expect(await rows('select * from dolt_status')).toEqual([])
    await rows('set @@dolt_allow_commit_conflicts = 1')
    expect(await rows("call dolt_revert('HEAD~4')")).toEqual([['', 1, 0, 0]])
    expect(await rows("call dolt_revert('--continue')")).toEqual([['', 1, 0, 0]])
    await rows("call dolt_conflicts_resolve('--theirs', 't')", "call dolt_add('t')", "call dolt_revert('--continue')")
    expect(await rows('select * from t')).toEqual([[1, 1], [2, 20]])
  })

  it('says what is wrong', async () => {
    const [[first]] = await rows("select hashof('HEAD~1')")
    await rows("call dolt_commit('--allow-empty', '-m', 'empty')")
    for (const [call, message] of [
      ['', 'error: nothing specified to revert'], ["'nosuch'", 'branch not found: nosuch'], ["'--abort'", 'error: There is no revert in progress'],
      [`'${String(first)}'`, `cannot revert commit with no parents (${String(first)})`], ["'HEAD'", 'nothing to commit'],
    ]) expect(await error(`call dolt_revert(${call})`)).toBe(message)
    await rows('insert into t values (9, 9)')
    expect(await error("call dolt_revert('HEAD~1')")).toContain('error: Your local changes would be overwritten by revert.')
  })
})
