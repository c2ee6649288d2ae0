import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type InProcessServer, ReplicatedDirectories } from '../../test/support/replicated-directories.ts'

let at: ReplicatedDirectories
beforeEach(() => {
  at = new ReplicatedDirectories()
})
afterEach(() => at.remove())

async function waiting(): Promise<InProcessServer> {
  const m = await at.master()
  await m.sql("set global dolt_replication_ack = 'remote'")
  return m
}

async function atRemote(m: InProcessServer): Promise<string | undefined> {
  const remote = await m.host.remotes.open(`file://${at.remote}`)
  return (await remote.run(remote.refs())).get('refs/heads/main')
}

describe('2.2 dolt_replication_ack = remote', () => {
  it('2.2 a write is acknowledged when the remote holds it: each transaction is a commit', async () => {
    const m = await waiting()
    await m.sql("insert into t values (2, 'y')")
    expect((await m.sql("select hashof('main')"))[0][0]).toBe(await atRemote(m))
    await m.sql('start transaction', "insert into t values (3, 'z')", "insert into t values (4, 'z')")
    const before = await atRemote(m)
    await m.sql('commit')
    expect(await atRemote(m)).not.toBe(before)
    expect(await m.sql('select message from dolt_log limit 1')).toEqual([['Transaction commit']])
  })

  it('2.2 a push that fails fails the write; it is kept here, queued, and goes with the next one', async () => {
    const m = await waiting()
    at.takeAway()
    await expect(m.sql("insert into t values (2, 'y')")).rejects.toMatchObject({
      code: 'NOT_REPLICATED', errno: 1105,
      message: expect.stringMatching(/^the write is durable on this server, but not at the remote, and will be pushed .*refs\/heads\/main/),
    })
    await m.sql('start transaction', "insert into t values (3, 'z')")
    await expect(m.sql('commit')).rejects.toMatchObject({ code: 'NOT_REPLICATED' })
    // A client that tries again learns from its own keys that the row is here.
    await expect(m.sql("insert into t values (2, 'y')")).rejects.toMatchObject({ errno: 1062 })
    expect(m.host.report(m.session)).toMatchObject({ bookmark: null, warning: expect.stringContaining('not at the remote yet') })
    at.bringBack()
    await m.sql("insert into t values (4, 'w')")
    const r = await at.replica('r', { dolt_replicate_heads: 'main' })
    expect(await r.sql('select a from t')).toEqual([[1], [2], [3], [4]])
  })

  it('2.2 a remote that the configuration names and the database lacks fails the write; no remote at all promises nothing', async () => {
    const m = await waiting()
    await m.sql("set global dolt_replicate_to_remote = 'nowhere'")
    await expect(m.sql("call dolt_branch('b')")).rejects.toMatchObject({
      code: 'NOT_REPLICATED', message: expect.stringContaining("remote not found: 'nowhere'"),
    })
    await m.sql("set global dolt_replicate_to_remote = ''", "call dolt_branch('c')", "insert into t values (2, 'y')")
    expect(await m.sql('select count(*) from dolt_status')).toEqual([[1]])
  })

  it('2.2 a branch that somebody else moved is not overwritten, and its writers hear of it', async () => {
    const m = await waiting()
    await at.clone('other')
    await at.open('other').sql("insert into t values (5, 'theirs')", "call dolt_commit('-am', 'theirs')", "call dolt_push('origin', 'main')")
    await expect(m.sql("insert into t values (2, 'y')")).rejects.toMatchObject({
      code: 'NOT_REPLICATED', message: expect.stringContaining('which was not pushed from here'),
    })
    // Other branches are none of its business.
    await m.sql("call dolt_branch('b')")
  })

  it('2.2 dolt_async_replication does not weaken it', async () => {
    const m = await waiting()
    await m.sql('set global dolt_async_replication = 1', "insert into t values (2, 'y')")
    expect((await m.sql("select hashof('main')"))[0][0]).toBe(await atRemote(m))
  })

  it('2.2 writers that come at the same time share pushes', async () => {
    const m = await waiting()
    const archives = (): number => readdirSync(at.remote).filter((name) => name.endsWith('.darc')).length
    const clients = Array.from({ length: 12 }, () => m.connect())
    await Promise.all(clients.map((client, i) => client.sql(`call dolt_branch('b${i}')`)))
    await Promise.all(clients.map((client, i) => client.sql(`use \`m/b${i}\``)))
    const before = archives()
    await Promise.all(clients.map((client, i) => client.sql(`insert into t values (${10 + i}, 'x')`)))
    expect(archives() - before).toBeLessThan(6)
    const remote = await m.host.remotes.open(`file://${at.remote}`)
    const refs = await remote.run(remote.refs())
    for (let i = 0; i < 12; i++) expect(refs.get(`refs/heads/b${i}`)).toBe((await m.sql(`select hashof('b${i}')`))[0][0])
  })
})
