import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ReplicatedDirectories } from '../../test/support/replicated-directories.ts'

let at: ReplicatedDirectories
beforeEach(() => {
  at = new ReplicatedDirectories()
})
afterEach(async () => {
  vi.useRealTimers()
  await at.remove()
})

const BRANCHES = 'select name from dolt_branches order by name'
const COUNT = 'select count(*) from t'

describe('2.5 branches and commits on a replica', () => {
  it('2.5 a branch that is only at the remote is fetched when it is named, in any case, and not followed afterwards', async () => {
    const m = await at.master()
    await m.sql("call dolt_branch('Feature')", "call dolt_branch('other')")
    const r = await at.replica('r', { dolt_replicate_heads: 'main' })
    expect(await r.sql(BRANCHES)).toEqual([['main']])
    expect(await r.sql('use `r/feature`', COUNT)).toEqual([[1]])
    expect(await r.sql('select active_branch()')).toEqual([['Feature']])
    expect(await r.sql('select count(*) from `r/OTHER`.t')).toEqual([[1]])
    expect(await r.connect('r/feature').sql(COUNT)).toEqual([[1]])
    expect(await r.sql('use r', BRANCHES)).toEqual([['Feature'], ['main'], ['other']])
    await m.sql("call dolt_checkout('Feature')", 'delete from t', "call dolt_commit('-am', 'gone')", "call dolt_checkout('main')", 'delete from t', "call dolt_commit('-am', 'gone')")
    expect(await r.sql(COUNT)).toEqual([[0]])
    expect(await r.sql('select count(*) from `r/Feature`.t')).toEqual([[1]])
  })

  it('2.5 a client may connect to a branch that only the remote has', async () => {
    const m = await at.master()
    await m.sql("call dolt_branch('b')")
    const r = await at.replica('r', { dolt_replicate_heads: 'main' })
    expect(await r.connect('r/b').sql('select active_branch()')).toEqual([['b']])
  })

  it('2.5 inside of an open transaction the branch comes, and the rest of the snapshot stays', async () => {
    const m = await at.master()
    await m.sql("call dolt_branch('b')")
    const r = await at.replica('r', { dolt_replicate_heads: 'main' })
    await r.sql('start transaction')
    await m.sql("insert into t values (2, 'y')", "call dolt_commit('-am', 'two')")
    await r.connect().sql(COUNT)
    expect(await r.sql('select count(*) from `r/b`.t')).toEqual([[1]])
    expect(await r.sql(COUNT)).toEqual([[1]])
    expect(await r.sql('commit', COUNT)).toEqual([[2]])
  })

  it('2.5 names that nothing has are errors; tags and commits are read', async () => {
    const m = await at.master()
    await m.sql("call dolt_tag('v1')")
    const r = await at.replica('r', { dolt_replicate_all_heads: 1 })
    await expect(r.sql('use `r/nope`')).rejects.toMatchObject({ errno: 1049, message: 'database not found: r/nope' })
    expect(await r.sql('use `r/v1`', COUNT)).toEqual([[1]])
    const [[commit]] = await r.sql('use r', "select hashof('main')")
    expect(await r.sql(`use \`r/${String(commit)}\``, COUNT)).toEqual([[1]])
    await expect(r.sql("insert into t values (9, 'z')")).rejects.toMatchObject({ errno: 1290 })
  })

  it('2.5 a name that several remote-tracking branches have is ambiguous', async () => {
    const m = await at.master()
    await m.sql("call dolt_branch('feature')")
    await at.clone('r')
    const setUp = at.open('r')
    for (const remote of ['o2', 'o3']) await setUp.sql(`call dolt_remote('add', '${remote}', 'file://${at.remote}')`, `call dolt_fetch('${remote}')`)
    await m.sql("call dolt_branch('-D', 'feature')")
    await setUp.sql("set persist dolt_read_replica_remote = 'origin'", "set persist dolt_replicate_heads = 'main'")
    await setUp.close()
    const r = at.open('r')
    await expect(r.sql('use `r/feature`')).rejects.toThrow("'feature' matched multiple remote tracking branches")
    await r.sql("set persist dolt_read_replica_remote = ''")
    await r.close()
    // No replica says otherwise.
    await expect(at.open('r').sql('use `r/feature`')).rejects.toThrow("'feature' matched multiple remote tracking branches")
  })

  it('2.5 dolt_checkout of a branch that was not pulled looks at local and remote-tracking branches only', async () => {
    const m = await at.master()
    const r = await at.replica('r', { dolt_replicate_heads: 'main' })
    await r.sql(COUNT)
    await m.sql("call dolt_branch('late')")
    await expect(r.sql("call dolt_checkout('late')")).rejects.toThrow()
    expect(await r.sql('select active_branch()')).toEqual([['main']])
  })

  it('2.5 log, diff and blame of replicated commits work', async () => {
    const m = await at.master()
    await m.sql("insert into t values (2, 'y')", "call dolt_commit('-am', 'two')")
    const r = await at.replica('r', { dolt_replicate_all_heads: 1 })
    expect(await r.sql('select message from dolt_log limit 2')).toEqual([['two'], ['one']])
    expect(await r.sql("select to_a, diff_type from dolt_diff('HEAD~1', 'HEAD', 't')")).toEqual([[2, 'added']])
  })
})

