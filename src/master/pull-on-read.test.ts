import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ReplicatedDirectories } from '../../test/support/replicated-directories.ts'

let at: ReplicatedDirectories
beforeEach(() => {
  at = new ReplicatedDirectories()
})
afterEach(() => at.remove())

const BRANCHES = 'select name from dolt_branches order by name'
const TAGS = 'select tag_name from dolt_tags order by tag_name'
const COUNT = 'select count(*) from t'
const ALL = { dolt_replicate_all_heads: 1 }
const MAIN = { dolt_replicate_heads: 'main' }

/** Adds a row on the master's current branch, and commits. */
const add = (key: number): string[] => [`insert into t values (${key}, 'n')`, `call dolt_commit('-am', 'row ${key}')`]

describe('2.3 when a replica pulls', () => {
  it('2.3 each statement outside of a transaction sees what is at the remote', async () => {
    const m = await at.master()
    const r = await at.replica('r', MAIN)
    for (let key = 2; key < 5; key++) {
      await m.sql(...add(key))
      expect(await r.sql(COUNT)).toEqual([[key]])
    }
  })

  it('2.3 an open transaction sees one snapshot of all refs, taken at its start', async () => {
    const m = await at.master()
    await m.sql("call dolt_branch('f')")
    const r = await at.replica('r', ALL)
    await r.sql('start transaction')
    await m.sql(...add(2), "call dolt_checkout('f')", ...add(9), "call dolt_tag('late')", "call dolt_branch('late')")
    expect(await r.sql(COUNT)).toEqual([[1]])
    expect(await r.sql('select count(*) from `r/f`.t')).toEqual([[1]])
    expect(await r.sql(BRANCHES)).toEqual([['f'], ['main']])
    expect(await r.sql(TAGS)).toEqual([])
    expect(await r.sql('commit', COUNT)).toEqual([[2]])
    expect(await r.sql(BRANCHES)).toEqual([['f'], ['late'], ['main']])
  })

  it('2.3 without autocommit, the snapshot stays until COMMIT or ROLLBACK', async () => {
    const m = await at.master()
    const r = await at.replica('r', MAIN)
    expect(await r.sql('set autocommit = 0', COUNT)).toEqual([[1]])
    await m.sql(...add(2))
    expect(await r.sql(COUNT)).toEqual([[1]])
    expect(await r.sql('rollback', COUNT)).toEqual([[2]])
  })

  it('2.3 what needs no database works without its remote: SET, SHOW VARIABLES, USE, SELECT of expressions', async () => {
    await at.master()
    const r = await at.replica('r', MAIN)
    await r.sql(COUNT)
    at.takeAway()
    await r.sql('set @a = 1', 'set autocommit = 1', "set global dolt_replicate_heads = 'main'", "show variables like 'dolt%'", 'select @a, 1 + 1', 'show databases')
    await r.sql('use r', 'use `r/main`')
    await expect(r.sql(COUNT)).rejects.toThrow(/^replication error: /)
  })
})