describe('2.5 databases on a replica', () => {
  const template = (): string => `file://${at.base}/remotes/{database}`

  async function masterOf(...names: string[]) {
    const m = at.openEmpty('masters')
    await m.sql("set global dolt_replicate_to_remote = 'origin'", `set global dolt_replication_remote_url_template = '${template()}'`)
    for (const name of names) {
      await m.sql(`create database ${name}`, `use ${name}`, 'create table t (a int primary key)', 'insert into t values (1)', "call dolt_commit('-Am', 'one')")
    }
    return m
  }

  async function replicaOf() {
    const r = at.openEmpty('replicas')
    await r.sql(
      "set global dolt_read_replica_remote = 'origin'", 'set global dolt_replicate_all_heads = 1', `set global dolt_replication_remote_url_template = '${template()}'`,
    )
    return r
  }

  it('2.5 a database that is only at a remote is brought when it is named, its name as it was written (bug: lower-cased)', async () => {
    const m = await masterOf('NewDb')
    const r = await replicaOf()
    expect(await r.sql('show databases')).toEqual([['information_schema'], ['mysql']])
    expect(await r.sql('select count(*) from NewDb.t')).toEqual([[1]])
    expect(await r.sql('show databases')).toEqual([['NewDb'], ['information_schema'], ['mysql']])
    expect(at.log).toContain("replication enabled for database 'NewDb' from remote 'origin'")
    await m.sql('insert into t values (2)', "call dolt_commit('-am', 'two')")
    expect(await r.sql('use newdb', COUNT)).toEqual([[2]])
    await expect(r.sql('delete from t')).rejects.toMatchObject({ errno: 1290 })
  })

  it('2.5 a client may connect to one', async () => {
    await masterOf('db1')
    const r = await replicaOf()
    expect(await r.connect('db1').sql(COUNT)).toEqual([[1]])
  })

  it('2.5 many clients that name it at once bring it once', async () => {
    await masterOf('db1')
    const r = await replicaOf()
    const counts = await Promise.all(Array.from({ length: 20 }, () => r.connect(null).sql('select count(*) from db1.t')))
    expect(new Set(counts.map((rows) => rows[0][0]))).toEqual(new Set([1]))
    expect(at.log.filter((line) => line.startsWith('replication enabled'))).toEqual(["replication enabled for database 'db1' from remote 'origin'"])
  })

  it('2.5 one that no remote has is unknown, is asked for once in a second, and others do not wait for it', async () => {
    const m = await masterOf('db1')
    const r = await replicaOf()
    vi.useFakeTimers({ toFake: ['Date'] })
    const unknown = { errno: 1049, message: 'database not found: later' }
    for (let i = 0; i < 5; i++) await expect(r.sql('use later')).rejects.toMatchObject(unknown)
    expect(at.log.filter((line) => line.startsWith("couldn't clone database later: ")).length).toBe(1)
    await m.sql('create database later')
    await expect(r.sql('use later')).rejects.toMatchObject(unknown)
    vi.setSystemTime(Date.now() + 1000)
    await r.sql('use later')
  })

  it('2.5 DROP DATABASE is refused, and a dropped master stays on its replicas', async () => {
    const m = await masterOf('db1')
    const r = await replicaOf()
    await r.sql('use db1')
    await expect(r.sql('drop database db1')).rejects.toThrow('unable to drop database: db1')
    await m.sql('drop database db1')
    expect(await r.sql(COUNT)).toEqual([[1]])
  })

  it('2.5 CREATE DATABASE makes a local one, and says that it is not replicated', async () => {
    const r = await replicaOf()
    await r.sql('create database mine', 'use mine', 'show tables')
    expect(at.log.at(-1)).toMatch(/^invalid replication configuration, replication disabled: failed to load replica database from remote 'origin'; remote not found: 'origin'$/)
  })

  it('2.3 a database whose remote is gone hinders only those who look at it', async () => {
    await masterOf('db1', 'db2')
    const r = await replicaOf()
    await r.sql('use db1', COUNT, 'use db2', COUNT)
    rmSync(join(at.base, 'remotes', 'db2'), { recursive: true })
    mkdirSync(join(at.base, 'remotes', 'db2'))
    expect(await r.sql('use db1', COUNT)).toEqual([[1]])
    await expect(r.sql('select count(*) from db2.t')).rejects.toThrow(/^replication error: /)
    await expect(r.sql('start transaction')).rejects.toThrow(/^replication error: /)
  })
})