describe('2.4 what a pull does to refs', () => {
  it('2.4 a head that was reset or amended is followed, with its working set, where the pull is forced', async () => {
    const m = await at.master()
    const r = await at.replica('r', MAIN)
    await m.sql(...add(2), "call dolt_commit('--amend', '-m', 'again')")
    expect(await r.sql('select message from dolt_log limit 1')).toEqual([['again']])
    await m.sql("call dolt_reset('--hard', 'HEAD~1')")
    expect(await r.sql(COUNT)).toEqual([[1]])
    expect(await r.sql('select count(*) from dolt_status')).toEqual([[0]])
    expect(at.log).toEqual([])
  })

  it('2.4 one that is elsewhere is an error where the pull is not forced, and every ref stays', async () => {
    const m = await at.master()
    const r = await at.replica('r', { ...ALL, dolt_read_replica_force_pull: 0 })
    await m.sql(...add(2))
    expect(await r.sql(COUNT)).toEqual([[2]])
    await m.sql("call dolt_reset('--hard', 'HEAD~1')", ...add(3), "call dolt_branch('new')")
    await expect(r.sql(COUNT)).rejects.toMatchObject({ errno: 1105, message: 'replication error: dataset head is not ancestor of commit' })
    await r.sql('set global dolt_skip_replication_errors = 1')
    expect(await r.sql('select a from t')).toEqual([[1], [2]])
    expect(await r.sql(BRANCHES)).toEqual([['main']])
    await r.sql('set global dolt_read_replica_force_pull = 1')
    expect(await r.sql('select a from t')).toEqual([[1], [3]])
  })

  it('2.4 branches that are only here go with all heads, and stay with named ones', async () => {
    const m = await at.master()
    await m.sql("call dolt_branch('b')")
    const r = await at.replica('r', ALL)
    expect(await r.sql(BRANCHES)).toEqual([['b'], ['main']])
    await r.sql('set global dolt_replicate_all_heads = 0', "set global dolt_replicate_heads = 'main'")
    await m.sql("call dolt_branch('-D', 'b')")
    expect(await r.sql(BRANCHES)).toEqual([['b'], ['main']])
    await r.sql("set global dolt_replicate_heads = ''", 'set global dolt_replicate_all_heads = 1')
    expect(await r.sql(BRANCHES)).toEqual([['main']])
    // Nor does it come back through the ref that followed it.
    await expect(r.sql('use `r/b`')).rejects.toMatchObject({ errno: 1049, message: 'database not found: r/b' })
  })

  it('2.4 a branch that a pattern fits stays when the remote drops it; one that is named is an error', async () => {
    const m = await at.master()
    await m.sql("call dolt_branch('feature1')", "call dolt_branch('feature2')")
    const r = await at.replica('r', { dolt_replicate_heads: 'main,feature*' })
    expect(await r.sql(BRANCHES)).toEqual([['feature1'], ['feature2'], ['main']])
    await m.sql("call dolt_branch('-D', 'feature1')")
    expect(await r.sql(BRANCHES)).toEqual([['feature1'], ['feature2'], ['main']])
    await r.sql("set global dolt_replicate_heads = 'main,feature1'")
    await expect(r.sql(COUNT)).rejects.toMatchObject({ errno: 1105, message: 'replication error: unable to find "feature1" on "origin"; branch not found' })
  })

  it('2.4 with all heads tags come, move and go; with named heads they do neither (bug: moved tags never followed)', async () => {
    const m = await at.master()
    const r = await at.replica('r', ALL)
    await m.sql("call dolt_tag('v1')")
    expect(await r.sql(TAGS)).toEqual([['v1']])
    await m.sql(...add(2), "call dolt_tag('-d', 'v1')", "call dolt_tag('v1')")
    expect(await r.sql("select count(*) from t as of 'v1'")).toEqual([[2]])
    await m.sql("call dolt_tag('-d', 'v1')", "call dolt_tag('v2')")
    expect(await r.sql(TAGS)).toEqual([['v2']])
    await r.sql('set global dolt_replicate_all_heads = 0', "set global dolt_replicate_heads = 'main'")
    await m.sql("call dolt_tag('v3')", "call dolt_tag('-d', 'v2')")
    expect(await r.sql(TAGS)).toEqual([['v2']])
  })

  it('2.4 a branch and a tag of one name are two refs', async () => {
    const m = await at.master()
    await m.sql("call dolt_branch('b1')")
    const r = await at.replica('r', ALL)
    expect(await r.sql(BRANCHES)).toEqual([['b1'], ['main']])
    await m.sql("call dolt_branch('-D', 'b1')", "call dolt_tag('b1')")
    expect(await r.sql(BRANCHES)).toEqual([['main']])
    expect(await r.sql(TAGS)).toEqual([['b1']])
  })

  it('2.4 a name that is only a tag is no branch (bug: Dolt panics)', async () => {
    const m = await at.master()
    await m.sql("call dolt_tag('v1')")
    const r = await at.replica('r', { dolt_replicate_heads: 'main,v1' })
    await expect(r.sql(COUNT)).rejects.toThrow('replication error: unable to find "v1" on "origin"; branch not found')
  })

  it('2.4 remote-tracking branches follow, upstreams are not set', async () => {
    const m = await at.master()
    await m.sql("call dolt_branch('b1')")
    const r = await at.replica('r', ALL)
    await r.sql(COUNT)
    expect(await r.sql('select name from dolt_remote_branches order by name')).toEqual([['remotes/origin/b1'], ['remotes/origin/main']])
    expect(await r.sql("select remote from dolt_branches where name = 'b1'")).toEqual([['']])
  })

  it('2.4 when the branch that is checked out is deleted, new sessions start on the default one (bug: nobody can connect)', async () => {
    const m = await at.master()
    await m.sql("call dolt_branch('-m', 'main', 'trunk')", "call dolt_branch('other', 'trunk')")
    const r = await at.replica('r', ALL)
    expect(await r.sql(BRANCHES)).toEqual([['other'], ['trunk']])
    const onTrunk = r.connect()
    expect(await onTrunk.sql("call dolt_checkout('trunk')", 'select active_branch()')).toEqual([['trunk']])
    await m.sql("call dolt_checkout('other')", "call dolt_branch('-D', 'trunk')")
    expect(await r.connect().sql(COUNT)).toEqual([[1]])
    expect(await r.connect().sql('select active_branch()')).toEqual([['other']])
    // Who had checked it out can move on.
    await expect(onTrunk.sql(COUNT)).rejects.toMatchObject({ errno: 1049 })
    expect(await onTrunk.sql("call dolt_checkout('other')", COUNT)).toEqual([[1]])
  })

  it('2.4 a remote that lost its branches empties no replica', async () => {
    await at.master()
    const r = await at.replica('r', ALL)
    expect(await r.sql(COUNT)).toEqual([[1]])
    rmSync(join(at.remote, 'manifest'))
    await expect(r.sql(COUNT)).rejects.toThrow(/^replication error: /)
    await r.sql('set global dolt_skip_replication_errors = 1')
    expect(await r.sql(COUNT)).toEqual([[1]])
  })

  it('2.4 a replica takes no writes: none is lost (bug: Dolt takes and discards them)', async () => {
    await at.master()
    const r = await at.replica('r', ALL)
    for (const sql of [
      "insert into t values (2, 'lost')", 'create table u (a int primary key)', 'drop table t', "call dolt_commit('--allow-empty', '-m', 'x')",
      "call dolt_branch('localb')", "call dolt_checkout('-b', 'localb')", "call dolt_tag('x')", "call dolt_reset('--hard', 'HEAD')", "call dolt_fetch('origin')",
      "call dolt_push('origin', 'main')", "call dolt_remote('add', 'o2', 'file:///nowhere')",
    ]) await expect(r.sql(sql)).rejects.toMatchObject({ errno: 1290, message: expect.stringMatching(/read.only/) })
    expect(await r.sql(BRANCHES)).toEqual([['main']])
  })

  it('2.4 what a database had for itself when it became a replica is kept on rescue branches (bug: lost without notice)', async () => {
    const m = await at.master()
    await at.clone('r')
    const before = at.open('r')
    await before.sql("insert into t values (5, 'committed')", "call dolt_commit('-am', 'mine')", "insert into t values (6, 'uncommitted')")
    await before.close()
    const r = at.open('r')
    await r.sql("set persist dolt_read_replica_remote = 'origin'", 'set persist dolt_replicate_all_heads = 1')
    await r.close()
    await m.sql(...add(2))
    const replica = at.open('r')
    expect(await replica.sql('select a from t')).toEqual([[1], [2]])
    const [[rescue]] = await replica.sql("select name from dolt_branches where name like 'rescue/%'")
    expect(await replica.sql(`select a from \`r/${String(rescue)}\`.t`)).toEqual([[1], [5], [6]])
    expect(at.log).toContain(`the pull replaces what was only here; it is kept on '${String(rescue)}'`)
    await m.sql(...add(3))
    expect(await replica.sql(BRANCHES)).toEqual([['main'], [rescue]])
  })
})

describe('2.4 two processes of one replica', () => {
  it('2.4 pull side by side, and neither moves a head back', async () => {
    const m = await at.master()
    const first = await at.replica('r', ALL)
    const second = at.open('r')
    for (let key = 2; key < 8; key++) {
      await m.sql(...add(key), `call dolt_branch('b${key}')`)
      const counts = await Promise.all([first, second, first, second].map((replica) => replica.connect().sql(COUNT)))
      expect(counts.map((rows) => rows[0][0])).toEqual([key, key, key, key])
    }
    expect(await first.sql('select count(*) from dolt_branches')).toEqual([[7]])
  })
})
